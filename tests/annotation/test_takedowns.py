"""What happens to the work when something is withdrawn, or reported as perhaps illegal."""

import pytest
from django.core.management import call_command

from annotation_server.annotation import services
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.audit.models import AuditEvent
from annotation_server.catalog.models import FileDeletion, Takedown, Video
from annotation_server.catalog.operations.deleting import delete_files
from annotation_server.catalog.queries import media_path, media_url
from annotation_server.core.errors import GoneError
from tests.annotation.world import HEURISTIC, World, state_of, states


def pair_of(held):
    return Assignment.objects.get(pk=held["id"]).pair


def withdraw(person, thing, **more):
    kind = type(thing).__name__.lower()
    body = {"kind": kind, "id": thing.pk, "reason": "asked for by its author", **more}
    return person.client.post("/api/takedowns", body, "json")


def reports(person, held, *about):
    body = {"about": list(about or ["video_0"]), "note": "This may be illegal."}
    return person.client.put(f"/api/assignments/{held['id']}/report", body, "json")


def waiting(person):
    return person.client.get("/api/takedowns", {"state": "held"}).json()["results"]


@pytest.mark.parametrize("kind", ["pair", "video", "prompt"])
def test_a_withdrawal_ends_the_work_on_it_and_pays_it(world, kind):
    campaign = world.campaign(overlap=3)
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    pair = pair_of(held)
    thing = {"pair": pair, "video": pair.video_0, "prompt": pair.prompt}[kind]
    assert withdraw(mo, thing).status_code == 200
    assert state_of(held["id"]) == "withdrawn"
    assert states(campaign) == {"retired": 3}
    assert ada.held(campaign) == []


def test_its_addresses_are_refused_at_once(world):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    video = pair_of(held).video_0
    withdraw(mo, video)
    for person in (ada, mo):
        address = media_url(person.user, video.rendition)
        assert person.client.get(address).status_code == 404


def test_answers_to_it_are_gone_with_a_sentence_and_what_was_stored_stays(world):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    ada.submit(held["id"], "heuristic")
    withdraw(mo, pair_of(held))
    for reply in (ada.submit(held["id"], "overall"), ada.skip(held["id"])):
        assert reply.status_code == 410
        assert reply.json()["error"]["code"] == "pair_withdrawn"
        assert "paid" in reply.json()["error"]["message"]
    assert ada.submit(held["id"], "heuristic").status_code == 200
    assert Judgement.objects.get(assignment=held["id"]).answers == HEURISTIC


def test_it_is_never_given_out_again_whatever_is_opened(world):
    campaign = world.campaign(pairs=2)
    ada, mo = world.person(campaign), world.person(manager=True)
    gone = pair_of(ada.held(campaign)[0])
    withdraw(mo, gone)
    mo.client.put(f"/api/campaigns/{campaign.pk}/overlap", {"overlap": 5}, "json")
    mo.client.put(f"/api/campaigns/{campaign.pk}/new-pairs", {}, "json")
    given = {pair_of(held).pk for held in world.person(campaign).held(campaign, hold=5)}
    assert len(given) == 1
    assert gone.pk not in given


def test_finished_work_on_it_is_kept_but_can_neither_return_nor_open_a_place(world):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    ada.finish(held["id"])
    withdraw(mo, pair_of(held))
    assert state_of(held["id"]) == "complete"
    with pytest.raises(GoneError):
        services.send_back(held["id"], by=mo.user)
    services.exclude(held["id"], by=mo.user)
    assert states(campaign) == {"retired": 1}


def test_the_past_shows_nothing_of_what_was_withdrawn(world):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    ada.finish(held["id"])
    withdraw(mo, pair_of(held).prompt)
    [past] = ada.client.get(f"/api/campaigns/{campaign.pk}/history").json()["results"]
    assert past["withdrawn"] is True
    assert past["prompt"]["text"] == ""
    assert past["videos"] == []


def test_who_withdrew_what_and_why_is_shown_and_audited(world):
    world.campaign()
    mo = world.person(manager=True)
    video = Video.objects.first()
    withdraw(mo, video, reason="Asked for by its author.")
    [shown] = mo.client.get("/api/takedowns").json()["results"]
    assert shown["reason"] == "Asked for by its author."
    assert shown["withdrawn_by"] == mo.user.identity.name
    event = AuditEvent.objects.get(action="withdrawn")
    assert (event.actor, event.subject_id) == (mo.user, str(video.pk))


