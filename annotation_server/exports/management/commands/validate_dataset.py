"""`manage.py validate_dataset DIR`: every fault of a dataset in the published shape, one a line."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotation_server.core.commands import TandemCommand
from annotation_server.exports.validation import validate


class Command(TandemCommand):
    help = (
        "Check a folder of SafeSora-shaped files. Ends with 1 if anything is wrong; ids that do "
        "not derive from their text and videos that no row names are said, and are no fault."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--deep", action="store_true", help="decode every video and sum it, which takes long"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder. Give the one that holds the data files.")
        findings = []
        for finding in validate(folder, deep=options["deep"]):
            self.say(str(finding))
            findings.append(finding)
        faults = sum(not finding.is_mild for finding in findings)
        if faults:
            told = json.dumps([asdict(finding) for finding in findings]) if self.as_json else ""
            raise CommandError(told or f"{faults} faults in {folder}.")
        self.say(f"No fault in {folder}.")
        return {"faults": faults, "findings": [asdict(finding) for finding in findings]}
