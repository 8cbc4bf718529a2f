"""The page of the front end, which every address outside the API gets."""

import pytest
from django.test import Client

CAMPAIGN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def built(tmp_path, settings) -> None:
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "index.html").write_text("any page")
    (tmp_path / "judge.html").write_text("the workspace")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "any page"),
        (f"/campaigns/{CAMPAIGN}/judge", "the workspace"),
        (f"/campaigns/{CAMPAIGN}/judge/more", "any page"),
        (f"/campaigns/{CAMPAIGN}/history", "any page"),
    ],
)
def test_the_workspace_has_a_page_that_names_its_scripts(built, path, expected):
    reply = Client().get(path)
    assert reply.content.decode() == expected
    assert reply.headers["Cache-Control"] == "no-cache"


def test_without_a_build_it_says_what_to_do(tmp_path, settings):
    settings.FRONTEND_DIST = tmp_path
    reply = Client().get("/")
    assert reply.status_code == 503
    assert "./run serve" in reply.content.decode()
