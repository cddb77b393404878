"""What the page may call: the one list of it. Plain data in, plain data out; long work is a generator.

The worker turns dictionaries into objects, lists into arrays, ``bytes`` into Uint8Array and numpy arrays into typed
arrays. A function that returns a generator is stepped by the worker: each value yielded is ``(done, total, what)``,
and the value returned is the answer. What crosses is columnar: the page holds every error as a place in five typed
arrays, and asks for the text of the rows that it shows.

One session is held: the files given, the return made of them, and the errors last found. What looks at the errors says
by its number which check it means, since the page may ask while the next one runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

AREAS = {
    "starting": ("take_postcodes", "warm_up"),
    "files": ("add_files", "add_sample", "assign", "remove", "reread", "clear", "manifest"),
    "results": ("validate",),
    "causes": ("causes",),
    "showing": ("rows", "row_at_line", "cells", "child", "find_children"),
    "reports": ("report",),
    "allocation": ("read_allocation_list", "read_given_list", "use_allocation_list"),
    "answers": ("add_answers", "forget_answers", "answers"),
    "runs": ("add_runs", "forget_runs", "progress"),
    "fix": ("propose_fixes", "what_to_change", "foresee_fixes", "apply_fixes"),
    "changes": ("save_changes", "carry_decisions"),
    "insight": ("worth_a_look", "figures"),
    "reference": ("rules", "rule_changes"),
}
"""By module, the functions that the page may call. A module is loaded when one of its functions is first called."""

LOOK_UPS = ("rows", "row_at_line", "cells", "child", "find_children", "causes", "rules", "rule_changes")
"""What only looks, and so is answered between two steps of long work, rather than after it."""

_HOMES = {name: area for area, names in AREAS.items() for name in names}


def call(name: str, *arguments: Any) -> Any:
    """Call a function for the page.

    :raises LookupError: it is not the page's to call.
    """
    if name not in _HOMES:
        raise LookupError(f"{name} is not the page's to call.")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)(*arguments)
