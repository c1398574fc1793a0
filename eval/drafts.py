"""Question drafts made of readers' feedback, for a person to complete and add to a question file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.measures.refusals import REFUSALS

FEEDBACK = "feedback"
KEPT = ("helpful", "reasons", "comment", "trace_id", "created_at", "generation")


def draft_questions(feedback: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One draft for each question that readers judged, from the records of kind FEEDBACK, oldest first.

    A draft is in the question format, with the documents and places that the answer cited. Its facts are empty and
    "draft" is true, because only a person can say what a right answer states; the reader's words stand beside it.
    Of several judgments of one question the newest is kept.
    """
    drafts: dict[str, dict[str, Any]] = {}
    for record in feedback:
        answer = record["answer"]
        question = str(answer.get("standalone_question") or answer["question"]).strip()
        drafts[question] = _draft(question, record, answer)
    return [{"id": f"feedback-{number:03d}", **draft} for number, draft in enumerate(drafts.values(), 1)]


def write_drafts(drafts: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write drafts as JSON Lines; give how many there were."""
    lines = [json.dumps(draft, ensure_ascii=False) + "\n" for draft in drafts]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def _draft(question: str, record: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    citations = answer["citations"]
    rightly_refused = answer["outcome"] in REFUSALS and bool(record.get("helpful"))
    return {
        "audience": "provider",
        "language": answer["language"],
        "question": question,
        "history": [],
        "answerable": not rightly_refused,
        "as_of": None,
        "documents": [] if rightly_refused else list(dict.fromkeys(c["document_id"] for c in citations)),
        "pinpoints": list(dict.fromkeys(c["address"] for c in citations if c["address"])),
        "facts": [],
        "forbidden": [],
        "difficulty": 2,
        "kind": "",
        "family": FEEDBACK,
        "draft": True,
        "feedback": {name: record[name] for name in KEPT if name in record},
    }
