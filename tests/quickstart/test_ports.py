import socket

import pytest

from annotation_server.quickstart.ports import port_to_serve
from annotation_server.quickstart.problems import QuickstartError


def test_a_port_in_use_is_refused_with_another_to_take():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(QuickstartError, match="Choose another, for example `--port"):
            port_to_serve(taken.getsockname()[1])


def test_without_a_wish_a_free_port_is_found():
    assert 8000 <= port_to_serve(None) < 8050
