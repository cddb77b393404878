"""Fixes: what is proposed, what to change, which proposals would make new errors, and what comes of accepting some."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from lac_validator.applying import effect_stepwise
from lac_validator.dataset.changed import texts_of
from lac_validator.engine import ADD, CERTAIN, CHANGE, REMOVE, Proposal
from lac_validator.foreseeing import foresee_stepwise
from lac_validator.page.plain import Numbered, Plain, Stepwise, not_run, typed
from lac_validator.page.session import errors_of
from lac_validator.proposing import Proposals, propose_stepwise
from lac_validator.report.content.errors import Errors
from lac_validator.tracing import RootGroup, trace_stepwise

_proposed: WeakKeyDictionary[Errors, Proposals] = WeakKeyDictionary()
"""What is proposed for the errors held. It goes when they go: with the next check, or when everything is cleared."""


def propose_fixes(check: int) -> Stepwise:
    """Every proposal, where it stands and why, as columns: the number i of each is of one proposal. Texts, fixes,
    tables and lists of rules are places in the lists beside them; ``decision`` numbers what is accepted together, and
    ``question`` and ``way`` say, by decision, what it answers and how. ``rows`` has by number the cells of a row to
    add or to take out. See :func:`not_run` for the rest.
    """
    errors = errors_of(check)
    proposed = yield from proposals_of(errors)
    return _told(errors, proposed.proposals) | not_run(proposed.attempts)


def what_to_change(check: int) -> Stepwise:
    """The root groups, the one that clears most first, each with its cells as columns."""
    errors = errors_of(check)
    proposed = yield from proposals_of(errors)
    places = {(each.table, each.row, each.column): at for at, each in reversed([*enumerate(proposed.proposals)])}
    texts = Numbered[str]()
    groups = [
        _group(errors, group, places, texts) for group in (yield from trace_stepwise(errors.result, proposed.proposals))
    ]
    return {"groups": groups, "texts": texts.values}


def foresee_fixes(check: int) -> Stepwise:
    """The decisions that would make a new error by themselves, by number, and the codes of the errors of each."""
    errors = errors_of(check)
    proposals = (yield from proposals_of(errors)).proposals
    harms = yield from foresee_stepwise(errors.result, proposals)
    numbers = decisions_of(proposals).numbers
    return {"decisions": [numbers[each] for each in harms], "codes": [list(codes) for codes in harms.values()]}


def apply_fixes(check: int, decisions: Iterable[int]) -> Stepwise:
    """Run the rules on the return with these decisions accepted: the errors before, after, cleared and new, in all and
    by rule; and where every new error stands.

    :param decisions: numbers as ``propose_fixes`` gives them.
    """
    errors = errors_of(check)
    accepted = accepted_of((yield from proposals_of(errors)).proposals, decisions)
    told = yield from effect_stepwise(errors.result, accepted)
    counts = {
        name: Counter(code for code, _, _ in getattr(told, name)) for name in ("before", "after", "cleared", "new")
    }
    new = []
    for code, table, row in sorted(told.new):
        child = told.child(table, row)
        is_added = row >= len(errors.ret.tables[table])
        file, line = ("", 0) if is_added else errors.ret.where_in_file(table, row)
        new.append({"code": code, "table": table, "file": file, "line": line, "child": child})
    return {
        **{name: counted.total() for name, counted in counts.items()},
        "rules": [
            {"code": rule.code} | {name: counted[rule.code] for name, counted in counts.items()}
            for rule in (each.rule for each in errors.result.outcomes_by_rule)
            if counts["before"][rule.code] or counts["new"][rule.code]
        ],
        "newErrors": new,
        "actions": dict(Counter(each.action for each in accepted)),
    }


def accepted_of(proposals: Sequence[Proposal], decisions: Iterable[int]) -> list[Proposal]:
    """The proposals that these decisions accept, in their order.

    :raises ValueError: two of them answer the same question.
    """
    every = decisions_of(proposals).values
    accepted = {every[number] for number in decisions}
    if len({question for question, _ in accepted}) < len(accepted):
        raise ValueError("Of several ways to mend the same thing one at most can be accepted.")
    return [each for each in proposals if each.decision in accepted]


def proposals_of(errors: Errors) -> Generator[tuple[int, int, str], None, Proposals]:
    """What is proposed for these errors, step by step the first time."""
    if errors not in _proposed:
        _proposed[errors] = yield from propose_stepwise(errors.result)
    return _proposed[errors]


def decisions_of(proposals: Iterable[Proposal]) -> Numbered[tuple[str, str]]:
    """The decisions by the numbers under which the page knows them."""
    numbered = Numbered[tuple[str, str]]()
    for each in proposals:
        numbered(each.decision)
    return numbered


def _told(errors: Errors, proposals: list[Proposal]) -> Plain:
    texts, tables, rules = Numbered[str](), Numbered[str](), Numbered[tuple[str, ...]]()
    fixes, questions = Numbered[str](), Numbered[str]()
    decisions = decisions_of(proposals)
    broken = _rules_broken(errors)
    stands = [errors.ret.where_in_file(each.table, each.row) for each in proposals]
    by_code = {each.fix.code: each.fix for each in proposals}
    columns = {
        "action": typed((CHANGE, ADD, REMOVE).index(each.action) for each in proposals),
        "certain": typed(int(each.kind == CERTAIN) for each in proposals),
        "fix": typed(fixes(each.fix.code) for each in proposals),
        "table": typed(tables(each.into or each.table) for each in proposals),
        "row": typed(each.row for each in proposals),
        "line": typed(line for _, line in stands),
        "decision": typed(decisions(each.decision) for each in proposals),
        "rules": typed(rules(_mends(each, broken)) for each in proposals),
        "file": typed(texts(file) for file, _ in stands),
        **{
            name: typed(texts(getattr(each, name)) for each in proposals)
            for name in ("child", "column", "old", "new", "because")
        },
    }
    return {
        **columns,
        "question": typed(questions(question) for question, _ in decisions.values),
        "way": [way for _, way in decisions.values],
        "rows": {str(at): _row(errors, each) for at, each in enumerate(proposals) if each.action != CHANGE},
        "texts": texts.values,
        "tables": tables.values,
        "ruleLists": [list(each) for each in rules.values],
        "fixes": [{"code": code, "text": by_code[code].text} for code in fixes.values],
    }


def _rules_broken(errors: Errors) -> dict[str, set[str]]:
    """By child, in capitals, the codes of the rules that it breaks."""
    broken: dict[str, set[str]] = defaultdict(set)
    codes = [rule.code for rule in errors.rules]
    children = [*(child.upper() for child in errors.children), ""]
    for rule, child in zip(errors.rule.tolist(), errors.child.tolist(), strict=True):
        broken[children[child]].add(codes[rule])
    return broken


def _mends(proposal: Proposal, broken: dict[str, set[str]]) -> tuple[str, ...]:
    """Of the rules that a proposal is for those which its child breaks; all of them, where it breaks none."""
    codes = broken.get(proposal.child.upper(), set())
    return tuple(code for code in proposal.rules if code in codes) or proposal.rules


def _row(errors: Errors, proposal: Proposal) -> list[list[str]]:
    """The cells of a row to add or to take out that are not blank, each with its column."""
    table = errors.ret.tables[proposal.table]
    cells = proposal.cells if proposal.action == ADD else texts_of(table, proposal.row, list(table.column_names))
    worked_out = errors.ret.worked_out[proposal.table]
    return [[column, text] for column, text in cells.items() if text.strip() and column not in worked_out]


def _group(errors: Errors, group: RootGroup, places: dict[tuple[str, int, str], int], texts: Numbered[str]) -> Plain:
    table = errors.ret.tables[group.table]
    stands = [errors.ret.where_in_file(group.table, row) for row in group.rows]
    rows = table.take(np.array(group.rows, np.intp))
    return {
        "table": group.table,
        "column": group.column,
        "blank": group.blank,
        "sentence": group.sentence,
        "clears": len(group.clears),
        "codes": [[code, count] for code, count in group.codes.most_common()],
        "proposed": group.proposed,
        "row": typed(group.rows),
        "line": typed(line for _, line in stands),
        "file": typed(texts(file) for file, _ in stands),
        "child": typed(texts(child.strip()) for child in rows.CHILD.as_given),
        "text": typed(texts(text) for text in rows.column(group.column).as_given),
        "proposal": typed(places.get((group.table, row, group.column), -1) for row in group.rows),
    }
