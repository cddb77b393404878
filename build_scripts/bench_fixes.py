"""Measure the fixes against returns whose right values are known: ``python build_scripts/bench_fixes.py``.

The sample generator makes each return twice, clean and with errors, so that for every cell the right value is known.
What the generator does not plant is planted by :mod:`slips`. Writes docs/FIXES.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from slips import Slip, by_child, plant_held_back, plant_known, turned_round

from lac_validator import Result, apply, effect, propose, trace, validate
from lac_validator.applying import Error
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.dataset import Return, Table, with_uasc_status
from lac_validator.engine import CERTAIN, CHANGE, FIXES, SUGGESTED, Proposal, code_order
from lac_validator.sample import SampleReturn, generate
from lac_validator.sample.tables import Rows

PAGE = Path(__file__).resolve().parents[1] / "docs" / "FIXES.md"
WANTED = {CERTAIN: 0.995, SUGGESTED: 0.90}
CHILDREN = 300
HELD_BACK = 301
"""The first seed of the returns with slips of kinds that were held back; 101 to 110 and 201 to 210 were used up."""

Plant = Callable[[dict[str, Rows], dict[str, Rows], random.Random, int], list[Slip]]

WHY = Path(__file__).with_name("fixes_explained.md").read_text("utf-8").splitlines()
"""The shortfalls, explained: to be looked at again when the figures change."""


# --- what is right ---------------------------------------------------------------------------------------------------


class Truth:
    """The clean return beside the one with errors."""

    def __init__(self, clean: SampleReturn, given: Return, slips: Sequence[Slip]) -> None:
        self._given = given
        self._before = {(each.table, each.row, each.column): each.before for each in slips}
        self._clean: dict[str, dict[str, list[dict[str, str]]]] = {}
        for suffix, tables in (("", clean.this_year), ("_last", clean.last_year)):
            for name, rows in with_uasc_status(tables).items():
                self._clean[name + suffix] = by_child(rows)
        self._rows: dict[str, list[dict[str, str]]] = {}
        self._beside: dict[str, dict[int, dict[str, str] | None]] = {}

    def _row(self, table: str, row: int) -> dict[str, str] | None:
        """Of a row the row of the clean return that it is; None where there is none, but others like it."""
        if table not in self._beside:
            rows = self._given.tables[table]
            columns = [each for each in rows.column_names if each not in self._given.worked_out[table]]
            texts = zip(*(rows.column(each).as_given for each in columns), strict=True)
            self._rows[table] = [dict(zip(columns, each, strict=True)) for each in texts]
            of_child: dict[str, list[int]] = defaultdict(list)
            for number, each in enumerate(self._rows[table]):
                of_child[self._child(table, each["CHILD"])].append(number)
            self._beside[table] = {
                number: found
                for child, numbers in of_child.items()
                for number, found in self._align(table, numbers, self._clean[table].get(child, []))
            }
        return self._beside[table][row]

    def _align(
        self, table: str, numbers: list[int], clean: list[dict[str, str]]
    ) -> Iterator[tuple[int, dict[str, str] | None]]:
        """Rows of a child beside its clean ones: one by one where there are as many, else those that are most alike."""
        if len(numbers) == len(clean):
            yield from zip(numbers, clean, strict=True)
            return
        rows = self._rows[table]
        alike = sorted(
            (
                -sum(rows[number].get(column) == text for column, text in each.items()),
                -sum(map(bool, rows[number].values())),
                number,
                place,
            )
            for number in numbers
            for place, each in enumerate(clean)
        )
        beside: dict[int, dict[str, str] | None] = dict.fromkeys(numbers)
        taken: set[int] = set()
        for _, _, number, place in alike:
            if beside[number] is None and place not in taken:
                beside[number] = clean[place]
                taken.add(place)
        yield from beside.items()

    def _child(self, table: str, text: str) -> str:
        """The child that an identifier is of, as it is in the clean return."""
        plain, known = _plain(text), self._clean["Header"]
        back = turned_round(plain)
        return back if plain not in known and back in known else plain

    def is_right(self, proposal: Proposal) -> bool:
        """Whether this is as it is in the clean return, or takes a slip back; in a row that is not there, blank."""
        if proposal.into:
            rows = self._clean.get(proposal.into, {}).get(_plain(proposal.child), [])
            return any(all(proposal.cells[each] == text for each, text in row.items()) for row in rows)
        right = self._row(proposal.table, proposal.row)
        if proposal.action != CHANGE:
            same = self._rows[proposal.table][proposal.row]
            others = [number for number, row in enumerate(self._rows[proposal.table]) if row == same]
            return any(self._row(proposal.table, each) is None for each in others)
        texts = {"" if right is None else right.get(proposal.column, "")}
        texts |= {self._before.get((proposal.table, proposal.row, proposal.column), "")} - {""}
        return _squeezed(proposal.new) in set(map(_squeezed, texts))


def _squeezed(text: str) -> str:
    return "".join(text.split()).upper()


def _plain(child: str) -> str:
    return child.replace("-", "").replace(" ", "").strip()


# --- measuring -------------------------------------------------------------------------------------------------------


class Score:
    """What was proposed over all returns, by fix, by rule, and by kind of slip."""

    def __init__(self) -> None:
        self.by_fix: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.by_rule: dict[str, Counter[str]] = defaultdict(Counter)
        self.by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        self.new_of_certain: Counter[str] = Counter()
        self.errors = Counter[str]()

    def add(self, result: Result, truth: Truth, slips: Sequence[Slip]) -> None:
        """Count what is proposed for one return."""
        proposals = propose(result).proposals
        certain = [each for each in proposals if each.kind == CERTAIN and each.ways == 1]
        self.new_of_certain.update(code for code, _, _ in effect(result, certain).new)
        wrong = _wrong(result)
        accepted, right = self._questions(proposals, truth, wrong)
        self._add_slips(slips, proposals, right)
        after = effect(result, accepted)
        self.errors.update(before=len(after.before), cleared=len(after.cleared), new=len(after.new))
        rooted = {error for group in trace(result, proposals) for error in group.clears}
        answered = {(code, each.child.upper()) for each in right for code in each.rules}
        proposed = {error for error in after.before if (error[0], wrong[error]) in answered} | (
            effect(result, right).cleared
        )
        self.errors.update(rooted=len(rooted), proposed=len(proposed), helped=len(rooted | proposed))
        for column, errors in (("planted", after.before), ("cleared", after.cleared), ("new", after.new)):
            for code, _, _ in errors:
                self.by_rule[code][column] += 1

    def _questions(
        self, proposals: list[Proposal], truth: Truth, wrong: Mapping[Error, str]
    ) -> tuple[list[Proposal], list[Proposal]]:
        """Count each question; the answer is what a person who knows accepts, and what of it is right."""
        at_fault = {(code, child) for (code, _, _), child in wrong.items()}
        accepted, all_right = [], []
        for those in _by_question(proposals):
            ways: dict[str, list[Proposal]] = defaultdict(list)
            for each in those:
                ways[each.way].append(each)
            right = [way for way, each in ways.items() if all(map(truth.is_right, each))]
            first = those[0]
            about = "choice" if len(ways) > 1 else first.kind
            self.by_fix[first.fix.code, about]["right" if right else "wrong"] += 1
            for code in (each for each in first.rules if (each, first.child.upper()) in at_fault):
                self.by_rule[code]["right" if right else "wrong"] += 1
            if right:
                all_right += ways[right[0]]
                accepted += ways[right[0]]
            elif len(ways) == 1:
                accepted += those
        return accepted, all_right

    def _add_slips(self, slips: Sequence[Slip], proposals: list[Proposal], right: list[Proposal]) -> None:
        """Count, by kind, the slips for which something is proposed where they were planted."""
        places = {(each.table, each.row, column) for each in proposals for column in (each.column, "")}
        good = {(each.table, each.row, column) for each in right for column in (each.column, "")}
        for each in slips:
            place = each.table, each.row, each.column
            found = "right" if place in good else "wrong" if place in places else "none"
            self.by_kind[each.kind].update(["planted", found])


def _wrong(result: Result) -> dict[Error, str]:
    """By error its child, in capitals."""
    children = {name: [text.strip().upper() for text in table.CHILD.as_given] for name, table in _tables(result)}
    return {
        (finding.rule.code, finding.table, row): children[finding.table][row]
        for finding in result.findings
        for row in finding.rows.tolist()
    }


def _tables(result: Result) -> list[tuple[str, Table]]:
    return [(name, table) for name, table in result.ret.tables.items() if name != "Providers"]


def _by_question(proposals: list[Proposal]) -> Iterator[list[Proposal]]:
    by_question: dict[str, list[Proposal]] = defaultdict(list)
    for each in proposals:
        by_question[each.question].append(each)
    return iter(by_question.values())


def measure(seeds: Sequence[int], years: Sequence[int], children: int, plant: Plant) -> Score:
    """Returns of several seeds and of all years."""
    score = Score()
    for year in years:
        for seed in seeds:
            clean, wrong = (generate(children, seed, year, with_errors=each) for each in (False, True))
            slips = plant(wrong.this_year, clean.this_year, random.Random(seed), year)  # noqa: S311 - no secret
            ret = wrong.as_return()
            score.add(validate(ret), Truth(clean, ret, slips), slips)
    return score


def times() -> dict[str, float]:
    """Seconds for the sample of 2,000 children, the best of three."""
    result = validate(generate(2000).as_return())
    found: dict[str, float] = {}
    for _ in range(3):
        begun = time.process_time()
        proposals = propose(result).proposals
        proposed = time.process_time()
        trace(result, proposals)
        traced = time.process_time()
        chosen = [each for each in proposals if each.ways == 1]
        apply(result.ret, chosen)
        applied = time.process_time()
        effect(result, chosen)
        done = time.process_time()
        new = {"proposing": proposed - begun, "root groups": traced - proposed}
        new |= {"applying": applied - traced, "applying and re-running": done - applied}
        found = {each: min(seconds, found.get(each, seconds)) for each, seconds in new.items()}
    return found


def write(known: Score, held_back: Score, seeds: Sequence[int], held: Sequence[int], children: int) -> None:
    """Print the tables, and write them to docs/FIXES.md."""
    lines = [
        "# How often the fixes are right",
        "",
        f"Made by `python build_scripts/bench_fixes.py` from returns of {children} children of the collection years",
        f"{FIRST_YEAR} to {LAST_YEAR}. Each is made clean and with errors, so that the right value of every cell is",
        "known. A choice counts as right where one of its ways is; a fix, a kind or a rule below its target says so.",
        "",
        *WHY,
        "## The sample's errors",
        "",
        f"Seeds {seeds[0]} to {seeds[-1]}, with the slips beside them for which the fixes were written.",
        "",
        *_in_short(known),
        *_by_fix(known),
        *_by_rule(known),
        "## Kinds that were held back",
        "",
        f"Seeds {held[0]} to {held[-1]}: the sample's errors, and among them slips of kinds for which no fix was",
        "written.",
        "",
        *_in_short(held_back),
        *_by_kind(held_back),
        *_by_fix(held_back),
        "## Speed",
        "",
        "Seconds of the processor for the sample of 2,000 children, natively:",
        "",
        *(f"* {what}: {seconds:.2f} s" for what, seconds in times().items()),
    ]
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


def _in_short(score: Score) -> Iterator[str]:
    errors = score.errors
    before = errors["before"]
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, kind), counts in score.by_fix.items():
        by_kind[kind] += counts
    yield "| what | measured | target |"
    yield "| --- | --- | --- |"
    for kind, counts in sorted(by_kind.items()):
        share = counts["right"] / counts.total()
        wanted = f"{WANTED[kind]:.1%}" if kind in WANTED else ""
        yield f"| right, of {counts.total():,} that are {kind} | {share:.1%} | {wanted} |"
    yield f"| new errors after accepting all that is certain | {score.new_of_certain.total()} | 0 |"
    helped = f"{errors['helped'] / before:.1%}"
    yield f"| errors, of {before:,}, with a right proposal or in a root group | {helped} | 60.0% |"
    yield f"| of them with a right proposal | {errors['proposed'] / before:.1%} | |"
    yield f"| of them in a root group | {errors['rooted'] / before:.1%} | |"
    yield f"| of them cleared by what is right and what leaves no choice | {errors['cleared'] / before:.1%} | |"
    yield f"| new errors then, hidden before | {errors['new']:,} | |"
    yield ""


def _by_fix(score: Score) -> Iterator[str]:
    yield "| fix | kind | proposed | right | wrong | share right |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for (code, kind), counts in sorted(score.by_fix.items()):
        share = counts["right"] / counts.total()
        short = " **below target**" if share < WANTED.get(kind, 0) else ""
        numbers = f"{counts.total():,} | {counts['right']:,} | {counts['wrong']:,}"
        yield f"| {code} | {kind} | {numbers} | {share:.1%}{short} |"
    never = sorted({each.code for each in FIXES.every()} - {code for code, _ in score.by_fix})
    without = f"These returns have no error for: {', '.join(never)}."
    yield from ("", without if never else "Every fix was proposed.", "")


def _by_rule(score: Score) -> Iterator[str]:
    yield "| rule | planted | proposed | right | wrong | cleared | new |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for code in sorted(score.by_rule, key=code_order):
        counts = score.by_rule[code]
        counts["proposed"] = counts["right"] + counts["wrong"]
        cells = (f"{counts[each]:,}" for each in ("planted", "proposed", "right", "wrong", "cleared", "new"))
        yield f"| {code} | {' | '.join(cells)} |"
    none = [code for code in sorted(score.by_rule, key=code_order) if not score.by_rule[code]["proposed"]]
    yield from ("", f"Nothing is proposed, and a person must find the value, for: {', '.join(none)}.", "")


def _by_kind(score: Score) -> Iterator[str]:
    yield "| slip | planted | right | wrong | nothing proposed there |"
    yield "| --- | --- | --- | --- | --- |"
    for kind, counts in sorted(score.by_kind.items()):
        yield f"| {kind} | " + " | ".join(f"{counts[each]:,}" for each in ("planted", "right", "wrong", "none")) + " |"
    yield ""


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--children", type=int, default=CHILDREN)
    options = parser.parse_args()
    seeds, years = range(1, options.seeds + 1), range(FIRST_YEAR, LAST_YEAR + 1)
    held = range(HELD_BACK, HELD_BACK + options.seeds)
    known = measure(seeds, years, options.children, plant_known)
    write(known, measure(held, years, options.children, plant_held_back), seeds, held, options.children)


if __name__ == "__main__":
    main()
