"""What the tasks of ./run say: steps with their seconds, and sentences."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH = 44


def say(text: str = "") -> None:
    """Prints at once; a reader that has gone away (a closed pipe) does not stop the work."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        pass


@contextmanager
def step(what: str) -> Iterator[None]:
    """Prints what was done and the seconds it took, when it is done."""
    started = time.monotonic()
    yield
    say(f"  {what} ".ljust(WIDTH, ".") + f" {time.monotonic() - started:5.1f} s")
