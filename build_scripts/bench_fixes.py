"""Measure the fixes against returns whose right values are known: ``python build_scripts/bench_fixes.py``.

The sample generator makes each return twice, clean and with errors, so that for every cell the right value is known.
What the generator does not plant is planted here: dates in other forms, slips in postcodes and numbers, rows written
twice. Writes docs/FIXES.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lac_validator import Result, apply, effect, propose, trace, validate
from lac_validator.collection import FIRST_YEAR, LAST_YEAR
from lac_validator.dataset import Return, Table, with_uasc_status
from lac_validator.engine import CERTAIN, CHANGE, FIXES, SUGGESTED, Proposal, code_order
from lac_validator.sample import SampleReturn, generate
from lac_validator.sample.tables import Rows

PAGE = Path(__file__).resolve().parents[1] / "docs" / "FIXES.md"
WANTED = {CERTAIN: 0.995, SUGGESTED: 0.90}
CHILDREN = 300
Clean = dict[str, dict[str, list[dict[str, str]]]]


# --- mistakes that the generator does not make -----------------------------------------------------------------------


def plant_more(tables: dict[str, Rows], clean: dict[str, Rows], chance: random.Random, year: int) -> None:
    """Slips in one cell of a hundred, where what stands in it is right."""
    slips = {
        ("Episodes", "HOME_POST"): (lambda text: text.replace("0", "O", 1), lambda text: text.replace(" ", ".")),
        ("Episodes", "PL_POST"): (lambda text: text.replace("1", "I", 1),),
        ("Episodes", "DECOM"): (_year_first, lambda text: f"{text} 00:00:00", lambda text: f" {text}"),
        ("Reviews", "REVIEW"): (_year_first, lambda text: f"{text} "),
        ("Episodes", "URN"): (lambda text: text.replace("9", "6", 1), lambda text: text.replace("99", "9", 1)),
        ("Header", "UPN"): (lambda text: f"{text[:4]} {text[4:]}" if len(text) == 13 else text,),
        ("Reviews", "CHILD"): (lambda text: text.replace("SYN", "SYN-"),),
        ("SWEpisodes", "SW_DEC"): (_year_first,),
    }
    if year >= 2025:
        slips["Header", "SEX"] = (lambda text: {"M": "1", "F": "2"}.get(text, text),)
    for (table, column), ways in slips.items():
        values = tables.get(table, {}).get(column, [])
        right = _by_child(clean.get(table, {}))
        seen: Counter[str] = Counter()
        for row, child in enumerate(list(tables.get(table, {}).get("CHILD", []))):
            number = seen[child]
            seen[child] += 1
            is_right = number < len(right.get(child, [])) and right[child][number][column] == values[row]
            if values[row] and is_right and chance.random() < 0.01:
                values[row] = chance.choice(ways)(values[row])
    for table in ("OC2", "UASC", "PrevPerm"):
        rows = tables.get(table, {"CHILD": []})
        for row in range(len(rows["CHILD"]) - 1, -1, -1):
            if chance.random() < 0.01:
                for values in rows.values():
                    values.insert(row, values[row])


def _year_first(text: str) -> str:
    return "-".join(reversed(text.split("/")))


# --- what is right ---------------------------------------------------------------------------------------------------


class Truth:
    """The clean return beside the one with errors."""

    def __init__(self, clean: SampleReturn, given: Return) -> None:
        self._given = given
        self._clean: Clean = {}
        for suffix, tables in (("", clean.this_year), ("_last", clean.last_year)):
            for name, rows in with_uasc_status(tables).items():
                self._clean[name + suffix] = _by_child(rows)
        self._places: dict[str, dict[int, tuple[str, int, bool]]] = {}

    def _place(self, table: str, row: int) -> tuple[str, int, bool]:
        """Of a row: its child, which of the child's rows it is, and whether it repeats the one before."""
        if table not in self._places:
            rows = self._given.tables[table]
            columns = list(zip(*(rows.column(each).as_given for each in rows.column_names), strict=True))
            seen: Counter[str] = Counter()
            before: dict[str, tuple[str, ...]] = {}
            places = {}
            for number, child in enumerate(map(_plain, rows.CHILD.as_given)):
                repeats = before.get(child) == columns[number]
                seen[child] += not repeats
                before[child] = columns[number]
                places[number] = child, seen[child] - 1, repeats
            self._places[table] = places
        return self._places[table][row]

    def is_right(self, proposal: Proposal) -> bool:
        """Whether this is as it is in the clean return."""
        clean = self._clean.get(proposal.into or proposal.table, {})
        if proposal.into:
            rows = clean.get(_plain(proposal.child), [])
            return any(all(proposal.cells[each] == text for each, text in row.items()) for row in rows)
        child, number, repeats = self._place(proposal.table, proposal.row)
        rows = clean.get(child, [])
        if proposal.action != CHANGE:
            return repeats or number >= len(rows)
        if number >= len(rows):
            return False
        right = rows[number].get(proposal.column, "")
        return "".join(right.split()).upper() == "".join(proposal.new.split()).upper()


def _plain(child: str) -> str:
    return child.replace("-", "").strip()


def _by_child(rows: Mapping[str, Sequence[str]]) -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for values in zip(*rows.values(), strict=True):
        row = dict(zip(rows, values, strict=True))
        found[row["CHILD"]].append(row)
    return found


# --- measuring -------------------------------------------------------------------------------------------------------


