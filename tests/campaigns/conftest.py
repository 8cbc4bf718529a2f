from tests.annotation.conftest import world

__all__ = ["world"]
