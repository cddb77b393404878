"""The bytes of a CSV file as lines of text: any of the usual encodings, any line end."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from lac_validator.ingest.problems import NOTE, WARNING, CannotRead, Problem, lines_named

_BYTE_ORDER_MARKS = {  # the longer ones first, since UTF-32's begins with UTF-16's
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_WIDE = {"utf-16": "UTF-16 (Excel's “Unicode text”)", "utf-32": "UTF-32"}
_DOS_END = "\x1a"
_MARK = "\ufeff"

OTHER_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Line ends beside LF, CR LF and CR: what Python's ``splitlines`` takes for one, as many programs do."""

_PIECE = 1 << 20


def lines_of(file: str, data: bytes) -> tuple[list[str], list[Problem]]:
    """The lines of a text, each with its end, and what is to be known about how it was read.

    A large file is read in pieces, since one odd letter would make the whole of it four times as large in memory.

    :raises CannotRead: it holds no text.
    """
    problems: list[Problem] = []
    mark = next((mark for mark in _BYTE_ORDER_MARKS if data.startswith(mark)), b"")
    encoding = _BYTE_ORDER_MARKS.get(mark) or _wide_encoding(data)
    if encoding is None and not _is_text(data):
        raise CannotRead(f"{file} is no CSV file, nor any other that can be read: export it as CSV, XML or .xlsx.")
    if encoding in (None, "utf-8"):
        try:
            lines = _decoded(data, len(mark), "utf-8", "strict")
        except UnicodeDecodeError:
            lines = _decoded(data, len(mark), "cp1252", "replace")
            sentence = f"{file} is not in UTF-8; it was read as Windows-1252, in which Excel saves CSV files."
            problems.append(Problem(NOTE, file, sentence))
    else:
        lines = data[len(mark) :].decode(encoding, "replace").splitlines(keepends=True)
        sentence = f"{file} is in {_WIDE[encoding[:6]]}, not in UTF-8; it was read as such."
        problems.append(Problem(NOTE, file, sentence))
    if b"\0" in data:
        _without_nul(file, lines, problems)
    _without_end_mark(lines)
    if (mark and any(_MARK in line for line in lines)) or _MARK.encode() in data[len(mark) :]:
        _without_marks_inside(file, lines, problems)
    if lines and not lines[-1]:  # it was nothing but marks, without a line end
        lines.pop()
    return lines, problems


def _decoded(data: bytes, start: int, encoding: str, errors: str) -> list[str]:
    lines: list[str] = []
    for piece in _pieces(data, start):
        lines += piece.decode(encoding, errors).splitlines(keepends=True)
    return lines


def _pieces(data: bytes, start: int) -> Iterator[bytes]:
    """The data cut at line ends; whole where there are none."""
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield data[start:end]
        start = end


def _without_nul(file: str, lines: list[str], problems: list[Problem]) -> None:
    found = [(number, line.count("\0")) for number, line in enumerate(lines, 1) if "\0" in line]
    if not found:  # they are half of each letter
        return
    first = found[0][0]
    sentence = (
        f"{file}: NUL characters from line {first} on were left out. The export may be damaged: look at that line."
    )
    problems.append(Problem(WARNING, file, sentence, line=first, count=sum(count for _, count in found)))
    lines[:] = [line.replace("\0", "") for line in lines]


def _without_end_mark(lines: list[str]) -> None:
    """Take away the Ctrl-Z by which DOS programs mark the end of a text."""
    last = next((place for place in reversed(range(len(lines))) if lines[place].strip()), None)
    if last is not None and lines[last].rstrip().endswith(_DOS_END):
        lines[last:] = [rest] if (rest := lines[last].rstrip().rstrip(_DOS_END)) else []


def _without_marks_inside(file: str, lines: list[str], problems: list[Problem]) -> None:
    """Take away the byte order marks that stand where several files were joined to one."""
    found = [number for number, line in enumerate(lines, 1) if _MARK in line]
    if found:
        sentence = (
            f"{file}: a byte order mark in {lines_named(found)}, left out. Files seem to have been joined there: look "
            "whether all of them are of this table and this year."
        )
        problems.append(Problem(WARNING, file, sentence, line=found[0], count=len(found)))
        lines[:] = [line.replace(_MARK, "") for line in lines]


def with_usual_ends(file: str, lines: list[str], separator: str, problems: list[Problem]) -> list[str]:
    """The lines with LF for line ends that are not the usual ones.

    Where a piece of a line holds no separator, what stands before it is no line end but part of a text, as Word writes
    one within a paragraph.
    """
    if not {*map(itemgetter(-1), lines)}.intersection(OTHER_LINE_ENDS):
        return lines
    usual: list[str] = []
    ended: list[int] = []
    after_other = False
    for line in lines:
        if after_other and line.strip() and separator not in line:
            usual[-1] = f"{usual[-1][:-1]}\v{line}"
            ended.pop()
        else:
            usual.append(line)
        after_other = line[-1] in OTHER_LINE_ENDS
        if after_other:
            usual[-1] = f"{usual[-1][:-1]}\n"
            ended.append(len(usual))
    if ended:
        sentence = (
            f"{file}: line ends that are not the usual ones in {lines_named(ended)} (a form feed, a line separator or "
            "the like), read as line ends. Look at the file if a row seems cut there."
        )
        problems.append(Problem(NOTE, file, sentence, line=ended[0], count=len(ended)))
    return usual


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: in text of Western letters every other byte, or three of four, are 0."""
    sample = data[:4000]
    if len(sample) < 4:
        return None
    zeros = [sample[start::4].count(0) / len(sample[start::4]) for start in range(4)]
    if len(data) % 4 == 0 and min(zeros[1:]) > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if len(data) % 4 == 0 and min(zeros[:3]) > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None


def _is_text(data: bytes) -> bool:
    """Whether there are hardly any control characters in it, but for line ends, tabs and a few NULs."""
    sample = data[:65536]
    control = len(sample) - len(sample.translate(None, bytes([*range(9), *range(14, 28), 31, 127])))
    return control <= 0.02 * len(sample)
