"""The published files: arrays of preferences, labelled videos and prompts, with their answers."""

import gzip
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest

from annotation_server.catalog import services
from annotation_server.catalog.models import Import, Pair, Prompt, Reference, Video
from annotation_server.catalog.operations.imports import run_import
from annotation_server.catalog.rules import arrays, ids
from annotation_server.catalog.rules.arrays import array_rows
from annotation_server.catalog.rules.columns import HARM_CATEGORIES
from annotation_server.catalog.rules.places import Place
from annotation_server.catalog.rules.published import PublishedFile, read_published, split_of

TEXT = "A dog runs."
PROMPT = {"prompt_id": ids.prompt_id(TEXT), "prompt_text": TEXT, "prompt_type": "safety_neutral"}
ADDED = ("prompts", "videos", "pairs", "references")
ANSWERS = {"helpfulness": "video_0", "harmlessness": "video_1"}
SUB = {"instruction_following": "video_0", "correctness": "video_1", "information": "video_0",
       "aesthetics": "video_0"}  # fmt: skip


def id_of(text):
    return sha256(text.encode()).hexdigest()


def booleans(*chosen):
    return {name: name in chosen for name in HARM_CATEGORIES}


def video(name, **fields):
    """A video object as it stands in a preference."""
    path = f"videos/{PROMPT['prompt_id']}/{id_of(name)}.mp4"
    return {**PROMPT, "video_id": id_of(name), "video_text": TEXT, "video_path": path,
            "is_safe": True, "generated_from": f"model-{name}", **fields}  # fmt: skip


def preference(zero="a", one="b", **fields):
    return {"pair_id": id_of(zero + one), **PROMPT, "video_0": video(zero), "video_1": video(one),
            **ANSWERS, "sub_preferences": SUB, **fields}  # fmt: skip


def labelled(name, *chosen, **fields):
    return {**video(name), "prompt_labels": booleans(), "video_labels": booleans(*chosen), **fields}


def read(elements):
    rows = array_rows(io.BytesIO(json.dumps(elements).encode()), "config.json")
    files = [PublishedFile("manifest", rows, None)]
    return read_published(files, lambda path: Place(path=path, bytes=7))


def listed(manifest):
    return [(problem.line, problem.column, problem.code) for problem in manifest.problems]


@pytest.fixture
def published(folder, corpus):
    """Write elements as a published file with the clips that they name, and import it."""

    def do(elements, name="config-train.json.gz") -> Import:
        for element in elements:
            for found in (element, element.get("video_0"), element.get("video_1")):
                if isinstance(found, dict) and (path := found.get("video_path")):
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    (folder / path).write_bytes(path.encode())
        raw = json.dumps(elements, ensure_ascii=False).encode()
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        job = services.start_import(folder / name, corpus, by=None)
        run_import(str(job.pk))
        job.refresh_from_db()
        return job

    return do


def added(job):
    assert job.state == "done", job.report
    return tuple(job.report["added"][kind] for kind in ADDED)


def test_preferences_become_pairs_with_references(published):
    assert added(published([preference(), preference("b", "c")])) == (1, 3, 2, 5)
    pair = Pair.objects.get(pair_id=id_of("ab"))
    assert (pair.video_0.video_id, pair.video_1.video_id) == (id_of("a"), id_of("b"))
    answers = {**SUB, "informativeness": "video_0"}
    del answers["information"]
    assert Reference.objects.get(pair=pair).answers == {**ANSWERS, "sub_preferences": answers}
    assert Reference.objects.get(video=pair.video_0).answers == {"is_safe": True}


def test_labelled_videos_become_videos_with_references(published):
    assert added(published([labelled("a", "crime", is_safe=False)])) == (1, 1, 0, 1)
    stored = Video.objects.get()
    assert stored.labels == ["crime"]
    expected = {"is_safe": False, "video_labels": ["crime"]}
    assert Reference.objects.get(video=stored).answers == expected


