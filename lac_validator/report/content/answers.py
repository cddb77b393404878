"""Answers of social workers, and the errors of a result that they are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from lac_validator.ingest.problems import counted
from lac_validator.report.content.errors import Errors
from lac_validator.report.content.keys import ErrorKey, ErrorKeys

ANSWERS = ("Corrected", "Record is right", "Need help")
"""What a pack offers to choose from; whatever else was typed is taken as it stands."""


@dataclass(frozen=True)
class Answer:
    """What came back about one error: what was chosen, what was written, and in which file."""

    done: str
    comment: str
    file: str

    def differs(self, other: Answer) -> bool:
        """Whether the other says something else, in whichever file."""
        return (self.done, self.comment) != (other.done, other.comment)


@dataclass(frozen=True)
class Beside:
    """Answers beside a result.

    :param answers: by the place of an error, the answer to it.
    :param no_longer_found: how many answers are about errors that this result does not have: put right, as a rule.
    """

    answers: dict[int, Answer]
    no_longer_found: int


@dataclass(frozen=True)
class Answers:
    """The answers of completed packs.

    :param given: by the key of an error, as it was when the pack was made.
    :param sentences: what could not be read, and why.
    """

    given: dict[ErrorKey, Answer]
    sentences: list[str]

    def joined(self, later: Answers) -> Answers:
        """These answers and later ones. Of two different answers to one error the later counts, and it is said."""
        replaced = Counter(
            answer.file for key, answer in later.given.items() if key in self.given and answer.differs(self.given[key])
        )
        told = [
            f"{file}: {counted(number, 'answer')} in place of an earlier file's." for file, number in replaced.items()
        ]
        sentences = dict.fromkeys([*self.sentences, *later.sentences, *told])
        return Answers({**self.given, **later.given}, list(sentences))

    def beside(self, errors: Errors) -> Beside:
        """Find the error that each answer is about.

        It has the same rule, table, child and date. Where several have, that whose row has the same content; and if
        then one answer and one error are left over, these belong together, for the row was changed meanwhile.
        """
        answered = {key.identity for key in self.given}
        keys = ErrorKeys(errors)
        present: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for place in errors:
            key = keys.of(place)
            if key.identity in answered:
                present[key.identity].append((key.content, place))
        past: dict[str, dict[str, Answer]] = defaultdict(dict)
        for key, answer in self.given.items():
            past[key.identity][key.content] = answer
        found: dict[int, Answer] = {}
        lost = 0
        for identity, answers in past.items():
            matched, left = _match(present[identity], answers)
            found |= matched
            lost += left
        return Beside(found, lost)


def _match(present: list[tuple[str, int]], answers: dict[str, Answer]) -> tuple[dict[int, Answer], int]:
    """The answers to some errors, by place, and how many answers are left over."""
    left = dict(answers)
    found, open_places = {}, []
    for content, place in present:
        if content in answers:
            found[place] = answers[content]
            left.pop(content, None)
        else:
            open_places.append(place)
    if len(open_places) == len(left) == 1:
        found[open_places[0]] = left.popitem()[1]
    return found, len(left)
