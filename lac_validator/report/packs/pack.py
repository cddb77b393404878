"""What is in one pack for a social worker, before it is written in any form."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from lac_validator.ingest.own_files import PACK_TITLE
from lac_validator.ingest.problems import counted
from lac_validator.report.content.corrections import Change
from lac_validator.report.content.things import Thing
from lac_validator.report.forms.text import day_shown

PLEASE_CHANGE = "Please change in the system"


@dataclass(frozen=True)
class Letter:
    """What all packs of one making have in common.

    :param year: the collection year: 2025/26.
    :param note: the analyst's words to the workers; may be blank.
    :param by_team: whether a pack is for a team rather than a worker.
    """

    year: str
    note: str
    by_team: bool
    at: datetime.datetime

    @property
    def title(self) -> str:
        """What stands at the top of every pack."""
        return f"{PACK_TITLE} {self.year}"

    @property
    def nobody(self) -> str:
        """What is said in place of a name where nobody is known."""
        return f"No {'team' if self.by_team else 'social worker'} is known"


@dataclass(frozen=True)
class ChildToCheck:
    """A child with what is to be checked.

    :param child: the identifier; blank for rows without a child.
    :param born: as given in Header; blank where it is not known.
    :param worker: the current social worker; blank where none is known.
    :param changes: what is to be put right without a question.
    """

    child: str
    born: str
    worker: str
    things: list[Thing]
    changes: list[Change] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How the child is headed: the identifier, or that there is none."""
        return f"Child {self.child}" if self.child else "Records without a child's identifier"


@dataclass(frozen=True)
class Pack:
    """What one worker or team is asked.

    :param name: the worker or the team; blank where none is known.
    :param file: the same as the name of a file, without a suffix.
    """

    name: str
    file: str
    children: list[ChildToCheck]

    @property
    def count(self) -> int:
        """How many things there are to check."""
        return sum(len(child.things) for child in self.children)

    @property
    def to_change(self) -> int:
        """How many things are to be changed in the system without a question."""
        return sum(len(child.changes) for child in self.children)

    def described(self, letter: Letter) -> str:
        """``For Jane Smith: 3 children, 12 things to check. Made on 01/06/2026.``"""
        whom = f"For {self.name}" if self.name else letter.nobody
        children = counted(sum(bool(child.child) for child in self.children), "child", "children")
        change = f", {self.to_change:,} to change" if self.to_change else ""
        return f"{whom}: {children}, {counted(self.count, 'thing')} to check{change}. Made on {day_shown(letter.at)}."
