"""`manage.py furnish_demo MANIFEST`: what `./run demo` fills a new server with."""

import secrets
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from annotation_server.accounts import services as accounts
from annotation_server.accounts.models import Identity
from annotation_server.campaigns.models import Campaign, Membership
from annotation_server.core.commands import TandemCommand
from annotation_server.quickstart.console import say, step

OVERLAP = 2
MANAGER, REVIEWER = "mo", "rui"
ANNOTATORS = ("ada", "ben")


class Command(TandemCommand):
    help = "Import a manifest, open a campaign on its pairs, and give four people fresh sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--name", default="Demo", help="of the corpus and of the campaign")

    def run(self, **options: Any) -> dict[str, Any]:
        name = options["name"]
        with step("Import and transcode"):
            quietly("import_corpus", str(options["manifest"]), "--corpus", name, "--wait")
        with step("Pairs and campaign"):
            quietly("build_pairs", name, "--strategy", "all")
            ensure_campaign(name)
        with step("Sign-ins"):
            passwords = {person: fresh_password(person) for person in people()}
            ensure_membership(name, REVIEWER, "reviewer")
            for person in ANNOTATORS:
                ensure_membership(name, person, "annotator")
        show(passwords)
        return {"campaign": name, "passwords": passwords}


def quietly(*words: str) -> None:
    """One of our commands as an operator would call it; a failure is that command's sentence."""
    call_command(words[0], *words[1:], stdout=StringIO())


def people() -> tuple[str, ...]:
    return (MANAGER, REVIEWER, *ANNOTATORS)


def ensure_campaign(name: str) -> None:
    if not Campaign.objects.filter(name=name).exists():
        chosen = ("--corpus", name, "--protocol", "safesora", "--overlap", str(OVERLAP))
        quietly("open_campaign", name, *chosen, "--open-to-all-annotators")


def fresh_password(name: str) -> str:
    """Makes the person, or gives the one of an earlier demo a new password."""
    password = secrets.token_urlsafe(12)
    identity = Identity.objects.filter(name=name).select_related("user").first()
    if identity is None:
        accounts.create_user(name, is_manager=name == MANAGER, password=password)
    else:
        accounts.set_password(identity.user, new=password, by=None)
    return password


def ensure_membership(campaign: str, name: str, role: str) -> None:
    enrolled = Membership.objects.filter(campaign__name=campaign, user__identity__name=name)
    if not enrolled.exists():
        quietly("enrol", campaign, name, "--as", role)


def show(passwords: dict[str, str]) -> None:
    roles = {MANAGER: "manages", REVIEWER: "reviews", **dict.fromkeys(ANNOTATORS, "annotates")}
    say()
    for name, password in passwords.items():
        say(f"  {name:4} {roles[name]:10} password {password}")
