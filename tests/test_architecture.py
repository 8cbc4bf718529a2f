"""What no linter sees: where tasks are sent from, what a view may touch, how long a file may be."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from annotation_server.core.commands import TandemCommand

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "annotation_server"
GENERATED = {"schema.d.ts"}
LONGEST_FILE = 300
DECISION_LINES = range(15, 61)
SLOW_TO_LOAD = ("numpy", "scipy", "pyarrow", "aiohttp", "rest_framework.serializers")

SENDS_A_TASK = {"delay", "apply_async", "send_task"}
TOUCHES_THE_DATABASE = {
    *("objects", "_default_manager", "filter", "exclude", "create", "get_or_create", "save"),
    *("update_or_create", "bulk_create", "bulk_update", "select_for_update", "refresh_from_db"),
    *("atomic", "on_commit", "cursor", "execute"),
}


def modules(folder: Path = SERVER) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def views() -> Iterator[tuple[str, ast.Module]]:
    for name, tree in modules():
        if Path(name).name == "api.py" or Path(name).parent.name == "api":
            yield name, tree


def attributes(tree: ast.Module, names: set[str]) -> list[ast.Attribute]:
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return [node for node in found if node.attr in names]


def names_of_models(tree: ast.Module) -> set[str]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    from_models = (node for node in imports if (node.module or "").endswith(".models"))
    return {alias.asname or alias.name for node in from_models for alias in node.names}


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def sources() -> list[Path]:
    """Every source file that people read: the server, its tests, the front end."""
    python = [*SERVER.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "run"]
    page = (ROOT / "frontend" / "src").rglob("*")
    web = [path for path in page if path.suffix in {".ts", ".svelte", ".css"}]
    return [path for path in (*python, *web) if path.name not in GENERATED]


def test_tasks_are_sent_by_the_broker_module_alone():
    """Everything else hints: after the commit, without waiting, unnoticed when it fails."""
    senders = {name for name, tree in modules() if attributes(tree, SENDS_A_TASK)}
    assert senders == {"annotation_server/core/broker.py"}


def test_views_leave_the_database_to_queries_and_services():
    touching = [
        f"{name}:{node.lineno} .{node.attr}"
        for name, tree in views()
        for node in attributes(tree, TOUCHES_THE_DATABASE)
    ]
    assert touching == []


def test_views_know_models_only_as_types():
    made = [
        f"{name}:{call.lineno}"
        for name, tree in views()
        for call in calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id in names_of_models(tree)
    ]
    assert made == []


def test_nothing_prints():
    """Commands write to their stdout, the quick start says, the server logs."""
    printing = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for call in calls(tree)
        if isinstance(call.func, ast.Name) and call.func.id == "print"
    ]
    assert printing == []


def test_a_command_begins_without_what_only_some_need():
    """Beat, workers and every command set Django up: what loads slowly comes when it is used."""
    code = "import django, sys; django.setup(); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"annotation_server.exports.models"} <= set(said.stdout.split())
    assert {*SLOW_TO_LOAD} & set(said.stdout.split()) == set()


def test_no_source_file_is_long():
    lengths = {path: len(path.read_text().splitlines()) for path in sources()}
    too_long = {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST_FILE}
    assert too_long == {}


@pytest.mark.parametrize(
    "name", sorted(n for n, app in get_commands().items() if app.startswith("annotation_server."))
)
def test_every_command_fails_with_a_sentence_and_knows_json(name):
    assert isinstance(load_command_class(get_commands()[name], name), TandemCommand)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_is_read_in_a_minute(path):
    assert len(path.read_text().splitlines()) in DECISION_LINES


def test_decisions_have_numbers_of_their_own():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(set(numbers)) == len(numbers)


def test_the_described_api_is_the_one_that_is_served():
    from tests.endpoints import served

    described = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    told = {(method.upper(), path) for path, found in described.items() for method in found}
    assert told == {one for one in served() if one[1].startswith("/api/")}
