"""Homes and addresses that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lac_validator import schema
from lac_validator.dataset import Mask, Table, Text
from lac_validator.derived.stays import Numbers, numbered_together
from lac_validator.engine import COUNCIL, LOOK, WRONG, Pattern, check, each_child
from lac_validator.ingest.problems import counted, listed
from lac_validator.plausibility.wording import children, percent
from lac_validator.schema.groups import FOSTER, FOSTER_OR_ADOPTION, NO_OFSTED_NUMBER, TEMPORARY

HOMES_THAT_SHARE = ("K1", "K2", "R1", "R2", "R3", "R5", "S1")
"""Placement types in which the children at one postcode, with one provider, live under one roof."""

NUMBERED_HOMES = ("K1", "K2", "K3", "H5", "R3", "S1")
FAR_MILES = 50
SHARED_BY, SHARED_AT_LEAST = 0.05, 10
"""Left as they were. In a clean sample of 2,000 some 25 children share a postcode, since it has few: 1%, far below."""

_FAMILIES = dict.fromkeys(FOSTER_OR_ADOPTION, "U or A") | {"K3": "K3 or H5", "H5": "K3 or H5"}
_FAR_FUTURE = np.datetime64("2300-01-01")


def numbered(episodes: Table) -> Mask:
    """Episodes with a number of Ofsted's."""
    return np.asarray(episodes.URN.given & (episodes.URN != NO_OFSTED_NUMBER))


def _relabelled(codes: Text, labels: Mapping[str, str]) -> Numbers:
    texts, where = codes.distinct
    _, number = np.unique(np.array([labels.get(text, text) for text in texts], object), return_inverse=True)
    return np.asarray(number[where] if len(texts) else where)


def _overlaps_another(episodes: Table, variant: Numbers) -> Mask:
    """Which of the episodes of one home last at the same time as one of another variant."""
    began = episodes.DECOM.days
    ended = np.where(episodes.DEC.readable, episodes.DEC.days, _FAR_FUTURE)
    lasting = began < ended

    def at_once(with_these: Mask) -> Numbers:
        starts, ends = np.sort(began[with_these & lasting]), np.sort(ended[with_these & lasting])
        return np.asarray(np.searchsorted(starts, ended, "left") - np.searchsorted(ends, began, "right"))

    all_alike = np.ones(len(episodes), bool)
    own = np.zeros(len(episodes), np.int64)
    for each in np.unique(variant):
        own = np.where(variant == each, at_once(variant == each), own)
    return np.asarray(lasting & (at_once(all_alike) > own))


def _groups(home: Numbers, variant: Numbers, where: Mask) -> Iterator[Numbers]:
    """The places of the rows of each home that has several variants."""
    places = np.flatnonzero(where)
    together = np.unique(np.stack([home[places], variant[places]]), axis=1)
    homes, kinds = np.unique(together[0], return_counts=True)
    mixed = places[np.isin(home[places], homes[kinds > 1])]
    by_home = mixed[np.argsort(home[mixed], kind="stable")]
    yield from (each for each in np.split(by_home, np.flatnonzero(np.diff(home[by_home])) + 1) if len(each))


def _number_of_children(rows: Table) -> int:
    return len(np.unique(rows.CHILD.ids))


def _rarer(rows: Table, variant: Numbers) -> Mask:
    """All rows but those of the commonest variant; all of them where two are equally common."""
    _, number = np.unique(variant, return_inverse=True)
    count = np.bincount(number)
    commonest = count == count.max()
    return np.ones(len(rows), bool) if commonest.sum() > 1 else ~commonest[number]


@check("P12", severity=LOOK)
def one_home_two_codes(usable_episodes: Table) -> Iterator[Pattern]:
    """Children who live in the same home at the same time have different kinds of placement, or different kinds of
    provider. A home is one thing: one of the codes is wrong. Look what the home is registered as, and correct those who
    differ; they are the ones shown, or all where no code is commoner. The same home is one URN, or one postcode and
    provider of residential placements where no URN is asked for; two homes at one postcode cannot be told apart.
    """
    episodes = usable_episodes.where(usable_episodes.PLACE.given & ~usable_episodes.PLACE.isin(TEMPORARY))
    kind, provider = _relabelled(episodes.PLACE, _FAMILIES), episodes.PLACE_PROVIDER.ids.astype(np.int64)
    has_number, urn = numbered(episodes), episodes.URN.ids.astype(np.int64)
    at = numbered_together(episodes.PL_POST.without_blanks.ids, provider)
    residential = episodes.PL_POST.given & episodes.PLACE_PROVIDER.given & episodes.PLACE.isin(HOMES_THAT_SHARE)
    # With a URN each, two homes at one postcode are two homes.
    without_number = np.isin(at, at[residential & ~has_number])
    seen = np.zeros(len(episodes), bool)
    for home, variant, where, what in (
        (urn, kind, has_number, "PLACE"),
        (urn, provider, has_number & episodes.PLACE_PROVIDER.given, "PLACE_PROVIDER"),
        (at, kind, residential & without_number, "PLACE"),
    ):
        for places in _groups(home, variant, where):
            places = places[_overlaps_another(episodes.take(places), variant[places])]
            rows = episodes.take(places)
            if _number_of_children(rows) > 1 and not seen[places].all():
                seen[places] = True
                yield Pattern(_two_codes_in_words(rows, what), rows.where(_rarer(rows, variant[places])))


