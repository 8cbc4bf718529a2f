"""./run check, ./run fix and ./run schema."""

import filecmp
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from annotation_server.quickstart import frontend
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.surroundings import ROOT, for_children

SCHEMA = ROOT / "docs" / "openapi.json"
TYPES = frontend.FOLDER / "src" / "api" / "schema.d.ts"
AT_ONCE = 2
# Checks need no engine: Django only loads its settings, which ask for these.
NO_ENGINES = {
    "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/nowhere",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "only-for-checks-that-answer-no-request-0123456789",
    "TANDEM_PSEUDONYM_KEY": "only-for-checks-that-export-nothing-0123456789",
}


def check() -> int:
    """Runs every check, also after one has failed; 0 when all are clean."""
    frontend.install()
    # Most of them use one core, and the longest, that of the types, would hold up all others.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        passed = dict(zip(CHECKS, pool.map(_passes, CHECKS, CHECKS.values()), strict=True))
    failed = [name for name in CHECKS if not passed[name]]
    say(f"Not clean: {', '.join(failed)}." if failed else "All checks are clean.")
    return 1 if failed else 0


def fix() -> int:
    """Repairs what can be repaired without thought."""
    python("ruff", "check", "--fix", "--quiet", ".", may_fail=True)
    python("ruff", "format", "--quiet", ".")
    frontend.install()
    frontend.npm("run", "--silent", "fix", show=True)
    return 0


def write_schema() -> None:
    """Writes the description of the API, and the types that the front end reads it by."""
    make_schema(SCHEMA)
    frontend.install()
    make_types(TYPES)
    say(f"Wrote {SCHEMA.relative_to(ROOT)} and {TYPES.relative_to(ROOT)}.")


def make_schema(target: Path) -> None:
    words = ("spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn")
    manage(*words, "--file", str(target), settings="annotation_server.settings_schema")


def make_types(target: Path) -> None:
    frontend.npm("exec", "--", "openapi-typescript", str(SCHEMA), "--output", str(target))


def _passes(name: str, run: Callable[[], None]) -> bool:
    try:
        with step(name):
            run()
    except QuickstartError as error:
        say(f"  {name}: {error}")
        return False
    return True


def python(module: str, *words: str, may_fail: bool = False) -> None:
    _run([sys.executable, "-m", module, *words], "annotation_server.settings", may_fail=may_fail)


def import_rules() -> None:
    # Its launcher in .venv/bin would break in a path with spaces.
    words = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    _run([sys.executable, "-c", words], "annotation_server.settings")


def manage(*words: str, settings: str = "annotation_server.settings") -> None:
    _run([sys.executable, "manage.py", *words], settings)


def _run(command: list[str], settings: str, *, may_fail: bool = False) -> None:
    environment = for_children(**NO_ENGINES, DJANGO_SETTINGS_MODULE=settings)
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0 and not may_fail:
        say(done.stdout)
        raise QuickstartError("not clean, as said above.")


def _current(kept: Path, make: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / kept.name
        make(made)
        if not kept.exists() or not filecmp.cmp(made, kept, shallow=False):
            raise QuickstartError(
                f"{kept.relative_to(ROOT)} is older than the code: run `./run schema`."
            )


def _no_missing_migration() -> None:
    # The engines are not there, so the history of migrations cannot be compared with a database.
    manage("makemigrations", "--check", "--dry-run", "-v", "1")


CHECKS: dict[str, Callable[[], None]] = {
    "Lint": lambda: python("ruff", "check", "--quiet", "."),
    "Format": lambda: python("ruff", "format", "--check", "--quiet", "."),
    "Types": lambda: python("mypy", "--no-error-summary"),
    "Import rules": import_rules,
    "Migrations": _no_missing_migration,
    "API description": lambda: _current(SCHEMA, make_schema),
    "Types of the API": lambda: _current(TYPES, make_types),
    "Lint of the front end": lambda: frontend.npm("run", "--silent", "lint"),
    "Types of the front end": lambda: frontend.npm("run", "--silent", "check"),
}
