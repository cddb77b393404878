"""What a council reports of its children's lives in the return of one collection year: the twelve tables, as text.

What lies beyond the year's 31 March is not known to it yet: an episode that ends in May is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lac_validator import schema
from lac_validator.sample.care import ADOPTED, Decision, Episode
from lac_validator.sample.chance import Chance, Weighted
from lac_validator.sample.days import Day, Year, birthday, day, text
from lac_validator.sample.lives import Life
from lac_validator.sample.placements import SUPPORTED, place_code
from lac_validator.schema.groups import FIRST_CONTACT

Rows = dict[str, list[str]]
"""A table: for each column its values as text, all of one length."""

SHORT_BREAKS = frozenset({"V3", "V4"})
_SEX_CODES = {True: ("2", "F"), False: ("1", "M")}
_FIRST_YEAR_OF_LETTERS_FOR_SEX = 2025
_FIRST_YEAR_OF_WORKERS_LOOKING_BACK = 2025
_NOT_CARE_LEAVERS = ADOPTED | {"E2", "E3"}

_PARTICIPATION = Weighted({"PN1": 50, "PN2": 5, "PN3": 2, "PN4": 4, "PN5": 9, "PN6": 20, "PN7": 10})
_NO_SDQ = Weighted({"SDQ2": 40, "SDQ3": 12, "SDQ4": 30, "SDQ5": 18})
_ACTIVITIES = Weighted(
    {"F1": 6, "P1": 1, "F2": 28, "P2": 4, "F4": 6, "P4": 1, "F5": 18, "P5": 5, "G4": 9, "G5": 19, "G6": 3}
)
_ACCOMMODATIONS = Weighted(
    {"B1": 12, "C1": 4, "D1": 26, "E1": 7, "K1": 2, "T1": 3, "U1": 30, "U2": 1, "X2": 3, "Y1": 4, "S2": 1, "R2": 1}
)
_NOT_KNOWN = frozenset({"DIED", "RHOM"})


def _earliest_end_of_a_worker(year: Year) -> Day:
    """The first day on which a social worker's episode may have ended and still be reported (rule SW07STG2)."""
    looks_back = year.number >= _FIRST_YEAR_OF_WORKERS_LOOKING_BACK
    return Year.of(year.number - 1).start if looks_back else year.start


