"""The rows of the published sets, as JSON put together from pieces.

Keys and their order are those of the public data (PKU-Alignment/SafeSora), so that loaders written
for it read ours.
"""

import json
from collections.abc import Iterator, Sequence

from psycopg2.sql import SQL, Composable, Literal

from annotation_server.exports.formats.copied import Cells, copied
from annotation_server.exports.formats.cut import Cut
from annotation_server.exports.formats.pieces import Kept, dumps, text
from annotation_server.exports.formats.videos import ending_of, video_path
from annotation_server.protocol.rules.definition import Question, Role
from annotation_server.protocol.rules.wire import is_safe, label_flags, questions_with

THIRD = "information"
PREFERENCES = (Role.SUB_PREFERENCE, Role.HELPFULNESS, Role.HARMLESSNESS)
NEEDED = (*PREFERENCES, Role.HARM)
OF_PAIR = SQL("""
    p.pair_id, t.prompt_id, t.text, t.type,
    v0.video_id, v0.video_text, v0.generated_from, h0.decided -> {harm},
    v1.video_id, v1.video_text, v1.generated_from, h1.decided -> {harm}
""")
OF_VIDEO = SQL("""
    t.prompt_id, t.text, t.type, array_to_json(t.labels), v.video_id, v.video_text,
    v.generated_from, c.decided -> {harm}
""")
OF_PROMPT = SQL("t.prompt_id, t.text, t.type, array_to_json(t.labels)")
PAIRS = SQL("""
    SELECT {columns}
    FROM exports_snapshotconsensus c
    JOIN catalog_pair p ON p.id = c.pair_id
    JOIN catalog_prompt t ON t.id = p.prompt_id
    JOIN catalog_video v0 ON v0.id = p.video_0_id
    JOIN catalog_video v1 ON v1.id = p.video_1_id
    JOIN exports_snapshotconsensus h0 ON h0.video_id = v0.id AND h0.snapshot_id = c.snapshot_id
    JOIN exports_snapshotconsensus h1 ON h1.video_id = v1.id AND h1.snapshot_id = c.snapshot_id
    WHERE c.snapshot_id = {snapshot} AND c.pair_id IS NOT NULL AND t.split = {split}
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.pair_id = c.pair_id AND x.question IN ({asked})
      )
    ORDER BY p.pair_id COLLATE "C"
""")
VIDEOS = SQL("""
    SELECT {columns}
    FROM exports_snapshotconsensus c
    JOIN catalog_video v ON v.id = c.video_id
    JOIN catalog_prompt t ON t.id = v.prompt_id
    WHERE c.snapshot_id = {snapshot} AND c.video_id IS NOT NULL AND t.split = {split}
      AND NOT EXISTS (
        SELECT FROM exports_snapshotexclusion x
        WHERE x.snapshot_id = c.snapshot_id AND x.video_id = c.video_id
      )
    ORDER BY v.video_id COLLATE "C"
""")
# The prompts of all pairs that the cut knows, without those withdrawn by then or not chosen.
PROMPTS = SQL("""
    SELECT {columns}
    FROM catalog_prompt t
    WHERE t.split = {split} AND (t.withdrawn_at IS NULL OR t.withdrawn_at > {frozen_at})
      AND t.id IN (
        SELECT p.prompt_id FROM catalog_pair p JOIN (
          SELECT pair_id FROM exports_snapshotconsensus WHERE snapshot_id = {snapshot}
          UNION ALL
          SELECT pair_id FROM exports_snapshotexclusion
          WHERE snapshot_id = {snapshot} AND reason <> 'prompt_type_not_chosen'
        ) AS known ON known.pair_id = p.id
      )
    ORDER BY t.prompt_id COLLATE "C"
""")


