"""What is odd about the identifiers of children: those that Excel has rewritten, blank ones, and ones that look alike.

Two identifiers are the same to the rules when they are so trimmed and in upper case. No sentence quotes one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from lac_validator.ingest.problems import ERROR, NOTE, WARNING, Problem, counted, lines_named
from lac_validator.ingest.sheet import Sheet

POWER_OF_TEN = re.compile(r"\s*[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}\s*", re.IGNORECASE)
"""123456789012 as Excel shows and saves it: 1.23E+11."""

_PERHAPS_POWER = re.compile(r"[0-9][Ee][0-9]")
_CUT = re.compile(r"\s*[0-9]{15}0+\s*")
"""Excel keeps fifteen digits of a number, and noughts for the others."""

_ONE_ROW_A_CHILD = {"Header", "UASC", "OC2", "OC3", "AD1"}
_MOST_ROWS_OF_A_CHILD = 100
"""More rows of one child in such a table are no accident of one child."""


def examine(sheet: Sheet, table: str, children: Sequence[str]) -> list[Problem]:
    """What there is to say about the column CHILD of a table, whose cells these are."""
    distinct = set(children)
    # A quick look first: nearly always there is nothing to say, and counting costs as much as all the rest.
    perhaps_shared = table in _ONE_ROW_A_CHILD and len(children) - len(distinct) + 1 >= _MOST_ROWS_OF_A_CHILD
    if not perhaps_shared and _are_plain(distinct):
        return []
    counts = Counter(children)
    about = _About(sheet, children)
    rewritten = [text for text in counts if POWER_OF_TEN.fullmatch(text)]
    return [
        *about.rewritten(rewritten),
        *about.too_many(table, counts, rewritten),
        *about.cut([text for text in counts if len(text) > 15 and _CUT.fullmatch(text)]),
        *about.blank([text for text in counts if not _seen(text)]),
        *about.look_alike(counts),
    ]


def _are_plain(texts: Collection[str]) -> bool:
    """Whether a quick look shows that there is nothing odd about any of them, as nearly always."""
    joined = "".join(texts)
    return (
        joined.isascii()
        and joined.isalnum()
        and "" not in texts
        and max(map(len, texts), default=0) <= 15
        and not _PERHAPS_POWER.search(joined)
        and (joined == joined.upper() or len(set(map(str.upper, texts))) == len(texts))
    )


class _About:
    def __init__(self, sheet: Sheet, children: Sequence[str]) -> None:
        self.sheet = sheet
        self.children = children

    def lines(self, texts: Collection[str]) -> list[int]:
        """The lines of the rows with one of these identifiers."""
        wanted = set(texts)
        return [line for child, line in zip(self.children, self.sheet.lines, strict=True) if child in wanted]

    def problem(self, severity: str, lines: Sequence[int], sentence: str) -> Problem:
        """``sentence`` goes on where the file was named; ``{where}`` in it becomes the lines."""
        sentence = f"{self.sheet.file}: {sentence}".replace("{where}", lines_named(lines, self.sheet.unit))
        return Problem(severity, self.sheet.file, sentence, line=lines[0], column="CHILD", count=len(lines))

    def rewritten(self, texts: Sequence[str]) -> Iterator[Problem]:
        """Identifiers as powers of ten."""
        if texts:
            lines = self.lines(texts)
            shared = len({_as_compared(text) for text in texts}) == 1 and len(lines) > 1
            share = "share one identifier" if shared else "hold an identifier"
            rows = counted(len(lines), "row")
            yield self.problem(
                ERROR,
                lines,
                f"{rows} {'holds an identifier' if len(lines) == 1 else share} in CHILD that Excel has rewritten as a "
                "power of ten ({where}). Its last digits are lost, so different children count as one and errors "
                "found in these rows are not to be relied on: export the file again, and do not save it in Excel.",
            )

    def too_many(self, table: str, counts: Counter[str], rewritten: Collection[str]) -> Iterator[Problem]:
        """One child with hundreds of rows where each has one."""
        if table not in _ONE_ROW_A_CHILD:
            return
        for text, count in counts.most_common(3):
            if count < _MOST_ROWS_OF_A_CHILD or text in rewritten or not _seen(text):
                continue
            yield self.problem(
                ERROR,
                self.lines([text]),
                f"{count:,} rows share one identifier in CHILD ({{where}}), where {table} has one row a child. The "
                "identifiers may have been rewritten, or filled down: export the file again.",
            )

    def cut(self, texts: Sequence[str]) -> Iterator[Problem]:
        """Long numbers that end as Excel leaves them."""
        if len(texts) > 1:  # one may be so by chance
            lines = self.lines(texts)
            yield self.problem(
                WARNING,
                lines,
                f"{counted(len(lines), 'row')} with an identifier in CHILD of more than 15 digits that end in noughts "
                "({where}), as Excel leaves them when it cuts a long number. Look whether they are the children's own: "
                "if not, export the file again, and do not save it in Excel.",
            )

    def blank(self, texts: Sequence[str]) -> Iterator[Problem]:
        """Rows of no child."""
        if texts:
            lines = self.lines(texts)
            yield self.problem(
                WARNING,
                lines,
                f"{counted(len(lines), 'row')} without a CHILD ({{where}}), so "
                f"{'it belongs' if len(lines) == 1 else 'they belong'} to no child. Fill in the identifier.",
            )

    def look_alike(self, counts: Counter[str]) -> Iterator[Problem]:
        """Identifiers that nobody can tell apart by looking."""
        compared: dict[str, list[str]] = {}
        for text in counts:
            compared.setdefault(_as_compared(text), []).append(text)
        joined = "".join(compared)
        if not joined.isascii() or not joined.isprintable() or " " in joined:
            yield from self.invisible(compared, counts)
        several = [texts for texts in compared.values() if len(texts) > 1 and _seen(texts[0])]
        if several:
            rarer = [text for texts in several for text in _but_the_most_frequent(texts, counts)]
            lines = self.lines(rarer)
            yield self.problem(
                NOTE,
                lines,
                f"{counted(len(several), 'identifier')} in CHILD written in more than one way, with blanks around it "
                "or in small letters ({where}); each is taken as one child.",
            )

    def invisible(self, compared: dict[str, list[str]], counts: Counter[str]) -> Iterator[Problem]:
        """Identifiers that differ to the rules and not to the eye, and such as hold what nobody sees."""
        alike: dict[str, list[str]] = {}
        for text in compared:
            alike.setdefault(_seen(text), []).append(text)
        twins: set[str] = set()
        for seen, texts in alike.items():
            if seen and len(texts) > 1:
                plain_first = sorted(texts, key=lambda text: (text != seen, -counts[text]))
                twins.update(_as_written(compared, plain_first[1:]))
        if twins:
            lines = self.lines(twins)
            yield self.problem(
                WARNING,
                lines,
                f"identifiers in CHILD that differ only by blanks or invisible characters from others, in "
                f"{counted(len(lines), 'row')} ({{where}}); the rules take them as different children. Write each the "
                "same everywhere.",
            )
        alone = {
            text for text in _as_written(compared, compared) if text not in twins and _seen(text) and _hidden(text)
        }
        if alone:
            lines = self.lines(alone)
            yield self.problem(
                WARNING,
                lines,
                f"{counted(len(lines), 'row')} with an invisible character in CHILD ({{where}}): the child counts as "
                "another than in rows without it. Type the identifier anew.",
            )


def _as_written(compared: dict[str, list[str]], keys: Collection[str]) -> list[str]:
    """The texts as written, by how they are compared."""
    return [text for key in keys for text in compared[key]]


def _but_the_most_frequent(texts: Sequence[str], counts: Counter[str]) -> list[str]:
    return sorted(texts, key=lambda text: -counts[text])[1:]


def _as_compared(text: str) -> str:
    return text.strip().upper()


def _hidden(text: str) -> bool:
    """Whether there is a character in it that takes no room: a zero-width one, a mark of direction, a control."""
    return not text.isascii() and any(unicodedata.category(letter) in ("Cf", "Cc") for letter in text)


def _seen(text: str) -> str:
    """What is left of an identifier without blanks and characters that nobody sees, in upper case."""
    if text.isascii() and " " not in text and text.isprintable():
        return text.upper()
    kept = (letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc"))
    return "".join(kept).upper()
