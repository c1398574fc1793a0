"""Follow-up questions made to stand alone, measured against the same questions rewritten by people (pairs.jsonl)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from corpus.passage import Language
from eval.collection import default_cache, open_index
from eval.collection_files import MAIN, read_collection, read_language, read_lines
from eval.errors import CollectionError
from eval.intervals import Interval, Paired, bootstrap, compare
from index.hit import Encoder, Query
from index.hybrid import SearchIndex
from index.tokens import tokenize
from server.answer import Turn
from server.conversation import make_standalone
from server.knowledge import Knowledge

PAIRS = "pairs.jsonl"
OURS = "assistant"
TOP = 10
MEASURES = ("words", "added words", "word F1", "cosine", f"same top {TOP}")


@dataclass(frozen=True, slots=True)
class Pair:
    """The last turn of a conversation, the questions before it, and the stand-alone question that a person wrote."""

    id: str
    history: tuple[str, ...]
    text: str
    rewrite: str

    @property
    def part(self) -> str:
        """ "development" for a quarter of the conversations, by the SHA-256 of their id, else "reported"."""
        talk = self.id.rsplit("<::>", 1)[0].rsplit("_", 1)[0]
        return "development" if int(hashlib.sha256(talk.encode()).hexdigest(), 16) % 4 == 0 else "reported"


@dataclass(frozen=True, slots=True)
class RewriteReport:
    """Figures by part, group of pairs, method and measure; and ours less each other method, question by question."""

    collection: str
    corpus: str
    figures: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Interval]]]]
    differences: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Paired]]]]

    def table(self) -> Table:
        """The figures as a table for the terminal."""
        title = f"{self.collection}: each question beside the one that a person wrote"
        table = Table(title=f"{title}; searched in {self.corpus}" if self.corpus else title)
        names = [name for name in MEASURES if self.corpus or not name.startswith("same")]
        for heading in ("part", "pairs", "n", "asked as", *names):
            table.add_column(heading, justify="left" if heading in ("part", "pairs", "asked as") else "right")
        for part, groups in self.figures.items():
            for group, methods in groups.items():
                for method, measures in methods.items():
                    cells = [f"{measures[name].value:.3f}" if name in measures else "" for name in names]
                    table.add_row(part, group, str(measures["words"].n), method, *cells)
        return table


def is_rewrites(folder: Path) -> bool:
    """Whether a folder holds pairs of questions."""
    return (folder / PAIRS).is_file()


def evaluate_rewrites(
    folder: Path,
    out: Path,
    encoder: Encoder,
    knowledge: Knowledge,
    *,
    corpus: Path | None = None,
    cache: Path | None = None,
    progress: bool = False,
) -> RewriteReport:
    """Measure `make_standalone` on the pairs of a folder; write `<name>.json` and every question into `out`.

    With the folder of a collection in `corpus`, or a corpus in the folder itself, each question is also searched there
    and its first ten passages are compared with those for the person's question. Raise CollectionError for a bad file.
    """
    pairs, language = read_pairs(folder)
    searched = corpus or (folder if (folder / f"{MAIN}.jsonl").is_file() else None)
    search = None
    if searched is not None:
        collection = read_collection(searched)
        search = Searched(open_index(collection, encoder, cache or default_cache(), progress=progress))
    asked = {name: [method(pair) for pair in pairs] for name, method in methods(knowledge).items()}
    scores = {name: score_texts(pairs, texts, language, encoder, search) for name, texts in asked.items()}
    report = RewriteReport(folder.name, searched.name if searched else "", *_figures(pairs, scores))
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        {**asdict(pair), "asked": {name: asked[name][row] for name in asked},
         "scores": {name: scores[name][row] for name in asked}}
        for row, pair in enumerate(pairs)
    ]  # fmt: skip
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / f"{folder.name}.pairs.jsonl").write_text(lines, encoding="utf-8")
    text = json.dumps(asdict(report), indent=1, ensure_ascii=False)
    (out / f"{folder.name}.json").write_text(text + "\n", encoding="utf-8")
    return report


def read_pairs(folder: Path) -> tuple[list[Pair], Language]:
    """The pairs that have a history, and their language; raise CollectionError naming the line that is wrong."""
    path = folder / PAIRS
    pairs = []
    for number, value in enumerate(read_lines(path), 1):
        try:
            history = tuple(_words(turn) for turn in value["history"])
            pair = Pair(str(value["id"]), history, _words(value["text"]), _words(value["rewrite"]))
        except (KeyError, TypeError) as error:
            raise CollectionError(
                f"{path}, line {number}: id, history, text and rewrite are wanted ({error})."
            ) from error
        if pair.history:
            pairs.append(pair)
    if not pairs:
        raise CollectionError(f"{path} holds no pair with a history.")
    return pairs, read_language(folder)


def methods(knowledge: Knowledge) -> dict[str, Callable[[Pair], str]]:
    """The ways of asking that are compared, by name; ours is the last."""

    def ours(pair: Pair) -> str:
        turns = [Turn("user", question) for question in pair.history]
        return make_standalone(pair.text, turns, knowledge).text

    return {
        "last turn alone": lambda pair: pair.text,
        "history prepended": lambda pair: " ".join((*pair.history, pair.text)),
        OURS: ours,
    }


def score_texts(
    pairs: Sequence[Pair],
    texts: Sequence[str],
    language: Language,
    encoder: Encoder,
    search: Searched | None = None,
) -> list[dict[str, float]]:
    """Each text beside the person's question.

    "words": the share of the content words of the person's question that the text has; "added words": the same of those
    that the last turn lacks, where there are some; "word F1": harmonic mean of that share and of the share of the text's
    content words that the person's question has (as for SQuAD: Rajpurkar et al., 2016, with stems and sets); "cosine":
    of both embeddings; "same top 10": the share of the first ten passages found for the person's question that are also
    among the first ten found for the text.
    """
    ours, theirs = encoder.encode(list(texts)), encoder.encode([pair.rewrite for pair in pairs])
    scores = []
    for pair, text, left, right in zip(pairs, texts, ours, theirs, strict=True):
        found = word_scores(pair, text, language) | {"cosine": float(left @ right)}
        if search is not None:
            wanted, got = search.top(pair.rewrite), search.top(text)
            found[f"same top {TOP}"] = len(wanted & got) / len(wanted) if wanted else 1.0
        scores.append({name: round(value, 6) for name, value in found.items()})
    return scores


def word_scores(pair: Pair, text: str, language: Language) -> dict[str, float]:
    """The measures of words; see `score_texts`. A rewrite without content words is met by any text."""
    wanted, given = set(tokenize(pair.rewrite, language)), set(tokenize(text, language))
    shared = len(wanted & given)
    recall = shared / len(wanted) if wanted else 1.0
    scores = {"words": recall, "word F1": 2 * shared / (len(wanted) + len(given)) if wanted or given else 1.0}
    if added := wanted - set(tokenize(pair.text, language)):
        scores["added words"] = len(added & given) / len(added)
    return scores


class Searched:
    """The first TOP passages for a text; each text is searched once."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._found: dict[str, frozenset[str]] = {}

    def top(self, text: str) -> frozenset[str]:
        """Their ids."""
        if text not in self._found:
            hits = self._index.search(Query(text, TOP))
            self._found[text] = frozenset(hit.passage.id for hit in hits)
        return self._found[text]


