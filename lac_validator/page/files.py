"""The files given, and what each part of them was read as."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from lac_validator import schema
from lac_validator.collection import CollectionYear
from lac_validator.engine import expected_coverage, rules_in_force
from lac_validator.ingest import WARNING, InputFile, Part, Problem
from lac_validator.ingest.own_files import ALLOCATION
from lac_validator.ingest.parts import LAST_YEAR as LAST_PERIOD
from lac_validator.ingest.parts import THIS_YEAR
from lac_validator.ingest.problems import shown
from lac_validator.page.answers import take_answers
from lac_validator.page.plain import Plain, Stepwise, day_of, problem_told
from lac_validator.page.runs import is_run, take_runs
from lac_validator.page.session import held
from lac_validator.report import is_pack
from lac_validator.report.content.coverage import not_run_sentence


def add_files(files: Iterable[Plain]) -> Stepwise:
    """Read files, each ``{name, data}``; the answer is the manifest of all files given so far, and ``packs``: how many
    of the files are packs, and ``runs``: how many are saved runs, of which all that could be read are held. They are no
    part of the return: what they hold is kept, see ``answers`` and ``progress``.
    """
    given = [InputFile(file["name"], bytes(file["data"])) for file in files]
    packs: list[InputFile] = []
    runs: list[InputFile] = []
    others: list[InputFile] = []
    for done, file in enumerate(given):
        (runs if is_run(file.data) else packs if is_pack(file.name, file.data) else others).append(file)
        yield done, len(given), "Opening the files"
    if packs:
        yield 0, 1, "Reading the answers"
        take_answers((file.name, file.data) for file in packs)
    taken = take_runs((file.name, file.data) for file in runs)
    if others:
        added = yield from held.intake.add_stepwise(others)
        held.lists |= _seeming_lists(others, added)
    return manifest() | {"packs": len(packs), "runs": {"given": len(runs), **taken}}


def _seeming_lists(files: Iterable[InputFile], added: Iterable[Part]) -> dict[int, InputFile]:
    """Of the parts just read those that were known for an allocation list, alone in its file."""
    by_name = {shown(file.name): file for file in files}
    parts: dict[str, list[Part]] = {}
    for part in added:
        parts.setdefault(part.given.name, []).append(part)
    return {
        part.id: by_name[name]
        for name, (part, *more) in parts.items()
        if not more and part.report == ALLOCATION and name in by_name
    }


def add_sample(children: int, year: int) -> Stepwise:
    """Read a made-up return instead of files."""
    yield 0, 2, "Making up a return"
    files = made_up(children, year)
    yield 1, 2, "Reading it"
    held.intake.add(files)
    return manifest()


def made_up(children: int, year: int) -> list[InputFile]:
    """The files of a made-up return."""
    from lac_validator.sample import generate  # Not at the page's start, which it would hold up.

    return [InputFile(name, data) for name, data in generate(children, year=year).files().items()]


def assign(part: int, table: str | None, period: str | None) -> Plain:
    """Say what a part of a file is."""
    held.intake.assign(part, table=table, period=period)
    return manifest()


def remove(part: int) -> Plain:
    """Leave a part of a file out."""
    held.intake.remove(part)
    return manifest()


def reread(part: int | None) -> Plain:
    """Read the cells that some program rewrote as what they plainly mean: in one part, or in all."""
    held.intake.reread(part)
    return manifest()


def clear() -> Plain:
    """Forget all files and results."""
    held.clear()
    return manifest()


def manifest(
    year: int | None = None,
    authority: str | None = None,
    codes: list[str] | None = None,
    ruleset: int | None = None,
    as_at: str | None = None,
) -> Plain:
    """The files given: what each part was read as, what is wrong, which year, authority and day they point to, and
    which rules will not run on them, in a sentence.

    :param year: the collection year, where the user has chosen it: which files are this year's goes by it.
    :param as_at: the day on which the return was taken, ISO 8601, where the user has chosen it.
    :param codes: the rules to run, where not all; ``ruleset`` is the year whose rules apply, where it is another.
    """
    intake = held.intake
    if year:
        intake.assign_periods(CollectionYear(year))
    inferred = intake.infer_year()
    authority = authority or intake.infer_authority()
    checked_year = CollectionYear(year) if year else inferred
    day = intake.infer_as_at(checked_year) if checked_year and intake.parts else None
    return {
        "parts": [_part(part) for part in intake.parts],
        "problems": [problem_told(problem) for problem in intake.problems],
        "checks": [problem_told(problem) for problem in _checks(checked_year, authority, day_of(as_at))],
        "year": inferred.year if inferred else None,
        "authority": authority,
        "asAt": day and day.day.isoformat(),
        "whyAsAt": day.reason if day else "",
        "willNotRun": _will_not_run(checked_year, authority, codes, ruleset) if checked_year else "",
    }


def _checks(year: CollectionYear | None, authority: str | None, as_at: datetime.date | None) -> list[Problem]:
    """What to look at before the check; while no year is known, why not."""
    intake = held.intake
    if year is None:
        why = intake.why_no_year()
        return [Problem(WARNING, "", why)] if why else []
    return intake.checks(year, authority, as_at)


def _will_not_run(year: CollectionYear, authority: str | None, codes: list[str] | None, ruleset: int | None) -> str:
    """What to add, in a sentence; blank where there is nothing to add, and while nothing of this year is given."""
    used = [part for part in held.intake.parts if part.used and part.table]
    suffixes = {LAST_PERIOD: schema.LAST_YEAR_SUFFIX}
    tables = {f"{part.table}{suffixes.get(part.period or '', '')}" for part in used}
    if not any(part.period == THIS_YEAR for part in used):
        return ""
    rules = [rule for rule in rules_in_force(ruleset or year.year) if codes is None or rule.code in codes]
    expected = expected_coverage(rules, tables, authority=bool(authority))
    return not_run_sentence(expected, checked=False) if expected.wanting else ""


def _part(part: Part) -> Plain:
    return {
        "id": part.id,
        "file": part.file,
        "table": part.table,
        "period": part.period,
        "used": part.used,
        "report": part.report,
        "rows": part.rows,
        "leftOut": sum(each.count for each in part.left_out if each.looked_like_rows),
        "problems": [problem_told(problem) for problem in part.problems],
        "allocation": part.id in held.lists and part.table is None,
        "rewritten": [
            {"what": what, "column": column, "count": count}
            for what, columns in part.rewritten().items()
            for column, count in columns.items()
        ],
    }