def test_the_same_withdrawal_again_changes_nothing(world):
    world.campaign()
    mo = world.person(manager=True)
    replies = [withdraw(mo, Video.objects.first()) for _ in range(2)]
    assert replies[0].json()["takedown"] == replies[1].json()["takedown"]
    assert AuditEvent.objects.filter(action="withdrawn").count() == 1


def test_a_preview_says_what_would_happen_and_does_nothing(world):
    campaign = world.campaign(overlap=3)
    ada, ben, mo = world.person(campaign), world.person(campaign), world.person(manager=True)
    ada.finish(ada.held(campaign)[0]["id"])
    held = ben.held(campaign)[0]
    reply = withdraw(mo, pair_of(held).prompt, preview=True).json()
    assert reply["takedown"] is None
    assert reply["effects"] == {
        "files": 2, "pairs": 1, "holders": 1, "places": 2, "answers": 1, "campaigns": 1
    }  # fmt: skip
    assert state_of(held["id"]) == "leased"


def test_undoing_it_opens_new_places_for_others(world):
    campaign = world.campaign(overlap=2)
    ada, ben, mo = world.person(campaign), world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    takedown = withdraw(mo, pair_of(held).video_1).json()["takedown"]["id"]
    back = mo.client.put(f"/api/takedowns/{takedown}/restoration", {}, "json")
    assert back.json()["state"] == "restored"
    assert states(campaign) == {"retired": 2, "free": 2}
    assert pair_of(ben.held(campaign)[0]) == pair_of(held)
    assert state_of(held["id"]) == "withdrawn"
    again = mo.client.put(f"/api/takedowns/{takedown}/restoration", {}, "json")
    assert again.json()["error"]["code"] == "not_taken_down"


def test_what_is_withdrawn_twice_over_needs_both_undone(world):
    campaign = world.campaign()
    mo = world.person(manager=True)
    video = Video.objects.first()
    ids = [withdraw(mo, one).json()["takedown"]["id"] for one in (video, video.prompt)]
    mo.client.put(f"/api/takedowns/{ids[0]}/restoration", {}, "json")
    assert states(campaign) == {"retired": 1}
    mo.client.put(f"/api/takedowns/{ids[1]}/restoration", {}, "json")
    assert states(campaign) == {"retired": 1, "free": 1}


def files_of(video, folder, settings):
    """A source of our own, a rendition and a poster."""
    settings.MEDIA_ROOT = folder / "media"
    source = folder / "source.mp4"
    paths = [source, *(media_path(name) for name in (video.rendition.name, "poster.jpg"))]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a clip")
    type(video.rendition).objects.update(poster_name="poster.jpg")
    Video.objects.filter(pk=video.pk).update(source_path=source)
    return paths


def test_files_are_deleted_if_asked_for_also_by_two_workers(world, tmp_path, settings):
    world.campaign()
    mo = world.person(manager=True)
    paths = files_of(Video.objects.first(), tmp_path, settings)
    reply = withdraw(mo, Video.objects.first(), delete_files=True).json()
    assert reply["takedown"]["files"] == "deleting"
    deletion = FileDeletion.objects.get()
    for _ in range(2):
        delete_files(str(deletion.pk))
        FileDeletion.objects.update(state="queued")
    assert [path for path in paths if path.exists()] == []
    assert Video.objects.first().files_deleted_at
    back = mo.client.put(f"/api/takedowns/{reply['takedown']['id']}/restoration", {}, "json")
    assert back.json()["error"]["code"] == "files_deleted"


def test_a_linked_clip_is_the_operators_and_stays(world, tmp_path, settings):
    world.campaign()
    source, *made = files_of(Video.objects.first(), tmp_path, settings)
    Video.objects.update(is_linked=True)
    services.withdraw(Video.objects.first(), reason="", delete_files=True, by=None)
    delete_files(str(FileDeletion.objects.get().pk))
    assert source.exists()
    assert not any(path.exists() for path in made)


