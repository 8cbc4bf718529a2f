"""What the tasks do is loaded by whoever does it: it takes every other process long to start."""

from celery import shared_task
from django.utils.timezone import now

from annotation_server.core.priority import in_background


@shared_task
def refresh_report(report_id: str) -> None:
    from annotation_server.quality.operations import reports

    in_background(lambda: reports.refresh_report(report_id))


@shared_task
def request_reports() -> None:
    from annotation_server.quality.operations import reports

    reports.request_reports(now())


@shared_task
def count_answers() -> None:
    from annotation_server.quality.operations import tallies

    tallies.count_answers(now())
