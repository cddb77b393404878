"""Measure the checks of plausibility: what they find of planted patterns, what they see where there is none, how fast.

Prints a table and writes it to docs/PLAUSIBILITY.md, between its marks.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from lac_validator import look, validate
from lac_validator.engine import CHECKS
from lac_validator.looking import Oddity
from lac_validator.sample import PlantedPattern, SampleReturn, generate

PAGE = Path(__file__).resolve().parents[1] / "docs" / "PLAUSIBILITY.md"
BEGIN, END = "<!-- made by make bench -->", "<!-- end of what make bench makes -->"
YEAR, CHILDREN = 2026, 2000

TOGETHER = (
    "P04 P05 P06 P07 P12 P14 P16 P17 P18 P18.2 P19 P19.2 P20 P22 P23 P24 P24.2 P24.3 P24.4 P24.5 P25 P25.2 P25.3 P25.4 "
    "P25.5",
    "P13 P15 P01 P02 P03 P21 P22.2 P23.2 P10 P09",
    "P01.2 P02.2 P03.2 P21.2 P23.3 P10.2 P11.2 P09.2",
    "P15.2 P08 P08.3 P08.5",
    "P08.2 P08.4 P11 P09.3 P10.3",
)
"""Patterns that are planted in one return, since none hides another."""

FOUND_WITH = 0.5
"""A pattern over many children counts as found when at least this share of its rows is shown in one."""


def seen_in(sample: SampleReturn) -> tuple[list[Oddity], float]:
    """What the checks see in a return, and the seconds of the processor that all of them took."""
    result = validate(sample.as_return(), rules=())
    begun = time.process_time()
    seen = look(result)
    took = time.process_time() - begun
    failed = [each for each in seen.attempts if each.status != "ran"]
    if failed:
        raise RuntimeError(f"{failed[0].definition.code}: {failed[0].status}, {failed[0].reason}")
    return seen.oddities, took


def is_found(planted: PlantedPattern, oddities: list[Oddity]) -> bool:
    """Whether a check shows what was planted for it."""
    return any(
        each.check.code == planted.code
        and each.table == planted.table
        and len(set(each.rows) & set(planted.rows)) >= FOUND_WITH * len(planted.rows)
        for each in oddities
    )


def measure(seeds: range) -> tuple[dict[str, Counter[str]], float]:
    """For each check: planted, found, alarms in clean returns, shown in ordinary ones; and the median seconds."""
    counts: dict[str, Counter[str]] = {each.code: Counter() for each in CHECKS.in_force(YEAR)}
    seconds = []
    for seed in seeds:
        ordinary = generate(CHILDREN, seed, YEAR, with_errors=False)
        quiet = ordinary.quiet(seed)
        for what, sample in (("ordinary", ordinary), ("alarms", quiet)):
            oddities, took = seen_in(sample)
            seconds.append(took)
            for each in oddities:
                counts[each.check.code][what] += 1
        for codes in TOGETHER:
            sample = quiet.with_patterns(codes.split(), seed)
            oddities, _ = seen_in(sample)
            for planted in sample.planted:
                counts[planted.code]["planted"] += 1
                counts[planted.code]["found"] += is_found(planted, oddities)
        print(f"return {seed} of {len(seeds)}", flush=True)
    return counts, sorted(seconds)[len(seconds) // 2]


def as_table(counts: dict[str, Counter[str]], seconds: float, returns: int) -> list[str]:
    """The figures, as lines of Markdown."""
    lines = [
        f"| check | what | planted | found | recall | false alarms in {returns} clean returns | in ordinary lives |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    names = {each.code: each.function.__name__.replace("_", " ") for each in CHECKS.in_force(YEAR)}
    for code, count in counts.items():
        recall = f"{count['found'] / count['planted']:.0%}" if count["planted"] else "none planted"
        lines.append(
            f"| {code} | {names[code]} | {count['planted']} | {count['found']} | {recall} | {count['alarms']} | "
            f"{count['ordinary'] / returns:.1f} a return |"
        )
    return [*lines, "", f"All checks together on {CHILDREN:,} children: {seconds:.2f} s of the processor (median)."]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=10, help="how many returns; each with a seed of its own")
    returns = parser.parse_args().returns
    lines = as_table(*measure(range(1, returns + 1)), returns)
    print("\n".join(lines))
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([before + BEGIN, "", *lines, "", END + after]), "utf-8")


if __name__ == "__main__":
    main()
