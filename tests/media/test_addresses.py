"""An address opens one video for one person until one moment."""

import base64

import pytest

from annotation_server.media.addresses import Delivery, Kind, open_token, sign
from annotation_server.media.errors import MediaExpiredError, MediaNotFoundError

ADA, SAM = "6f2c6f9e-0000-4000-8000-00000000000a", "6f2c6f9e-0000-4000-8000-00000000000b"
VIDEO = "3f1e8a52-1111-4222-8333-444455556666"
NOON = 1_800_000_000


def token(user=ADA, name=VIDEO, kind=Kind.RENDITION, expires_at=NOON):
    return sign(user, name, kind, expires_at)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_token_gives_back_what_was_signed(kind):
    assert open_token(token(kind=kind), ADA, NOON) == Delivery(VIDEO, kind, NOON)


def test_after_its_time_its_owner_is_told_so():
    with pytest.raises(MediaExpiredError, match="Reload the page") as expired:
        open_token(token(), ADA, NOON + 1)
    assert (expired.value.code, expired.value.status) == ("media_expired", 410)


@pytest.mark.parametrize("now", [NOON, NOON + 1])
def test_for_anybody_else_there_is_nothing(now):
    with pytest.raises(MediaNotFoundError) as refused:
        open_token(token(), SAM, now)
    assert (refused.value.code, refused.value.status) == ("not_found", 404)


@pytest.mark.parametrize("place", range(0, 84, 7))
def test_a_changed_letter_opens_nothing(place):
    genuine = token()
    other = "A" if genuine[place] != "A" else "B"
    with pytest.raises(MediaNotFoundError):
        open_token(genuine[:place] + other + genuine[place + 1 :], ADA, NOON)


@pytest.mark.parametrize(
    "garbage", ["", "A", "é" * 8, "../../etc", "A" * 22, "A" * 9000, "=", "a\nb", "-_-_"]
)
def test_garbage_opens_nothing(garbage):
    with pytest.raises(MediaNotFoundError):
        open_token(garbage, ADA, NOON)


@pytest.mark.parametrize("added", ["=", "==", "\n", " ", "A", "!"])
def test_a_token_has_one_spelling(added):
    with pytest.raises(MediaNotFoundError):
        open_token(token() + added, ADA, NOON)


def test_a_token_tells_neither_user_nor_video():
    raw = base64.urlsafe_b64decode(token() + "==")
    assert not any(part.encode() in raw for part in (*ADA.split("-"), *VIDEO.split("-")))


def test_two_people_have_nothing_in_common_to_compare():
    mine, yours = token(ADA), token(SAM)
    assert sum(a == b for a, b in zip(mine, yours, strict=True)) < 10


def test_the_same_promise_is_the_same_token():
    assert token() == token()


def test_rendition_and_poster_tokens_are_of_one_length():
    assert len(token(kind=Kind.RENDITION)) == len(token(kind=Kind.POSTER))


def test_an_old_key_still_opens_what_it_signed(settings):
    old = token()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key, of which nothing was known when the token was made"
    assert open_token(old, ADA, NOON).name == VIDEO
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(MediaNotFoundError):
        open_token(old, ADA, NOON)


def test_a_name_too_long_to_hide_is_not_signed():
    with pytest.raises(ValueError, match="longer than"):
        token(name="x" * 201)
