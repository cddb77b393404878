"""Lives of children and young people who are looked after, or were.

A life is told once, whole, and then reported for each collection year (:mod:`lac_validator.sample.tables`), so that
the two years of a sample agree: what was open at the end of one year goes on in the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lac_validator.sample.care import Adoption, Decision, Episode, Storyteller
from lac_validator.sample.chance import Chance, Weighted
from lac_validator.sample.days import Day, Year, age, birthday, text, weekday_by
from lac_validator.sample.geography import Geography
from lac_validator.sample.placements import CARE_ORDERS, OTHER, Placements
from lac_validator.schema.groups import FIRST_CONTACT


@dataclass(slots=True)
class Spell:
    """Something that lasts from a day to a day: a missing period (``what`` M or A), a deprivation of liberty order."""

    start: Day
    end: Day
    what: str = ""


@dataclass(slots=True)
class Worker:
    """A social worker who has the case from a day on, and why the case came to this one."""

    start: Day
    identifier: str
    reason: str


@dataclass(slots=True)
class PreviousPermanence:
    """A permanence option before care: the kind, the authority that arranged it, and the order's date as written."""

    kind: str = "Z1"
    authority: str = ""
    ordered: str = ""


@dataclass(slots=True)
class Life:
    """One child: who it is, and everything that happened."""

    number: int
    identifier: str
    kind: str
    born: Day
    female: bool
    ethnicity: str
    home: str
    episodes: list[Episode]
    upn_reason: str = ""
    first_child_born: Day | None = None
    decision: Decision | None = None
    adoption: Adoption | None = None
    previous: PreviousPermanence = field(default_factory=PreviousPermanence)
    reviews: list[Day] = field(default_factory=list)
    missing: list[Spell] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    orders: list[Spell] = field(default_factory=list)
    in_touch: str = "YES"

    @property
    def alone(self) -> bool:
        """Whether the child came to the United Kingdom unaccompanied, to seek asylum."""
        return self.kind == ALONE

    @property
    def short_breaks(self) -> bool:
        """Whether the child is looked after in a series of short breaks only."""
        return self.kind == SHORT_BREAKS


GENERAL, ADOPTION, ALONE = "general", "adoption", "alone"
REMAND, SHORT_BREAKS, PAST_18 = "remand", "short breaks", "past 18"
_KINDS = Weighted({GENERAL: 84, ADOPTION: 5, ALONE: 7, REMAND: 1, SHORT_BREAKS: 2.5, PAST_18: 1.5})
_ETHNICITIES = Weighted(
    {
        "WBRI": 66, "WIRI": 0.5, "WIRT": 0.2, "WROM": 0.4, "WOTH": 4, "MWBC": 3.5, "MWBA": 1.5, "MWAS": 1.8, "MOTH": 3,
        "AIND": 0.5, "APKN": 2, "ABAN": 0.8, "CHNE": 0.2, "AOTH": 2, "BCRB": 2.3, "BAFR": 4.5, "BOTH": 2, "OOTH": 3,
        "REFU": 0.3, "NOBT": 0.7,
    }
)  # fmt: skip
_ETHNICITIES_ALONE = Weighted({"OOTH": 32, "BAFR": 26, "AOTH": 24, "WOTH": 10, "BOTH": 8})
_AGES_AT_START = Weighted(
    {(0, 30): 12, (31, 364): 8, (365, 1825): 20, (1826, 3650): 20, (3651, 5840): 31, (5841, 6400): 9}
)
_DAYS_IN_CARE = Weighted({(10, 60): 14, (61, 365): 24, (366, 1100): 26, (1101, 5800): 36})
_ENTRIES_FROM = 9 * 365
_RETURNS_TO_CARE = frozenset({"E4A", "E4B", "E8", "E41", "E13"})
_REVIEWS_AFTER_START, _DAYS_BETWEEN_REVIEWS = (20, 110), 182
_UPN_REASONS = Weighted({"": 97, "UN2": 2, "UN5": 1})
_UPN_REASONS_ALONE = Weighted({"UN3": 55, "": 45})
_PREVIOUS_PERMANENCE = Weighted({"Z1": 90, "P1": 2, "P2": 4, "P3": 3, "P4": 1})
_PERMANENCE_AUTHORITIES = ("350", "351", "352", "353", "354", "355", "380", "888", "WAL", "999")
_WORKER_REASONS = Weighted(
    {"LEFTRL": 34, "TSPROC": 26, "MANAGE": 14, "ORGRST": 10, "ABSENC": 8, "OTHERS": 4, "PCCHAN": 2, "CHCHAN": 2}
)
_DAYS_MISSING = Weighted({0: 38, 1: 30, 2: 14, 3: 8, 6: 6, 14: 3, 40: 1})
_CHILDREN_TO_A_WORKER = 16
_MEAN_DAYS_WITH_A_WORKER = 330
_AFTER_CARE = Weighted({"YES": 88, "NO": 5, "REFU": 2.5, "NREQ": 1.5, "RHOM": 2, "DIED": 1})


