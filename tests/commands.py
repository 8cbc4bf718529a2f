"""Management commands, each in a copy of a process that has everything loaded.

To start Python with all of Tandem takes longer than most commands do. The copy is a process of its
own, with the words, the exit code and the end of `python manage.py`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from annotation_server.quickstart import surroundings

Ended = subprocess.CompletedProcess[str]


class Commands:
    """Runs commands on a server's engines, one after the other; `close` ends it."""

    def __init__(self, engines: dict[str, str], **chosen: str) -> None:
        self.engines = engines
        self.loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.commands"],
            env=surroundings.for_children(**engines) | chosen,
            cwd=surroundings.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, words: list[str]) -> Ended:
        asked, told = self.loaded.stdin, self.loaded.stdout
        assert asked is not None
        assert told is not None
        with tempfile.TemporaryDirectory() as folder:
            out, error = (Path(folder) / name for name in ("out", "error"))
            asked.write(json.dumps([words, str(out), str(error)]) + "\n")
            asked.flush()
            code = int(told.readline())
            return Ended(words, code, out.read_text(), error.read_text())

    def close(self) -> None:
        self.loaded.communicate()


def main() -> None:
    import django

    django.setup()
    import annotation_server.urls  # noqa: F401  # and with it all that a command may need

    for line in sys.stdin:
        words, out, error = json.loads(line)
        copy = os.fork()
        if copy == 0:
            carry_out(words, out, error)
            sys.exit()
        _, status = os.waitpid(copy, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def carry_out(words: list[str], out: str, error: str) -> None:
    """One command; what it says goes to the two files, and it may end this process."""
    from django.core.management import execute_from_command_line

    for path, number in ((os.devnull, 0), (out, 1), (error, 2)):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
    execute_from_command_line(["manage.py", *words])


if __name__ == "__main__":
    main()
