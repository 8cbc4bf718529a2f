"""What the tasks of ./run read from the environment, and what they hand on to Django."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_path() -> Path:
    """The data folder: TANDEM_DATA, or `.data` in the checkout."""
    chosen = os.environ.get("TANDEM_DATA", "")
    return Path(chosen).expanduser().resolve() if chosen else ROOT / ".data"


def given(name: str) -> str:
    """The value of a variable, empty when it is not set."""
    return os.environ.get(name, "")


def for_children(**changes: str) -> dict[str, str]:
    """This process's environment, so that Python children find the project from any folder."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": given("DJANGO_SETTINGS_MODULE") or "annotation_server.settings",
        **changes,
    }


def adopt(environment: dict[str, str]) -> None:
    """Makes `environment` that of this process and of all it starts from now on."""
    os.environ.update(environment)
