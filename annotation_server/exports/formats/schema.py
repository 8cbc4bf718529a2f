"""The shape of a file's rows as JSON Schema; Parquet's and Croissant's types are read off it."""

from collections.abc import Iterable, Mapping
from typing import Any

from annotation_server.protocol.rules.definition import Definition, Kind, Question, Target

Schema = Mapping[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SIDE: Schema = {"type": "string", "enum": ["video_0", "video_1"]}
PROMPT_TYPE: Schema = {"type": "string", "enum": ["safety_neutral", "safety_critical"]}
SPLIT: Schema = {"type": "string", "enum": ["train", "test"]}
PROMPT: Mapping[str, Schema] = {"prompt_id": ID, "prompt_text": TEXT, "prompt_type": PROMPT_TYPE}
VIDEO: Mapping[str, Schema] = {"video_id": ID, "generated_from": TEXT}


def an_object(members: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Describe an object with these members and no others; `optional` ones may lack."""
    required = [name for name in members if name not in set(optional)]
    return {
        "type": "object",
        "properties": dict(members),
        "required": required,
        "additionalProperties": False,
    }


def a_list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def or_null(schema: Schema) -> Schema:
    """Allow null too; an enumeration then names it."""
    more = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **more}


def answer_schema(question: Question, items: Iterable[str]) -> Schema:
    """Describe what one question's answer is on the wire."""
    schema = _one_answer(question)
    if question.target is Target.ITEM:
        return an_object(dict.fromkeys(items, schema), optional=items)
    return schema


def answers_schema(definition: Definition) -> Schema:
    """Describe all answers of an assignment, which may be half done."""
    members = {q.wire: answer_schema(q, definition.items) for q in definition.questions}
    return an_object(members, optional=members)


def _one_answer(question: Question) -> Schema:
    options = {"type": "string", "enum": [option.wire for option in question.options]}
    kinds: Mapping[Kind, Schema] = {
        Kind.CHOICE: options,
        Kind.LABELS: a_list(options),
        Kind.BOOLEAN: FLAG,
        Kind.TEXT: TEXT,
        Kind.SCALE: WHOLE,
        Kind.RANKING: a_list(a_list(TEXT)),
    }
    return kinds[question.kind]


def kind_of(schema: Schema) -> str:
    """Give the type without null."""
    kind = schema["type"]
    return kind if isinstance(kind, str) else next(one for one in kind if one != "null")
