"""./run bench SCENARIO: measurements on engines and data of their own, which go away again."""

import tempfile
from pathlib import Path

from annotation_server.quickstart import testing
from annotation_server.quickstart.console import step
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.supervisor import Supervisor

# In a browser, on a whole server: pytest runs it for its fixtures.
PAGE = "page"
# scenario: the management command that measures it
SCENARIOS = {"export": "bench_export"}


def bench(words: list[str]) -> int:
    """Runs one scenario with its options; it prints its figures."""
    if words and words[0] == PAGE:
        return testing.measure(words[1:])
    if not words or words[0] not in SCENARIOS:
        raise QuickstartError(f"Usage: ./run bench {'|'.join([*SCENARIOS, PAGE])} [OPTIONS]")
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as place:
        folder = DataFolder(Path(place) / "data")
        folder.path.parent.chmod(0o711)
        with Supervisor(folder, "bench") as supervisor:
            supervisor.start_engines(quietly=True)
            with step("Database tables"):
                supervisor.run("migrate", "--noinput")
                supervisor.run("install_protocols")
            supervisor.run(SCENARIOS[words[0]], *words[1:], shown=True)
    return 0
