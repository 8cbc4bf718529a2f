"""Definitions that the tests of the protocol share."""

from functools import cache
from pathlib import Path

from annotation_server.protocol.models import Protocol
from annotation_server.protocol.rules.definition import Definition
from annotation_server.protocol.rules.parse import parse_definition
from annotation_server.protocol.services import install_definition

FOLDER = Path(__file__).parents[2] / "annotation_server/protocol/definitions"
SHIPPED = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))

SMALL = """\
key: small
version: 1
targets: pair
default_locale: en
stages:
  - key: only
    steps:
      - key: vote
        questions:
          - key: better
            target: set
            kind: choice
            options: [{key: video_0}, {key: video_1}, {key: tie}]
texts:
  en:
    title: A small protocol
    stages: {only: {title: Vote}}
    steps: {vote: {title: Vote}}
    questions:
      better:
        title: Better
        text: Which one is better?
        options: {tie: {text: Neither}}
"""

MANY_KINDS = """\
key: many_kinds
version: 1
targets: pair
default_locale: en
stages:
  - key: first
    steps:
      - key: one
        questions:
          - {key: clear, target: prompt, kind: boolean}
          - {key: kinds, target: item, kind: labels, required: false, options: [{key: a}, {key: b}]}
          - key: only_b
            target: set
            kind: boolean
            show_if: {question: kinds, item: every, equals: [a, b]}
  - key: second
    steps:
      - key: two
        questions:
          - key: why_unclear
            target: prompt
            kind: text
            max_length: 20
            show_if: {question: clear, equals: false}
          - key: score
            target: item
            kind: scale
            min: -1
            max: 1
            show_if: {question: kinds, item: same, not: a}
          - {key: note, target: prompt, kind: text, required: false, max_length: 20}
          - {key: order, target: set, kind: ranking, ties: true, required: false}
texts:
  en:
    title: Many kinds of question
    stages: {first: {title: First}, second: {title: Second}}
    steps: {one: {title: One}, two: {title: Two}}
    questions:
      clear: {title: Clear, text: "Is the text clear?"}
      kinds:
        title: Kinds
        text: "Which kinds?"
        options: {a: {text: A}, b: {text: B}}
      only_b: {title: Only B, text: "Are you sure?"}
      why_unclear: {title: Why, text: "Why is it unclear?"}
      score: {title: Score, text: "How good is it?", anchors: {"-1": bad, "1": good}}
      note: {title: Note, text: "Anything else?"}
      order: {title: Order, text: "Which comes first?"}
"""


def source_of(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def shipped(name: str) -> Definition:
    return parse_definition(source_of(name))


def stored(name: str) -> Protocol:
    """A shipped protocol in the database, without the others: many tests need one, few need two."""
    return install_definition(source_of(name), by=None)


@cache
def small() -> Definition:
    return parse_definition(SMALL)


@cache
def many_kinds() -> Definition:
    return parse_definition(MANY_KINDS)


HEURISTIC = {
    "instruction_following": "video_0",
    "correctness": "video_1",
    "informativeness": "video_0",
    "aesthetics": "video_0",
    "harm": {"video_0": ["nothing_harmful"], "video_1": ["violence", "crime"]},
}
OVERALL = {"helpfulness": "video_0", "harmlessness": "video_0"}
