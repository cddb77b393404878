"""How fixes, checks and measures are run: as rules are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lac_validator import Result, Return, look, measure, propose, validate
from lac_validator.dataset import Table
from lac_validator.engine import (
    CERTAIN,
    CHECKS,
    CHILDREN,
    FAILED,
    FIXES,
    LOOK,
    MEASURES,
    RAN,
    SHARE,
    SKIPPED,
    Changes,
    Counted,
    Pattern,
    Registry,
    check,
    fix,
)
from lac_validator.engine import measure as measure_decorator

HEADER = {"CHILD": ["1", "2", "3"], "SEX": ["M", "F", "M"]}


@pytest.fixture(autouse=True)
def _none_but_those_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    registries: tuple[Registry[Any], ...] = (FIXES, CHECKS, MEASURES)
    for registry in registries:
        registry.every()  # has them imported now, and not into what the test looks at
        monkeypatch.setattr(registry, "_by_code", {})


def a_result() -> Result:
    return validate(Return.from_columns({"Header": HEADER}, year=2026), rules=())


def _fix() -> None:
    @fix("101", kind=CERTAIN)
    def b_works(header: Table) -> Changes:
        """Works."""
        boys = header.where(header.SEX == "M")
        return Changes(boys, "SEX", ["F", "M"], ["it is so", "it is no change"])

    @fix("101", kind=CERTAIN)
    def a_raises(header: Table) -> Iterator[Changes]:
        """Raises while it is read."""
        yield Changes(header, "SEX", ["F"] * 3, ["so"] * 3)
        raise RuntimeError

    @fix("101", kind=CERTAIN)
    def c_lacks_a_table(reviews: Table) -> Changes:
        """Cannot run."""
        raise AssertionError


def _check() -> None:
    @check("P2", severity=LOOK)
    def works(header: Table) -> Iterator[Pattern]:
        """Works."""
        yield Pattern("2 boys", header.where(header.SEX == "M"))

    @check("P1", severity=LOOK)
    def raises(header: Table) -> Iterator[Pattern]:
        """Raises while it is read."""
        yield Pattern("all", header)
        raise RuntimeError

    @check("P3", severity=LOOK)
    def lacks_a_table(reviews: Table) -> Iterator[Pattern]:
        """Cannot run."""
        raise AssertionError


def _measure() -> None:
    @measure_decorator("b", name="Boys", unit=SHARE)
    def works(header: Table) -> Counted:
        """Works."""
        return Counted(header.where(header.SEX == "M"), header)

    @measure_decorator("a", name="Nothing", unit=CHILDREN)
    def raises(header: Table) -> Counted:
        """Raises."""
        raise RuntimeError

    @measure_decorator("c", name="Reviews", unit=CHILDREN)
    def lacks_a_table(reviews: Table) -> Counted:
        """Cannot run."""
        raise AssertionError


RUNS = [(_fix, propose, "proposals"), (_check, look, "oddities"), (_measure, measure, "figures")]


@pytest.mark.parametrize(("define", "run", "answers"), RUNS)
def test_one_that_raises_or_lacks_something_stops_no_other(
    define: Callable[[], None], run: Callable[[Result], Any], answers: str
) -> None:
    define()
    done = run(a_result())
    assert [each.status for each in done.attempts] == [FAILED, RAN, SKIPPED]
    raised, _, lacking = done.attempts
    assert raised.reason.startswith("RuntimeError in ")
    assert lacking.reason == "Reviews not given"
    assert len(getattr(done, answers)) == 1


def test_a_proposal_says_what_stands_there_and_what_should() -> None:
    _fix()
    (proposal,) = propose(a_result()).proposals
    assert (proposal.table, proposal.row, proposal.child, proposal.column) == ("Header", 0, "1", "SEX")
    assert (proposal.old, proposal.new, proposal.because) == ("M", "F", "it is so")


def test_a_share_is_of_what_it_is_counted_among() -> None:
    _measure()
    (figure,) = measure(a_result()).figures
    assert (figure.numerator, figure.denominator) == (2, 3)
    assert figure.value == pytest.approx(2 / 3)


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(ValueError, match="No fix of 2025/26 has the code nonsense"):
        propose(a_result(), ["nonsense"])


def test_a_name_is_taken_once() -> None:
    _check()
    with pytest.raises(ValueError, match="Check P2 is defined twice"):
        _check()
