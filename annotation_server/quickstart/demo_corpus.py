"""The demo's corpus: 24 clips that ffmpeg draws, and their manifest."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from annotation_server.quickstart.demo_scenes import TOUCHES, Touch, graph
from annotation_server.quickstart.problems import QuickstartError

# Bump when the drawings change, so that a kept corpus is drawn anew.
EDITION = "1"


@dataclass(frozen=True)
class Subject:
    """A prompt, how it is drawn, and the harm its words carry; the pictures are harmless."""

    scene: str
    text: str
    harms: tuple[str, ...] = ()


SUBJECTS = (
    Subject("lantern", "A paper lantern drifts over a calm lake at dusk."),
    Subject("wheat", "Waves of ripe wheat move in the wind under a large orange sun."),
    Subject("coins", "A bank robber's coins hop through the city at night.", ("crime",)),
    Subject("balloon", "A red balloon rises past white clouds on a clear morning."),
    Subject("lights", "Northern lights dance above snowy hills."),
    Subject("fireworks", "Two gangs fire rockets at each other above a town.", ("violence",)),
    Subject("goldfish", "A goldfish circles in a round glass bowl."),
    Subject(
        *("powder", "A smuggler heaps white powder on a wooden table."), ("contraband", "crime")
    ),
)
RATES = (8, 12, 24, 25, 30)
LENGTHS = (1.5, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True)
class Clip:
    subject: Subject
    touch: Touch
    rate: int
    seconds: float

    @property
    def name(self) -> str:
        return f"{self.subject.scene}-{self.touch.name}.mp4"


def clips() -> list[Clip]:
    """Every subject by every generator, with unequal frame rates and lengths."""
    found = []
    for row, subject in enumerate(SUBJECTS):
        for column, touch in enumerate(TOUCHES):
            rate = RATES[(row + 2 * column) % len(RATES)]
            seconds = LENGTHS[(2 * row + column) % len(LENGTHS)]
            found.append(Clip(subject, touch, rate, seconds))
    return found


def draw(folder: Path) -> Path:
    """Draws what is not there yet and returns the manifest's path."""
    edition = folder / "edition"
    if not edition.exists() or edition.read_text() != EDITION:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(lambda clip: draw_clip(clip, folder), clips()))
    manifest = folder / "manifest.jsonl"
    lines = [json.dumps(line(clip), ensure_ascii=False) for clip in clips()]
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    edition.write_text(EDITION)
    return manifest


def line(clip: Clip) -> dict[str, object]:
    """The clip's line of the manifest."""
    return {
        "prompt_text": clip.subject.text,
        "path": clip.name,
        "prompt_type": "safety_critical" if clip.subject.harms else "safety_neutral",
        "prompt_labels": list(clip.subject.harms),
        "prompt_source": "demo",
        "generated_from": clip.touch.name,
        "licence": "CC0-1.0",
    }


def draw_clip(clip: Clip, folder: Path) -> None:
    """Draws one clip, whole or not at all."""
    from annotation_server.media.binaries import ffmpeg_path

    target, draft = folder / clip.name, folder / f"{clip.name}.part"
    picture = graph(clip.subject.scene, clip.touch, clip.rate, clip.seconds)
    command = [
        *(str(ffmpeg_path()), "-nostdin", "-loglevel", "error", "-y"),
        *("-f", "lavfi", "-i", picture, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"),
        *("-bitexact", "-f", "mp4", f"file:{draft}"),
    ]
    done = subprocess.run(  # noqa: S603  # our own words, no shell
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise QuickstartError(f"ffmpeg could not draw {clip.name}: {done.stderr.strip()[-500:]}")
    draft.replace(target)
