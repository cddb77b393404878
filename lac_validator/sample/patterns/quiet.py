"""Takes out of a clean return what chance made odd, so that nothing odd is in it but what is planted.

Lives in a sample are drawn: a placement can last one day, and so few postcodes are known to it that strangers share
one. No rule of the DfE's minds; a check of plausibility does, and rightly.
"""

from __future__ import annotations

import itertools

from lac_validator.sample.days import age, text
from lac_validator.sample.errors import read
from lac_validator.sample.geography import geography_of, miles
from lac_validator.sample.patterns.planting import Planting, Row

_RESIDENTIAL = ("K1", "K2", "R3", "S1")
_FAR_MILES = 45
_NEAR_SCORE = 8


def make_quiet(planting: Planting, authority: str) -> None:
    """Do so, in both years."""
    own = [place.postcode for place in geography_of(authority).own]
    episodes = [*planting.this["Episodes"], *planting.last["Episodes"]]
    by_child = _of_each_child(episodes)
    homes = {row["PL_POST"] for row in episodes if row["PLACE"] in _RESIDENTIAL}
    streets = [postcode for postcode in own if postcode not in homes]
    number = next(
        row["URN"] for row in episodes if row["PLACE"] == "U6" and row["PLACE_PROVIDER"] == "PR1" and row["URN"]
    )
    births = {row["CHILD"]: read(row["DOB"]) for row in [*planting.last["Header"], *planting.this["Header"]]}
    for child, rows in by_child.items():
        rows.sort(key=lambda row: read(row["DECOM"]))
        for row in rows:
            _near(planting, row, rows, streets, number)
            if row["REC"] in ("E5", "E6") and age(births[child], read(row["DEC"])) < 16:
                row["REC"] = "E13"
            if row["REC"] == "E4A" and row["CIN"] == "N8":
                for each in rows:
                    each["CIN"] = "N5"
        _move_for_good(planting, rows, streets)
    for rows in _of_each_child(planting.this["Episodes"]).values():
        _let_stay(planting, rows)
    _score_as_last_year(planting)
    _leave_for_one_home(planting)
    _part_strangers(planting, by_child, births, own)


def _of_each_child(episodes: list[Row]) -> dict[str, list[Row]]:
    by_child: dict[str, list[Row]] = {}
    for row in episodes:
        by_child.setdefault(row["CHILD"], []).append(row)
    return by_child


def _move_for_good(planting: Planting, rows: list[Row], streets: list[str]) -> None:
    """Who moves to other carers of the same agency moves to another address."""
    for row in rows:
        earlier = [each for each in rows if each["DEC"] == row["DECOM"] and each["PL_POST"] == row["PL_POST"]]
        if row["RNE"] in ("P", "B") and row["PLACE"].startswith("U") and earlier:
            there, home = row["PL_POST"], row["HOME_POST"]
            new = planting.chance.one_of([street for street in streets if street not in (home, there)])
            for each in rows:
                if read(each["DECOM"]) >= read(row["DECOM"]) and each["PL_POST"] == there:
                    each["PL_POST"] = new


def _near(planting: Planting, row: Row, rows: list[Row], streets: list[str], number: str) -> None:
    """Carers of the council's own live near; a care home is nobody else's; two carers have two addresses."""
    there, home = row["PL_POST"], row["HOME_POST"]
    own_carers = row["PLACE_PROVIDER"] == "PR1" and row["PLACE"].startswith("U")
    far = own_carers and bool(there and home) and miles(home, there) > _FAR_MILES
    if far or row["PLACE"] == "R1":
        new = planting.chance.one_of([street for street in streets if street not in (home, there)])
        for each in rows:
            if each["PL_POST"] == there and there:
                each["PL_POST"] = new
                each["URN"] = number if own_carers and each["PLACE"].startswith("U") else each["URN"]


def _let_stay(planting: Planting, rows: list[Row]) -> None:
    """A placement that lasted one day lasts two, where the next leaves room."""
    for row, after in itertools.pairwise(rows):
        if row["REC"] == "X1" and row["DEC"] == after["DECOM"] and read(row["DEC"]) - read(row["DECOM"]) == 1:
            ends = read(after["DEC"]) if after["DEC"] else planting.year.end
            day = read(row["DEC"]) + 1
            if day < ends:
                row["DEC"] = after["DECOM"] = text(day)


def _score_as_last_year(planting: Planting) -> None:
    """The score of a child changes little from year to year."""
    last = {row["CHILD"]: int(row["SDQ_SCORE"]) for row in planting.last["OC2"] if row["SDQ_SCORE"]}
    for row in planting.this["OC2"]:
        if row["SDQ_SCORE"] and row["CHILD"] in last:
            score = last[row["CHILD"]] + planting.chance.between(-_NEAR_SCORE, _NEAR_SCORE)
            row["SDQ_SCORE"] = str(min(40, max(0, score)))


def _leave_for_one_home(planting: Planting) -> None:
    """Who went home to the parents is there when the care leaver record is made."""
    home = {row["CHILD"] for row in planting.this["Episodes"] if row["REC"] == "E4A"}
    for row in planting.this["OC3"]:
        if row["CHILD"] in home and row["ACCOM"] != "0":
            row["ACCOM"] = "B1"


def _part_strangers(planting: Planting, by_child: dict[str, list[Row]], births: dict[str, int], own: list[str]) -> None:
    """No two children of one postcode were born within two days."""
    born_at: set[tuple[str, int]] = set()
    for child, rows in by_child.items():
        home, born = rows[-1]["HOME_POST"], births[child]
        if not home:
            continue
        if any((home, born + days) in born_at for days in (-2, -1, 0, 1, 2)) and rows[-1]["PLACE"] != "P1":
            home = planting.chance.one_of(own)
            for row in rows:
                row["HOME_POST"] = home if row["PLACE"] != "P1" else row["HOME_POST"]
        born_at.add((home, born))