def test_the_files_of_a_pair_alone_are_not_deleted(world):
    campaign = world.campaign()
    mo = world.person(manager=True)
    reply = withdraw(mo, campaign.slots.first().pair, delete_files=True)
    assert reply.json()["error"]["fields"][0]["path"] == "delete_files"
    assert states(campaign) == {"free": 1}


def test_the_command_withdraws_and_undoes(world, capsys):
    campaign = world.campaign()
    video = Video.objects.first()
    words = ("withdraw", world.corpus.name, "--video", video.video_id)
    call_command(*words, "--reason", "A court said so.")
    assert "1 places retired" in capsys.readouterr().out
    assert Takedown.objects.get().reason == "A court said so."
    call_command(*words, "--undo")
    assert states(campaign) == {"retired": 1, "free": 1}


def test_a_report_holds_the_item_and_the_reporter_goes_on(world):
    campaign = world.campaign(pairs=2)
    ada, mo = world.person(campaign), world.person(manager=True)
    held = ada.held(campaign)[0]
    reply = reports(ada, held, "video_0", "prompt")
    assert reply.status_code == 200
    assert "Thank you." in reply.json()["message"]
    assert state_of(held["id"]) == "withdrawn"
    assert pair_of(ada.held(campaign)[0]) != pair_of(held)
    assert {one["kind"] for one in waiting(mo)} == {"video", "prompt"}
    assert {one["reported_by"] for one in waiting(mo)} == {ada.user.identity.name}


def test_everybody_who_holds_what_was_reported_is_freed_of_it(world):
    campaign = world.campaign(overlap=2)
    ada, ben = world.person(campaign), world.person(campaign)
    held, his = ada.held(campaign)[0], ben.held(campaign)[0]
    reports(ada, held)
    assert state_of(his["id"]) == "withdrawn"
    assert reports(ben, his).status_code == 200
    assert Takedown.objects.count() == 1


def test_only_managers_can_look_at_what_is_held(world, tmp_path, settings):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    files_of(Video.objects.first(), tmp_path, settings)
    held = ada.held(campaign)[0]
    reports(ada, held, "video_0")
    rendition = pair_of(held).video_0.rendition
    assert ada.client.get(media_url(ada.user, rendition)).status_code == 404
    reply = mo.client.get(waiting(mo)[0]["videos"][0]["url"])
    assert reply.status_code == 200
    reply.close()


@pytest.mark.parametrize(
    ("decision", "state", "places"),
    [("release", "released", {"retired": 1, "free": 1}), ("withdraw", "withdrawn", {"retired": 1})],
)
def test_a_manager_releases_or_withdraws_it_once(world, decision, state, places):
    campaign = world.campaign()
    ada, mo = world.person(campaign), world.person(manager=True)
    reports(ada, ada.held(campaign)[0])
    address = f"/api/takedowns/{waiting(mo)[0]['id']}/decision"
    body = {"decision": decision, "reason": "Looked at it."}
    assert mo.client.put(address, body, "json").json()["state"] == state
    assert states(campaign) == places
    assert mo.client.put(address, body, "json").json()["error"]["code"] == "not_held"


def test_a_reviewer_reports_only_what_their_campaigns_ask_about(world):
    campaign, other = world.campaign(), World()
    elsewhere = other.campaign().slots.first().pair
    rui = world.person(campaign, role="reviewer")
    own = campaign.slots.first().pair
    for pair, status in ((own, 201), (elsewhere, 404)):
        body = {"kind": "pair", "id": pair.pk, "note": ""}
        assert rui.client.post("/api/reports", body, "json").status_code == status
    assert Takedown.objects.get().pair == own


def test_one_person_cannot_hold_a_whole_campaign_unnoticed(world):
    campaign = world.campaign(pairs=12)
    ada, mo = world.person(campaign), world.person(manager=True)
    replies = [reports(ada, ada.held(campaign)[0]) for _ in range(11)]
    assert {reply.status_code for reply in replies[:10]} == {200}
    assert replies[10].status_code == 429
    assert int(replies[10].headers["Retry-After"]) > 0
    assert len(waiting(mo)) == 10
    assert states(campaign)["free"] + states(campaign)["held"] == 2