class Score:
    """What was proposed over all returns, by fix and by rule."""

    def __init__(self) -> None:
        self.by_fix: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.by_rule: dict[str, Counter[str]] = defaultdict(Counter)
        self.new_of_certain: Counter[str] = Counter()
        self.errors = Counter[str]()

    def add(self, result: Result, truth: Truth) -> None:
        proposals = propose(result).proposals
        certain = [each for each in proposals if each.kind == CERTAIN]
        self.new_of_certain.update(code for code, _, _ in effect(result, certain).new)
        found = trace(result, proposals)
        self.errors.update(rooted=len({error for group in found for error in group.clears}))
        children = {name: [text.strip().upper() for text in table.CHILD.as_given] for name, table in _tables(result)}
        wrong = {
            (finding.rule.code, children[finding.table][row])
            for finding in result.findings
            for row in finding.rows.tolist()
        }
        accepted = []
        for those in _questions(proposals):
            ways: dict[str, list[Proposal]] = defaultdict(list)
            for each in those:
                ways[each.way].append(each)
            right = [way for way, each in ways.items() if all(map(truth.is_right, each))]
            first = those[0]
            about = "choice" if len(ways) > 1 else first.kind
            self.by_fix[first.fix.code, about]["right" if right else "wrong"] += 1
            for code in (each for each in first.rules if (each, first.child.upper()) in wrong):
                self.by_rule[code]["right" if right else "wrong"] += 1
            if right or len(ways) == 1:
                accepted += ways[right[0]] if right else those
        after = effect(result, accepted)
        self.errors.update(before=len(after.before), cleared=len(after.cleared), new=len(after.new))
        for column, errors in (("planted", after.before), ("cleared", after.cleared), ("new", after.new)):
            for code, _, _ in errors:
                self.by_rule[code][column] += 1


def _tables(result: Result) -> list[tuple[str, Table]]:
    return [(name, table) for name, table in result.ret.tables.items() if name != "Providers"]


def _questions(proposals: list[Proposal]) -> Iterator[list[Proposal]]:
    by_question: dict[str, list[Proposal]] = defaultdict(list)
    for each in proposals:
        by_question[each.question].append(each)
    return iter(by_question.values())


def measure(seeds: range, years: range, children: int) -> Score:
    """Returns of several seeds and of all years."""
    score = Score()
    for year in years:
        for seed in seeds:
            clean, wrong = (generate(children, seed, year, with_errors=each) for each in (False, True))
            plant_more(wrong.this_year, clean.this_year, random.Random(seed), year)  # noqa: S311 - no secret
            ret = wrong.as_return()
            score.add(validate(ret), Truth(clean, ret))
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


def write(score: Score, seeds: range, years: range, children: int) -> None:
    """Print the tables, and write them to docs/FIXES.md."""
    lines = [
        "# How often the fixes are right",
        "",
        f"Made by `python build_scripts/bench_fixes.py` from returns of {children} children: seeds {seeds[0]} to",
        f"{seeds[-1]}, collection years {years[0]} to {years[-1]}. Each is made clean and with errors, so that",
        "the right value of every cell is known. A choice counts as right where one of its ways is.",
        "",
        f"Errors {score.errors['before']:,}; cleared by what was proposed {score.errors['cleared']:,}; new "
        f"{score.errors['new']:,}. New errors after accepting all that is certain: {score.new_of_certain.total()}.",
        f"Errors that hang on the cells of a root group: {score.errors['rooted']:,}.",
        "",
        "`certain` is to be right in 99.5 of 100 cases, `suggested` in 90. What is suggested, or chosen, can bring to",
        "light errors that were hidden: a girl's row that was a boy's lacks MOTHER (393). Of a child who is an asylum",
        "seeker in one year's return only, the other year's row may hold another day on which the status ceased, so",
        "neither way need be right, and neither is accepted unless a person chooses. No authority has the numbers of",
        "the sample's pupils, whose check letters mean nothing, so that the letter is no evidence here.",
        "",
        "| fix | kind | proposed | right | wrong | share right |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (code, kind), counts in sorted(score.by_fix.items()):
        share = counts["right"] / counts.total()
        short = " **below target**" if share < WANTED.get(kind, 0) else ""
        lines.append(
            f"| {code} | {kind} | {counts.total():,} | {counts['right']:,} | {counts['wrong']:,} | {share:.1%}{short} |"
        )
    never = sorted({each.code for each in FIXES.every()} - {code for code, _ in score.by_fix})
    without = f"The returns have no error for these, which their examples alone show to be right: {', '.join(never)}."
    lines += ["", without if never else "Every fix was proposed.", ""]
    lines += ["| rule | planted | right | wrong | cleared | new |", "| --- | --- | --- | --- | --- | --- |"]
    for code in sorted(score.by_rule, key=code_order):
        counts = score.by_rule[code]
        lines.append(
            f"| {code} | "
            + " | ".join(f"{counts[each]:,}" for each in ("planted", "right", "wrong", "cleared", "new"))
            + " |"
        )
    lines += ["", "Seconds of the processor for the sample of 2,000 children, natively:", ""]
    lines += [f"* {what}: {seconds:.2f} s" for what, seconds in times().items()]
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--children", type=int, default=CHILDREN)
    options = parser.parse_args()
    seeds, years = range(1, options.seeds + 1), range(FIRST_YEAR, LAST_YEAR + 1)
    write(measure(seeds, years, options.children), seeds, years, options.children)


if __name__ == "__main__":
    main()
