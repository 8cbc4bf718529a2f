"""Answers that arrive while a cut is made and rendered, and a disk that is full."""

import resource
from collections import Counter
from threading import Condition, Event, Thread
from typing import Self
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from annotation_server.exports import services
from annotation_server.exports.folder import discard
from annotation_server.exports.models import Export
from annotation_server.exports.operations import render
from annotation_server.exports.queries import folder_of
from tests.exports.factory import FIRST, SECOND, World, answers
from tests.exports.registry import fitting
from tests.exports.test_same_bytes import bytes_of

PAIRS = 60
FORMATS = fitting("safesora")
OF_THE_CUT = {"report.json", "SHA256SUMS"}


class Arriving:
    """Finished answers from a connection of their own, one after the other, until told to end."""

    def __init__(self, world: World) -> None:
        self.world, self.count, self.is_over = world, 0, Event()
        self.arrived = Condition()
        self.thread = Thread(target=self._run)

    def _run(self) -> None:
        pairs = list(self.world.corpus.pairs.all())
        while not self.is_over.is_set():
            with transaction.atomic():
                self.world.judged(pairs[self.count % len(pairs)], answers(SECOND, ("hate",)))
            with self.arrived:
                self.count += 1
                self.arrived.notify_all()
        connection.close()

    def wait_for(self, more: int) -> None:
        """Returns when so many more have arrived."""
        wanted = self.count + more
        with self.arrived:
            assert self.arrived.wait_for(lambda: self.count >= wanted, 60), "nothing arrives"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.is_over.set()
        self.thread.join()


@pytest.mark.django_db(transaction=True)
def test_while_answers_arrive_every_file_is_of_the_cut(tmp_path, settings):
    world = World()
    for number in range(PAIRS):
        world.judged(world.two(f"Prompt {number}."), answers(FIRST, ("porn",)))
    services.freeze(world.campaign, by=None)  # prompts have their split from now on
    disturbed = {}
    with Arriving(world) as arriving:
        arriving.wait_for(PAIRS // 2)
        cut = services.freeze(world.campaign, by=None)
        settings.EXPORTS_ROOT = tmp_path / "disturbed"
        for one in FORMATS:
            arriving.wait_for(2)
            disturbed[one] = rendered(cut, one)
    counted = cut.assignments.filter(counted=True).count()
    assert PAIRS + PAIRS // 2 <= counted < PAIRS + arriving.count
    votes = Counter[str]()
    for row in cut.consensus.filter(pair__isnull=False):
        votes.update(row.votes["helpfulness"])
    assert sum(votes.values()) == counted, "consensus and membership are of one moment"
    settings.EXPORTS_ROOT = tmp_path / "undisturbed"
    assert disturbed == {one: rendered(cut, one) for one in FORMATS}


def rendered(cut, format_: str) -> dict[str, str]:
    Export.objects.filter(snapshot=cut, format=format_).delete()
    export = services.start_export(cut, format_, by=None)
    render(str(export.pk))
    export.refresh_from_db()
    assert export.state == "done", export.error
    return bytes_of(export)


@pytest.fixture
def full_disk():
    """Files of this process may get only so large; afterwards as large as before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def do(largest: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))

    yield do
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("largest", [0, 300, 2_000])
@pytest.mark.parametrize("format_", ["jsonl", "safesora", "parquet"])
def test_a_full_disk_leaves_nothing_and_the_next_attempt_is_whole(
    world, full_disk, settings, format_, largest
):
    for number in range(40):
        world.judged(world.two(f"Prompt {number}."))
    cut = services.freeze(world.campaign, by=None)
    undisturbed = rendered(cut, format_)
    Export.objects.all().delete()
    export = services.start_export(cut, format_, by=None)
    soft = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    full_disk(largest)
    render(str(export.pk))
    full_disk(soft)
    export.refresh_from_db()
    assert (export.state, export.folder) == ("queued", "")
    assert export.error.startswith("The disk of ")
    Export.objects.update(due_at=export.created_at)
    render(str(export.pk))
    export.refresh_from_db()
    assert bytes_of(export) == undisturbed
    assert [path.name for path in settings.EXPORTS_ROOT.iterdir()] == [export.folder]


def test_of_a_folder_whose_removal_was_killed_nothing_reads_as_complete(world, export):
    world.judged(world.two())
    folder = folder_of(export("jsonl"))
    with patch("annotation_server.exports.folder.shutil.rmtree"):  # killed before the first file
        discard(folder)
    assert [path.name for path in folder.parent.iterdir()] == [f".{folder.name}"]
    export("consensus")
    assert not folder.with_name(f".{folder.name}").exists()
