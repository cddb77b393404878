"""Packs go out, come back completed, and their answers find the errors of a later result."""

from __future__ import annotations

import datetime
import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from lac_validator.ingest.own_files import PACK_SHEET
from lac_validator.report import Errors, read_answers
from lac_validator.report.content.keys import ErrorKeys
from lac_validator.report.content.lines import error_lines
from lac_validator.report.content.things import MOST_RECORDS
from lac_validator.report.content.wording import row_in_words
from tests.report.made import book, errors_of, make, members, reviews

ROWS = [
    ("1", "01/06/2025", ""),
    ("1", "01/09/2025", ""),
    ("2", "01/06/2025", ""),
    ("3", "01/07/2025", ""),
]


def pack_of(errors: Errors) -> openpyxl.Workbook:
    """A pack with a line for each error, as they were until errors of one cause had one line: such come back too."""
    pack = openpyxl.Workbook()
    pack.active.title = PACK_SHEET
    pack.active.append(["Child", "Record", "Done?", "Comment", "Reference"])
    keys = ErrorKeys(errors)
    for line in sorted(error_lines(errors), key=lambda line: (line.child, line.event_day or datetime.date.max)):
        pack.active.append([line.child, row_in_words(line), "", "", str(keys.of(line.place))])
    return pack


def new_pack_of(errors: Errors) -> openpyxl.Workbook:
    """The one pack of a return without social workers."""
    return book(members(make("packs", errors).data)["packs/Unallocated.xlsx"])


def columns(workbook: openpyxl.Workbook) -> dict[str, int]:
    sheet = workbook.active
    return {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row if cell.value}


def lines(workbook: openpyxl.Workbook) -> range:
    """The rows that hold what to check."""
    sheet, place = workbook.active, columns(workbook)["Reference"]
    (top,) = (row for row in range(1, 9) if sheet.cell(row, place).value == "Reference")
    return range(top + 1, sheet.max_row + 1)


def answer(workbook: openpyxl.Workbook, child: str, record: str, done: str, comment: str = "") -> None:
    """Fill in the line of a child and record, as a social worker would."""
    sheet, places = workbook.active, columns(workbook)
    (row,) = (
        row
        for row in lines(workbook)
        if sheet.cell(row, places["Child"]).value == child and record in str(sheet.cell(row, places["Record"]).value)
    )
    sheet.cell(row, places["Done?"]).value = done
    sheet.cell(row, places["Comment"]).value = comment


