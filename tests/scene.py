"""A campaign with everybody in it, and one of everything that an address can name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from annotation_server.accounts.models import User
from annotation_server.accounts.services import create_user, suspend
from annotation_server.annotation.models import Attempt, Trial
from annotation_server.annotation.services import fill_queue
from annotation_server.campaigns.models import Campaign, Membership, TrainingItem, WorkedExample
from annotation_server.campaigns.services import add_gold, enrol, invite
from annotation_server.catalog.models import Import, Pair
from annotation_server.catalog.queries import media_url
from annotation_server.catalog.services import NewFile, hold, start_upload
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render
from annotation_server.exports.services import freeze, link_to, start_export
from annotation_server.quality.models import Batch, Judge
from annotation_server.quality.rules.sampling import FixedPlan
from tests.endpoints import ANONYMOUS, PERSONS, VIC, Operation
from tests.exports.factory import World

# Who is refused only after the body was read gets one that is right; an empty one goes elsewhere.
BODIES: dict[Operation, dict[str, object]] = {
    ("PUT", "/api/campaigns/{campaign_id}/queue"): {"hold": 1},
    ("PUT", "/api/campaigns/{campaign_id}/training"): {"kind": "tutorial"},
}
TOMORROW = datetime.now(UTC) + timedelta(days=1)


class Scene:
    """What its files are is in the folders that the settings name when it is made."""

    def __init__(self) -> None:
        self.users = {name: create_user(name, is_manager=name == "mo").user for name in PERSONS[1:]}
        self.world = World()
        self.campaign = self._campaign()
        held = fill_queue(self.campaign.pk, hold=1, by=self.users["ada"]).assignments[0]
        snapshot = freeze(self.campaign, by=None)
        export = start_export(snapshot, "jsonl", by=None)
        render(str(export.pk))
        played = held.pair.video_0.rendition
        reported = self.world.prompt("A pond that somebody reported.")
        trial = self._trial(held.pair)
        self.named = {
            "trial_id": trial.pk,
            "question": self._worked_example(held.pair),
            "item_id": trial.item_id,
            "page": "account",
            "user_id": self.users["sam"].pk,
            "sha256": self.world.protocol.sha256,
            "membership_id": self.campaign.memberships.get(user=self.users["ben"]).pk,
            "campaign_id": self.campaign.pk,
            "invitation_id": self._invitation(),
            "corpus_id": self.world.corpus.pk,
            "import_id": Import.objects.create(corpus=self.world.corpus, folder="x").pk,
            "upload_id": self._upload(),
            "number": 0,
            "offset": 0,
            "video": held.pair.video_0_id,
            "assignment_id": held.pk,
            "pair": held.pair_id,
            "judge_id": Judge.objects.create(campaign=self.campaign, name="a judge").pk,
            "stage": "heuristic",
            "batch_id": self._batch(),
            "extra_id": self.campaign.extra_places.create(pairs=[], each=1, places=1, gain=0).pk,
            "gold_id": add_gold(self.campaign, held.pair, {}, by=None).pk,
            "place": 1,
            "snapshot_id": snapshot.pk,
            "name": self._file(export),
            "other_id": snapshot.pk,
            "link": link_to(snapshot, self._file(export), TOMORROW, by=None),
            "takedown_id": hold(reported, report="", by=self.users["rui"]).pk,
            "token": media_url(self.users["ada"], played).rpartition("/")[2],
        }
        self.sessions = {name: session_of(user) for name, user in self.users.items()}

    def _campaign(self) -> Campaign:
        pair = self.world.two()
        for video in filter(None, (pair.video_0, pair.video_1)):
            self.world.rendition(video)
        campaign = self.world.campaign
        campaign.state = Campaign.State.OPEN
        campaign.save()
        here = {"ada": "annotator", "ben": "annotator", "vic": "annotator", "rui": "reviewer"}
        for name, role in here.items():
            enrol(campaign, self.users[name], Membership.Role(role), by=None)
        elsewhere = Campaign.objects.create(
            name="Elsewhere",
            corpus=self.world.corpus,
            protocol=campaign.protocol,
            overlap=1,
            seed=1,
            state=Campaign.State.OPEN,
        )
        for name, role in {"olga": "annotator", "rob": "reviewer"}.items():
            enrol(elsewhere, self.users[name], Membership.Role(role), by=None)
        suspend(self.users[VIC], by=None)
        return campaign

    def _batch(self) -> object:
        plan = FixedPlan(1, 0).as_json()
        batch = Batch.objects.create(
            campaign=self.campaign, annotator=self.users["ada"], day="2026-11-25", plan=plan
        )
        return batch.pk

    def _invitation(self) -> object:
        made = invite(
            self.campaign, Membership.Role.ANNOTATOR, most_uses=1, lasts=timedelta(hours=1),
            now=timezone.now(), by=self.users["mo"],
        )  # fmt: skip
        return made.invitation.pk

    def _upload(self) -> object:
        files = [NewFile("manifest", "m.jsonl", 7)]
        return start_upload(self.world.corpus, files, by=self.users["mo"]).pk

    def _trial(self, pair: Pair) -> Trial:
        item = TrainingItem.objects.create(campaign=self.campaign, pair=pair, kind="tutorial")
        mine = self.campaign.memberships.get(user=self.users["ada"])
        attempt = Attempt.objects.create(membership=mine, kind=item.kind, number=1)
        return Trial.objects.create(attempt=attempt, item=item, position=0, seed=1)

    def _worked_example(self, pair: Pair) -> str:
        videos = {"video_0": pair.video_0, "video_1": pair.video_1}
        shown = {"pair": pair, **videos, "explanation": "The lantern floats."}
        made = WorkedExample.objects.create(campaign=self.campaign, question="harm", **shown)
        return made.question

    def _file(self, export: Export) -> str:
        file = export.files.first()
        assert file is not None
        return f"{export.name}/{file.name}"

    def browser_of(self, person: str) -> Client:
        """One that is signed in as the person, or as nobody."""
        browser = Client()
        if person != ANONYMOUS:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return browser

    def asks(self, browser: Client, method: str, path: str):
        """The reply to a request to what `path` names here."""
        address = path.format(**self.named)
        body = json.dumps(BODIES.get((method, path), {}))
        reply = browser.generic(method, address, body, content_type="application/json")
        if reply.streaming:
            reply.getvalue()  # read to its end, which closes the file
        return reply


def session_of(user: User) -> str:
    """The key of a session that was begun for somebody."""
    browser = Client()
    browser.force_login(user)
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def folders(root: Path) -> dict[str, Path]:
    """The settings that let a scene have its files below `root`."""
    return {"MEDIA_ROOT": root / "media", "EXPORTS_ROOT": root / "exports"}


@contextmanager
def standing_scene(root: Path) -> Iterator[Scene]:
    """A scene inside a transaction of its own: tests within it take back only what they did."""
    for folder in folders(root).values():
        folder.mkdir()
    with transaction.atomic():
        with override_settings(**folders(root)):
            scene = Scene()
        yield scene
        transaction.set_rollback(True)


def code_of(reply) -> str:
    """The error's code, from the one shape that every error has."""
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "fields", "details"}
    assert error["message"].endswith((".", "!"))
    return str(error["code"])
