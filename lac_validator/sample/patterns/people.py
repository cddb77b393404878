"""What does not go with a child's age or need, or with how care ended."""

from __future__ import annotations

from lac_validator.sample.days import birthday, text
from lac_validator.sample.errors import read
from lac_validator.sample.patterns.planting import Planting, Row, planter


def _births(planting: Planting) -> dict[str, int]:
    return {row["CHILD"]: read(row["DOB"]) for row in planting.this["Header"]}


def _began_and_lasts(planting: Planting, row: Row) -> bool:
    return (
        len(planting.of(row["CHILD"])) == 1 and row["RNE"] == "S" and not row["DEC"] and row["LS"] not in ("V3", "V4")
    )


@planter("P24")
def home_to_absent_parents(planting: Planting) -> None:
    """Absent parenting, and home after three weeks."""
    last = planting.year.end - 30
    for row in planting.some("Episodes", lambda row: read(row["DECOM"]) < last and _began_and_lasts(planting, row)):
        ended = text(read(row["DECOM"]) + planting.chance.between(5, 30))
        row.update({"CIN": "N8", "DEC": ended, "REC": "E4A"})
        planting.planted("P24", "Episodes", [row], "home to absent parents")


@planter("P24")
def small_and_alone(planting: Planting) -> None:
    """Unaccompanied at seven."""
    for row in planting.some("UASC", lambda row: True):
        row["DOB"] = text(planting.year.end - planting.chance.between(2000, 3400))
        planting.planted("P24", "UASC", [row], "unaccompanied and small")


@planter("P24")
def at_home_under_section_20(planting: Planting) -> None:
    """With parents under V2."""
    for row in planting.some("Episodes", lambda row: row["PLACE"] == "P1"):
        row["LS"] = "V2"
        planting.planted("P24", "Episodes", [row], "V2 with P1")


@planter("P24")
def supported_too_early(planting: Planting) -> None:
    """Supported accommodation or independent living before 16."""
    births, steady = _births(planting), planting.steady("U4", "U6", "K2")

    def young(row: Row) -> bool:
        return steady(row) and birthday(births[row["CHILD"]], 16) > read(row["DECOM"])

    for row in planting.some("Episodes", young):
        row["PLACE"] = planting.chance.one_of(("K3", "P2"))
        planting.planted("P24", "Episodes", [row], "supported before 16")


@planter("P24")
def fostered_after_18(planting: Planting) -> None:
    """In a foster placement after the 18th birthday."""
    for row in planting.some("Episodes", planting.steady("U4", "U6", "U3")):
        born = birthday(planting.year.end, 0) - 18 * 366 - planting.chance.between(20, 200)
        for header in planting.of(row["CHILD"], "Header"):
            header["DOB"] = text(born)
        planting.planted("P24", "Episodes", [row], "fostered after 18")


@planter("P25")
def adopted_from_fostering(planting: Planting) -> None:
    """Adopted, but fostered to the end."""
    for row in planting.some("Episodes", planting.steady("U4", "U6", "U3", since=100)):
        ended = planting.year.start + planting.chance.between(10, 300)
        row.update({"DEC": text(ended), "REC": planting.chance.one_of(("E11", "E12"))})
        planting.planted("P25", "Episodes", [row], "adopted from fostering")


@planter("P25")
def stayed_with_no_carer(planting: Planting) -> None:
    """Stayed with the carer, who was a children's home."""
    for row in planting.some("Episodes", planting.steady("K2")):
        row.update({"DEC": text(planting.year.start + planting.chance.between(10, 300)), "REC": "E17"})
        planting.planted("P25", "Episodes", [row], "staying put in a home")


@planter("P25")
def on_their_own_too_early(planting: Planting) -> None:
    """Independent living before 16."""
    births, steady = _births(planting), planting.steady("U4", "U6", "K2")
    end = planting.year.end
    for row in planting.some("Episodes", lambda row: steady(row) and birthday(births[row["CHILD"]], 16) > end):
        ended = text(planting.year.start + planting.chance.between(10, 300))
        row.update({"DEC": ended, "REC": planting.chance.one_of(("E5", "E6"))})
        planting.planted("P25", "Episodes", [row], "independent before 16")


@planter("P25")
def home_and_elsewhere(planting: Planting) -> None:
    """Home to the parents, while the care leaver record has another home."""
    leavers = {row["CHILD"]: row for row in planting.this["OC3"] if row["IN_TOUCH"] == "YES"}
    births = _births(planting)

    def left(row: Row) -> bool:
        if row["CHILD"] not in leavers or row["REC"] in ("", "X1") or not row["DEC"]:
            return False
        turned = (birthday(births[row["CHILD"]], age) for age in range(17, 22))
        return any(read(row["DEC"]) <= day <= min(planting.year.end, read(row["DEC"]) + 365) for day in turned)

    for row in planting.some("Episodes", left):
        record = leavers[row["CHILD"]]
        row["REC"] = "E4A"
        record["ACCOM"] = "E1"
        planting.planted("P25", "OC3", [record], "home, and elsewhere")


@planter("P25")
def twins_apart(planting: Planting) -> None:
    """One address, one birthday, and care that began months apart."""
    began = planting.some("Episodes", lambda row: _began_and_lasts(planting, row) and bool(row["HOME_POST"]), 40)
    pairs = zip(began[::2], began[1::2], strict=False)
    apart = [pair for pair in pairs if abs(read(pair[0]["DECOM"]) - read(pair[1]["DECOM"])) > 30]
    for one, other in apart:
        other["HOME_POST"] = one["HOME_POST"]
        (header,) = (row for row in planting.this["Header"] if row["CHILD"] == one["CHILD"])
        for row in planting.of(other["CHILD"], "Header"):
            row["DOB"] = text(read(header["DOB"]) + planting.chance.between(0, 1))
        planting.planted("P25", "Episodes", [one, other], "twins apart")
