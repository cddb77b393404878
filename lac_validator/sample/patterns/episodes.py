"""Moves and addresses that are odd."""

from __future__ import annotations

from lac_validator.sample.days import Day, text
from lac_validator.sample.errors import read
from lac_validator.sample.patterns.planting import Planting, Row, planter

HOME = ("PLACE", "PLACE_PROVIDER", "URN", "PL_POST")
FAR_AWAY = "SW1A 2AA"
OFFICE = "M60 2LA"
_FOSTERED = ("U4", "U6", "U3")


def elsewhere(planting: Planting, *than: Row) -> Row:
    """Where another child lives: another number and another postcode than these."""
    while True:
        (row,) = planting.some("Episodes", planting.steady("U4", "U6", "K2"), 1)
        if row["URN"] and all((row["URN"] != each["URN"]) and row["PL_POST"] != each["PL_POST"] for each in than):
            return {name: row[name] for name in HOME}


def some_day(planting: Planting) -> Day:
    """A day well within the year."""
    return planting.year.start + planting.chance.between(60, 200)


@planter("P04")
def to_and_fro(planting: Planting) -> None:
    """Twenty days here, twenty there."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED)):
        here, there, day = {name: row[name] for name in HOME}, elsewhere(planting, row), some_day(planting)
        rows = planting.split(row, (day, there), (day + 20, here), (day + 40, there))
        planting.planted("P04", "Episodes", rows, "moves to and fro between two homes")


@planter("P05")
def there_and_back(planting: Planting) -> None:
    """Away for one to three days."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED)):
        here, there, day = {name: row[name] for name in HOME}, elsewhere(planting, row), some_day(planting)
        away = planting.chance.between(1, 3)
        _, between, _ = planting.split(row, (day, there), (day + away, here))
        planting.planted("P05", "Episodes", [between], f"away for {away} days")


@planter("P06")
def one_day(planting: Planting) -> None:
    """A day in a home before the next."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED)):
        there, day = elsewhere(planting, row), some_day(planting)
        then = elsewhere(planting, row, there)
        _, between, _ = planting.split(row, (day, there), (day + 1, then))
        planting.planted("P06", "Episodes", [between], "a placement of one day")


@planter("P07")
def closed_and_opened(planting: Planting) -> None:
    """Care ends and begins again within a week, in the same home."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED, "K2")):
        day, away = some_day(planting), planting.chance.between(0, 7)
        before, after = planting.split(row, (day + away, {"RNE": "S"}))
        before.update(
            {"DEC": text(day), "REC": planting.chance.one_of(("E4A", "E4B", "E13", "E8")), "REASON_PLACE_CHANGE": ""}
        )
        planting.planted("P07", "Episodes", [after], f"back after {away} days")


@planter("P16")
def moved_nowhere(planting: Planting) -> None:
    """A move to where the child is."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED, "K2")):
        _, after = planting.split(row, (some_day(planting), {}))
        planting.planted("P16", "Episodes", [after], "moved to the same address")


@planter("P17")
def address_only(planting: Planting) -> None:
    """A new legal status, and a new address."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED)):
        there = elsewhere(planting, row)["PL_POST"]
        ls = "C1" if row["LS"] == "C2" else "C2"
        _, after = planting.split(row, (some_day(planting), {"RNE": "L", "LS": ls, "PL_POST": there}))
        planting.planted("P17", "Episodes", [after], "the address changed with the legal status")


def _in_full_homes(planting: Planting) -> list[Row]:
    """A child each of children's homes in which several live."""
    rows = [row for row in planting.this["Episodes"] if row["PLACE"] == "K2" and not row["DEC"] and row["URN"]]
    homes: dict[str, list[Row]] = {}
    for row in rows:
        homes.setdefault(row["URN"], []).append(row)
    crowded = [those for those in homes.values() if len({each["CHILD"] for each in those}) > 2]
    return [planting.chance.one_of(those) for those in crowded if all(map(planting.is_free, those))]


@planter("P12")
def one_home_two_codes(planting: Planting) -> None:
    """One child of a home has a residential school's code, another a residential care home's, which has no URN."""
    for place, row in enumerate(_in_full_homes(planting)):
        row.update({"PLACE": "S1"} if place % 2 else {"PLACE": "R1", "URN": ""})
        planting.planted("P12", "Episodes", [row], f"{row['PLACE']} in a children's home")


@planter("P13")
def another_number(planting: Planting) -> None:
    """One child of a home has the number of another home."""
    rows = _in_full_homes(planting)
    homes = [(row["URN"], row["PL_POST"]) for row in rows]
    for row in rows:
        row["URN"] = planting.chance.one_of([urn for urn, postcode in homes if postcode != row["PL_POST"]])
        planting.planted("P13", "Episodes", [row], "the number of another home")


@planter("P14")
def carer_far_away(planting: Planting) -> None:
    """The council's own carers in London."""
    steady = planting.steady(*_FOSTERED)
    for row in planting.some("Episodes", lambda row: steady(row) and row["PLACE_PROVIDER"] == "PR1"):
        row["PL_POST"] = FAR_AWAY
        planting.planted("P14", "Episodes", [row], "own carer far away")


@planter("P15")
def office_as_home(planting: Planting) -> None:
    """The postcode of an office as the home of 6 children in 100."""
    children = sorted({row["CHILD"] for row in planting.this["Episodes"] if row["HOME_POST"]})
    chosen = set(planting.chance.shuffled(children)[: round(0.06 * len(children)) + 10])
    rows = [row for row in planting.this["Episodes"] if row["CHILD"] in chosen and row["HOME_POST"]]
    for row in rows:
        row["HOME_POST"] = OFFICE
    planting.planted("P15", "Episodes", rows, "an office as home")


@planter("P15")
def office_as_placement(planting: Planting) -> None:
    """The postcode of an office as the placement of 8 children in 100, with foster carers."""
    number = round(0.08 * len(planting.this["Header"])) + 10
    rows = planting.some("Episodes", planting.steady(*_FOSTERED), number)
    for row in rows:
        row["PL_POST"] = OFFICE
    planting.planted("P15", "Episodes", rows, "an office as placement")


@planter("P19")
def no_review(planting: Planting) -> None:
    """All of this year's reviews are gone."""
    for row in planting.some("Episodes", planting.steady(*_FOSTERED)):
        reviews = planting.this["Reviews"]
        reviews[:] = [each for each in reviews if each["CHILD"] != row["CHILD"]]
        planting.planted("P19", "Episodes", [row], "no review in the year")


@planter("P19")
def no_first_review(planting: Planting) -> None:
    """The first review is gone."""

    def began(row: Row) -> bool:
        rows = planting.of(row["CHILD"])
        start = read(row["DECOM"])
        lasts = not row["DEC"] and planting.year.start < start < planting.year.end - 60
        return len(rows) == 1 and row["RNE"] == "S" and lasts and row["LS"] in ("V2", "C1", "C2", "L1", "L2")

    for row in planting.some("Episodes", began):
        until, reviews = read(row["DECOM"]) + 60, planting.this["Reviews"]
        reviews[:] = [each for each in reviews if each["CHILD"] != row["CHILD"] or read(each["REVIEW"]) > until]
        planting.planted("P19", "Episodes", [row], "no first review")
