"""The council's own list of who works with which child."""

from __future__ import annotations

from lac_validator.ingest.own_files import guess_allocation_columns
from lac_validator.page.files import manifest
from lac_validator.page.plain import Plain
from lac_validator.page.session import held
from lac_validator.page.workers import workers_of_children
from lac_validator.report import allocation_columns, read_allocation


def read_allocation_list(file: Plain) -> Plain:
    """Read a council's list of who works with which child: its headings, and which of them seem to hold what.

    :raises CannotRead: there is no table in the file.
    """
    columns = allocation_columns(file["name"], bytes(file["data"]))
    held.allocation_list = columns
    return {"headings": list(columns), "guess": guess_allocation_columns(list(columns))}


def read_given_list(part: int) -> Plain:
    """Take a part of a file given as the allocation list that it seems to be, out of the return: as
    :func:`read_allocation_list`, with the manifest of the files that are left.
    """
    file = held.lists[part]
    read = read_allocation_list({"name": file.name, "data": file.data})
    held.lists.pop(part)
    held.intake.remove(part)
    return read | {"manifest": manifest()}


def use_allocation_list(mapping: dict[str, str] | None) -> Plain:
    """Take the list just read as the allocation, its columns being these; None drops it. ``inReturn`` is None as long
    as nothing was checked.

    The answer says what was read, and anew who works with the children that have errors.

    :raises ValueError: the columns that it must have are not named.
    """
    held.allocation = None if mapping is None else read_allocation(held.allocation_list, mapping)
    errors, allocation = held.errors, held.allocation
    return (workers_of_children(errors) if errors else {}) | {
        "listed": len(allocation.children) if allocation else 0,
        "inReturn": allocation.count_in(errors.ret) if allocation and errors else None,
        "sentences": allocation.sentences if allocation else [],
    }
