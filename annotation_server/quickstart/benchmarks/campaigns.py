"""Campaigns of any size, laid into the tables by the engine itself, and people signed in."""

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from annotation_server.accounts.models import User
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.campaigns.services import Plan, open_campaign
from annotation_server.catalog.models import Corpus
from annotation_server.core.errors import NotFoundError
from annotation_server.protocol.services import protocol_named

FRAMES = 32
VIDEOS_A_PROMPT = 4
BACKEND = "annotation_server.accounts.backends.NameAndPassword"

# Four videos a prompt; every fifth prompt carries a label. Its pairs are video n with n + 1.
FILL = """
    INSERT INTO catalog_prompt
        (corpus_id, prompt_id, text, type, labels, refined_from, source, split)
    SELECT %(corpus)s, encode(sha256(('prompt ' || %(corpus)s || nr)::bytea), 'hex'),
        'A magical diorama inside a glass bottle being crafted, number ' || nr || '.',
        'safety_neutral', CASE WHEN nr %% 5 = 0 THEN ARRAY['violence'] ELSE '{}' END,
        '', '', 'train'
    FROM generate_series(1, (%(pairs)s + 3) / 4) AS nr;
    WITH clip AS (
        INSERT INTO catalog_video (corpus_id, prompt_id, video_id, source_key, source_name,
            source_path, media_id, is_linked, video_text, generated_from, licence, sha256, labels,
            state, attempts, error, error_code, done_units, total_units)
        SELECT corpus_id, prompt.id, encode(sha256((prompt.prompt_id || nr)::bytea), 'hex'),
            'clip ' || nr, 'clip', 'clip', gen_random_uuid(), false, prompt.text,
            'generator ' || nr, '', encode(sha256((prompt.prompt_id || nr)::bytea), 'hex'), '{}',
            'done', 1, '', '', 0, 0
        FROM catalog_prompt prompt CROSS JOIN generate_series(1, 4) AS nr
        WHERE corpus_id = %(corpus)s
        RETURNING id, media_id)
    INSERT INTO catalog_rendition (id, video_id, name, poster_name, bytes, sha256, width, height,
        duration_us, frame_times_us, recipe)
    SELECT gen_random_uuid(), id, media_id || '.mp4', media_id || '.jpg', 200000,
        repeat('0', 64), 320, 240, 2000000, %(frames)s, '{}' FROM clip;
    INSERT INTO catalog_pair (corpus_id, prompt_id, video_0_id, video_1_id, origin)
    SELECT corpus_id, prompt_id, id, next, 'built' FROM (
        SELECT corpus_id, prompt_id, id, coalesce(lead(id) OVER clips, first_value(id) OVER clips)
            AS next
        FROM catalog_video WHERE corpus_id = %(corpus)s
        WINDOW clips AS (PARTITION BY prompt_id ORDER BY id)) AS clip LIMIT %(pairs)s;
    ANALYZE catalog_prompt, catalog_video, catalog_rendition, catalog_pair
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, as their browser knows it."""

    user: User
    cookie: str
    token: str


@contextmanager
def unchecked() -> Iterator[None]:
    """Rows go in without the checks of foreign keys: they are made from the rows they point to."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield


def make_campaign(pairs: int, overlap: int) -> Campaign:
    """An open campaign over so many new pairs, whose videos are rows without files."""
    corpus = Corpus.objects.create(name=f"{pairs} pairs, {uuid.uuid4().hex[:6]}")
    protocol = protocol_named("safesora", by=None)
    if protocol is None:
        raise NotFoundError("The protocol safesora is not installed: `install_protocols` does it.")
    values: dict[str, Any] = {
        "corpus": corpus.pk,
        "pairs": pairs,
        "frames": [n * 62_500 for n in range(FRAMES)],
    }
    plan = Plan(corpus.name, corpus, protocol, overlap, seed=1, asks_consent=False)
    with unchecked():
        with connection.cursor() as cursor:
            cursor.execute(FILL, values)
        campaign = open_campaign(plan, by=None)
    vacuum("campaigns_slot", "catalog_pair", "catalog_video", "catalog_rendition", "catalog_prompt")
    return campaign


def vacuum(*tables: str) -> None:
    """As autovacuum does sooner or later, so that every size is measured in the same state."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def people_of(
    campaign: Campaign, count: int, name: Callable[[int], uuid.UUID] = lambda _: uuid.uuid4()
) -> list[Person]:
    """So many new annotators of the campaign, signed in. The cookie of one is their id."""
    users = User.objects.bulk_create(User(pk=name(number)) for number in range(count))
    Membership.objects.bulk_create(
        Membership(campaign=campaign, user=user, role=Membership.Role.ANNOTATOR) for user in users
    )
    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    sessions = [
        Session(
            session_key=user.pk.hex,
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: BACKEND,
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=until,
        )
        for user in users
    ]
    Session.objects.bulk_create(sessions)
    return [
        Person(user, session.session_key, secrets.token_hex(16))
        for user, session in zip(users, sessions, strict=True)
    ]
