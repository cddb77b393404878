"""Kinds of error that the sample generator does not make, planted where what stands in a return is right.

Those of :func:`plant_known` are of kinds that the fixes were written for; those of :func:`plant_held_back` were written
after the fixes, which were not looked at again: how often the fixes are right with these tells how they do elsewhere.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lac_validator.sample.tables import Rows


class Slip(NamedTuple):
    """One slip.

    :ivar column: blank for a whole row.
    :ivar before: what stood in the cell, which is not right where the generator had made an error there.
    """

    kind: str
    table: str
    row: int
    column: str
    before: str


def by_child(rows: Mapping[str, Sequence[str]]) -> dict[str, list[dict[str, str]]]:
    """The rows of each child, in their order."""
    found = defaultdict(list)
    for values in zip(*rows.values(), strict=True):
        row = dict(zip(rows, values, strict=True))
        found[row["CHILD"]].append(row)
    return found


def plant_known(tables: dict[str, Rows], clean: dict[str, Rows], chance: random.Random, year: int) -> list[Slip]:
    """Slips in one cell of a hundred: dates in other forms, marks in postcodes and numbers, rows written twice."""
    planting = Planting(tables, clean, chance)
    for table in ("OC2", "UASC", "PrevPerm"):
        for row in planting.some(table, 0.01):
            planting.insert("row written twice", table, row, {})
    slips = {
        ("Episodes", "HOME_POST"): (lambda text: text.replace("0", "O", 1), lambda text: text.replace(" ", ".")),
        ("Episodes", "PL_POST"): (lambda text: text.replace("1", "I", 1),),
        ("Episodes", "DECOM"): (year_first, lambda text: f"{text} 00:00:00", lambda text: f" {text}"),
        ("Reviews", "REVIEW"): (year_first, lambda text: f"{text} "),
        ("Episodes", "URN"): (lambda text: text.replace("9", "6", 1), lambda text: text.replace("99", "9", 1)),
        ("Header", "UPN"): (lambda text: f"{text[:4]} {text[4:]}" if len(text) == 13 else text,),
        ("Reviews", "CHILD"): (lambda text: text.replace("SYN", "SYN-"),),
        ("SWEpisodes", "SW_DEC"): (year_first,),
    }
    if year >= 2025:
        slips["Header", "SEX"] = (lambda text: {"M": "1", "F": "2"}.get(text, text),)
    for (table, column), ways in slips.items():
        for row in planting.some(table, 0.01):
            planting.write(f"{table}.{column} in another form", table, row, column, chance.choice(ways))
    return planting.slips()


def year_first(text: str) -> str:
    """``2025-05-01``."""
    return "-".join(reversed(text.split("/")))


class Planting:
    """Tables in which slips are planted, each in a row that is as it is in the clean return; at most one in a row."""

    def __init__(self, tables: dict[str, Rows], clean: dict[str, Rows], chance: random.Random) -> None:
        self.tables = tables
        self.chance = chance
        self._fit = {name: _as_clean(rows, by_child(clean.get(name, {"CHILD": []}))) for name, rows in tables.items()}
        # By row, for each column a kind, and what stood there.
        self._marks: dict[str, list[dict[str, tuple[str, str]]]] = {
            name: [{} for _ in fit] for name, fit in self._fit.items()
        }

    def some(self, table: str, share: float) -> list[int]:
        """Rows in which something may be planted, this share of them; the last first, so that others can be put in."""
        fit = enumerate(self._fit.get(table, []))
        return [row for row, is_fit in fit if is_fit and self.chance.random() < share][::-1]

    def of(self, table: str, row: int, column: str) -> str:
        """What a cell holds; blank where there is no such column."""
        return self.tables[table][column][row] if column in self.tables[table] else ""

    def write(
        self, kind: str, table: str, row: int, column: str, slip: Callable[[str], str] | str, *, filling: bool = False
    ) -> None:
        """Plant a slip in a cell, unless it stays as it is, or is blank and not to be filled."""
        before = self.of(table, row, column)
        text = slip if isinstance(slip, str) else slip(before)
        if (before or filling) and text != before:
            self.tables[table][column][row] = text
            self._marks[table][row][column] = kind, before
            self._fit[table][row] = False

    def insert(self, kind: str, table: str, row: int, changed: Mapping[str, str], *, after: bool = True) -> None:
        """Plant a row beside one, which is like it but for some cells."""
        place = row + after
        for column, values in self.tables[table].items():
            values.insert(place, changed.get(column, values[row]))
        self._marks[table].insert(place, {"": (kind, "")})
        self._fit[table].insert(place, False)
        self._fit[table][row + (not after)] = False

    def slips(self) -> list[Slip]:
        """What was planted, and where it stands now."""
        return [
            Slip(kind, table, row, column, before)
            for table, marks in self._marks.items()
            for row, each in enumerate(marks)
            for column, (kind, before) in each.items()
        ]


def _as_clean(rows: Rows, clean: Mapping[str, Sequence[Mapping[str, str]]]) -> list[bool]:
    seen: Counter[str] = Counter()
    fit = []
    for values in zip(*rows.values(), strict=True):
        row = dict(zip(rows, values, strict=True))
        number = seen[row["CHILD"]]
        seen[row["CHILD"]] += 1
        own = clean.get(row["CHILD"], [])
        fit.append(number < len(own) and own[number] == row)
    return fit


# --- kinds that were held back --------------------------------------------------------------------------------------


def plant_held_back(tables: dict[str, Rows], clean: dict[str, Rows], chance: random.Random, year: int) -> list[Slip]:
    """Slips of kinds for which no fix was written, or none was measured: whole rows first, then cells."""
    planting = Planting(tables, clean, chance)
    for kind in (
        *(_episode_of_no_day, _row_with_less, _health_of_a_newcomer),
        *(_month_first, _swapped, _short_year, _year_of_ten_before, _placement_postcode_lost, _wrong_type),
        *(_wrong_provider, _parents_forgotten, _numberturned_round, _born_otherwise, _identifiers, _still_missing),
        *(_number_of_short_break, _two_single_adopters, _sex_in_words),
    ):
        kind(planting)
    return planting.slips()


def _month_first_text(text: str) -> str:
    day, month, year = text.split("/") if text.count("/") == 2 else ("", "", "")
    return f"{month}/{day}/{year}" if year else text


def _month_first(planting: Planting) -> None:
    """A system that writes the month first: all dates of one column."""
    table, column = planting.chance.choice(
        [("Missing", "MIS_START"), ("SWEpisodes", "SW_DEC"), ("SWEpisodes", "SW_DECOM"), ("Reviews", "REVIEW")]
    )
    values = planting.tables.get(table, {}).get(column, [])
    for row in range(len(values)):
        planting.write(f"a column with the month first: {table}.{column}", table, row, column, _month_first_text)


def _swapped(planting: Planting) -> None:
    for table, column in (("Episodes", "DEC"), ("Episodes", "DECOM"), ("OC2", "DOB"), ("Header", "DOB")):
        for row in planting.some(table, 0.01):
            planting.write("day and month swapped", table, row, column, _month_first_text)


def _short_year(planting: Planting) -> None:
    for table, column in (("Episodes", "DECOM"), ("Missing", "MIS_START"), ("Reviews", "REVIEW")):
        for row in planting.some(table, 0.01):
            planting.write("a year of two digits", table, row, column, lambda text: text[:6] + text[8:])


def _year_of_ten_before(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.005):
        planting.write("a start ten years early", "Episodes", row, "DECOM", lambda text: f"{text[:8]}1{text[9:]}")


def _placement_postcode_lost(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.5):
        if planting.of("Episodes", row, "RNE") == "L" and planting.chance.random() < 0.3:
            planting.write("postcode blank where only the legal status changed", "Episodes", row, "PL_POST", "")
        elif planting.of("Episodes", row, "PLACE") in ("K1", "K2", "R3", "S1") and planting.chance.random() < 0.1:
            planting.write("postcode of a home blank", "Episodes", row, "PL_POST", "")


def _wrong_type(planting: Planting) -> None:
    other = {"K2": "U1", "U1": "K2", "K1": "K2", "U4": "R3", "H5": "K2", "K3": "K2"}
    for row in planting.some("Episodes", 0.02):
        planting.write("placement of another type", "Episodes", row, "PLACE", lambda text: other.get(text, text))


def _wrong_provider(planting: Planting) -> None:
    other = {"PR1": "PR2", "PR4": "PR1", "PR5": "PR4", "PR2": "PR1"}
    for row in planting.some("Episodes", 0.02):
        planting.write(
            "placement of another provider", "Episodes", row, "PLACE_PROVIDER", lambda text: other.get(text, text)
        )


def _parents_forgotten(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.3):
        if planting.of("Episodes", row, "PLACE") == "P1":
            planting.write("provider of a placement with parents", "Episodes", row, "PLACE_PROVIDER", "PR4")


def _numberturned_round(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.02):
        planting.write("two digits of an Ofsted number turned round", "Episodes", row, "URN", turned_round)


def turned_round(text: str) -> str:
    """The text with its last digit but one and the one before it changed round."""
    return text[:-3] + text[-2] + text[-3] + text[-1] if len(text) > 4 else text


def _born_otherwise(planting: Planting) -> None:
    for table in ("Reviews", "OC2", "SWEpisodes", "Missing"):
        for row in planting.some(table, 0.01):
            slip = planting.chance.choice((_next_year, _month_first_text))
            planting.write("another date of birth than Header", table, row, "DOB", slip)


def _next_year(text: str) -> str:
    return text[:6] + str(int(text[6:]) + 1) if text[6:].isdigit() else text


def _identifiers(planting: Planting) -> None:
    for row in planting.some("OC2", 0.01):
        planting.write("identifier with blanks", "OC2", row, "CHILD", lambda text: f"{text[:3]} {text[3:]}")
    for row in planting.some("Missing", 0.02):
        planting.write("two digits of an identifier turned round", "Missing", row, "CHILD", turned_round)


def _still_missing(planting: Planting) -> None:
    for row in planting.some("Missing", 0.05):
        planting.write("end of a missing period blank", "Missing", row, "MIS_END", "")


def _number_of_short_break(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.5):
        if planting.of("Episodes", row, "LS") in ("V3", "V4"):
            planting.write("Ofsted number of a short break", "Episodes", row, "URN", "SC000001", filling=True)


def _two_single_adopters(planting: Planting) -> None:
    for row in planting.some("AD1", 0.5):
        if planting.of("AD1", row, "LS_ADOPTR") == "L0":
            planting.write("two adopters where one is single", "AD1", row, "NB_ADOPTR", "2")


def _sex_in_words(planting: Planting) -> None:
    words = {"M": "Male", "F": "Female", "1": "M", "2": "F"}
    for row in planting.some("Header", 0.01):
        planting.write("sex in words", "Header", row, "SEX", lambda text: words.get(text, text))


def _episode_of_no_day(planting: Planting) -> None:
    for row in planting.some("Episodes", 0.01):
        ends = {"DEC": planting.of("Episodes", row, "DECOM"), "REC": "X1", "REASON_PLACE_CHANGE": ""}
        planting.insert("an episode of no day", "Episodes", row, ends, after=False)


def _row_with_less(planting: Planting) -> None:
    blank = {"OC2": "SDQ_SCORE", "PrevPerm": "DATE_PERM", "UASC": "DUC", "OC3": "ACCOM", "AD1": "DATE_MATCH"}
    for table, column in blank.items():
        for row in planting.some(table, 0.02):
            if planting.of(table, row, column):
                planting.insert("a row again, with less", table, row, {column: ""})


def _health_of_a_newcomer(planting: Planting) -> None:
    """A row of health for a child who was not looked after for a year: the generator's children have none."""
    rows = planting.tables.get("OC2")
    if not rows or not rows["CHILD"]:
        return
    with_health = set(rows["CHILD"])
    started = {
        child
        for child, reason in zip(planting.tables["Episodes"]["CHILD"], planting.tables["Episodes"]["RNE"], strict=True)
        if reason == "S" and child not in with_health
    }
    born = dict(zip(planting.tables["Header"]["CHILD"], planting.tables["Header"]["DOB"], strict=True))
    for child in sorted(started & born.keys())[::10]:
        last = len(rows["CHILD"]) - 1
        changed = dict.fromkeys(rows, "") | {"CHILD": child, "DOB": born[child], "CONVICTED": "0"}
        planting.insert("health of a newcomer", "OC2", last, changed)
