"""Everything fails under a crowd at work, and nothing that was acknowledged is lost."""

import socket
import subprocess
import sys

import pytest

from annotation_server.quickstart import surroundings
from annotation_server.quickstart.chaos.faults import FAULTS, drawn
from annotation_server.quickstart.chaos.proxy import Proxy

SEEDS = 20


def chaos(*words: str) -> "subprocess.CompletedProcess[str]":
    """`./run chaos` on engines of its own, whatever those of the tests are."""
    environment = surroundings.for_children()
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TANDEM_PSEUDONYM_KEY"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "annotation_server.quickstart", "chaos", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_acknowledged_answer_is_lost_when_everything_fails():
    ended = chaos("--seeds", "1", "--short")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 lost, 0 other than sent, 0 doubled, 0 pairs above" in ended.stdout


@pytest.mark.prove
def test_no_acknowledged_answer_is_lost_whatever_fails_when():
    ended = chaos("--seeds", str(SEEDS))
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_seed_draws_the_same_faults_again_and_twenty_draw_them_all():
    assert drawn(7, 6) == drawn(7, 6)
    names = {fault.name for seed in range(1, SEEDS + 1) for fault in drawn(seed, 6)}
    assert names == {fault.name for fault in FAULTS}


@pytest.fixture
def echo():
    """A server that says back what it hears, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        words = "import socket,sys\nd=socket.socket(fileno=0)\nwhile 1:\n c=d.accept()[0]\n"
        words += " p=c.recv(99)\n c.sendall(p)\n c.close()"
        process = subprocess.Popen([sys.executable, "-c", words], stdin=door.fileno())
        yield door.getsockname()[1]
        process.kill()
        process.wait()


def said_back(proxy: Proxy) -> bytes:
    """Nothing when the connection is cut."""
    try:
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as near:
            near.sendall(b"hello")
            return near.recv(99)
    except ConnectionError:
        return b""


def test_the_proxy_passes_on_cuts_and_mends(echo):
    proxy = Proxy(echo)
    try:
        assert said_back(proxy) == b"hello"
        proxy.cut()
        assert said_back(proxy) == b""
        proxy.mend()
        assert said_back(proxy) == b"hello"
    finally:
        proxy.close()
