"""Statements that a connection plans once give what they would give without."""

import pytest
from django.db import connection

from annotation_server.core.columns import AS_WRITTEN
from annotation_server.core.prepared import execute_prepared, of

BETWEEN = """
    SELECT nr FROM generate_series(%(first)s::int, %(last)s::int) nr
    WHERE nr <> %(first)s AND 'five %%' LIKE 'five %%'"""
BY_PLACE = "SELECT %s::int - %s::int"


def ask(statement, values):
    with connection.cursor() as cursor:
        execute_prepared(cursor, statement, values)
        return [nr for (nr,) in cursor.fetchall()]


def kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'tandem_%'")
        return int(cursor.fetchone()[0])


def test_a_value_that_is_named_twice_is_given_once(db):
    assert ask(BETWEEN, {"last": 4, "first": 2, "more": "is not looked at"}) == [3, 4]
    assert of(BETWEEN).names == ("first", "last")


def test_values_without_names_are_taken_by_their_places(db):
    assert ask(BY_PLACE, [9, 4]) == [5]


def test_a_connection_prepares_a_statement_once(db):
    ask(BETWEEN, {"first": 1, "last": 2})
    before = kept()
    assert ask(BETWEEN, {"first": 7, "last": 8}) == [8]
    assert kept() == before > 0


def test_the_order_of_joins_stands_before_what_is_carried_out():
    joined = of(f"{AS_WRITTEN} SELECT %(one)s::int")
    assert joined.execute.startswith(f"{AS_WRITTEN} EXECUTE ")
    assert AS_WRITTEN not in joined.prepare


def test_a_pool_that_keeps_nothing_gets_the_whole_statement(db, settings):
    settings.TANDEM_PREPARED = False
    before = kept()
    assert ask(BETWEEN + " AND true", {"first": 1, "last": 2}) == [2]
    assert kept() == before


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew():
    ask(BY_PLACE, [1, 1])
    connection.close()
    assert kept() == 0
    assert ask(BY_PLACE, [3, 1]) == [2]
