"""The people of the browser tests, made by the ordinary services on the running server."""

import json
from dataclasses import dataclass

from tests.servers import TandemServer

PASSWORD = "a password for the browser tests"
MANAGER = "mo"
ANNOTATORS = ("ada", "ben", "cleo")
REVIEWER = "rui"
NOBODY = "sam"
EVERYBODY = (MANAGER, *ANNOTATORS, REVIEWER, NOBODY)

MAKE = """
import json
from annotation_server.accounts.services import create_user
for name in json.loads({names!r}):
    create_user(name, is_manager=name == {manager!r}, password={password!r})
"""


@dataclass(frozen=True)
class Person:
    name: str
    password: str = PASSWORD


def make_people(server: TandemServer) -> dict[str, Person]:
    """Everybody, by name. Only the manager belongs to anything yet."""
    script = MAKE.format(names=json.dumps(EVERYBODY), manager=MANAGER, password=PASSWORD)
    server.manage("shell", "--no-imports", "--command", script)
    return {name: Person(name) for name in EVERYBODY}
