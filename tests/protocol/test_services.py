import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from annotation_server.protocol.models import Protocol
from annotation_server.protocol.queries import (
    definition_of,
    protocol_by_key,
    protocol_by_sha256,
    protocols,
)
from annotation_server.protocol.rules.canonical import sha256_of
from annotation_server.protocol.services import (
    DefinitionRefusedError,
    VersionTakenError,
    install_definition,
    install_shipped,
    protocol_named,
)
from tests.protocol.samples import SHIPPED, SMALL, shipped, small

pytestmark = pytest.mark.django_db
SECOND = SMALL.replace("version: 1", "version: 2")


def test_an_installed_definition_is_named_by_its_content():
    protocol = install_definition(SMALL, by=None)
    assert (protocol.key, protocol.version, protocol.title) == ("small", 1, "A small protocol")
    assert protocol.sha256 == sha256_of(small())


def test_a_definition_comes_back_from_the_database_as_it_went_in():
    install_shipped(by=None)
    for name in SHIPPED:
        assert definition_of(protocol_by_key(name)) == shipped(name)


def test_the_same_content_again_gives_the_same_protocol():
    once = install_definition(SMALL, by=None)
    again = install_definition("# a comment\n" + SMALL, by=None)
    assert again == once
    assert Protocol.objects.count() == 1


def test_other_content_needs_another_version():
    install_definition(SMALL, by=None)
    with pytest.raises(VersionTakenError, match="small version 1 is stored with other content"):
        install_definition(SMALL.replace("Neither", "None"), by=None)
    assert Protocol.objects.count() == 1


def test_the_newest_version_is_found_by_key():
    newest = install_definition(SECOND, by=None)
    install_definition(SMALL, by=None)
    assert protocol_by_key("small") == newest
    assert [protocol.version for protocol in protocols()] == [2, 1]


def test_a_protocol_is_found_by_its_name():
    protocol = install_definition(SMALL, by=None)
    assert protocol_by_sha256(protocol.sha256) == protocol
    assert protocol_by_sha256("0" * 64) is None


def test_a_refused_definition_lists_every_mistake_and_stores_nothing():
    with pytest.raises(DefinitionRefusedError) as caught:
        install_definition(SECOND.replace("targets: pair", "targets: two\ncolour: red"), by=None)
    assert [(field.path, field.code) for field in caught.value.fields] == [
        ("targets", "bad_value"),
        ("colour", "unknown_field"),
    ]
    assert caught.value.details == {"lines": [3, 4]}
    assert not Protocol.objects.exists()


def test_a_shipped_protocol_is_there_before_anybody_installed_it():
    assert protocol_named("safesora", by=None).sha256 == sha256_of(shipped("safesora"))


def test_a_protocol_that_nobody_wrote_is_not_found():
    assert protocol_named("elsewhere", by=None) is None


def test_shipped_definitions_are_installed_once():
    assert install_shipped(by=None) == install_shipped(by=None)


def test_a_stored_protocol_cannot_be_changed():
    install_definition(SMALL, by=None)
    with pytest.raises(DatabaseError, match="protocols are never changed"), transaction.atomic():
        Protocol.objects.update(title="Another")


def test_a_stored_protocol_cannot_be_deleted():
    protocol = install_definition(SMALL, by=None)
    with pytest.raises(DatabaseError, match="protocols are never changed"), transaction.atomic():
        protocol.delete()


def test_the_command_installs_what_ships(capsys):
    call_command("install_protocols", "--json")
    assert [row["key"] for row in json.loads(capsys.readouterr().out)["protocols"]] == list(SHIPPED)


def test_the_command_shows_each_mistake_and_installs_nothing(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SMALL)
    bad.write_text(SECOND.replace("targets: pair", "targets: two"))
    with pytest.raises(CommandError, match="targets: Line 3: 'two' is not one of"):
        call_command("install_protocols", str(good), str(bad))
    assert not Protocol.objects.exists()


def test_the_command_says_which_file_it_cannot_read(tmp_path):
    with pytest.raises(CommandError, match=r"none\.yaml cannot be read: No such file"):
        call_command("install_protocols", str(tmp_path / "none.yaml"))
