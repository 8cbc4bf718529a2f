"""Every kind of person at every method of every address, with the real views."""

import pytest

from tests.endpoints import MAY, METHODS, NOT_SIGNED_IN, PERSONS, served
from tests.scene import code_of

pytestmark = pytest.mark.django_db

REFUSALS = {401: "not_signed_in", 404: "not_found", 405: "method_not_allowed"}
OTHER_METHODS = (*METHODS, "OPTIONS", "TRACE", "BREW")
PATHS = sorted({path for _, path in MAY})


def is_refused(reply) -> bool:
    return reply.status_code in (401, 403, 404, 405)


def test_every_operation_has_a_row():
    """A new address needs a row in tests/endpoints.py that says who may call it."""
    assert served() == set(MAY)


@pytest.mark.parametrize(("method", "path"), sorted(MAY), ids=str)
def test_those_who_may_are_let_in_and_all_others_find_nothing(scene, method, path):
    may = MAY[method, path]
    found = {person: scene.asks(scene.browser_of(person), method, path) for person in PERSONS}
    assert {person for person, reply in found.items() if not is_refused(reply)} == may
    for person in set(PERSONS) - may:
        reply = found[person]
        assert reply.status_code == (401 if person in NOT_SIGNED_IN else 404), person
        assert code_of(reply) == REFUSALS[reply.status_code]
    assert max(reply.status_code for reply in found.values()) < 500


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_is_not_there_is_refused(scene, path):
    """With 405 to those who may use another method of the address, else perhaps as unknown."""
    welcome = frozenset[str]().union(*(may for (_, at), may in MAY.items() if at == path))
    browsers = {person: scene.browser_of(person) for person in PERSONS}
    for method in (word for word in OTHER_METHODS if (word, path) not in MAY):
        for person, browser in browsers.items():
            reply = scene.asks(browser, method, path)
            expected = {405} if person in welcome else {401, 404, 405}
            assert reply.status_code in expected, (method, person, reply.content)
            assert code_of(reply) == REFUSALS[reply.status_code]
