"""The managers' door to the catalog over HTTP; to all others it is not there."""

import uuid

import pytest

from annotation_server.accounts.services import create_user
from annotation_server.catalog import services
from annotation_server.catalog.models import Corpus, Import, Pair, Video
from annotation_server.catalog.rules.pairing import Strategy
from tests.catalog import clips
from tests.catalog.browser import Browser, problems, refusal


def test_mo_makes_a_corpus_and_sees_it(page):
    made = page.post("/api/corpora", {"name": " Bottles "})
    assert (made.status_code, made.json()["name"]) == (201, "Bottles")
    counts = {"queued": 0, "running": 0, "done": 0, "failed": 0, "withdrawn": 0}
    assert made.json()["counts"] == {"prompts": 0, "videos": counts, "pairs": 0, "references": 0}
    assert page.get("/api/corpora").json()["results"] == [made.json()]
    assert page.get(f"/api/corpora/{made.json()['id']}").json() == made.json()


def test_a_name_is_taken_once(page, corpus):
    reply = page.post("/api/corpora", {"name": corpus.name})
    assert refusal(reply) == (409, "name_taken")


@pytest.mark.parametrize(
    ("body", "code", "paths"),
    [
        ({}, "invalid", ["name"]),
        ({"name": ""}, "invalid", ["name"]),
        ({"name": 7}, "invalid", ["name"]),
        ({"name": "x" * 121}, "invalid", ["name"]),
        ({"name": "a\nb"}, "invalid", ["name"]),
        ({"name": "a", "seed": 1}, "invalid", ["seed"]),
        ([], "not_an_object", []),
        (b'{"name": "a", "name": "b"}', "duplicate_field", ["name"]),
        (b'{"\\ud800": 1, "\\ud800": 2}', "duplicate_field", ["'\\ud800'"]),
        (b'{"name": NaN}', "not_a_number", [""]),
        (b'{"name": "\\u0000"}', "nul_character", ["name"]),
        (b"name", "not_json", []),
    ],
)
def test_a_body_that_is_no_corpus_is_refused(body, code, paths, page):
    assert problems(page.post("/api/corpora", body)) == (400, code, paths)


@pytest.fixture
def three(playable):
    """A clip that is done, one that failed and one that waits."""
    done, failed, waiting = playable([clips.line(number) for number in range(3)])
    Video.objects.filter(pk=failed.pk).update(
        state="failed", error="It is broken.", error_code="damaged", attempts=3
    )
    Video.objects.filter(pk=waiting.pk).update(state="queued")
    return done, failed, waiting


def test_mo_sees_every_clip_with_its_state(page, here, three):
    results = page.get(f"{here}/videos").json()["results"]
    assert [one["state"] for one in results] == ["done", "failed", "queued"]
    assert results[1]["error"] == "It is broken."
    assert page.get(results[0]["poster_url"]).status_code == 200


def test_the_failed_ones_can_be_asked_for(page, here, three):
    results = page.get(f"{here}/videos?state=failed").json()["results"]
    assert [one["id"] for one in results] == [str(three[1].pk)]


def test_a_long_list_comes_in_pages(page, here, three, monkeypatch):
    monkeypatch.setattr("annotation_server.catalog.api.videos.PAGE", 2)
    first = page.get(f"{here}/videos").json()
    rest = page.get(f"{here}/videos?cursor={first['next']}").json()
    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (2, 1, None)


@pytest.mark.parametrize(
    ("query", "path"),
    [("state=lost", "state"), ("cursor=x", "cursor"), ("cursor=-1", "cursor"),
     ("cursor=²", "cursor"), ("cursor=" + "9" * 30, "cursor"), ("state=%00", "state")],
)  # fmt: skip
def test_a_filter_that_is_none_is_refused(query, path, page, here):
    assert problems(page.get(f"{here}/videos?{query}"))[::2] == (400, [path])


