"""A request on a connection that the database has closed is answered on a new one."""

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from tests.annotation.world import World


def cut_off() -> None:
    """End the session behind this process's connection, as a restart of the database does."""
    database = settings.DATABASES["default"]
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    address = {name: database[key] for name, key in names.items()}
    assert connection.connection is not None
    with psycopg2.connect(dbname="postgres", **address) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        )


@pytest.mark.django_db(transaction=True)
def test_a_restart_of_the_database_costs_whoever_is_signed_in_no_reply():
    ada = World().person()
    assert ada.client.get("/api/session").status_code == 200
    cut_off()
    reply = ada.client.get("/api/session")
    assert (reply.status_code, reply.json()["user"]["id"]) == (200, str(ada.user.pk))


@pytest.mark.django_db(transaction=True)
def test_nor_does_one_before_the_connection_was_used():
    ada = World().person()
    connection.close()
    connection.ensure_connection()
    cut_off()
    assert ada.client.get("/api/session").status_code == 200


@pytest.mark.django_db
def test_a_session_that_is_over_or_was_never_there_signs_nobody_in():
    ada = World().person()
    ada.client.cookies["tandem_session"] = "never0there"
    assert ada.client.get("/api/session").json()["user"] is None
    ben = World().person()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_session SET expire_date = now() - interval '1 second'")
    assert ben.client.get("/api/session").json()["user"] is None
