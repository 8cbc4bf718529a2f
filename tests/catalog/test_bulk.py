"""Rows added by COPY are what was given, whatever is in them."""

import psycopg2
import pytest
from django.db import connection, transaction

from annotation_server.catalog.models import Pair, Prompt, Video
from annotation_server.catalog.operations import bulk
from annotation_server.catalog.operations.bulk import add_rows
from annotation_server.catalog.services import create_corpus

COLUMNS = ("corpus_id", "prompt_id", "text", "labels")
AWKWARD = [
    "\\N",
    "\\",
    "a\tb",
    "a\nb\r\n",
    '"quoted"',
    "{}",
    "é 猫 🐈",
    "",
    " ",
    "\\.",
    "NULL",
    "'",
]


def id_of(number):
    return f"{number:064x}"


def test_awkward_texts_come_out_as_they_went_in(corpus):
    add_rows(Prompt, COLUMNS, ((corpus.pk, id_of(n), text, ()) for n, text in enumerate(AWKWARD)))
    assert list(Prompt.objects.order_by("pk").values_list("text", flat=True)) == AWKWARD


def test_awkward_members_of_lists_come_out_too(corpus):
    short = [text for text in AWKWARD if len(text) < 40]
    add_rows(Prompt, COLUMNS, [(corpus.pk, id_of(1), "A dog", short)])
    assert Prompt.objects.get().labels == short


def test_columns_that_are_not_given_have_their_defaults(corpus):
    add_rows(Prompt, COLUMNS, [(corpus.pk, id_of(1), "A dog", ())])
    stored, made = Prompt.objects.get(), Prompt(text="A dog")
    for name in ("type", "labels", "refined_from", "source", "split", "withdrawn_at"):
        assert getattr(stored, name) == getattr(made, name)


def test_more_rows_than_a_batch_are_all_added(corpus, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    add_rows(Prompt, COLUMNS, ((corpus.pk, id_of(n), "A dog", ()) for n in range(5)))
    assert Prompt.objects.count() == 5


def test_constraints_hold(corpus):
    twice = [(corpus.pk, id_of(1), "A dog", ())] * 2
    with pytest.raises(psycopg2.IntegrityError), transaction.atomic():
        add_rows(Prompt, COLUMNS, twice)
    assert not Prompt.objects.exists()


def test_no_rows_are_no_mistake(db):
    add_rows(Pair, ("corpus_id",), [])


def rows_read_of(table):
    """How many rows of a table this transaction has read without an index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = %s", [table]
        )
        return cursor.fetchone()[0]


def add_videos_of_new_prompts(corpus, first, count):
    numbers = range(first, first + count)
    add_rows(Prompt, COLUMNS, ((corpus.pk, id_of(n), f"Dog {n}", ()) for n in numbers))
    prompts = Prompt.objects.order_by("-pk").values_list("pk", flat=True)[:count]
    columns = ("corpus_id", "prompt_id", "source_key")
    add_rows(Video, columns, [(corpus.pk, pk, str(pk)) for pk in prompts])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_foreign_keys_of_many_rows_are_looked_up_by_index(corpus):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_prompt")  # which is empty, and planned for as such
    add_videos_of_new_prompts(corpus, 0, 20)
    before = rows_read_of("catalog_prompt")
    add_videos_of_new_prompts(corpus, 20, 2000)
    assert rows_read_of("catalog_prompt") - before < 20_000


def rows_fetched():
    """How many prompts and videos this transaction has read, by whichever way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int "
            "FROM pg_stat_xact_user_tables "
            "WHERE relname IN ('catalog_prompt', 'catalog_video')"
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("part", ["prompts", "videos"])
def test_every_page_of_a_large_corpus_reads_only_its_own_rows(corpus, mo, page, part):
    add_videos_of_new_prompts(corpus, 0, 3000)  # another corpus that came before
    large = create_corpus("Large", by=mo)
    add_videos_of_new_prompts(large, 0, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_prompt, catalog_video")
    listed = {"prompts": Prompt, "videos": Video}[part].objects.filter(corpus=large)
    middle = listed.order_by("pk")[1500].pk
    for cursor_at in ("", f"?cursor={middle}"):
        before = rows_fetched()
        reply = page.get(f"/api/corpora/{large.pk}/{part}{cursor_at}")
        assert reply.json()["next"] is not None
        assert rows_fetched() - before < 600