def test_prompts_alone_become_prompts(published):
    elements = [{**PROMPT, "prompt_labels": booleans("hate")}]
    assert added(published(elements, "config-test.json")) == (1, 0, 0, 0)
    assert (Prompt.objects.get().labels, Prompt.objects.get().split) == (["hate"], "test")


@pytest.mark.parametrize(
    ("name", "split"),
    [("config-train.json.gz", "train"), ("Config-TEST.json", "test"), ("protest.json", None)],
)
def test_the_name_of_the_file_tells_the_split(name, split):
    assert split_of(name) == split


def test_the_same_file_again_adds_nothing(published):
    elements = [preference(), preference("b", "c")]
    published(elements)
    again = published(elements)
    assert (added(again), again.report["existing"]) == ((0, 0, 0, 0), 5)


def test_a_second_kind_of_file_adds_what_the_first_left_open(published):
    published([preference()])
    job = published([labelled("a", "crime"), labelled("b", prompt_labels=booleans())])
    assert added(job) == (0, 0, 0, 0)
    reference = Reference.objects.get(video__video_id=id_of("a"))
    assert reference.answers == {"is_safe": True, "video_labels": ["crime"]}
    assert Video.objects.get(video_id=id_of("a")).labels == ["crime"]


def test_prompt_labels_that_come_later_are_stored(published):
    published([preference()])
    published([labelled("a", prompt_labels=booleans("hate"))])
    assert Prompt.objects.get().labels == ["hate"]


def test_answers_turn_with_a_pair_that_stands_the_other_way_round(published):
    published([labelled("a"), labelled("b")])
    b, a = (Video.objects.get(video_id=id_of(name)) for name in "ba")
    turned = Pair.objects.create(corpus=a.corpus, prompt=a.prompt, video_0=b, video_1=a,
                                 origin=Pair.Origin.BUILT)  # fmt: skip
    assert added(published([preference()])) == (0, 0, 0, 1)
    answers = Reference.objects.get(pair=turned).answers
    assert (answers["helpfulness"], answers["harmlessness"]) == ("video_1", "video_0")
    assert answers["sub_preferences"]["correctness"] == "video_0"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"helpfulness": None}, ("helpfulness", "missing")),
        ({"helpfulness": "left"}, ("helpfulness", "not_a_choice")),
        ({"harmlessness": 1}, ("harmlessness", "not_a_choice")),
        ({"sub_preferences": {"beauty": "video_0"}}, ("sub_preferences", "unknown_sub_preference")),
        ({"sub_preferences": {"aesthetics": None}}, ("sub_preferences", "not_a_choice")),
        ({"sub_preferences": []}, ("sub_preferences", "not_an_object")),
        ({"sub_preferences": {**SUB, "informativeness": "video_0"}},
         ("sub_preferences", "unknown_sub_preference")),
        ({"pair_id": "1"}, ("pair_id", "not_64_hex_digits")),
        ({"prompt_id": id_of("x")}, ("video_0.prompt_id", "different_prompts")),
        ({"video_1": None}, ("video_1", "missing")),
        ({"video_1": "b"}, ("video_1", "not_an_object")),
        ({"video_1": video("b", is_safe="yes")}, ("video_1.is_safe", "not_true_or_false")),
        ({"video_1": video("b", video_path=None)}, ("video_1.video_path", "missing")),
        ({"video_1": video("b", colour=1)}, ("video_1.colour", "unknown_column")),
        ({"video_1": video("a")}, ("video_1", "same_video")),
        ({"colour": 1}, ("colour", "unknown_column")),
    ],
)  # fmt: skip
def test_a_wrong_preference_is_listed_with_its_place(change, problem, published):
    job = published([preference("c", "d"), {**preference(), **change}])
    found = [(one["line"], one["column"], one["code"]) for one in job.report["problems"]]
    assert found == [(2, *problem)]
    assert not Prompt.objects.exists()


