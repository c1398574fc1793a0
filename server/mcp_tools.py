"""What a client of the Model Context Protocol may call: the service's questions and look-ups as typed functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from index.hit import Filters, Query
from server.answer import Request
from server.concordance import compare, look_up
from server.deadlines import compute_deadline
from server.metrics import Metrics
from server.obligations import RegisterQuery
from server.replies import hit_json, passage_json, place_json
from server.service import Service
from server.wire import AnswerOut, HoldingOut, Language, PlaceOut, ProvisionOut, SearchOut
from server.wire_records import DeadlineOut, DeadlineRuleOut, RegisterOut, SideBySideOut

INSTRUCTIONS = """Ontario's law and policy on integrating health services, in English and French.
Every quote is, character for character, a piece of the passage whose id stands beside it: cite passage ids and addresses, and keep
quotes as they are. Law has dates: pass `as_of` for the law of an earlier day, and read `status`, `in_force_to` and `warnings` before
calling a rule current. `authority` tells official text from a brief in the project's own words; `confidence` "recalled" was not
checked against its source. An `outcome` other than "answered" says why there is no answer. This is not legal advice."""

Day = Annotated[date | None, Field(description="The day whose law is asked about; today when left out.")]
Ids = Annotated[list[str], Field(max_length=50, description="Only these document ids; empty: all.")]
Document = Annotated[str, Field(description="A document id, as `documents` lists it, e.g. lhsia-2006.")]
Spoken = Annotated[Language, Field(description="Language of the texts.")]


@dataclass(frozen=True)
class Tools:
    """The functions, over one service."""

    service: Service
    metrics: Metrics | None = None

    def all(self) -> tuple[Callable[..., Any], ...]:
        """Every function that a client may call."""
        return (
            self.ask, self.search, self.read_passage, self.read_provision, self.documents, self.obligations,
            self.deadline_rules, self.deadline, self.concordance,
        )  # fmt: skip

    def ask(
        self,
        question: Annotated[str, Field(min_length=1, max_length=20_000, description="In English or French.")],
        as_of: Day = None,
        language: Annotated[
            Language | None, Field(description="The answer's; the question's if left out.")
        ] = None,
        documents: Ids = [],  # noqa: B006 - pydantic copies it
    ) -> AnswerOut:
        """Answer a question with cited passages, or say why not (see `outcome`)."""
        request = Request(question, as_of=as_of, language=language, documents=frozenset(documents))
        answer = self.service.answer(request)
        if self.metrics:
            self.metrics.count_answer(answer)
        return AnswerOut.model_validate(answer.to_json())

    def search(
        self,
        query: Annotated[
            str, Field(min_length=1, max_length=4_000, description="Words, a provision, a question.")
        ],
        k: Annotated[int, Field(ge=1, le=100, description="How many passages at most.")] = 10,
        as_of: Day = None,
        documents: Ids = [],  # noqa: B006
    ) -> SearchOut:
        """Find passages by words, by meaning and by provision, best first."""
        filters = Filters(as_of=as_of, documents=frozenset(documents))
        hits = self.service.search(Query(query, k, filters))
        day = as_of or self.service.today()
        found = [hit_json(hit, day, self.service.catalogue) for hit in hits]
        return SearchOut.model_validate({"query": query, "hits": found})

    def read_passage(
        self,
        passage_id: Annotated[str, Field(description="As answers and searches give it.")],
        neighbours: Annotated[int, Field(ge=0, le=20, description="Passages before and after.")] = 2,
    ) -> PlaceOut:
        """Read one passage whole, with the passages around it and its document."""
        place, day = self.service.place(passage_id, neighbours), self.service.today()
        return PlaceOut.model_validate(place_json(place, day, self.service.catalogue))

    def read_provision(
        self,
        document: Document,
        address: Annotated[str, Field(description='A provision, e.g. "s. 27 (3)".')],
        language: Spoken = "en",
    ) -> ProvisionOut:
        """Read what is held at a provision, with its dates, what replaced it and what it replaced."""
        rows, day = self.service.workplace.knowledge.concordance, self.service.today()
        found = [p for p in self.service.provision(document, address) if p.language == language]
        sides = {
            name: [row.to_json() for row in look_up(rows, document, address, name, language)]
            for name in DIRECTIONS
        }
        passages = [passage_json(p, day, self.service.catalogue) for p in found]
        return ProvisionOut.model_validate(
            {"document_id": document, "address": address, "passages": passages, **sides}
        )

    def documents(self) -> list[HoldingOut]:
        """List every source held, with its kind, dates, status and languages."""
        held = sorted(self.service.snapshot().holdings.items())
        return [HoldingOut.model_validate(holding.to_json()) for _, holding in held]

    def obligations(
        self,
        actor: Annotated[str, Field(description="A class (lhin, hsp, oht, minister, ...) or words.")] = "",
        modality: Literal["", "must", "must_not", "may", "need_not"] = "",
        document: Annotated[str, Field(description="Only this document id.")] = "",
        as_of: Annotated[
            date | None, Field(description="Only rules of this day; left out: of every day.")
        ] = None,
        has_deadline: bool | None = None,
        text: Annotated[str, Field(description="Words that must all stand in the rule.")] = "",
        kind: Annotated[str, Field(description='One kind or "all"; left out: what binds.')] = "",
        language: Spoken = "en",
        limit: Annotated[int, Field(ge=1, le=500)] = 50,
    ) -> RegisterOut:
        """Who must, must not, may or need not do what, by when; each row quotes its passage."""
        query = RegisterQuery(actor, modality, document, as_of, has_deadline, text, language, kind)
        rows = self.service.snapshot().find_obligations(query)
        shown = [row.to_json() for row in rows[:limit]]
        return RegisterOut.model_validate({"count": len(rows), "obligations": shown})

    def deadline_rules(self, language: Spoken = "en") -> list[DeadlineRuleOut]:
        """List the periods that `deadline` can count, with the event that each counts from."""
        rules = self.service.snapshot().deadline_rules(language)
        return [DeadlineRuleOut.model_validate(asdict(rule)) for rule in rules]

    def deadline(
        self,
        rule: Annotated[str, Field(description="An id that `deadline_rules` gives, e.g. lhsia-27-review.")],
        trigger: Annotated[
            date | None, Field(description="The day of the event that starts the period.")
        ] = None,
        proclaimed: Annotated[list[date], Field(max_length=50, description="Holidays by proclamation.")] = [],  # noqa: B006
        language: Spoken = "en",
    ) -> DeadlineOut:
        """Count when a period ends, step by step with the rule of each step, or say what is missing to count it."""
        held = self.service.snapshot()
        found = compute_deadline(held.deadline_rule(rule), trigger, held.facts, language, tuple(proclaimed))
        return DeadlineOut.model_validate(found.to_json())

    def concordance(
        self,
        document: Document,
        address: Annotated[str, Field(description='A provision, e.g. "s. 27".')],
        direction: Annotated[
            Literal["replaced_by", "replaces"], Field(description="From the old law to the new, or back.")
        ] = "replaced_by",
        language: Spoken = "en",
    ) -> list[SideBySideOut]:
        """What replaced a provision, or what it replaced, both texts side by side; empty when no row names it."""
        held = self.service.snapshot()
        held.require(document)
        rows = look_up(self.service.workplace.knowledge.concordance, document, address, direction, language)
        compared = (compare(row, held.passages, language) for row in rows)
        return [SideBySideOut.model_validate(pair.to_json()) for pair in compared]


DIRECTIONS: tuple[Literal["replaced_by", "replaces"], ...] = ("replaced_by", "replaces")
