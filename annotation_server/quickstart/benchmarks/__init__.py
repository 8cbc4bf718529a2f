"""What `./run bench` measures: one module a scenario, listed in `SCENARIOS`."""

from annotation_server.quickstart.benchmarks import (
    beside,
    claims,
    cycles,
    dashboard,
    exporting,
    importing,
)
from annotation_server.quickstart.benchmarks.scenario import Scenario

# By the name that `./run bench NAME` takes, in the order in which they run.
SCENARIOS: dict[str, Scenario] = {
    "cycles": cycles.run,
    "think": cycles.think,
    "claims": claims.run,
    "dashboard": dashboard.run,
    "beside": beside.run,
    "export": exporting.run,
    "import": importing.run,
}
