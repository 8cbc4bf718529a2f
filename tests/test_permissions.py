"""Every kind of person at every method of every address, with the real views."""

import pytest

from tests.endpoints import MAY, METHODS, NOT_SIGNED_IN, PERSONS, served
from tests.scene import code_of

pytestmark = pytest.mark.django_db

REFUSALS = {401: "not_signed_in", 404: "not_found", 405: "method_not_allowed"}
OTHER_METHODS = (*METHODS, "OPTIONS", "TRACE", "BREW")
PATHS = sorted({path for _, path in MAY})


class Scene:
    """A campaign with everybody in it, and one of everything that an address can name."""

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

    def _file(self, export: Export) -> str:
        file = export.files.first()
        assert file is not None
        return f"{export.name}/{file.name}"

    def asks(self, person: str, method: str, path: str):
        """The reply to a request to what `path` names here."""
        client = Client()
        if person != ANONYMOUS:
            client.force_login(self.users[person])
        address = path.format(**self.named)
        body = json.dumps(BODIES.get((method, path), {}))
        reply = client.generic(method, address, body, content_type="application/json")
        if reply.streaming:
            reply.getvalue()  # read to its end, which closes the file
        return reply


@pytest.fixture
def scene(tmp_path, settings) -> Scene:
    for name in ("MEDIA_ROOT", "EXPORTS_ROOT"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        setattr(settings, name, folder)
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html>")
    return Scene()


def code_of(reply) -> str:
    """The error's code, from the one shape that every error has."""
    error = reply.json()["error"]
    assert set(error) == {"code", "message", "fields", "details"}
    assert error["message"].endswith((".", "!"))
    return str(error["code"])


def is_refused(reply) -> bool:
    return reply.status_code in (401, 403, 404, 405)


def test_every_operation_has_a_row():
    """A new address needs a row in tests/endpoints.py that says who may call it."""
    assert served() == set(MAY)


@pytest.mark.parametrize(("method", "path"), sorted(MAY), ids=str)
def test_those_who_may_are_let_in_and_all_others_find_nothing(scene, method, path):
    may = MAY[method, path]
    found = {person: scene.asks(scene.browser_of(person), method, path) for person in PERSONS}
    assert {person for person, reply in found.items() if not is_refused(reply)} == may
    for person in set(PERSONS) - may:
        reply = found[person]
        assert reply.status_code == (401 if person in NOT_SIGNED_IN else 404), person
        assert code_of(reply) == REFUSALS[reply.status_code]
    assert max(reply.status_code for reply in found.values()) < 500


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_is_not_there_is_refused(scene, path):
    """With 405 to those who may use another method of the address, else perhaps as unknown."""
    welcome = frozenset[str]().union(*(may for (_, at), may in MAY.items() if at == path))
    browsers = {person: scene.browser_of(person) for person in PERSONS}
    for method in (word for word in OTHER_METHODS if (word, path) not in MAY):
        for person, browser in browsers.items():
            reply = scene.asks(browser, method, path)
            expected = {405} if person in welcome else {401, 404, 405}
            assert reply.status_code in expected, (method, person, reply.content)
            assert code_of(reply) == REFUSALS[reply.status_code]