def _two_codes_in_words(rows: Table, field: str) -> str:
    codes, where = rows.column(field).text.distinct
    known = [code if code in schema.valid_codes(field) else "another code" for code in codes]
    counts = [_number_of_children(rows.where(where == place)) for place in range(len(codes))]
    most = sorted(zip(counts, known, strict=True), key=lambda each: (-each[0], each[1]))
    told = listed([f"{number:,} {'has' if number == 1 else 'have'} {code}" for number, code in most])
    return f"Of the children in the same home at one time, {told}."


@check("P13", severity=LOOK)
def one_address_two_numbers(usable_episodes: Table, providers: Table | None = None) -> Iterator[Pattern]:
    """At one postcode, with one kind of provider and one kind of residential placement, children have different URNs at
    the same time. One of the numbers is probably that of another home of the provider, or of its office. Look it up in
    Ofsted's list. Where that list is given and has all of these URNs at this postcode, nothing is said. Without it, two
    homes that are neighbours cannot be told from one home.
    """
    homes = usable_episodes.PLACE.isin(NUMBERED_HOMES) & usable_episodes.PL_POST.given
    episodes = usable_episodes.where(homes & numbered(usable_episodes) & usable_episodes.PLACE_PROVIDER.given)
    postcode = episodes.PL_POST.without_blanks.ids
    kind = _relabelled(episodes.PLACE, _FAMILIES)
    at, urn = numbered_together(postcode, episodes.PLACE_PROVIDER.ids, kind), episodes.URN.ids.astype(np.int64)
    listed_there = np.zeros(len(episodes), bool)
    if providers is not None:
        both = np.stack([providers.URN.ids, providers.POSTCODE.text.without_blanks.ids]).astype(np.int64)
        here = np.stack([urn, postcode])
        listed_there = np.isin(here[0] << 32 | here[1], both[0] << 32 | both[1])
    for places in _groups(at, urn, np.ones(len(episodes), bool)):
        places = places[_overlaps_another(episodes.take(places), urn[places])]
        rows = episodes.take(places)
        if len(rows) and not listed_there[places].all():
            number = len(np.unique(urn[places]))
            yield Pattern(
                f"At one address {counted(number, 'URN')} are recorded at the same time, for "
                f"{children(_number_of_children(rows))}.",
                rows.where(_rarer(rows, urn[places])),
            )


@check("P14", severity=LOOK, needs="authority postcodes")
def own_carer_far_away(episodes_in_year: Table, usable_episodes: Table) -> Iterator[Pattern]:
    """A child is with a foster carer of the council's own (provider PR1) who lives outside the council's area and more
    than 50 miles from the child's home. Councils recruit their carers nearby: the carer is probably an agency's or
    another council's, or one of the postcodes is wrong. Look who approved the carer. Relatives who were approved where
    they live, and carers who moved house, cannot be told from that.
    """
    episodes = usable_episodes.where(np.isin(usable_episodes.rows, episodes_in_year.rows))
    own = (episodes.PLACE_PROVIDER == "PR1") & episodes.PLACE.isin(FOSTER)
    far = own & (episodes.PL_LOCATION == "OUT") & (episodes.PL_DISTANCE.number > FAR_MILES)
    yield from each_child(episodes.where(far), _far_in_words)


def _far_in_words(rows: Table) -> str:
    miles = rows.PL_DISTANCE.number.max()
    return f"The council's own foster carer, outside its area and {miles:.0f} miles from the child's home."


@check("P15", severity=WRONG)
def home_is_an_office(usable_episodes: Table) -> Iterator[Pattern]:
    """Many children have the same postcode as their home, or as the address of a placement that is no registered home.
    Nobody's home is shared by so many: it is probably the postcode of a council's office, put in where the real one was
    not known, and every distance reckoned from it is wrong. Enter the real postcodes. A large estate or a centre for
    unaccompanied children can have one postcode, which the return cannot tell.
    """
    no_home = usable_episodes.PLACE.isin(FOSTER_OR_ADOPTION) | ~numbered(usable_episodes)
    for column, what, severity, where in (
        ("HOME_POST", "home", WRONG, np.ones(len(usable_episodes), bool)),
        ("PL_POST", "placement", COUNCIL, no_home),
    ):
        episodes = usable_episodes.where(where & usable_episodes.column(column).given)
        postcode = episodes.column(column).text.without_blanks
        pairs = np.unique(np.stack([postcode.ids, episodes.CHILD.ids]), axis=1)
        count = np.bincount(pairs[0], minlength=1)
        every = _number_of_children(episodes)
        usual = max(SHARED_AT_LEAST - 1, int(SHARED_BY * every))
        for number in np.flatnonzero(count > usual).tolist():
            rows = episodes.where(postcode.ids == number)
            yield Pattern(
                f"{children(int(count[number]))} of {every:,} ({percent(count[number] / every)}) have the {what} "
                f"postcode {_postcode(rows, column)}; the most that would be usual is {usual:,}. A council's office?",
                rows,
                severity,
            )


def _postcode(rows: Table, column: str) -> str:
    """A postcode as it is written, or what is said of a text that is none."""
    text = rows.column(column).text.without_blanks.distinct[0][0]
    is_one = 5 <= len(text) <= 7 and text.isascii() and text.isalnum()
    return f"{text[:-3]} {text[-3:]}" if is_one else "that is no postcode"
