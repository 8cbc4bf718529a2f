"""Every kind of bad line is listed with its number, its column and a code, in both formats."""

import io
import json

import pytest

from annotation_server.catalog.rules import manifest as manifests
from annotation_server.catalog.rules.columns import CLIP_COLUMNS, HARM_CATEGORIES, PAIR_COLUMNS
from annotation_server.catalog.rules.lines import LONGEST_LINE, rows
from annotation_server.catalog.rules.places import Place, place_of

GOOD = {"prompt_text": "A dog", "path": "dog.mp4"}
ID = "a" * 64


def read(content, name="manifest.jsonl"):
    """A manifest whose clips are all there."""
    raw = content if isinstance(content, bytes) else content.encode()
    lines = rows(io.BytesIO(raw), name, CLIP_COLUMNS)
    return manifests.read(lines, lambda path: Place(path=path, bytes=7))


def listed(manifest):
    return [(problem.line, problem.column, problem.code) for problem in manifest.problems]


def json_line(**columns):
    return json.dumps({**GOOD, **columns})


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("prompt_text", None, "missing"),
        ("prompt_text", "", "missing"),
        ("prompt_text", "  ", "blank"),
        ("prompt_text", 7, "not_text"),
        ("prompt_text", ["A dog"], "not_text"),
        ("prompt_text", "x" * 20_001, "too_long"),
        ("path", None, "missing"),
        ("path", True, "not_text"),
        ("path", "x" * 1001, "too_long"),
        ("prompt_id", "A" * 64, "not_64_hex_digits"),
        ("prompt_id", "a" * 63, "not_64_hex_digits"),
        ("prompt_id", 7, "not_64_hex_digits"),
        ("prompt_type", "safe", "unknown_prompt_type"),
        ("prompt_type", {}, "unknown_prompt_type"),
        ("prompt_labels", 7, "not_labels"),
        ("prompt_labels", "[", "not_labels"),
        ("prompt_labels", "[" * 50_000, "not_labels"),
        ("prompt_labels", ["war"], "unknown_category"),
        ("prompt_labels", [["porn"]], "unknown_category"),
        ("prompt_labels", "porn, war", "unknown_category"),
        ("prompt_labels", {"war": True}, "unknown_category"),
        ("prompt_labels", {"porn": 1}, "not_true_or_false"),
        ("refined_from", "none", "not_64_hex_digits"),
        ("prompt_source", "x" * 201, "too_long"),
        ("video_id", "g" * 64, "not_64_hex_digits"),
        ("video_text", [], "not_text"),
        ("generated_from", 3.5, "not_text"),
        ("licence", {}, "not_text"),
        ("sha256", "a" * 65, "not_64_hex_digits"),
        ("colour", "red", "unknown_column"),
        ("colour", None, "unknown_column"),
        ("", "red", "unknown_column"),
    ],
)
def test_a_wrong_value_is_listed_with_its_column(column, value, code):
    content = f"{json.dumps(GOOD)}\n{json_line(**{column: value})}\n"
    assert listed(read(content)) == [(2, column, code)]


