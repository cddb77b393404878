"""The rules as a reference: what is in force in a year, and what changed between two years. Read from the registry.

So are the lists of fixes, checks and measures, which are not the DfE's.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

from lac_validator.collection import CollectionYear
from lac_validator.dataset import describe_table
from lac_validator.engine import Definition, Registry, Rule, code_order, rules_in_force


@cache
def _guidance() -> dict[str, dict[str, str]]:
    return json.loads((files("lac_validator.rules") / "guidance.json").read_text("utf-8"))


def guidance(code: str) -> str:
    """What a rule's error means and what to check, in plain English for a social worker; blank for an unknown code."""
    return _guidance().get(code, {}).get("guidance", "")


def caveat(code: str) -> str:
    """A limit of the rule that its user should know; blank where there is none."""
    return _guidance().get(code, {}).get("caveat", "")


def needed(rule: Definition) -> list[str]:
    """What must be given for a rule, or one of another kind, to run, in words: its tables, then its reference data."""
    words = {"providers": "Ofsted's provider list", "postcodes": "the postcode table", "authority": "the authority"}
    return [*(describe_table(table) for table in rule.tables), *(words[need] for need in rule.needs)]


def years(rule: Definition) -> str:
    """The collection years in which this form of it is in force: ``2022/23 to 2024/25``, or ``2025/26 on``."""
    first = CollectionYear(rule.first_year).label
    if rule.last_year is None:
        return f"{first} on"
    return first if rule.first_year == rule.last_year else f"{first} to {CollectionYear(rule.last_year).label}"


@dataclass(frozen=True)
class Change:
    """A difference between two years' rules: a code that is ``new``, ``gone`` or ``changed``."""

    code: str
    kind: str
    before: Rule | None
    after: Rule | None


def changes(before: int, after: int) -> list[Change]:
    """What differs between the rules of two collection years, by code.

    A rule is changed when another function stands for it, so when its message or its logic is not the same.
    """
    old = {rule.code: rule for rule in rules_in_force(before)}
    new = {rule.code: rule for rule in rules_in_force(after)}
    found = []
    for code in sorted(old.keys() | new.keys(), key=code_order):
        was, now = old.get(code), new.get(code)
        if was is not now:
            kind = "new" if was is None else "gone" if now is None else "changed"
            found.append(Change(code, kind, was, now))
    return found


COLUMNS = ("code", "message", "category", "fields", "years", "subject", "needs", "guidance", "caveat", "edition")
"""The columns of the reference, in order."""


def reference(year: int) -> list[dict[str, str]]:
    """The rules in force in a collection year, and of each what it rests on: text under each of :data:`COLUMNS`."""
    return [entry(rule) | {"edition": CollectionYear(year).edition} for rule in rules_in_force(year)]


def entry(rule: Rule) -> dict[str, str]:
    """One rule as the reference shows it: text under each of :data:`COLUMNS` but the edition, which is of a year."""
    return {
        "code": rule.code,
        "message": rule.message,
        "category": rule.category,
        "fields": ", ".join(rule.fields),
        **_of_any_kind(rule),
        "guidance": guidance(rule.code),
        "caveat": caveat(rule.code),
    }


def _of_any_kind(definition: Definition) -> dict[str, str]:
    return {
        "years": years(definition),
        "subject": definition.subject.replace("_", " "),
        "needs": ", ".join(needed(definition)),
    }


_ALL_HAVE = {field.name for field in fields(Definition)}


def reference_of(registry: Registry[Any], year: int) -> list[dict[str, str]]:
    """The fixes, checks or measures in force in a collection year: code, what only their kind has, text, and the rest.

    They are ours, and so never in one list with the DfE's rules.
    """
    return [_entry_of(definition) for definition in registry.in_force(year)]


def _entry_of(definition: Definition) -> dict[str, str]:
    own = {each.name: getattr(definition, each.name) for each in fields(definition) if each.name not in _ALL_HAVE}
    texts = {name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in own.items()}
    return {"code": definition.code, **texts, "text": definition.text, **_of_any_kind(definition)}


def as_csv(entries: list[dict[str, str]]) -> str:
    """The entries as CSV with headings."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, entries[0].keys() if entries else COLUMNS)
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue()


def as_markdown(entries: list[dict[str, str]]) -> str:
    """The entries as a Markdown table."""
    headings = list(entries[0]) if entries else list(COLUMNS)
    lines = [
        headings,
        ["---"] * len(headings),
        *([text.replace("|", "\\|") for text in each.values()] for each in entries),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_json(entries: list[dict[str, str]]) -> str:
    """The entries as a JSON list."""
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def change_lines(before: int, after: int) -> list[dict[str, str]]:
    """What differs between the rules of two collection years, to be read: the code, what became of it, and in words."""
    return [
        {"code": each.code, "change": each.kind, "message": _change_in_words(each)} for each in changes(before, after)
    ]


def _change_in_words(change: Change) -> str:
    was, now = change.before, change.after
    if was is None or now is None:
        return now.message if now else was.message if was else ""
    if was.message != now.message:
        return f"{now.message} (before: {was.message})"
    return f"{now.message} (the same words, another logic)"


def change_reference(before: int, after: int) -> list[dict[str, str]]:
    """What differs between the rules of two collection years, and what those of either rest on."""
    edition = CollectionYear(after).edition or CollectionYear(before).edition
    return [change_entry(each) | {"edition": edition} for each in changes(before, after)]


def change_entry(change: Change) -> dict[str, str]:
    """One change as the reference shows it: what became of the code, and its message and years before and after."""
    return {
        "code": change.code,
        "change": change.kind,
        "before": change.before.message if change.before else "",
        "after": change.after.message if change.after else "",
        "years": ", ".join(years(rule) for rule in (change.before, change.after) if rule),
    }
