"""Whether this process can answer, and whether the whole server works."""

import hmac
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotation_server.core import engines, heartbeats
from annotation_server.core.api import read_only
from annotation_server.core.errors import NotFoundError

LEAST_FREE = 1 << 30
LONGEST_TOKEN = 500


@read_only
def healthz(request: HttpRequest) -> JsonResponse:
    """What a load balancer asks: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database_unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the server; `message` says what is wrong, and is empty when nothing is."""

    name: str
    message: str


def _database() -> str:
    return " ".join(engines.database_flaws())


def _broker() -> str:
    return " ".join(engines.broker_flaws())


@cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    """Read once: files that are exchanged below a running process are not what it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    missing = _migrations_of_this_code() - set(MigrationRecorder(connection).applied_migrations())
    return f"Migrations are missing: {len(missing)}. Run `manage.py migrate`." if missing else ""


def _workers() -> str:
    wanted = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    wanted.add(settings.CELERY_TASK_DEFAULT_QUEUE)
    named = ", ".join(sorted(wanted - heartbeats.served_queues()))
    return f"No worker has served the queues {named} for a minute. Start one." if named else ""


def _clock() -> str:
    late = "The sweep has not run for a minute: beat or the worker of `default` is not running."
    return "" if heartbeats.clock_runs() else late


def _disk() -> str:
    for name in ("MEDIA_ROOT", "EXPORTS_ROOT"):
        if shutil.disk_usage(_existing(Path(getattr(settings, name)))).free < LEAST_FREE:
            return f"Less than 1 GiB is free for {name}. Make room: nothing new can be stored soon."
    return ""


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


PARTS: dict[str, Callable[[], str]] = {
    "database": _database,
    "broker": _broker,
    "migrations": _migrations,
    "workers": _workers,
    "clock": _clock,
    "disk": _disk,
}


def findings() -> list[Finding]:
    """Every part of the server, looked at now."""
    return [Finding(name, _asked(look)) for name, look in PARTS.items()]


def _asked(look: Callable[[], str]) -> str:
    try:
        return look()
    except (DatabaseError, redis.RedisError, OSError):
        return "It does not answer."


class MayReadHealth(BasePermission):
    """Managers, and whoever has the operator's token. This part knows no users: it asks by name."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if _has_token(request):
            return True
        if request.user.is_authenticated and not getattr(request.user, "is_manager", False):
            raise NotFoundError
        return bool(request.user.is_authenticated)


def _has_token(request: Request) -> bool:
    kind, _, sent = request.headers.get("Authorization", "")[:LONGEST_TOKEN].partition(" ")
    token = settings.TANDEM_HEALTH_TOKEN
    right = hmac.compare_digest(sent.encode(errors="replace"), token.encode())
    return bool(token) and kind.lower() == "bearer" and right


class FindingOutput(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=list(PARTS))
    is_well = serializers.BooleanField()
    message = serializers.CharField()


class HealthOutput(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["ok", "failing"])
    parts = FindingOutput(many=True)


class HealthView(APIView):
    permission_classes = [MayReadHealth]
    output = HealthOutput

    def get(self, request: Request) -> Response:
        """Every part with what is wrong about it. Monitoring, with the token, gets 503 for any."""
        found = findings()
        parts = [
            {"name": one.name, "is_well": not one.message, "message": one.message} for one in found
        ]
        is_well = all(part["is_well"] for part in parts)
        body = {"status": "ok" if is_well else "failing", "parts": parts}
        return Response(body, status=503 if _has_token(request) and not is_well else 200)
