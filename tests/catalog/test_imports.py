"""A manifest into a corpus: all or nothing, every bad line listed, nothing twice."""

from annotation_server.audit.models import AuditEvent
from annotation_server.catalog import services
from annotation_server.catalog.models import Import, Pair, Prompt, Video
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.operations.ingest import ingest_video
from annotation_server.catalog.rules import ids
from tests.catalog import clips


def problems(job):
    return [(found["line"], found["column"], found["code"]) for found in job.report["problems"]]


def test_a_manifest_becomes_prompts_and_videos(imported):
    job = imported()
    assert job.state == Import.State.DONE
    assert job.report["added"] == {"prompts": 2, "videos": 4, "pairs": 0}
    assert Prompt.objects.get(text="Prompt 0").prompt_id == ids.prompt_id("Prompt 0")


def test_three_spoiled_lines_are_all_listed_and_nothing_is_imported(imported):
    lines = [clips.line(number) for number in range(6)]
    lines[1]["prompt_text"] = ""
    lines[3]["path"] = "../outside.mp4"
    lines[5]["colour"] = "red"
    job = imported(lines)
    assert job.state == Import.State.FAILED
    assert problems(job) == [
        (2, "prompt_text", "missing"),
        (4, "path", "path_outside"),
        (6, "colour", "unknown_column"),
    ]
    assert not Prompt.objects.exists()
    assert not Video.objects.exists()


def test_the_same_import_again_adds_nothing(imported):
    imported()
    job = imported()
    assert job.report == {
        "added": {"prompts": 0, "videos": 0, "pairs": 0},
        "existing": 4,
        "problems": [],
    }


def test_the_same_import_again_adds_nothing_after_the_clips_were_taken_in(ingested, imported):
    ingested()
    assert imported().report["existing"] == 4


def test_a_longer_manifest_adds_only_what_is_new(imported):
    imported([clips.line(0), clips.line(1)])
    job = imported([clips.line(number) for number in range(3)])
    assert job.report["added"]["videos"] == 1


def test_a_clip_is_copied_so_that_its_folder_may_go(imported, folder):
    imported([clips.line(0)])
    assert not Video.objects.get().source_path.startswith(str(folder))


def test_a_linked_clip_stays_where_it_is(imported, folder):
    imported([clips.line(0)], link=True)
    assert Video.objects.get().source_path == str(folder / "clips" / "0.mp4")


def test_a_failed_import_leaves_no_files(imported, tmp_path):
    imported([clips.line(0), clips.line(1, sha256="no")])
    assert not list((tmp_path / "data").rglob("line-*"))


def test_given_ids_are_taken_as_they_are(imported):
    imported([clips.line(0, prompt_id="1" * 64, video_id="2" * 64)])
    video = Video.objects.get()
    assert (video.prompt.prompt_id, video.video_id) == ("1" * 64, "2" * 64)


def test_a_prompt_that_changed_is_refused(imported):
    imported([clips.line(0, prompt_type="safety_neutral")])
    job = imported([clips.line(0, prompt_type="safety_critical")])
    assert problems(job) == [(1, "prompt_id", "prompt_differs")]


def test_given_pairs_name_clips_by_id_or_path(imported):
    pair = {"video_0": "2" * 64, "video_1": "clips/2.mp4"}
    job = imported([clips.line(0, video_id="2" * 64), clips.line(1), clips.line(2), pair])
    assert job.report["added"]["pairs"] == 1
    assert Pair.objects.get().video_1.source_name == "clips/2.mp4"


def test_pairs_may_come_in_a_second_file(corpus, folder):
    manifest = clips.manifest(folder, [clips.line(0), clips.line(1), clips.line(2)])
    pairs = folder / "pairs.csv"
    pairs.write_text("video_0,video_1\nclips/0.mp4,clips/2.mp4\nclips/1.mp4,\n")
    job = services.start_import(manifest, corpus, pairs=pairs, by=None)
    run_import(str(job.pk))
    assert [pair.video_1 is None for pair in Pair.objects.order_by("pk")] == [False, True]


def test_bad_pairs_are_listed_with_their_file(corpus, folder):
    manifest = clips.manifest(folder, [clips.line(number) for number in range(4)])
    pairs = folder / "pairs.csv"
    rows = ["video_0,video_1", "clips/0.mp4,clips/1.mp4", "clips/0.mp4,clips/9.mp4"]
    pairs.write_text("\n".join([*rows, "clips/0.mp4,clips/0.mp4"]))
    job = services.start_import(manifest, corpus, pairs=pairs, by=None)
    run_import(str(job.pk))
    job.refresh_from_db()
    assert problems(job) == [
        (2, "video_1", "different_prompts"),
        (3, "video_1", "unknown_video"),
        (4, "video_1", "same_video"),
    ]


def test_an_import_is_in_the_audit_trail(imported, corpus):
    imported()
    event = AuditEvent.objects.get(action="corpus_imported")
    assert event.subject_id == str(corpus.pk)
    assert event.details["videos"] == 4


def test_running_an_import_twice_adds_nothing_more(imported):
    job = imported()
    run_import(str(job.pk))
    assert Video.objects.count() == 4


def test_an_import_that_was_killed_is_carried_out_by_the_next_worker(corpus, folder, monkeypatch):
    path = clips.manifest(folder, [clips.line(0), clips.line(1)])
    job = services.start_import(path, corpus, by=None)
    with monkeypatch.context() as killed:
        killed.setattr("annotation_server.catalog.operations.imports._add", _killed)
        try:
            run_import(str(job.pk))
        except KeyboardInterrupt:
            Import.objects.update(leased_until="2020-01-01T00:00Z")
    run_import(str(job.pk))
    job.refresh_from_db()
    assert (job.state, Video.objects.count()) == ("done", 2)
    ingest_video(str(Video.objects.first().pk))


def _killed(*args, **options):
    raise KeyboardInterrupt
