"""Who may have the bytes behind an address: who holds a pair of the video, and staff."""

import pytest
from django.db.models.functions import Now

from annotation_server.accounts.models import User
from annotation_server.accounts.services import create_user
from annotation_server.annotation import services as work
from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.services import Plan, open_campaign
from annotation_server.catalog import services
from annotation_server.catalog.models import Pair, Prompt, Rendition, Video
from annotation_server.catalog.queries import media_url, poster_url
from annotation_server.catalog.rules.pairing import Strategy
from annotation_server.protocol.services import protocol_named
from tests.catalog import clips, playing
from tests.catalog.browser import Browser, refusal

CONTENT = playing.CONTENT
LONG_AGO = 1_000_000_000


@pytest.fixture
def rendition(playable, corpus, mo) -> Rendition:
    """One of two videos of a prompt, which are a pair."""
    videos = playable([clips.line(0), clips.line(2)])
    services.build_pairs(corpus, strategy=Strategy.ALL, seed=1, by=mo)
    return Rendition.objects.get(video=videos[0])


@pytest.fixture
def campaign(rendition, corpus, mo) -> Campaign:
    protocol = protocol_named("safesora", by=mo)
    assert protocol is not None
    return open_campaign(Plan("Bottles", corpus, protocol, overlap=1), by=mo)


@pytest.fixture
def ada(campaign) -> User:
    """An annotator who holds the pair."""
    user = create_user("Ada").user
    campaign.memberships.create(user=user, role=Membership.Role.ANNOTATOR)
    work.fill_queue(campaign.pk, hold=1, by=user)
    return user


@pytest.fixture
def rui(campaign) -> User:
    user = create_user("Rui").user
    campaign.memberships.create(user=user, role=Membership.Role.REVIEWER)
    return user


def asked(user, rendition, **headers):
    return Browser(user).get(media_url(user, rendition), **headers)


def test_ada_gets_the_video_that_she_holds(ada, rendition):
    reply = asked(ada, rendition)
    assert (reply.status_code, reply["Content-Type"]) == (200, "video/mp4")
    assert reply.body == CONTENT


def test_ada_gets_its_poster(ada, rendition):
    reply = Browser(ada).get(poster_url(ada, rendition))
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/jpeg")
    assert reply.body == CONTENT[::-1]


def test_ada_gets_a_range_of_it(ada, rendition):
    reply = asked(ada, rendition, Range="bytes=4-7")
    assert (reply.status_code, reply.body) == (206, CONTENT[4:8])


def test_a_range_behind_its_end_is_refused_with_the_size(ada, rendition):
    reply = asked(ada, rendition, Range=f"bytes={rendition.bytes}-")
    assert (reply.status_code, reply["Content-Range"]) == (416, f"bytes */{rendition.bytes}")


def test_a_player_that_asks_for_video_only_gets_it(ada, rendition):
    assert asked(ada, rendition, Accept="video/webm").status_code == 200


def test_another_persons_address_is_not_found(ada, sam, rendition):
    address = media_url(ada, rendition)
    assert refusal(Browser(sam).get(address)) == (404, "not_found")


def test_sam_gets_nothing_even_with_an_address_of_his_own(sam, campaign, rendition):
    assert refusal(asked(sam, rendition)) == (404, "not_found")


def test_nobody_gets_it_without_signing_in(ada, rendition):
    assert refusal(Browser().get(media_url(ada, rendition))) == (401, "not_signed_in")


def test_an_expired_address_is_gone(ada, rendition):
    address = media_url(ada, rendition, now=LONG_AGO)
    assert refusal(Browser(ada).get(address)) == (410, "media_expired")


@pytest.mark.parametrize(
    "spoil", [str.lower, str.swapcase, lambda token: token + "A", lambda _: "x"]
)
def test_a_tampered_address_is_not_found(spoil, ada, rendition):
    folder, token = media_url(ada, rendition).rsplit("/", 1)
    assert refusal(Browser(ada).get(f"{folder}/{spoil(token)}")) == (404, "not_found")


def test_a_withdrawn_video_is_not_found(ada, rendition):
    Video.objects.filter(pk=rendition.video_id).update(withdrawn_at=Now())
    assert refusal(asked(ada, rendition)) == (404, "not_found")


def test_a_withdrawn_video_is_not_found_by_managers_either(mo, rendition):
    Video.objects.filter(pk=rendition.video_id).update(withdrawn_at=Now())
    assert refusal(asked(mo, rendition)) == (404, "not_found")


@pytest.mark.parametrize("model", [Prompt, Pair])
def test_a_video_of_a_withdrawn_prompt_or_pair_is_not_found(model, ada, rendition):
    model.objects.update(withdrawn_at=Now())
    assert refusal(asked(ada, rendition)) == (404, "not_found")


def test_a_video_that_was_given_back_is_not_found(ada, rendition):
    work.release(Assignment.objects.get().pk, by=ada)
    assert refusal(asked(ada, rendition)) == (404, "not_found")


def test_a_video_of_the_own_history_can_be_seen_again(ada, rendition):
    work.skip(Assignment.objects.get().pk, reason="broken", by=ada)
    assert asked(ada, rendition).status_code == 200


def test_a_member_who_does_not_hold_the_pair_gets_nothing(campaign, sam, rendition):
    campaign.memberships.create(user=sam, role=Membership.Role.ANNOTATOR)
    assert refusal(asked(sam, rendition)) == (404, "not_found")


def test_rui_gets_the_videos_of_the_campaign_that_he_reviews(rui, rendition):
    assert asked(rui, rendition).status_code == 200


def test_rui_gets_no_video_of_another_campaign(rui, rendition):
    Membership.objects.all().delete()
    assert refusal(asked(rui, rendition)) == (404, "not_found")


def test_mo_gets_every_video(mo, rendition):
    assert asked(mo, rendition).status_code == 200


def test_the_bytes_may_not_be_kept_by_caches_that_others_use(ada, rendition):
    assert asked(ada, rendition)["Cache-Control"].startswith("private")
