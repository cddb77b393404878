"""Reviews, health and times missing that are odd."""

from __future__ import annotations

from lac_validator.sample.days import text
from lac_validator.sample.errors import read
from lac_validator.sample.patterns.planting import Planting, Row, planter


def _add_review(planting: Planting, like: Row, day: int) -> Row:
    row = like | {"REVIEW": text(day)}
    planting.this["Reviews"].append(row)
    return row


@planter("P18")
def review_twice(planting: Planting) -> None:
    """A review entered twice."""
    for row in planting.some("Reviews", lambda row: True):
        again = _add_review(planting, row, read(row["REVIEW"]))
        planting.planted("P18", "Reviews", [row, again], "two reviews on a day")


@planter("P18")
def review_within_a_week(planting: Planting) -> None:
    """A review, and another some days later."""
    for row in planting.some("Reviews", lambda row: read(row["REVIEW"]) < planting.year.end - 7):
        again = _add_review(planting, row, read(row["REVIEW"]) + planting.chance.between(1, 7))
        planting.planted("P18", "Reviews", [row, again], "two reviews within a week")


@planter("P20")
def review_outside_care(planting: Planting) -> None:
    """A review a month before care began."""

    def began(row: Row) -> bool:
        start, earliest = read(row["DECOM"]), min(read(each["DECOM"]) for each in planting.of(row["CHILD"]))
        reviewed = any(each["CHILD"] == row["CHILD"] for each in planting.this["Reviews"])
        return start == earliest and start > planting.year.start + 40 and row["LS"] not in ("V3", "V4") and reviewed

    for row in planting.some("Episodes", began):
        like = next(each for each in planting.this["Reviews"] if each["CHILD"] == row["CHILD"])
        review = _add_review(planting, like, read(row["DECOM"]) - planting.chance.between(8, 35))
        planting.planted("P20", "Reviews", [review], "a review before care")


@planter("P21")
def every_check_done(planting: Planting) -> None:
    """Every check is done for nearly every child."""
    rows = planting.share(planting.this["OC2"], 0.97)
    for row in rows:
        row.update({"IMMUNISATIONS": "1", "TEETH_CHECK": "1", "HEALTH_ASSESSMENT": "1"})
    planting.planted("P21", "OC2", rows, "all checks done")


@planter("P21")
def one_score(planting: Planting) -> None:
    """One score for three in ten."""
    rows = planting.share((row for row in planting.this["OC2"] if row["SDQ_SCORE"]), 0.3)
    for row in rows:
        row["SDQ_SCORE"] = "14"
    planting.planted("P21", "OC2", rows, "one score for many")


def _scored_last_year(planting: Planting) -> dict[str, int]:
    return {row["CHILD"]: int(row["SDQ_SCORE"]) for row in planting.last["OC2"] if row["SDQ_SCORE"]}


@planter("P22")
def score_leaps(planting: Planting) -> None:
    """Fifteen points more than last year, or twenty."""
    last = _scored_last_year(planting)
    for row in planting.some("OC2", lambda row: bool(row["SDQ_SCORE"]) and last.get(row["CHILD"], 40) <= 20):
        row["SDQ_SCORE"] = str(last[row["CHILD"]] + planting.chance.between(15, 20))
        planting.planted("P22", "OC2", [row], "the score leapt")


@planter("P22")
def scores_carried_forward(planting: Planting) -> None:
    """Last year's score for six in ten."""
    last = _scored_last_year(planting)
    rows = planting.share((row for row in planting.this["OC2"] if row["SDQ_SCORE"] and row["CHILD"] in last), 0.6)
    for row in rows:
        row["SDQ_SCORE"] = str(last[row["CHILD"]])
    planting.planted("P22", "OC2", rows, "last year's scores")


@planter("P23")
def missing_while_moving(planting: Planting) -> None:
    """Missing for 70 days, and a move in the middle."""
    year = planting.year
    moved = planting.some(
        "Episodes", lambda row: row["RNE"] == "P" and year.start + 40 < read(row["DECOM"]) < year.end - 40
    )
    births = {row["CHILD"]: row["DOB"] for row in planting.this["Header"]}
    for episode in moved:
        day = read(episode["DECOM"])
        row = {
            "CHILD": episode["CHILD"],
            "DOB": births[episode["CHILD"]],
            "MISSING": "M",
            "MIS_START": text(day - 35),
            "MIS_END": text(day + 35),
        }
        planting.this["Missing"].append(row)
        planting.planted("P23", "Missing", [row], "missing while moving home")


@planter("P23")
def one_code_for_both(planting: Planting) -> None:
    """Everybody is missing, nobody away."""
    for row in planting.this["Missing"]:
        row["MISSING"] = "M"
    planting.planted("P23", "Missing", list(planting.this["Missing"]), "M for A")


@planter("P23")
def one_date_for_both(planting: Planting) -> None:
    """Seven in ten end on the day on which they began."""
    rows = planting.share(planting.this["Missing"], 0.7)
    for row in rows:
        row["MIS_END"] = row["MIS_START"]
    planting.planted("P23", "Missing", rows, "the first day as the last")
