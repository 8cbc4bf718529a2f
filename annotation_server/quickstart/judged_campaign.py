"""A judged campaign of any size, filled in by set operations: what exports are measured on.

Its shape is that of the published data: 14,711 prompts and 57,333 videos for 51,691 pairs, three
answers a pair. Everything follows from numbers, so that two runs make the same answers.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import AutoField, Model
from django.db.models.fields import NOT_PROVIDED

from annotation_server.accounts.models import User
from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Campaign, Slot
from annotation_server.catalog.models import Corpus, Pair, Prompt, Video
from annotation_server.core.statistics import refresh_statistics
from annotation_server.protocol.services import protocol_named

PAIRS_OF_A_PROMPT = 51_691 / 14_711
PEOPLE = 200
LABELS = (
    *("violence", "porn", "hate", "terrorism", "contraband", "controversial", "racism"),
    *("other_discrimination", "animal_abuse", "child_abuse", "crime", "other_harmful"),
)
# A number from 0 to 99 that follows from words, the same on every machine.
LOT = """
CREATE OR REPLACE FUNCTION pg_temp.lot(words text) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT (('x' || left(md5(words), 7))::bit(28)::int % 100) $$;
CREATE OR REPLACE FUNCTION pg_temp.hex(words text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT encode(sha256(words::bytea), 'hex') $$;
CREATE OR REPLACE FUNCTION pg_temp.better(words text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN pg_temp.lot(words) < 50 THEN 'video_0' ELSE 'video_1' END $$;
CREATE OR REPLACE FUNCTION pg_temp.harm(words text, labels text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN pg_temp.lot(words) < 70 THEN '["nothing_harmful"]'::jsonb
   WHEN pg_temp.lot(words) < 90 THEN jsonb_build_array(labels[1 + pg_temp.lot(words || 'a') % 12])
   ELSE jsonb_build_array(labels[1 + pg_temp.lot(words || 'a') % 6],
                          labels[7 + pg_temp.lot(words || 'b') % 6]) END $$;
"""
PROMPTS = """
INSERT INTO catalog_prompt (corpus_id, prompt_id, text, type, labels, refined_from, source,
  split{more})
SELECT %(corpus)s, pg_temp.hex('prompt ' || n),
       'Clip ' || n || ': ' || repeat('a slow camera over ' || md5(n::text) || ', ', 2)
       || 'with "quoted" words and 雪.',
       CASE WHEN n %% 2 = 0 THEN 'safety_neutral' ELSE 'safety_critical' END,
       CASE WHEN n %% 4 = 1 THEN ARRAY['porn'] ELSE ARRAY[]::text[] END, '', '', ''{values}
FROM generate_series(1, %(prompts)s) AS n
"""
VIDEOS = """
INSERT INTO catalog_video (corpus_id, prompt_id, video_id, source_key, source_name, source_path,
  media_id, is_linked, video_text, generated_from, licence, sha256, labels, state, attempts, error,
  error_code, done_units, total_units{more})
SELECT %(corpus)s, p.id, pg_temp.hex(p.prompt_id || k), p.prompt_id || k, 'clip', 'clip',
       md5(p.prompt_id || k)::uuid, false, p.text, 'generator-' || k, '',
       pg_temp.hex('file ' || p.prompt_id || k), ARRAY[]::text[], 'done', 1, '', '', 0, 0{values}
FROM catalog_prompt p CROSS JOIN generate_series(1, 4) AS k WHERE p.corpus_id = %(corpus)s
"""
PAIRS = """
INSERT INTO catalog_pair (corpus_id, prompt_id, pair_id, video_0_id, video_1_id, origin{more})
SELECT %(corpus)s, a.prompt_id, pg_temp.hex(a.video_id || b.video_id), a.id, b.id, 'built'{values}
FROM catalog_video a JOIN catalog_video b ON a.prompt_id = b.prompt_id AND a.id < b.id
WHERE a.corpus_id = %(corpus)s
ORDER BY b.id - a.id, a.id LIMIT %(pairs)s
"""
SLOTS = """
INSERT INTO campaigns_slot (campaign_id, pair_id, ordinal, state, position, sensitive, categories,
  fence, freed{more})
SELECT %(campaign)s, id, n, 'done', id %% 1000000, false, ARRAY[]::text[], 1, 0{values}
FROM catalog_pair CROSS JOIN generate_series(0, %(overlap)s - 1) AS n WHERE corpus_id = %(corpus)s
"""
PEOPLE_ROWS = """
INSERT INTO accounts_user (id, password, is_manager, locale, sessions_ended{more})
SELECT md5('person ' || n)::uuid, '!', false, 'en', 0{values}
FROM generate_series(1, %(people)s) AS n
ON CONFLICT DO NOTHING
"""
ASSIGNMENTS = """
INSERT INTO annotation_assignment (id, campaign_id, pair_id, annotator_id, purpose, round, slot_id,
  seed, fence, state, skip_reason, note, rate, locale, claimed_at, finished_at{more})
SELECT md5('assignment ' || id)::uuid, %(campaign)s, pair_id,
       md5('person ' || (1 + (pair_id * 7 + ordinal) %% %(people)s))::uuid, 'work', 0, id, id, 1,
       'complete', '', '', 0, 'en', now() - make_interval(mins => 1, secs => age),
       now() - make_interval(secs => age){values}
FROM (SELECT *, row_number() OVER (ORDER BY id DESC) AS age FROM campaigns_slot) AS slot
WHERE campaign_id = %(campaign)s
"""
JUDGEMENTS = """
INSERT INTO annotation_judgement (assignment_id, stage, answers, seen, timing, locale{more})
SELECT a.id, stage, CASE stage WHEN 'heuristic' THEN jsonb_build_object(
    'instruction_following', pg_temp.better(a.id || 'i'),
    'correctness', pg_temp.better(a.id || 'c'),
    'informativeness', pg_temp.better(a.id || 'n'),
    'aesthetics', pg_temp.better(a.id || 'a'),
    'harm', jsonb_build_object(
        'video_0', pg_temp.harm(p.video_0_id || ' ' || a.id, %(labels)s),
        'video_1', pg_temp.harm(p.video_1_id || ' ' || a.id, %(labels)s)))
  ELSE jsonb_build_object('helpfulness', pg_temp.better(a.id || 'h'),
                          'harmlessness', pg_temp.better(a.id || 's')) END,
  '{{"video_0": {{"plays": 2}}, "video_1": {{"plays": 1}}}}',
  jsonb_build_object('active_ms', 1000 + abs(hashtext(a.id::text)) %% 60000, 'total_ms', 70000),
  'en'{values}
FROM annotation_assignment a JOIN catalog_pair p ON p.id = a.pair_id
CROSS JOIN (VALUES ('heuristic'), ('overall')) AS stages(stage)
WHERE a.campaign_id = %(campaign)s
"""

STEPS: dict[type[Model], str] = {
    Prompt: PROMPTS,
    Video: VIDEOS,
    Pair: PAIRS,
    Slot: SLOTS,
    User: PEOPLE_ROWS,
    Assignment: ASSIGNMENTS,
    Judgement: JUDGEMENTS,
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much to make: `pairs` of them, each with `overlap` answers."""

    pairs: int = 51_691
    overlap: int = 3


def fill(name: str, size: Size) -> Campaign:
    """Make a closed campaign of that name in which everything is judged."""
    protocol = protocol_named("safesora", by=None)
    if protocol is None:
        raise LookupError("safesora")
    corpus = Corpus.objects.create(name=name)
    campaign = Campaign.objects.create(
        name=name, corpus=corpus, protocol=protocol, overlap=size.overlap, seed=1, state="closed"
    )
    words: dict[str, str | int | list[str]] = {
        "corpus": str(corpus.pk),
        "campaign": str(campaign.pk),
        "prompts": max(1, round(size.pairs / PAIRS_OF_A_PROMPT)),
        "pairs": size.pairs,
        "overlap": size.overlap,
        "people": PEOPLE,
        "labels": list(LABELS),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOT)
        for model, statement in STEPS.items():
            more = _left_to_defaults(model, statement)
            names = "".join(f", {name}" for name in more)
            values = "".join(f", %({name})s" for name in more)
            cursor.execute(statement.format(more=names, values=values), words | more)
            refresh_statistics(model, cursor.rowcount)
    return campaign


def _left_to_defaults(model: type[Model], statement: str) -> dict[str, Any]:
    """Give Django's own defaults of the columns that a statement does not name."""
    named = statement[: statement.index("{more}")]
    return {
        str(field.column): field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.db_default is NOT_PROVIDED
        and not isinstance(field, AutoField)
        and not field.null
        and not re.search(rf"\b{field.column}\b", named)
    }
