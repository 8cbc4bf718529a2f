"""The pay report, which tells what people earned: each look at it is in the audit trail."""

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.annotation.queries.pay import Paid, paid
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign


@transaction.atomic
def report_pay(campaign: Campaign, *, as_file: bool, by: User) -> list[Paid]:
    rows = paid(campaign)
    total = sum((row.amount for row in rows), start=campaign.rate * 0)
    shape = "csv" if as_file else "page"
    told = {"people": len(rows), "amount": str(total), "shape": shape}
    record(by=by, action="pay_reported", subject=campaign, **told)
    return rows
