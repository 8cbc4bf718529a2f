"""Gold as the API gives it."""

from dataclasses import asdict
from typing import Any

from annotation_server.accounts.models import User
from annotation_server.annotation.rules.training import Score
from annotation_server.campaigns.models import Campaign, GoldItem
from annotation_server.catalog.models import Video
from annotation_server.quality.api.describe import describe_video
from annotation_server.quality.queries import gold as queries
from annotation_server.quality.queries import names_of
from annotation_server.quality.rules.annotators import Thresholds
from annotation_server.quality.rules.gold import FEW_LEFT
from annotation_server.quality.rules.intervals import share_of

NOTHING = Score(0, 0)


def describe_gold(campaign: Campaign, user: User) -> dict[str, Any]:
    scores = queries.scores(campaign)
    people = queries.people(campaign, scores)
    names = names_of({"annotator": one.annotator} for one in people)
    items = queries.items_of(campaign)[: queries.MOST_SHOWN]
    return {
        "share": campaign.gold_share,
        "repeat_share": campaign.repeat_share,
        "pass_mark": Thresholds().least_gold,
        "items": [_item(item, scores.by_item.get(item.pair_id, NOTHING), user) for item in items],
        "people": [_person(one, names.get(str(one.annotator), "")) for one in people],
    }


def _item(item: GoldItem, score: Score, user: User) -> dict[str, Any]:
    pair = item.pair
    unready = [video for video in pair.videos if video.state != Video.State.DONE]
    return {
        "id": item.pk,
        "pair": pair.pk,
        "prompt": pair.prompt.text,
        "sensitive": pair.is_sensitive,
        "made": _made(item),
        "keys": item.keys,
        "videos": [
            describe_video(f"video_{number}", video, user)
            for number, video in enumerate(pair.videos)
        ],
        "is_ready": not unready and not pair.is_taken_down,
        "problem": next((video.error for video in unready), ""),
        "retired_at": item.retired_at,
        "score": asdict(share_of(score.right, score.of)),
    }


def _made(item: GoldItem) -> str:
    """What its videos tell: altered, from two prompts, or an ordinary pair."""
    videos = item.pair.videos
    altered = next((video.alteration for video in videos if video.alteration), "")
    if altered:
        return altered
    return "swapped" if len({video.prompt_id for video in videos}) > 1 else "pair"


def _person(one: queries.Person, name: str) -> dict[str, Any]:
    return {
        "annotator": str(one.annotator),
        "name": name,
        "had": one.had,
        "score": asdict(share_of(one.right, one.of)),
        "repeats": asdict(share_of(one.same, one.repeated)),
        "pairs_left": one.pairs_left,
        "runs_out": one.pairs_left is not None and one.pairs_left < FEW_LEFT,
    }
