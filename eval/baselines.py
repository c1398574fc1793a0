"""What the assistant is compared with: stock LlamaIndex, BM25 alone, vectors alone (only file here with LlamaIndex's index)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np

from corpus.document import Document
from corpus.errors import StoreError
from corpus.passage import Passage
from eval.matching import MATCHED_WORDS
from eval.measures.retrieval import DEPTH
from index.hit import Encoder, Hit, Vectors
from index.tokens import tokenize
from server.answer import Answer, Citation, Request, Statement
from server.question import detect_language

CHUNK_TOKENS = 1024
BM25_K1, BM25_B = 1.2, 0.75


class Ranker(Protocol):
    """Scores for every passage, given a question."""

    def __call__(self, question: str) -> Sequence[float]:
        """One score per passage, in the passages' order; higher is nearer."""


class Baseline:
    """A system that ranks passages and answers with the best of them, up to 250 words; it never refuses."""

    def __init__(self, name: str, passages: Sequence[Passage], rank: Ranker) -> None:
        self.name = name
        self._passages = passages
        self._by_id = {passage.id: passage for passage in passages}
        self._rank = rank
        self._latest: tuple[str, Sequence[float]] = ("", ())

    def retrieve(self, request: Request, k: int) -> list[Hit]:
        """The k passages with the highest scores above 0, equal ones in the passages' order."""
        scores = self._scores(request.question)
        order = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:k]
        return [
            Hit(self._passages[row], float(scores[row]), rank, {self.name: float(scores[row])})
            for rank, row in enumerate(order, 1)
            if scores[row] > 0
        ]

    def _scores(self, question: str) -> Sequence[float]:
        """The scores of the question asked last are kept: answering and retrieving ask for the same ones."""
        if self._latest[0] != question or not self._latest[1]:
            self._latest = (question, self._rank(question))
        return self._latest[1]

    def answer(self, request: Request) -> Answer:
        """The best passages, whole or cut at 250 words, each cited."""
        return answer_from_hits(request, self.retrieve(request, DEPTH), composer=self.name)

    def passage(self, passage_id: str) -> Passage:
        """One passage; raise StoreError when it is not held."""
        if passage_id not in self._by_id:
            raise StoreError(f"The baseline {self.name} holds no passage {passage_id!r}.")
        return self._by_id[passage_id]

    def passages(self) -> Sequence[Passage]:
        """Every passage held."""
        return self._passages


def bm25_baseline(passages: Sequence[Passage]) -> Baseline:
    """BM25 over single passages with their headings (Robertson and Walker, 1994; k1 1.2, b 0.75)."""
    return Baseline("bm25", passages, _Bm25(passages))


def vector_baseline(passages: Sequence[Passage], encoder: Encoder) -> Baseline:
    """Cosine similarity over single passages, each embedded with its headings."""
    matrix = encoder.encode([_searched(passage) for passage in passages])
    return Baseline("vectors", passages, lambda question: _cosines(matrix @ encoder.encode([question])[0]))


def llama_index_baseline(documents: Sequence[Document], encoder: Encoder) -> Baseline:
    """LlamaIndex as its starter tutorial has it: VectorStoreIndex over whole texts, split at 1024 tokens, same model."""
    from llama_index.core import Document as LlamaDocument, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    by_key = {f"{d.id}:{d.language}": d for d in documents}
    whole = [LlamaDocument(text=d.text, id_=key, metadata={"title": d.title}) for key, d in by_key.items()]
    nodes = SentenceSplitter(chunk_size=CHUNK_TOKENS).get_nodes_from_documents(whole)
    for number, node in enumerate(nodes):
        node.id_ = f"{node.ref_doc_id}#{number}"
    index = VectorStoreIndex(nodes, embed_model=llama_embedding(encoder))
    passages = [_chunk(by_key[str(node.ref_doc_id)], node) for node in nodes]
    rows = {passage.id: row for row, passage in enumerate(passages)}

    def rank(question: str) -> list[float]:
        scores = [0.0] * len(passages)
        for found in index.as_retriever(similarity_top_k=DEPTH).retrieve(question):
            scores[rows[found.node.node_id]] = float(found.score or 0.0)
        return scores

    return Baseline("llama-index", passages, rank)


