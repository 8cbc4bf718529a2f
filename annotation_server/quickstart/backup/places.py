"""Where an instance keeps its database and its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.supervisor import Supervisor

VARIABLES = {"media": "TANDEM_MEDIA", "exports": "TANDEM_EXPORTS"}


@dataclass(frozen=True, slots=True)
class Places:
    """The address of the database, and the data folder with the folders that may lie elsewhere."""

    database: str
    data: Path
    secrets: Path

    def place_of(self, path: str) -> Path:
        """Where a path below the data folder really is."""
        part, _, rest = path.partition("/")
        chosen = surroundings.given(VARIABLES.get(part, ""))
        top = Path(chosen).expanduser().resolve() if chosen else self.data / part
        return top / rest


@contextmanager
def engines_of(role: str) -> Iterator[Places]:
    """The places of the data folder, beside its running server or with its engines started."""
    folder = DataFolder(surroundings.data_path())
    folder.prepare()
    running = folder.running_environment() if folder.holder() == "server" else None
    if running is not None:
        yield Places(running["DATABASE_URL"], folder.path, folder.secrets)
        return
    with Supervisor(folder, role) as supervisor:
        supervisor.start_engines(quietly=True)
        yield Places(supervisor.environment["DATABASE_URL"], folder.path, folder.secrets)
