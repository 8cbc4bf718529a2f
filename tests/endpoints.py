"""Who may call what: a row for every method of every address."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

Operation = tuple[str, str]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

# Ada annotates the campaign and holds the assignment; Ben is her colleague in it. Rui reviews it.
# Mo manages. Sam is signed in and belongs to nothing. Olga annotates another campaign, and Rob
# reviews that one. Vic annotated this one and is suspended.
ANONYMOUS, SAM, BEN, ADA, RUI, MO = "anonymous", "sam", "ben", "ada", "rui", "mo"
OLGA, ROB, VIC = "olga", "rob", "vic"
PERSONS = (ANONYMOUS, VIC, SAM, OLGA, ROB, BEN, ADA, RUI, MO)

ANYBODY = frozenset(PERSONS)
NOT_SIGNED_IN = frozenset({ANONYMOUS, VIC})
SIGNED_IN = ANYBODY - NOT_SIGNED_IN
MANAGERS = frozenset({MO})
STAFF = frozenset({RUI, MO})
ANNOTATORS = frozenset({BEN, ADA})
MEMBERS = ANNOTATORS | STAFF
ONLY_ADA = frozenset({ADA})

MAY: dict[Operation, frozenset[str]] = {
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/api/health"): MANAGERS,
    ("GET", "/{page}"): ANYBODY,
    ("GET", "/media/{token}"): ONLY_ADA,
    ("GET", "/api/session"): ANYBODY,
    ("POST", "/api/session"): ANYBODY,
    ("DELETE", "/api/session"): ANYBODY,
    ("PUT", "/api/session/password"): SIGNED_IN,
    ("PUT", "/api/session/locale"): SIGNED_IN,
    ("GET", "/api/people"): MANAGERS,
    ("POST", "/api/people"): MANAGERS,
    ("POST", "/api/people/{user_id}/password"): MANAGERS,
    ("PUT", "/api/people/{user_id}/role"): MANAGERS,
    ("PUT", "/api/people/{user_id}/suspension"): MANAGERS,
    ("GET", "/api/people/{user_id}/withdrawal"): MANAGERS,
    ("POST", "/api/people/{user_id}/withdrawal"): MANAGERS,
    ("GET", "/api/protocols"): MANAGERS,
    ("POST", "/api/protocols"): MANAGERS,
    ("POST", "/api/protocol-previews"): MANAGERS,
    ("GET", "/api/protocols/{sha256}"): MANAGERS,
    ("GET", "/api/corpora"): MANAGERS,
    ("POST", "/api/corpora"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/imports"): MANAGERS,
    ("POST", "/api/corpora/{corpus_id}/imports"): MANAGERS,
    ("POST", "/api/corpora/{corpus_id}/inbox-imports"): MANAGERS,
    ("POST", "/api/corpora/{corpus_id}/pairs"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/prompts"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/references"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/findings"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/videos"): MANAGERS,
    ("POST", "/api/corpora/{corpus_id}/videos/retry"): MANAGERS,
    ("GET", "/api/corpora/{corpus_id}/uploads"): MANAGERS,
    ("POST", "/api/corpora/{corpus_id}/uploads"): MANAGERS,
    ("GET", "/api/uploads/{upload_id}"): MANAGERS,
    ("DELETE", "/api/uploads/{upload_id}"): MANAGERS,
    ("GET", "/api/uploads/{upload_id}/files/{number}/pieces"): MANAGERS,
    ("PUT", "/api/uploads/{upload_id}/files/{number}/pieces/{offset}"): MANAGERS,
    ("PUT", "/api/uploads/{upload_id}/completion"): MANAGERS,
    ("GET", "/api/inbox"): MANAGERS,
    ("GET", "/api/imports/{import_id}"): MANAGERS,
    ("PUT", "/api/imports/{import_id}/cancellation"): MANAGERS,
    ("POST", "/api/videos/{video}/retry"): MANAGERS,
    ("GET", "/api/campaigns"): SIGNED_IN,
    ("POST", "/api/campaigns"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}"): MEMBERS,
    ("PUT", "/api/campaigns/{campaign_id}/queue"): ANNOTATORS,
    ("GET", "/api/campaigns/{campaign_id}/consent"): MEMBERS,
    ("PUT", "/api/campaigns/{campaign_id}/consent"): ANNOTATORS,
    ("PUT", "/api/campaigns/{campaign_id}/care"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/own-work"): MEMBERS,
    ("GET", "/api/campaigns/{campaign_id}/pay"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/pay.csv"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/terms"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/worked-examples"): MEMBERS,
    ("PUT", "/api/campaigns/{campaign_id}/worked-examples/{question}"): MANAGERS,
    ("DELETE", "/api/campaigns/{campaign_id}/worked-examples/{question}"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/training"): MEMBERS,
    ("PUT", "/api/campaigns/{campaign_id}/training"): ANNOTATORS,
    ("PUT", "/api/trials/{trial_id}/stages/{stage}"): ONLY_ADA,
    ("GET", "/api/campaigns/{campaign_id}/training-plan"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/training-plan"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/training-pairs"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/training-items"): MANAGERS,
    ("DELETE", "/api/training-items/{item_id}"): MANAGERS,
    ("PUT", "/api/memberships/{membership_id}/qualification"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/history"): MEMBERS,
    ("GET", "/api/campaigns/{campaign_id}/overview"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/dashboard"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/figures"): STAFF,
    ("POST", "/api/campaigns/{campaign_id}/figures"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/answers"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/judges"): STAFF,
    ("POST", "/api/campaigns/{campaign_id}/judges"): MANAGERS,
    ("DELETE", "/api/campaigns/{campaign_id}/judges/{judge_id}"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/judged-pairs/{pair}"): STAFF,
    ("PUT", "/api/campaigns/{campaign_id}/judged-pairs/{pair}/adjudication"): STAFF,
    ("DELETE", "/api/campaigns/{campaign_id}/judged-pairs/{pair}/adjudication"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/batches"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/consensus-method"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/consensus-method"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/extra-places"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/extra-places"): MANAGERS,
    ("DELETE", "/api/extra-places/{extra_id}"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/gold"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/gold"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/gold-share"): MANAGERS,
    ("DELETE", "/api/gold/{gold_id}"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/batches"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/operating-curve"): STAFF,
    ("GET", "/api/batches/{batch_id}"): STAFF,
    ("PUT", "/api/batches/{batch_id}/queue"): STAFF,
    ("PUT", "/api/batches/{batch_id}/items/{place}"): STAFF,
    ("PUT", "/api/batches/{batch_id}/decision"): STAFF,
    ("PUT", "/api/batches/{batch_id}/inspection"): STAFF,
    ("GET", "/api/campaigns/{campaign_id}/memberships"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/memberships"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/invitations"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/invitations"): MANAGERS,
    ("PUT", "/api/invitations/{invitation_id}/revocation"): MANAGERS,
    ("POST", "/api/joining"): ANYBODY,
    ("PUT", "/api/joining/membership"): SIGNED_IN,
    ("POST", "/api/joining/account"): ANYBODY,
    ("PUT", "/api/campaigns/{campaign_id}/state"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/overlap"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/guidelines"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/new-pairs"): MANAGERS,
    ("DELETE", "/api/memberships/{membership_id}"): MANAGERS,
    ("PUT", "/api/assignments/{assignment_id}/stages/{stage}"): ONLY_ADA,
    ("PUT", "/api/assignments/{assignment_id}/reveal"): ONLY_ADA,
    ("PUT", "/api/assignments/{assignment_id}/skip"): ONLY_ADA,
    ("PUT", "/api/assignments/{assignment_id}/release"): ONLY_ADA,
    ("PUT", "/api/assignments/{assignment_id}/report"): ONLY_ADA,
    ("PUT", "/api/assignments/{assignment_id}/reply"): ONLY_ADA,
    ("POST", "/api/reports"): STAFF | {ROB},
    ("GET", "/api/takedowns"): MANAGERS,
    ("POST", "/api/takedowns"): MANAGERS,
    ("PUT", "/api/takedowns/{takedown_id}/decision"): MANAGERS,
    ("PUT", "/api/takedowns/{takedown_id}/restoration"): MANAGERS,
    ("GET", "/api/campaigns/{campaign_id}/snapshots"): MANAGERS,
    ("POST", "/api/campaigns/{campaign_id}/snapshots"): MANAGERS,
    ("GET", "/api/snapshots/{snapshot_id}"): MANAGERS,
    ("POST", "/api/snapshots/{snapshot_id}/exports"): MANAGERS,
    ("PUT", "/api/campaigns/{campaign_id}/export-expiry"): MANAGERS,
    ("GET", "/api/downloads/{link}"): ANYBODY,
    ("GET", "/api/snapshots/{snapshot_id}/comparison/{other_id}"): MANAGERS,
    ("POST", "/api/snapshots/{snapshot_id}/links"): MANAGERS,
    ("PUT", "/api/snapshots/{snapshot_id}/resumption"): MANAGERS,
    ("PUT", "/api/snapshots/{snapshot_id}/cancellation"): MANAGERS,
    ("GET", "/api/snapshots/{snapshot_id}/files/{name}"): MANAGERS,
}


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address with its parameters as the API's description writes them: `{corpus_id}`."""
    return _below(get_resolver().url_patterns, "/")


def _below(
    patterns: list[URLPattern | URLResolver], prefix: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + _written(pattern), pattern


def _written(pattern: URLPattern) -> str:
    if pattern.name == "page":
        return "{page}"
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))


def served() -> set[Operation]:
    """Every operation that the server has; a plain function of Django is read only."""
    return {(method, path) for path, pattern in routes() for method in _methods(pattern)}


def _methods(pattern: URLPattern) -> list[str]:
    view = getattr(pattern.callback, "view_class", None)
    return ["GET"] if view is None else [m for m in METHODS if hasattr(view, m.lower())]
