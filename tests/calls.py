"""The page's calls, as the worker of the page makes them."""

from __future__ import annotations

from inspect import isgenerator
from typing import Any

from lac_validator import page
from lac_validator.steps import finish

Plain = dict[str, Any]


def call(name: str, *arguments: Any) -> Any:
    """Long work is stepped to its end."""
    answer = page.call(name, *arguments)
    return finish(answer) if isgenerator(answer) else answer
