"""`manage.py export_snapshot CAMPAIGN --format jsonl|safesora --out DIR`: a dataset in a folder."""

import time
from argparse import ArgumentParser
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.catalog.models import Prompt
from annotation_server.core.commands import TandemCommand
from annotation_server.core.models import Job
from annotation_server.exports import services
from annotation_server.exports.filters import Filters
from annotation_server.exports.formats.cut import USUAL, Options, Seconds
from annotation_server.exports.models import Export
from annotation_server.exports.operations import deliver, render
from annotation_server.exports.queries import campaign_called, export_again, snapshot_called

SECONDS_BETWEEN_LOOKS = 0.5
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


def moment(text: str) -> datetime:
    """Read a time; one without a zone is in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _filters(options: dict[str, Any]) -> Filters:
    return Filters(
        options["since"],
        options["until"],
        options["prompt_type"],
        options["minimum_answers"],
        tuple(options["without"]),
        options["accepted_only"],
        options["consensus_method"],
    )


class Command(TandemCommand):
    help = "Freeze a campaign, or take an earlier snapshot, and write its files to a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("campaign", help="the campaign's name or id")
        parser.add_argument("--format", required=True, choices=Export.Format.values)
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument("--snapshot", metavar="ID", help="render this earlier cut again")
        parser.add_argument("--videos", action="store_true", help="safesora: with the videos")
        parser.add_argument(
            "--information-key",
            default=USUAL.information_key,
            choices=services.INFORMATION_KEYS,
            help="safesora: what the third sub-preference is called",
        )
        parser.add_argument(
            "--audience", default=USUAL.audience, help="jsonl: whom the pseudonyms are for"
        )
        parser.add_argument(
            "--originals", action="store_true", help="safesora: the clips as they were imported"
        )
        parser.add_argument(
            "--shard-mb", type=int, default=0, metavar="N", help="safesora: the clips in tar files"
        )
        parser.add_argument(
            "--seconds",
            default=USUAL.seconds,
            choices=[*Seconds],
            help="jsonl: how exactly the time of a stage is told",
        )
        parser.add_argument("--notes", action="store_true", help="jsonl: what annotators wrote")
        parser.add_argument("--since", type=moment, metavar="TIME", help="answers from then on")
        parser.add_argument("--until", type=moment, metavar="TIME", help="answers before then")
        parser.add_argument("--prompt-type", default="", choices=Prompt.Type.values)
        parser.add_argument("--minimum-answers", type=int, default=1, metavar="N")
        parser.add_argument(
            "--without", type=UUID, nargs="+", default=[], metavar="ID", help="these annotators"
        )
        parser.add_argument(
            "--accepted-only", action="store_true", help="work that an inspection accepted"
        )
        parser.add_argument(
            "--consensus-method",
            type=ConsensusMethod,
            choices=[*ConsensusMethod],
            help="how labels are weighed; without it as the campaign has them weighed",
        )
        parser.add_argument(
            "--wait",
            action="store_true",
            help="always so: the command renders here and ends when the files are in DIR",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        campaign = campaign_called(options["campaign"])
        snapshot = (
            snapshot_called(campaign, options["snapshot"])
            if options["snapshot"]
            else services.freeze(campaign, _filters(options), by=None)
        )
        chosen = Options(**{one.name: options[one.name] for one in fields(Options)})
        export = services.start_export(snapshot, options["format"], chosen, by=None)
        self.say(f"Snapshot {snapshot.pk}")
        export = self._finished(export)
        files = deliver(export, options["out"])
        for file in files:
            rows = "" if file.rows is None else f"  {file.rows} rows"
            self.say(f"{file.sha256}  {file.name}  {file.bytes} bytes{rows}")
        return {
            "snapshot": str(snapshot.pk),
            "export": str(export.pk),
            "format": export.format,
            "out": str(options["out"]),
            "files": [
                {"name": f.name, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256}
                for f in files
            ],
            "report": export.report,
        }

    def _finished(self, export: Export) -> Export:
        """Render here under the export's lease, or wait for the worker that already has it."""
        while export.state not in ENDED:
            render(str(export.pk), self._tell)
            export = export_again(export)
            if export.state not in ENDED:
                self._tell(export.done_units, export.total_units)
                time.sleep(SECONDS_BETWEEN_LOOKS)
        if export.state != Job.State.DONE:
            raise CommandError(f"The export stopped: {export.error or export.state}")
        return export

    def _tell(self, done: int, total: int) -> None:
        """Show how far it is in one line of a terminal; elsewhere there are only whole lines."""
        if self.stdout.isatty() and not self.as_json:
            self.stdout.write(f"\r{done} of {total} rows", ending="" if done < total else "\n")
            self.stdout.flush()
