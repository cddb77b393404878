"""ZIP archives, opened with care."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lac_validator.ingest import ERROR, NOTE, InputFile, limits
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, as_zip, read, sentences

FIXTURES = Path(__file__).parent / "fixtures"
FILES = {"903/episodes.csv": EPISODES.encode(), "903/header.csv": HEADER.encode()}


def test_files_and_folders_in_an_archive() -> None:
    intake = read(("export.zip", as_zip(FILES)))
    found = [(part.file, part.table, part.period) for part in intake.parts]
    assert found == [
        ("export.zip › 903/episodes.csv", "Episodes", "this year"),
        ("export.zip › 903/header.csv", "Header", "this year"),
    ]
    assert {part.given.name for part in intake.parts} == {"export.zip"}


def test_archives_made_by_zip() -> None:
    intake = read(("x.zip", (FIXTURES / "zip.zip").read_bytes()))
    assert [part.table for part in intake.parts] == ["Episodes", "Header"]
    locked = read(("locked.zip", (FIXTURES / "locked.zip").read_bytes()))
    assert "locked.zip › 903/episodes.csv is protected by a password" in sentences(locked, ERROR)


def test_what_systems_leave_lying_about_is_left_out_and_named() -> None:
    intake = read(
        ("a.zip", as_zip(FILES | {"__MACOSX/903/._header.csv": b"\0\5\1", "903/.DS_Store": b"x", "~$r.xlsx": b"x"}))
    )
    assert len(intake.parts) == 2
    assert sentences(intake, NOTE).count("was left out: it belongs to the system") == 3


def test_a_bad_member_does_not_stop_the_good_ones() -> None:
    intake = read(("a.zip", as_zip({"x.pdf": b"%PDF-1.4", "empty.csv": b""} | FILES)))
    assert [part.table for part in intake.parts] == [None, None, "Episodes", "Header"]
    assert "a.zip › x.pdf is a PDF document" in sentences(intake, ERROR)
    assert "a.zip › empty.csv is empty" in sentences(intake, ERROR)


def test_archives_inside_archives_are_refused() -> None:
    intake = read(("a.zip", as_zip({"inner.zip": as_zip(FILES)})))
    assert [part.table for part in intake.parts] == [None]
    assert "a.zip › inner.zip is an archive inside an archive" in sentences(intake, ERROR)


def test_names_that_climb_out_are_only_names() -> None:
    intake = read(
        ("a.zip", as_zip({"../../etc/episodes.csv": EPISODES.encode(), "C:\\x\nheader.csv": HEADER.encode()}))
    )
    assert [part.table for part in intake.parts] == ["Episodes", "Header"]
    assert "\n" not in "".join(part.file for part in intake.parts)


def test_a_bomb_is_not_opened() -> None:
    intake = read(("bomb.zip", as_zip({"episodes.csv": b"0" * 30_000_000})))
    assert "bomb.zip unpacks to" in sentences(intake, ERROR)
    assert [part.rows for part in intake.parts] == [0]


def test_a_bomb_in_a_workbook_is_not_opened() -> None:
    bomb = as_zip({"[Content_Types].xml": b"", "xl/workbook.xml": b"<a/>", "xl/x.xml": b" " * 30_000_000})
    assert "bomb.xlsx unpacks to" in sentences(read(("bomb.xlsx", bomb)), ERROR)


def test_an_archive_that_lies_about_its_size_yields_no_more_than_it_declares() -> None:
    data = bytearray(as_zip({"episodes.csv": b"x" * 5_000_000}))
    for start in (data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24):
        data[start : start + 4] = (100).to_bytes(4, "little")
    intake = read(("a.zip", bytes(data)))
    assert "a.zip › episodes.csv is damaged" in sentences(intake, ERROR)


def test_too_many_members_and_too_much_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "holds 1,001 files" in sentences(read(("a.zip", as_zip({f"{n}.csv": b"" for n in range(1001)}))), ERROR)
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 100)
    assert "a.zip unpacks to" in sentences(read(("a.zip", as_zip(FILES))), ERROR)


def test_a_large_file_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 100)
    assert "episodes.csv has" in sentences(read(("episodes.csv", EPISODES)), ERROR)


@pytest.mark.parametrize("cut", [10, 60, -30])
def test_a_truncated_archive(cut: int) -> None:
    assert "a.zip is damaged or cut short" in sentences(read(("a.zip", as_zip(FILES)[:cut])), ERROR)


def test_an_empty_archive() -> None:
    assert "a.zip is an archive without any file of a return" in sentences(read(("a.zip", as_zip({}))), ERROR)


def test_packing_that_cannot_be_undone() -> None:
    data = bytearray(as_zip(FILES))
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = data.index(mark) + offset
        data[start : start + 2] = (9).to_bytes(2, "little")  # Deflate64, as Windows packs what is large
    intake = read(("a.zip", bytes(data)))
    assert "a.zip › 903/episodes.csv is packed in a way that cannot be read" in sentences(intake, ERROR)
    assert [part.table for part in intake.parts] == [None, "Header"]


def test_reading_tells_how_far_it_is() -> None:
    steps: list[tuple[int, int, str]] = []
    intake = read()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("reviews.csv", REVIEWS)
    intake.add(
        [InputFile("a.csv", EPISODES.encode()), InputFile("b.zip", out.getvalue())], lambda *step: steps.append(step)
    )
    assert [done for done, _, _ in steps] == sorted(done for done, _, _ in steps)
    assert steps[0] == (0, 2000, "Reading a.csv")
    assert steps[-1] == (1000, 2000, "Reading b.zip")


def test_with_its_last_part_all_that_was_said_of_a_file_goes() -> None:
    intake = read(("a.zip", as_zip(FILES | {".DS_Store": b"x"})), ("r.csv", REVIEWS))
    for part in intake.parts[:2]:
        assert "a.zip › .DS_Store was left out" in sentences(intake)
        intake.remove(part.id)
    assert sentences(intake) == ""


def test_a_member_without_a_name() -> None:
    data = as_zip({"x": EPISODES.encode()})
    nameless = data.replace(b"x", b"\0")  # zipfile ends names at a NUL
    assert [part.file for part in read(("a.zip", nameless)).parts] == ["a.zip › (a file without a name)"]


def test_a_member_with_more_in_it_than_it_declares_is_damaged() -> None:
    data = bytearray(as_zip({"episodes.csv": EPISODES.encode() * 1000, "header.csv": HEADER.encode()}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark) + offset
        data[start : start + 4] = (100).to_bytes(4, "little")
    intake = read(("a.zip", bytes(data)))
    assert "a.zip › episodes.csv is damaged or cut short" in sentences(intake, ERROR)
    assert [part.table for part in intake.parts] == [None, "Header"]


def test_an_empty_member() -> None:
    assert "a.zip › e.csv is empty" in sentences(read(("a.zip", as_zip({"e.csv": b""}))), ERROR)
