"""A corpus, Mo who manages it, and folders of the test's own."""

from pathlib import Path

import pytest

from annotation_server.accounts.models import User
from annotation_server.accounts.services import create_user
from annotation_server.catalog import services
from annotation_server.catalog.models import Corpus, Import, Video
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.operations.ingest import ingest_video
from tests.catalog import clips, playing
from tests.catalog.browser import Browser


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path) -> None:
    settings.TANDEM_DATA = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "given"


@pytest.fixture
def mo(db) -> User:
    return create_user("Mo", is_manager=True).user


@pytest.fixture
def sam(db) -> User:
    return create_user("Sam").user


@pytest.fixture
def corpus(mo) -> Corpus:
    return services.create_corpus("Clips", by=mo)


@pytest.fixture
def imported(corpus, folder):
    """Import lines (four good ones if none are given) and return the finished row."""

    def do(lines=None, **options) -> Import:
        lines = [clips.line(number) for number in range(4)] if lines is None else lines
        path = clips.manifest(folder, lines)
        job = services.start_import(path, corpus, by=None, **options)
        run_import(str(job.pk))
        job.refresh_from_db()
        return job

    return do


@pytest.fixture
def ingested(imported, corpus):
    """Import lines and take in every clip; returns the videos in the manifest's order."""

    def do(lines=None, **options) -> list[Video]:
        imported(lines, **options)
        for pk in Video.objects.filter(corpus=corpus).values_list("pk", flat=True):
            ingest_video(str(pk))
        return list(Video.objects.filter(corpus=corpus).order_by("pk"))

    return do


@pytest.fixture
def playable(imported, corpus):
    """Import lines and give each video a rendition, without ffmpeg; in the manifest's order."""

    def do(lines=None) -> list[Video]:
        imported(lines)
        videos = list(Video.objects.filter(corpus=corpus).order_by("pk"))
        for video in videos:
            playing.make_playable(video)
        return videos

    return do


@pytest.fixture
def page(mo) -> Browser:
    """What Mo works in."""
    return Browser(mo)


@pytest.fixture
def here(corpus) -> str:
    """The corpus in the API."""
    return f"/api/corpora/{corpus.pk}"
