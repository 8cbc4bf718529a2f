"""No name, mail or address of a person is in any byte of an export."""

import gzip
import hmac
import json
from itertools import product
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from annotation_server.accounts.models import Identity
from annotation_server.accounts.services import create_user
from annotation_server.exports.models import Export
from annotation_server.exports.queries import folder_of
from annotation_server.exports.rules import Pseudonyms
from annotation_server.exports.services import freeze
from tests.exports.registry import ANSWERS, Answered, fitting

SECRETS = {"name": "Ada Annotatrix", "email": "ada@people.example", "platform_id": "PROLIFIC-5f3a9"}
ADDRESS = "203.0.113.77"


@pytest.fixture
def ada(db):
    """Ada, with everything that is known of a person."""
    user = create_user(SECRETS["name"]).user
    Identity.objects.filter(user=user).update(**SECRETS)
    return user


def every_byte(export: Export) -> bytes:
    """The files as they are and unpacked, their names, and what the server says of the export."""
    folder = folder_of(export)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    names = [str(path.relative_to(folder)).encode() for path in paths]
    said = [export.name.encode(), json.dumps(export.report).encode()]
    return b"\n".join([*names, *said, *(one for path in paths for one in unpacked(path))]).lower()


def unpacked(path: Path) -> list[bytes]:
    raw = path.read_bytes()
    if path.suffix == ".gz":
        return [raw, gzip.decompress(raw)]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [raw, repr(table.schema.metadata).encode(), repr(table.to_pylist()).encode()]
    return [raw]


@pytest.mark.parametrize("protocol", [key for key in ANSWERS if key != "safesora"])
def test_no_shape_of_another_protocol_tells_who_somebody_is(ada, export, protocol):
    world = Answered(protocol)
    world.answered("A magical diorama.", by=ada, note=f"Write to {SECRETS['email']}.")
    cut = freeze(world.campaign, by=None)
    for format_ in fitting(protocol):
        told = every_byte(export(format_, cut))
        assert [word for word in secrets(ada, world) if word in told] == []
        assert b"a magical diorama" in told, "the bytes of the format were read"


def secrets(ada, world) -> list[bytes]:
    known = [*SECRETS.values(), ADDRESS, str(ada.pk), ada.pk.hex, *map(str, done_ids(world))]
    return [word.lower().encode() for word in known]


def test_two_audiences_cannot_be_joined(world, ada, export):
    """Neither on a name, nor on the place of a line: within a pair, lines are in another order."""
    pairs = [world.two(f"Prompt {number}.") for number in range(12)]
    people = [ada, *(create_user(f"Person {number}").user for number in range(5))]
    for pair, person in product(pairs, people):
        world.judged(pair, by=person)
    cut = freeze(world.campaign, by=None)
    ours, theirs = (lines(export("jsonl", cut, audience=one)) for one in ("public", "partner"))
    for name in ("assignment", "annotator"):
        assert not {one[name] for one in ours} & {one[name] for one in theirs}
    who = {pseudonym_of(person, "public"): pseudonym_of(person, "partner") for person in people}
    assert {one["annotator"] for one in ours} == {*who}
    side_by_side = [
        who[a["annotator"]] == b["annotator"] for a, b in zip(ours, theirs, strict=True)
    ]
    assert sum(side_by_side) < len(side_by_side) / 2


def pseudonym_of(person, audience: str) -> str:
    return by_the_book(settings.TANDEM_PSEUDONYM_KEY, audience, str(person.pk))


def by_the_book(key: str, audience: str, name: str) -> str:
    return hmac.digest(key.encode(), f"{audience}:{name}".encode(), "sha256").hex()[:32]


@pytest.mark.parametrize("length", [1, 64, 65, 200])
def test_a_pseudonym_is_an_hmac_by_the_book(length):
    key = "k" * length
    assert Pseudonyms(key, "public")("somebody") == by_the_book(key, "public", "somebody")


def lines(export: Export):
    text = (folder_of(export) / "assignments.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("format_", fitting("safesora"))
def test_no_export_tells_who_somebody_is(world, ada, export, format_):
    seen = {"video_0": {"plays": 1, "address": ADDRESS}}
    note = {"note": f"Write to {SECRETS['email']}, says {SECRETS['name']}."}
    done = world.judged(world.two("One."), by=ada, **note)
    world.judge(done, "extra", {}, seen=seen)
    world.judged(world.two("Two."), by=ada, state="surplus")
    world.assignment(world.two("Three."), ada, state="skipped", skip_reason="other", **note)
    world.assignment(world.two("Four."), ada, state="leased")
    told = every_byte(export(format_))
    assert [word for word in secrets(ada, world) if word in told] == []


def done_ids(world):
    """The assignments' own ids would join two audiences."""
    return world.campaign.assignments.values_list("pk", flat=True)
