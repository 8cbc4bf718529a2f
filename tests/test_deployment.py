"""The files for a machine that others reach agree with each other and with the code."""

import ast
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from tests.proxies import placed, program

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


def test_every_option_of_a_service_is_one_that_compose_knows(compose):
    known = {
        *("build", "cap_drop", "command", "cpu_shares", "depends_on", "environment"),
        *("healthcheck", "image"),
        *("ports", "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "user"),
        "volumes",
    }
    assert {option for one in compose["services"].values() for option in one} <= known
    top = {name for name in compose if not name.startswith("x-")}
    assert top == {"services", "volumes"}


def test_every_image_is_of_a_named_version(compose):
    images = {one["image"] for one in compose["services"].values()} - {"tandem-annotation-server"}
    assert images
    assert all(re.fullmatch(r"[a-z]+:\d[\w.-]*", image) for image in images)


def test_every_management_command_of_a_service_is_there(compose):
    text = " ".join(" ".join(one.get("command", [])) for one in compose["services"].values())
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named == {"check_engines", "migrate", "install_protocols"}
    assert named <= set(get_commands())


def test_every_health_check_has_a_command_and_gives_up(compose):
    checks = [one["healthcheck"] for one in compose["services"].values() if "healthcheck" in one]
    assert all(check["test"][0] in ("CMD", "CMD-SHELL") for check in checks)
    assert all({"interval", "timeout", "retries"} <= set(check) for check in checks)


def test_the_broker_keeps_what_it_is_told(compose):
    command = compose["services"]["redis"]["command"][-1]
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_only_nginx_is_reached_from_outside_and_only_over_this_machine(compose):
    services = compose["services"]
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    assert services["nginx"]["ports"][0].startswith("127.0.0.1:")


def test_folders_of_the_checkout_that_are_mounted_are_there(compose):
    mounts = [mount for one in compose["services"].values() for mount in one.get("volumes", [])]
    sources = [mount.split(":")[0] for mount in mounts if mount.startswith(".")]
    assert sources
    assert all((ROOT / source).is_dir() for source in sources)


def test_nginx_takes_the_configuration_as_it_is(tmp_path):
    text = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text()
    assert "server web:8000 resolve;" in text
    placed(tmp_path, web=1, listen=1, data=tmp_path)
    command = [program(), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr


def test_nginx_waits_longer_for_a_connection_than_it_keeps_one(image):
    """A connection that gunicorn closes first would lose a request."""
    kept = re.search(r"keepalive_timeout (\d+)s;  # shorter", nginx_words())
    served = re.search(r'"--keep-alive", "(\d+)"', image)
    assert kept is not None
    assert served is not None
    assert int(kept[1]) < int(served[1])


def nginx_words() -> str:
    return (ROOT / "deploy" / "nginx" / "nginx.conf").read_text()


def test_the_owner_of_the_files_is_who_nginx_runs_as(compose, image):
    user = compose["services"]["nginx"]["user"]
    assert f"--uid {user} " in image


def test_the_image_starts_modules_that_are_there(image):
    words = ast.literal_eval(
        re.findall(r"^CMD (\[.+\])", image.replace("\\\n", ""), re.MULTILINE)[0]
    )
    config = words[words.index("--config") + 1].removeprefix("python:")
    for module in (words[3].split(":")[0], config):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_every_stage_that_the_image_copies_from_is_there(image):
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", image, re.MULTILINE))
    assert set(re.findall(r"COPY --from=(\w+)", image)) == stages


def test_nothing_that_the_image_copies_is_ignored(image):
    ignored = {line.rstrip("/") for line in (ROOT / ".dockerignore").read_text().split()}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE)
    assert not ignored & {one.rstrip("/") for line in copied for one in shlex.split(line)}


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
