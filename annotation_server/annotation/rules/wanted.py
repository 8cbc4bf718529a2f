"""What somebody may be shown by what they said they do not want to see."""

from collections.abc import Collection


def is_wanted(
    categories: Collection[str] | None, *, opt_outs: Collection[str], neutral_only: bool
) -> bool:
    """Whether a pair of these harm categories is; None: it is not sensitive.

    A sensitive pair whose categories are unknown may be of any, and so of one that is unwanted.
    """
    if categories is None:
        return True
    if neutral_only:
        return False
    return not opt_outs or (bool(categories) and not set(categories) & set(opt_outs))
