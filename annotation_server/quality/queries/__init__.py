"""Which answers count, and what is read of them. Each subject has its own module."""

from annotation_server.quality.queries.counted import (
    counted_assignments,
    item_votes,
    not_withdrawn,
    pair_votes,
)

__all__ = ["counted_assignments", "item_votes", "not_withdrawn", "pair_votes"]
