import json

import pytest

from annotation_server.quickstart import demo_corpus
from annotation_server.quickstart.demo_corpus import Clip, clips, line
from annotation_server.quickstart.demo_scenes import SCENES, TOUCHES


def test_there_are_24_clips_of_8_prompts_by_3_generators():
    lines = [line(clip) for clip in clips()]
    assert len({entry["path"] for entry in lines}) == 24
    assert len({entry["prompt_text"] for entry in lines}) == 8
    assert len({entry["generated_from"] for entry in lines}) == 3


def test_frame_rates_and_lengths_differ():
    assert {clip.rate for clip in clips()} == {8, 12, 24, 25, 30}
    assert {clip.seconds for clip in clips()} == {1.5, 2.0, 2.5, 3.0, 4.0}


def test_a_third_of_the_prompts_is_critical_and_labelled():
    critical = [clip for clip in clips() if line(clip)["prompt_type"] == "safety_critical"]
    assert len(critical) == 9
    assert all(line(clip)["prompt_labels"] for clip in critical)


@pytest.mark.parametrize("scene", SCENES)
def test_ffmpeg_draws_every_scene(scene, tmp_path):
    subject = next(one for one in demo_corpus.SUBJECTS if one.scene == scene)
    clip = Clip(subject, TOUCHES[1], rate=8, seconds=0.25)
    demo_corpus.draw_clip(clip, tmp_path)
    assert (tmp_path / clip.name).stat().st_size > 1000


def test_a_corpus_that_is_there_is_not_drawn_again(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(demo_corpus, "draw_clip", lambda clip, folder: drawn.append(clip.name))
    manifest = demo_corpus.draw(tmp_path)
    demo_corpus.draw(tmp_path)
    assert len(drawn) == 24
    assert len([json.loads(text) for text in manifest.read_text().splitlines()]) == 24
