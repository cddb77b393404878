"""The return as XML: by structure, whatever surrounds it and whatever groups are called."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lac_validator.ingest import ERROR, NOTE, WARNING, Intake
from lac_validator.sample import generate
from tests.ingest.forms import EPISODES, HEADER, as_an_xml_has_them, as_xml, read, rows_of, sentences

CHILD = """<CHILD>
  <HEADER>
    <CHILDID>A1</CHILDID><SEX>F</SEX><DOB>01/02/2010</DOB><ETHNIC>WBRI</ETHNIC><UPN>UN1</UPN><UASC>1</UASC>
    <DUC>01/06/2025</DUC><MOTHER>0</MOTHER><IN_TOUCH>YES</IN_TOUCH><ACTIV>F2</ACTIV><ACCOM>B1</ACCOM>
    <DATE_INT>01/05/2025</DATE_INT><DATE_MATCH>02/05/2025</DATE_MATCH><NB_ADOPTR>2</NB_ADOPTR>
    <AREVIEW><REVIEW>14/06/2025</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>
    <AREVIEW><REVIEW>14/12/2025</REVIEW><REVIEW_CODE>PN2</REVIEW_CODE></AREVIEW>
    <AMISSING><MISSING>M</MISSING><MIS_START>01/08/2025</MIS_START></AMISSING>
    <OC2><SDQ_SCORE>7</SDQ_SCORE><CONVICTED>0</CONVICTED></OC2>
    <PERMANENCE><PREV_PERM>P1</PREV_PERM><DATE_PERM>zz/05/2020</DATE_PERM></PERMANENCE>
    <AD_PLACED><DATE_PLACED>01/07/2025</DATE_PLACED></AD_PLACED>
    <ANYTHING><SW_ID>W1</SW_ID><SW_DECOM>01/04/2025</SW_DECOM></ANYTHING>
    <ORDERS><ORDER><DOLO_START>01/09/2025</DOLO_START></ORDER></ORDERS>
  </HEADER>
  <EPISODE><DECOM>12/02/2024</DECOM><RNE>S</RNE><PL>U1</PL><DEC>15/09/2025</DEC><REC>X1</REC></EPISODE>
  <EPISODE><DECOM>15/09/2025</DECOM><RNE>P</RNE><PL>U1</PL></EPISODE>
