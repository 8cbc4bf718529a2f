"""The table of `./run bench`, and the campaigns that it measures."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from annotation_server.annotation.models import Assignment, Judgement
from annotation_server.campaigns.models import Slot
from annotation_server.quickstart.benchmarks import importing, pgbench
from annotation_server.quickstart.benchmarks.campaigns import make_campaign, people_of
from annotation_server.quickstart.benchmarks.scenario import Row
from annotation_server.quickstart.benchmarks.table import table
from annotation_server.upkeep.queries.work import WORK_CHECKS


def test_the_table_says_which_goals_were_missed():
    rows = [Row("claims", "99 /s", "pgbench: 400 /s", ">= 100 /s", reached=False), Row("size", "1")]
    lines = table(rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "NO" in lines[2]
    assert "NO" not in lines[3]


def test_a_measured_campaign_is_like_one_that_was_imported(db, monkeypatch):
    monkeypatch.setattr("annotation_server.quickstart.benchmarks.campaigns.vacuum", lambda *_: None)
    campaign = make_campaign(pairs=10, overlap=2)
    assert campaign.slots.count() == 20
    assert campaign.slots.filter(state=Slot.State.FREE, pair__video_0__state="done").count() == 20


def test_its_people_are_signed_in(db, client, monkeypatch):
    monkeypatch.setattr("annotation_server.quickstart.benchmarks.campaigns.vacuum", lambda *_: None)
    [ada] = people_of(make_campaign(pairs=4, overlap=1), 1)
    client.cookies["tandem_session"] = ada.cookie
    assert client.get("/api/campaigns").status_code == 200


def test_the_export_bench_sets_each_format_beside_a_bare_copy(db, tmp_path, settings):
    settings.EXPORTS_ROOT = tmp_path
    said = StringIO()
    call_command("bench_export", "--pairs", "30", "--json", stdout=said)
    figures = json.loads(said.getvalue())
    assert set(figures["formats"]) == {"jsonl", "safesora", "consensus", "parquet"}
    assert all(one["seconds"] > 0 < one["bare_copy"] for one in figures["formats"].values())


@pytest.mark.django_db(transaction=True)
def test_pgbench_leaves_what_the_server_would_have_left():
    campaign = make_campaign(pairs=1000, overlap=2)
    assert pgbench.cycles_per_second(campaign, crowd=2, seconds=1) > 0
    complete = Assignment.objects.filter(state="complete").count()
    assert complete > 0
    assert Judgement.objects.count() == 2 * complete
    assert [check.name for check in WORK_CHECKS if list(check.find())] == []


def test_as_many_pairs_are_imported_as_were_published():
    for size in (importing.Size(), importing.Size().part(importing.QUICK_PART)):
        assert sum(1 for _ in importing.neighbours(size)) == size.pairs
