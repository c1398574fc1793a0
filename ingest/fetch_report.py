"""What a fetch and a check of official sources tell: what came, what failed and why, what changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus.changes import Difference

Outcome = Literal["new", "changed", "unchanged", "done before"]
Progress = Callable[[int, int, str], None]  # done, of how many, what is under way


@dataclass(frozen=True, slots=True)
class FetchedSource:
    """What became of one address that answered."""

    entry_id: str
    url: str
    outcome: Outcome
    version: str = ""
    language: str = ""
    passages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """One address that gave nothing; `reason` is a whole sentence."""

    entry_id: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What became of every address of a run."""

    fetched: tuple[FetchedSource, ...]
    failures: tuple[FetchFailure, ...]

    @property
    def changed(self) -> bool:
        """Whether the store holds anything else than before, so that the index must be built again."""
        return any(source.outcome in ("new", "changed") for source in self.fetched)


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What is different at one address since the held copy, and what rests on it.

    `facts` are (document id, language, anchor) of brief facts, `questions` the ids of saved questions.
    """

    entry_id: str
    url: str
    differences: tuple[Difference, ...]
    facts: tuple[tuple[str, str, str], ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Which held addresses changed, which did not, which are not held yet, and which gave nothing."""

    changes: tuple[SourceChange, ...]
    unchanged: tuple[str, ...]
    not_held: tuple[str, ...]
    failures: tuple[FetchFailure, ...]
