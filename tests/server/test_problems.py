"""Every error has a status and reads as one sentence."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import corpus
import index
import ingest
import server
from corpus.errors import AssistantError, BriefError
from ingest.errors import UnreadableSource
from server.errors import NotHeld, TooManyRequests
from server.problems import STATUS, problem_of, unexpected

PACKAGES = ("corpus", "index", "ingest", "server")


def leaves(cls: type[AssistantError]) -> list[type[AssistantError]]:
    """The classes at the ends of an error's branches."""
    children = cls.__subclasses__()
    return [leaf for child in children for leaf in leaves(child)] if children else [cls]


def every_leaf() -> list[type[AssistantError]]:
    """The leaves of the whole tree, with every module imported that may define one."""
    for package in (corpus, index, ingest, server):
        for module in pkgutil.iter_modules(package.__path__):
            if (
                "error"
                in (Path(package.__path__[0]) / f"{module.name}.py").read_text(encoding="utf-8").lower()
            ):
                importlib.import_module(f"{package.__name__}.{module.name}")
    return [leaf for leaf in leaves(AssistantError) if leaf.__module__.split(".")[0] in PACKAGES]


def test_every_error_has_a_status_of_its_own_branch() -> None:
    missing = [leaf for leaf in every_leaf() if not any(c in STATUS for c in leaf.__mro__)]
    assert missing == []


def test_the_nearest_ancestor_decides() -> None:
    assert problem_of(NotHeld("There is no such thing.")).status == 404
    assert problem_of(UnreadableSource(Path("a.pdf"), "is encrypted.")).status == 422
    assert problem_of(BriefError(Path("a.md"), 1, "wrong")).status == 500


def test_an_error_without_a_branch_is_unexpected() -> None:
    class Stray(AssistantError):
        """An error that the table does not know."""

    assert problem_of(Stray("secret detail")) == unexpected()
    assert "secret" not in problem_of(Stray("secret detail")).detail


def test_a_problem_has_the_members_of_the_standard() -> None:
    response = problem_of(TooManyRequests(7)).response("/v1/answer")
    assert response.media_type == "application/problem+json"
    assert response.headers["retry-after"] == "7"
    assert b'"status": 429' in bytes(response.body)


@pytest.mark.parametrize("status", sorted({status for status, _, _ in STATUS.values()}))
def test_statuses_are_errors(status: int) -> None:
    assert 400 <= status < 600
