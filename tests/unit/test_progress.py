"""Runs compared: a story of five, matching, the order of runs, and files that are no run."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from lac_validator.cli import app
from lac_validator.ingest import CannotRead
from lac_validator.progress import Run, by_rule, compare, day_of_zero, in_words, read_run, runs_together
from lac_validator.progress.run import MOST_ERRORS
from tests.report.made import errors_of, make, reviews
from tests.runs import START, WANTED, files_of_story, returns_of_story


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return files_of_story(tmp_path_factory.mktemp("story"), returns_of_story())


def read(files: list[Path]) -> list[Run]:
    return [read_run(file.name, file.read_bytes()) for file in files]


def test_a_story_of_five_runs_gives_what_was_planted(story: list[Path]) -> None:
    together = runs_together(read(story))
    assert together.sentences == []
    progress = compare(together.runs)
    assert progress.counts == WANTED
    assert progress.not_compared == []
    assert len({each.error.identity for each in progress.traced}) == sum(WANTED.values())


def test_the_order_in_which_they_are_given_makes_no_difference(story: list[Path]) -> None:
    runs = read([story[place] for place in (3, 0, 4, 2, 1)])
    assert compare(runs_together(runs).runs).counts == WANTED


def test_when_each_error_was_seen_first_and_last(story: list[Path]) -> None:
    progress = compare(runs_together(read(story)).runs)
    weeks = Counter(
        (each.state, (each.first - START).days // 7, (each.last - START).days // 7) for each in progress.traced
    )
    assert weeks[("new", 5, 5)] == 3
    assert weeks[("came_back", 1, 5)] == weeks[("came_back", 2, 5)] == 1
    assert weeks[("gone", 1, 1)] == 3  # 8, 10, 11
    assert weeks[("gone", 3, 3)] == 1  # 22


def test_the_command_line_says_the_same(story: list[Path], tmp_path: Path) -> None:
    packed = tmp_path / "first.json.gz"
    packed.write_bytes(gzip.compress(story[0].read_bytes()))
    output = tmp_path / "progress.json"
    outcome = run("progress", *story[1:], packed, "--output", output)
    assert outcome.exit_code == 0, outcome.output
    assert "9 gone, 3 new, 2 came back, 4 still there (2 of them changed), over 5 runs." in outcome.output
    made = json.loads(output.read_text("utf-8"))
    assert (made["format"], made["version"], made["counts"]) == ("lac-validator-progress", 1, WANTED)
    assert [each["file"] for each in made["runs"]] == ["first.json.gz", *(file.name for file in story[1:])]
    assert Counter(each["state"] for each in made["errors"]) == WANTED
    last = json.loads(story[-1].read_text("utf-8"))
    there = {each["reference"] for each in made["errors"] if each["state"] != "gone"}
    assert there == {each["reference"] for each in last["errors"]}


def test_the_lists_say_the_same(story: list[Path], tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx"):
        assert run("progress", *story, "--output", tmp_path / f"progress{suffix}").exit_code == 0
    with (tmp_path / "progress.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {"new": "New", "came_back": "Came back", "still_there": "Still there", "changed": "Changed, still wrong"}
    states = Counter(row["Since last time"] for row in rows)
    assert states == {words.get(state, "Gone"): count for state, count in WANTED.items()}
    book = openpyxl.load_workbook(tmp_path / "progress.xlsx")
    assert book.sheetnames == ["Progress", "Progress by rule", "Errors"]
    assert book["Errors"].max_row == len(rows) + 1
    assert [cell.value for cell in book["Progress by rule"][2]] == ["101", 3, 2, 2, 2, 9]
    checked = run("validate", tmp_path / "progress.csv", tmp_path / "progress.xlsx", story[0])
    assert checked.output.count("is a report of this tool and is not part of the return") >= 2


def test_the_workbook_of_a_check_says_what_got_better_since_earlier_runs(story: list[Path], tmp_path: Path) -> None:
    returns_of_story()[-1].write(tmp_path / "return")
    asked = ("report", "workbook", tmp_path / "return", "--output", tmp_path / "errors.xlsx")
    for file in story[:4]:
        asked = (*asked, "--runs", file)
    outcome = run(*asked)
    assert outcome.exit_code == 0, outcome.output
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    assert [cell.value for cell in book["Progress by rule"][2]] == ["101", 3, 2, 2, 2, 9]
    said = [cell.value for row in book["Progress"].iter_rows() for cell in row]
    assert "9 gone, 3 new, 2 came back, 4 still there (2 of them changed), over 5 runs." in said
    assert run("report", "json", tmp_path / "return", "--runs", story[0], "--output", tmp_path).exit_code == 2


# --- matching -------------------------------------------------------------------------------------------------------


def of_reviews(hour: int, *rows: tuple[str, str, str], rules: list[str] | None = None, **head: Any) -> Run:
    """A run of reviews: see tests.report.made.reviews."""
    errors = errors_of(reviews(*rows), rules=rules or ["167"], **head)
    made = make("json", errors, at=START + datetime.timedelta(hours=hour))
    return read_run(f"run {hour}.json", made.data)


def counts(*runs: Run) -> dict[str, int]:
    return {state: count for state, count in compare(runs).counts.items() if count}


DAY = "01/06/2025"


def test_errors_of_one_child_and_day_are_told_apart_by_their_content() -> None:
    one, other = ("1", DAY, ""), ("1", DAY, "PN9")
    assert counts(of_reviews(1, one, other), of_reviews(2, one, other)) == {"still_there": 2}
    assert counts(of_reviews(1, one, other), of_reviews(2, other)) == {"still_there": 1, "gone": 1}
    assert counts(of_reviews(1, one), of_reviews(2, one, other)) == {"still_there": 1, "new": 1}
    assert counts(of_reviews(1, one), of_reviews(2, other)) == {"changed": 1}
    assert counts(of_reviews(1, one, one), of_reviews(2, one), of_reviews(3, one, one)) == {
        "still_there": 1,
        "came_back": 1,
    }


def test_what_was_gone_before_the_last_run_is_still_counted_as_gone() -> None:
    left = ("2", DAY, "")
    runs = of_reviews(1, ("1", DAY, ""), left), of_reviews(2, left), of_reviews(3, left)
    assert counts(*runs) == {"still_there": 1, "gone": 1}


def test_only_rules_that_ran_both_times_are_compared() -> None:
    """An error of a rule that did not run is neither gone nor new."""
    first = of_reviews(1, ("1", DAY, ""), rules=["167"])
    second = of_reviews(2, ("2", "01/06/2025x", ""), rules=["167", "166"])
    third = of_reviews(3, ("1", DAY, ""), rules=["166"])
    assert compare([first, second]).not_compared == ["166"]
    assert compare([first, third]).not_compared == ["166", "167"]
    assert counts(first, third) == {}
    assert "was of other rules" in " ".join(runs_together([first, second]).sentences)


# --- runs together --------------------------------------------------------------------------------------------------


def test_runs_of_one_second_are_in_the_order_of_their_milliseconds() -> None:
    errors = errors_of(reviews(("1", DAY, "")), rules=["167"])
    times = [START.replace(microsecond=micro) for micro in (900_400, 100_000, 900_000)]
    runs = [read_run(str(at.microsecond), make("json", errors, at=at).data) for at in times]
    runs[2] = replace(runs[2], errors=[])  # of one time to the millisecond: the order given
    assert [run.name for run in runs_together(runs).runs] == ["100000", "900400", "900000"]


def test_a_run_of_another_council_or_year_is_left_out_and_said() -> None:
    ours = of_reviews(2, ("1", DAY, ""))
    theirs = of_reviews(1, ("1", DAY, ""), authority="E08000007")
    earlier = of_reviews(0, ("1", DAY, ""), year=2025)
    together = runs_together([theirs, earlier, ours])
    assert together.runs == [ours]
    assert len(together.sentences) == 2
    assert "another authority" in " ".join(together.sentences)
    assert "another collection year" in " ".join(together.sentences)
    with pytest.raises(ValueError, match="There is nothing to compare with"):
        compare(together.runs)


def test_a_run_given_twice_is_counted_once(story: list[Path]) -> None:
    together = runs_together(read([*story, story[2]]))
    assert len(together.runs) == 5
    assert together.sentences == ["run 3.json is the same run as run 3.json: it was counted once."]


def test_a_run_as_at_another_day_is_compared_and_said() -> None:
    first = replace(of_reviews(1, ("1", DAY, "")), as_at=datetime.date(2025, 11, 30))
    together = runs_together([first, of_reviews(2, ("1", DAY, ""))])
    assert len(together.runs) == 2
    assert "run 1.json is as at 30/11/2025, not 31/03/2026" in together.sentences[0]


def test_what_is_not_due_yet_is_told_apart() -> None:
    first, second = of_reviews(1, ("1", DAY, "")), of_reviews(2, ("1", DAY, ""), ("2", DAY, ""), ("3", DAY, ""))
    second.errors[1:] = [second.errors[1]._replace(due=False), second.errors[2]]
    progress = compare([first, second])
    assert progress.counts["new"] == 2
    assert progress.counts_due["new"] == 1
    assert in_words(progress) == (
        "Of what is due: 0 gone, 1 new, 0 came back, 1 still there (0 of them changed), over 2 runs. "
        "Of what is not due yet: 0 gone, 1 new, 0 came back, 0 still there (0 of them changed)."
    )
    assert by_rule(progress) == [("167", Counter(still_there=1, new=1))]


def test_a_day_of_zero_is_told_only_where_the_errors_become_steadily_fewer() -> None:
    def runs(*due: int) -> list[Run]:
        one = of_reviews(0, ("1", DAY, ""))
        return [
            replace(one, at=START + datetime.timedelta(days=week * 7), errors=one.errors * count)
            for week, count in enumerate(due)
        ]

    assert day_of_zero(runs(100, 80, 60, 40)) == (START + datetime.timedelta(days=35)).date()
    assert day_of_zero(runs(100, 80, 85, 40)) is None
    assert day_of_zero(runs(100, 80, 60)) is None
    assert day_of_zero(runs(100, 80, 60, 60)) is None


# --- files that are no run ------------------------------------------------------------------------------------------

RUN = {"format": "lac-validator-errors", "version": 1, "ran": [], "errors": [], "made_at": "2026-04-01T09:00:00"}

NO_RUNS = [
    (b"CHILD,SEX\n1,1\n", "is no run"),
    (b"[1, 2]", "is no run"),
    (b"[" * 200_000, "is no run"),
    (b"\xff\xfe\x00", "is no run"),
    (b'{"format": "lac-validator-summary", "version": 1}', "is no run"),
    (json.dumps({**RUN, "version": 2}).encode(), "later release"),
    (json.dumps({**RUN, "ran": None}).encode(), "not whole"),
    (json.dumps({**RUN, "errors": [{"reference": "<b>"}]}).encode(), "not whole"),
    (json.dumps({each: RUN[each] for each in RUN if each != "ran"}).encode(), "earlier release"),
    (json.dumps({**RUN, "errors": [0] * 500_000}).encode(), f"500,000 errors, more than the {MOST_ERRORS:,}"),
    (gzip.compress(json.dumps(RUN).encode() * 50, mtime=0)[:60], "cut off or damaged"),
    (gzip.compress(b"0" * 201_000_000, 9, mtime=0), "unpacks to more than 200 MB"),
]


@pytest.mark.parametrize(("data", "sentence"), NO_RUNS, ids=[f"{n}" for n in range(len(NO_RUNS))])
def test_a_file_that_is_no_run_is_said_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(CannotRead, match=sentence) as reason:
        read_run("odd.json", data)
    assert str(reason.value).startswith("odd.json ")


def test_one_bad_file_does_not_stop_the_others(story: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{}")
    outcome = run("progress", bad, tmp_path / "nowhere.json", *story)
    assert outcome.exit_code == 0
    assert "bad.json is no run" in outcome.output and "nowhere.json" in outcome.output
    assert "over 5 runs." in outcome.output
    alone = run("progress", bad, story[0])
    assert alone.exit_code == 2
    assert "There is nothing to compare with" in alone.output


def test_no_run_is_written_over(story: list[Path]) -> None:
    before = story[0].read_bytes()
    outcome = run("progress", *story, "--output", story[0])
    assert outcome.exit_code == 2
    assert "is one of the files that were read" in outcome.output
    assert story[0].read_bytes() == before
