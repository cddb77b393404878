"""Patterns over many children, as a system or a habit of recording makes them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Mapping

from lac_validator.sample.days import text
from lac_validator.sample.errors import read
from lac_validator.sample.patterns.planting import Planting, Row, planter


def _recode(rows: Iterable[Row], column: str, codes: Mapping[str, str]) -> list[Row]:
    """Put other codes into a column; answers with the rows that changed."""
    changed = [row for row in rows if row[column] in codes]
    for row in changed:
        row[column] = codes[row[column]]
    return changed


def _at_end(planting: Planting) -> list[Row]:
    return [row for row in planting.this["Episodes"] if not row["DEC"] and row["LS"] not in ("V3", "V4")]


@planter("P01")
def bar(planting: Planting) -> None:
    """A system that has one code for two: a part of the children, all year long."""
    number = round(0.07 * len(planting.this["Header"]))
    rows = planting.some("Episodes", planting.steady("U6"), number)
    for row in rows:
        row["PLACE"] = "U4"
    planting.planted("P01", "Episodes", rows, "U6 became U4 for the year")


@planter("P01")
def bar_by_a_move(planting: Planting) -> None:
    """The same, by episodes that begin on 1 April."""
    rows = planting.some("Episodes", planting.steady("U6"), round(0.07 * len(planting.this["Header"])))
    after = [planting.split(row, (planting.year.start, {"PLACE": "U4"}))[1] for row in rows]
    planting.planted("P01", "Episodes", after, "U6 became U4 on 1 April")


def _many(planting: Planting) -> int:
    """More than are usual on a day of a council of this size."""
    return 12 + round(0.01 * len(planting.this["Header"]))


@planter("P02")
def started_on_1_april(planting: Planting) -> None:
    """Children who started in the year, with 1 April as the day."""
    began = planting.some(
        "Episodes",
        lambda row: row["RNE"] == "S" and read(row["DECOM"]) > planting.year.start and row["LS"] not in ("V3", "V4"),
        _many(planting),
    )
    for row in began:
        row["DECOM"] = text(planting.year.start)
    planting.planted("P02", "Episodes", began, "started on 1 April")


@planter("P02")
def ended_on_31_march(planting: Planting) -> None:
    """Children who left in the year, with 31 March as the day."""
    ended = planting.some(
        "Episodes",
        lambda row: row["REC"] not in ("", "X1") and row["LS"] not in ("V3", "V4"),
        _many(planting),
    )
    for row in ended:
        row["DEC"] = text(planting.year.end)
    planting.planted("P02", "Episodes", ended, "ended on 31 March")


def _move_to_day(planting: Planting, day_of: Callable[[int], int], most: int, what: str) -> None:
    """Date moves otherwise, where the episodes around them leave room."""
    rows = planting.this["Episodes"]
    moved: list[Row] = []
    for before, row in itertools.pairwise(rows):
        if row["RNE"] != "P" or before["CHILD"] != row["CHILD"] or before["DEC"] != row["DECOM"]:
            continue
        day, ends = day_of(read(row["DECOM"])), read(row["DEC"]) if row["DEC"] else planting.year.end
        if max(read(before["DECOM"]), planting.year.start) < day < ends and len(moved) < most:
            before["DEC"] = row["DECOM"] = text(day)
            moved.append(row)
    planting.planted("P03", "Episodes", moved, what)


@planter("P03")
def bulk_update(planting: Planting) -> None:
    """Moves, all dated 3 July."""
    day = datetime.date(planting.year.number - 1, 7, 3).toordinal()
    _move_to_day(planting, lambda _: day, _many(planting), "moves dated 3 July")


@planter("P03")
def first_of_the_month(planting: Planting) -> None:
    """Moves, dated the first of their month."""

    def first(day: int) -> int:
        return datetime.date.fromordinal(day).replace(day=1).toordinal()

    _move_to_day(planting, first, round(0.1 * len(planting.this["Header"])), "moves dated the first of the month")


_SWAPS: tuple[Mapping[str, str], ...] = (
    {"U1": "U4", "U4": "U1", "U2": "U5", "U5": "U2", "U3": "U6", "U6": "U3"},
    {"U1": "U3", "U3": "U1", "U4": "U6", "U6": "U4"},
    {"K1": "K2", "K2": "K1"},
    {"K2": "R1", "R1": "K2"},
    {"K3": "P2", "H5": "P2", "P2": "K3"},
)


def _swapping(codes: Mapping[str, str]) -> Callable[[Planting], None]:
    def swap(planting: Planting) -> None:
        changed = _recode(planting.this["Episodes"], "PLACE", codes)
        at_end = {id(row) for row in _at_end(planting)}
        rare = {"U1", "U2", "U3"} if "U2" in codes else {"U1", "U4"} if "U1" in codes else {"K1", "R1", "P2"}
        rows = [row for row in changed if id(row) in at_end and row["PLACE"] in rare]
        planting.planted("P08", "Episodes", rows, f"{' and '.join(sorted(codes))} swapped")

    return swap


for _codes in _SWAPS:
    planter("P08")(_swapping(_codes))


@planter("P09")
def no_staying_put(planting: Planting) -> None:
    """E5 stands for E17 too."""
    _recode(planting.this["Episodes"], "REC", {"E17": "E5"})
    planting.planted("P09", "Episodes", [], "E17 is never used")


@planter("P09")
def no_parents(planting: Planting) -> None:
    """Nobody is placed with parents."""
    _recode(planting.this["Episodes"], "PLACE", {"P1": "U3"})
    planting.planted("P09", "Episodes", [], "P1 is never used")


@planter("P09")
def no_request_of_a_child(planting: Planting) -> None:
    """Other stands for the child's request too."""
    _recode(planting.this["Episodes"], "REASON_PLACE_CHANGE", {"CHILD": "OTHER"})
    planting.planted("P09", "Episodes", [], "CHILD is never used")


