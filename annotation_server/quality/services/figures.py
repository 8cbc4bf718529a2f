"""Figures that are wanted sooner than they would come."""

from django.db import transaction

from annotation_server.campaigns.models import Campaign
from annotation_server.core.jobs import hint
from annotation_server.quality.models import Report
from annotation_server.quality.operations.reports import queue
from annotation_server.quality.tasks import refresh_report


@transaction.atomic
def request_figures(campaign: Campaign) -> Report:
    """Have the figures computed now; while they are, asking again changes nothing."""
    report, _ = Report.objects.get_or_create(
        campaign=campaign, defaults={"state": Report.State.DONE}
    )
    if queue(report):
        hint(refresh_report, str(report.pk))
    report.refresh_from_db(fields=["state", "error"])
    return report
