"""A clip that was converted before is not converted again: its files are copied."""

import pytest

from annotation_server.catalog import services
from annotation_server.catalog.models import Rendition, Video
from annotation_server.catalog.operations import renditions
from annotation_server.catalog.operations.deleting import delete_files_of
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.operations.ingest import ingest_videos
from annotation_server.catalog.queries import media_path
from tests.catalog import clips

FACTS = ("sha256", "bytes", "width", "height", "duration_us", "frame_times_us", "recipe")


@pytest.fixture
def twin(ingested):
    """A clip that was taken in."""
    return ingested([clips.line(0)])[0]


@pytest.fixture
def taken_in_again(mo, folder, twin):
    """Import the same clip into another corpus, and take it in."""

    def do():
        other = services.create_corpus("Others", by=mo)
        job = services.start_import(folder / "manifest.jsonl", other, by=None)
        run_import(str(job.pk))
        video = Video.objects.get(corpus=other)
        ingest_videos(str(video.pk))
        video.refresh_from_db()
        return video

    return do


@pytest.fixture
def no_ffmpeg(monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("converted again")

    monkeypatch.setattr(renditions, "ingest", refuse)


@pytest.fixture
def converted(monkeypatch):
    """How often ffmpeg was asked."""
    asked = []

    def count(*args, **options):
        asked.append(args)
        return ingest(*args, **options)

    ingest = renditions.ingest
    monkeypatch.setattr(renditions, "ingest", count)
    return asked


def test_the_same_bytes_in_another_corpus_are_copied(twin, taken_in_again, no_ffmpeg):
    copy = taken_in_again().rendition
    for field in FACTS:
        assert getattr(copy, field) == getattr(twin.rendition, field)
    for one, other in (
        (copy.name, twin.rendition.name),
        (copy.poster_name, twin.rendition.poster_name),
    ):
        assert media_path(one).read_bytes() == media_path(other).read_bytes()


def test_deleting_one_leaves_the_other(twin, taken_in_again):
    copy = taken_in_again()
    delete_files_of(twin)
    assert media_path(copy.rendition.name).is_file()
    assert media_path(copy.rendition.poster_name).is_file()


def test_a_rendition_that_is_damaged_is_made_again(twin, taken_in_again, converted):
    media_path(twin.rendition.name).write_bytes(b"damaged")
    assert taken_in_again().rendition.sha256 == twin.rendition.sha256
    assert len(converted) == 1


def test_a_rendition_whose_poster_is_gone_is_made_again(twin, taken_in_again, converted):
    media_path(twin.rendition.poster_name).unlink()
    assert media_path(taken_in_again().rendition.poster_name).is_file()
    assert len(converted) == 1


def test_what_another_recipe_made_is_not_copied(twin, taken_in_again, converted):
    Rendition.objects.update(recipe="older")
    taken_in_again()
    assert len(converted) == 1


def test_a_worker_goes_on_with_the_other_clips_that_are_due(imported):
    imported()
    ingest_videos(str(Video.objects.first().pk))
    assert set(Video.objects.values_list("state", flat=True)) == {"done"}
