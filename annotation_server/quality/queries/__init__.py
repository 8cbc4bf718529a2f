"""Which answers count, and what is read of them. Each subject has its own module."""

from annotation_server.quality.queries.counted import (
    counted_assignments,
    is_counted,
    not_withdrawn,
    pair_votes,
)
from annotation_server.quality.queries.reports import names_of, report_of

__all__ = [
    "counted_assignments",
    "is_counted",
    "names_of",
    "not_withdrawn",
    "pair_votes",
    "report_of",
]
