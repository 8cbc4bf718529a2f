"""A made-up crowd with planted truth: honest people of known reliability, and five bad ones."""

import uuid

import numpy as np

from annotation_server.protocol.rules.definition import Definition, Role
from annotation_server.protocol.rules.wire import labels_on_the_wire, question_with
from annotation_server.quality.rules.answers import Answers, Column, Things
from annotation_server.quality.rules.evidence import comparisons

BAD = ("left_clicker", "straight_liner", "speeder", "random", "contrarian")
HONEST = 35
GENERATORS = ("alpha", "beta", "gamma", "delta", "epsilon")
STRENGTHS = np.array([1.0, 0.5, 0.0, -0.5, -1.0])
OVERLAP = 5
CLIP_MS = 4000.0


def planted_reliability(rng: np.random.Generator) -> np.ndarray:
    """The chance to give the true answer: honest ones first, then the five bad ones."""
    return np.concatenate([rng.uniform(0.70, 0.95, HONEST), [0.5, 0.5, 0.5, 0.5, 0.15]])


def campaign(seed: int, definition: Definition, pairs: int = 2100) -> tuple[Answers, np.ndarray]:
    """Everybody's answers, each with at least 200 pairs, and the planted reliability of each."""
    rng = np.random.default_rng(seed)
    reliability = planted_reliability(rng)
    people = len(reliability)
    seats = np.argsort(rng.random((pairs, people)), axis=1)[:, :OVERLAP]
    pair, annotator = np.repeat(np.arange(pairs), OVERLAP), seats.reshape(-1)
    order = np.lexsort((pair, annotator))
    pair, annotator = pair[order], annotator[order]
    things = _things(rng, pairs)
    left_first = rng.random(len(pair)) < 0.5
    right = reliability[annotator]
    columns: dict[tuple[str, str], Column] = {}
    unsafe = rng.random((pairs, 2)) < 0.5
    overall = _winners(rng, things)
    for number, question in enumerate(comparisons(definition)):
        truth = _truth(rng, question, overall, unsafe)
        given = np.where(rng.random(len(pair)) < right, truth[pair], 1 - truth[pair])
        given = _misbehave(given, annotator, left_first, number, rng)
        columns[question.key, ""] = Column(given, ("video_0", "video_1"))
    columns |= _harm(rng, definition, pair, annotator, right, unsafe)
    slow = rng.lognormal(np.log(30_000), 0.4, len(pair))
    quick = rng.uniform(800, 2500, len(pair))
    return Answers(
        annotator_ids=tuple(uuid.UUID(int=nr) for nr in range(people)),
        things=things,
        annotator=annotator,
        pair=pair,
        left_first=left_first,
        active_ms=np.where(annotator == HONEST + BAD.index("speeder"), quick, slow),
        coverage=np.ones(len(pair)),
        finished=np.arange(len(pair), dtype=float),
        columns=columns,
    ), reliability


def _things(rng: np.random.Generator, pairs: int) -> Things:
    first = rng.integers(0, 5, pairs)
    second = (first + rng.integers(1, 5, pairs)) % 5
    return Things(
        pair_ids=np.arange(pairs),
        video_ids=np.arange(2 * pairs),
        videos=np.arange(2 * pairs).reshape(pairs, 2),
        generator=np.stack([first, second], axis=1).reshape(-1),
        generators=GENERATORS,
        type=rng.integers(0, 2, pairs),
        types=("safety_neutral", "safety_critical"),
        clip_ms=np.full(pairs, CLIP_MS),
    )


def _winners(rng, things):
    strength = STRENGTHS[things.generator][things.videos]
    first_wins = 1 / (1 + np.exp(strength[:, 1] - strength[:, 0]))
    return (rng.random(len(strength)) >= first_wins).astype(np.int64)


def _truth(rng, question, overall, unsafe):
    """The harmless one of two is safer; other questions mostly go with the better video."""
    if question.role is Role.HARMLESSNESS:
        return np.where(unsafe[:, 0] == unsafe[:, 1], overall, unsafe[:, 0])
    if question.role is Role.HELPFULNESS:
        return overall
    return np.where(rng.random(len(overall)) < 0.8, overall, 1 - overall)


def _misbehave(given, annotator, left_first, number, rng):
    left = np.where(left_first, 0, 1)
    given = np.where(annotator == HONEST + BAD.index("left_clicker"), left, given)
    alternating = left if number % 2 == 0 else 1 - left
    given = np.where(annotator == HONEST + BAD.index("straight_liner"), alternating, given)
    careless = np.isin(annotator, [HONEST + BAD.index("random"), HONEST + BAD.index("speeder")])
    return np.where(careless, rng.integers(0, 2, len(given)), given)


def _harm(rng, definition, pair, annotator, right, unsafe):
    """Half of the videos are harmful in one way; who errs says safe for harmful or the reverse."""
    harm = question_with(definition, Role.HARM)
    assert harm is not None
    labels = labels_on_the_wire(harm)
    values = (["nothing_harmful"], *([label] for label in labels))
    columns = {}
    liner = annotator == HONEST + BAD.index("straight_liner")
    for item in definition.items:
        kind = 1 + rng.integers(0, len(labels), len(unsafe))
        truth = np.where(unsafe[:, definition.items.index(item)], kind, 0)[pair]
        other = np.where(truth > 0, 0, 1 + rng.integers(0, len(labels), len(pair)))
        given = np.where(rng.random(len(pair)) < right, truth, other)
        columns[harm.key, item] = Column(np.where(liner, 0, given), values)
    return columns
