"""Public test collections (corpus.jsonl, queries.jsonl, qrels.tsv): read, and made into passages and query sets."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.passage import Language, Passage
from eval.errors import CollectionError
from index.generation import Facet

WINDOW, STEP, WINDOWS = 900, 700, 4
MAIN = "queries"
QRELS = "qrels.tsv"
MADE = "places"
NUMBERED = re.compile(r"s\. \d+(?:\.\d+)*")
PLACES = 1000
WORDINGS = {
    "en": "What does section {number} of the {title} say?",
    "fr": "Que dit l'article {number} de la {title} ?",
}
# "Accessible Canada Act, s. 27.1", "Code du travail, article L1232-1", "Document 1, 10.2.1": a document's name and a
# place in it.
PLACE = re.compile(
    r"(?P<title>.+?), (?P<word>ss?\. |arts?\. |sections? |articles? )?(?P<number>(?:[A-Z]{1,2}\.? ?)?\d\S*)"
)


@dataclass(frozen=True, slots=True)
class CollectionQuery:
    """One query: its words, the document that it is limited to ("" for none), whether the collection answers it."""

    id: str
    text: str
    document: str = ""
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class QuerySet:
    """The queries of one file, and the grade of each passage that answers one, by query id and passage id."""

    name: str
    queries: tuple[CollectionQuery, ...]
    grades: Mapping[str, Mapping[str, int]]

    @property
    def crosses(self) -> bool:
        """Whether the queries are in the other language than the passages (`xling_queries.jsonl`)."""
        return self.name.startswith("xling")

    @property
    def judged(self) -> tuple[CollectionQuery, ...]:
        """The queries that some passage answers."""
        return tuple(query for query in self.queries if self.grades.get(query.id))


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder's passages and query sets; `titles` are those of the passages, `sha256` that of its corpus file.

    A passage's text is its title and its text, as the collections' reference figures index them.
    """

    name: str
    passages: tuple[Passage, ...]
    titles: tuple[str, ...]
    sets: tuple[QuerySet, ...]
    sha256: str

    @property
    def language(self) -> Language:
        """The language of the passages."""
        return self.passages[0].language if self.passages else "en"

    @property
    def documents(self) -> dict[str, str]:
        """Names of documents of more than one passage, and their ids."""
        names: dict[str, str] = {}
        for passage, title in zip(self.passages, self.titles, strict=True):
            if place := PLACE.fullmatch(title):
                names[place["title"]] = passage.document_id
        return names


def check_collection(folder: Path) -> None:
    """Raise CollectionError unless a folder has the files of a collection; their lines are not read."""
    if not folder.is_dir():
        raise CollectionError(f"There is no folder {folder}.")
    if missing := [
        name for name in ("corpus.jsonl", f"{MAIN}.jsonl", QRELS) if not (folder / name).is_file()
    ]:
        raise CollectionError(
            f"{folder} is no test collection: {missing[0]} is missing; it needs corpus.jsonl (id, title, text), "
            f"{MAIN}.jsonl (id, text) and {QRELS} (query id, passage id and grade, tab-separated), or pairs.jsonl."
        )


def read_collection(folder: Path) -> Collection:
    """Read a folder; raise CollectionError when a file is missing or a line is not as it should be."""
    check_collection(folder)
    corpus = folder / "corpus.jsonl"
    language = read_language(folder)
    lines = list(read_lines(corpus, ("id", "text")))
    if not lines:
        raise CollectionError(f"{corpus} holds no passage.")
    if repeated := [name for name, count in Counter(str(v["id"]) for v in lines).items() if count > 1]:
        raise CollectionError(f"{corpus}: the id {repeated[0]!r} stands there more than once.")
    names = [MAIN, *sorted(path.stem for path in folder.glob("*_queries.jsonl"))]
    sets = [_query_set(folder, name) for name in names]
    with corpus.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    passages = tuple(_passage(value, row, language) for row, value in enumerate(lines))
    titles = tuple(_title(value) for value in lines)
    _check_grades(folder, sets, {passage.id for passage in passages})
    collection = Collection(folder.name, passages, titles, tuple(s for s in sets if s.judged), digest)
    places = place_queries(collection)
    return replace(collection, sets=(*collection.sets, places)) if places.queries else collection


def read_language(folder: Path) -> Language:
    """The language that meta.json names, English without one."""
    meta = folder / "meta.json"
    if not meta.is_file():
        return "en"
    try:
        return "fr" if json.loads(meta.read_text("utf-8")).get("lang") == "fr" else "en"
    except (ValueError, AttributeError) as error:
        raise CollectionError(f"{meta} is not a JSON object ({error}).") from error


def _check_grades(folder: Path, sets: Sequence[QuerySet], held: set[str]) -> None:
    """Raise CollectionError when nothing can be measured, or when a grade is for a passage that is not there."""
    main = sets[0]
    if not main.judged:
        raise CollectionError(f"{folder}: no query of queries.jsonl has a passage in qrels.tsv.")
    for queries in sets:
        graded = (name for query in queries.judged for name in queries.grades[query.id])
        if unknown := next((name for name in graded if name not in held), None):
            raise CollectionError(
                f"{folder}: {queries.name} is graded for {unknown!r}, which corpus.jsonl lacks."
            )


