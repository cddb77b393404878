"""Whatever is dropped on the page: never a traceback, never a hang, and always a sentence.

Real files of every form are truncated, spliced, put into the wrong encoding, and have odd things put into them; inside
archives and workbooks too, so that what is packed is broken and not only the packing.

The ordinary run is the same every time. ``LAC_FUZZ_EXAMPLES=20000 pytest tests/fuzz/test_ingest.py`` tries so many new
files of each kind.
"""

from __future__ import annotations

import io
import os
import random
import signal
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lac_validator import CollectionYear, schema
from lac_validator.ingest import CannotRead, InputFile, Intake, Part
from lac_validator.sample import generate
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, as_csv, as_workbook, as_xml, as_zip

EXAMPLES = os.environ.get("LAC_FUZZ_EXAMPLES")


def tries(ordinarily: int) -> settings:
    """So many files in an ordinary run."""
    return settings(
        max_examples=int(EXAMPLES or ordinarily),
        derandomize=EXAMPLES is None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


A_HANG = 60
"""Seconds of the processor, after which a file that should take a tenth of one is given up as never ending."""

FIXTURES = Path(__file__).parents[1] / "ingest" / "fixtures"

ODD = (
    *(b'"', b'""', b"'", b",", b";", b"\t", b"\0", b"\r", b"\n", b"\r\n", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"),
    *(b"<", b">", b"&", b"&amp;", b"&lol;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?xml version='1.0'?>"),
    *(b"<CHILD>", b"</CHILD>", b"<!DOCTYPE x [<!ENTITY lol 'lol'>]>", b"<x xmlns='y'>", b"<HEADER>", b"</HEADER>"),
    *(b"<EPISODE/>", b"CHILD", b"CHILDID", b"<c r='ZZZZ9'>", b'<c r="A1" t="s">', b"<v>", b"</v>", b"<row r='0'>"),
    *(b"<row>", b"<v>99999999999</v>", b"<v>-1</v>", b"<v>1e400</v>", b' s="99"', b' t="b"', b' t="e"', b' t="d"'),
    *(b' t="inlineStr"', b' r=""', b"<f>", b"_x0000_", b"_xD800_", b"1904", b"date1904='1'", b"=cmd|'/c calc'!A1"),
    *(b"<script>alert(1)</script>", b"../../etc/passwd", b"31/02/2025", b"2025-05-01", b"45778", b"01/05/25"),
    *(b"05/25/25", b"\xc3\x28", b"\x81\x8d", b"9" * 400, b"x" * 2000, b"PK\x03\x04"),
    "\u00e9\u202e\u200b\ud83d\ude00".encode("utf-8", "surrogatepass"),
)


@cache
def seeds() -> list[bytes]:
    """Real files of every form, small."""
    sample = generate(6, seed=5)
    episodes = as_csv(sample.this_year["Episodes"])
    tables = {name: rows for name, rows in sample.this_year.items() if name in ("Header", "Episodes", "Reviews")}
    files = [
        EPISODES.encode(), HEADER.encode(), REVIEWS.replace(",", ";").encode("utf-16"), episodes,
        as_csv(sample.this_year["Reviews"], quoting=1), as_xml(tables), as_workbook(tables, real_dates=True),
        as_workbook({"Episodes": sample.this_year["Episodes"]}, real_dates=False),
        as_zip({"a/episodes.csv": episodes, "header.xml": as_xml({"Header": sample.this_year["Header"]})}),
        *sample.files().values(),
        *(path.read_bytes() for path in sorted(FIXTURES.iterdir()) if path.suffix != ".md"),
    ]  # fmt: skip
    return files


@contextmanager
def given_up_when_it_hangs() -> Iterator[None]:
    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, A_HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def assert_says_what_it_did(files: Sequence[tuple[str, bytes]]) -> Intake:
    """Give the files, ask for everything that can be asked for, and look at what was said."""
    intake = Intake()
    with given_up_when_it_hangs():
        parts = intake.add([InputFile(name, data) for name, data in files])
        for part in parts:
            assert_sound(part)
        intake.infer_year()
        intake.infer_authority()
        intake.checks(CollectionYear(2026), "E08000003")
        intake.reread()
        for part in parts:
            assert_sound(part)
        try:
            ret = intake.make_return(2026)
        except CannotRead as reason:
            assert_is_sentence(str(reason))
        else:
            for table in ret.tables.values():
                assert len(table.column(table.column_names[0]).as_given) == len(table)
        for problem in intake.problems:
            assert_is_sentence(problem.sentence)
            assert problem.file
            assert problem.line is None or problem.line > 0
    return intake


def assert_sound(part: Part) -> None:
    assert {len(cells) for cells in part.columns.values()} <= {part.rows}
    assert list(part.lines) == sorted(part.lines)
    assert part.table in {None, "Providers", *schema.tables()}
    assert part.used == (part.used and part.usable)
    assert part.used or part.problems, f"nothing is said of {part.file}, which is not used"


def assert_is_sentence(sentence: str) -> None:
    assert sentence.endswith((".", ").", "?")), sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert all(letter.isprintable() for letter in sentence), sentence
    assert len(sentence) < 20_000


# --- mutations ------------------------------------------------------------------------------------------------------

Mutation = Callable[[random.Random, bytes], bytes]


def place_in(chance: random.Random, data: bytes) -> int:
    # Headings and headers of formats stand at the beginning, so half of the blows fall there.
    return chance.randrange(min(len(data), 300) + 1) if chance.random() < 0.5 else chance.randrange(len(data) + 1)


def truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: place_in(chance, data)]


def lose_a_piece(chance: random.Random, data: bytes) -> bytes:
    start = place_in(chance, data)
    return data[:start] + data[start + chance.randrange(1, 200) :]


def repeat_a_piece(chance: random.Random, data: bytes) -> bytes:
    start = place_in(chance, data)
    end = start + chance.randrange(1, 300)
    return data[:end] + data[start:end] * chance.randrange(1, 20) + data[end:]


def change_bytes(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        if changed:
            changed[min(place_in(chance, data), len(data) - 1)] = chance.randrange(256)
    return bytes(changed)


def put_in_something_odd(chance: random.Random, data: bytes) -> bytes:
    start = place_in(chance, data)
    return data[:start] + chance.choice(ODD) * chance.choice((1, 1, 1, 2, 50)) + data[start:]


def splice(chance: random.Random, data: bytes) -> bytes:
    other = chance.choice(seeds())
    return data[: place_in(chance, data)] + other[place_in(chance, other) :]


def change_encoding(chance: random.Random, data: bytes) -> bytes:
    encodings = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "utf-7", "cp500", "utf-32")
    return data.decode(chance.choice(encodings), "replace").encode(chance.choice(encodings), "replace")


def swap_lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def break_what_is_packed(chance: random.Random, data: bytes) -> bytes:
    """The same archive or workbook with some of its members broken, properly packed again."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return data
    for name in chance.sample(sorted(members), min(len(members), chance.randrange(1, 3))):
        blow = chance.choice(BLOWS)
        members[name] = blow(chance, members[name])
        if chance.random() < 0.1:
            members[name + chance.choice(("x", "/", "/../../a.csv"))] = members.pop(name)
    return as_zip(members)


BLOWS: tuple[Mutation, ...] = (
    *(truncate, lose_a_piece, repeat_a_piece, change_bytes, splice, swap_lines),
    *(put_in_something_odd, put_in_something_odd),
)
MUTATIONS = (*BLOWS, change_encoding, break_what_is_packed, break_what_is_packed, break_what_is_packed)


@tries(1200)
@given(st.integers(0, 2**64))
def test_broken_files(seed: int) -> None:
    chance = random.Random(seed)
    files = []
    for number in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(seeds())
        for _ in range(chance.choice((1, 1, 2, 5))):
            data = chance.choice(MUTATIONS)(chance, data)
        files.append((f"{number}.{chance.choice(('csv', 'xml', 'xlsx', 'zip'))}", data))
    assert_says_what_it_did(files)


cells = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["", "01/05/2025", "2025-05-01", "45778", "A1", "=1+1", "<b>", '"', '","', "\n", "CHILD", "DECOM", "URN"]
)


@tries(200)
@given(
    st.lists(st.lists(cells, max_size=16), max_size=12),
    st.sampled_from([None, *schema.tables()]),
    st.sampled_from(",;\t|"),
    st.text(max_size=30),
)
def test_any_cells_under_any_name(rows: list[list[str]], table: str | None, separator: str, name: str) -> None:
    headings = [list(schema.table(table).given_columns)] if table else []
    text = "\n".join(separator.join(row) for row in [*headings, *rows])
    intake = assert_says_what_it_did([(name, text.encode("utf-8", "replace"))])
    part = intake.parts[0]
    for table_said in (*schema.tables(), "Providers", None):
        intake.assign(part.id, table=table_said, period="this year")
        assert_sound(part)


@tries(400)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_under_any_name(data: bytes, name: str) -> None:
    intake = assert_says_what_it_did([(name or "x", data)])
    assert intake.problems


# --- what is made to do harm ----------------------------------------------------------------------------------------


def quadratic_quotes() -> bytes:
    return HEADER.encode() + b'"a"",\n"' * 30_000


def deep_xml() -> bytes:
    return b"<CHILD>" * 1_000_000


def wide_csv() -> bytes:
    return b"CHILD,DECOM," + b"x," * 500_000


def zip_bomb() -> bytes:
    return as_zip({"episodes.csv": b"0," * 50_000_000})


def bomb_of_shared_strings() -> bytes:
    book = zipfile.ZipFile(io.BytesIO(as_workbook({"Header": generate(3).this_year["Header"]}, real_dates=False)))
    members = {name: book.read(name) for name in book.namelist()}
    members["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"x" * 100_000_000 + b"</t></si></sst>"
    return as_zip(members)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><EXPSSDA903>&l11;</EXPSSDA903>'.encode()


def huge_attribute() -> bytes:
    return b'<EXPSSDA903 a="' + b"x" * 20_000_000 + b'"/>'


def one_long_cell() -> bytes:
    return HEADER.encode() + b"A1," + b"x" * 10_000_000 + b",01/01/2010\n"


def one_long_quoted_cell() -> bytes:
    return HEADER.encode() + b'A1,"' + b"x\n" * 5_000_000


def stray_quotes_in_many_lines() -> bytes:
    return HEADER.encode() + b'A1,"F,01/01/2010\n' * 30_000


def workbook_with(member: str, old: bytes, new: bytes) -> bytes:
    book = zipfile.ZipFile(io.BytesIO(as_workbook({"Header": generate(3).this_year["Header"]}, real_dates=False)))
    members = {name: book.read(name) for name in book.namelist()}
    assert old in members[member]
    return as_zip(members | {member: members[member].replace(old, new, 1)})


def one_long_cell_of_a_workbook() -> bytes:
    return workbook_with("xl/sharedStrings.xml", b"<t>SYN", b"<t>" + b"x" * 10_000_000)


def one_long_number_of_a_workbook() -> bytes:
    return workbook_with("xl/worksheets/sheet1.xml", b't="s"><v>', b"><v>" + b"9" * 10_000_000)


def workbook_that_points_elsewhere() -> bytes:
    return workbook_with("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../../../etc/passwd")


def one_long_text_of_an_xml() -> bytes:
    return b"<R><CHILD><HEADER><CHILDID>" + b"x" * 10_000_000 + b"</CHILDID></HEADER></CHILD></R>"


def very_many_elements() -> bytes:
    return b"<R><CHILD><HEADER>" + b"<A>1</A>" * 1_000_000 + b"</HEADER></CHILD></R>"


def very_many_names_of_elements() -> bytes:
    return b"<R><CHILD><HEADER>" + b"".join(b"<A%d/>" % n for n in range(300_000)) + b"</HEADER></CHILD></R>"


def archive_of_archives() -> bytes:
    data = as_zip({"episodes.csv": b"0," * 5_000_000})
    for _ in range(20):
        data = as_zip({f"{n}.zip": data for n in range(10)})
    return data


def archive_that_lies_about_its_size() -> bytes:
    """It says that its member has 1,000 bytes, and there are 50 MB in it."""
    data = bytearray(zip_bomb())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark) + offset
        data[start : start + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


def archive_with_odd_names() -> bytes:
    names = ("../../../etc/passwd", "/etc/passwd", "C:\\windows\\x.csv", "<img src=x onerror=alert(1)>.csv", "=1+1.csv")
    return as_zip({name: EPISODES.encode() for name in (*names, "@SUM(A1)\r\n.csv", "x" * 60_000)})


def many_separators() -> bytes:
    return HEADER.encode() + b"," * 10_000_000


@pytest.mark.parametrize(
    "harmful",
    [
        *(quadratic_quotes, deep_xml, wide_csv, zip_bomb, bomb_of_shared_strings, billion_laughs, huge_attribute),
        *(one_long_cell, one_long_quoted_cell, many_separators, stray_quotes_in_many_lines),
        *(one_long_cell_of_a_workbook, one_long_number_of_a_workbook, workbook_that_points_elsewhere),
        *(one_long_text_of_an_xml, very_many_elements, very_many_names_of_elements),
        *(archive_of_archives, archive_that_lies_about_its_size, archive_with_odd_names),
    ],
)
def test_harm_is_kept_within_bounds(harmful: Callable[[], bytes]) -> None:
    data = harmful()
    tracemalloc.start()
    try:
        intake = assert_says_what_it_did([("<b>harm</b>.csv", data), ("header.csv", HEADER.encode())])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * len(data) + 100_000_000
    assert any(part.table == "Header" and part.used for part in intake.parts)
    assert any("<b>harm</b>.csv" in problem.sentence for problem in intake.problems)
