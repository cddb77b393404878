"""A parser for XML that nobody vouches for: no DTD, no entity and no external reference is ever looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from lac_validator.ingest import limits
from lac_validator.ingest.problems import CannotRead


def guarded_parser(encoding: str | None = None) -> Any:
    """An expat parser for handlers of one's own, with those of defusedxml set that refuse what is not to be looked at.

    Not defusedxml's own parser: the tree of elements that it builds, and the namespaces that it writes into every
    name, cost several times what the reading costs. Names come as they are written: ``x:row``.
    """
    guard = DefusedXMLParser(forbid_dtd=True)
    parser = ParserCreate(encoding)
    parser.StartDoctypeDeclHandler = guard.defused_start_doctype_decl
    parser.EntityDeclHandler = guard.defused_entity_decl
    parser.UnparsedEntityDeclHandler = guard.defused_unparsed_entity_decl
    parser.ExternalEntityRefHandler = guard.defused_external_entity_ref_handler
    parser.buffer_text = True
    parser.buffer_size = 65536
    return parser


@contextmanager
def xml_errors(file: str, remedy: str) -> Iterator[None]:
    """Say in a sentence what is wrong with the XML.

    :raises CannotRead: it is not well-formed, or it has a DTD.
    """
    try:
        yield
    except DefusedXmlException:
        raise CannotRead(
            f"{file} begins with a document type declaration (DTD), which can hide harmful content and is never read. "
            f"{remedy}"
        ) from None
    except ExpatError as error:
        reason = ErrorString(error.code) or "an error"
        raise CannotRead(
            f"{file} is not well-formed XML: {reason} in line {error.lineno:,}, character {error.offset + 1:,}. "
            f"Nothing of it was used. {remedy}"
        ) from None
    except CannotRead:
        raise
    except (LookupError, ValueError):  # of the encoding that the file names
        raise CannotRead(f"{file} is XML in an encoding that cannot be read. {remedy}") from None


def local_name(name: str) -> str:
    """The name without the prefix of its namespace."""
    return name.rpartition(":")[2]


def check_depth(depth: int, file: str) -> None:
    """:raises CannotRead: elements stand inside each other deeper than in any return."""
    if depth > limits.XML_DEPTH:
        raise CannotRead(f"{file} is no SSDA903 return: its XML elements stand {depth} deep inside each other.")


def chunks(data: bytes, size: int = 1 << 18) -> Iterable[bytes]:
    """The data piece by piece, so that progress can be told and nothing is copied whole."""
    view = memoryview(data)
    return (view[start : start + size] for start in range(0, len(data), size))  # type: ignore[misc]