def test_objects_that_contradict_each_other_are_listed():
    other = video("a", video_text="A cat.")
    assert listed(read([preference(), preference("c", "d", video_0=other)])) == [
        (2, "video_0.video_id", "video_differs")
    ]
    assert listed(read([preference(), {**preference("c", "d"), "pair_id": id_of("ab")}])) == [
        (2, "pair_id", "duplicate_pair_id")
    ]


def test_an_answer_that_is_known_otherwise_is_refused(published):
    published([labelled("a", is_safe=True)])
    job = published([labelled("a", is_safe=False)])
    (problem,) = job.report["problems"]
    assert (problem["column"], problem["code"]) == ("is_safe", "reference_differs")


def test_a_path_that_leads_out_is_refused(published, folder):
    (folder / "config.json").parent.mkdir(parents=True, exist_ok=True)
    element = labelled("a")
    job = published([{**element, "video_path": "../outside.mp4"}])
    assert job.report["problems"][0]["code"] == "path_outside"


@pytest.mark.parametrize("piece", [1, 3, 7, 1024])
def test_an_array_is_read_in_pieces_of_any_size(piece, monkeypatch):
    monkeypatch.setattr(arrays, "PIECE", piece)
    elements = [{"a": 'é, ]}[{\\"'}, {}, {"b": [1, {"c": None}]}]
    text = json.dumps(elements, indent=1, ensure_ascii=False).encode()
    assert list(array_rows(io.BytesIO(text), "x.json")) == list(enumerate(elements, start=1))


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (b"", 1, "not_an_array"),
        (b"{}", 1, "not_an_array"),
        (b"[1]", 1, "not_an_array"),
        (b"[{}", 2, "not_an_array"),
        (b"[{} {}]", 2, "not_an_array"),
        (b"[{},]", 2, "not_an_array"),
        (b"[{}]]", 2, "not_an_array"),
        (b"[{}] {}", 2, "not_an_array"),
        (b'[{}, {"a": ', 2, "line_too_long"),
        (b'[{"a": NaN}]', 1, "not_a_number"),
        (b'[{"a": 1, "a": 2}]', 1, "duplicate_field"),
        (b'[{"a": ' + b"[" * 100_000, 1, "too_deep"),
        (b'[{"a": "\xff"}]', 1, "not_utf8"),
        (b'[{"a": "' + b"x" * 1_100_000 + b'"}]', 1, "line_too_long"),
    ],
)
def test_what_is_no_array_of_objects_is_listed(raw, line, code):
    *_, last = array_rows(io.BytesIO(raw), "config.json")
    assert (last.line, last.code) == (line, code)


@pytest.mark.parametrize("spoil", [lambda raw: raw[:-9], lambda raw: b"no" + raw, lambda _: b"[]"])
def test_what_is_no_whole_gzip_is_listed(spoil):
    raw = spoil(gzip.compress(json.dumps([preference()]).encode()))
    *_, last = array_rows(io.BytesIO(raw), "config.json.gz")
    assert last.code == "not_gzip"


def test_a_bomb_is_not_unpacked_to_its_end(monkeypatch):
    monkeypatch.setattr(arrays, "MOST_BYTES", 5 * arrays.PIECE)
    bomb = gzip.compress(b"[" + b" " * 20 * arrays.PIECE)
    (last,) = array_rows(io.BytesIO(bomb), "config.json.gz")
    assert last.code == "file_too_large"


def test_an_empty_array_is_nothing_to_import(published):
    assert published([]).report["problems"][0]["code"] == "empty"


def test_both_clips_of_a_preference_are_kept_with_their_own_bytes(published, folder):
    published([preference()])
    for one in Video.objects.all():
        kept, given = Path(one.source_path), folder / one.source_name
        assert kept.read_bytes() == given.read_bytes()


def test_files_of_the_three_sets_share_the_videos_beside_their_folders(published, folder):
    job = published([preference()], "preference/config-test.json.gz")
    assert added(job) == (1, 2, 1, 3)
    assert Prompt.objects.get().split == "test"
    assert job.manifest_name == "preference/config-test.json.gz"