def _figures(pairs: Sequence[Pair], scores: Mapping[str, Sequence[Mapping[str, float]]]) -> tuple[Any, Any]:
    """Means and differences by part and group; the groups tell whether the person added content words or none."""
    figures: dict[str, Any] = {}
    differences: dict[str, Any] = {}
    for part in ("development", "reported"):
        for group, adds in (("words added", True), ("no words added", False)):
            rows = [
                row
                for row, pair in enumerate(pairs)
                if pair.part == part and ("added words" in scores[OURS][row]) == adds
            ]
            if not rows:
                continue
            means = {name: _means([by_row[row] for row in rows]) for name, by_row in scores.items()}
            figures.setdefault(part, {})[group] = means
            differences.setdefault(part, {})[group] = {
                name: _paired(pairs, rows, scores[OURS], by_row)
                for name, by_row in scores.items()
                if name != OURS
            }
    return figures, differences


def _means(rows: Sequence[Mapping[str, float]]) -> dict[str, Interval]:
    return {name: bootstrap([row[name] for row in rows]) for name in MEASURES if name in rows[0]}


def _paired(
    pairs: Sequence[Pair],
    rows: Sequence[int],
    ours: Sequence[Mapping[str, float]],
    theirs: Sequence[Mapping[str, float]],
) -> dict[str, Paired]:
    names = [name for name in MEASURES if name in ours[rows[0]]]
    return {
        name: compare(
            {pairs[r].id: ours[r][name] for r in rows}, {pairs[r].id: theirs[r][name] for r in rows}
        )
        for name in names
    }


def _words(value: Any) -> str:
    """The text of a turn that is written as a text or as an object with one."""
    if isinstance(value, Mapping):
        value = value.get("text") or value.get("content")
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
