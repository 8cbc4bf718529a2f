"""`manage.py bench`: the scenarios of `./run bench`, on a server that it has started."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from annotation_server.core.commands import TandemCommand
from annotation_server.quickstart.benchmarks import SCENARIOS
from annotation_server.quickstart.benchmarks.machine import machine
from annotation_server.quickstart.benchmarks.scenario import Bench, Row
from annotation_server.quickstart.benchmarks.table import table
from annotation_server.quickstart.folders import DataFolder


class Command(TandemCommand):
    help = "Measure a server that `./run bench` has started; it fills the database with its own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("scenarios", nargs="*", metavar="NAME", help=", ".join(SCENARIOS))
        parser.add_argument("--base-url", required=True, metavar="URL")
        parser.add_argument("--quick", action="store_true", help="less of everything")
        parser.add_argument("--seconds", type=int, help="of each crowd of `cycles` and `think`")

    def run(self, **options: Any) -> dict[str, Any]:
        folder = DataFolder(Path(settings.TANDEM_DATA))
        bench = Bench(options["base_url"], folder, options["quick"], options["seconds"])
        where, rows = machine(), []
        for name in options["scenarios"] or SCENARIOS:
            bench.note(f"{name}:")
            rows += list(SCENARIOS[name](bench))
        self.say(f"\n{where}\n\n{table(rows)}")
        missed = [row.what for row in rows if row.reached is False]
        if missed:
            sys.stderr.write(f"Not reached: {'; '.join(missed)}.\n")
        return {"machine": where, "rows": [_as_json(row) for row in rows], "missed": missed}


def _as_json(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("what", "figure", "yardstick", "goal", "reached")}
