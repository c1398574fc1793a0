"""The JSON contract of the API: request and reply models, and nothing else."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.catalogue import KINDS
from server.answer import Lead, Outcome
from server.invalid import unknown_kind

Day = datetime.date
Language = Literal["en", "fr"]
Authority = Literal["official", "brief", "upload"]
Reason = Literal["wrong_provision", "out_of_date", "incomplete", "wrong_citation", "other"]

QUESTION = "What notice must a provider give before a voluntary integration?"


class Incoming(BaseModel):
    """A request: unknown fields are refused, so that a misspelt limit is never silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Outgoing(BaseModel):
    """A reply: fields that the answering code adds later pass through."""

    model_config = ConfigDict(extra="allow")


class TurnIn(Incoming):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=20_000)


class Scope(Incoming):
    """What an answer or a search is limited to; empty means no limit."""

    as_of: Day | None = Field(None, description="The day whose law is asked about; today when left out.")
    kinds: list[str] = Field([], max_length=20, description="Kinds of documents, e.g. statute, regulation.")
    documents: list[str] = Field(
        [], max_length=50, description="Document ids, as GET /v1/documents gives them."
    )

    @field_validator("kinds")
    @classmethod
    def known_kinds(cls, kinds: list[str]) -> list[str]:
        """Refuse kinds that do not exist."""
        unknown = sorted(set(kinds) - KINDS)
        if unknown:
            raise unknown_kind(unknown[0])
        return kinds


class QuestionIn(Scope):
    """A question, with the conversation before it."""

    question: str = Field(description="The question, in English or French.", examples=[QUESTION])
    history: list[TurnIn] = Field([], max_length=100, description="Earlier messages, oldest first.")
    language: Language | None = Field(
        None, description="The answer's language; the question's when left out."
    )


class CitationOut(Outgoing):
    """A quote and where it stands: `text of the passage[start:end] == quote`, always."""

    number: int
    passage_id: str
    document_id: str
    title: str
    address: str
    quote: str
    start: int
    end: int
    url: str
    kind: str
    authority: Authority
    language: Language
    confidence: str | None = None
    in_force_from: Day | None = None
    in_force_to: Day | None = None
    status: str = ""
    retrieved_at: str = ""


class StatementOut(Outgoing):
    """One thing the answer says, and the numbers of the citations it rests on."""

    text: str
    citations: list[int]


class NoticeOut(Outgoing):
    """Something the reader must know, e.g. that a cited rule is repealed."""

    code: str
    message: str


class ObligationOut(Outgoing):
    """One row of the register: `text of the passage[start:end] == quote`, always; parts that the clause lacks are ""."""

    id: str
    passage_id: str
    document_id: str
    title: str
    address: str
    language: Language
    kind: str
    authority: Authority
    confidence: str | None
    actor: str
    actor_classes: list[str]
    modality: Literal["must", "must_not", "may", "need_not"]
    action: str
    object: str
    trigger: str
    condition: str
    exception: str
    deadline: str
    consequence: str
    addressee: str
    lead_in: str
    quote: str
    start: int
    end: int
    in_force_from: Day | None
    in_force_to: Day | None
    url: str


class AnswerOut(Outgoing):
    """One reply; the same shape from the command line, the API and the evaluation."""

    question: str
    standalone_question: str
    language: Language
    as_of: Day
    outcome: Outcome
    answer: str = Field(description="Markdown with [1] marks.")
    statements: list[StatementOut]
    citations: list[CitationOut]
    warnings: list[NoticeOut]
    obligations: list[ObligationOut] = Field(description="Rows of the register that stand in what is quoted.")
    confidence: float = Field(ge=0, le=1)
    composer: str
    related: list[str] = Field(description="Further questions that the corpus answers.")
    choices: list[str] = Field(
        default_factory=list, description="What an unclear question may have meant: questions to pick from."
    )
    lead: Lead | None = Field(
        None,
        description="The answer to a yes/no question where the first statement settles it, `otherwise` where that statement "
        "denies what the question takes for granted; null where no lead can be vouched for.",
    )
    trace_id: str
    timings_ms: dict[str, float]


class SearchIn(Scope):
    """A search for passages."""

    query: str = Field(min_length=1, max_length=4_000, examples=["notice of integration, s. 27"])
    k: int = Field(10, ge=1, le=100, description="How many passages at most.")
    languages: list[Language] = Field([], max_length=2, description="Languages of the passages.")
    authorities: list[Authority] = Field([], max_length=3)


