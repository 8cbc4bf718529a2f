"""What machine the figures are from."""

import os
import platform
from pathlib import Path

import psutil
from django.db import connection


def machine() -> str:
    memory = round(psutil.virtual_memory().total / 2**30)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'), "
            "current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    return (
        f"{len(os.sched_getaffinity(0))} cores ({_processor()}), {memory} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"PostgreSQL {version} (fsync {fsync}, synchronous_commit {commit}, "
        f"shared_buffers {buffers}); server, engines and load on this one machine; "
        f"load before: {psutil.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
