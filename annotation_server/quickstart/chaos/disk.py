"""A media folder that can be filled up.

It is a small file system of its own, or the processes that write there may not any more.
"""

import os
import resource
import subprocess
from contextlib import suppress

import psutil

from annotation_server.quickstart.folders import DataFolder
from annotation_server.quickstart.processes import marked

SIZE = "32m"
PIECE = bytes(1 << 20)


class Disk:
    """`kind` says how it is made full: `tmpfs` as root, else `rlimit` on the worker's processes."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.media = folder.path / "media"
        self.filler = self.media / ".filler"
        self.kind = "tmpfs" if self._mounted() else "rlimit"

    def _mounted(self) -> bool:
        if os.geteuid() != 0:
            return False
        self.media.mkdir(parents=True, exist_ok=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(self.media)]
        try:
            done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603
        except OSError:
            return False
        return done.returncode == 0

    def fill(self) -> None:
        if self.kind == "rlimit":
            self._limit(0)
            return
        with suppress(OSError), self.filler.open("ab", buffering=0) as file:
            while file.write(PIECE):
                pass

    def empty(self) -> None:
        if self.kind == "rlimit":
            self._limit(resource.RLIM_INFINITY)
            return
        self.filler.unlink(missing_ok=True)

    def _limit(self, bytes_of_a_file: int) -> None:
        """How large files may get that the workers write; those that they start get it too."""
        for process in marked(self.folder):
            with suppress(psutil.Error, OSError, ValueError):
                if "celery" in process.cmdline():
                    hard = process.rlimit(psutil.RLIMIT_FSIZE)[1]
                    process.rlimit(psutil.RLIMIT_FSIZE, (bytes_of_a_file, hard))

    def close(self) -> None:
        if self.kind == "tmpfs":
            words = ["umount", "--lazy", str(self.media)]
            subprocess.run(words, capture_output=True, check=False)  # noqa: S603
