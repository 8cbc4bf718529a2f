"""What of a campaign a snapshot takes; everything else is left out with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from annotation_server.campaigns.rules import ConsensusMethod


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty takes all. `since` is included, `until` is not; both are of the last stage.

    `accepted_only`: work of batches that an inspection accepted, and nothing else.
    `consensus_method` weighs the labels; None is the campaign's own.
    """

    since: datetime | None = None
    until: datetime | None = None
    prompt_type: str = ""
    minimum_answers: int = 1
    without_annotators: tuple[UUID, ...] = ()
    accepted_only: bool = False
    consensus_method: ConsensusMethod | None = None

    def as_json(self) -> dict[str, object]:
        """Say what is not as usual, to be kept with the snapshot."""
        said: dict[str, object] = {
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "prompt_type": self.prompt_type,
            "minimum_answers": self.minimum_answers if self.minimum_answers > 1 else None,
            "without_annotators": len(self.without_annotators),
            "accepted_only": self.accepted_only,
        }
        return {name: value for name, value in said.items() if value}


EVERYTHING = Filters()
