"""A report is written whole or not at all, and what the system refuses is said in plain words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lac_validator.sample import generate
from lac_validator.writing import CannotWrite, write_file

COMMAND = [sys.executable, "-m", "lac_validator"]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(20).write(folder)
    return folder


def shell(line: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line run by a shell: ``$@`` is the command, ``$0`` the sample."""
    return subprocess.run(
        ["bash", "-c", line, *map(str, arguments), *COMMAND], capture_output=True, text=True, check=False
    )


def assert_plain(text: str) -> None:
    for odd in ("Errno", "Traceback", "itself failed", "Exception ignored"):
        assert odd not in text


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_file(file, b"one")
    file.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(file)
    write_file(link, b"two")
    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"two", 0o640, True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "link.csv"]


def test_a_new_file_may_be_read_by_whom_the_system_lets(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    write_file(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nowhere/a.csv", "there is no such file or folder"),
        (".", "it is a folder"),
        ("file/a.csv", "what is named as its folder is a file"),
        ("x" * 300, "its name is too long"),
        ("/dev/full", "there is no room left"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, path: str, reason: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match=reason):
        write_file(tmp_path / path, b"text")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_device_stays_a_device() -> None:
    write_file(Path("/dev/null"), b"text")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("command", ["report workbook", "report packs", "report errors_csv"])
def test_a_report_that_fails_leaves_the_earlier_one(sample: Path, tmp_path: Path, command: str) -> None:
    name = {"report packs": "r.zip", "report errors_csv": "r.csv"}.get(command, "r.xlsx")
    report = tmp_path / name
    report.write_bytes(b"the earlier one")
    # Files may have so few blocks of 1,024 bytes; none that is smaller than the report is stopped by it.
    outcome = shell(f'ulimit -f 1; sample=$0; out=$1; shift; "$@" {command} "$sample" --output "$out"', sample, report)
    assert outcome.returncode == 2, outcome.stderr
    assert "it would be larger than files may be here" in outcome.stderr
    assert_plain(outcome.stderr)
    assert report.read_bytes() == b"the earlier one"
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.parametrize(
    "command", ['validate "$0"', "rules", "--help", "rules --format json", "sample $1 --children 1", "--version"]
)
def test_a_full_device_is_said_as_what_it_is(sample: Path, tmp_path: Path, command: str) -> None:
    arguments = command.replace("$0", str(sample)).replace("$1", str(tmp_path))
    outcome = shell(f'"$0" "$@" {arguments} > /dev/full')
    assert outcome.returncode == 2
    assert "could not be printed: there is no room left" in outcome.stderr
    assert_plain(outcome.stderr)


def test_a_closed_pipe_is_said_as_what_it_is(sample: Path) -> None:
    outcome = shell(f'"$0" "$@" validate {sample} | true; exit ${{PIPESTATUS[0]}}')
    assert outcome.returncode == 2
    assert "could not be printed: what was to take it has stopped reading" in outcome.stderr
    assert_plain(outcome.stderr)


@pytest.mark.parametrize("option", ["--allocation", "--answers"])
def test_a_missing_file_is_said_as_missing(sample: Path, tmp_path: Path, option: str) -> None:
    missing = tmp_path / "none.csv"
    run = [*COMMAND, "report", "workbook", str(sample), "--output", str(tmp_path), option, str(missing)]
    outcome = subprocess.run(run, capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert f"{missing} cannot be opened: there is no such file or folder." in outcome.stderr
    assert_plain(outcome.stderr)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(sample: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    run = [*COMMAND, "report", "workbook", str(sample), "--output", str(tmp_path)]
    outcome = subprocess.run(run, capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "permission to do so is lacking" in outcome.stderr
    assert_plain(outcome.stderr)
