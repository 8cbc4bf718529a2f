"""What can be done with people: make, sign in and out, change a password, suspend, erase."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest

from annotation_server.accounts import attempts
from annotation_server.accounts.models import Identity, User
from annotation_server.audit.services import record
from annotation_server.core import limits
from annotation_server.core.errors import ConflictError, FieldProblem, InvalidError, TandemError

LONGEST_NAME = 80


class WrongCredentialsError(TandemError):
    code = "wrong_credentials"
    status = 401


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user who was just made, with the password that is told once and stored nowhere."""

    user: User
    name: str
    password: str


@transaction.atomic
def create_user(
    name: str, *, is_manager: bool = False, password: str | None = None, by: User | None = None
) -> NewUser:
    """Make somebody who can sign in; without a password, a random one.

    Raises InvalidError for a name that is empty or too long, ConflictError for one that is taken.
    """
    name = _checked_name(name)
    password = password or secrets.token_urlsafe(15)
    user = User(is_manager=is_manager)
    user.set_password(password)
    user.save(force_insert=True)
    try:
        with transaction.atomic():
            Identity.objects.create(user=user, name=name)
    except IntegrityError as error:
        raise ConflictError(
            f"The name {name!r} is taken. Choose another one.", code="name_taken"
        ) from error
    record(by=by, action="user_created", subject=user, is_manager=is_manager)
    return NewUser(user, name, password)


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = f"A name has 1 to {LONGEST_NAME} printable characters; {name!r} does not."
        raise InvalidError(message, fields=[FieldProblem("name", "invalid_name", message)])
    return name


@transaction.atomic
def create_account(name: str, *, password: str) -> User:
    """Make an account for somebody who chose the name and the password.

    Raises InvalidError for a name or a password that is refused, ConflictError for a taken name.
    """
    _check_strength(User(), password, "password")
    return create_user(name, password=password).user


def start_session(request: HttpRequest, user: User) -> None:
    """Sign in whoever just made their account."""
    login(request, user)


def sign_in(request: HttpRequest, *, name: str, password: str) -> User:
    """Start a session. The same refusal for an unknown name, a wrong password, a suspension.

    Raises TooManyAttemptsError, whether the password is right or not, after too many failures.
    """
    counted = attempts.count_sign_in(request, name)
    user = authenticate(request, name=name, password=password)
    if not isinstance(user, User):
        raise WrongCredentialsError(
            "The name or the password is wrong, or the account is suspended. "
            "Try again, or ask a manager for a new password."
        )
    attempts.sign_in_went_well(counted)
    login(request, user)
    return user


def sign_out(request: HttpRequest) -> None:
    logout(request)


def choose_locale(user: User, locale: str) -> None:
    """Where a protocol does not speak it, its nearest or its own default is given."""
    User.objects.filter(pk=user.pk).update(locale=locale)


def change_password(request: HttpRequest, *, current: str, new: str, by: User) -> None:
    """Ends every other session of this user; the one that asks goes on.

    Raises TooManyAttemptsError when the current password was wrong too often.
    """
    limits.count(attempts.PASSWORD, str(by.pk))
    with transaction.atomic():
        _change_password(request, current=current, new=new, by=by)
    limits.forget(attempts.PASSWORD, str(by.pk))


def _change_password(request: HttpRequest, *, current: str, new: str, by: User) -> None:
    if not by.check_password(current):
        message = "The current password is not right. Nothing was changed."
        raise InvalidError(message, fields=[FieldProblem("current", "wrong_password", message)])
    set_password(by, new=new, by=by)
    update_session_auth_hash(request, by)


@transaction.atomic
def set_password(user: User, *, new: str, by: User | None) -> None:
    """Raises InvalidError when the password is too short or too common."""
    _refuse_withdrawn(user)
    _check_strength(user, new, "new")
    user.set_password(new)
    user.save(update_fields=["password"])
    record(by=by, action="password_changed", subject=user)


def _check_strength(user: User, password: str, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems = [FieldProblem(field, "weak_password", text) for text in error.messages]
        raise InvalidError(
            " ".join(error.messages), code="weak_password", fields=problems
        ) from None


@transaction.atomic
def suspend(user: User, *, by: User | None) -> None:
    """Ends all sessions at once; what the person has done stays.

    Raises ConflictError for oneself: the last manager must not be locked out by a slip.
    """
    _refuse_oneself(user, by)
    User.objects.filter(pk=user.pk).update(
        suspended_at=Now(), sessions_ended=F("sessions_ended") + 1
    )
    record(by=by, action="user_suspended", subject=user)


@transaction.atomic
def change_role(user: User, *, is_manager: bool, by: User | None) -> None:
    """Make somebody a manager of this instance, or no longer one."""
    _refuse_oneself(user, by)
    _refuse_withdrawn(user)
    User.objects.filter(pk=user.pk).update(is_manager=is_manager)
    record(by=by, action="role_changed", subject=user, is_manager=is_manager)


@transaction.atomic
def fresh_password(user: User, *, by: User | None) -> str:
    """Give somebody who forgot theirs a new password; all their sessions end."""
    password = secrets.token_urlsafe(15)
    set_password(user, new=password, by=by)
    return password


def _refuse_oneself(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise ConflictError(
            "This is your own account. Another manager can change it.", code="own_account"
        )


def _refuse_withdrawn(user: User) -> None:
    if user.withdrawn_at is not None:
        raise ConflictError(
            "This person withdrew, and who they were is erased. Make a new account instead.",
            code="person_withdrew",
        )


@transaction.atomic
def erase_identity(user: User, *, by: User | None) -> None:
    """Erase who somebody is, for good: name, mail, platform id, password; all sessions end.

    The same again changes nothing. Raises ConflictError for oneself and for a manager.
    """
    _refuse_oneself(user, by)
    if user.is_manager:
        raise ConflictError(
            "This person is a manager. Take that role from them first.", code="is_manager"
        )
    Identity.objects.filter(user=user).delete()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk, withdrawn_at=None).update(
        password=user.password,
        suspended_at=Coalesce("suspended_at", Now()),
        sessions_ended=F("sessions_ended") + 1,
        withdrawn_at=Now(),
    )
    record(by=by, action="identity_erased", subject=user)


@transaction.atomic
def reinstate(user: User, *, by: User | None) -> None:
    """Raises ConflictError for somebody who withdrew."""
    _refuse_withdrawn(user)
    User.objects.filter(pk=user.pk).update(suspended_at=None)
    record(by=by, action="user_reinstated", subject=user)
