"""The page of a pack: the same as its workbook, to read or print. One file, with no scripts, that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Generator, Iterator
from html import escape

from lac_validator.engine import REMOVE
from lac_validator.report.content.answers import ANSWERS
from lac_validator.report.content.corrections import Change
from lac_validator.report.content.things import Thing
from lac_validator.report.packs.pack import PLEASE_CHANGE, ChildToCheck, Letter, Pack

_STYLE = """
body { font: 11pt/1.4 Arial, Helvetica, sans-serif; color: #0b0c0c; }
body { max-width: 50rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .25rem; padding-top: .5rem; border-top: 3px solid #1d4e89; break-after: avoid; }
h2 span { font-weight: normal; color: #505a5f; font-size: 1rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; break-after: avoid; }
p { margin: .25rem 0; }
.note { border-left: 5px solid #1d4e89; background: #eaf0f7; }
.note { padding: .5rem 1rem; margin: 1rem 0; white-space: pre-line; }
.item { break-inside: avoid; margin: .5rem 0 .75rem; padding-left: .75rem; border-left: 2px solid #b1b4b6; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
.answer { margin-top: .5rem; }
.answer b { font-weight: normal; margin-right: 1.25rem; white-space: nowrap; }
.line { display: block; border-bottom: 1px solid #505a5f; height: 1.4rem; color: #505a5f; }
.small { color: #505a5f; font-size: .8rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } @page { size: A4; margin: 15mm; } }
"""

_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"

_HOW = (
    "Look at each record. If it is wrong, put it right there. Tick what you found, and send the answers back; it is "
    "easiest in the workbook that came with this page."
)


def pack_page(pack: Pack, letter: Letter) -> Generator[None, None, bytes]:
    """The page as UTF-8, child by child. Every text is escaped."""
    pieces = list(_head(pack, letter))
    for child in pack.children:
        pieces.extend(_child(child, letter))
        yield
    pieces.extend(_foot())
    return "\n".join(pieces).encode("utf-8", "replace")


def _head(pack: Pack, letter: Letter) -> Iterator[str]:
    title = escape(letter.title)
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{title}</h1>\n<p>{escape(pack.described(letter))}</p>"
    if letter.note:
        yield f'<p class="note">{escape(letter.note)}</p>'
    yield f"<p>{escape(_HOW)}</p>"


def _foot() -> Iterator[str]:
    yield '<p class="small">This page holds information about children: keep it as safe as their records.</p>'
    yield "</body>\n</html>\n"


def _child(child: ChildToCheck, letter: Letter) -> Iterator[str]:
    born = f" <span>born {escape(child.born)}</span>" if child.born else ""
    yield f"<section>\n<h2>{escape(child.name)}{born}</h2>"
    if letter.by_team and child.worker:
        yield f"<p>Social worker: {escape(child.worker)}</p>"
    for thing in child.things:
        yield from _item(thing)
    if child.changes:
        yield f"<h3>{PLEASE_CHANGE}</h3>\n<ul>"
        yield from map(_change, child.changes)
        yield "</ul>"
    yield "</section>"


def _change(change: Change) -> str:
    becomes = f": from {escape(change.old or 'blank')} to {escape(change.new or 'blank')}"
    what = f"{escape(change.what)}{'' if change.proposal.action == REMOVE else becomes}"
    return f'<li>{escape(change.record)}. {what}.<br><span class="small">{escape(change.proposal.because)}</span></li>'


def _item(thing: Thing) -> Iterator[str]:
    records = "<br>".join(escape(record) for record in thing.record.split("\n"))
    yield f'<div class="item">\n<h3>{escape(thing.title) or records}</h3>'
    if thing.title:
        yield f"<p>{records}</p>"
    yield from (f"<p>{escape(guidance)}</p>" for guidance in thing.guidance)
    if thing.says:
        says = "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in thing.says)
        yield f"<ul>{says}</ul>"
    rules = escape(f"{'rules' if len(thing.codes) > 1 else 'rule'} {', '.join(thing.codes)}")
    boxes = "".join(f"<b>☐ {escape(answer)}</b>" for answer in ANSWERS)
    yield f'<p class="answer">{boxes}<span class="small">DfE {rules}</span></p>'
    yield '<span class="line">Comment:</span>\n</div>'
