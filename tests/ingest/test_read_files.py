"""Python's way in: any mixture of files and folders."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from lac_validator import CollectionYear, Return, read_files
from lac_validator.ingest import CannotRead, limits
from lac_validator.sample import SampleReturn, generate
from tests.ingest.forms import EPISODES, HEADER, REVIEWS, as_csv


@pytest.fixture(scope="module")
def sample() -> SampleReturn:
    return generate(80, seed=1, year=2026)


@pytest.fixture(scope="module")
def folder(sample: SampleReturn, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    sample.write(folder)
    return folder


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_a_folder_of_everything(folder: Path, sample: SampleReturn) -> None:
    ret = read_files([folder])
    expected = sample.as_return()
    assert (ret.year, ret.authority, set(ret.tables)) == (expected.year, expected.authority, set(expected.tables))
    for name, table in expected.tables.items():
        for column in table.column_names:
            assert ret.tables[name].column(column).as_given == table.column(column).as_given, (name, column)
    files = {file.name: file for file in ret.files}
    assert files["injected.csv"].table is None
    episodes = files["last_year/Episodes.csv"]
    assert (episodes.table, episodes.period, str(episodes.year), episodes.used) == (
        "Episodes",
        "last year",
        "2024/25",
        True,
    )
    assert episodes.sha256 == hashlib.sha256((folder / "last_year/Episodes.csv").read_bytes()).hexdigest()
    assert any(problem.sentence.startswith("injected.csv was not recognised") for problem in ret.problems)


def test_every_row_has_its_file_and_line(folder: Path) -> None:
    ret = read_files(folder)
    for name, table in ret.tables.items():
        source = ret.sources[name]
        assert len(source.files) == len(source.lines) == len(table)
    source, table = ret.sources["Reviews_last"], ret.tables["Reviews_last"]
    lines = (folder / "last_year/Reviews.csv").read_text().splitlines()
    assert lines[source.lines[7] - 1].split(",")[0] == table.column("CHILD").as_given[7]


@pytest.mark.parametrize("kind", [str, Path])
def test_one_path_alone_as_text_or_path(folder: Path, kind: type) -> None:
    assert set(read_files(kind(folder / "this_year")).tables) == set(read_files([kind(folder / "this_year")]).tables)


def test_this_year_and_last_as_said(folder: Path) -> None:
    ret = read_files([folder / "this_year"], previous=[folder / "last_year"], providers=folder / "providers", year=2026)
    assert {file.period for file in ret.files if file.name.startswith("last_year")} == {"last year"}
    assert {file.period for file in ret.files if file.name.startswith("this_year")} == {"this year"}
    assert "Providers" in ret.tables


def test_what_is_said_goes_before_what_dates_say(folder: Path, tmp_path: Path) -> None:
    turned = read_files([folder / "last_year"], previous=[folder / "this_year"], year=2026)
    assert {file.period for file in turned.files if file.name.startswith("this_year")} == {"last year"}
    assert {file.period for file in turned.files if file.name.startswith("last_year")} == {"this year"}
    assert any("is given as last year's" in problem.sentence for problem in turned.problems)


def test_with_last_year_said_old_dates_are_this_years(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    written(tmp_path / "a", e=EPISODES, m="CHILD,DOB,MISSING,MIS_START,MIS_END\n" + "A1,,M,01/05/2024,02/05/2024\n" * 9)
    written(tmp_path / "b", e=EPISODES.replace("2025", "2024"))
    ret = read_files(tmp_path / "a", previous=tmp_path / "b")
    assert set(ret.tables) == {"Episodes", "Episodes_last", "Missing"}


def test_the_year_given_decides(folder: Path) -> None:
    ret = read_files([folder / "this_year", folder / "last_year"], year=2025)
    assert {file.period for file in ret.files if file.name.startswith("last_year")} == {"this year"}
    assert {file.name.split("/")[0] for file in ret.files if file.used} == {"last_year"}
    assert ret.year.year == 2025
    said = "this_year/Episodes.csv was recognised as Episodes of 2025/26, which is neither this year's nor last year's"
    assert any(problem.sentence.startswith(said) for problem in ret.problems)


def test_what_lies_about_is_named(tmp_path: Path) -> None:
    written(tmp_path, episodes=EPISODES, header=HEADER)
    (tmp_path / "~$header.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden.csv").write_text(REVIEWS)
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    ret = read_files(tmp_path)
    assert set(ret.tables) == {"Episodes", "Header"}
    said = " ".join(problem.sentence for problem in ret.problems)
    assert "~$header.xlsx was left out" in said
    assert ".hidden.csv was left out" in said
    assert "letter.pdf is a PDF document" in said


def test_names_that_are_no_text_are_only_shown(tmp_path: Path) -> None:
    written(tmp_path, episodes=EPISODES, header=HEADER)
    for name in (b"=1+1\xff\n.csv", b".hidden\xff", b"<b>x.csv"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_bytes(b"")
    ret = read_files([tmp_path, tmp_path / os.fsdecode(b"gone\xff\n")])
    said = "".join(problem.sentence + problem.file for problem in ret.problems)
    assert all(letter.isprintable() for letter in said)
    assert "=1+1\ufffd\ufffd.csv is empty" in said
    assert "<b>x.csv is empty" in said
    assert "gone\ufffd\ufffd does not exist" in said


def test_more_files_than_any_return_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES_IN_FOLDERS", 1)
    ret = read_files(written(tmp_path, episodes=EPISODES, header=HEADER))
    assert set(ret.tables) == {"Episodes"}
    assert any("holds more than 1 files; the rest was not looked at" in each.sentence for each in ret.problems)


def test_a_path_that_does_not_exist_stops_nothing(tmp_path: Path) -> None:
    ret = read_files([written(tmp_path, episodes=EPISODES, header=HEADER), tmp_path / "nothing.csv"])
    assert any("nothing.csv does not exist" in problem.sentence for problem in ret.problems)


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        ({}, {}, "holds no files"),
        ({"a": ""}, {}, "None of the files can be used. a.csv is empty"),
        ({"a": "x,y\n1,2\n"}, {}, "a.csv was not recognised"),
        ({"h": HEADER}, {}, "The files do not tell the collection year: give it, from 2022/23 to 2026/27"),
        ({"e": EPISODES}, {"year": 2019}, "The rules of 2018/19 are not held"),
    ],
)
def test_when_nothing_can_be_used(tmp_path: Path, files: dict[str, str], options: dict[str, int], said: str) -> None:
    with pytest.raises(CannotRead) as stopped:
        read_files(written(tmp_path, **files), **options)
    assert said in str(stopped.value)


def test_only_last_years_files(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="None of the files is of this year's return"):
        read_files([], previous=written(tmp_path, e=EPISODES), year=2026)


def test_dates_that_excel_rewrote_are_read_on_request(tmp_path: Path) -> None:
    written(tmp_path, episodes=EPISODES.replace("15/09/2025", "2025-09-15"), header=HEADER)
    offer = (
        "2 cells in 1 table can be read as what they plainly mean (dates that Excel has rewritten): ask for it with "
        "--reread on the command line, or reread_dates=True in Python."
    )
    as_they_stand, reread = read_files(tmp_path), read_files(tmp_path, reread_dates=True)
    assert as_they_stand.tables["Episodes"].DECOM.readable.tolist() == [True, False, True]
    assert reread.tables["Episodes"].DECOM.readable.tolist() == [True, True, True]
    assert offer in {problem.sentence for problem in as_they_stand.problems}
    said = {problem.sentence for problem in reread.problems}
    assert offer not in said
    assert any(sentence.startswith("episodes.csv: 2 cells in DECOM and DEC were read") for sentence in said)


def test_what_is_said_of_years_holds_when_dates_are_reread(folder: Path) -> None:
    ret = read_files(folder / "last_year", previous=folder / "this_year", year=2026, reread_dates=True)
    assert {file.period for file in ret.files if file.name.startswith("last_year")} == {"this year"}


def test_years_and_authorities_may_be_given(folder: Path, sample: SampleReturn) -> None:
    ret = read_files(folder / "this_year", year=sample.year, authority="e08000035")
    assert ret.authority == "E08000035"
    assert any("most postcodes in Episodes lie in Manchester" in problem.sentence for problem in ret.problems)


def test_files_of_one_name_in_two_folders_keep_apart(tmp_path: Path, sample: SampleReturn) -> None:
    for place, tables in (("x/903", sample.this_year), ("y/903", sample.last_year)):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "reviews.csv").write_bytes(as_csv(tables["Reviews"]))
    ret = read_files([tmp_path / "y/903/reviews.csv", tmp_path / "x/903/reviews.csv"])
    found = [(file.name, file.period) for file in ret.files]
    assert found == [("y/903/reviews.csv", "last year"), ("x/903/reviews.csv", "this year")]


def test_what_is_given_as_a_provider_list_and_is_none_says_what_it_lacks(tmp_path: Path) -> None:
    written(tmp_path, episodes=EPISODES, list="URN,Name\n1,x\n")
    ret = read_files(tmp_path / "episodes.csv", providers=tmp_path / "list.csv")
    assert any(
        "list.csv looks like one of Ofsted's provider lists, but has no" in each.sentence for each in ret.problems
    )
    assert "Providers" not in ret.tables


def said(ret: Return) -> str:
    return "\n".join(problem.sentence for problem in ret.problems)


def test_a_folder_that_is_hidden_is_named_once_and_not_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILES_IN_FOLDERS", 2)
    for folder in (".git/objects", "__MACOSX", "a/.svn"):
        (tmp_path / folder).mkdir(parents=True)
        for number in range(5):
            (tmp_path / folder / f"{number}.csv").write_text("x")
    ret = read_files(written(tmp_path, episodes=EPISODES, header=HEADER), year=2026)
    assert set(ret.tables) == {"Episodes", "Header"}
    notes = [problem.sentence for problem in ret.problems if "left out" in problem.sentence]
    assert notes == [
        f"The folder {name} was left out with all that is in it: it is hidden, or belongs to the system."
        for name in (".git", "__MACOSX", "a/.svn")
    ]


def test_a_folder_that_is_a_link_is_not_followed_and_named(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "given/more").symlink_to(tmp_path / "elsewhere")
    written(tmp_path / "elsewhere", reviews=REVIEWS)
    written(tmp_path / "given", episodes=EPISODES)
    ret = read_files(tmp_path / "given", year=2026)
    assert "more is a link to a folder elsewhere, and was not followed: give that folder too, if it is of the" in said(
        ret
    )
    assert set(read_files(tmp_path / "given/more", year=2026).tables) == {"Reviews"}


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a/closed").mkdir(parents=True)
    written(tmp_path / "a/closed", reviews=REVIEWS)
    written(tmp_path / "a", episodes=EPISODES)
    scandir = os.scandir

    def without_leave(folder: str | Path) -> object:  # the tests may run as root, who may read everything
        if str(folder).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", without_leave)
    ret = read_files(tmp_path / "a", year=2026)
    assert set(ret.tables) == {"Episodes"}
    where = tmp_path / "a/closed"
    why = "permission to do so is lacking"
    assert f"The folder {where} could not be opened ({why}), so nothing in it was read." in said(ret)
    with pytest.raises(CannotRead) as stopped:
        read_files(tmp_path / "a/closed")
    assert str(stopped.value).count("closed") == 1


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, episodes=EPISODES, reviews=REVIEWS)
    read_bytes = Path.read_bytes

    def without_leave(file: Path) -> bytes:
        if "reviews" in file.name:
            raise PermissionError(13, "Permission denied", str(file))
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", without_leave)
    ret = read_files(tmp_path, year=2026)
    assert set(ret.tables) == {"Episodes"}
    assert "could not be opened: permission to do so is lacking." in said(ret)


def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    written(tmp_path, episodes=EPISODES)
    os.mkfifo(tmp_path / "pipe.csv")
    ret = read_files([tmp_path, tmp_path / "pipe.csv", "/dev/zero"], year=2026)
    assert "pipe.csv is no ordinary file but a pipe, a device or the like, and was not read" in said(ret)
    assert "zero is no ordinary file" in said(ret)
    assert set(ret.tables) == {"Episodes"}


@pytest.mark.parametrize("paths", ["", [""]])
def test_a_path_without_a_name_is_not_the_folder_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: str | list[str]
) -> None:
    monkeypatch.chdir(written(tmp_path, episodes=EPISODES))
    with pytest.raises(CannotRead, match="A path is blank, so nothing was read for it: write the file or the folder"):
        read_files(paths)
    assert "A path is blank" in said(read_files(tmp_path, previous=paths, year=2026))
    assert set(read_files(".", year=2026).tables) == {"Episodes"}


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_cannot_be_is_named(tmp_path: Path, path: str) -> None:
    ret = read_files([written(tmp_path, episodes=EPISODES), path], year=2026)
    assert any(problem.severity == "error" and path[0] in problem.sentence for problem in ret.problems)


@pytest.mark.parametrize("year", [np.int64(2026), "2026", CollectionYear(2026), 2026])
def test_a_year_in_any_form(tmp_path: Path, year: int) -> None:
    assert read_files(written(tmp_path, episodes=EPISODES), year=year).year == CollectionYear(2026)


def test_a_year_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="soon is no collection year"):
        read_files(written(tmp_path, episodes=EPISODES), year="soon")


def test_files_in_several_arguments_are_given_together(folder: Path, tmp_path: Path) -> None:
    """None is newer than the others for the order in which they are read: of two alike the first is used."""
    another = written(tmp_path, again=(folder / "last_year/Episodes.csv").read_text().replace("U1", "U2"))
    ret = read_files([folder / "this_year", folder / "last_year"], previous=another, year=2026)
    assert [Path(file.name).name for file in ret.files if not file.used] == ["again.csv"]
