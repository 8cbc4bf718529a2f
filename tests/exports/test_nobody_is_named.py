"""No name, mail or address of a person is in any byte of an export."""

import gzip

import pytest

from annotation_server.accounts.models import Identity
from annotation_server.accounts.services import create_user
from annotation_server.exports.models import Export
from annotation_server.exports.queries import folder_of

SECRETS = {"name": "Ada Annotatrix", "email": "ada@people.example", "platform_id": "PROLIFIC-5f3a9"}
ADDRESS = "203.0.113.77"


@pytest.fixture
def ada(db):
    """Ada, with everything that is known of a person."""
    user = create_user(SECRETS["name"]).user
    Identity.objects.filter(user=user).update(**SECRETS)
    return user


def every_byte(export: Export) -> bytes:
    paths = [path for path in folder_of(export).rglob("*") if path.is_file()]
    read = [path.read_bytes() for path in paths]
    unpacked = [gzip.decompress(raw) for raw in read if raw[:2] == b"\x1f\x8b"]
    return b"\n".join([*read, *unpacked, *(str(path).encode() for path in paths)]).lower()


FITTING = ["jsonl", "safesora", "consensus", "parquet", "dpo"]


@pytest.mark.parametrize("format_", FITTING)
def test_no_export_tells_who_somebody_is(world, ada, export, format_):
    seen = {"video_0": {"plays": 1, "address": ADDRESS}}
    note = {"note": f"Write to {SECRETS['email']}, says {SECRETS['name']}."}
    done = world.judged(world.two("One."), by=ada, **note)
    world.judge(done, "extra", {}, seen=seen)
    world.judged(world.two("Two."), by=ada, state="surplus")
    world.assignment(world.two("Three."), ada, state="skipped", skip_reason="other", **note)
    world.assignment(world.two("Four."), ada, state="leased")
    told = every_byte(export(format_))
    secrets = [*SECRETS.values(), ADDRESS, str(ada.pk), *map(str, done_ids(world))]
    assert [word for word in secrets if word.lower().encode() in told] == []


def done_ids(world):
    """The assignments' own ids would join two audiences."""
    return world.campaign.assignments.values_list("pk", flat=True)
