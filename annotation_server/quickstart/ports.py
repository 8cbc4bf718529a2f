"""Ports on the loopback interface."""

import socket

from annotation_server.quickstart.problems import QuickstartError

DEFAULT = 8000
TRIES = 50


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As gunicorn binds it: an address that only waits for late packets counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def port_to_serve(wanted: int | None) -> int:
    """The port asked for, or from 8000 on the first that is free."""
    if wanted is not None:
        if not is_free(wanted):
            raise QuickstartError(
                f"Port {wanted} is in use or not allowed. Choose another, for example "
                f"`--port {free_port()}`, or leave --port out to get the first that is free."
            )
        return wanted
    for port in range(DEFAULT, DEFAULT + TRIES):
        if is_free(port):
            return port
    raise QuickstartError(
        f"None of the ports {DEFAULT} to {DEFAULT + TRIES - 1} is free. Choose one with --port N."
    )