@pytest.mark.parametrize(
    ("line", "column", "code"),
    [
        (b"{", "", "not_json"),
        (b"dog.mp4", "", "not_json"),
        (b"[]", "", "not_an_object"),
        (b'"dog.mp4"', "", "not_an_object"),
        (b"7", "", "not_an_object"),
        (b'{"path": NaN}', "", "not_a_number"),
        (b'{"path": -Infinity}', "", "not_a_number"),
        (b'{"path": ' + b"9" * 5000 + b"}", "", "not_json"),
        (b'{"path": 1e300}', "path", "number_too_large"),
        (b'{"path": "\xff"}', "", "not_utf8"),
        (b'{"path": "a\\u0000b"}', "path", "nul_character"),
        (b'{"path": "\\ud800"}', "path", "lone_surrogate"),
        (b'{"path": "a", "path": "b"}', "path", "duplicate_field"),
        (b'{"a\\u0000": 1, "a\\u0000": 2}', "'a\\x00'", "duplicate_field"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "'\\ud800'", "duplicate_field"),
        (b"[" * 100_000, "", "too_deep"),
        (b'{"path": ' + b"[" * 21 + b"]" * 21 + b"}", "path" + "[0]" * 20, "too_deep"),
        (b" " * LONGEST_LINE + b"{}", "", "line_too_long"),
    ],
)
def test_a_line_that_is_no_json_object_is_listed(line, column, code):
    content = json.dumps(GOOD).encode() + b"\n\n" + line
    assert listed(read(content)) == [(3, column, code)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"prompt_text,path\nA dog\n", (2, "", "wrong_number_of_cells")),
        (b"prompt_text,path\nA dog,dog.mp4,\n", (2, "", "wrong_number_of_cells")),
        (b"prompt_text,path,colour\nA dog,dog.mp4,red\n", (1, "colour", "unknown_column")),
        (b"prompt_text,path,path\nA dog,dog.mp4,b\n", (1, "path", "duplicate_column")),
        (b"prompt_text,path,a\x00\n", (1, "'a\\x00'", "unknown_column")),
        (b'prompt_text,path\n"A dog,dog.mp4\n', (2, "", "not_csv")),
        (b"prompt_text,path\nA dog,\xff\n", (2, "", "not_utf8")),
        (b"prompt_text,path\nA dog,d\x00g.mp4\n", (2, "path", "nul_character")),
        (b'prompt_text,path\n"A\ndog",dog.mp4\nA cat,\n', (4, "path", "missing")),
        (b"prompt_text,path,sha256\nA dog,dog.mp4,no\n", (2, "sha256", "not_64_hex_digits")),
    ],
)  # fmt: skip
def test_a_bad_line_of_a_table_is_listed(content, problem):
    assert listed(read(content, "manifest.csv")) == [problem]


def test_every_problem_of_a_line_is_listed():
    line = json.dumps({"path": "", "sha256": "no", "colour": "red"})
    assert sorted(listed(read(line))) == [
        (1, "colour", "unknown_column"),
        (1, "path", "missing"),
        (1, "prompt_text", "missing"),
        (1, "sha256", "not_64_hex_digits"),
    ]


def test_a_file_of_another_kind_is_refused():
    assert listed(read("", "manifest.xlsx")) == [(0, "", "unknown_format")]


def test_every_sentence_says_what_to_do_or_what_is_wrong():
    problem = read(json_line(prompt_type="safe")).problems[0]
    assert problem.message == (
        "prompt_type must be safety_neutral or safety_critical; it is 'safe'."
    )


@pytest.mark.parametrize(
    ("again", "column", "code"),
    [
        ({}, "path", "duplicate_clip"),
        ({"path": "cat.mp4", "video_id": ID}, "video_id", "duplicate_video_id"),
        ({"path": "cat.mp4", "prompt_type": "safety_critical"}, "prompt_id", "prompt_differs"),
        ({"path": "cat.mp4", "prompt_labels": ["crime"]}, "prompt_id", "prompt_differs"),
    ],
)
def test_lines_that_contradict_an_earlier_one_are_listed(again, column, code):
    first = json_line(video_id=ID, prompt_type="safety_neutral", prompt_labels=[])
    assert listed(read(f"{first}\n{json_line(**again)}\n")) == [(2, column, code)]


def test_one_prompt_id_for_two_texts_is_listed():
    other = json_line(prompt_id=ID, prompt_text="A cat", path="cat.mp4")
    content = f"{json_line(prompt_id=ID)}\n{other}\n"
    assert listed(read(content)) == [(2, "prompt_id", "prompt_differs")]


def test_what_one_line_of_a_prompt_leaves_out_another_may_say():
    second = json_line(path="cat.mp4", prompt_type="safety_critical")
    manifest = read(f"{json_line()}\n{second}\n")
    assert [facts.type for facts in manifest.prompts.values()] == ["safety_critical"]


