"""Say once under which terms a corpus's datasets are given away."""

from collections.abc import Mapping

from django.db import transaction

from annotation_server.accounts.models import User
from annotation_server.audit.services import record
from annotation_server.catalog.models import Corpus

TERMS = ("licence", "intended_use", "content_warning")


@transaction.atomic
def state_terms(corpus: Corpus, given: Mapping[str, str], *, by: User | None) -> Corpus:
    """Store the terms that are given; later exports say them, finished ones stay as they are."""
    if given:
        Corpus.objects.filter(pk=corpus.pk).update(**given)
        record(by=by, action="terms_stated", subject=corpus, **given)
        corpus.refresh_from_db()
    return corpus
