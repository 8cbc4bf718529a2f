"""The one page of the front end: every address outside the API gets it; it routes itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from annotation_server.core.ahead import links_for
from annotation_server.core.api import read_only

NOT_BUILT = "The front end is not built. Run `./run serve`, or `npm run build` in frontend/."


@read_only
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """Never cached: it names the hashed files of the newest build, which are cached for a year.

    It begins with what its address is going to ask for.
    """
    index = settings.FRONTEND_DIST / "index.html"
    if not index.is_file():
        return HttpResponse(NOT_BUILT, status=503, content_type="text/plain")
    links = links_for(request, settings.FRONTEND_DIST)
    text = index.read_text().replace("</head>", f"{links}</head>", 1)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
