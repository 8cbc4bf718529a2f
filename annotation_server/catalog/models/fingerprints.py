"""The fingerprint of a clip in parts, by an index of which alike ones are found among many."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func

from annotation_server.catalog.rules.findings import PART_BITS, PARTS

SHIFTS = [PART_BITS * part for part in range(PARTS)]
# As `rules.findings.parts_of` does it; a query has to write the same for the index to serve it.
PARTS_OF = ", ".join(
    f"((({{0}}) >> {shift}) & {(1 << PART_BITS) - 1}) + {part << PART_BITS}"
    for part, shift in enumerate(SHIFTS)
)


class FingerprintParts(Func):
    """The parts of a fingerprint, each with its place in it, so that equal ones are comparable."""

    template = f"ARRAY[{PARTS_OF.format('%(expressions)s')}]"
    output_field = ArrayField(BigIntegerField())
