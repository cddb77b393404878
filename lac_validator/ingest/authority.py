"""Which authority makes the return, guessed from where its placements and homes lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lac_validator.ingest.problems import counted
from lac_validator.reference import Postcodes, authorities, authority_name

ENOUGH = 10
"""Of fewer known postcodes no authority is told."""

AHEAD = 2
"""So many times as many must lie in it as in the next."""


@dataclass(frozen=True)
class AuthorityGuess:
    """An authority, and on what it rests.

    :ivar code: that in which most of the postcodes lie that are known; None where none is.
    :ivar known: how many lie in it, and ``following`` how many in the next.
    :ivar given: how many there are, known or not.
    """

    code: str | None = None
    known: int = 0
    following: int = 0
    given: int = 0

    @property
    def sure(self) -> bool:
        """Whether that is enough to go by."""
        return self.code is not None and self.known >= ENOUGH and self.known >= AHEAD * self.following

    @property
    def sentence(self) -> str:
        """On what it rests, in words; blank where there is nothing to rest on."""
        if self.code is None:
            return ""
        lie = "lies" if self.known == 1 else "lie"
        rests = f"{self.known:,} of {counted(self.given, 'postcode')} in Episodes {lie} in {authority_name(self.code)}"
        if self.sure:
            return f"{rests}."
        few = f"fewer than {ENOUGH}" if self.known < ENOUGH else f"and {self.following:,} in the next authority"
        return f"{rests}, {few}: too little to go by."


def guess_authority(episodes: Mapping[str, Sequence[str]], postcodes: Callable[[], Postcodes | None]) -> AuthorityGuess:
    """Guess from the columns of Episodes: from the authorities of placements where they are given, or else from the
    home postcodes.
    """
    current = {each.code for each in authorities()}
    places = Counter(code.strip().upper() for code in episodes.get("PL_LA", ()))
    places.pop("", None)
    guess = _guess({code: count for code, count in places.items() if code in current}, places.total())
    if guess.code is not None:
        return guess
    homes = Counter(episodes.get("HOME_POST", ()))
    homes.pop("", None)
    table = postcodes() if homes else None
    if table is None:
        return AuthorityGuess()
    texts = list(homes)
    counts: Counter[str] = Counter()
    for text, code in zip(texts, table.find(texts).authority.tolist(), strict=True):
        if code in current:
            counts[code] += homes[text]
    return _guess(counts, homes.total())


def _guess(counts: Mapping[str, int], given: int) -> AuthorityGuess:
    ranked = sorted(((count, code) for code, count in counts.items()), reverse=True)
    if not ranked:
        return AuthorityGuess(given=given)
    following = ranked[1][0] if len(ranked) > 1 else 0
    return AuthorityGuess(ranked[0][1], ranked[0][0], following, given)