class Town:
    """A council's area: it has homes, carers and social workers, and lives are lived there up to the horizon."""

    def __init__(self, geography: Geography, placements: Placements, chance: Chance, children: int, year: Year) -> None:
        self._homes = [place.postcode for place in geography.own * 12 + geography.neighbouring]
        self._placements = placements
        self._chance = chance
        self._year = year
        self._last_year = Year.of(year.number - 1)
        # Whoever left care earlier than this is in neither year's return.
        self._since = Year.of(year.number - 2).start
        self._tell = Storyteller(chance, placements, year.end)
        self._workers = [f"SW{number:05d}" for number in range(10101, 10103 + children // _CHILDREN_TO_A_WORKER)]

    def life(self, number: int) -> Life:
        """One more life that touches the two years of the sample, or the year before."""
        while True:
            kind = _KINDS.pick(self._chance)
            start, born, end = self._times(kind)
            if end >= self._since and birthday(born, 18) >= self._since:
                break
        chance = self._chance
        alone = kind == ALONE
        life = Life(
            number,
            f"SYN{number:06d}",  # plainly no real identifier
            kind,
            born,
            female=chance.happens(0.06 if alone else 0.2 if kind == REMAND else 0.45),
            ethnicity=(_ETHNICITIES_ALONE if alone else _ETHNICITIES).pick(chance),
            home="" if alone else chance.one_of(self._homes),
            episodes=[],
            upn_reason=(_UPN_REASONS_ALONE if alone else _UPN_REASONS).pick(chance),
            in_touch=_AFTER_CARE.pick(chance),
        )
        self._look_after(life, start, end)
        life.episodes = [each for each in life.episodes if each.end is None or each.end >= self._since]
        if life.episodes and kind != SHORT_BREAKS:
            self._surround(life)
        return life

    def _times(self, kind: str) -> tuple[Day, Day, Day]:
        """When care starts, when the child was born, and when care ends at the latest."""
        chance, horizon = self._chance, self._year.end
        start = horizon - int(chance.draw() * _ENTRIES_FROM)
        if kind == ADOPTION:
            start = horizon - int(chance.draw() * 1500)
            return start, start - chance.between(0, 1000), start + 1000
        if kind == ALONE:
            born = start - chance.between(14 * 366, 6420)
            return start, born, min(start + chance.between(200, 1500), birthday(born, 18))
        if kind == REMAND:
            return start, start - chance.between(13 * 366, 6350), start + chance.between(10, 120)
        if kind == PAST_18:
            born = start - chance.between(12 * 366, 15 * 365)
            return start, born, birthday(born, 18) + chance.between(60, 1090)
        if kind == SHORT_BREAKS:
            born = start - chance.between(4 * 366, 15 * 365)
            return start, born, min(start + chance.between(300, 2000), birthday(born, 18) - 1)
        born = start - chance.between(*_AGES_AT_START.pick(chance))
        return start, born, min(start + chance.between(*_DAYS_IN_CARE.pick(chance)), birthday(born, 18))

    def _look_after(self, life: Life, start: Day, end: Day) -> None:
        chance, tell = self._chance, self._tell
        if life.kind == ADOPTION:
            life.episodes, life.decision, life.adoption = tell.adoption(life.home, start)
        elif life.kind == REMAND:
            life.episodes = tell.remand(life.home, start, end)
        elif life.kind == PAST_18:
            life.episodes = tell.childrens_home_past_18(life.home, start, end)
        elif life.kind == SHORT_BREAKS:
            one_by_one = chance.happens(0.8)
            # The agreement may be years old; of the breaks only the last years' are wanted.
            first = max(start, self._since) if one_by_one else start
            life.episodes = tell.short_breaks(first, end, one_by_one=one_by_one)
        else:
            life.episodes = tell.general(life.born, life.home, start, end)
            if chance.happens(0.15):
                self._change_plans(life)
            else:
                self._return_to_care(life)

    def _change_plans(self, life: Life) -> None:
        """A plan of adoption that came to nothing, for a young child under a care order."""
        order = next((each.start for each in life.episodes if each.ls == "C2"), None)
        if order is None or age(life.born, order) >= 7:
            return
        made = order + self._chance.between(0, 60)
        given_up = made + self._chance.between(120, 700)
        end = life.episodes[-1].end
        if end is not None and end <= made:
            return
        life.decision = Decision(
            made, given_up if end is None else min(given_up, end), f"RD{self._chance.between(1, 4)}"
        )

    def _return_to_care(self, life: Life) -> None:
        """Some children go home and come back."""
        chance, last = self._chance, life.episodes[-1]
        if last.end is None or last.rec not in _RETURNS_TO_CARE or life.alone or not chance.happens(0.12):
            return
        again = last.end + chance.between(12, 400)
        if age(life.born, again) >= 17 or not self._tell.has_come(again):
            return
        end = min(again + chance.between(*_DAYS_IN_CARE.pick(chance)), birthday(life.born, 18))
        life.episodes += self._tell.general(life.born, life.home, again, end)

    def _surround(self, life: Life) -> None:
        """What goes with being looked after: social workers, reviews, and what befalls some."""
        periods = self._periods(life)
        self._assign_workers(life, periods)
        self._hold_reviews(life, periods)
        self._look_back(life)
        if birthday(life.born, 11) <= self._year.end and life.kind != REMAND:
            self._go_missing(life)
            self._deprive_of_liberty(life)
        if life.female and len(periods) == 1:
            self._become_mother(life, *periods[0])

    def _periods(self, life: Life) -> list[tuple[Day, Day]]:
        """First and last day of each period of care; one that lasts goes on to the horizon."""
        periods: list[tuple[Day, Day]] = []
        for episode in life.episodes:
            end = self._year.end if episode.end is None else episode.end
            if periods and episode.rne != "S":
                periods[-1] = (periods[-1][0], end)
            else:
                periods.append((episode.start, end))
        return periods

    def _assign_workers(self, life: Life, periods: list[tuple[Day, Day]]) -> None:
        """A worker from the first day of each period of care on; the last one keeps the case, also after care."""
        chance = self._chance
        for start, end in periods:
            life.workers.append(Worker(start, chance.one_of(self._workers), FIRST_CONTACT))
            handed_over = start + 10 + chance.wait(_MEAN_DAYS_WITH_A_WORKER)
            while handed_over < end:
                life.workers.append(Worker(handed_over, chance.one_of(self._workers), _WORKER_REASONS.pick(chance)))
                handed_over += 10 + chance.wait(_MEAN_DAYS_WITH_A_WORKER)

    def _hold_reviews(self, life: Life, periods: list[tuple[Day, Day]]) -> None:
        """After 20 working days, within three more months, and then every six."""
        for start, end in periods:
            first, second = (start + days for days in _REVIEWS_AFTER_START)
            missed = max(0, (self._last_year.start - second) // _DAYS_BETWEEN_REVIEWS)
            for due in (first, *range(second + missed * _DAYS_BETWEEN_REVIEWS, end, _DAYS_BETWEEN_REVIEWS)):
                held = weekday_by(due)
                if self._last_year.start <= held < end:
                    life.reviews.append(held)

    def _look_back(self, life: Life) -> None:
        """Some had a permanent home before they came into care, and not all is known of the order's date."""
        chance = self._chance
        kind = _PREVIOUS_PERMANENCE.pick(chance)
        earliest, latest = life.born + 200, life.episodes[0].start - 400
        if kind == "Z1" or life.alone or earliest > latest:
            return
        ordered = text(chance.between(earliest, latest))
        known = chance.one_of((ordered, ordered, ordered, f"zz{ordered[2:]}", f"zz/zz{ordered[5:]}"))
        life.previous = PreviousPermanence(kind, chance.one_of(_PERMANENCE_AUTHORITIES), known)

    def _go_missing(self, life: Life) -> None:
        """Some young people go missing, some again and again; seldom for long."""
        chance = self._chance
        if not chance.happens(0.2):
            return
        for episode in life.episodes:
            if episode.placement.kind.startswith("T"):
                continue
            end = self._year.end + 30 if episode.end is None else episode.end
            gone = max(episode.start, self._last_year.start - 20, birthday(life.born, 11)) + 1 + chance.wait(130)
            while gone <= self._year.end:
                back = gone + _DAYS_MISSING.pick(chance)
                if back >= end:
                    break
                life.missing.append(Spell(gone, back, "M" if chance.happens(0.6) else "A"))
                gone = back + 2 + chance.wait(130)

    def _deprive_of_liberty(self, life: Life) -> None:
        """A court may allow a children's home to deprive a young person of liberty for some weeks."""
        chance = self._chance
        for episode in life.episodes:
            if episode.placement.kind not in ("K2", OTHER) or episode.ls not in CARE_ORDERS or not chance.happens(0.12):
                continue
            end = self._year.end + 60 if episode.end is None else episode.end
            start = max(episode.start, self._year.start - 40) + chance.between(2, 200)
            lifted = start + chance.between(28, 84)
            if start <= self._year.end and lifted < end:
                life.orders.append(Spell(start, lifted))

    def _become_mother(self, life: Life, start: Day, end: Day) -> None:
        """Some young women have a child, before they leave care.

        Only those in care this year: a return must not say of a care leaver that she is a mother (rule 628), nor leave
        out the date that last year's gave (rule 624).
        """
        earliest = max(birthday(life.born, 15), start - 200)
        if end >= self._year.start and earliest <= end and self._chance.happens(0.06):
            life.first_child_born = self._chance.between(earliest, end)
