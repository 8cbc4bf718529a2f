"""The audit of a corpus: what is found of each clip, and what flashes is held until Mo decides."""

from itertools import combinations

import pytest
from django.db import connection

from annotation_server.annotation.services import put_back, withdraw
from annotation_server.audit.models import AuditEvent
from annotation_server.campaigns.queries import playable_pairs
from annotation_server.catalog.models import Finding, Pair, Takedown, Video
from annotation_server.catalog.models.fingerprints import PARTS_OF
from annotation_server.catalog.operations.ingest import ingest_video
from annotation_server.catalog.rules.findings import ALIKE_BITS, parts_of
from tests.catalog.planted import drawn


@pytest.fixture
def taken_in(ingested, folder):
    """Take in clips by their names, two a prompt; the videos in that order."""

    def do(*names: str):
        (folder / "clips").mkdir(parents=True)
        lines = []
        for number, name in enumerate(names):
            path = f"clips/{number}-{name}.mp4"
            (folder / path).write_bytes(drawn(name))
            by = f"generator-{number % 2}"
            text = f"Prompt {number // 2}"
            lines.append({"prompt_text": text, "path": path, "generated_from": by})
        return ingested(lines)

    return do


def kinds(video: Video) -> list[str]:
    return sorted(video.findings.values_list("kind", flat=True))


def test_nothing_is_found_of_an_ordinary_clip(taken_in):
    [clean] = taken_in("clean")
    assert (clean.state, kinds(clean)) == ("done", [])
    assert clean.rendition.flashing < 0.02


@pytest.mark.parametrize("kind", ["black", "frozen", "audio", "flashing"])
def test_each_kind_is_found_of_a_clip_that_has_it(taken_in, kind):
    [clip] = taken_in(kind)
    assert kinds(clip) == [kind]


def test_clips_of_the_same_bytes_are_found_whatever_they_are_called(taken_in):
    first, again = taken_in("clean", "clean")
    [found] = Finding.objects.all()
    assert (found.video, found.kind, found.other) == (again, "same_bytes", first)


def test_clips_that_look_alike_are_found_and_others_are_not(taken_in):
    first, _, alike = taken_in("clean", "other", "smaller")
    [found] = Finding.objects.all()
    assert (found.video, found.kind, found.other) == (alike, "looks_alike", first)


def paired(first: Video, second: Video) -> Pair:
    return Pair.objects.create(
        corpus=first.corpus, prompt=first.prompt, video_0=first, video_1=second, origin="built"
    )


def test_pairs_of_unequal_length_are_found(taken_in, corpus, page):
    paired(*taken_in("clean", "long"))
    found = page.get(f"/api/corpora/{corpus.pk}/findings?kind=unequal_length").json()
    assert found["counts"]["unequal_length"] == 1
    [row] = found["results"]
    assert row["value"] == pytest.approx(2 / 3, abs=0.01)
    assert row["video"]["source_name"] != row["other"]["source_name"]


@pytest.fixture
def flashing(taken_in):
    """A clip that flashes, paired with one that does not."""
    clip, other = taken_in("flashing", "other")
    paired(clip, other)
    return clip


def test_what_flashes_is_held_until_a_manager_decides(flashing, corpus):
    flashing.refresh_from_db()
    held = Takedown.objects.get(video=flashing)
    assert (held.state, flashing.withdrawn_at is not None) == ("held", True)
    assert "WCAG 2.3.1" in held.report
    assert not playable_pairs(corpus.pk, single=False).exists()
    assert AuditEvent.objects.get(action="held_back").actor_id is None


def test_a_released_clip_is_given_out_and_not_held_again(flashing, corpus, mo):
    put_back(Takedown.objects.get(video=flashing), by=mo)
    assert playable_pairs(corpus.pk, single=False).exists()
    flashing.rendition.delete()
    Video.objects.filter(pk=flashing.pk).update(state="queued", attempts=0)
    ingest_video(str(flashing.pk))
    flashing.refresh_from_db()
    assert (flashing.state, flashing.withdrawn_at) == ("done", None)
    assert kinds(flashing) == ["flashing"]


def test_a_clip_that_is_kept_back_stays_out(flashing, corpus, mo):
    withdraw(flashing, reason="It flashes.", by=mo)
    assert not playable_pairs(corpus.pk, single=False).exists()
    assert AuditEvent.objects.filter(action="withdrawn").exists()


def test_mo_sees_what_was_found_and_the_clip_that_is_held(flashing, corpus, page):
    found = page.get(f"/api/corpora/{corpus.pk}/findings?kind=flashing").json()
    assert (found["counts"]["flashing"], found["counts"]["black"], found["unseen"]) == (1, 0, 0)
    [row] = found["results"]
    assert (row["standing"], row["value"]) == ("held", 1.0)
    assert row["takedown"] == str(Takedown.objects.get().pk)
    assert row["video"]["url"] is not None
    wrong = page.get(f"/api/corpora/{corpus.pk}/findings?kind=ugly")
    assert wrong.json()["error"]["fields"][0]["path"] == "kind"


def test_pictures_that_differ_in_three_bits_share_a_part_of_their_fingerprints():
    for bits in combinations(range(64), ALIKE_BITS):
        other = sum(1 << bit for bit in bits)
        assert set(parts_of(0)) & set(parts_of(other)), bits


@pytest.mark.parametrize("fingerprint", [0, -1, 1 << 62, -(1 << 63), 0x0123456789ABCDEF])
def test_the_database_divides_a_fingerprint_as_we_do(db, fingerprint):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ARRAY[{PARTS_OF.format('%(it)s::bigint')}]", {"it": str(fingerprint)}
        )
        assert cursor.fetchone()[0] == parts_of(fingerprint)
