"""The audit trail cannot be changed without being found out."""

import pytest
from django.db import IntegrityError, connection, transaction

from annotation_server.accounts import services
from annotation_server.audit import operations
from annotation_server.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> AuditEvent:
    services.create_user("Mo", is_manager=True)
    return AuditEvent.objects.get(action="user_created")


def test_sealing_covers_every_event_once(event):
    services.create_user("Rui")
    assert operations.seal_events() == 2
    assert operations.seal_events() == 0
    assert list(operations.broken_seals()) == []


def test_an_event_is_never_changed(event):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEvent.objects.update(action="nothing_happened")


def test_an_event_is_never_deleted(event):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        event.delete()


def test_a_change_behind_the_trigger_breaks_the_seal(event):
    operations.seal_events()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_is_append_only")
    AuditEvent.objects.update(action="nothing_happened")
    assert list(operations.broken_seals()) == [event.pk]