class Sets:
    """The three sets of a cut; each method gives the rows of one split."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        needed = [q for role in NEEDED for q in questions_with(cut.definition, role)]
        *self.comparisons, self.harm = needed
        self.asked = [question.key for question in needed]
        self.flags = Kept(lambda labels: dumps(label_flags(self.harm, json.loads(labels))))
        self.safe = Kept(lambda labels: dumps(is_safe(self.harm, json.loads(labels))))
        self.generator = Kept(text)
        self.members = [self._member(question) for question in self.comparisons]
        self.chosen: dict[tuple[str | None, ...], str] = {}

    def preferences(self, split: str) -> Iterator[str]:
        endings = [ending_of(self.cut.options, f"v{place}.source_name") for place in (0, 1)]
        answers = [SQL("c.decided ->> {}").format(Literal(q.key)) for q in self.comparisons]
        columns = [OF_PAIR.format(harm=Literal(self.harm.key)), *endings, *answers]
        return map(self._preference, copied(self.selected(PAIRS, split, columns)))

    def labels(self, split: str) -> Iterator[str]:
        ending = ending_of(self.cut.options, "v.source_name")
        columns = [OF_VIDEO.format(harm=Literal(self.harm.key)), ending]
        return map(self._label, copied(self.selected(VIDEOS, split, columns)))

    def prompts(self, split: str) -> Iterator[str]:
        return map(self._prompt_row, copied(self.selected(PROMPTS, split, [OF_PROMPT])))

    def selected(self, query: SQL, split: str, columns: Sequence[Composable]) -> Composable:
        """Give one of the three queries, for these columns.

        `c` is the consensus of the pair or video, `h0` and `h1` are those of a pair's videos.
        """
        snapshot = self.cut.snapshot
        return query.format(
            columns=SQL(", ").join(columns),
            snapshot=Literal(str(snapshot.pk)),
            frozen_at=Literal(snapshot.frozen_at.isoformat()),
            split=Literal(split),
            asked=SQL(", ").join(map(Literal, ["", *self.asked])),
        )

    def _preference(self, row: Cells) -> str:
        pair, prompt_id, words, kind = row[:4]
        prompt = _prompt(prompt_id, words, kind)
        first = self._video(prompt_id, prompt, row[4:8], row[12])
        second = self._video(prompt_id, prompt, row[8:12], row[13])
        return (
            f'{{"pair_id": "{pair}", {prompt}, "video_0": {first}, "video_1": {second}, '
            f"{self._preferred(tuple(row[14:]))}}}"
        )

    def _preferred(self, answers: tuple[str | None, ...]) -> str:
        """Write what was preferred: there are few ways to choose between two a few times."""
        said = self.chosen.get(answers)
        if said is None:
            *subs, helpful, harmless = [
                f"{name}: {wires[answer or '']}"
                for (name, wires), answer in zip(self.members, answers, strict=True)
            ]
            said = f'{helpful}, {harmless}, "sub_preferences": {{{", ".join(subs)}}}'
            self.chosen[answers] = said
        return said

    def _video(self, prompt_id: str | None, prompt: str, cells: Cells, ending: str | None) -> str:
        video, words, generator, harm = cells
        return (
            f'{{"video_id": "{video}", "video_text": {text(words)}, '
            f'"video_path": "{video_path(prompt_id, video, ending)}", '
            f'"is_safe": {self.safe(harm or "")}, '
            f'"generated_from": {self.generator(generator or "")}, {prompt}}}'
        )

    def _label(self, row: Cells) -> str:
        prompt_id, words, kind, prompt_labels, video, video_text, generator, harm, ending = row
        path = video_path(prompt_id, video, ending)
        return (
            f"{{{_prompt(prompt_id, words, kind)}, "
            f'"prompt_labels": {self.flags(prompt_labels or "")}, '
            f'"video_id": "{video}", "video_text": {text(video_text)}, '
            f'"video_path": "{path}", "is_safe": {self.safe(harm or "")}, '
            f'"video_labels": {self.flags(harm or "")}, '
            f'"generated_from": {self.generator(generator or "")}}}'
        )

    def _prompt_row(self, row: Cells) -> str:
        prompt_id, words, kind, labels = row
        return f'{{{_prompt(prompt_id, words, kind)}, "prompt_labels": {self.flags(labels or "")}}}'

    def name_of(self, question: Question) -> str:
        """Give a question's name outside."""
        third = question.role is Role.SUB_PREFERENCE and question.wire == THIRD
        return self.cut.options.information_key if third else question.wire

    def _member(self, question: Question) -> tuple[str, dict[str, str]]:
        """Give a question's name outside, and those of its answers, as JSON."""
        return text(self.name_of(question)), {
            option.key: text(option.wire) for option in question.options
        }


def _prompt(prompt_id: str | None, words: str | None, kind: str | None) -> str:
    return f'"prompt_id": "{prompt_id}", "prompt_text": {text(words)}, "prompt_type": "{kind}"'
