"""Awkward GIFs, imported and played in a real browser, frame by frame."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.players import Player
from tests.media.gifs import GIFS, draw_gifs
from tests.media.reading import gif_times

TELL = """
import json
from annotation_server.accounts.models import User
from annotation_server.catalog.models import Rendition
from annotation_server.catalog.queries import media_url
mo = User.objects.get(identity__name="mo")
print(json.dumps({
    rendition.video.source_name: [media_url(mo, rendition), rendition.frame_times_us]
    for rendition in Rendition.objects.filter(video__corpus__name="playback")
}))
"""


@dataclass(frozen=True)
class Clip:
    """`times` are the source's: the start of each frame, then the end."""

    times: list[int]
    address: str
    frames: list[int]

    def middle(self, frame: int) -> int:
        return (self.times[frame] + self.times[frame + 1]) // 2


@pytest.fixture(scope="module")
def clips(server, people, tmp_path_factory) -> dict[str, Clip]:
    """The drawn GIFs, taken in by the worker."""
    folder = tmp_path_factory.mktemp("gifs")
    sources = {path.name: path for path in draw_gifs(folder)}
    lines = [{"prompt_text": "A test card", "path": name} for name in sources]
    manifest = Path(folder / "manifest.jsonl")
    manifest.write_text("\n".join(map(json.dumps, lines)))
    server.manage("import_corpus", str(manifest), "--corpus", "playback", "--wait")
    told = json.loads(server.manage("shell", "--no-imports", "--command", TELL))
    return {name: Clip(gif_times(path), *told[name]) for name, path in sources.items()}


@pytest.fixture
def player(clips, page_of):
    """Opens a clip by its name, as Mo."""
    page = page_of("mo", path="/account")
    return lambda name: Player(page, clips[name].address)


@pytest.mark.parametrize("name", GIFS)
def test_a_clip_lasts_as_long_as_its_source(name, clips, player):
    assert player(name).duration == pytest.approx(clips[name].times[-1], abs=1_000)


@pytest.mark.parametrize("name", GIFS)
def test_every_frame_is_on_screen_when_the_source_shows_it(name, clips, player):
    clip, opened = clips[name], player(name)
    backwards = reversed(range(len(clip.frames)))
    shown = [opened.show(clip.middle(frame)) for frame in backwards]
    assert shown[::-1] == pytest.approx(clip.times[:-1], abs=5_000)


@pytest.mark.parametrize("name", ["variable.gif", "even.gif"])
def test_a_step_moves_exactly_one_frame(name, clips, player):
    clip, opened = clips[name], player(name)
    opened.show(clip.middle(len(clip.frames) - 1))
    for frame in range(4):
        assert clip.frames.index(opened.show(clip.middle(frame))) == frame
    assert clip.frames.index(opened.show(clip.middle(2))) == 2


@pytest.mark.parametrize("name", ["variable.gif", "even.gif", "long_last.gif"])
def test_a_clip_plays_to_its_end(name, clips, player):
    seen, played = player(name).play()
    end = pytest.approx(clips[name].times[-1], abs=1_000)
    assert seen == sorted(seen)
    assert seen[-1] == end
    assert played == [[0, end]]
