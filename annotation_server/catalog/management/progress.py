"""How far work has come: one line that changes on a terminal, else a line for each tenth."""

from django.core.management.base import OutputWrapper

STEPS = 10


class Progress:
    def __init__(self, out: OutputWrapper, what: str, *, is_silent: bool) -> None:
        self.out = out
        self.what = what
        self.is_silent = is_silent
        self.is_terminal = out.isatty()
        self.said = ""

    def show(self, done: int, total: int) -> None:
        step = done if self.is_terminal else STEPS * done // max(total, 1) * total // STEPS
        words = f"{self.what}: {min(done, step)} of {total}"
        if self.is_silent or words == self.said:
            return
        self.said = words
        if self.is_terminal:
            self.out.write(f"\r{words}", ending="")
            self.out.flush()
        else:
            self.out.write(words)

    def end(self) -> None:
        if self.is_terminal and self.said:
            self.out.write("")
