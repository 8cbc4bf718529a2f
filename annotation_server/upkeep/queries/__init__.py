"""Everything that must hold of an instance, whatever happened to it."""

from annotation_server.upkeep.queries.checks import Check
from annotation_server.upkeep.queries.files import DEEP_FILE_CHECKS, FILE_CHECKS
from annotation_server.upkeep.queries.records import DEEP_RECORD_CHECKS, RECORD_CHECKS
from annotation_server.upkeep.queries.tables import TABLE_CHECKS
from annotation_server.upkeep.queries.work import WORK_CHECKS

# Of one moment: they run in one transaction. Files are looked at after it.
DATABASE_CHECKS = (*TABLE_CHECKS, *WORK_CHECKS, *RECORD_CHECKS)
DEEP_DATABASE_CHECKS = DEEP_RECORD_CHECKS

__all__ = [
    "DATABASE_CHECKS",
    "DEEP_DATABASE_CHECKS",
    "DEEP_FILE_CHECKS",
    "FILE_CHECKS",
    "Check",
]