def llama_index_retriever(
    passages: Sequence[Passage], vectors: Vectors, encoder: Encoder, k: int
) -> Callable[[str], object]:
    """LlamaIndex's retriever over the same passages and their vectors, float32 of shape (len(passages), dimension)."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import TextNode

    nodes = [
        TextNode(id_=passage.id, text=passage.text, embedding=vector.tolist())
        for passage, vector in zip(passages, vectors, strict=True)
    ]
    index = VectorStoreIndex(nodes, embed_model=llama_embedding(encoder))
    retriever = index.as_retriever(similarity_top_k=k)
    return lambda question: retriever.retrieve(question)


def llama_embedding(encoder: Encoder) -> Any:
    """Our encoder as LlamaIndex wants an embedding model."""
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class EncoderEmbedding(BaseEmbedding):  # type: ignore[misc]
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [vector.tolist() for vector in encoder.encode(texts)]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embeddings([query])[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    return EncoderEmbedding(model_name=encoder.name, embed_batch_size=64)


def answer_from_hits(request: Request, hits: Iterable[Hit], *, composer: str) -> Answer:
    """The passages one after another until 250 words are full, each a statement that cites itself."""
    left = MATCHED_WORDS
    statements: list[Statement] = []
    citations: list[Citation] = []
    confidence = 0.0
    for hit in hits:
        quote = _first_words(hit.passage.text, left)
        if not quote:
            break
        left -= len(quote.split())
        number = len(citations) + 1
        citations.append(Citation(number, hit.passage, quote, 0, len(quote)))
        statements.append(Statement(quote, (number,)))
        confidence = max(confidence, min(1.0, hit.score))
    return Answer(
        question=request.question,
        standalone_question=request.question,
        language=request.language or detect_language(request.question),
        as_of=request.as_of or date.today(),
        outcome="answered" if statements else "not_in_corpus",
        text="\n\n".join(statement.text for statement in statements),
        statements=tuple(statements),
        citations=tuple(citations),
        confidence=confidence,
        composer=composer,
    )


class _Bm25:
    def __init__(self, passages: Sequence[Passage]) -> None:
        counts = [Counter(tokenize(_searched(passage), passage.language)) for passage in passages]
        lengths = np.asarray([sum(count.values()) for count in counts], dtype=np.float64)
        self._norms = BM25_K1 * (1 - BM25_B + BM25_B * lengths / max(lengths.mean(), 1.0))
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for token, frequency in count.items():
                self._postings.setdefault(token, []).append((row, frequency))

    def __call__(self, question: str) -> list[float]:
        scores = np.zeros(len(self._norms))
        for token in dict.fromkeys(tokenize(question, detect_language(question))):
            postings = self._postings.get(token, [])
            if not postings:
                continue
            rows, frequencies = (np.asarray(column) for column in zip(*postings, strict=True))
            weight = math.log(1 + (len(scores) - len(rows) + 0.5) / (len(rows) + 0.5))
            scores[rows] += weight * frequencies * (BM25_K1 + 1) / (frequencies + self._norms[rows])
        return [float(score) for score in scores]


def _searched(passage: Passage) -> str:
    return f"{passage.context}\n{passage.text}"


def _cosines(similarities: Any) -> list[float]:
    return [float(value) for value in similarities]


def _chunk(document: Document, node: Any) -> Passage:
    text = str(node.text)
    start = node.start_char_idx or 0
    return Passage(
        id=node.node_id,
        document_id=document.id,
        language=document.language,
        kind=document.kind,
        authority=document.authority,
        title=document.title,
        text=text,
        start=start,
        end=start + len(text),
        ordinal=start,
        url=document.url,
    )


def _first_words(text: str, count: int) -> str:
    """The text up to its `count`-th word, its own spacing kept."""
    end = 0
    for _ in range(count):
        while end < len(text) and text[end].isspace():
            end += 1
        while end < len(text) and not text[end].isspace():
            end += 1
        if end == len(text):
            break
    return text[:end].rstrip()
