"""The sheets of a workbook that say what got better from run to run."""

from __future__ import annotations

from collections.abc import Sequence

from lac_validator.progress import STATES, STATES_IN_WORDS, Progress, by_rule, in_words
from lac_validator.report.forms.book import Book, Column, Value


def write_runs(book: Book, progress: Progress, sentences: Sequence[str]) -> None:
    """The runs, with how many errors each has, and what became of them.

    :param sentences: what is to be said of the runs.
    """
    sheet = book.sheet("Progress", portrait=True)
    columns = [
        Column("Run of", 20),
        Column("File", 40),
        Column("As at", 12),
        Column("Errors due", 12, look="number"),
        Column("Not due yet", 12, look="number"),
    ]
    book.widths(sheet, columns)
    row = book.title(sheet, f"SSDA903 return {progress.runs[-1].year}: what got better", in_words(progress))
    runs: list[list[Value]] = [
        [f"{run.at:%d/%m/%Y at %H:%M}", run.name, run.as_at, run.due, len(run.errors) - run.due]
        for run in progress.runs
    ]
    row = book.table(sheet, row, "Runs", columns, runs, freeze=False)
    for sentence in sentences:
        sheet.write_string(row, 0, sentence, book.look("note"))
        row += 1


def write_progress_by_rule(book: Book, progress: Progress) -> None:
    """What became of the errors, rule by rule."""
    columns = [
        Column("Code", 12),
        *(Column(STATES_IN_WORDS[state], 14, look="number") for state in STATES),
    ]
    sheet = book.sheet("Progress by rule")
    book.widths(sheet, columns)
    rows: list[list[Value]] = [[code, *(counts[state] for state in STATES)] for code, counts in by_rule(progress)]
    book.table(sheet, 0, "Progress_by_rule", columns, rows, none="There were no errors.")