</CHILD>"""
RETURN = f"<EXPSSDA903>\n{CHILD}\n</EXPSSDA903>"


def only_row(intake: Intake, table: str) -> dict[str, str]:
    (row,) = rows_of(part_of(intake, table))
    return {name: value for name, value in row.items() if value}


def part_of(intake: Intake, table: str):  # type: ignore[no-untyped-def]
    (part,) = [part for part in intake.parts if part.table == table]
    return part


def test_the_tables_that_an_xml_says_nothing_of_are_named_in_one_sentence() -> None:
    first = "<R><CHILD><HEADER><CHILDID>A1</CHILDID></HEADER><EPISODE><DECOM>01/05/2025</DECOM></EPISODE></CHILD></R>"
    intake = read(("a.xml", first))
    about = [problem.sentence for problem in intake.problems if "nothing for" in problem.sentence]
    empty = [part for part in intake.parts if not part.rows]
    assert len(empty) > 3
    names = [str(part.table) for part in empty]
    assert about == [f"a.xml holds nothing for {', '.join(names[:-1])} and {names[-1]}, so these tables are empty."]
    assert all(about[0] in [problem.sentence for problem in part.problems] for part in empty)
    assert "a.xml holds nothing" not in " ".join(p.sentence for p in part_of(intake, "Header").problems)


def test_one_table_that_an_xml_says_nothing_of_is_named() -> None:
    nobody = re.sub(r"<UASC>1</UASC>\s*<DUC>[^<]*</DUC>", "", RETURN)
    said = sentences(read(("a.xml", nobody)), NOTE)
    assert "a.xml holds nothing for UASC, so UASC is empty." in said
    assert "holds nothing" not in sentences(read(("a.xml", RETURN)), NOTE)


def test_every_group_becomes_a_row_of_its_table() -> None:
    intake = read(("export.xml", RETURN))
    assert only_row(intake, "Header") == {
        "CHILD": "A1", "SEX": "F", "DOB": "01/02/2010", "ETHNIC": "WBRI", "UPN": "UN1", "MOTHER": "0", "UASC": "1",
    }  # fmt: skip
    assert only_row(intake, "UASC") == {"CHILD": "A1", "SEX": "F", "DOB": "01/02/2010", "DUC": "01/06/2025"}
    assert only_row(intake, "OC3") == {
        "CHILD": "A1", "DOB": "01/02/2010", "IN_TOUCH": "YES", "ACTIV": "F2", "ACCOM": "B1",
    }  # fmt: skip
    assert only_row(intake, "AD1")["DATE_MATCH"] == "02/05/2025"
    assert only_row(intake, "Missing")["MIS_START"] == "01/08/2025"
    assert only_row(intake, "OC2") == {"CHILD": "A1", "DOB": "01/02/2010", "SDQ_SCORE": "7", "CONVICTED": "0"}
    assert only_row(intake, "PrevPerm")["DATE_PERM"] == "zz/05/2020"
    assert only_row(intake, "PlacedAdoption")["DATE_PLACED"] == "01/07/2025"
    assert only_row(intake, "SWEpisodes") == {
        "CHILD": "A1", "DOB": "01/02/2010", "SW_ID": "W1", "SW_DECOM": "01/04/2025",
    }  # fmt: skip
    assert only_row(intake, "DoLo")["DOLO_START"] == "01/09/2025"
    episodes = part_of(intake, "Episodes")
    assert [row["PLACE"] for row in rows_of(episodes)] == ["U1", "U1"]
    assert [row["DEC"] for row in rows_of(episodes)] == ["15/09/2025", ""]
    assert intake.problems == []


def test_lines_are_those_of_the_element() -> None:
    intake = read(("export.xml", RETURN))
    assert list(part_of(intake, "Header").lines) == [3]
    assert list(part_of(intake, "Reviews").lines) == [7, 8]
    assert list(part_of(intake, "Episodes").lines) == [16, 17]


def test_an_envelope_and_a_namespace_make_no_difference() -> None:
    wrapped = (
        '<?xml version="1.0"?><!-- export --><m:Message xmlns:m="urn:m" xmlns="urn:903"><m:Head><Child/></m:Head>'
        f"<m:Body><EXPSSDA903>{CHILD}</EXPSSDA903></m:Body></m:Message>"
    )
    plain, other = read(("a.xml", RETURN)), read(("a.xml", wrapped))
    assert [(part.table, part.columns) for part in other.parts] == [(part.table, part.columns) for part in plain.parts]


def test_names_in_small_letters() -> None:
    lower = RETURN
    for name in ("CHILDID", "HEADER", "EPISODE", "CHILD", "DECOM"):
        lower = lower.replace(f"{name}>", f"{name.lower()}>")
    intake = read(("a.xml", lower))
    assert part_of(intake, "Episodes").columns["DECOM"] == ["12/02/2024", "15/09/2025"]
    assert only_row(intake, "Header")["CHILD"] == "A1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + RETURN.replace("A1", "Zoë")
    assert only_row(read(("a.xml", text.encode(encoding))), "Header")["CHILD"] == "Zoë"


def test_windows_1252_without_saying_so() -> None:
    intake = read(("a.xml", RETURN.replace("A1", "Zoë").encode("cp1252")))
    assert only_row(intake, "Header")["CHILD"] == "Zoë"
    assert "read as Windows-1252" in sentences(intake, NOTE)


@pytest.mark.parametrize(
    ("declared", "actual", "read_as"),
    [
        ("utf-16", "utf-8", "UTF-8"),
        ("klingon", "utf-8", "UTF-8"),
        ("iso-8859-1", "utf-8", "UTF-8"),
        ("us-ascii", "cp1252", "Windows-1252"),
        ("utf-16", "cp1252", "Windows-1252"),
        ("utf-8", "utf-16", "UTF-16"),
        ("klingon", "utf-16", "UTF-16"),
    ],
)
def test_an_encoding_that_is_named_wrongly(declared: str, actual: str, read_as: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + RETURN.replace("A1", "Zoë")
    intake = read(("a.xml", text.encode(actual)))
    assert only_row(intake, "Header")["CHILD"] == "Zoë"
    said = sentences(intake, WARNING)
    assert said.startswith("a.xml ") and said.endswith(f"; it was read as {read_as}.")
    assert not intake.parts[0].unreadable


CIN = (
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year></CollectionDetails></Header>"
    "<Children><Child><ChildIdentifiers><LAchildID>B1</LAchildID><UPN>H999000079191</UPN><PersonBirthDate>2014-02-01"
    "</PersonBirthDate></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>"
    "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate></CINdetails></Child></Children></Message>"
)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (CIN, "a children in need (CIN) census"),
        (CIN.replace("<UPN>H999000079191</UPN>", ""), "a children in need (CIN) census"),
        (CIN.replace("<Collection>CIN</Collection>", ""), "a children in need (CIN) census"),
        (CIN.replace("CINdetails", "Details").replace(">CIN<", ">YOUTH<"), "XML of another census"),
        ("<R><Child><Ids><UPN>H1</UPN></Ids></Child></R>", "XML of another census"),
    ],
)
def test_another_census_is_refused_by_name_and_the_tables_beside_it_are_read(data: str, name: str) -> None:
    for files in (
        [("cin.xml", data), ("e.csv", EPISODES), ("h.csv", HEADER)],
        [("e.csv", EPISODES), ("cin.xml", data)],
    ):
        intake = read(*files)
        assert f"cin.xml is {name}, not the SSDA903 return, and was not read" in sentences(intake, ERROR)
        assert {part.file for part in intake.parts if part.used} == {file for file, _ in files} - {"cin.xml"}


def test_a_return_without_missing_children_has_an_empty_table_missing() -> None:
    intake = read(("a.xml", "<R><CHILD><HEADER><CHILDID>1</CHILDID><UASC>0</UASC></HEADER></CHILD></R>"))
    assert part_of(intake, "Missing").rows == 0
    assert "SWEpisodes" not in {part.table for part in intake.parts}


@pytest.mark.parametrize(
    ("header", "listed"),
    [
        ("<UASC>1</UASC>", True),
        ("<UASC>0</UASC>", False),
        ("", False),
        ("<UASC>0</UASC><DUC>01/06/2025</DUC>", True),
        ("<UASC>9</UASC>", True),
    ],
)
def test_who_is_in_the_table_uasc(header: str, listed: bool) -> None:
    intake = read(("a.xml", f"<R><CHILD><HEADER><CHILDID>1</CHILDID>{header}</HEADER></CHILD></R>"))
    assert part_of(intake, "UASC").rows == listed
    assert "UASC" in part_of(intake, "Header").columns


def test_what_is_unknown_is_named() -> None:
    text = RETURN.replace("<SEX>F</SEX>", "<SEX>F</SEX><SHOESIZE>5</SHOESIZE><TOYS><TOY>bear</TOY></TOYS>")
    said = sentences(read(("a.xml", text)), NOTE)
    assert "a.xml: elements that are no part of the return left out: SHOESIZE (1 time) and TOYS (1 time)." in said


def test_a_child_without_an_identifier_is_named() -> None:
    intake = read(("a.xml", RETURN.replace("<CHILDID>A1</CHILDID>", "")))
    assert "1 CHILD element without a CHILDID in a HEADER (line 2)" in sentences(intake, WARNING)
    assert part_of(intake, "Episodes").columns["CHILD"] == ["", ""]


def test_two_values_of_one_element_are_named() -> None:
    intake = read(("a.xml", RETURN.replace("<RNE>S</RNE>", "<RNE>S</RNE>\n<RNE>L</RNE>")))
    assert "1 element that stands a second time in its group with another text (line 17)" in sentences(intake, WARNING)


def test_a_care_leaver_needs_in_touch() -> None:
    intake = read(("a.xml", RETURN.replace("<IN_TOUCH>YES</IN_TOUCH>", "")))
    assert part_of(intake, "OC3").rows == 0
    assert "1 HEADER with ACTIV or ACCOM but without IN_TOUCH (line 3)" in sentences(intake, WARNING)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (RETURN[:-30], "a.xml is not well-formed XML: unclosed token in line 17, character 60"),
        (RETURN.replace("</SEX>", "</SIX>"), "a.xml is not well-formed XML: mismatched tag in line 4"),
        ("<?xml version='1.0'?>", "a.xml is not well-formed XML"),
        ("<a><b>1</b></a>", "a.xml is XML, but no SSDA903 return: it holds no element CHILD"),
        ("<a>" * 100_000, "elements stand 51 deep inside each other"),
        ("<CHILD>" + "<x>" * 60 + "</x>" * 60 + "</CHILD>", "elements stand 51 deep"),
    ],
)
def test_bad_xml_is_a_sentence(data: str, said: str) -> None:
    intake = read(("a.xml", data))
    assert said in sentences(intake, ERROR)
    assert [part.table for part in intake.parts] == [None]


def test_billion_laughs_and_external_entities_are_never_looked_at() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    for dtd in (f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
                '<!DOCTYPE x [<!ENTITY l29 SYSTEM "file:///etc/passwd">]>'):  # fmt: skip
        intake = read(("a.xml", dtd + RETURN.replace("A1", "&l29;")))
        assert "a.xml begins with a document type declaration (DTD)" in sentences(intake, ERROR)
        assert [part.table for part in intake.parts] == [None]


def test_html_and_old_excel_xml_are_told_from_a_return() -> None:
    assert "is a web page (HTML)" in sentences(read(("e.xls", "<html><table><tr><td>CHILD</td></tr></table></html>")))
    excel = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    assert "XML format of Excel 2003" in sentences(read(("e.xml", excel)))


def test_a_long_text_is_cut_and_named() -> None:
    intake = read(("a.xml", RETURN.replace("A1", "A" * 1_000_000)))
    assert len(only_row(intake, "Header")["CHILD"]) == 1000
    assert "column CHILD with more than 1,000 characters (line 3)" in sentences(intake, WARNING)


READ_AND_MEASURE = """
import resource, sys
from pathlib import Path
from lac_validator.ingest import InputFile, Intake

