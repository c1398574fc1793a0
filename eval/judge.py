"""A language model as judge, by LlamaIndex's evaluators: optional, and reported apart from every measured figure."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

from eval.errors import EvalError
from eval.intervals import bootstrap
from eval.records import Record

ANSWERED = ("answered", "partial")


def load_judge(name: str) -> Any:
    """A LlamaIndex language model from "module:Class" or "module:Class?option=value&option=value".

    For instance "llama_index.llms.ollama:Ollama?model=llama3.1" with that package installed. Raise EvalError when it
    cannot be made.
    """
    place, _, options = name.partition("?")
    module, _, made = place.partition(":")
    try:
        return getattr(import_module(module), made)(**dict(parse_qsl(options, strict_parsing=bool(options))))
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EvalError(
            f"The judge {name!r} cannot be made ({reason}); write module:Class?option=value, "
            "e.g. llama_index.llms.ollama:Ollama?model=llama3.1."
        ) from error


def judge_records(records: Sequence[Record], llm: Any) -> dict[str, Any]:
    """Per question and in the mean: does the answer follow from its quotes, and do both fit the question?

    `faithful` is LlamaIndex's FaithfulnessEvaluator, `relevant` its RelevancyEvaluator; both show the model the quotes
    as context. Only answers that were given are judged. `llm` is any LlamaIndex language model.
    """
    from llama_index.core.evaluation import FaithfulnessEvaluator, RelevancyEvaluator

    evaluators = {"faithful": FaithfulnessEvaluator(llm=llm), "relevant": RelevancyEvaluator(llm=llm)}
    questions: dict[str, dict[str, float]] = {}
    for record in records:
        if record.answer["outcome"] in ANSWERED:
            questions[record.id] = {
                name: _passing(evaluator, record) for name, evaluator in evaluators.items()
            }
    figures = {name: bootstrap([q[name] for q in questions.values()]).to_json() for name in evaluators}
    return {"model": llm.metadata.model_name, "measures": figures, "questions": questions}


def _passing(evaluator: Any, record: Record) -> float:
    quotes = [citation["quote"] for citation in record.answer["citations"]]
    result = evaluator.evaluate(
        query=record.answer["standalone_question"], response=record.answer["answer"], contexts=quotes
    )
    return float(bool(result.passing))
