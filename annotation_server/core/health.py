"""Whether this process can answer: what a load balancer asks every few seconds."""

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, JsonResponse

from annotation_server.core.api import read_only


@read_only
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers; 503 with the reason when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "database_unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
