"""A pack is known among other files, by its content and not by its name."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from lac_validator import validate
from lac_validator.ingest import InputFile, Intake
from lac_validator.ingest.own_files import PACKS
from lac_validator.report import REPORTS, Errors, finish, is_pack
from lac_validator.sample import generate


@pytest.fixture(scope="module")
def errors() -> Errors:
    intake = Intake()
    intake.add([InputFile(name, data) for name, data in generate(60).files().items()])
    return Errors(validate(intake.make_return(2026)))


@pytest.fixture(scope="module")
def packs(errors: Errors) -> bytes:
    data: bytes = finish(REPORTS["packs"].make(errors)).data
    return data


def members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def one_pack(packs: bytes) -> bytes:
    return next(data for name, data in members(packs).items() if name.startswith("packs/") and name.endswith("xlsx"))


def test_the_archive_and_all_in_it_are_packs(packs: bytes) -> None:
    assert is_pack("x.zip", packs)
    assert all(is_pack("returned", data) for data in members(packs).values())


def test_a_pack_saved_by_another_program_is_one(packs: bytes) -> None:
    workbook = one_pack(packs)
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(workbook)).save(saved)
    assert is_pack("answers.xlsx", saved.getvalue())


def with_a_sheet_more(pack: bytes, creator: str | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(pack))
    book.create_sheet("Episodes")
    book.properties.creator = creator or book.properties.creator
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_a_pack_to_which_a_sheet_was_added_is_one(packs: bytes) -> None:
    more = with_a_sheet_more(one_pack(packs))
    assert is_pack("answers.xlsx", more)
    intake = Intake()
    intake.add([InputFile("answers.xlsx", more)])
    assert {part.report for part in intake.parts} == {PACKS}, "both tell packs alike"


def test_a_workbook_of_others_with_such_a_sheet_may_be_a_return(packs: bytes) -> None:
    assert not is_pack("answers.xlsx", with_a_sheet_more(one_pack(packs), creator="A council"))


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if kind != "packs"])
def test_no_other_report_is_one(errors: Errors, kind: str) -> None:
    assert not is_pack("x", finish(REPORTS[kind].make(errors)).data)


def test_a_return_is_none_and_nor_is_what_cannot_be_read(packs: bytes) -> None:
    for name, data in generate(5).files().items():
        assert not is_pack(name, data)
    for data in (b"", b"PK\x03\x04", packs[:2000], b"\x89PNG\r\n\x1a\n"):
        assert not is_pack("x.zip", data)
