from celery import shared_task
from django.utils.timezone import now

from annotation_server.core.priority import in_background
from annotation_server.quality.operations import reports, tallies


@shared_task
def refresh_report(report_id: str) -> None:
    in_background(lambda: reports.refresh_report(report_id))


@shared_task
def request_reports() -> None:
    reports.request_reports(now())


@shared_task
def count_answers() -> None:
    tallies.count_answers(now())
