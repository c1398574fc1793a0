"""Full-text search with BM25 over tokenized passages (the only file that imports tantivy)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

FIELDS = ("text", "context", "questions")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("filter", stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("row", stored=True, indexed=True, fast=True)
    builder.add_integer_field("starts", stored=False, indexed=True, fast=True)
    builder.add_integer_field("ends", stored=False, indexed=True, fast=True)
    return builder.build()


class TermIndex:
    """A tantivy index of rows; tokens are made before, so that one analysis serves text and question."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        self._index.reload()
        self._searcher = self._index.searcher()

    @classmethod
    def build(cls, folder: Path, rows: Iterable[Mapping[str, str | int]]) -> TermIndex:
        """Write an index into an empty folder.

        Each row has "row", "starts" and "ends" (days as ordinals), "filter" (space-separated marks such as
        "language:en") and the token strings of FIELDS.
        """
        folder.mkdir(parents=True, exist_ok=True)
        schema = _schema()
        index = tantivy.Index(schema, path=str(folder))
        index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for row in rows:
            writer.add_document(tantivy.Document(**{key: [value] for key, value in row.items()}))
        writer.commit()
        writer.wait_merging_threads()
        return cls(index)

    @classmethod
    def load(cls, folder: Path) -> TermIndex:
        """Open the index in a folder."""
        return cls(tantivy.Index.open(str(folder)))

    @property
    def size(self) -> int:
        """How many rows are held."""
        return int(self._searcher.num_docs)

    def document_frequency(self, field: str, token: str) -> int:
        """In how many rows a token stands in a field."""
        return int(self._searcher.doc_freq(field, token))

    def search(
        self,
        tokens: Mapping[str, float],
        k: int,
        *,
        fields: Mapping[str, float],
        marks: Sequence[Sequence[str]] = (),
        day: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k best (row, BM25 score); `tokens` and `fields` carry weights.

        `marks`: for each group at least one mark must be on the row. `day` (ordinal): only rows that held on it.
        """
        schema = self._index.schema
        wanted = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(schema, field, token, "freq"), weight * boost
                ),
            )
            for token, weight in tokens.items()
            for field, boost in fields.items()
        ]
        if not wanted:
            return []
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(wanted))]
        for group in marks:
            any_of = [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "filter", mark, "basic"))
                for mark in group
            ]
            clauses.append((tantivy.Occur.Must, _silent(tantivy.Query.boolean_query(any_of))))
        if day is not None:
            integer = tantivy.FieldType.Integer
            starts = tantivy.Query.range_query(schema, "starts", integer, None, day)
            ends = tantivy.Query.range_query(schema, "ends", integer, day + 1, None)
            clauses += [(tantivy.Occur.Must, _silent(starts)), (tantivy.Occur.Must, _silent(ends))]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=k, count=False).hits
        return [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in found]


def _silent(query: tantivy.Query) -> tantivy.Query:
    """A clause that must match and adds nothing to the score."""
    return tantivy.Query.const_score_query(query, 0.0)
