"""`manage.py furnish_chaos NAME`: an open campaign, and clips on their way through the workers."""

import hashlib
import json
import subprocess
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from annotation_server.campaigns.services import Plan, open_campaign
from annotation_server.catalog.models import Corpus, Prompt, Rendition, Video
from annotation_server.catalog.queries import media_path
from annotation_server.catalog.rules.pairing import Strategy
from annotation_server.catalog.services import build_pairs, create_corpus, start_import
from annotation_server.core.commands import TandemCommand
from annotation_server.core.errors import NotFoundError
from annotation_server.media.binaries import ffmpeg_path
from annotation_server.protocol.services import protocol_named

VIDEOS = 40
OVERLAP = 2
CLIPS = 4
CONTENT = b"nobody looks at this clip"


class Command(TandemCommand):
    help = "Fill a server for ./run chaos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name")

    def run(self, **options: Any) -> dict[str, Any]:
        name = options["name"]
        corpus = create_corpus(name, by=None)
        prompt = Prompt.objects.create(
            corpus=corpus, prompt_id=digest(name), text=f"A pond, for {name}."
        )
        for number in range(VIDEOS):
            add_video(corpus, prompt, f"generator {number}")
        build_pairs(corpus, strategy=Strategy.ALL, seed=1, by=None)
        protocol = protocol_named("safesora", by=None)
        if protocol is None:
            raise NotFoundError("The protocol safesora is not there.")
        plan = Plan(name, corpus, protocol, OVERLAP, seed=1, asks_consent=False)
        campaign = open_campaign(plan, by=None)
        start_import(manifest(name), create_corpus(f"{name}, clips", by=None), by=None)
        return {"campaign": str(campaign.pk)}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def add_video(corpus: Corpus, prompt: Prompt, generator: str) -> None:
    """A video that is ready, though its file holds no picture."""
    key = digest(f"{prompt.text}/{generator}")
    media = uuid.uuid4()
    video = Video.objects.create(
        corpus=corpus, prompt=prompt, video_id=key, sha256=key, media_id=media, source_key=key,
        source_name=generator, source_path=key, video_text=prompt.text, generated_from=generator,
        state=Video.State.DONE,
    )  # fmt: skip
    names = (f"{media.hex}.mp4", f"{media.hex}.jpg")
    for name in names:
        media_path(name).parent.mkdir(parents=True, exist_ok=True)
        media_path(name).write_bytes(CONTENT)
    Rendition.objects.create(
        video=video, name=names[0], poster_name=names[1], bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(), width=32, height=32, duration_us=500_000,
        frame_times_us=[0, 100_000],
    )  # fmt: skip


def manifest(name: str) -> Path:
    """A few real clips for the workers to transcode while things fail."""
    folder = Path(settings.TANDEM_DATA) / "clips" / digest(name)[:16]
    folder.mkdir(parents=True)
    lines = []
    for number in range(CLIPS):
        draw(folder / f"{number}.mp4", colour=f"0x{digest(f'{name} {number}')[:6]}")
        lines.append({"prompt_text": name, "path": f"{number}.mp4", "generated_from": str(number)})
    path = folder / "manifest.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def draw(target: Path, colour: str) -> None:
    picture = f"color={colour}:size=64x64:rate=10:duration=1"
    command = [
        *(str(ffmpeg_path()), "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture),
        *("-c:v", "libx264", "-preset", "ultrafast", "-bitexact", str(target)),
    ]
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True)  # noqa: S603  # our own words
