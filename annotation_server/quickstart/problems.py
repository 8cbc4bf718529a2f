"""What stops a task of ./run: a sentence for the person at the terminal."""


class QuickstartError(Exception):
    """Shown as it is and followed by a non-zero exit: says what, which value and what to do now."""
