"""The most intricate measures beside a second implementation: slow, row by row, from the definition, on random returns.

It shares nothing with the package but the reading of a date.
"""

from __future__ import annotations

import datetime
import random
from itertools import pairwise
from typing import Any

import holidays
import pytest

from lac_validator import Return, measure, validate
from lac_validator.dataset import read_date

Day = datetime.date
Row = dict[str, Any]
Answer = tuple[set[str], set[str]]

START, END, LAST_START = Day(2025, 4, 1), Day(2026, 3, 31), Day(2024, 4, 1)
ONE = datetime.timedelta(1)
SEEDS = range(12)
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2022, 2028))

# --- random returns -------------------------------------------------------------------------------------------------


def _text(day: Day | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _lives(chance: random.Random, number: int) -> list[Row]:
    """The episodes of one child, some of them with a blemish."""
    rows: list[Row] = []
    day = Day(2022, 1, 1) + ONE * chance.randrange(1500)
    rne = "S"
    while day <= END:
        end = day + ONE * chance.choice([0, 1, 5, 30, 90, 200, 400, 900])
        rec = chance.choice(["X1"] * 6 + ["E4A", "E5"])
        rows.append(
            {
                "CHILD": str(number),
                "DECOM": day,
                "DEC": end,
                "RNE": rne,
                "REC": rec,
                "LS": chance.choice(["C1", "C2", "C2", "C2", "E1"] if chance.random() > 0.02 else ["V3"]),
                "PLACE": chance.choice(["U6", "U6", "U4", "K2", "T1", "T3", "A5", "A6"]),
                "URN": chance.choice(["A", "A", "B", ""]),
                "PL_POST": chance.choice(["M1 1AE", "M1 1AE", "m11ae", "SW1A 2AA"]),
                "PL_DISTANCE": chance.choice(["", "3", "20.0", "20.1", "55"]),
            }
        )
        if rec != "X1" and chance.random() < 0.5:
            return rows
        day = end + ONE * (0 if rec == "X1" and chance.random() < 0.95 else chance.randrange(40))
        rne = chance.choice("LPTBUP") if rec == "X1" else "S"
    return rows


def _reported(rows: list[Row], chance: random.Random, first: Day, last: Day, blemished: float = 0.01) -> list[Row]:
    """What a year's return holds of these episodes."""
    told = []
    for row in rows:
        if row["DECOM"] <= last and row["DEC"] >= first:
            known = row["DEC"] <= last
            dec = _text(row["DEC"]) if known else ""
            dec = "31/02/2025" if chance.random() < blemished else dec
            told.append({**row, "DECOM": _text(row["DECOM"]), "DEC": dec, "REC": row["REC"] if known else ""})
    return told


def _random_return(seed: int) -> dict[str, list[Row]]:
    chance = random.Random(seed)
    tables: dict[str, list[Row]] = {
        name: [] for name in ("Header", "Episodes", "Episodes_last", "Reviews", "Reviews_last", "Missing")
    }
    for number in range(150):
        rows, child = _lives(chance, number), str(number)
        tables["Episodes"] += _reported(rows, chance, START, END)
        tables["Episodes_last"] += _reported(rows, chance, LAST_START, START - ONE)
        born = Day(2026 - chance.randrange(1, 20), 3, chance.choice([30, 31]))
        tables["Header"].append({"CHILD": child, "DOB": _text(born) if chance.random() > 0.03 else ""})
        held = rows[0]["DECOM"] + ONE * chance.choice([15, 20, 27, 28, 29, 40])
        while held <= END:
            for name, first, last in (("Reviews", START, END), ("Reviews_last", LAST_START, START - ONE)):
                if first <= held <= last and chance.random() > 0.03:
                    tables[name].append({"CHILD": child, "REVIEW": _text(held)})
            held += ONE * chance.choice([60, 90, 92, 180, 181, 182, 183, 184, 190])
        for _ in range(chance.choice([0, 0, 0, 1, 3])):
            gone = Day(2025, 2, 1) + ONE * chance.randrange(500)
            back = chance.choice(["", _text(gone + ONE * chance.randrange(60)), "?"])
            tables["Missing"].append(
                {"CHILD": child, "MISSING": chance.choice("MA"), "MIS_START": _text(gone), "MIS_END": back}
            )
    chance.shuffle(tables["Reviews"])
    return tables


# --- the slow implementation ----------------------------------------------------------------------------------------


def _usable(rows: list[Row]) -> list[Row]:
    kept = []
    for place, row in enumerate(rows):
        began, ended = read_date(row["DECOM"]), read_date(row["DEC"])
        if began and (ended or not row["DEC"]) and row["LS"] not in ("V3", "V4"):
            kept.append({**row, "began": began, "ended": ended, "place": place})
    return kept


def _at_the_end(tables: dict[str, list[Row]]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in _usable(tables["Episodes"]):
        if row["began"] <= END and (row["ended"] is None or row["ended"] > END):
            now = found.get(row["CHILD"])
            if now is None or row["began"] >= now["began"]:
                found[row["CHILD"]] = row
    return found


def _history(tables: dict[str, list[Row]], child: str) -> list[Row]:
    this = [row for row in tables["Episodes"] if row["CHILD"] == child]
    taken = {read_date(row["DECOM"]) for row in this}
    last = [row for row in tables["Episodes_last"] if row["CHILD"] == child and read_date(row["DECOM"]) not in taken]
    rows = _usable(this) + [row for row in _usable(last) if row["ended"]]
    rows = [row for row in rows if row["began"] <= END]
    rows.sort(key=lambda row: (row["began"], row["ended"] or Day.max))
    return rows


def _periods(rows: list[Row]) -> list[list[Row]]:
    periods: list[list[Row]] = []
    for row in rows:
        before = periods[-1][-1] if periods else None
        joins = before and row["RNE"] != "S" and before["REC"] == "X1" and before["ended"] == row["began"]
        periods[-1].append(row) if joins else periods.append([row])
    return periods


def _placements(period: list[Row]) -> list[list[Row]]:
    def where(row: Row) -> tuple[str, str, str]:
        return row["PLACE"], row["URN"], row["PL_POST"].upper().replace(" ", "")

    placements = [[period[0]]]
    settled = None if period[0]["PLACE"].startswith("T") else period[0]
    for before, row in pairwise(period):
        if row["PLACE"].startswith("T"):
            moved = False
        elif before["PLACE"].startswith("T"):
            moved = settled is None or where(row) != where(settled)
        else:
            adopting = row["PLACE"] in ("A3", "A5") and before["PLACE"].startswith("U")
            moved = row["RNE"] not in "LTU" and not adopting
        placements.append([row]) if moved else placements[-1].append(row)
        settled = settled if row["PLACE"].startswith("T") else row
    return placements


def three_placements(tables: dict[str, list[Row]]) -> Answer:
    among = _at_the_end(tables)
    counted = set()
    for child in among:
        number = 0
        for period in _periods(_history(tables, child)):
            for placement in _placements(period):
                began, ended = placement[0]["began"], placement[-1]["ended"]
                if began != ended and (ended is None or ended >= START):
                    number += 1
        if number >= 3:
            counted.add(child)
    return counted, set(among)


def over_20_miles(tables: dict[str, list[Row]]) -> Answer:
    among = _at_the_end(tables)
    return {child for child, row in among.items() if row["PL_DISTANCE"] and float(row["PL_DISTANCE"]) > 20}, set(among)


def missing(tables: dict[str, list[Row]]) -> Answer:
    among = {row["CHILD"] for row in _usable(tables["Episodes"]) if row["ended"] is None or row["ended"] >= START}
    counted = set()
    for row in tables["Missing"]:
        began, ended = read_date(row["MIS_START"]), read_date(row["MIS_END"])
        readable = began and (ended or not row["MIS_END"])
        if row["MISSING"] == "M" and readable and began <= END and (ended is None or ended >= START):
            counted.add(row["CHILD"])
    return counted & among, among


def _months_on(day: Day, months: int) -> Day:
    month = day.year * 12 + day.month - 1 + months
    for number in range(day.day, 0, -1):
        try:
            return Day(month // 12, month % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError


def _working_days_on(day: Day, number: int) -> Day:
    while number:
        day += ONE
        number -= day.weekday() < 5 and day not in BANK_HOLIDAYS
    return day


def reviews_on_time(tables: dict[str, list[Row]]) -> Answer:
    among, failed = set(), set()
    for child in {row["CHILD"] for row in tables["Episodes"]}:
        days = {read_date(row["REVIEW"]) for row in tables["Reviews"] + tables["Reviews_last"] if row["CHILD"] == child}
        for number, period in enumerate(_periods(_history(tables, child))):
            began, ended = period[0]["began"], period[-1]["ended"]
            held = sorted(day for day in days if day and began <= day and (ended is None or day <= ended))
            from_start = (period[0]["RNE"] == "S" or number > 0) and began >= LAST_START
            due = [(_working_days_on(began, 20), held[0] if held else None)] if from_start else []
            for place, day in enumerate(held):
                after = held[place + 1] if place + 1 < len(held) else None
                due.append((_months_on(day, 3 if from_start and place == 0 else 6), after))
            for by, when in due:
                if START <= by <= END and (ended is None or by <= ended):
                    among.add(child)
                    if when is None or when > by:
                        failed.add(child)
    return among - failed, among


def _age(tables: dict[str, list[Row]], child: str) -> int | None:
    born = next(read_date(row["DOB"]) for row in tables["Header"] if row["CHILD"] == child)
    return None if born is None else END.year - born.year - ((END.month, END.day) < (born.month, born.day))


def long_term_stability(tables: dict[str, list[Row]]) -> Answer:
    among, counted = set(), set()
    for child, now in _at_the_end(tables).items():
        age = _age(tables, child)
        if age is None or age >= 16:
            continue
        period = next(each for each in _periods(_history(tables, child)) if any(_same(row, now) for row in each))
        placements = _placements(period)
        place = next(at for at, each in enumerate(placements) if any(_same(row, now) for row in each))
        if period[0]["began"] > _months_on(END, -30):
            continue
        among.add(child)
        since = placements[place][0]["began"]
        if now["PLACE"].startswith("A") and place > 0:
            since = placements[place - 1][0]["began"]
        if since <= _months_on(END, -24):
            counted.add(child)
    return counted, among


def _same(row: Row, other: Row) -> bool:
    return row["began"] == other["began"] and row["ended"] == other["ended"]


SLOW = [three_placements, over_20_miles, missing, reviews_on_time, long_term_stability]


@pytest.mark.parametrize("slow", SLOW, ids=lambda slow: slow.__name__)
def test_both_say_the_same_of_random_returns(slow: Any) -> None:
    met = 0
    for seed in SEEDS:
        tables = _random_return(seed)
        columns = {
            name: {heading: [row[heading] for row in rows] for heading in rows[0]} for name, rows in tables.items()
        }
        last = {name.removesuffix("_last"): columns.pop(name) for name in list(columns) if name.endswith("_last")}
        ret = Return.from_columns(columns, last, year=2026, authority="E08000003")
        (figure,) = measure(validate(ret, rules=()), [slow.__name__], by=False).figures
        counted, among = slow(tables)
        assert (seed, set(figure.children), set(figure.children_among)) == (seed, counted, among)
        met += len(counted)
    assert met > 50  # or the random returns do not try it


def test_the_bounds_hold_what_the_whole_history_shows() -> None:
    between = 0
    for seed in (*range(40), 263):  # 263: the return begins with a temporary placement
        chance = random.Random(seed)
        lives = [_lives(chance, number) for number in range(40)]
        born = [{"CHILD": str(number), "DOB": "01/06/2015"} for number in range(40)]
        known = [row for rows in lives for row in _reported(rows, chance, START, END, 0)]
        whole = [row for rows in lives for row in _reported(rows, chance, Day.min, END, 0)]
        columns = {
            name: {key: [row[key] for row in rows] for key in rows[0]}
            for name, rows in (("Header", born), ("Episodes", known))
        }
        ret = Return.from_columns(columns, year=2026, authority="E08000003")
        (figure,) = measure(validate(ret, rules=()), ["long_term_stability"], by=False).figures
        counted, among = long_term_stability({"Header": born, "Episodes": whole, "Episodes_last": []})
        if not among:
            continue
        truth = len(counted) / len(among)
        low = figure.value if figure.low is None else figure.low
        high = figure.value if figure.high is None else figure.high
        assert low is not None and high is not None
        assert low <= truth <= high, seed
        between += low < high
    assert between > 20
