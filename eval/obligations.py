"""How well the obligations register is extracted: clause recall, actor and modality, deeming rules kept out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from corpus.errors import AssistantError
from corpus.passage import Language, Passage
from ingest.grammar_actors import same_actor
from ingest.obligations import extract_obligations

SAMPLE = Path(__file__).parent / "obligations" / "sample.jsonl"
Category = Literal["duty", "deeming", "other"]


class SampleError(AssistantError):
    """A marked sample cannot be read."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One rule that a person marked in a clause; `actor` is "" where the clause names nobody."""

    actor: str
    modality: str


@dataclass(frozen=True, slots=True)
class MarkedClause:
    """A clause with the rules that a person found in it; a "deeming" or "other" clause states none."""

    id: str
    language: Language
    kind: str
    half: str
    category: Category
    text: str
    rows: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """One clause where the register and the person differ."""

    id: str
    text: str
    expected: tuple[Expected, ...]
    found: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class RegisterScores:
    """The register against a marked sample; each share is between 0 and 1, and 1 where there is nothing to find.

    `recall`: marked rules for which a row was found. `actor`, `modality` and `actor_and_modality`: of those found, the share
    that is right. `deeming_kept_out` and `others_kept_out`: clauses without a rule that gave no row.
    `precision`: rows that answer to a marked rule, of all rows.
    """

    clauses: int
    rules: int
    recall: float
    actor: float
    modality: float
    actor_and_modality: float
    deeming_kept_out: float
    others_kept_out: float
    precision: float
    misses: tuple[Miss, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, misses included."""
        return asdict(self)


def read_sample(path: Path = SAMPLE, half: str | None = None) -> list[MarkedClause]:
    """The marked clauses of a file, all or those of one half; raise SampleError naming the line."""
    clauses = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            raw = json.loads(line)
            rows = tuple(Expected(row["actor"], row["modality"]) for row in raw.pop("rows"))
            clauses.append(MarkedClause(rows=rows, **raw))
        except (ValueError, KeyError, TypeError) as error:
            raise SampleError(f"{path}, line {number} is not a marked clause ({error}).") from error
    return [clause for clause in clauses if half is None or clause.half == half]


def measure_register(sample: Iterable[MarkedClause]) -> RegisterScores:
    """Run the register over marked clauses and compare."""
    counts: Counter[str] = Counter()
    misses = []
    for clause in sample:
        found = _found(clause)
        pairs, surplus = _pair(clause.rows, found)
        _count(counts, clause, pairs, surplus)
        right = len(pairs) == len(clause.rows) and all(_agrees(e, f) for e, f in pairs) and not surplus
        if not right:
            misses.append(Miss(clause.id, clause.text, clause.rows, tuple(found)))
    return _scores(counts, tuple(misses))


def _found(clause: MarkedClause) -> list[Expected]:
    passage = Passage(
        id=clause.id,
        document_id="sample",
        language=clause.language,
        kind=clause.kind,
        authority="upload",
        title="",
        text=clause.text,
        start=0,
        end=len(clause.text),
        ordinal=0,
    )
    return [Expected(row.actor, row.modality) for row in extract_obligations(passage)]


def _agrees(expected: Expected, found: Expected) -> bool:
    return expected.modality == found.modality and same_actor(expected.actor, found.actor)


def _pair(
    expected: Sequence[Expected], found: Sequence[Expected]
) -> tuple[list[tuple[Expected, Expected]], list[Expected]]:
    """Marked rules with their rows: exact agreements first, then what is left, in order; and the rows left over.

    A row that repeats a marked rule (a further item of the same list) is not left over.
    """
    rest, pairs, open_rules = list(found), [], []
    for rule in expected:
        match = next((row for row in rest if _agrees(rule, row)), None)
        if match is None:
            open_rules.append(rule)
        else:
            rest.remove(match)
            pairs.append((rule, match))
    repeated = [row for row in rest if any(_agrees(rule, row) for rule in expected)]
    rest = [row for row in rest if row not in repeated]
    for rule in open_rules:
        if rest:
            pairs.append((rule, rest.pop(0)))
    return pairs, rest


def _count(
    counts: Counter[str],
    clause: MarkedClause,
    pairs: list[tuple[Expected, Expected]],
    surplus: list[Expected],
) -> None:
    counts["clauses"] += 1
    counts["rules"] += len(clause.rows)
    counts["paired"] += len(pairs)
    counts["surplus"] += len(surplus)
    counts["actor"] += sum(same_actor(e.actor, f.actor) for e, f in pairs)
    counts["modality"] += sum(e.modality == f.modality for e, f in pairs)
    counts["both"] += sum(_agrees(e, f) for e, f in pairs)
    if clause.category != "duty":
        counts[clause.category] += 1
        counts[f"{clause.category} out"] += not surplus


def _scores(counts: Counter[str], misses: tuple[Miss, ...]) -> RegisterScores:
    def share(part: str, whole: str) -> float:
        return counts[part] / counts[whole] if counts[whole] else 1.0

    counts["rows"] = counts["paired"] + counts["surplus"]
    return RegisterScores(
        clauses=counts["clauses"],
        rules=counts["rules"],
        recall=share("paired", "rules"),
        actor=share("actor", "paired"),
        modality=share("modality", "paired"),
        actor_and_modality=share("both", "paired"),
        deeming_kept_out=share("deeming out", "deeming"),
        others_kept_out=share("other out", "other"),
        precision=share("paired", "rows"),
        misses=misses,
    )


def scores_by(sample: Sequence[MarkedClause], key: str) -> dict[str, RegisterScores]:
    """Scores for each value of a field, e.g. "language", "kind" or "half"."""
    values = dict.fromkeys(cast(str, getattr(clause, key)) for clause in sample)
    return {value: measure_register([c for c in sample if getattr(c, key) == value]) for value in values}
