"""Who asks the API for something else than JSON gets JSON."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json; indent=8", "image/*;q=0", "///"]
)
def test_a_reply_is_json_whatever_is_asked_for(accept, db):
    reply = Client().get("/api/session", headers={"Accept": accept})
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    assert b"\n" not in reply.content


def test_no_word_of_the_address_chooses_another_format(db):
    assert Client().get("/api/session?format=xml").status_code == 200
