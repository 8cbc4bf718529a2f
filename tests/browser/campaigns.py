"""A campaign with real clips on the running server, made by the operator's commands."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from annotation_server.quickstart.demo_corpus import Clip, clips, draw_clip, line
from tests.browser.people import ANNOTATORS, REVIEWER
from tests.servers import TandemServer

SCENES = ("lantern", "goldfish", "balloon", "coins")
GENERATORS = 2
SHORTER = 3  # times than in the demo: who answers has to watch them to the end


@dataclass(frozen=True)
class Opened:
    """A campaign's id and name, and how many pairs it has; the third given out is sensitive."""

    id: str
    name: str
    pairs: int


def chosen_clips() -> list[Clip]:
    return [
        replace(clip, seconds=clip.seconds / SHORTER)
        for scene in SCENES
        for clip in [one for one in clips() if one.subject.scene == scene][:GENERATORS]
    ]


def draw_corpus(folder: Path) -> Path:
    """Eight clips of four prompts, and their manifest."""
    for clip in chosen_clips():
        draw_clip(clip, folder)
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(f"{json.dumps(line(clip))}\n" for clip in chosen_clips()))
    return manifest


def import_clips(server: TandemServer, folder: Path, corpus: str) -> None:
    """Import and transcode the clips, and pair them."""
    server.manage("import_corpus", str(draw_corpus(folder)), "--corpus", corpus, "--wait")
    server.manage("build_pairs", corpus, "--strategy", "all")


def open_campaign(server: TandemServer, corpus: str, name: str, overlap: int = 3) -> Opened:
    """A campaign over all pairs of the corpus, with the three annotators and the reviewer."""
    words = ("--corpus", corpus, "--protocol", "safesora", "--overlap", str(overlap), "--seed", "4")
    made = server.manage_json("open_campaign", name, *words, "--without-consent")
    server.manage("enrol", name, *ANNOTATORS, "--as", "annotator")
    server.manage("enrol", name, REVIEWER, "--as", "reviewer")
    return Opened(str(made["id"]), name, int(str(made["pairs"])))
