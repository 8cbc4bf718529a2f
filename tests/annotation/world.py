"""A campaign over pairs that are ready to be judged, and people who ask over HTTP."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from rest_framework.test import APIClient

from annotation_server.accounts.models import Identity, User
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Membership, Slot
from annotation_server.campaigns.services import Plan, enrol, open_campaign
from annotation_server.catalog.models import Corpus, Pair, Prompt, Rendition, Video
from tests.protocol.samples import stored

HEURISTIC = {
    "instruction_following": "video_0",
    "correctness": "video_1",
    "informativeness": "video_0",
    "aesthetics": "video_1",
    "harm": {"video_0": ["nothing_harmful"], "video_1": ["violence"]},
}
OVERALL = {"helpfulness": "video_0", "harmlessness": "video_1"}
ANSWERS = {"heuristic": HEURISTIC, "overall": OVERALL}


def hex_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Person:
    """Somebody with a browser of their own."""

    user: User
    client: APIClient

    def queue(self, campaign: Campaign, hold: int = 1) -> Any:
        return self.client.put(f"/api/campaigns/{campaign.pk}/queue", {"hold": hold}, "json")

    def held(self, campaign: Campaign, hold: int = 1) -> list[dict[str, Any]]:
        reply = self.queue(campaign, hold)
        assert reply.status_code == 200, reply.json()
        return list(reply.json()["assignments"])

    def submit(self, assignment: str, stage: str, answers: Any = None, **more: Any) -> Any:
        body = {"version": 1, "answers": ANSWERS[stage] if answers is None else answers, **more}
        return self.client.put(f"/api/assignments/{assignment}/stages/{stage}", body, "json")

    def finish(self, assignment: str) -> str:
        """Both stages; the state that the assignment has then."""
        replies = [self.submit(assignment, stage) for stage in ANSWERS]
        assert [reply.status_code for reply in replies] == [200, 200], replies[-1].json()
        return str(replies[-1].json()["state"])

    def skip(self, assignment: str, reason: str = "upsetting") -> Any:
        path = f"/api/assignments/{assignment}/skip"
        return self.client.put(path, {"reason": reason, "note": ""}, "json")

    def release(self, assignment: str) -> Any:
        return self.client.put(f"/api/assignments/{assignment}/release", {}, "json")


class World:
    def __init__(self) -> None:
        self.corpus = Corpus.objects.create(name=f"corpus {uuid.uuid4().hex[:6]}")

    def pair(self, text: str = "", **prompt: Any) -> Pair:
        text = text or f"A pond, number {Prompt.objects.count()}."
        row = Prompt.objects.create(corpus=self.corpus, prompt_id=hex_id(text), text=text, **prompt)
        first, second = (self.video(row, generator) for generator in ("alpha", "beta"))
        return Pair.objects.create(
            corpus=self.corpus, prompt=row, video_0=first, video_1=second, origin="built"
        )

    def video(self, prompt: Prompt, generator: str) -> Video:
        name = f"{prompt.text}/{generator}"
        video = Video.objects.create(
            corpus=self.corpus, prompt=prompt, video_id=hex_id(name), sha256=hex_id(name),
            source_key=name, source_name=name, source_path=name, video_text=prompt.text,
            generated_from=generator, state="done",
        )  # fmt: skip
        Rendition.objects.create(
            video=video, name=f"{video.media_id}.mp4", poster_name=f"{video.media_id}.jpg",
            bytes=1, sha256=hex_id(name), width=320, height=240, duration_us=500_000,
            frame_times_us=[0, 250_000],
        )  # fmt: skip
        return video

    def campaign(self, pairs: int = 1, protocol: str = "safesora", **plan: Any) -> Campaign:
        """An open campaign over so many new pairs."""
        for _ in range(pairs):
            self.pair()
        options = {"overlap": 1, "seed": 1, "asks_consent": False, **plan}
        name = f"campaign {uuid.uuid4().hex[:6]}"
        wanted = Plan(name=name, corpus=self.corpus, protocol=stored(protocol), **options)
        return open_campaign(wanted, by=None)

    def person(
        self, *campaigns: Campaign, role: str = "annotator", manager: bool = False
    ) -> Person:
        user = User.objects.create(is_manager=manager)
        Identity.objects.create(user=user, name=f"person {uuid.uuid4().hex[:8]}")
        for campaign in campaigns:
            enrol(campaign, user, Membership.Role(role), by=None)
        client = APIClient()
        client.force_login(user)
        return Person(user, client)


def expire(campaign: Campaign) -> None:
    """Every lease of a campaign ran out an hour ago."""
    campaign.slots.filter(state="held").update(leased_until=Now() - timedelta(hours=1))


def states(campaign: Campaign) -> dict[str, int]:
    """How many slots are in each state."""
    rows = Slot.objects.filter(campaign=campaign).values_list("state", flat=True)
    return {state: list(rows).count(state) for state in set(rows)}


def state_of(assignment: str) -> str:
    return str(Assignment.objects.get(pk=assignment).state)
