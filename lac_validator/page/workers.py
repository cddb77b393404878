"""Who works with whom, as far as is known now."""

from __future__ import annotations

from lac_validator.page.plain import Plain, typed
from lac_validator.page.session import held
from lac_validator.report.content.errors import UNALLOCATED, Errors
from lac_validator.report.content.workers import Contacts


def contacts(errors: Errors) -> Contacts:
    """Who works with whom, as far as is known now."""
    allocation = held.allocation
    return Contacts(errors, allocation.children if allocation else None)


def workers_of_children(errors: Errors) -> Plain:
    """The social worker and the team of each child that has errors, as places in lists of names; "" for none."""
    known = contacts(errors)
    of_children = [known.of(child) for child in errors.children]
    workers = sorted({UNALLOCATED, *(contact.worker for contact in of_children)})
    teams = sorted({UNALLOCATED, *(contact.team for contact in of_children)})
    worker_places, team_places = ({name: place for place, name in enumerate(names)} for names in (workers, teams))
    return {
        "workers": workers,
        "teams": teams,
        "workerOfChild": typed(worker_places[contact.worker] for contact in of_children),
        "teamOfChild": typed(team_places[contact.team] for contact in of_children),
    }
