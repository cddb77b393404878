"""What several kinds of mistakes ask about a child."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lac_validator.sample.days import Day, birthday, text
from lac_validator.sample.errors import LAST, Draft, Mistake, Row, mistake, read

AGENCY_KINDS = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
SHORT_BREAKS = frozenset({"V3", "V4"})
LEFT_CARE = frozenset({"E4A", "E4B", "E8", "E13", "E41"})
REGIONAL_AGENCY = "XXXXXXX"
_WHAT_A_MOVE_CHANGES = ("PL_POST", "PLACE", "URN", "PLACE_PROVIDER")

Flags = list[tuple[str, Row]]


def neighbours(draft: Draft, episode: Row) -> tuple[Row | None, Row | None]:
    """The child's episodes before and after this one, in this year's return."""
    row = draft.rows("Episodes", episode.child)
    place = next(place for place, each in enumerate(row) if each.number == episode.number)
    return row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None


def is_first(draft: Draft, episode: Row) -> bool:
    """Whether it is the child's first episode of this year's return."""
    return draft.rows("Episodes", episode.child)[0].number == episode.number


def carried_over(draft: Draft, episode: Row) -> Row | None:
    """Last year's open episode, if this one goes on with it: the rules compare the two, column by column."""
    last_year = draft.rows(f"Episodes{LAST}", episode.child)
    return last_year[-1] if last_year and is_first(draft, episode) and not last_year[-1].DEC else None


def may_change(draft: Draft, episode: Row, change: Mapping[str, str]) -> bool:
    """Whether the placement may be changed in this way without a rule saying that RNE is not borne out.

    An episode in which only the legal status changed must be like the one before it (434), and one with a move must
    differ from it in placement type, postcode, URN or provider (435, 436).
    """
    before, after = neighbours(draft, episode)
    if episode.RNE == "L" or (after is not None and after.RNE == "L"):
        return False
    return all(
        other is None
        or any(
            getattr(other, column) != change.get(column, getattr(episode, column)) for column in _WHAT_A_MOVE_CHANGES
        )
        for other in (before, after)
    )


def went_away_for_a_while(draft: Draft, child: str) -> bool:
    """Whether the child was in a temporary placement, after which all must be as before (rule 383)."""
    return any(each.PLACE in TEMPORARY for each in draft.rows("Episodes", child))


def is_alone(draft: Draft, child: str) -> bool:
    """Whether the child is or was an unaccompanied asylum seeker."""
    return bool(draft.rows("UASC", child) or draft.rows(f"UASC{LAST}", child))


def has_plan_of_adoption(draft: Draft, child: str) -> bool:
    """Whether there is a decision that the child should be placed for adoption."""
    return bool(draft.rows("PlacedAdoption", child))


def is_in_any(draft: Draft, child: str, *tables: str) -> bool:
    """Whether the child has a row in one of these tables."""
    return any(draft.rows(table, child) for table in tables)


def in_both_years(draft: Draft, child: str) -> bool:
    """Whether the child was in last year's return too."""
    return bool(draft.rows(f"Header{LAST}", child))


def is_looked_after(draft: Draft, child: str) -> bool:
    """Whether the child has an episode this year that is no short break."""
    return any(each.LS not in SHORT_BREAKS for each in draft.rows("Episodes", child))


def is_open(draft: Draft, child: str) -> bool:
    """Whether the child is looked after on 31 March, having been all year long or since the only start of care."""
    episodes = draft.rows("Episodes", child)
    return bool(episodes) and not episodes[-1].DEC and all(each.REC in ("", "X1") for each in episodes)


def has_birthday_by(row: Row, age: int, when: Day) -> bool:
    """Whether the child of this row, going by the row's own DOB, is of this age by the day."""
    return birthday(read(row.DOB), age) <= when


def of_steady_age(draft: Draft, row: Row) -> bool:
    """Whether a date of birth some days earlier would change the child's age in no way that a rule looks at."""
    start, end = draft.year.start, draft.year.end
    return any(
        has_birthday_by(row, lowest, start - 1) and not has_birthday_by(row, highest, end + 30)
        for lowest, highest in ((6, 10), (11, 15))
    )


def some_days_earlier(draft: Draft, written: str) -> str:
    """A date that was mistyped."""
    return text(read(written) - draft.chance.between(1, 9))


def date_of_birth_differs(table: str, code: str, per_100: float, *, ages_matter: bool = True) -> None:
    """Make it a kind of mistake that the date of birth in this table is not that in Header.

    :param ages_matter: whether other rules reckon an age from this date.
    """

    @mistake(table, per_100)
    def differs(draft: Draft, row: Row) -> Mistake | None:
        if ages_matter and not of_steady_age(draft, row):
            return None
        change = {"DOB": some_days_earlier(draft, row.DOB)}
        return Mistake(f"DOB in {table} was changed", [(code, row)], [(row, change)])


def code_is_invalid(
    table: str, column: str, invalid: str, code: str, per_100: float, only_if: Callable[[Row], bool] | None = None
) -> None:
    """Make it a kind of mistake that a code of no meaning stands in a column, where any code stands."""

    @mistake(table, per_100)
    def invalid_code(_draft: Draft, row: Row) -> Mistake | None:
        if not getattr(row, column) or (only_if and not only_if(row)):
            return None
        return Mistake(f"{column} was changed to {invalid}", [(code, row)], [(row, {column: invalid})])
