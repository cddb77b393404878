"""Errors, and the children that have them, as CSV for a spreadsheet and as JSON for a program."""

from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Iterator, Mapping
from typing import Any

from lac_validator.engine import RAN
from lac_validator.ingest.own_files import CHILD_HEADINGS, COMMENT, DONE, ERROR_HEADINGS, ERRORS_FORMAT, REFERENCE
from lac_validator.report.content.answers import Answers
from lac_validator.report.content.children import child_rows
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.heads import head
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.lines import Line, error_lines
from lac_validator.report.content.overview import overview
from lac_validator.report.content.wording import answer_row, error_row
from lac_validator.report.forms.text import csv_bytes, day_shown, json_bytes
from lac_validator.report.lists.worth_a_look import worth_a_look
from lac_validator.report.made import CSV_TYPE, JSON_TYPE, Made, Steps, file_name

FORMAT, VERSION = ERRORS_FORMAT, 1
"""What the JSON says it is. The version goes up when a field is renamed, goes or changes its meaning."""

STEP = 2_000


def make_errors_csv(
    errors: Errors,
    *,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Answers | None = None,
) -> Steps:
    """Every error as a row of CSV: the columns of the workbook, and the lasting reference of the error."""
    yield 0, 1, "Errors"
    beside = answers.beside(errors).answers if answers else None
    keys = ErrorKeys(errors)
    headings = [*ERROR_HEADINGS, *((DONE, COMMENT) if answers else ()), REFERENCE]

    def rows() -> Iterator[list[str | int]]:
        yield headings
        for line in error_lines(errors, allocation, beside):
            cells = [day_shown(cell) if isinstance(cell, datetime.date) else cell for cell in error_row(line)]
            yield [*cells, *(answer_row(line) if answers else ()), str(keys.of(line.place))]

    return Made(file_name(errors.called("errors"), errors.ret.year, ".csv"), CSV_TYPE, csv_bytes(rows()))


def make_children_csv(errors: Errors, *, allocation: Mapping[str, Mapping[str, str]] | None = None) -> Steps:
    """Every child that has errors as a row of CSV, with how many of each kind."""
    yield 0, 1, "Children"
    rows = [CHILD_HEADINGS, *child_rows(errors, allocation)]
    return Made(file_name(errors.called("children"), errors.ret.year, ".csv"), CSV_TYPE, csv_bytes(rows))


def make_json(
    errors: Errors,
    *,
    allocation: Mapping[str, Mapping[str, str]] | None = None,
    answers: Answers | None = None,
    at: datetime.datetime | None = None,
) -> Steps:
    """All about a result for a program; the fields are described in docs/REPORTS.md."""
    at = at or datetime.datetime.now()
    beside = answers.beside(errors).answers if answers else None
    keys = ErrorKeys(errors)
    out = io.BytesIO()
    out.write(json_bytes(_head(errors, at))[:-1])
    out.write(b',"errors":[')
    for done, line in enumerate(error_lines(errors, allocation, beside)):
        if done % STEP == 0:
            yield done, len(errors), "Errors"
        out.write(b",\n" if done else b"\n")
        out.write(json_bytes(_error(line, str(keys.of(line.place)))))
    out.write(b"\n]}\n")
    return Made(file_name("errors", errors.ret.year, ".json"), JSON_TYPE, out.getvalue())


def _head(errors: Errors, at: datetime.datetime) -> dict[str, Any]:
    ret, numbers = errors.ret, overview(errors)
    return {
        **head(errors.result, FORMAT, VERSION, at),
        "counts": {
            "children": numbers.children,
            "rows": numbers.rows,
            "errors": numbers.errors,
            "errors_due": numbers.due.errors,
            "errors_not_due": numbers.not_due.errors,
            "children_with_errors": numbers.children_with_errors,
            "children_with_errors_due": numbers.due.children_with_errors,
            "rules_run": numbers.rules_run,
            "rules_not_run": numbers.coverage.not_run,
        },
        "nothing_checked": bool(numbers.nothing_checked),
        "missing_inputs": [{"input": what, "rules": rules} for what, rules in numbers.coverage.wanting.items()],
        "files": [{**dataclasses.asdict(file), "year": file.year and file.year.year} for file in ret.files],
        "problems": [dataclasses.asdict(problem) for problem in ret.problems],
        "ran": [outcome.rule.code for outcome in errors.result.outcomes_by_rule if outcome.status == RAN],
        "not_run": [
            {"code": outcome.rule.code, "status": outcome.status, "reason": outcome.reason}
            for outcome in errors.result.outcomes_by_rule
            if outcome.status != RAN
        ],
        **worth_a_look(errors.result),
    }


def _error(line: Line, reference: str) -> dict[str, Any]:
    return {
        "reference": reference,
        "code": line.code,
        "message": line.message,
        "category": line.category,
        "guidance": line.guidance,
        "child": line.child,
        "table": line.table,
        "row": line.row,
        "date": line.event,
        "cells": [
            {
                "column": cell.column,
                "text": cell.text,
                "label": cell.label,
                "table": cell.table,
                "to_change": cell.to_change,
                "worked_out": cell.worked_out,
            }
            for cell in line.cells
        ],
        "worker": line.worker,
        "file": line.file,
        "line": line.line,
        "due": line.due,
        "answer": line.answer and {"done": line.answer.done, "comment": line.answer.comment},
    }
