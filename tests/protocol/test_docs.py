"""What docs/protocols.md promises is what the code does."""

import re
from pathlib import Path

from annotation_server.protocol.rules.parse import parse_definition
from tests.protocol.samples import SHIPPED

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/protocols.md").read_text(encoding="utf-8")
RULES = ROOT / "annotation_server/protocol/rules"


def test_the_example_can_be_used_as_it_stands():
    example = re.search(r"```yaml\n(key: brightness.*?)```", PAGE, re.DOTALL).group(1)
    assert parse_definition(example).why_not_runnable() is None


def test_every_shipped_protocol_is_listed():
    listed = re.findall(r"^\| `(\w+)`.*arXiv", PAGE, re.MULTILINE)
    assert sorted(listed) == list(SHIPPED)


def test_every_code_of_a_wrong_answer_is_explained():
    sources = [(RULES / name).read_text() for name in ("validate.py", "values.py")]
    codes = re.findall(r'(?:add|Problem)\(\s*[^"]*?"([a-z_]+)",', "".join(sources))
    assert len(set(codes)) > 10
    assert [code for code in set(codes) if f"`{code}`" not in PAGE] == []
