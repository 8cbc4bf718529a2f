"""Test and train prompts: drawn once by seed, families together, each type alike."""

from collections import Counter

from annotation_server.catalog.rules.splits import SplitPrompt, draw_splits


def prompts(count=100, type_="safety_neutral"):
    return [SplitPrompt(f"{type_}-{number:03}", type_, "", "") for number in range(count)]


def test_a_tenth_of_each_type_is_kept_for_testing():
    both = prompts() + prompts(50, "safety_critical")
    drawn = draw_splits(both, share=0.1, seed=1)
    tests = Counter(name.split("-")[0] for name, split in drawn.items() if split == "test")
    assert tests == {"safety_neutral": 10, "safety_critical": 5}


def test_the_same_seed_draws_the_same_whatever_the_order():
    drawn = draw_splits(prompts(), share=0.1, seed=1)
    assert draw_splits(prompts()[::-1], share=0.1, seed=1) == drawn
    assert draw_splits(prompts(), share=0.1, seed=2) != drawn


def test_a_refined_prompt_goes_with_its_parent():
    children = [SplitPrompt(f"child-{n}", "safety_neutral", f"safety_neutral-{n:03}", "")
                for n in range(100)]  # fmt: skip
    drawn = draw_splits(prompts() + children, share=0.1, seed=1)
    assert all(drawn[child.prompt_id] == drawn[child.refined_from] for child in children)


def test_a_family_larger_than_what_is_wanted_does_not_overfill_the_test_side():
    parents = prompts(4)
    children = [SplitPrompt(f"child-{n}", "safety_neutral", parents[n % 4].prompt_id, "")
                for n in range(36)]  # fmt: skip
    drawn = draw_splits([*parents, *children, *prompts(60, "single")], share=0.1, seed=3)
    of_families = [split for name, split in drawn.items() if not name.startswith("single")]
    assert of_families.count("test") <= 4


def test_what_was_drawn_stays_when_the_corpus_grows():
    first = draw_splits(prompts(50), share=0.1, seed=1)
    known = [SplitPrompt(one.prompt_id, one.type, "", first.get(one.prompt_id, ""))
             for one in prompts()]  # fmt: skip
    assert not set(draw_splits(known, share=0.1, seed=1)) & set(first)


def test_prompts_refined_in_a_circle_are_one_family():
    circle = [SplitPrompt("a", "safety_neutral", "b", ""), SplitPrompt("b", "x", "a", "")]
    assert len(set(draw_splits(circle, share=0.5, seed=1).values())) == 1
