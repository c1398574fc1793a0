"""The worked cases of docs/compliance.md are what the commands print: each is run and compared with the page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "compliance.md"
UNLIKE = {
    "pack",
    "verify",
}  # the numbers of a pack depend on all that is held; other tests build and check packs


def sessions() -> list[tuple[list[str], list[str]]]:
    """The commands of the page with the pieces of output shown for each, folded lines joined."""
    blocks = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.S | re.M)
    found = []
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, shown = part.replace("\\\n", " ").partition("\n")
            words = shlex.split(command)
            if words[0] == "lhsia" and words[1] not in UNLIKE:
                pieces = (" ".join(piece.split()) for piece in shown.split("[...]"))
                found.append((words[1:], [piece for piece in pieces if piece]))
    return found


SESSIONS = sessions()


def test_the_page_shows_commands_to_compare() -> None:
    assert {words[0] for words, _ in SESSIONS} >= {"walk", "deadline", "concordance", "obligations"}
    assert all(pieces for _, pieces in SESSIONS)


@pytest.mark.parametrize(("words", "pieces"), SESSIONS, ids=lambda value: value[0][:40])
def test_a_case_is_what_its_command_prints(
    words: list[str],
    pieces: list[str],
    lhsia: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = lhsia(*words)
    assert ran.status == 0
    printed = " ".join(ran.out.split())
    place = 0
    for piece in pieces:
        assert piece in printed[place:]
        place = printed.index(piece, place) + len(piece)
