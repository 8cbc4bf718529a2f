"""`manage.py simulate` against a real server: its log is what the database has, and no more."""

import json

import pytest

from tests.simulation.conftest import HELD, LOGGED, OVERLAP, PAIRS, Field


def without_order(rows):
    return sorted(json.dumps({key: row[key] for key in LOGGED}, sort_keys=True) for row in rows)


def by_person_and_pair(rows):
    return {(row["annotator"], row["pair"], row["stage"]): row["answers"] for row in rows}


def given_line(row, pair, annotator):
    return json.dumps({"pair_id": pair, "annotator": annotator, "answers": row})


def test_ten_annotators_finish_a_campaign(finished):
    campaign, result = finished
    assert result["pairs"] == PAIRS * OVERLAP
    assert set(campaign.counted().values()) == {OVERLAP}
    assert len(campaign.counted()) == PAIRS
    assert result["set_aside"] == result["errors"] == {}


def test_every_acknowledged_answer_is_stored_once_as_it_was_given(finished):
    campaign, _ = finished
    assert without_order(campaign.logged()) == without_order(campaign.stored())
    assert len(campaign.logged()) == PAIRS * OVERLAP * 2


def test_the_summary_has_every_kind_of_request(finished):
    _, result = finished
    kinds = {"hello", "sign_in", "queue", "stage heuristic", "stage overall", "poster", "video"}
    assert set(result["by_kind"]) == kinds
    assert result["requests"] == sum(row["count"] for row in result["by_kind"].values())


def test_a_finished_campaign_has_nothing_left_for_a_second_crowd(finished):
    campaign, _ = finished
    assert campaign.simulate(annotators=2)["pairs"] == 0
    assert set(campaign.counted().values()) == {OVERLAP}


def test_the_same_seed_gives_the_same_answers(campaign, opened, tmp_path):
    other = Field(campaign.server, opened(), tmp_path / "other")
    other.folder.mkdir()
    for one, options in ((campaign, ()), (other, ("--think", "0.05"))):
        one.simulate("--seed", "11", *options, annotators=OVERLAP)
    assert by_person_and_pair(campaign.stored()) == by_person_and_pair(other.stored())


def test_each_annotator_may_be_given_a_share(campaign):
    assert campaign.simulate("--pairs", "2", annotators=3)["pairs"] == 6
    assert campaign.rows(HELD) == []


def test_given_answers_are_stored_and_no_others(campaign, opened, tmp_path):
    drawn = Field(campaign.server, opened(), tmp_path / "drawn")
    drawn.folder.mkdir()
    drawn.simulate("--seed", "3", annotators=5)
    sheets = {}
    for row in drawn.stored():
        place = sheets.setdefault((row["pair"], row["annotator"]), {})
        place[row["stage"]] = row["answers"]
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(given_line(s, *place) + "\n" for place, s in sheets.items()))
    campaign.simulate("--answers", str(path))
    assert by_person_and_pair(campaign.stored()) == by_person_and_pair(drawn.stored())


def test_a_file_with_bad_lines_begins_nothing(campaign, tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text('{"pair_id": 1}\n\n{\n')
    with pytest.raises(AssertionError, match=r"2 mistakes(.|\n)*line 1:(.|\n)*line 3:"):
        campaign.simulate("--answers", str(path))
    assert campaign.stored() == []


def test_a_server_that_is_not_there_is_said_in_one_sentence(campaign):
    words = ("--base-url", "http://127.0.0.1:9", "--patience", "1")
    with pytest.raises(AssertionError, match="Look whether the server runs"):
        campaign.simulate(*words, annotators=1)


def test_a_campaign_that_is_not_there_is_said_in_one_sentence(tandem_server):
    words = ("--annotators", "1", "--base-url", tandem_server.url)
    with pytest.raises(AssertionError, match="There is no campaign named 'nothing'"):
        tandem_server.manage("simulate", "nothing", *words)
