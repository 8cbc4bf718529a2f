"""Every format of the registry, with a protocol that it fits and what is answered in that."""

from annotation_server.exports.formats import FORMATS
from annotation_server.exports.models import Export
from tests.exports.factory import FIRST, World, answers
from tests.protocol.samples import shipped, stored

ANSWERS = {
    "safesora": answers(),
    "videoreward": {
        "comparison": dict.fromkeys(
            ("visual_quality", "motion_quality", "text_alignment", "overall"), FIRST
        )
    },
    "videofeedback": {
        "scores": {
            name: {FIRST: 3}
            for name in (
                *("visual_quality", "temporal_consistency", "dynamic_degree"),
                *("text_to_video_alignment", "factual_consistency"),
            )
        }
    },
    "genai_arena": {"vote": {"vote": FIRST}},
}


def fitting(protocol: str) -> list[Export.Format]:
    return [key for key, one in FORMATS.items() if one.refusal(shipped(protocol)) is None]


# A format that fits none of these protocols stops the tests here: give it one, and its answers.
PROTOCOLS = {
    format_: next(protocol for protocol in ANSWERS if format_ in fitting(protocol))
    for format_ in FORMATS
}


class Answered(World):
    """A campaign on one of these protocols."""

    def __init__(self, protocol: str) -> None:
        super().__init__(stored(protocol), name=protocol)

    def answered(self, text: str, by=None, note: str = "") -> None:
        """A prompt with its pair, or its single video, and somebody's answers."""
        first = self.video(self.prompt(text), "alpha")
        single = self.protocol.key == "videofeedback"
        pair = self.pair(first, None if single else self.video(first.prompt, "beta"))
        self.judged(pair, ANSWERS[self.protocol.key], by=by, note=note)
