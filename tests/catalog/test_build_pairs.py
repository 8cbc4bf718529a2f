"""Pairs of a corpus: built again they stay, and the database refuses the same two twice."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from annotation_server.audit.models import AuditEvent
from annotation_server.catalog import services
from annotation_server.catalog.models import Pair, Video
from annotation_server.catalog.rules.pairing import Strategy
from annotation_server.core.errors import InvalidError
from tests.catalog import clips


@pytest.fixture
def build(imported, corpus, mo):
    """Six clips of two prompts, and the building of pairs."""
    imported([clips.line(number) for number in range(6)])

    def do(strategy="all", seed=1, **options):
        return services.build_pairs(
            corpus, strategy=Strategy(strategy), seed=seed, by=mo, **options
        )

    return do


def sides():
    return set(Pair.objects.values_list("video_0", "video_1"))


@pytest.mark.parametrize(
    ("strategy", "options", "added"),
    [("all", {}, 6), ("ring", {}, 6), ("balanced", {"per_prompt": 2}, 4), ("singles", {}, 6)],
)
def test_the_same_again_adds_nothing(strategy, options, added, build):
    assert build(strategy, **options).added == added
    before = sides()
    again = build(strategy, **options)
    assert (again.added, again.existing, again.total) == (0, added, added)
    assert sides() == before


def test_another_seed_never_pairs_the_same_two_again(build):
    build("ring", seed=1)
    build("ring", seed=2)
    build("all", seed=3)
    assert len({frozenset(pair) for pair in sides()}) == Pair.objects.count() == 6


def test_the_database_refuses_the_same_two_the_other_way_round(build):
    build()
    pair = Pair.objects.first()
    with pytest.raises(IntegrityError, match="two_videos_are_paired_once"), transaction.atomic():
        Pair.objects.create(
            corpus=pair.corpus, prompt=pair.prompt, video_0=pair.video_1, video_1=pair.video_0,
            origin=Pair.Origin.BUILT,
        )  # fmt: skip


def test_singles_stand_beside_pairs(build):
    build("all")
    assert build("singles").total == 12
    assert Pair.objects.filter(video_1=None).count() == 6


def test_a_preview_says_the_same_and_stores_nothing(build):
    preview = build(preview=True)
    assert not Pair.objects.exists()
    assert build() == preview


def test_given_pairs_stay_and_are_counted(build, imported):
    given = {"video_0": "clips/4.mp4", "video_1": "clips/0.mp4"}
    imported([*(clips.line(number) for number in range(6)), given])
    built = build()
    assert (built.added, built.existing) == (5, 1)
    assert Pair.objects.filter(origin=Pair.Origin.GIVEN).count() == 1


@pytest.mark.parametrize("gone", [{"state": "failed"}, {"withdrawn_at": Now()}])
def test_a_clip_that_cannot_be_shown_is_not_paired(gone, build):
    Video.objects.filter(source_name="clips/0.mp4").update(**gone)
    assert build().added == 4


@pytest.mark.parametrize(
    ("options", "path", "code"),
    [
        ({"strategy": "balanced"}, "per_prompt", "out_of_range"),
        ({"strategy": "balanced", "per_prompt": 0}, "per_prompt", "out_of_range"),
        ({"strategy": "balanced", "per_prompt": 1001}, "per_prompt", "out_of_range"),
        ({"strategy": "all", "per_prompt": 2}, "per_prompt", "not_used"),
        ({"seed": -1}, "seed", "out_of_range"),
        ({"seed": 2**53 + 1}, "seed", "out_of_range"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(options, path, code, build):
    with pytest.raises(InvalidError) as caught:
        build(**options)
    assert [(field.path, field.code) for field in caught.value.fields] == [(path, code)]


def test_what_was_built_is_in_the_audit_trail(build, mo):
    build("ring", seed=5)
    event = AuditEvent.objects.get(action="pairs_built")
    assert (event.details["strategy"], event.details["seed"], event.details["added"]) == (
        "ring",
        5,
        6,
    )
