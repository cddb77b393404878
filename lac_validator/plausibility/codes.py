"""Codes that a whole council seems to use otherwise than England does, or than it did last year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lac_validator import schema
from lac_validator.dataset import Mask, Table
from lac_validator.derived.years_compared import YearOfCare
from lac_validator.engine import COUNCIL, Pattern, check
from lac_validator.plausibility.wording import named, percent
from lac_validator.reference import england
from lac_validator.reference.england import Usual
from lac_validator.schema.groups import FOSTER, OTHER_PLACEMENTS

FEWEST = 20
"""Shares of fewer are not compared."""

EXPECTED_AT_LEAST = 5
DEVIATIONS = 4
"""How many standard deviations (of the difference of two shares) a change must reach. Some forty shares are compared in
a return; at three, every tenth clean return would show one by chance.
"""

RELATIVE_CHANGE = 0.3


@dataclass(frozen=True)
class Pair:
    """Two kinds of placement that are easily taken for each other.

    :param rare_at_most: the most that is usual of the first kind among both. England's share within a pair is not
        among the figures held, so these are wide bounds of ours: no authority's own circumstances should pass them.
        None where both kinds are common, and only last year's share tells.
    """

    what: str
    rare: tuple[str, ...]
    common: tuple[str, ...]
    rare_at_most: float | None


PAIRS = (
    Pair("with relatives or friends (U1 to U3), not with other foster carers", FOSTER[:3], FOSTER[3:], 0.6),
    Pair("in long-term fostering (U1, U4), not in other fostering (U3, U6)", ("U1", "U4"), ("U3", "U6"), None),
    # Of some 10,000 children in homes, some 100 are in the 13 secure ones.
    Pair("in secure homes (K1), not in other children's homes (K2)", ("K1",), ("K2",), 0.25),
    Pair("in residential care homes (R1), not in children's homes (K2)", ("R1",), ("K2",), 0.5),
    Pair("in independent living (P2), not in supported accommodation (K3, H5)", ("P2",), ("K3", "H5"), 0.75),
)
SWAPPED_BY = 0.1
"""Beside the standard deviations, the least by which a share must have changed from last year's to be a swap."""


def _differ(share: float, number: int, other_share: float, other_number: int) -> bool:
    """Whether two shares differ by more than chance explains."""
    pooled = (share * number + other_share * other_number) / (number + other_number)
    deviation = np.sqrt(pooled * (1 - pooled) * (1 / number + 1 / other_number))
    return bool(abs(share - other_share) > DEVIATIONS * deviation)


@check("P08", severity=COUNCIL)
def swapped_codes(year_of_care: YearOfCare, year_of_care_last: YearOfCare | None = None) -> Iterator[Pattern]:
    """Of two placement codes that are easily taken for each other, the rare one is the common one here; or both have
    changed places since last year. The two were probably mixed up when codes were set in the system. Compare a few of
    the children shown with their case files. The bounds are our own and wide, since the DfE's figures by council are
    not given here; last year's return makes the comparison sharper.
    """
    now = year_of_care.at_end
    for pair in PAIRS:
        rare, both = now.PLACE.isin(pair.rare), now.PLACE.isin(pair.rare + pair.common)
        number = int(both.sum())
        if number < FEWEST:
            continue
        share, usual, told = rare.sum() / number, pair.rare_at_most, ""
        odd = usual is not None and share > usual
        if odd:
            told = f"at most {percent(usual or 0)} would be usual"
        if year_of_care_last is not None:
            last = year_of_care_last.at_end
            then = int(last.PLACE.isin(pair.rare + pair.common).sum())
            before = last.PLACE.isin(pair.rare).sum() / max(then, 1)
            if then >= FEWEST and _is_swapped(share, number, before, then):
                odd, told = True, f"last year they were {percent(before)} of {then:,}"
        if odd:
            yield Pattern(
                f"Of {number:,} children, {percent(share)} are {pair.what}; {told}. Codes mixed up?", now.where(rare)
            )


def _is_swapped(share: float, number: int, before: float, then: int) -> bool:
    """Whether this year's share is what the other's was, rather than its own of last year."""
    changed = abs(share - before) >= SWAPPED_BY and _differ(share, number, before, then)
    return changed and abs(share - (1 - before)) < abs(share - before) / 2


@check("P09", severity=COUNCIL)
def code_never_used(year_of_care: YearOfCare) -> Iterator[Pattern]:
    """No child at all has a code, or any of a group of codes, that England's councils use and of which there should be
    at least five here. The code is perhaps missing in the system's lists, or another is used in its place. Ask which
    code is entered in such a case. England's share says what is expected of a council of this size, not of this one: a
    council may have none.
    """
    for rows, field, usuals, what in (
        (year_of_care.at_end, "PLACE", england.PLACEMENTS, "children looked after"),
        (year_of_care.at_end, "CIN", england.CATEGORIES_OF_NEED, "children looked after"),
        (year_of_care.ceased, "REC", england.ENDS_OF_CARE, "children who left care"),
        (year_of_care.changed, "REASON_PLACE_CHANGE", england.REASONS_FOR_CHANGE, "changes of placement"),
    ):
        for usual in usuals:
            has, expected = _of(rows, field, usual), usual.share * len(rows)
            if expected >= EXPECTED_AT_LEAST and not has.any():
                name = usual.name[0].upper() + usual.name[1:]
                told = f"{name}: none of {len(rows):,} {what}; about {expected:.0f} would be usual."
                yield Pattern(told, rows.where(has))


