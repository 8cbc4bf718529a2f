"""Find people."""

from annotation_server.accounts.models import User
from annotation_server.core.errors import NotFoundError


def user_named(name: str) -> User:
    """Raises NotFoundError with the sentence for a terminal."""
    user = User.objects.select_related("identity").filter(identity__name__iexact=name).first()
    if user is None:
        raise NotFoundError(f"There is no user named {name!r}. `create_user {name}` makes one.")
    return user


def sign_in_name(user: User) -> str:
    return user.identity.name if hasattr(user, "identity") else ""
