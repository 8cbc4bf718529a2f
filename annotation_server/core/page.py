"""The one page of the front end: every address outside the API gets it; it routes itself."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from annotation_server.core.api import read_only

# The same page, with what the workspace needs named in its head.
JUDGING = re.compile(r"/campaigns/[0-9a-f-]{36}/judge")
NOT_BUILT = "The front end is not built. Run `./run serve`, or `npm run build` in frontend/."


@read_only
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """Never cached: it names the hashed files of the newest build, which are cached for a year."""
    name = "judge.html" if JUDGING.fullmatch(request.path) else "index.html"
    index = settings.FRONTEND_DIST / name
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    response = HttpResponse(index.read_bytes(), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