@planter("P10")
def one_need(planting: Planting) -> None:
    """Nearly everybody has the first need in the list."""
    rows = planting.share(_at_end(planting), 0.95)
    for row in rows:
        row["CIN"] = "N1"
    planting.planted("P10", "Episodes", rows, "N1 for nearly all")


@planter("P10")
def other_reason(planting: Planting) -> None:
    """Six in ten moves have the reason Other."""
    moves = [row for row in planting.this["Episodes"] if row["REASON_PLACE_CHANGE"]]
    rows = planting.share(moves, 0.65)
    for row in rows:
        row["REASON_PLACE_CHANGE"] = "OTHER"
    planting.planted("P10", "Episodes", rows, "OTHER for most")


@planter("P10")
def other_end(planting: Planting) -> None:
    """Four in ten ends of care are E8."""
    ends = [row for row in planting.this["Episodes"] if row["REC"] not in ("", "X1") and row["LS"] not in ("V3", "V4")]
    rows = planting.share(ends, 0.4)
    for row in rows:
        row["REC"] = "E8"
    planting.planted("P10", "Episodes", rows, "E8 for many")


@planter("P11")
def fewer_with_parents(planting: Planting) -> None:
    """Most placements with parents are recorded as fostering by relatives."""
    rows = planting.share((row for row in _at_end(planting) if row["PLACE"] == "P1"), 0.8)
    for row in rows:
        row["PLACE"] = "U3"
    last = {row["CHILD"] for row in planting.last["Episodes"] if row["PLACE"] == "P1" and not row["DEC"]}
    rows = [row for row in rows if row["CHILD"] in last]
    planting.planted("P11", "Episodes", rows, "P1 became U3")


@planter("P11")
def more_voluntary(planting: Planting) -> None:
    """Half of the private placements are recorded as voluntary."""
    private = [row for row in _at_end(planting) if row["PLACE_PROVIDER"] == "PR4"]
    rows = planting.share(private, 0.5)
    for row in rows:
        row["PLACE_PROVIDER"] = "PR5"
    planting.planted("P11", "Episodes", rows, "PR4 became PR5")