class Report:
    """The tables of one year, filled child by child.

    :param sample_year: the collection year of the sample: its codes for sex, and whether its semi-independent
        placements have a URN, hold in last year's tables too, since the two years are compared as text.
    """

    def __init__(self, year: Year, sample_year: int, chance: Chance) -> None:
        self._year = year
        self._before = Year.of(year.number - 1)
        self._letters_for_sex = sample_year >= _FIRST_YEAR_OF_LETTERS_FOR_SEX
        self._supported_has_urn = sample_year >= 2024
        self._chance = chance
        self._rows: dict[str, list[tuple[str, ...]]] = {
            name: [] for name, spec in schema.tables().items() if spec.first_year <= year.number
        }

    def tables(self) -> dict[str, Rows]:
        """What was reported so far. Every table of the year is there, also one without rows."""
        return {
            name: dict(zip(schema.table(name).given_columns, map(list, zip(*rows, strict=True)), strict=True))
            if rows
            else {column: [] for column in schema.table(name).given_columns}
            for name, rows in self._rows.items()
        }

    def add(self, life: Life) -> bool:
        """Report this child, if the year's return is to have the child. Says whether it is."""
        episodes = [self._as_known(each) for each in life.episodes if self._in_year(each.start, each.end)]
        in_care = bool(episodes) and not life.short_breaks
        left = self._is_care_leaver(life)
        if not (episodes or left):
            return False
        born = text(life.born)
        self._add("Header", life.identifier, *self._header(life, in_care))
        self._report_episodes(life, episodes)
        if in_care:
            self._report_care(life, born, episodes)
        if left:
            self._add("OC3", life.identifier, born, *self._after_care(life))
        if any(each.rne == "S" and each.start >= self._year.start for each in episodes):
            previous = life.previous
            self._add("PrevPerm", life.identifier, born, previous.kind, previous.authority, previous.ordered)
        return True

    def _add(self, table: str, *values: str) -> None:
        if table in self._rows:  # some tables are asked for in later years only
            self._rows[table].append(values)

    def _in_year(self, start: Day, end: Day | None) -> bool:
        return start <= self._year.end and (end is None or end >= self._year.start)

    def _known(self, when: Day | None) -> Day | None:
        return None if when is None or when > self._year.end else when

    def _as_known(self, episode: Episode) -> Episode:
        if self._known(episode.end) is not None or episode.end is None:
            return episode
        return replace(episode, end=None, rec="", reason="")

    def _sex(self, life: Life) -> str:
        return _SEX_CODES[life.female][self._letters_for_sex]

    def _header(self, life: Life, in_care: bool) -> tuple[str, ...]:
        mother = life.first_child_born if in_care else None
        mother = self._known(mother)
        return (
            self._sex(life),
            text(life.born),
            life.ethnicity,
            self._upn(life),
            "" if not (life.female and in_care) else "1" if mother else "0",
            text(mother),
        )

    def _upn(self, life: Life) -> str:
        august = day(self._year.number - 2, 8, 31)
        if birthday(life.born, 4) > august:
            return "UN1"
        if life.upn_reason:
            return life.upn_reason
        just_started = life.episodes[0].start >= day(self._year.number, 3, 24)
        if just_started and life.number % 2 and not life.short_breaks:
            return "UN4"
        return unique_pupil_number(life.number)

    def _report_episodes(self, life: Life, episodes: list[Episode]) -> None:
        home = "" if life.short_breaks else life.home
        for each in episodes:
            kind, provider, urn, postcode = each.placement
            self._add(
                "Episodes",
                life.identifier,
                text(each.start),
                each.rne,
                each.ls,
                each.cin,
                place_code(kind, self._year.number),
                provider,
                text(each.end),
                each.rec,
                each.reason,
                home,
                postcode,
                urn if kind != SUPPORTED or self._supported_has_urn else "",
            )

    def _report_care(self, life: Life, born: str, episodes: list[Episode]) -> None:
        year, child = self._year, life.identifier
        for held in life.reviews:
            if year.start <= held <= year.end:
                under_four = held < birthday(life.born, 4)
                self._add(
                    "Reviews", child, born, text(held), "PN0" if under_four else _PARTICIPATION.pick(self._chance)
                )
        if life.alone:
            ceased = episodes[-1].end or birthday(life.born, 18)
            self._add("UASC", child, self._sex(life), born, text(ceased))
        if looked_after_continuously(episodes, year):
            self._add("OC2", child, born, *self._health(life))
        self._report_adoption(life, born, episodes)
        for spell in life.missing:
            if self._in_year(spell.start, spell.end):
                self._add("Missing", child, born, spell.what, text(spell.start), text(self._known(spell.end)))
        for order in life.orders:
            if self._in_year(order.start, order.end):
                self._add("DoLo", child, born, text(order.start), text(self._known(order.end)))
        self._report_workers(life, born)

    def _health(self, life: Life) -> tuple[str, ...]:
        chance, year = self._chance, self._year
        score = reason = ""
        if birthday(life.born, 4) <= year.end and birthday(life.born, 17) >= year.start:
            if chance.happens(0.8):
                score = str(chance.between(0, 20) + chance.between(0, 14))
            elif birthday(life.born, 4) > year.start or birthday(life.born, 16) < year.end:
                reason = "SDQ1"
            else:
                reason = _NO_SDQ.pick(chance)
        misuse = birthday(life.born, 13) <= year.end and chance.happens(0.08)
        received = misuse and chance.happens(0.6)
        return (
            score,
            reason,
            _yes_or_no(chance.happens(0.04)) if birthday(life.born, 10) <= year.end else "",
            _yes_or_no(chance.happens(0.88)) if birthday(life.born, 5) > year.end else "",
            _yes_or_no(chance.happens(0.83)),
            _yes_or_no(chance.happens(0.76)),
            _yes_or_no(chance.happens(0.89)),
            _yes_or_no(misuse),
            _yes_or_no(received) if misuse else "",
            _yes_or_no(chance.happens(0.7)) if misuse and not received else "",
        )

    def _report_adoption(self, life: Life, born: str, episodes: list[Episode]) -> None:
        decision, adoption, last = life.decision, life.adoption, episodes[-1]
        if decision is not None and self._in_year(decision.made, decision.given_up):
            given_up = self._known(decision.given_up)
            why = decision.why_given_up if given_up else ""
            self._add("PlacedAdoption", life.identifier, born, text(decision.made), text(given_up), why)
        if decision is not None and adoption is not None and last.rec in ADOPTED:
            self._add(
                "AD1", life.identifier, born, *self._adopters(decision, adoption.matched, adoption.by_former_carer)
            )

    def _adopters(self, decision: Decision, matched: Day, by_former_carer: bool) -> tuple[str, ...]:
        sex, status = _ADOPTERS.pick(self._chance)
        number = "1" if len(sex) == 2 and sex.endswith("1") else "2"
        return (text(decision.made), text(matched), _yes_or_no(by_former_carer), number, sex, status)

    def _report_workers(self, life: Life, born: str) -> None:
        earliest = _earliest_end_of_a_worker(self._year)
        # Who makes first contact starts on a day after the one before ended (SW10bSTG2); others take over on that day.
        ends = [after.start - (after.reason == FIRST_CONTACT) for after in life.workers[1:]] + [None]
        for worker, end in zip(life.workers, ends, strict=True):
            if worker.start <= self._year.end and (end is None or end >= earliest):
                known = text(self._known(end))
                self._add(
                    "SWEpisodes", life.identifier, born, worker.identifier, text(worker.start), known, worker.reason
                )

    def _is_care_leaver(self, life: Life) -> bool:
        """Whether the child is in OC3: left care before the last birthday from 17 to 21, after time enough in care.

        The rules look at this year's and last year's episodes and no further (1001, 1002), so those who left care
        earlier are left out here, though a council would report them up to 21.
        """
        year = self._year
        if life.short_breaks or life.first_child_born or birthday(life.born, 17) > year.end:
            return False
        if birthday(life.born, 22) <= year.end:
            return False
        known = [each for each in life.episodes if each.start <= year.end]
        reported = [each for each in known if each.end is None or each.end >= self._before.start]
        left = self._known(reported[-1].end) if reported else None
        if left is None or reported[-1].rec in _NOT_CARE_LEAVERS:
            return False
        turned = max(birthday(life.born, years) for years in range(17, 22) if birthday(life.born, years) <= year.end)
        if birthday(life.born, 19) > year.end and left >= turned:
            return False  # such young people are reported as looked after (1007, 1016)
        after_14 = sum(_days_from(birthday(life.born, 14), each) for each in reported)
        after_16 = sum(_days_from(birthday(life.born, 16), each) for each in reported)
        return after_14 >= 91 and after_16 >= 1

    def _after_care(self, life: Life) -> tuple[str, ...]:
        if life.in_touch in _NOT_KNOWN:
            return (life.in_touch, "0", "0")
        return (life.in_touch, _ACTIVITIES.pick(self._chance), _ACCOMMODATIONS.pick(self._chance))


