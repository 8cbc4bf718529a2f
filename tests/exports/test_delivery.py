"""Links that expire, files that expire, what was stopped started again, and two cuts compared."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from annotation_server.accounts.services import create_user
from annotation_server.audit.models import AuditEvent
from annotation_server.exports import services
from annotation_server.exports.models import Export, ExportFile
from annotation_server.exports.operations import expire, render
from annotation_server.exports.queries import folder_of, sealed
from tests.catalog.browser import Browser, problems, refusal
from tests.exports.factory import FIRST, SECOND, answers

NAME = "jsonl/assignments.jsonl"


@pytest.fixture
def page(world) -> Browser:
    """What Mo works in; one pair is judged."""
    world.judged(world.two(), answers(FIRST, ("porn",)))
    return Browser(create_user("Mo", is_manager=True).user)


@pytest.fixture
def here(world) -> str:
    return f"/api/campaigns/{world.campaign.pk}/snapshots"


@pytest.fixture
def done(page, here) -> str:
    """The address of a snapshot with a finished export."""
    made = page.post(here, {"formats": ["jsonl"]}).json()
    render_all()
    return f"/api/snapshots/{made['id']}"


def render_all() -> None:
    for pk in Export.objects.values_list("pk", flat=True):
        render(str(pk))


def fetch(url: str, **headers):
    return Client().get(url.removeprefix("http://testserver"), headers=headers)


def test_a_link_gives_the_file_to_whoever_has_it_with_ranges_and_its_checksum(page, done):
    made = page.post(f"{done}/links", {"name": NAME, "hours": 2}).json()
    whole = fetch(made["url"])
    content = b"".join(whole)
    assert whole["Repr-Digest"].startswith("sha-256=:")
    assert len(content) == ExportFile.objects.get(name="assignments.jsonl").bytes
    part = fetch(made["url"], Range="bytes=10-")
    assert (part.status_code, b"".join(part)) == (206, content[10:])


def test_a_link_expires_and_says_so(page, done):
    made = page.post(f"{done}/links", {"name": NAME, "hours": 1}).json()
    file = ExportFile.objects.get(name="assignments.jsonl")
    over = sealed(file, datetime.now(UTC) - timedelta(seconds=1))
    assert refusal(fetch(f"/api/downloads/{over}")) == (410, "link_expired")
    assert datetime.fromisoformat(made["expires_at"]) > datetime.now(UTC) + timedelta(minutes=59)


@pytest.mark.parametrize("word", ["nonsense", "a:b:c", "%00"])
def test_another_word_is_no_link(db, word):
    assert refusal(fetch(f"/api/downloads/{word}")) == (404, "not_found")


def test_a_link_that_was_changed_is_none(page, done):
    link = page.post(f"{done}/links", {"name": NAME}).json()["url"]
    assert refusal(fetch(f"{link[:-1]}{'a' if link[-1] != 'a' else 'b'}")) == (404, "not_found")


def test_a_link_is_made_only_to_what_is_finished_and_is_on_record(page, here, done):
    waiting = page.post(here, {"formats": ["jsonl"]}).json()["id"]
    assert page.post(f"/api/snapshots/{waiting}/links", {"name": NAME}).status_code == 404
    page.post(f"{done}/links", {"name": NAME})
    assert AuditEvent.objects.get(action="export_linked").details["file"] == NAME


def test_files_expire_by_the_managers_rule_and_never_the_record_of_them(page, here, world, done):
    assert page.send("PUT", f"/api/campaigns/{world.campaign.pk}/export-expiry", {"days": 7})
    export = Export.objects.get()
    folder = folder_of(export)
    assert expire() == 0
    Export.objects.update(finished_at=Now() - timedelta(days=7, seconds=1))
    assert (expire(), folder.exists(), expire()) == (1, False, 0)
    shown = page.get(done).json()
    (one,) = shown["exports"]
    assert one["expired_at"]
    assert {file["url"] for file in shown["files"]} == {""}
    assert all(file["sha256"] for file in shown["files"])
    assert page.get(here).json()["kept_days"] == 7


def test_what_expired_is_rendered_again_with_the_same_bytes(page, world, done):
    before = dict(ExportFile.objects.values_list("name", "sha256"))
    services.keep_files_for(world.campaign, 1, by=None)
    Export.objects.update(finished_at=Now() - timedelta(days=2))
    expire()
    reply = page.send("PUT", f"{done}/resumption")
    assert (reply.status_code, reply.json()["state"]) == (202, "queued")
    render_all()
    assert dict(ExportFile.objects.values_list("name", "sha256")) == before
    assert page.get(done).json()["exports"][0]["expired_at"] is None


def test_what_was_cancelled_starts_again_as_it_was_chosen(page, here):
    made = page.post(here, {"formats": ["jsonl", "parquet"], "seconds": "none"}).json()
    page.send("PUT", f"/api/snapshots/{made['id']}/cancellation")
    shown = page.send("PUT", f"/api/snapshots/{made['id']}/resumption").json()
    assert [one["name"] for one in shown["exports"]] == [
        "jsonl.none-seconds", "parquet.none-seconds",
    ]  # fmt: skip
    assert {one["state"] for one in shown["exports"]} == {"queued"}


def test_the_pace_is_told_while_rows_are_written(page, here):
    page.post(here, {"formats": ["jsonl"]})
    Export.objects.update(
        state="running", done_units=100, total_units=400, started_at=Now() - timedelta(seconds=10)
    )
    (shown,) = page.get(here).json()["results"]
    assert 5 < shown["progress"]["rate"] <= 10
    assert 30 <= shown["progress"]["seconds_left"] <= 60


def test_filters_and_formats_are_chosen_on_the_page(page, here, world):
    ada = create_user("Ada").user
    hers = world.judged(world.two("Another."), by=ada)
    body = {"formats": ["jsonl"], "without_annotators": [str(ada.pk)], "minimum_answers": 2}
    made = page.post(here, body).json()
    assert made["filters"] == {"minimum_answers": 2, "without_annotators": 1}
    cut = world.campaign.snapshots.get(pk=made["id"])
    assert cut.assignments.get(assignment=hers).left_out == "annotator_left_out"
    formats = {one["key"]: one["refusal"] for one in page.get(here).json()["formats"]}
    assert formats["safesora"] == ""
    assert "genai_arena" in formats["genai_arena"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"since": "yesterday"}, "since"),
        ({"minimum_answers": 0}, "minimum_answers"),
        ({"without_annotators": [7]}, "without_annotators.0"),
        ({"shard_mb": -1}, "shard_mb"),
        ({"seconds": "about"}, "seconds"),
        ({"prompt_type": "any"}, "prompt_type"),
    ],
)
def test_a_wrong_choice_is_named_and_freezes_nothing(page, here, world, body, path):
    assert problems(page.post(here, body))[2] == [path]
    assert not world.campaign.snapshots.exists()


def test_two_cuts_are_compared(page, here, world):
    before = page.post(here, {"formats": ["jsonl"]}).json()["id"]
    pair = world.campaign.assignments.get().pair
    for _ in range(2):
        world.judged(pair, answers(SECOND, ("hate",)))
    world.judged(world.two("A new one."), answers(FIRST))
    after = page.post(here, {"formats": ["jsonl"]}).json()["id"]
    told = page.get(f"/api/snapshots/{before}/comparison/{after}").json()
    assert told["assignments"] == {"added": 3, "gone": 0, "changed": 0, "same": 1}
    assert told["pairs"] == {"added": 1, "gone": 0, "changed": 1, "same": 0}
    shares = {(one["question"], one["value"]): (one["before"], one["after"])
              for one in told["shares"]}  # fmt: skip
    assert shares["helpfulness", FIRST] == (1.0, 0.5)
    assert shares["video_labels", "hate"] == (None, 1.0)
    agreement = {one["question"]: (one["before"], one["after"]) for one in told["agreement"]}
    assert agreement["helpfulness"] == (None, 0.3333)


def test_cuts_of_two_campaigns_are_not_compared(page, here, other_world):
    ours = page.post(here, {"formats": ["jsonl"]}).json()["id"]
    theirs = services.freeze(other_world.campaign, by=None).pk
    reply = page.get(f"/api/snapshots/{ours}/comparison/{theirs}")
    assert refusal(reply) == (409, "other_campaign")
