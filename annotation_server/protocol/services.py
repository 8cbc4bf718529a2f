from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from django.db import IntegrityError, transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.core.errors import FieldProblem, TandemError
from annotation_server.protocol.models import Protocol
from annotation_server.protocol.queries import protocol_by_key
from annotation_server.protocol.rules.canonical import as_data, sha256_of
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.parse import parse_definition
from annotation_server.protocol.rules.problems import DefinitionError, Problem


class DefinitionRefusedError(TandemError):
    """A definition with mistakes; `fields` and `details` have each of them with its place."""

    code = "invalid_definition"


class VersionTakenError(TandemError):
    code = "version_taken"
    status = 409


def install_definition(source: str, *, by: User | None) -> Protocol:
    """Store a definition. The same content again gives the protocol that is there already."""
    stored = Protocol.objects.filter(source=source).first()  # to read YAML takes far longer
    if stored is not None:
        return stored
    definition = _parsed(source)
    try:
        with transaction.atomic():
            protocol, _ = Protocol.objects.get_or_create(
                sha256=sha256_of(definition),
                defaults={
                    "key": definition.key,
                    "version": definition.version,
                    "title": definition.title,
                    "definition": as_data(definition),
                    "source": source,
                    "created_by": by,
                },
            )
    except IntegrityError as error:
        raise VersionTakenError(
            f"{definition.key} version {definition.version} is stored with other content. "
            "Definitions are never changed: give yours a higher version."
        ) from error
    return protocol


def check_definition(source: str) -> Definition:
    """Read a definition without storing it. Raises DefinitionRefusedError with every mistake."""
    return _parsed(source)


@transaction.atomic
def add_definition(source: str, *, by: User) -> Protocol:
    """Store a manager's own definition, as `install_definition` does, and record it."""
    protocol = install_definition(source, by=by)
    record(by=by, action="protocol_stored", subject=protocol, key=protocol.key)
    return protocol


def install_shipped(*, by: User | None) -> list[Protocol]:
    """Store the definitions that come with the server, those that are not stored yet."""
    return [install_definition(source, by=by) for source in shipped_sources()]


def protocol_named(key: str, *, by: User | None) -> Protocol | None:
    """Give the newest version of a protocol, a shipped one also before anybody installed it."""
    stored = protocol_by_key(key)
    if stored is None:
        install_shipped(by=by)
        stored = protocol_by_key(key)
    return stored


def shipped_sources() -> Iterator[str]:
    folder = files("annotation_server.protocol") / "definitions"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        yield file.read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def _parsed(source: str) -> Definition:
    try:
        return parse_definition(source)
    except DefinitionError as error:
        raise _refused(error.problems) from error


def _refused(problems: tuple[Problem, ...]) -> DefinitionRefusedError:
    count = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    return DefinitionRefusedError(
        f"The definition has {count}. Nothing was stored; correct it and send it again.",
        fields=[FieldProblem(p.path, p.code, _with_line(p)) for p in problems],
        details={"lines": [p.line for p in problems]},
    )


def _with_line(problem: Problem) -> str:
    return f"Line {problem.line}: {problem.message}" if problem.line else problem.message
