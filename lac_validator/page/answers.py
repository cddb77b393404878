"""Packs that come back, and their answers beside the present errors."""

from __future__ import annotations

from collections.abc import Iterable

from lac_validator.page.plain import Plain
from lac_validator.page.session import held
from lac_validator.report import read_answers


def add_answers(files: Iterable[Plain]) -> Plain:
    """Read completed packs beside those read before; the answer is that of :func:`answers`."""
    take_answers((file["name"], bytes(file["data"])) for file in files)
    return answers()


def take_answers(files: Iterable[tuple[str, bytes]]) -> None:
    """Keep what completed packs, each as (name, bytes), answer."""
    read = read_answers(files)
    held.answers = held.answers.joined(read) if held.answers else read


def forget_answers() -> Plain:
    """Forget the completed packs; the answer is that of :func:`answers`."""
    held.answers = None
    return answers()


def answers() -> Plain:
    """The answers held, beside the present errors: for each its error's place, what was chosen, written, and where.

    ``held`` counts them all; as long as nothing was checked none is beside an error.
    """
    given, errors = held.answers, held.errors
    if given is None or errors is None:
        nowhere: Plain = {"error": [], "done": [], "comment": [], "file": [], "noLongerFound": 0}
        return nowhere | {"held": len(given.given) if given else 0, "sentences": given.sentences if given else []}
    beside = given.beside(errors)
    found = sorted(beside.answers.items())
    return {
        "error": [place for place, _ in found],
        "done": [answer.done for _, answer in found],
        "comment": [answer.comment for _, answer in found],
        "file": [answer.file for _, answer in found],
        "noLongerFound": beside.no_longer_found,
        "held": len(given.given),
        "sentences": given.sentences,
    }
