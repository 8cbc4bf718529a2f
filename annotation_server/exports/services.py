"""Take a snapshot of a campaign, and have it rendered."""

from dataclasses import asdict

from django.db import transaction

from annotation_server import __version__
from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.campaigns.models import Campaign
from annotation_server.catalog.services import draw_splits
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError
from annotation_server.core.jobs import again, cancel, hint
from annotation_server.exports.filters import EVERYTHING, Filters
from annotation_server.exports.formats import FORMATS
from annotation_server.exports.formats.cut import USUAL, Options
from annotation_server.exports.models import Export, Snapshot
from annotation_server.exports.operations import freeze_rows, render_anew
from annotation_server.exports.queries import is_whole, refuse_if_affected
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
        options=filters.as_json(),
        created_by=by,
    )
    freeze_rows(snapshot, definition_of(campaign.protocol), filters)
    record(by=by, action="snapshot_frozen", subject=snapshot, campaign=str(campaign.pk))
    return snapshot


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
    if made or again(of_export) or (not is_whole(export) and render_anew(of_export)):
        record(by=by, action="export_started", subject=export, name=export.name)
        export.refresh_from_db()
    hint(render_export, str(export.pk))
    return export


@transaction.atomic
def take_snapshot(
    campaign: Campaign, formats: list[str], options: Options = USUAL, *, by: User | None
) -> Snapshot:
    """Freeze a campaign and have it rendered in each format; all of it or nothing."""
    snapshot = freeze(campaign, by=by)
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


def _checked(format_: str, options: Options) -> Export.Format:
    if format_ not in Export.Format.values:
        raise _unknown("format", format_, Export.Format.values)
    if options.information_key not in INFORMATION_KEYS:
        raise _unknown("information_key", options.information_key, INFORMATION_KEYS)
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
            words.append("videos")
    elif options.audience != USUAL.audience:
        words.append(f"for-{options.audience}")
    return ".".join(words)
