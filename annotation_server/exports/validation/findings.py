"""What is wrong with a dataset, one finding a place."""

from dataclasses import dataclass

# Published ids were made before their texts were cleaned, so these alone make no dataset wrong.
MILD = frozenset({"id_does_not_derive", "video_not_listed"})


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` counts from 1 in the file's array, and is None for what is wrong with a whole file."""

    file: str
    row: int | None
    code: str
    message: str

    @property
    def is_mild(self) -> bool:
        return self.code in MILD

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return f"{place}: {self.code}: {self.message}"
