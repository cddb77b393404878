"""The upper-tier local authorities of England, which make the returns.

Source: Office for National Statistics, lookup of lower-tier to upper-tier local authorities (April 2021), brought up to
date with the authorities made since; Open Government Licence v3.0.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from lac_validator.reference import data_files

OUTSIDE_ENGLAND = {"NIR": "Northern Ireland", "SCO": "Scotland", "WAL": "Wales"}
"""What stands for the authority of a placement outside England."""

# Words that some lists put round an authority's name and others leave out.
_FORM_OF_AUTHORITY = frozenset(
    """
    and authority borough city corporation council county district london mbc metropolitan of royal the unitary
    """.split()  # noqa: SIM905 - a list of so many words reads worse
)
# In everyday use, but not the official name with its form left off.
_SHORT_NAMES = {"bcp": "bournemouth christchurch poole", "hull": "kingston upon hull"}


@dataclass(frozen=True)
class Authority:
    """An upper-tier authority: its nine-character ONS code (E08000003) and its name (Manchester)."""

    code: str
    name: str


@dataclass(frozen=True)
class _Register:
    current: list[Authority]
    names: dict[str, str]
    codes: dict[str, str]


def authorities() -> list[Authority]:
    """The upper-tier authorities of England in being today, by name."""
    return list(_register().current)


def authority_name(code: str) -> str | None:
    """The name that belongs to an authority's code, also that of an authority since abolished.

    WAL, SCO and NIR, which stand for the authority of a placement outside England, have the country's name.
    """
    return _register().names.get(code.strip().upper())


def checked_authority(code: str | None) -> str | None:
    """The code of the authority that makes a return, in capitals; also of one since abolished. None where it is blank.

    :raises ValueError: there never was such an authority; the message is a sentence.
    """
    code = (code or "").strip().upper()
    if code and (code in OUTSIDE_ENGLAND or code not in _register().names):
        raise ValueError(
            "The authority given is no code of an upper-tier authority of England: give it as E08000003, say, or "
            "leave it out, and it is told from the postcodes."
        )
    return code or None


def authority_code(name: str) -> str | None:
    """The code of the upper-tier authority of this name, however it is written; None when there is none.

    Capitals, punctuation, "&" for "and", and words such as City of, County, London Borough of and Council make no
    difference: "Bristol City Council" and "Bristol, City of" are the same. A name that an abolished authority left to
    its successor (Somerset) is the successor's; the name of one that left none (Cumbria) still gives its old code.
    """
    return _register().codes.get(_bare_name(name))


@cache
def _register() -> _Register:
    data = data_files.read(data_files.AUTHORITIES)
    if data is None:
        raise FileNotFoundError("The list of local authorities is missing: install lac_validator with pip to make it.")
    register = json.loads(data)
    current = [Authority(code, name) for code, name in register["current"].items()]
    retired = [Authority(code, name) for code, name in register["retired"].items()]
    return _Register(
        current=sorted(current, key=lambda authority: authority.name),
        names={authority.code: authority.name for authority in retired + current} | OUTSIDE_ENGLAND,
        codes={_bare_name(authority.name): authority.code for authority in retired + current},
    )


def _bare_name(name: str) -> str:
    words = re.findall(r"[a-z]+", name.lower().replace("'", ""))
    telling = [word for word in words if word not in _FORM_OF_AUTHORITY]
    # Of "City of London" nothing else is left, and "London" alone is no authority.
    bare = " ".join(telling or sorted({"city", "london"}.intersection(words)))
    return _SHORT_NAMES.get(bare, bare)
