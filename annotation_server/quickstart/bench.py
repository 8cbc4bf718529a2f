"""./run bench: a server of its own, filled and measured, and nothing left of it afterwards."""

import shutil

from annotation_server.quickstart import surroundings, testing
from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.manage import command
from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.serve import start
from annotation_server.quickstart.supervisor import Supervisor


def bench(words: list[str]) -> int:
    """In the folder `bench` below the data folder: real engines that sync, web server, workers.

    `page` and `dashboard-page` are measured in a browser instead, which pytest drives.
    """
    if words and words[0] in testing.PAGES:
        return testing.measure(words[0], words[1:])
    folder = DataFolder(surroundings.data_path() / "bench")
    port = free_port()
    try:
        with Supervisor(folder, "server") as supervisor:
            start(supervisor, port)
            address = f"http://127.0.0.1:{port}"
            return command(["bench", "--base-url", address, *words], supervisor.environment)
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)
