"""Outlives a killed server just long enough to end what it started.

Its standard input is a pipe whose other end only the server holds: when the server is gone,
however it went, the pipe reads as closed.
"""

import signal
import sys
from pathlib import Path

from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.processes import end_leftovers

CLAIM_SECONDS = 3


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sys.stdin.read()
    folder = DataFolder(Path(sys.argv[1]))
    try:
        # An orderly end releases the folder first and leaves nothing to do here; a new server
        # that was faster has done it itself.
        with folder.claim("guard", CLAIM_SECONDS):
            end_leftovers(folder)
    except (QuickstartError, FileNotFoundError):
        return


if __name__ == "__main__":
    main()
