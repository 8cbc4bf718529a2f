"""The tasks of ./run."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from annotation_server.quickstart.console import say
from annotation_server.quickstart.problems import QuickstartError


def demo(words: list[str]) -> int:
    from annotation_server.quickstart.demo import demo as run

    parser = argparse.ArgumentParser(prog="./run demo")
    parser.add_argument("--corpus", type=Path, metavar="MANIFEST", help="instead of drawn clips")
    parser.add_argument("--port", type=int, metavar="N")
    chosen = parser.parse_args(words)
    run(chosen.corpus, chosen.port)
    return 0


def serve(words: list[str]) -> int:
    from annotation_server.quickstart.serve import serve as run

    parser = argparse.ArgumentParser(prog="./run serve")
    parser.add_argument("--port", type=int, metavar="N")
    run(parser.parse_args(words).port)
    return 0


def manage(words: list[str]) -> int:
    from annotation_server.quickstart.manage import manage as run

    return run(words)


def test(words: list[str]) -> int:
    from annotation_server.quickstart.testing import test as run

    return run(words)


def prove(words: list[str]) -> int:
    from annotation_server.quickstart.testing import prove as run

    return run(words)


def chaos(words: list[str]) -> int:
    from annotation_server.quickstart.chaos.run import chaos as run

    return run(words)


def backup(words: list[str]) -> int:
    from annotation_server.quickstart.backup.keep import backup as run

    return run(words)


def restore(words: list[str]) -> int:
    from annotation_server.quickstart.backup.restore import restore as run

    return run(words)


def bench(words: list[str]) -> int:
    from annotation_server.quickstart.bench import bench as run

    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("scenarios", nargs="*", metavar="NAME", help="of one part; else of all")
    parser.add_argument("--quick", action="store_true", help="within three minutes")
    parser.add_argument("--seconds", type=int, metavar="N", help="of each crowd; else 20, quick 8")
    parser.parse_args(words)
    return run(words)


def check(_: list[str]) -> int:
    from annotation_server.quickstart.checks import check as run

    return run()


def fix(_: list[str]) -> int:
    from annotation_server.quickstart.checks import fix as run

    return run()


def schema(_: list[str]) -> int:
    from annotation_server.quickstart.checks import write_schema

    write_schema()
    return 0


TASKS: dict[str, Callable[[list[str]], int]] = {
    task.__name__: task
    for task in (
        demo,
        serve,
        manage,
        backup,
        restore,
        test,
        bench,
        chaos,
        prove,
        check,
        fix,
        schema,
    )
}


def main() -> int:
    try:
        return TASKS[sys.argv[1]](sys.argv[2:])
    except QuickstartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        say("Ended.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
