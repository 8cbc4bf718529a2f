"""Read YAML as a plain tree and remember the line of every value.

Less than YAML on purpose: `true` and `false` are the only booleans (so `no` stays a word), there
are no floats, dates, tags, anchors or aliases, and no key may appear twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.events import AliasEvent, Event, NodeEvent, ScalarEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from annotation_server.protocol.rules.problems import DefinitionError, Json, Problem, below, shown

MOST_CHARACTERS = 512 * 1024
DEEPEST = 20
_STRING, _INTEGER, _BOOLEAN, _NULL = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null")
)
_INTEGER_PATTERN = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Tree:
    """Plain values, and for each path in them the line it stands on."""

    data: Json
    lines: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class _StrictLoader(yaml.SafeLoader):
    """Composes nodes, and notes anchors, aliases and tags instead of following them."""

    yaml_implicit_resolvers = {}

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.problems: list[Problem] = []
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event: Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self._note(event, "alias", f"*{event.anchor} repeats another part. Write it out.")
            return ScalarNode(_NULL, "", self.get_mark(), None)
        if isinstance(event, NodeEvent):
            self._refuse_extras(event)
        self._depth += 1
        if self._depth > DEEPEST:
            raise _stop(
                "too_deep", f"Nested deeper than {DEEPEST} levels. Flatten it.", _line(event)
            )
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _refuse_extras(self, event: NodeEvent) -> None:
        if event.anchor:
            self._note(event, "anchor", f"&{event.anchor} names a part to repeat. Remove it.")
            event.anchor = None
        tag = getattr(event, "tag", None)
        if tag and not (isinstance(event, ScalarEvent) and tag == "!"):
            self._note(event, "tag", f"The tag {shown(tag)} is not allowed. Remove it.")

    def _note(self, event: NodeEvent, code: str, message: str) -> None:
        self.problems.append(Problem("", code, message, _line(event)))


for _tag, _pattern, _first in (
    (_BOOLEAN, re.compile(r"true|false"), "tf"),
    (_INTEGER, _INTEGER_PATTERN, "-0123456789"),
    (_NULL, re.compile(r"~|null|"), ["~", "n", ""]),
):
    _StrictLoader.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern.pattern})$"), list(_first))


@dataclass(slots=True)
class _Builder:
    problems: list[Problem]
    lines: dict[str, int] = field(default_factory=dict)

    def plain(self, node: Node, path: str) -> Json:
        self.lines.setdefault(path, _line(node))
        if isinstance(node, MappingNode):
            return dict(self._entries(node, path))
        if isinstance(node, SequenceNode):
            return [self.plain(child, f"{path}[{at}]") for at, child in enumerate(node.value)]
        return _scalar(node)

    def _entries(self, node: MappingNode, path: str) -> Iterator[tuple[str, Json]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = _line(key_node)
            if not isinstance(key_node, ScalarNode):
                message = "A key has to be a word, not a list or a mapping."
                self.problems.append(Problem(path, "bad_key", message, line))
                continue
            key = str(key_node.value)
            place = below(path, key)
            if key in seen:
                message = f"{shown(key)} is given twice here. Keep one of the two."
                self.problems.append(Problem(place, "duplicate_key", message, line))
                continue
            seen.add(key)
            self.lines[place] = line
            yield key, self.plain(value_node, place)


def read_yaml(source: str) -> Tree:
    """Read one YAML document. Raises DefinitionError where reading has to stop."""
    if len(source) > MOST_CHARACTERS:
        raise _stop(
            "too_large",
            f"The definition has {len(source):,} characters; {MOST_CHARACTERS:,} are allowed. "
            "Shorten its texts.",
        )
    loader, node = _compose(source)
    if node is None:
        raise _stop("empty", "The definition is empty. Start it with `key:` and `version:`.")
    builder = _Builder(problems=list(loader.problems))
    data = builder.plain(node, "")
    return Tree(data, builder.lines, tuple(builder.problems))


def _compose(source: str) -> tuple[_StrictLoader, Node | None]:
    try:
        loader = _StrictLoader(source)
        return loader, loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        message = f"This is not YAML: {error.problem}. Put texts with punctuation in quotes."
        raise _stop("not_yaml", message, line) from error
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        message = f"The character U+{_code_point(error):04X} may not be in a definition. Remove it."
        raise _stop("bad_character", message, line) from error
    except (ValueError, OverflowError) as error:
        raise _stop("not_yaml", "An escape such as \\U names no character. Correct it.") from error


def _code_point(error: yaml.reader.ReaderError) -> int:
    character: object = error.character
    return character if isinstance(character, int) else ord(str(character)[:1] or "\0")


def _stop(code: str, message: str, line: int | None = None) -> DefinitionError:
    return DefinitionError([Problem("", code, message, line)])


def _line(part: Event | Node) -> int:
    return part.start_mark.line + 1 if part.start_mark else 1


def _scalar(node: Node) -> Json:
    text = str(node.value)
    if node.tag == _NULL:
        return None
    if node.tag == _BOOLEAN and text in {"true", "false"}:
        return text == "true"
    if node.tag == _INTEGER and _INTEGER_PATTERN.fullmatch(text):
        return int(text)
    return text