def test_a_failed_clip_is_tried_again(page, three):
    assert page.post(f"/api/videos/{three[1].pk}/retry", {}).status_code == 202
    again = Video.objects.get(pk=three[1].pk)
    assert (again.state, again.attempts, again.error) == ("queued", 0, "")


@pytest.mark.parametrize("which", [0, 2])
def test_only_a_failed_clip_is_tried_again(which, page, three):
    reply = page.post(f"/api/videos/{three[which].pk}/retry", {})
    assert refusal(reply) == (409, "not_failed")


def test_all_failed_clips_are_tried_again(page, here, three):
    assert page.post(f"{here}/videos/retry", {}).json() == {"retried": 1}
    assert page.post(f"{here}/videos/retry", {}).json() == {"retried": 0}


def test_mo_previews_pairs_and_builds_them(page, here, imported):
    imported()
    body = {"strategy": "all", "seed": 1}
    counted = {"added": 2, "existing": 0, "prompts": 2, "total": 2}
    assert page.post(f"{here}/pairs", {**body, "preview": True}).json() == counted
    assert not Pair.objects.exists()
    assert page.post(f"{here}/pairs", body).json() == counted
    assert page.post(f"{here}/pairs", body).json() == {**counted, "added": 0, "existing": 2}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"strategy": "some"}, "strategy"),
        ({"strategy": ["all"]}, "strategy"),
        ({"strategy": None}, "strategy"),
        ({"seed": "1"}, "seed"),
        ({"seed": True}, "seed"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"per_prompt": 1}, "per_prompt"),
        ({"strategy": "balanced", "per_prompt": 0}, "per_prompt"),
        ({"strategy": "balanced", "per_prompt": None}, "per_prompt"),
        ({"preview": "yes"}, "preview"),
        ({"preview": 1}, "preview"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wish_for_pairs_that_is_none_is_refused(change, path, page, here):
    body = {"strategy": "all", "seed": 1, **change}
    assert problems(page.post(f"{here}/pairs", body))[::2] == (400, [path])


DOORS = [
    ("GET", "/api/corpora"),
    ("POST", "/api/corpora"),
    ("GET", "{corpus}"),
    ("POST", "{corpus}/imports"),
    ("GET", "{import}"),
    ("GET", "{corpus}/videos"),
    ("POST", "{corpus}/videos/retry"),
    ("POST", "{video}/retry"),
    ("POST", "{corpus}/pairs"),
]


@pytest.mark.parametrize(("method", "address"), DOORS)
def test_nothing_of_the_catalog_is_there_for_others(method, address, here, three, sam):
    known = {
        "corpus": here,
        "import": f"/api/imports/{Import.objects.get().pk}",
        "video": f"/api/videos/{three[1].pk}",
    }
    address = address.format(**known)
    ada = create_user("Ada").user
    for user, expected in ((sam, 404), (ada, 404), (None, 401)):
        assert Browser(user).send(method, address, {}).status_code == expected
    assert Video.objects.get(pk=three[1].pk).state == "failed"
    assert Corpus.objects.count() == 1


@pytest.mark.parametrize(("method", "address"), DOORS[2:])
def test_what_is_not_there_is_not_found_by_managers(method, address, page):
    known = {
        "corpus": f"/api/corpora/{uuid.uuid4()}",
        "import": f"/api/imports/{uuid.uuid4()}",
        "video": "/api/videos/999999999999999999999999",
    }
    address = address.format(**known)
    asked = page.upload(address) if address.endswith("/imports") else page.send(method, address, {})
    assert refusal(asked) == (404, "not_found")


def test_a_corpus_that_is_being_filled_says_how_far_it_is(page, here, three, corpus, mo):
    services.build_pairs(corpus, strategy=Strategy.SINGLES, seed=0, by=mo)
    counts = page.get(here).json()["counts"]
    assert counts["videos"] == {"queued": 1, "running": 0, "done": 1, "failed": 1, "withdrawn": 0}
    assert (counts["prompts"], counts["pairs"]) == (2, 2)
