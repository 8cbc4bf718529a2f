"""What staff do for the quality of a campaign. Each subject has its own module."""

from annotation_server.quality.services.consensus import change_method
from annotation_server.quality.services.decisions import decide, undo
from annotation_server.quality.services.extra import add_where_worth, undo_extra
from annotation_server.quality.services.figures import request_figures
from annotation_server.quality.services.gold import (
    change_shares,
    evident_gold,
    gold_from_consensus,
    gold_from_reviewers,
)
from annotation_server.quality.services.inspections import (
    compared_answers,
    inspect_again,
    is_used_up,
    judge_item,
    next_item,
    open_batch,
)
from annotation_server.quality.services.judges import (
    BadLinesError,
    Taken,
    add_judgements,
    remove_judge,
)
from annotation_server.quality.services.verdicts import accept, exclude_batch, send_batch_back

__all__ = [
    "BadLinesError",
    "Taken",
    "accept",
    "add_judgements",
    "add_where_worth",
    "change_method",
    "change_shares",
    "compared_answers",
    "decide",
    "evident_gold",
    "exclude_batch",
    "gold_from_consensus",
    "gold_from_reviewers",
    "inspect_again",
    "is_used_up",
    "judge_item",
    "next_item",
    "open_batch",
    "remove_judge",
    "request_figures",
    "send_batch_back",
    "undo",
    "undo_extra",
]
