"""A TCP proxy before the database, which can cut all its connections or slow them down."""

import select
import socket
import threading
from contextlib import suppress

PIECE = 65536
LOOK_SECONDS = 0.2


class Proxy:
    """Passes bytes on between its port and `target` on the loopback interface."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.pause = 0.0
        self.is_cut = False
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port: int = self.door.getsockname()[1]
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def cut(self) -> None:
        """Close every connection, and each new one at once, until `mend`."""
        self.is_cut = True
        with self.lock:
            for one in self.open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def slow(self, seconds: float) -> None:
        """Hold every piece back for so long, until `mend`."""
        self.pause = seconds

    def mend(self) -> None:
        self.is_cut, self.pause = False, 0.0

    def close(self) -> None:
        self.over.set()
        self.cut()
        self.door.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                near, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near:
            if self.is_cut:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                return
            with far:
                far.settimeout(None)
                with self.lock:
                    self.open |= {near, far}
                try:
                    self._pass_on(near, far)
                except OSError:
                    return
                finally:
                    with self.lock:
                        self.open -= {near, far}

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        while not self.is_cut:
            for ready in select.select([near, far], [], [], LOOK_SECONDS)[0]:
                piece = ready.recv(PIECE)
                if not piece:
                    return
                if self.pause:
                    self.over.wait(self.pause)
                other[ready].sendall(piece)
