"""Whatever a manager uploads is read or refused, and what is read can be shown and answered."""

import copy
import random
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from annotation_server.protocol.rules.canonical import as_data
from annotation_server.protocol.rules.page import for_page
from annotation_server.protocol.rules.parse import parse_data
from annotation_server.protocol.rules.problems import DefinitionError
from annotation_server.protocol.rules.validate import check_answers
from tests.protocol.samples import many_kinds, shipped

DATA = [as_data(many_kinds()), as_data(shipped("videoreward")), as_data(shipped("safesora"))]
WORDS = st.sampled_from(["video_0", "video_1", "choice", "item", "set", "single", "harm", "a", ""])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def places(value):
    """Give every (container, key) inside a tree."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def use(data):
    definition = parse_data(data)
    assert parse_data(as_data(definition)) == definition
    assert for_page(definition, "en")["key"] == definition.key
    assert isinstance(check_answers(definition, definition.stages[0].key, {}, {}), object)


@given(ANYTHING)
def test_any_data_is_read_or_refused(data):
    with suppress(DefinitionError):
        use(data)


@given(st.sampled_from(DATA), ANYTHING, st.randoms(use_true_random=False))
def test_a_definition_with_one_part_exchanged_is_read_or_refused(data, part, chance):
    data = copy.deepcopy(data)
    container, key = one_of(list(places(data)), chance)
    container[key] = part
    with suppress(DefinitionError):
        use(data)


@given(st.sampled_from(DATA), st.randoms(use_true_random=False))
def test_a_definition_with_one_part_missing_is_read_or_refused(data, chance):
    data = copy.deepcopy(data)
    container, key = one_of(list(places(data)), chance)
    del container[key]
    with suppress(DefinitionError):
        use(data)


def one_of(found, chance: random.Random):
    return found[chance.randrange(len(found))]
