"""The dataset card, in the hub's format: its head tells `datasets` which file is which split."""

from collections.abc import Mapping
from html import escape

import yaml

from annotation_server.campaigns.rules import ConsensusMethod
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.figures import Figures
from annotation_server.exports.formats.tables import Written

SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LARGEST = "1M<n<10M"
UNSAID = "Nobody has said yet; ask whoever made this dataset."
WARNING = (
    "Prompts and videos may be sexual, violent, hateful or otherwise upsetting, and may name real "
    "people. They are here so that models learn to recognise harm. Do not show them to anybody "
    "unprepared."
)
MADE = (
    "People judged videos without knowing the generators. Preferences are the majority of the "
    "counted answers; harm is weighed for each video over all its pairs, {method}. What a reviewer "
    "settled wins. Prompts, not pairs, are split into train and test. People are named by "
    "pseudonyms. `report.json` says what was left out and why, `SHA256SUMS` what each file must be."
)
WEIGHED = {
    ConsensusMethod.MAJORITY: "by majority",
    ConsensusMethod.DAWID_SKENE: "by the model of Dawid and Skene (1979), in which people weigh by "
    "how reliable they are",
}
ROW_HEIGHT, LEFT, WIDTH, FULL = 22, 190, 560, 300


def card(cut: Cut, format_: str, written: list[Written], found: Figures, *, chart: str) -> str:
    """Write the card of an export."""
    corpus = cut.snapshot.campaign.corpus
    parts = [
        f"# {cut.snapshot.campaign.name}",
        f"{_origin(cut)} Format: `{format_}`.",
        f"> **Content warning.** {corpus.content_warning or WARNING}",
        "## Files",
        _files(written),
        "## Figures",
        _questions(found),
        *([f"![Harm labels among the unsafe videos]({chart})"] if chart else []),
        *([] if found.safe is None else [f"Safe videos: {found.safe:.1%}."]),
        "## Generators",
        _generators(found),
        "## Intended use",
        corpus.intended_use or UNSAID,
        "## Licence",
        corpus.licence or UNSAID,
        "## How it was made",
        MADE.format(method=WEIGHED[cut.snapshot.consensus_method]),
    ]
    return f"---\n{_head(cut, written)}---\n\n" + "\n\n".join(parts) + "\n"


def _origin(cut: Cut) -> str:
    return (
        f"Judgements of generated videos, collected with the protocol `{cut.definition.key}`, "
        f"version {cut.definition.version} ({cut.definition.title})."
    )


def _head(cut: Cut, written: list[Written]) -> str:
    rows = sum(sum(table.counts.values()) for table in written)
    size = next((name for limit, name in SIZES if rows < limit), LARGEST)
    corpus = cut.snapshot.campaign.corpus
    head = {
        "pretty_name": cut.snapshot.campaign.name,
        **({"license": "other", "license_name": corpus.licence} if corpus.licence else {}),
        "task_categories": ["text-to-video"],
        "tags": ["human-feedback", "preference", "safety"],
        "size_categories": [size],
        "configs": [
            {
                "config_name": table.name,
                "data_files": [{"split": split, "path": path} for split, path in _filled(table)],
                **({"default": True} if number == 0 else {}),
            }
            for number, table in enumerate(written)
        ],
    }
    return yaml.safe_dump(head, sort_keys=False, allow_unicode=True)


def _files(written: list[Written]) -> str:
    lines = [
        f"| `{table.files[split]}` | {table.name} | {split} | {count} |"
        for table in written
        for split, count in table.counts.items()
    ]
    return _table("| file | table | split | rows |", lines)


def _questions(found: Figures) -> str:
    lines = []
    for wire, number in found.decided.items():
        agreement = found.agreement.get(wire)
        shares = ", ".join(f"{_cell(k)} {v:.1%}" for k, v in found.shares[wire].items())
        said = "" if agreement is None else f"{agreement:.1%}"
        lines.append(f"| {_cell(wire)} | {number} | {said} | {shares} |")
    return _table("| question | decided | raw agreement | shares |", lines)


def _generators(found: Figures) -> str:
    lines = [
        f"| {split} | {_cell(name) or 'not told'} | {share:.1%} |"
        for split, shares in found.generators.items()
        for name, share in shares.items()
    ]
    return _table("| split | generator | share of the videos |", lines)


def _filled(table: Written) -> list[tuple[str, str]]:
    """Give the files to load: `datasets` refuses a whole table for a split without rows."""
    files = list(table.files.items())
    return [(split, path) for split, path in files if table.counts[split]] or files


def _table(head: str, lines: list[str]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|" + "---|" * columns, *lines])


def _cell(text: str) -> str:
    return escape(text).replace("|", "\\|").replace("\n", " ")


def bars(title: str, shares: Mapping[str, float]) -> str:
    """Draw a bar a name, the longest first; the same shares give the same picture."""
    ordered = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    height = ROW_HEIGHT * (len(ordered) + 2)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<style>text { font: 13px sans-serif }</style>",
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="{ROW_HEIGHT}" font-weight="bold" fill="#1f2933">{escape(title)}</text>',
    ]
    for number, (name, share) in enumerate(ordered, start=1):
        top = ROW_HEIGHT * number + 14
        width = round(FULL * min(share, 1), 1)
        box = f'x="{LEFT}" y="{top}" width="{width}" height="{ROW_HEIGHT - 5}"'
        said = f'y="{top + 13}" fill="#1f2933"'
        drawn += [
            f'<text x="{LEFT - 8}" {said} text-anchor="end">{escape(name)}</text>',
            f'<rect {box} rx="2" fill="#3b6fb6"/>',
            f'<text x="{LEFT + width + 6}" {said}>{share:.1%}</text>',
        ]
    return "\n".join([*drawn, "</svg>"]) + "\n"
