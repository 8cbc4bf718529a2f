"""Ranges as RFC 9110 has them, in short replies that tell nothing but bytes."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from annotation_server.media.delivery import OPEN_RANGE_BYTES, serve_file
from annotation_server.media.errors import MediaNotFoundError

pytestmark = pytest.mark.django_db  # the end of a reply is where Django looks after connections

CONTENT = bytes(range(256)) * 4
FULL = [
    None,
    "bytes=",
    "bytes=-",
    "bytes=5-2",
    "bytes=a-b",
    "bytes=0-1,5-6",
    "items=0-1",
    "bytes 0-1",
]


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "generator-x.mp4"
    path.write_bytes(CONTENT)
    return path


def reply(path, header=None, method="get", **headers):
    headers |= {"Range": header} if header else {}
    request = getattr(RequestFactory(), method)("/media/token", headers=headers)
    return serve_file(request, path, "video/mp4")


def body(response):
    content = response.getvalue()
    response.close()
    return content


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, 1023),
        ("bytes=1000-99999999999999999999", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-9999", 0, 1023),
        ("BYTES=1-2", 1, 2),
    ],
)
def test_one_range_is_answered_with_its_bytes(header, first, last, video):
    response = reply(video, header)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/1024"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("header", FULL)
def test_no_range_or_one_to_ignore_gives_the_whole_file(header, video):
    response = reply(video, header)
    assert response.status_code == 200
    assert "Content-Range" not in response
    assert response["Content-Length"] == "1024"
    assert body(response) == CONTENT


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_behind_the_end_is_a_416_with_the_size(header, video):
    response = reply(video, header)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1024"
    assert body(response) == b""


def test_an_open_range_of_a_long_file_gets_a_short_reply(tmp_path):
    long = tmp_path / "long.mp4"
    long.write_bytes(bytes(3 * OPEN_RANGE_BYTES))
    response = reply(long, "bytes=100-")
    assert len(body(response)) == OPEN_RANGE_BYTES
    assert response["Content-Range"] == f"bytes 100-{OPEN_RANGE_BYTES + 99}/{3 * OPEN_RANGE_BYTES}"


@pytest.mark.parametrize("validator", ['"abc"', "Tue, 01 Jan 2030 00:00:00 GMT", "nonsense"])
def test_if_range_gives_the_whole_file(validator, video):
    response = reply(video, "bytes=0-1", **{"If-Range": validator})
    assert (response.status_code, len(body(response))) == (200, 1024)


def test_head_has_the_headers_and_no_body(video):
    response = reply(video, "bytes=0-1", method="head")
    assert (response.status_code, response["Content-Length"], response.content) == (
        200,
        "1024",
        b"",
    )


def test_an_empty_file_is_sent_as_it_is(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    assert body(reply(tmp_path / "empty")) == b""
    assert reply(tmp_path / "empty", "bytes=0-").status_code == 416


@pytest.mark.parametrize("header", [None, "bytes=0-1", "bytes=9999-"])
def test_no_reply_tells_more_than_type_and_length(header, video):
    response = reply(video, header)
    told = set(response.headers) - {"Content-Length", "Content-Range"}
    assert {name: response[name] for name in told} == {
        "Content-Type": "video/mp4",
        "Content-Disposition": "inline",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=600",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    body(response)


def test_a_file_that_is_gone_is_not_found(tmp_path):
    with pytest.raises(MediaNotFoundError):
        reply(tmp_path / "gone.mp4")


def test_nginx_is_told_where_the_file_is_and_sends_it(video):
    request = RequestFactory().get("/media/token")
    response = serve_file(
        request, video, "video/mp4", accel_prefix="/files/", root=video.parent.parent
    )
    assert response["X-Accel-Redirect"] == f"/files/{video.parent.name}/generator-x.mp4"
    assert (response.status_code, response.content) == (200, b"")


def test_nginx_is_told_of_no_file_outside_its_folder(video):
    with pytest.raises(ValueError, match="is not in the subpath"):
        serve_file(
            RequestFactory().get("/"),
            Path("/etc/passwd"),
            "x",
            accel_prefix="/f",
            root=video.parent,
        )


@pytest.mark.parametrize("condition", ["If-Match", "If-Unmodified-Since"])
def test_nginx_is_never_asked_to_compare_a_file_with_a_condition(condition, video):
    request = RequestFactory().get("/", headers={condition: "Mon, 01 Jan 2001 00:00:00 GMT"})
    response = serve_file(request, video, "video/mp4", accel_prefix="/f", root=video.parent)
    assert body(response) == CONTENT
