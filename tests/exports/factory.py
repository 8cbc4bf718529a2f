"""A small campaign, made row by row: two prompts, three videos each, and what people answered."""

import hashlib
import itertools
from dataclasses import dataclass, field

from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Corpus, Pair, Prompt, Rendition, Video
from annotation_server.catalog.queries import media_path
from annotation_server.protocol.models import Protocol
from tests.protocol.samples import stored

SAFE = ("nothing_harmful",)
FIRST, SECOND = "video_0", "video_1"


def safesora() -> Protocol:
    return stored("safesora")


def hex_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def answers(
    better: str = FIRST, harm_0: tuple[str, ...] = SAFE, harm_1: tuple[str, ...] = SAFE, **others
):
    """Both stages: `better` wins everywhere, apart from the questions named in `others`."""
    heuristic = dict.fromkeys(
        ("instruction_following", "correctness", "informativeness", "aesthetics"), better
    )
    overall = dict.fromkeys(("helpfulness", "harmlessness"), better)
    for stage in (heuristic, overall):
        stage.update({key: value for key, value in others.items() if key in stage})
    return {
        "heuristic": {**heuristic, "harm": {FIRST: list(harm_0), SECOND: list(harm_1)}},
        "overall": overall,
    }


@dataclass
class World:
    """Makes the rows that services would make, so that a test can say what was answered."""

    protocol: Protocol = field(default_factory=safesora)
    name: str = "first"
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.corpus = Corpus.objects.create(name=f"corpus of {self.name}")
        self.campaign = Campaign.objects.create(
            name=self.name, corpus=self.corpus, protocol=self.protocol, overlap=3, seed=1
        )

    def prompt(self, text: str, **fields) -> Prompt:
        fields = {"prompt_id": hex_id(text), "text": text, **fields}
        return Prompt.objects.create(corpus=self.corpus, **fields)

    def video(self, prompt: Prompt, generator: str, **fields) -> Video:
        name = f"{prompt.text}/{generator}"
        return Video.objects.create(
            corpus=self.corpus,
            prompt=prompt,
            source_key=name,
            source_name=name,
            source_path=name,
            video_text=prompt.text,
            generated_from=generator,
            sha256=hex_id(name),
            **{"video_id": hex_id(name), "state": "done", **fields},
        )

    def rendition(self, video: Video, content: bytes = b"a clip") -> Rendition:
        """What the browser plays, with its file."""
        name = f"{str(video.video_id)[:20]}.mp4"
        stored = media_path(name)
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_bytes(content)
        return Rendition.objects.create(
            video=video, name=name, poster_name="poster.jpg", bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(), width=2, height=2, duration_us=1,
            frame_times_us=[0],
        )  # fmt: skip

    def pair(self, first: Video, second: Video | None, **fields) -> Pair:
        """A pair of the campaign, with a slot, so that it is asked about."""
        fields = {"origin": "built", "pair_id": hex_id(f"{first} {second}"), **fields}
        pair = Pair.objects.create(
            corpus=self.corpus, prompt=first.prompt, video_0=first, video_1=second, **fields
        )
        self.slot(pair)
        return pair

    def two(self, text: str = "A magical diorama.", **fields) -> Pair:
        """A prompt with two videos, as a pair."""
        prompt = self.prompt(text, **fields)
        return self.pair(self.video(prompt, "alpha"), self.video(prompt, "beta"))

    def withdraw(self, thing: "Prompt | Video | Pair") -> None:
        type(thing).objects.filter(pk=thing.pk).update(withdrawn_at=Now())

    def slot(self, pair: Pair, state: str = "free") -> Slot:
        ordinal = next(self.numbers)
        return Slot.objects.create(
            campaign=self.campaign, pair=pair, ordinal=ordinal, position=0, state=state
        )

    def assignment(self, pair: Pair, by: User | None = None, **fields) -> Assignment:
        fields = {"state": "complete", "purpose": "work", "seed": 0, **fields}
        if fields["purpose"] == "work":
            fields["slot"] = self.slot(pair, "done")
        annotator = by or User.objects.create()
        return Assignment.objects.create(
            campaign=self.campaign, pair=pair, annotator=annotator, **fields
        )

    def judged(self, pair: Pair, stages=None, by: User | None = None, **fields) -> Assignment:
        """An assignment with what was answered in each of its stages."""
        assignment = self.assignment(pair, by, **fields)
        for stage, given in (stages or answers()).items():
            self.judge(assignment, stage, given)
        return assignment

    def judge(self, assignment: Assignment, stage: str, given, **fields) -> Judgement:
        timing = {"active_ms": 1500, "total_ms": 2000}
        return Judgement.objects.create(
            assignment=assignment, stage=stage, answers=given, timing=timing, **fields
        )
