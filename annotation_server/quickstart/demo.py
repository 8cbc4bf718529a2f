"""./run demo: a server with a drawn corpus, an open campaign and people who can sign in."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from annotation_server.quickstart import frontend, surroundings
from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.demo_corpus import draw
from annotation_server.quickstart.folders import DataFolder, megabytes
from annotation_server.quickstart.ports import port_to_serve
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import memory_megabytes
from annotation_server.quickstart.serve import start
from annotation_server.quickstart.supervisor import Supervisor


def demo(given: Path | None, wanted_port: int | None) -> None:
    """Serves until an interrupt. Called again, it keeps the work and makes fresh passwords."""
    started = time.monotonic()
    if given is not None and not given.is_file():
        raise QuickstartError(f"There is no manifest {given}. See docs/quickstart.md for its form.")
    folder = DataFolder(surroundings.data_path())
    port = port_to_serve(wanted_port)
    folder.prepare()
    manifest = _materials(folder, given)
    name = given.stem if given else "Demo"
    with Supervisor(folder, "server") as supervisor:
        start(supervisor, port)
        supervisor.run("furnish_demo", str(manifest.resolve()), "--name", name, shown=True)
        say()
        say(f"Tandem is at http://127.0.0.1:{port}/   (Ctrl-C ends it)")
        say(f"Ready in {time.monotonic() - started:.0f} s. {_sizes(folder)}")
        supervisor.watch()


def _materials(folder: DataFolder, given: Path | None) -> Path:
    """Builds the front end and draws the clips, side by side."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        building = pool.submit(frontend.build)
        if given is None:
            with step("Drawing 24 clips"):
                given = draw(folder.path / "demo")
        building.result()
    return given


def _sizes(folder: DataFolder) -> str:
    packages = megabytes(surroundings.ROOT / ".venv")
    node = megabytes(frontend.FOLDER / "node_modules")
    return (
        f"On disk: {packages} MB of Python packages, {node} MB of front-end packages, "
        f"{megabytes(folder.path)} MB of data. In memory: {memory_megabytes(folder)} MB."
    )
