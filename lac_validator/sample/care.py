"""Periods of care: how a child comes to be looked after, what changes, and how it ends.

A story is told day by day and written down as episodes that follow on: the day on which one ends is the day on which
the next begins, and each says truly what changed (RNE). Stories stop at the horizon, the end of the collection year.
"""

from __future__ import annotations

from dataclasses import dataclass

from lac_validator.sample.chance import Chance, Weighted
from lac_validator.sample.days import Day, age, birthday, is_year_end
from lac_validator.sample.placements import WITH_PARENTS, Placement, Placements

CONTINUED = "X1"
STARTED, LEGAL_STATUS, NEW_CARER, SAME_CARER, BOTH, BOTH_SAME_CARER = "S", "L", "P", "T", "B", "U"
ADOPTED = frozenset({"E11", "E12"})


@dataclass(slots=True)
class Episode:
    """An episode of care. ``end`` is None while it lasts, and then ``rec`` and ``reason`` are blank."""

    start: Day
    rne: str
    ls: str
    cin: str
    placement: Placement
    end: Day | None = None
    rec: str = ""
    reason: str = ""


@dataclass(slots=True)
class Decision:
    """The council's decision that a child should be placed for adoption, and where it was given up, when and why."""

    made: Day
    given_up: Day | None = None
    why_given_up: str = ""


@dataclass(slots=True)
class Adoption:
    """How an adoption was matched."""

    matched: Day
    by_former_carer: bool


class Period:
    """One period of care as it is told: the episode that lasts, and those before it."""

    def __init__(self, start: Day, ls: str, cin: str, placement: Placement) -> None:
        self.now = Episode(start, STARTED, ls, cin, placement)
        self.episodes = [self.now]

    def change(
        self, when: Day, rne: str, *, ls: str = "", placement: Placement | None = None, reason: str = ""
    ) -> None:
        """Something changes on this day: a new episode begins."""
        before = self.now
        before.end, before.rec, before.reason = when, CONTINUED, reason
        self.now = Episode(when, rne, ls or before.ls, before.cin, placement or before.placement)
        self.episodes.append(self.now)

    def cease(self, when: Day, rec: str) -> None:
        """The child ceases to be looked after on this day."""
        self.now.end, self.now.rec = when, rec


_CATEGORIES_OF_NEED = Weighted({"N1": 62, "N2": 3, "N3": 4, "N4": 8, "N5": 14, "N6": 2, "N8": 7})
_FIRST_LEGAL_STATUS = Weighted({"V2": 47, "C1": 34, "L2": 8, "L1": 5, "C2": 2})
_NEXT_LEGAL_STATUS = {
    # What an order leads to, if anything, and within how many days. Police protection lasts three days at most, an
    # emergency protection order 21.
    "L1": (Weighted({"V2": 5, "C1": 5}), 2, 3),
    "L2": (Weighted({"V2": 2, "C1": 8}), 6, 19),
    "V2": (Weighted({"C1": 35, "": 65}), 30, 250),
    "C1": (Weighted({"C2": 80, "": 20}), 120, 300),
    "C2": (Weighted({"": 1}), 1, 1),
}
_REASONS_FOR_CHANGE = Weighted(
    {"CARPL": 42, "CREQB": 12, "CREQO": 10, "CHILD": 8, "LAREQ": 8, "STAND": 4, "ALLEG": 3, "CLOSE": 4, "OTHER": 9}
)
_DAYS_IN_TEMPORARY_PLACEMENT = {"T1": 30, "T3": 18, "T4": 6}
_MEAN_DAYS_TO_FIRST_MOVE, _MEAN_DAYS_BETWEEN_MOVES = 220, 520
_LEGAL_STATUS_STAYS_FROM = 17  # care orders are not made for older children

_RECS_AT_18 = {
    "fostered": Weighted({"E17": 60, "E5": 28, "E6": 12}),
    "elsewhere": Weighted({"E5": 62, "E6": 18, "E7": 6, "E8": 14}),
}
_RECS = {
    "parents": Weighted({"E4A": 66, "E4B": 12, "E41": 22}),
    "relatives": Weighted({"E45": 36, "E41": 15, "E13": 10, "E4A": 28, "E4B": 8, "E3": 3}),
    "fostered": Weighted(
        {
            "E4A": 46,
            "E4B": 18,
            "E46": 5,
            "E47": 8,
            "E48": 2,
            "E41": 8,
            "E13": 5,
            "E3": 3,
            "E8": 4,
            "E16": 0.6,
            "E2": 0.4,
        }
    ),
    "elsewhere": Weighted({"E4A": 48, "E4B": 24, "E13": 6, "E3": 5, "E8": 16, "E2": 0.5}),
    "over 16": Weighted({"E5": 34, "E6": 16, "E4A": 22, "E4B": 12, "E8": 12, "E9": 4}),
    "alone": Weighted({"E5": 40, "E6": 8, "E8": 30, "E16": 6, "E13": 16}),
}


