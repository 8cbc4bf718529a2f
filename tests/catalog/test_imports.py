"""A manifest into a corpus: all or nothing, every bad line listed, nothing twice."""

from annotation_server.audit.models import AuditEvent
from annotation_server.catalog import services
from annotation_server.catalog.models import Import, Pair, Prompt, Video
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.operations.ingest import ingest_video
from annotation_server.catalog.rules import ids
from tests.catalog import clips

PAIR = {"video_0": "clips/0.mp4", "video_1": "clips/2.mp4"}


def problems(job):
    return [(found["line"], found["column"], found["code"]) for found in job.report["problems"]]


def test_a_manifest_becomes_prompts_and_videos(imported):
    job = imported()
    assert job.state == Import.State.DONE
    assert job.report["added"] == {"prompts": 2, "videos": 4, "pairs": 0, "references": 0}
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
        "added": {"prompts": 0, "videos": 0, "pairs": 0, "references": 0},
        "existing": 4,
        "problems": [],
    }


def test_the_same_import_again_adds_nothing_after_the_clips_were_taken_in(ingested, imported):
    ingested()
    assert imported().report["existing"] == 4


def test_the_same_import_in_another_order_adds_nothing(imported):
    lines = [clips.line(number) for number in range(4)]
    imported(lines)
    assert imported(lines[::-1]).report["existing"] == 4


def test_the_same_clips_in_a_table_add_nothing(imported, corpus, folder):
    imported([clips.line(0), clips.line(1)])
    table = folder / "manifest.csv"
    rows = [clips.line(0), clips.line(1)]
    cells = "\n".join(f"{row['path']},{row['prompt_text']},{row['generated_from']}" for row in rows)
    table.write_text(f"path,prompt_text,generated_from\n{cells}\n")
    job = services.start_import(table, corpus, by=None)
    run_import(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.report["existing"]) == ("done", 2)


def test_the_same_clip_for_another_prompt_is_another_video(imported):
    imported([clips.line(0), clips.line(0, prompt_text="Another prompt")])
    assert Video.objects.count() == 2


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


def test_a_link_that_leads_out_of_the_folder_is_refused(imported, folder, tmp_path):
    (folder / "clips").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "clips" / "out.mp4").symlink_to(tmp_path / "secret")
    job = imported([clips.line(0), clips.line(1, path="clips/out.mp4")], link=True)
    assert problems(job) == [(2, "path", "path_outside")]


def test_a_linked_clip_that_was_changed_into_a_link_is_not_opened(imported, folder, tmp_path):
    imported([clips.line(0)], link=True)
    clip = folder / "clips" / "0.mp4"
    clip.rename(tmp_path / "elsewhere.mp4")
    clip.symlink_to(tmp_path / "elsewhere.mp4")
    ingest_video(str(Video.objects.get().pk))
    video = Video.objects.get()
    assert (video.state, video.error_code) == ("failed", "source_missing")


def test_an_empty_manifest_is_refused(imported):
    assert problems(imported([])) == [(0, "", "empty")]


def test_a_manifest_that_went_away_is_reported(corpus, folder):
    path = clips.manifest(folder, [clips.line(0)])
    job = services.start_import(path, corpus, by=None)
    path.unlink()
    run_import(str(job.pk))
    job.refresh_from_db()
    assert problems(job) == [(0, "", "file_unreadable")]


def test_a_failed_import_leaves_no_files(imported, tmp_path):
    imported([clips.line(0), clips.line(1, sha256="no")])
    assert not list((tmp_path / "data").rglob("clip-*"))


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


def test_given_pairs_again_add_nothing(imported):
    lines = [clips.line(0), clips.line(2), {"video_0": "clips/0.mp4", "video_1": "clips/2.mp4"}]
    imported(lines)
    job = imported(lines)
    assert (job.report["added"]["pairs"], job.report["existing"]) == (0, 3)


def test_a_pair_given_the_other_way_round_is_the_same_pair(imported):
    both = [clips.line(0), clips.line(2)]
    imported([*both, {"video_0": "clips/0.mp4", "video_1": "clips/2.mp4"}])
    imported([*both, {"video_0": "clips/2.mp4", "video_1": "clips/0.mp4"}])
    assert Pair.objects.count() == 1


def test_a_pair_id_that_another_pair_has_is_refused(imported):
    lines = [clips.line(number) for number in (0, 2, 4)]
    first = {"pair_id": "1" * 64, "video_0": "clips/0.mp4", "video_1": "clips/2.mp4"}
    imported([*lines, first])
    job = imported([*lines, {**first, "video_1": "clips/4.mp4"}])
    assert problems(job) == [(4, "pair_id", "duplicate_pair_id")]


def test_a_given_pair_gets_its_published_id_once_both_clips_are_known(ingested):
    zero, one = ingested([clips.line(0), clips.line(2), PAIR])[:2]
    assert Pair.objects.get().pair_id == ids.pair_id(zero.video_id, one.video_id)


def test_a_given_pair_id_is_kept(ingested):
    ingested([clips.line(0), clips.line(2), {**PAIR, "pair_id": "1" * 64}])
    assert Pair.objects.get().pair_id == "1" * 64


def test_gold_of_the_same_two_videos_does_not_take_the_pairs_id(ingested, imported):
    imported([clips.line(0), clips.line(2), PAIR])
    built = Pair.objects.get()
    Pair.objects.create(
        corpus=built.corpus, prompt=built.prompt, video_0=built.video_0, video_1=built.video_1,
        origin=Pair.Origin.GOLD,
    )  # fmt: skip
    ingested([clips.line(0), clips.line(2), PAIR])
    assert [pair.pair_id is None for pair in Pair.objects.order_by("pk")] == [False, True]


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
        killed.setattr("annotation_server.catalog.operations.imports.add_plan", _killed)
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
