"""Connecting a channel step by step: what a person is asked, in order, and what was found out meanwhile.

A guide is a plain function of the answers so far. A terminal and a form on a phone can both walk it; it can
be left and taken up again, and nothing is set up before it says that it is ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from channels.base import TokenVault
from channels.settings import Setting, settings_of


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the things a person may choose: what is kept, and what is shown."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question: what to do now in plain Vietnamese, and under which name the answer is kept.

    With `many` a person may choose several; their values are kept joined by commas.
    """

    name: str
    says: str
    secret: bool = False
    choices: tuple[Choice, ...] = ()
    many: bool = False
    default: str | None = None  # None: an answer is required


@dataclass(frozen=True, kw_only=True)
class Learned:
    """The service was asked and told this; kept among the answers like what a person says."""

    answers: Mapping[str, str] = field(repr=False)  # may hold tokens
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Destination:
    """One channel to set up; a name left empty is the name the person gave."""

    settings: Mapping[str, str] = field(repr=False)
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """All is known: the settings of the account, when the kind has one, and of each channel."""

    channels: tuple[Destination, ...]
    account: Mapping[str, str] = field(default_factory=dict, repr=False)
    says: tuple[str, ...] = ()  # what is left to do elsewhere, for example switching an app to Live


Step = Ask | Learned | Ready


@runtime_checkable
class Guided(Protocol):
    """A kind that leads a person from nothing to a connected channel; asked of the class.

    A class may name in `SECRET_ANSWERS` what nobody may see of the answers besides its secret settings.
    """

    @classmethod
    def next_step(cls, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
        """Return what comes next after these answers; `vault` is that of an account already connected.

        Raises ChannelError when an answer does not work: the sentence says the cause, who mends it and where.
        `ChannelError.code` may name the answer to give anew; without it that is the last one.
        """


def next_step(adapter: type, answers: Mapping[str, str], *, vault: TokenVault | None = None) -> Step:
    """Return the next step of a kind: its own guide, or one question for each required setting."""
    if isinstance(adapter, Guided):
        return adapter.next_step(answers, vault=vault)
    return by_settings(adapter, answers, has_account=vault is not None)


def secret_answers(adapter: type) -> frozenset[str]:
    """Return the answers of a kind that nobody may see: its secret settings and what its guide names."""
    declared = {each.name for each in settings_of(adapter) if each.secret}
    return frozenset(declared | set(getattr(adapter, "SECRET_ANSWERS", ())))


def by_settings(adapter: type, answers: Mapping[str, str], *, has_account: bool = False) -> Ask | Ready:
    """Return the plain guide: each required setting in turn, then ready."""
    declared = [each for each in settings_of(adapter) if not (each.account and has_account)]
    for each in declared:
        if each.required and each.name not in answers:
            return question(each)
    shared = {each.name for each in declared if each.account}
    given = {each.name: answers[each.name] for each in declared if each.name in answers}
    return Ready(
        account={name: value for name, value in given.items() if name in shared},
        channels=(Destination(settings={k: v for k, v in given.items() if k not in shared}),),
    )


def question(setting: Setting) -> Ask:
    """Return the question for one setting."""
    return Ask(
        name=setting.name,
        says=setting.help,
        secret=setting.secret,
        choices=tuple(Choice(value=each, label=each) for each in setting.choices),
    )