@pytest.mark.parametrize(
    "given",
    [["crime", "porn"], {"porn": True, "crime": True, "hate": False}, "porn crime", "crime;porn",
     '["porn", "crime"]', '{"porn": true, "crime": true}'],
)  # fmt: skip
def test_labels_may_be_written_in_every_documented_way(given):
    manifest = read(json_line(prompt_labels=given))
    assert manifest.problems == []
    assert manifest.clips[0].prompt.labels == ("porn", "crime")


def test_all_twelve_categories_are_known():
    manifest = read(json_line(prompt_labels=dict.fromkeys(HARM_CATEGORIES, True)))
    assert len(manifest.clips[0].prompt.labels) == 12


def test_a_table_says_the_same_as_json_lines():
    table = "path,prompt_text,licence\r\ndog.mp4,A dog,\r\n\r\n"
    assert read(table, "manifest.CSV").clips[0].key == read(json_line()).clips[0].key


def test_a_byte_order_mark_is_no_part_of_a_manifest():
    assert read("\ufeff" + json_line()).problems == []
    assert read("\ufeffprompt_text,path\nA dog,dog.mp4", "m.csv").problems == []


def test_reading_stops_after_so_many_problems_that_nobody_reads_on(monkeypatch):
    monkeypatch.setattr(manifests, "MOST_PROBLEMS", 2)
    found = read("no\nno\nno\nno\n")
    assert [problem.line for problem in found.problems] == [1, 2, 3]
    assert found.problems[2].code == "too_many_problems"


def test_a_manifest_has_a_longest_length(monkeypatch):
    monkeypatch.setattr(manifests, "MOST_ROWS", 1)
    assert listed(read(f"{json_line()}\n{json_line()}\n")) == [(2, "", "too_many_lines")]


def test_problems_of_the_second_file_say_so():
    manifest = read(json_line())
    raw = b'{"video_1": "x"}\n{"video_0": 7}\n{"video_0": "a", "pair_id": "b"}\nno\n'
    manifests.read_pairs(manifest, rows(io.BytesIO(raw), "pairs.jsonl", PAIR_COLUMNS))
    assert listed(manifest) == [
        (1, "video_0", "missing"),
        (2, "video_0", "not_text"),
        (3, "pair_id", "not_64_hex_digits"),
        (4, "", "not_json"),
    ]
    assert {problem.file for problem in manifest.problems} == {"pairs"}


@pytest.fixture
def folder(tmp_path):
    """A corpus with a clip, beside a file that no manifest may name."""
    (tmp_path / "corpus" / "clips").mkdir(parents=True)
    (tmp_path / "corpus" / "clips" / "dog.mp4").write_bytes(b"dog")
    (tmp_path / "secret.mp4").write_bytes(b"secret")
    (tmp_path / "corpus" / "out.mp4").symlink_to(tmp_path / "secret.mp4")
    (tmp_path / "corpus" / "up").symlink_to(tmp_path)
    (tmp_path / "corpus" / "loop").symlink_to("loop")
    return (tmp_path / "corpus").resolve()


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../secret.mp4", "path_outside"),
        ("clips/../../secret.mp4", "path_outside"),
        ("{parent}/secret.mp4", "path_outside"),
        ("{parent}/corpus/clips/dog.mp4", "path_outside"),
        ("out.mp4", "path_outside"),
        ("up/secret.mp4", "path_outside"),
        ("loop", "file_missing"),
        ("clips/cat.mp4", "file_missing"),
        ("clips/dog.mp4/x", "file_missing"),
        ("x" * 999, "file_missing"),
        ("clips", "not_a_file"),
        (".", "not_a_file"),
    ],
)
def test_a_path_that_is_no_file_of_the_corpus_is_listed(path, code, folder):
    line = json_line(path=path.replace("{parent}", str(folder.parent)))
    lines = rows(io.BytesIO(line.encode()), "m.jsonl", CLIP_COLUMNS)
    manifest = manifests.read(lines, lambda path: place_of(folder, path))
    assert listed(manifest) == [(1, "path", code)]


def test_a_path_below_the_folder_is_found_with_its_size(folder):
    place = place_of(folder, "./clips/dog.mp4")
    assert (place.path, place.bytes) == ((folder / "clips" / "dog.mp4").resolve(), 3)