data = Path(sys.argv[1]).read_bytes()
intake = Intake()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
intake.add([InputFile("return.xml", data)])
rows = sum(part.rows for part in intake.parts)
print(rows, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""
"""On Linux, where the tests run, the most memory that a process had is told in KB."""


def test_a_return_of_30_mb_is_read_in_bounded_memory(tmp_path: Path) -> None:
    text = as_xml(as_an_xml_has_them(generate(400, seed=4).this_year))
    start, end = text.index(b"<CHILD>"), text.rindex(b"</EXPSSDA903>")
    children, copies = text[start:end], 30_000_000 // (end - start) + 1
    file = tmp_path / "return.xml"
    with file.open("wb") as out:
        out.write(text[:start])
        for copy in range(copies):
            out.write(children.replace(b"<CHILDID>", b"<CHILDID>%d" % copy))
        out.write(text[end:])
    assert file.stat().st_size > 30_000_000
    command = [sys.executable, "-c", READ_AND_MEASURE, str(file)]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    rows, growth = map(int, printed.split())
    assert rows == copies * sum(part.rows for part in read(("return.xml", text)).parts)
    assert growth < 200_000_000  # 112 MB; as a tree of elements it takes several times that


def test_groups_without_content_are_nothing() -> None:
    empty = "<AREVIEW/><AMISSING/><OC2></OC2><PERMANENCE> </PERMANENCE><AD_PLACED/>"
    intake = read(("export.xml", RETURN.replace("</HEADER>", f"{empty}</HEADER><EPISODE/>")))
    assert [part.rows for part in intake.parts] == [part.rows for part in read(("export.xml", RETURN)).parts]
    assert intake.problems == []


def test_an_empty_element_that_is_unknown_is_named() -> None:
    intake = read(("export.xml", RETURN.replace("</HEADER>", "<NOTES/></HEADER>")))
    assert "elements that are no part of the return left out: NOTES (1 time)." in sentences(intake, NOTE)


def test_a_child_with_an_empty_header_has_no_identifier() -> None:
    intake = read(("export.xml", RETURN.replace("</EXPSSDA903>", "<CHILD><HEADER/></CHILD></EXPSSDA903>")))
    assert "1 CHILD element without a CHILDID in a HEADER" in sentences(intake, WARNING)
    assert sentences(intake, NOTE) == ""