def windows(text: str) -> list[str]:
    """A text in overlapping windows that a small model reads whole; the first few thousand characters are enough.

    >>> [len(window) for window in windows("word " * 300)]
    [899, 799]
    """
    if len(text) <= WINDOW + 100:
        return [text]
    found = []
    for start in range(0, min(len(text), STEP * WINDOWS), STEP):
        begin = text.rfind(" ", 0, start + 1) + 1
        end = len(text) if start + WINDOW >= len(text) else text.rfind(" ", start, start + WINDOW)
        found.append(text[begin : end if end > begin else start + WINDOW])
        if start + WINDOW >= len(text):
            break
    return found


def facets_of(collection: Collection) -> tuple[list[Facet], list[str]]:
    """What is embedded of each passage: its title with each window of its text."""
    facets, texts = [], []
    for row, (passage, title) in enumerate(zip(collection.passages, collection.titles, strict=True)):
        head = f"{title}\n" if title else ""
        for number, window in enumerate(windows(passage.text.removeprefix(head))):
            facets.append(Facet(row, f"text.{number}"))
            texts.append(head + window)
    return facets, texts


def place_queries(collection: Collection) -> QuerySet:
    """Made questions that name a numbered section and its document, for an even choice of some thousand passages."""
    placed = [
        (passage, place)
        for passage, title in zip(collection.passages, collection.titles, strict=True)
        if (place := PLACE.fullmatch(title)) and NUMBERED.fullmatch(passage.address)
    ]
    queries, grades = [], {}
    for passage, place in placed[:: max(1, len(placed) // PLACES)]:
        wording = WORDINGS[passage.language].format(number=place["number"], title=place["title"])
        queries.append(CollectionQuery(f"place:{passage.id}", wording))
        grades[f"place:{passage.id}"] = {passage.id: 1}
    return QuerySet(MADE, tuple(queries), grades)


def aligned_lines(english: Collection, french: Collection) -> Iterator[tuple[str, str]]:
    """Lines of passages with the same id in both languages, those that answer a query of a file left out."""
    asked = [s for collection in (english, french) for s in collection.sets if s.name != MADE]
    judged = {name for queries in asked for grades in queries.grades.values() for name in grades}
    other = {passage.id: passage.text for passage in french.passages}
    for passage in english.passages:
        if passage.id in judged or passage.id not in other:
            continue
        lines, lignes = passage.text.split("\n"), other[passage.id].split("\n")
        if len(lines) == len(lignes):
            yield from zip(lines, lignes, strict=True)
        else:
            yield passage.text, other[passage.id]


def read_lines(path: Path, fields: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines, each with the fields named; raise CollectionError naming file and line."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(path, number, line, fields)
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path} cannot be read ({error}).") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CollectionError(f"{path} cannot be read ({error}).") from error


def _line(path: Path, number: int, line: str, fields: Sequence[str]) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise CollectionError(f"{path}, line {number}: this is not JSON ({error}).") from error
    if not isinstance(value, dict):
        raise CollectionError(f"{path}, line {number}: this is not a JSON object.")
    if missing := [name for name in fields if name not in value]:
        raise CollectionError(f"{path}, line {number}: the field {missing[0]!r} is missing.")
    return value


def _passage(value: Mapping[str, Any], row: int, language: Language) -> Passage:
    """A line of corpus.jsonl as a passage; only its title and text are searched."""
    title = _title(value)
    text = f"{title}\n{value['text']}" if title else str(value["text"])
    place = PLACE.fullmatch(title)
    named = place["title"] if place else title
    return Passage(
        id=str(value["id"]),
        document_id=str(value.get("doc") or hashlib.sha256(named.encode()).hexdigest()[:16]),
        language=language,
        kind="collection",
        authority="upload",
        title="",
        text=text,
        start=0,
        end=len(text),
        ordinal=row,
        address=f"s. {place['number']}" if place and place["word"] else "",
    )


def _title(value: Mapping[str, Any]) -> str:
    return str(value.get("title") or "").strip()


def _query_set(folder: Path, name: str) -> QuerySet:
    queries = tuple(
        CollectionQuery(str(v["id"]), str(v["text"]), str(v.get("doc") or ""), v.get("answerable"))
        for v in read_lines(folder / f"{name}.jsonl", ("id", "text"))
    )
    grades: dict[str, dict[str, int]] = {}
    own = folder / f"{name.removesuffix('queries')}qrels.jsonl"
    for query, passage, grade in _own_grades(own) if own.is_file() else _main_grades(folder / QRELS):
        if grade > 0:
            grades.setdefault(query, {})[passage] = grade
    return QuerySet(name, queries, grades)


def _own_grades(path: Path) -> Iterator[tuple[str, str, int]]:
    for number, value in enumerate(read_lines(path, ("query_id", "doc_id", "grade")), 1):
        if not isinstance(value["grade"], int):
            raise CollectionError(
                f"{path}, line {number}: the grade {value['grade']!r} is not a whole number."
            )
        yield str(value["query_id"]), str(value["doc_id"]), value["grade"]


def _main_grades(path: Path) -> Iterator[tuple[str, str, int]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 3 or not columns[2].strip().isdigit():
            raise CollectionError(f"{path}, line {number}: query id, passage id and grade are wanted.")
        yield columns[0], columns[1], int(columns[2])