class PassageOut(Outgoing):
    """One passage: the smallest piece that can be cited."""

    id: str
    document_id: str
    title: str
    address: str
    heading_path: list[str]
    lead_in: str
    text: str
    kind: str
    authority: Authority
    language: Language
    confidence: str | None
    in_force_from: Day | None
    in_force_to: Day | None
    status: str
    version: str
    url: str
    sources: list[str]
    retrieved_at: str


class HitOut(Outgoing):
    """A found passage, its rank, its score, and what each searcher gave it."""

    rank: int
    score: float
    scores: dict[str, float]
    passage: PassageOut


class SearchOut(Outgoing):
    """The passages found, best first."""

    query: str
    hits: list[HitOut]


class HoldingOut(Outgoing):
    """One source that is held."""

    id: str
    title_en: str
    title_fr: str
    kind: str
    authorities: list[Authority]
    languages: list[Language]
    versions: list[str]
    passages: int
    status: str
    date: str
    in_force_from: Day | None
    in_force_to: Day | None
    publisher: str
    citation: str
    file_name: str
    url: str
    warnings: list[str]


class NodeOut(Outgoing):
    """A stretch of a document's text, e.g. a section, and what lies inside it."""

    kind: str
    address: str
    label: str
    start: int
    end: int
    children: list[NodeOut]


class ExpressionOut(Outgoing):
    """One language and version of a source: its canonical text and the tree over it."""

    language: Language
    version: str
    authority: Authority
    source_sha256: str
    retrieved_at: str
    text: str
    tree: NodeOut


class DocumentOut(HoldingOut):
    """One source with its texts and provision trees."""

    expressions: list[ExpressionOut]


class PlaceOut(Outgoing):
    """A passage with the passages before and after it, and its document."""

    passage: PassageOut
    before: list[PassageOut]
    after: list[PassageOut]
    document: HoldingOut


class ProvisionOut(Outgoing):
    """What is held of a provision, what replaced it, and what it replaced."""

    document_id: str
    address: str
    passages: list[PassageOut]
    replaced_by: list[dict[str, Any]]
    replaces: list[dict[str, Any]]


class FeedbackIn(Incoming):
    """What a reader says of an answer."""

    trace_id: str = Field(min_length=1, max_length=64, description="The answer's `trace_id`.")
    helpful: bool = False
    reasons: list[Reason] = Field([], max_length=5)
    comment: str = Field("", max_length=4_000)


class FeedbackOut(Outgoing):
    """The record that was kept, on disk before this reply was sent."""

    id: str


class FileOut(Outgoing):
    """What became of one uploaded file."""

    file_name: str
    outcome: Literal["added", "updated", "unchanged", "failed"]
    document_id: str
    passages: int
    reason: str


class UploadOut(Outgoing):
    """What became of every uploaded file, in their order."""

    files: list[FileOut]


class DeadlineIn(Incoming):
    """A deadline to count: the rule, and the day it counts from."""

    rule: str = Field(description="A rule's id, as GET /v1/deadlines gives it.")
    trigger: Day | None = Field(
        None, description="The day that starts the period, e.g. when notice was given."
    )
    language: Language = "en"
    proclaimed: list[Day] = Field([], max_length=50, description="Further holidays, fixed by proclamation.")


class WalkIn(Incoming):
    """How far a walk-through has come: the ids of the choices made so far, in order."""

    answers: list[str] = Field([], max_length=50)
    as_of: Day | None = Field(None, description="The day whose law is followed; today when left out.")
    role: Literal["provider", "funder"] = "provider"
    language: Language = "en"
    dates: dict[str, Day] = Field({}, description="Known days by deadline rule, e.g. when notice was given.")


class ChatMessage(BaseModel):
    """One message as OpenAI's clients send it; the text of a list of parts is joined."""

    role: str
    content: str | list[dict[str, Any]] | None = None

    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(str(p.get("text", "")) for p in self.content if p.get("type") == "text")
        return self.content or ""


class ChatIn(BaseModel):
    """A request of OpenAI's chat completions; settings of a language model are taken and have no effect."""

    model: str = "lhsia-assistant"
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=200)]
    stream: bool = False


class ProblemOut(Outgoing):
    """An error (RFC 9457)."""

    type: str = Field(examples=["urn:lhsia:problem:not-held"])
    title: str
    status: int
    detail: str = Field(description="One sentence: what was wrong, and what to do.")
    instance: str = ""