def _of(rows: Table, field: str, usual: Usual) -> Mask:
    return rows.column(field).text.isin(usual.codes)


MOST_NEEDS, MOST_OTHER_REASONS, MOST_OTHER_ENDS = 0.9, 0.5, 0.25
"""What one code is taken for a default beyond: of any need, of reason OTHER, of end E8. England has 67% in its
commonest need (N1), 25% and 7%. Authorities do differ: half have 20% or less of OTHER, some beyond 80%, which is what
this is for.
"""


@check("P10", severity=COUNCIL)
def default_code(year_of_care: YearOfCare) -> Iterator[Pattern]:
    """One code stands for far more than it does in England: a category of need, the reason Other for a change of
    placement, or any other reason as the end of care (E8). It is probably what the system puts in, or what is picked
    when nobody asks. Ask whether the code says what is so. It may be so: what is usual is England's share, the bound is
    ours.
    """
    need, care = year_of_care.at_end.CIN, year_of_care
    codes, where = need.distinct
    valid = schema.valid_codes("CIN")
    england_has = {"N1": f"; England has {percent(england.CATEGORIES_OF_NEED[0].share)}"}
    for place, code in enumerate(codes):
        share = (where == place).mean()
        if len(where) >= FEWEST and share > MOST_NEEDS and code in valid:
            yield Pattern(
                f"{percent(share)} of {len(where):,} children have the need {named('CIN', code)}"
                f"{england_has.get(code, '')}. A default?",
                care.at_end.where(where == place),
            )
    for rows, field, code, most, usuals, what in (
        (care.changed, "REASON_PLACE_CHANGE", "OTHER", MOST_OTHER_REASONS, england.REASONS_FOR_CHANGE, "moves have"),
        (care.ceased, "REC", "E8", MOST_OTHER_ENDS, england.ENDS_OF_CARE, "children who left care have"),
    ):
        has = rows.column(field).text == code
        usual = next(each.share for each in usuals if code in each.codes)
        if len(rows) >= FEWEST and has.mean() > most:
            yield Pattern(
                f"{percent(has.mean())} of {len(rows):,} {what} {'the reason Other' if code == 'OTHER' else 'E8'}; "
                f"England has {percent(usual)}. A default?",
                rows.where(has),
            )


def _single_codes(field: str) -> Sequence[Usual]:
    return tuple(Usual(named(field, code), (code,), 0) for code in schema.valid_codes(field))


@check("P11", severity=COUNCIL)
def changed_since_last_year(year_of_care: YearOfCare, year_of_care_last: YearOfCare) -> Iterator[Pattern]:
    """The share of a placement, a need, a legal status, a provider, an end of care or a reason for moving has changed
    since last year by more than chance explains, and by at least three tenths of itself. Something happened, or is
    recorded otherwise: look which. Shown are the children who have the code now where it became commoner, and this
    year's rows of those who had it last year where it became rarer. Whether the change is real the returns cannot tell.
    """
    other = Usual("other placements (Z1, Z11 to Z14)", ("Z1", *OTHER_PLACEMENTS), 0)
    now, last = year_of_care, year_of_care_last
    for rows, before, field, usuals in (
        (now.at_end, last.at_end, "PLACE", (*england.PLACEMENTS, other)),
        (now.at_end, last.at_end, "CIN", _single_codes("CIN")),
        (now.at_end, last.at_end, "LS", england.LEGAL_STATUSES),
        (now.at_end, last.at_end, "PLACE_PROVIDER", england.PROVIDERS),
        (now.ceased, last.ceased, "REC", england.ENDS_OF_CARE),
        (now.changed, last.changed, "REASON_PLACE_CHANGE", england.REASONS_FOR_CHANGE),
    ):
        if min(len(rows), len(before)) < FEWEST:
            continue
        for usual in usuals:
            has, had = _of(rows, field, usual), _of(before, field, usual)
            share, was = float(has.mean()), float(had.mean())
            if abs(share - was) > RELATIVE_CHANGE * was and _differ(share, len(rows), was, len(before)):
                those = has if share > was else ~has & rows.CHILD.isin(before.where(had).CHILD)
                went = "rose" if share > was else "fell"
                yield Pattern(
                    f"{usual.name[0].upper()}{usual.name[1:]} {went} from {percent(was)} of {len(before):,} last year "
                    f"to {percent(share)} of {len(rows):,}.",
                    rows.where(those),
                )