_ADOPTERS = Weighted(
    {
        ("MF", "L11"): 60, ("MF", "L3"): 12, ("MF", "L2"): 1, ("MM", "L12"): 7, ("MM", "L4"): 2, ("FF", "L12"): 5,
        ("FF", "L2"): 1, ("F1", "L0"): 11, ("M1", "L0"): 1,
    }
)  # fmt: skip


def _yes_or_no(yes: bool) -> str:
    return "1" if yes else "0"


def _days_from(when: Day, episode: Episode) -> int:
    return 0 if episode.end is None else max(0, episode.end - max(episode.start, when))


def looked_after_continuously(episodes: Iterable[Episode], year: Year) -> bool:
    """Whether these episodes make twelve months in care without a break (the DfE's definition, rule 157)."""
    return not any(
        (each.rne == "S" and year.start < each.start <= year.end)
        or (each.rec not in ("", "X1") and each.end is not None and year.start <= each.end < year.end)
        or each.ls in SHORT_BREAKS
        for each in episodes
    )


_FIRST_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def unique_pupil_number(number: int) -> str:
    """A pupil number of the right form, which is nobody's: no authority has the number 999."""
    return f"{_FIRST_LETTERS[number * 7 % len(_FIRST_LETTERS)]}999{number * 7919 % 10**8:08d}{number % 10}"
