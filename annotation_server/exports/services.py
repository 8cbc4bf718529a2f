"""Take a snapshot of a campaign, and have it rendered."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from annotation_server import __version__
from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.services import draw_splits
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.core.jobs import again, cancel, hint
from annotation_server.core.models import Job
from annotation_server.exports.filters import EVERYTHING, Filters
from annotation_server.exports.formats import FORMATS
from annotation_server.exports.formats.cut import USUAL, Options, Seconds
from annotation_server.exports.models import ExpiryRule, Export, Snapshot
from annotation_server.exports.operations import freeze_rows, keep_figures, render_anew
from annotation_server.exports.queries import (
    finished_file,
    is_whole,
    refuse_if_affected,
    sealed,
)
from annotation_server.exports.rules import AUDIENCE
from annotation_server.exports.tasks import render_export
from annotation_server.protocol.queries import definition_of

INFORMATION_KEYS = ("information", "informativeness")


@transaction.atomic
def freeze(campaign: Campaign, filters: Filters = EVERYTHING, *, by: User | None) -> Snapshot:
    """Freeze what the campaign holds now. What people answer from here on changes nothing in it.

    What the filters do not take is left out with the reason.

    Prompts that have no split yet get one, which stays.
    """
    draw_splits(campaign.corpus, by=by)
    snapshot = Snapshot.objects.create(
        campaign=campaign,
        protocol_sha256=campaign.protocol.sha256,
        code_version=__version__,
        options=filters.as_json() | _weighed_by(campaign, filters),
        created_by=by,
    )
    definition = definition_of(campaign.protocol)
    freeze_rows(snapshot, definition, filters)
    keep_figures(snapshot, definition)
    record(by=by, action="snapshot_frozen", subject=snapshot, campaign=str(campaign.pk))
    return snapshot


def _weighed_by(campaign: Campaign, filters: Filters) -> dict[str, str]:
    """The method of consensus, where it is not the usual one: the campaign's may change later."""
    current = Campaign.objects.values_list("consensus_method", flat=True).get(pk=campaign.pk)
    method = filters.consensus_method or ConsensusMethod(current)
    return {} if method is ConsensusMethod.MAJORITY else {"consensus_method": method.value}


@transaction.atomic
def start_export(
    snapshot: Snapshot, format_: str, options: Options = USUAL, *, by: User | None
) -> Export:
    """Have a snapshot rendered; one that is there already, or on its way, is given back.

    Files that are gone from the store, or cut short there, are rendered again: the same bytes.
    Raises InvalidError for a format or an option that is unknown, ConflictError for a protocol
    that the format cannot hold, or for a snapshot with something that was withdrawn since.
    """
    refuse_if_affected(snapshot)
    chosen = _checked(format_, options)
    refusal = FORMATS[chosen].refusal(definition_of(snapshot.campaign.protocol))
    if refusal:
        raise ConflictError(refusal, code="format_does_not_fit")
    export, made = Export.objects.get_or_create(
        snapshot=snapshot,
        name=_name(chosen, options),
        defaults={"format": chosen, "options": asdict(options), "created_by": by},
    )
    of_export = Export.objects.filter(pk=export.pk)
    if not made and again(of_export):
        of_export.update(folder="", expired_at=None)
        made = True
    if made or (not is_whole(export) and render_anew(of_export)):
        record(by=by, action="export_started", subject=export, name=export.name)
        export.refresh_from_db()
    hint(render_export, str(export.pk))
    return export


@transaction.atomic
def take_snapshot(
    campaign: Campaign,
    formats: list[str],
    options: Options = USUAL,
    filters: Filters = EVERYTHING,
    *,
    by: User | None,
) -> Snapshot:
    """Freeze a campaign and have it rendered in each format; all of it or nothing."""
    snapshot = freeze(campaign, filters, by=by)
    start_exports(snapshot, formats, options, by=by)
    return snapshot


@transaction.atomic
def start_exports(
    snapshot: Snapshot, formats: list[str], options: Options = USUAL, *, by: User | None
) -> None:
    """Have a snapshot rendered in each format; all of it or nothing."""
    for format_ in dict.fromkeys(formats):
        start_export(snapshot, format_, options, by=by)


@transaction.atomic
def cancel_exports(snapshot: Snapshot, *, by: User | None) -> int:
    """Cancel the exports of a snapshot that are not finished; returns how many those were."""
    cancelled = cancel(snapshot.exports.all())
    if cancelled:
        record(by=by, action="exports_cancelled", subject=snapshot, cancelled=cancelled)
    return cancelled


@transaction.atomic
def resume_exports(snapshot: Snapshot, *, by: User | None) -> int:
    """Start what was cancelled, failed or has expired, as it was chosen; returns how many."""
    stopped = snapshot.exports.filter(state__in=[Job.State.CANCELLED, Job.State.FAILED])
    names = list(stopped.values_list("format", "options"))
    for format_, options in names:
        start_export(snapshot, format_, Options(**options), by=by)
    return len(names)


@transaction.atomic
def keep_files_for(campaign: Campaign, days: int | None, *, by: User | None) -> None:
    """Delete finished files of this campaign's exports after so many days; None keeps them."""
    if days is None:
        ExpiryRule.objects.filter(campaign=campaign).delete()
    else:
        ExpiryRule.objects.update_or_create(campaign=campaign, defaults={"days": days})
    record(by=by, action="export_expiry_changed", subject=campaign, days=days)


@transaction.atomic
def link_to(snapshot: Snapshot, name: str, until: datetime, *, by: User | None) -> str:
    """Make the token of a link to a finished file. Whoever has it needs no sign-in until then."""
    file, _ = finished_file(snapshot, name)
    record(by=by, action="export_linked", subject=snapshot, file=name, until=until.isoformat())
    return sealed(file, until)


def _checked(format_: str, options: Options) -> Export.Format:
    if format_ not in Export.Format.values:
        raise _unknown("format", format_, Export.Format.values)
    if options.information_key not in INFORMATION_KEYS:
        raise _unknown("information_key", options.information_key, INFORMATION_KEYS)
    if options.seconds not in [*Seconds]:
        raise _unknown("seconds", options.seconds, [*Seconds])
    if not AUDIENCE.fullmatch(options.audience):
        message = (
            f"{options.audience!r} cannot name an audience. Use up to 40 small letters, digits "
            "and hyphens."
        )
        raise InvalidError(message, fields=[FieldProblem("audience", "invalid_name", message)])
    return Export.Format(format_)


def _unknown(field: str, value: str, known: "list[str] | tuple[str, ...]") -> InvalidError:
    message = f"{value!r} is not known. Use {' or '.join(known)}."
    return InvalidError(message, fields=[FieldProblem(field, "unknown_choice", message)])


def _name(format_: Export.Format, options: Options) -> str:
    """Name the format and every option that is not the usual one; two options never share it."""
    words = [format_.value]
    if format_ is Export.Format.SAFESORA:
        if options.information_key != USUAL.information_key:
            words.append(options.information_key)
        if options.videos:
            words.append("originals" if options.originals else "videos")
            words += [f"{options.shard_mb}mb"] if options.shard_mb else []
    elif options.audience != USUAL.audience:
        words.append(f"for-{options.audience}")
    if format_ in (Export.Format.JSONL, Export.Format.PARQUET):
        if options.seconds != USUAL.seconds:
            words.append(f"{options.seconds}-seconds")
        words += ["notes"] if options.notes else []
    return ".".join(words)
