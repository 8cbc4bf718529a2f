"""The files for a machine that others reach agree with each other and with the code."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
# Written `${NAME:?what to do}` or `${NAME:-usual}`; `$$` is a dollar for the container's shell.
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:[?-][^}]*)?\}")
SECRETS = {"SECRET_KEY", "TANDEM_PSEUDONYM_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def compose(text: str) -> dict[str, Any]:
    return dict(yaml.safe_load(text))


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs)


@pytest.fixture(scope="module")
def image() -> str:
    return (ROOT / "Dockerfile").read_text()


def test_every_variable_of_the_compose_file_is_explained_in_the_example(text, example):
    assert {name for name, _ in VARIABLE.findall(text)} == set(example)


def test_nothing_has_a_default_password(text, example):
    kinds = {name: what for name, what in VARIABLE.findall(text) if name in SECRETS}
    assert set(kinds) == SECRETS
    assert all(what.startswith(":?") for what in kinds.values())
    assert {example[name] for name in SECRETS} == {""}


def test_every_service_waits_for_services_that_are_there(compose):
    services = compose["services"]
    waited_for = {name for one in services.values() for name in one.get("depends_on", {})}
    assert waited_for <= set(services)


def test_every_lasting_service_restarts_and_tells_its_health(compose):
    lasting = {name: one for name, one in compose["services"].items() if one["restart"] != "no"}
    assert {one["restart"] for one in lasting.values()} == {"unless-stopped"}
    silent = {name for name, one in lasting.items() if "healthcheck" not in one}
    assert silent == {"beat"}  # answers nobody; what it forgets, the next minute sends


def test_only_volumes_that_are_declared_are_mounted(compose):
    mounts = [mount for one in compose["services"].values() for mount in one.get("volumes", [])]
    names = {mount.split(":")[0] for mount in mounts if not mount.startswith((".", "/"))}
    assert names == set(compose["volumes"])


def test_every_queue_has_a_worker(compose, settings):
    from annotation_server.celery import app

    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    commands = [one.get("command", []) for one in compose["services"].values()]
    workers = [words for words in commands if "-Q" in words]
    listened = {queue for words in workers for queue in words[words.index("-Q") + 1].split(",")}
    assert listened == routed | {app.conf.task_default_queue}


def test_the_image_installs_what_the_lock_file_says(image):
    assert "--require-hashes -r requirements/runtime.lock" in image
    assert "npm ci" in image


def test_the_image_does_not_run_as_root(image):
    assert re.search(r"^USER (?!root)", image, re.MULTILINE)


def test_what_the_image_copies_is_there(image):
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE)
    missing = [one for line in copied for one in line.split() if not (ROOT / one).exists()]
    assert missing == []


def test_the_image_has_every_package_that_the_server_names():
    locked = (ROOT / "requirements" / "runtime.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[^a-z0-9-]", one)[0] for one in project["dependencies"]}
    assert wanted <= set(re.findall(r"^([a-z0-9-]+)==", locked, re.MULTILINE))