class Storyteller:
    """Tells periods of care that end by the horizon or are open then."""

    def __init__(self, chance: Chance, placements: Placements, horizon: Day) -> None:
        self._chance = chance
        self._placements = placements
        self._horizon = horizon

    def has_come(self, when: Day | None) -> bool:
        """Whether the day is not beyond the horizon."""
        return when is not None and when <= self._horizon

    def general(self, born: Day, home: str, start: Day, end: Day) -> list[Episode]:
        """Most children: orders follow on one another, and placements change now and then.

        :param home: the home postcode; blank for unaccompanied asylum-seeking children, who stay under section 20.
        :param end: when the child ceases to be looked after, unless that is beyond the horizon.
        """
        chance = self._chance
        end = _not_at_year_end(end)
        ls = _FIRST_LEGAL_STATUS.pick(chance) if home and age(born, start) < _LEGAL_STATUS_STAYS_FROM else "V2"
        cin = _CATEGORIES_OF_NEED.pick(chance) if home else "N8"
        period = Period(start, ls, cin, self._placements.choose(age(born, start), ls, home, None))
        next_order, next_ls = self._next_order(born, home, start, ls)
        next_move = start + chance.wait(_MEAN_DAYS_TO_FIRST_MOVE)
        stop = min(end, self._horizon + 1)
        may_go_away = True
        while min(next_order, next_move) < stop:
            if next_order <= next_move:
                if next_order <= period.now.start:  # an order waits for the day after a move
                    next_order = period.now.start + 1
                    continue
                self._make_order(period, born, home, next_order, next_ls)
                next_order, next_ls = self._next_order(born, home, next_order, next_ls)
            else:
                if next_move <= period.now.start:
                    next_move = period.now.start + 1
                    continue
                back = self._move(period, born, home, next_move, min(end, next_order), may_go_away)
                may_go_away = may_go_away and back is None
                next_move = (back or next_move) + chance.wait(_MEAN_DAYS_BETWEEN_MOVES)
                next_order = max(next_order, period.now.start + 1)
        self._cease(period, born, home, end)
        return period.episodes

    def _next_order(self, born: Day, home: str, since: Day, ls: str) -> tuple[Day, str]:
        """When which legal status follows this one; beyond every horizon when none does."""
        leads_to, soonest, latest = _NEXT_LEGAL_STATUS[ls]
        after = leads_to.pick(self._chance)
        when = since + self._chance.between(soonest, latest)
        may_follow = home and after and age(born, since) < _LEGAL_STATUS_STAYS_FROM
        return (when, after) if may_follow else (_NEVER, "")

    def _make_order(self, period: Period, born: Day, home: str, when: Day, ls: str) -> None:
        if period.now.placement.kind != WITH_PARENTS and self._chance.happens(0.2):
            placement = self._placements.choose(age(born, when), ls, home, period.now.placement)
            period.change(when, BOTH, ls=ls, placement=placement, reason=_REASONS_FOR_CHANGE.pick(self._chance))
        else:
            period.change(when, LEGAL_STATUS, ls=ls)

    def _move(self, period: Period, born: Day, home: str, when: Day, until: Day, may_go_away: bool) -> Day | None:
        """The child moves: for good, in name only (the same carers), or away for some days and back.

        :returns: the day on which the child came back, if this move was away and back.
        """
        chance, now = self._chance, period.now.placement
        if now.kind == "U6" and age(born, when) >= 5 and chance.happens(0.15):
            period.change(when, SAME_CARER, placement=now._replace(kind="U4"), reason="PLACE")
            return None
        if may_go_away and now.kind.startswith("U") and chance.happens(0.07):
            kind = chance.one_of(list(_DAYS_IN_TEMPORARY_PLACEMENT))
            back = when + chance.between(2, _DAYS_IN_TEMPORARY_PLACEMENT[kind])
            if back < until:
                period.change(when, NEW_CARER, placement=self._placements.temporary(kind, home))
                if self.has_come(back):
                    period.change(back, NEW_CARER, placement=now)
                return back
        placement = self._placements.choose(age(born, when), period.now.ls, home, now)
        period.change(when, NEW_CARER, placement=placement, reason=_REASONS_FOR_CHANGE.pick(chance))
        return None

    def _cease(self, period: Period, born: Day, home: str, end: Day) -> None:
        if not self.has_come(end):
            return
        kind = period.now.placement.kind
        if end >= birthday(born, 18):
            reasons = _RECS_AT_18["fostered" if kind.startswith("U") else "elsewhere"]
        elif not home:
            reasons = _RECS["alone"]
        elif kind == WITH_PARENTS:
            reasons = _RECS["parents"]
        elif age(born, end) >= 16:
            reasons = _RECS["over 16"]
        elif kind in ("U1", "U2", "U3"):
            reasons = _RECS["relatives"]
        else:
            reasons = _RECS["fostered" if kind.startswith("U") else "elsewhere"]
        period.cease(end, reasons.pick(self._chance))

    def adoption(self, home: str, start: Day) -> tuple[list[Episode], Decision, Adoption | None]:
        """A young child whose plan is adoption: a care order, the decision, a placement order, adopters, adoption.

        :returns: the episodes, the decision, and the adoption if it has come about by the horizon.
        """
        chance = self._chance
        with_consent = chance.happens(0.1)
        early = chance.happens(0.25)  # fostered from the start by carers who would adopt
        carers = self._placements.foster("U5" if early else "U6", home)
        period = Period(start, "V2" if with_consent else "C1", _CATEGORIES_OF_NEED.pick(chance), carers)
        order = start + chance.between(150, 320)
        decision = Decision(made=order - chance.between(5, 60))
        matched = order + chance.between(20, 200)
        placed = matched + chance.between(5, 40)
        adopted = _not_at_year_end(placed + chance.between(80, 250))
        if self.has_come(order) and not with_consent:
            period.change(order, LEGAL_STATUS, ls="E1")
        if self.has_come(placed):
            if early:
                placement = carers._replace(kind="A3" if with_consent else "A5")
                period.change(placed, SAME_CARER, placement=placement, reason="PLACE")
            else:
                placement = self._placements.adopters("A4" if with_consent else "A6", home)
                period.change(placed, NEW_CARER, placement=placement, reason="CARPL")
        if not self.has_come(adopted):
            return period.episodes, decision, None
        period.cease(adopted, "E11" if with_consent or chance.happens(0.5) else "E12")
        return period.episodes, decision, Adoption(matched, by_former_carer=early)

    def remand(self, home: str, start: Day, end: Day) -> list[Episode]:
        """A young person remanded to custody or to the council's accommodation."""
        place = self._chance.one_of((self._placements.secure_bed, self._placements.young_offender_institution))
        period = Period(start, "J1", "N6", place(home))
        end = _not_at_year_end(end)
        if self.has_come(end):
            period.cease(end, self._chance.one_of(("E14", "E9")))
        return period.episodes

    def childrens_home_past_18(self, home: str, start: Day, end: Day) -> list[Episode]:
        """A disabled young person who stays in a children's home beyond 18, as section 20(5) allows."""
        period = Period(start, "V2", "N2", self._placements.childrens_home(home))
        end = _not_at_year_end(end)
        if self.has_come(end):
            period.cease(end, "E7")
        return period.episodes

    def short_breaks(self, start: Day, end: Day, *, one_by_one: bool) -> list[Episode]:
        """A disabled child's series of short breaks: each one an episode (V3), or the agreement as a whole (V4)."""
        chance = self._chance
        placement = self._placements.short_break()
        if not one_by_one:
            period = Period(start, "V4", "N2", placement)
            if self.has_come(end):
                period.cease(end, "E8")
            return period.episodes
        episodes: list[Episode] = []
        stop = min(end, self._horizon)
        while True:
            back = start + chance.between(2, 6)
            if back >= stop:
                return episodes
            episodes.append(Episode(start, STARTED, "V3", "N2", placement, back, "E4A"))
            start = back + chance.between(35, 70)


_NEVER: Day = 10_000_000


def _not_at_year_end(when: Day) -> Day:
    """Care that ended on 31 March would count as care for the whole year, and yet as leaving care (rule 187)."""
    return when - is_year_end(when)
