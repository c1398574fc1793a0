"""Our own dialogues: whether each later question is seen to lean on the earlier ones, and gains the words it needs.

Run `python -m eval.dialogues`; it needs neither index nor model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from corpus.errors import AssistantError
from server.answer import Turn
from server.conversation import make_standalone
from server.knowledge import Knowledge, fold, shipped_knowledge

SHIPPED = Path(__file__).parent / "dialogues" / "dialogues.jsonl"
ALONE = "alone"
KINDS = (ALONE, "ellipsis", "pronoun", "bare", "definite", "correction", "language")


class DialogueError(AssistantError):
    """A file of dialogues cannot be read."""


@dataclass(frozen=True, slots=True)
class LaterQuestion:
    """A question with what was said before it.

    `kind` is one of KINDS; "alone" stands alone. Of each of `words`, alternatives parted by "|", one must be in the
    question made to stand alone; none of `without` may be.
    """

    dialogue: str
    language: str
    history: tuple[Turn, ...]
    question: str
    kind: str
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """ "development" for half of the dialogues, by the SHA-256 of their id, else "reported"."""
        even = int(sha256(self.dialogue.encode()).hexdigest(), 16) % 2 == 0
        return "development" if even else "reported"

    @property
    def asked(self) -> list[str]:
        """The questions before it."""
        return [turn.content for turn in self.history if turn.role == "user"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question was taken: whether the decision is right, the share of its words, and all of it together."""

    question: LaterQuestion
    text: str
    decided: bool
    words: float
    right: bool


def read_dialogues(path: Path = SHIPPED) -> list[LaterQuestion]:
    """Every question of a file of dialogues that has something before it; raise DialogueError naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found += _later(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise DialogueError(
                f"{path}, line {number}: id, language and turns are wanted ({error})."
            ) from error
    return found


def _later(dialogue: Mapping[str, Any]) -> list[LaterQuestion]:
    history: list[Turn] = []
    found = []
    for turn in dialogue["turns"]:
        if history:
            if turn["kind"] not in KINDS:
                raise ValueError(f"{turn['kind']!r} is none of {', '.join(KINDS)}")
            words, without = tuple(turn.get("words", ())), tuple(turn.get("without", ()))
            told = (dialogue["id"], dialogue["language"], tuple(history), turn["question"])
            found.append(LaterQuestion(*told, turn["kind"], words, without))
        history.append(Turn("user", turn["question"]))
        if answer := turn.get("answer"):
            history.append(Turn("assistant", answer))
    return found


def judge(question: LaterQuestion, knowledge: Knowledge) -> Outcome:
    """What `make_standalone` makes of a question, beside what is wanted."""
    text = make_standalone(question.question, question.history, knowledge).text
    plain = fold(text)
    decided = (text == question.question) == (question.kind == ALONE)
    met = [any(fold(word) in plain for word in words.split("|")) for words in question.words]
    kept_out = not any(fold(word) in plain for word in question.without)
    words = sum(met) / len(met) if met else 1.0
    return Outcome(question, text, decided, words, decided and all(met) and kept_out)


def table(outcomes: Sequence[Outcome]) -> Table:
    """Shares by part and kind, for the terminal."""
    shown = Table(title="Later questions of our dialogues")
    for heading in ("part", "kind", "n", "decided rightly", "words taken over", "right in all"):
        shown.add_column(heading, justify="left" if heading in ("part", "kind") else "right")
    for part in ("development", "reported"):
        of_part = [outcome for outcome in outcomes if outcome.question.part == part]
        groups = {
            "stands alone": [o for o in of_part if o.question.kind == ALONE],
            "leans": [o for o in of_part if o.question.kind != ALONE],
            **{kind: [o for o in of_part if o.question.kind == kind] for kind in KINDS[1:]},
            "en": [o for o in of_part if o.question.language == "en"],
            "fr": [o for o in of_part if o.question.language == "fr"],
            "all": of_part,
        }
        for name, group in groups.items():
            if group:
                shares = (
                    sum(o.decided for o in group),
                    sum(o.words for o in group),
                    sum(o.right for o in group),
                )
                shown.add_row(part, name, str(len(group)), *(f"{s / len(group):.1%}" for s in shares))
    return shown


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and with --failures the development questions that were taken wrongly."""
    parser = argparse.ArgumentParser(prog="python -m eval.dialogues", description=__doc__)
    parser.add_argument("--file", type=Path, default=SHIPPED, help="a file of dialogues (JSON Lines)")
    parser.add_argument(
        "--failures", action="store_true", help="also list the development questions taken wrongly"
    )
    given = parser.parse_args(arguments)
    knowledge = shipped_knowledge()
    outcomes = [judge(question, knowledge) for question in read_dialogues(given.file)]
    console = Console()
    console.print(table(outcomes))
    if given.failures:
        for outcome in outcomes:
            if not outcome.right and outcome.question.part == "development":
                line = f"{outcome.question.dialogue} [{outcome.question.kind}] {outcome.question.question} -> {outcome.text}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