def saved(workbook: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def completed() -> bytes:
    """A pack about :data:`ROWS` with three answers."""
    pack = pack_of(errors_of(reviews(*ROWS), rules=["167"]))
    answer(pack, "1", "01/09/2025", "Corrected", "Entered on Monday")
    answer(pack, "2", "01/06/2025", "Need help")
    answer(pack, "3", "01/07/2025", "", "Not held; cancelled")
    return saved(pack)


def beside(errors: Errors, data: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    """The answers of a file beside a result, by child and date."""
    found = read_answers([("pack.xlsx", data)]).beside(errors).answers
    return {
        (errors.children[errors.child[place]], errors.event(place)): (each.done, each.comment)
        for place, each in found.items()
    }


ANSWERED = {
    ("1", "01/09/2025"): ("Corrected", "Entered on Monday"),
    ("2", "01/06/2025"): ("Need help", ""),
    ("3", "01/07/2025"): ("", "Not held; cancelled"),
}


def test_answers_find_their_errors() -> None:
    assert beside(errors_of(reviews(*ROWS), rules=["167"]), completed()) == ANSWERED


def test_one_answer_to_a_thing_to_check_is_that_to_all_its_errors() -> None:
    """Two reviews without a code are one thing; an episode without a home postcode is found by two rules."""
    episode = {"CHILD": ["7"], "DECOM": ["01/05/2025"], "LS": ["C2"], "HOME_POST": [""], "PL_POST": ["M1 1AE"]}
    header = {"CHILD": ["1", "2", "3", "7"], "UASC": ["0"] * 4}
    errors = errors_of({"Header": header, "Episodes": episode, **reviews(*ROWS)}, rules=["167", "392a", "392b"])
    pack = new_pack_of(errors)
    assert len(lines(pack)) == 4 < len(errors)
    answer(pack, "1", "01/09/2025", "Corrected", "Both entered")
    answer(pack, "7", "01/05/2025", "Record is right")
    found = read_answers([("pack.xlsx", saved(pack))])
    assert not found.sentences
    told = {
        (errors[place].rule.code, errors.event(place)): each.done
        for place, each in found.beside(errors).answers.items()
    }
    assert told == {
        ("167", "01/06/2025"): "Corrected",
        ("167", "01/09/2025"): "Corrected",
        ("392a", "01/05/2025"): "Record is right",
        ("392b", "01/05/2025"): "Record is right",
    }
    later = errors_of(reviews(*ROWS[1:]), rules=["167"])  # of child 1 one review has been put right since
    assert beside(later, saved(pack)) == {("1", "01/09/2025"): ("Corrected", "Both entered")}


def test_a_reference_of_many_errors_is_read_whole() -> None:
    """A child with more errors of one cause than a comment may have letters."""
    rows = [("1", f"{day:02}/{month:02}/2025", "") for month in range(5, 12) for day in range(1, 29)]
    errors = errors_of(reviews(*rows), rules=["167"])
    pack = new_pack_of(errors)
    assert len(lines(pack)) == -(-len(rows) // MOST_RECORDS)
    sheet, places = pack.active, columns(pack)
    for row in lines(pack):
        sheet.cell(row, places["Done?"]).value = "Need help"
    assert len(read_answers([("pack.xlsx", saved(pack))]).beside(errors).answers) == len(rows)


def test_answers_find_their_errors_when_rows_moved_and_were_changed() -> None:
    later = [("9", "01/05/2025", ""), *reversed(ROWS[1:]), ("1", "1/6/2025", "")]
    changed = reviews(*later)
    changed["Reviews"] = {**changed["Reviews"], "DOB": ["02/02/2012"] * len(later)}
    assert beside(errors_of(changed, rules=["167"]), completed()) == ANSWERED


def test_answers_to_errors_that_were_put_right_are_counted() -> None:
    later = errors_of(reviews(("1", "01/09/2025", "PN1"), *ROWS[2:]), rules=["167"])
    found = read_answers([("pack.xlsx", completed())]).beside(later)
    assert (len(found.answers), found.no_longer_found) == (2, 1)


def test_of_several_errors_alike_each_gets_its_own_answer_or_none() -> None:
    """Two reviews of one child on one day are told apart by the rest of the row."""
    twins = {
        "Reviews": {
            "CHILD": ["1", "1"],
            "DOB": ["01/01/2012", "01/01/2013"],
            "REVIEW": ["01/06/2025"] * 2,
            "REVIEW_CODE": ["", ""],
        }
    }
    errors = errors_of(twins, rules=["167"])
    pack = pack_of(errors)
    sheet, places = pack.active, columns(pack)
    first = lines(pack).start
    sheet.cell(first, places["Comment"]).value = "first"
    sheet.cell(first + 1, places["Comment"]).value = "second"
    data = saved(pack)
    turned = {name: list(reversed(cells)) for name, cells in twins["Reviews"].items()}
    found = read_answers([("pack.xlsx", data)]).beside(errors_of({"Reviews": turned}, rules=["167"]))
    assert [found.answers[place].comment for place in (0, 1)] == ["second", "first"]
    one_changed = {**twins["Reviews"], "DOB": ["01/01/2012", "05/05/2015"]}
    found = read_answers([("pack.xlsx", data)]).beside(errors_of({"Reviews": one_changed}, rules=["167"]))
    assert [found.answers[place].comment for place in (0, 1)] == ["first", "second"]
    both_changed = {**twins["Reviews"], "DOB": ["04/04/2014", "05/05/2015"]}
    found = read_answers([("pack.xlsx", data)]).beside(errors_of({"Reviews": both_changed}, rules=["167"]))
    assert (found.answers, found.no_longer_found) == ({}, 2)


def test_nothing_but_the_answers_is_believed() -> None:
    """Whatever else was changed in a pack, the answers stay with the errors that their references name."""
    pack = openpyxl.load_workbook(io.BytesIO(completed()))
    sheet, places = pack.active, columns(pack)
    for row in lines(pack):
        for heading in ("Child", "Record"):
            sheet.cell(row, places[heading]).value = "=1+1"
    assert beside(errors_of(reviews(*ROWS), rules=["167"]), saved(pack)) == ANSWERED


def test_a_pack_that_was_opened_and_saved_in_libreoffice_is_read() -> None:
    """The file is :func:`completed`, opened and saved as .xlsx by LibreOffice 7.4 (``soffice --convert-to xlsx``)."""
    saved_there = (Path(__file__).parent / "completed_in_libreoffice.xlsx").read_bytes()
    assert b"LibreOffice" in members(saved_there)["docProps/app.xml"]
    assert beside(errors_of(reviews(*ROWS), rules=["167"]), saved_there) == ANSWERED


def test_rows_and_columns_may_be_moved_hidden_added_and_taken_out() -> None:
    old = openpyxl.load_workbook(io.BytesIO(completed())).active
    top = next(row for row in range(1, 9) if old.cell(row, 1).value == "Child")
    cells = [[cell.value for cell in row][::-1] for row in old.iter_rows(min_row=top)]
    headings, *rows = cells
    rows = [row for row in rows if "1" not in row or "Corrected" in row]  # a line without an answer is taken out
    workbook = openpyxl.Workbook()
    workbook.active.title = "My notes"
    sheet = workbook.create_sheet("Sorted")
    sheet.append(["Sent back by", "Jo"])
    for row in [headings, *reversed(rows), [None] * 4 + ["A line of my own, without an answer"]]:
        sheet.append(row)
    sheet.auto_filter.ref = f"A2:I{sheet.max_row}"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    answers = read_answers([("sorted.xlsx", saved(workbook))])
    assert not answers.sentences
    assert beside(errors_of(reviews(*ROWS), rules=["167"]), saved(workbook)) == ANSWERED


def test_of_a_formula_the_value_counts_that_was_saved_with_it() -> None:
    errors = errors_of(reviews(*ROWS[:1]), rules=["167"])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Reference", "Done?", "Comment"])
        sheet.write_string(1, 0, str(ErrorKeys(errors).of(0)))
        sheet.write_formula(1, 1, '="Need "&"help"', value="Need help")
        sheet.write_formula(1, 2, "=WEBSERVICE(A1)", value="=on Monday")
    assert beside(errors, out.getvalue()) == {("1", "01/06/2025"): ("Need help", "=on Monday")}
    answers = read_answers([("pack.xlsx", out.getvalue())])
    cells = [cell for row in book(make("workbook", errors, answers=answers).data)["Errors"].iter_rows() for cell in row]
    assert "'=on Monday" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_answers_about_other_children_find_nothing() -> None:
    other = errors_of(reviews(("8", "01/06/2025", ""), ("9", "01/09/2025", "")), rules=["167"])
    found = read_answers([("pack.xlsx", completed())]).beside(other)
    assert (found.answers, found.no_longer_found) == ({}, 3)


def test_last_years_answers_are_not_taken_for_this_years() -> None:
    """A child's details have no date: the same error can be there again a year later."""
    tables = {"Header": {"CHILD": ["1"], "DOB": ["01/01/2012"], "ETHNIC": [""]}}
    pack = pack_of(errors_of(tables, rules=["103"], year=2025))
    answer(pack, "1", "details", "Corrected")
    answers = read_answers([("pack.xlsx", saved(pack))])
    assert len(answers.beside(errors_of(tables, rules=["103"], year=2025)).answers) == 1
    found = answers.beside(errors_of(tables, rules=["103"], year=2026))
    assert (found.answers, found.no_longer_found) == ({}, 1)


def test_the_whole_archive_may_come_back() -> None:
    """The cover sheet and the pages that went out in it hold no answers, and nothing is wrong with that."""
    errors = errors_of(reviews(*ROWS), rules=["167"])
    files = {**members(make("packs", errors).data), "packs/Unallocated.xlsx": completed()}
    answers = read_answers([("back.zip", zipped({f"back/{name}": data for name, data in files.items()}))])
    assert len(answers.given) == 3 and not answers.sentences


def test_an_answer_without_its_reference_is_named_not_dropped() -> None:
    pack = openpyxl.load_workbook(io.BytesIO(completed()))
    sheet, place = pack.active, columns(pack)["Reference"]
    for row in lines(pack):
        sheet.cell(row, place).value = None
    answers = read_answers([("back.xlsx", saved(pack))])
    assert answers.given == {}
    (sentence,) = answers.sentences
    assert sentence.startswith("back.xlsx: 3 answers left out")


def test_a_later_file_wins_and_says_so() -> None:
    pack = pack_of(errors_of(reviews(*ROWS), rules=["167"]))
    answer(pack, "2", "01/06/2025", "Corrected")
    answers = read_answers([("monday.xlsx", completed()), ("friday.xlsx", saved(pack))])
    assert answers.sentences == ["friday.xlsx: 1 answer in place of an earlier file's."]
    assert sorted(each.done for each in answers.given.values()) == ["", "Corrected", "Corrected"]


def test_packs_come_back_in_an_archive_too() -> None:
    files = {"back/Unallocated.xlsx": completed(), "__MACOSX/back/._Unallocated.xlsx": b"\0"}
    answers = read_answers([("back.zip", zipped(files))])
    assert len(answers.given) == 3 and not answers.sentences
    assert {each.file for each in answers.given.values()} == {"back.zip › back/Unallocated.xlsx"}


@pytest.mark.parametrize(
    ("name", "data", "begins"),
    [
        ("a.xlsx", b"", "a.xlsx is no workbook"),
        ("a.xlsx", b"PK\x03\x04junk", "a.xlsx is damaged or cut short"),
        ("a.zip", b"junk", "a.zip is no workbook"),
        ("a.csv", b"Reference,Done?,Comment\n", "a.csv is no workbook"),
        ("a.xml", b"<a/>", "a.xml is no workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls is in the old format of Excel"),
        ("a.html", b"<html><p>not ours</p>", "a.html is a web page"),
        ("a.zip", zipped({"readme.txt": b"hello"}), "a.zip › readme.txt is no workbook"),
        ("a.zip", zipped({"a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "a.zip › a.xls is in the old format"),
        ("a.zip", zipped({"b.zip": zipped({"a.xlsx": b""})}), "a.zip › b.zip is an archive inside an archive"),
    ],
)
def test_what_is_no_workbook_is_named(name: str, data: bytes, begins: str) -> None:
    answers = read_answers([(name, data), ("pack.xlsx", completed())])
    assert len(answers.given) == 3
    (sentence,) = answers.sentences
    assert sentence.startswith(begins)


def test_one_bad_file_in_an_archive_leaves_the_rest() -> None:
    files = {
        "rota.xlsx": saved(openpyxl.Workbook()),
        "~$Unallocated.xlsx": b"left by Excel",
        "damaged.xlsx": completed()[:-200],
        "Unallocated.xlsx": completed(),
    }
    answers = read_answers([("back.zip", zipped(files))])
    assert len(answers.given) == 3
    assert [sentence.partition(" is ")[0] for sentence in answers.sentences] == [
        "back.zip › rota.xlsx",
        "back.zip › damaged.xlsx",
    ]


def test_more_than_an_archive_declares_is_never_unpacked() -> None:
    size = 5_000_000
    lying = bytearray(zipped({"a.xlsx": bytes(size)}))
    declared, place = size.to_bytes(4, "little"), 0
    while (place := lying.find(declared, place)) >= 0:
        lying[place : place + 4] = (1_000).to_bytes(4, "little")
    tracemalloc.start()
    answers = read_answers([("back.zip", bytes(lying))])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answers.sentences[0].startswith("back.zip › a.xlsx is damaged or cut short")
    assert most < size / 2


@pytest.mark.parametrize("name", ["Cover sheet.xlsx", "Cover sheet (1).xlsx", "packs/Unallocated.html"])
def test_what_goes_with_the_packs_is_no_answer_and_nothing_is_wrong_with_it(name: str) -> None:
    files = members(make("packs", errors_of(reviews(*ROWS), rules=["167"])).data)
    data = files.get(name, files["Cover sheet.xlsx"])
    answers = read_answers([(name, data), ("pack.xlsx", completed())])
    assert len(answers.given) == 3 and not answers.sentences
    alone = ["No completed pack is among the files given: drop the workbooks that came back, saved as .xlsx."]
    assert read_answers([(name, data)]).sentences == alone
    assert read_answers([("back.zip", zipped({name: data}))]).sentences == alone


def test_the_pack_of_a_worker_whose_name_is_ours_is_read() -> None:
    answers = read_answers([("back.zip", zipped({"packs/Cover sheet.xlsx": completed()}))])
    assert len(answers.given) == 3 and not answers.sentences


def test_two_answers_to_one_error_in_one_workbook_are_told() -> None:
    pack = openpyxl.load_workbook(io.BytesIO(completed()))
    sheet, places = pack.active, columns(pack)
    for done, comment in (("Need help", "Not mine"), ("", "Not mine"), ("Need help", "")):
        row = sheet.max_row + 1
        sheet.cell(row, places["Reference"]).value = sheet.cell(lines(pack).start + 1, places["Reference"]).value
        sheet.cell(row, places["Done?"]).value, sheet.cell(row, places["Comment"]).value = done, comment
    answers = read_answers([("back.xlsx", saved(pack))])
    assert ("Need help", "Entered on Monday; Not mine") in {
        (answer.done, answer.comment) for answer in answers.given.values()
    }
    assert answers.sentences == [
        "back.xlsx: 1 thing to check is answered more than once, in different ways: of what was chosen the last "
        "counts, and all comments are kept."
    ]


def test_answers_of_several_batches_add_up() -> None:
    errors = errors_of(reviews(*ROWS), rules=["167"])
    pack = pack_of(errors)
    answer(pack, "1", "01/06/2025", "Record is right")
    answer(pack, "2", "01/06/2025", "Corrected")
    monday = read_answers([("monday.xlsx", completed()), ("rota.csv", b"x")])
    friday = read_answers([("friday.xlsx", saved(pack))])
    both = monday.joined(friday)
    assert {each.done for each in both.given.values()} == {"Corrected", "Record is right", ""}
    assert len(both.given) == 4
    assert both.sentences == [*monday.sentences, "friday.xlsx: 1 answer in place of an earlier file's."]
    assert (len(monday.given), len(friday.given)) == (3, 2)  # neither is changed
    again = monday.joined(read_answers([("copy of monday.xlsx", completed()), ("rota.csv", b"x")]))
    assert again.sentences == monday.sentences  # nothing new was said


def test_a_workbook_that_is_no_pack_is_named(errors: Errors) -> None:
    answers = read_answers([("errors.xlsx", make("workbook", errors).data)])
    assert answers.given == {}
    assert answers.sentences[0].startswith("errors.xlsx is no completed pack")


def test_an_answer_is_text_of_reasonable_length() -> None:
    pack = pack_of(errors_of(reviews(*ROWS[:1]), rules=["167"]))
    answer(pack, "1", "01/06/2025", " Corrected\n", "x" * 5000)
    (given,) = read_answers([("pack.xlsx", saved(pack))]).given.values()
    assert (given.done, len(given.comment)) == ("Corrected", 2000)


def test_each_error_has_a_key_of_its_own(errors: Errors) -> None:
    keys = ErrorKeys(errors)
    distinct = {keys.of(place) for place in errors}
    issues = errors.result.issues
    repeated = len(issues) - len(distinct)
    assert repeated <= 0.02 * len(issues)  # rows that are repeated whole, as the sample has some
