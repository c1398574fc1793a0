"""Question drafts made of readers' feedback, for a person to complete and add to a question file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FEEDBACK = "feedback"


def draft_questions(feedback: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One draft for each question that readers judged, the newest judgment of a question kept.

    A draft is in the question format, with the documents and places that the answer cited; its facts are empty and
    "draft" is true, because only a person can say what a right answer states. The reader's words are kept beside it.
    """
    drafts: dict[str, dict[str, Any]] = {}
    for record in feedback:
        answer = record.get("answer")
        answer = answer if isinstance(answer, Mapping) else {}
        question = str(record.get("question") or answer.get("question") or "").strip()
        if question:
            drafts[question] = _draft(question, record, answer)
    return [{"id": f"feedback-{number:03d}", **draft} for number, draft in enumerate(drafts.values(), 1)]


def write_drafts(drafts: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write drafts as JSON Lines; give how many there were."""
    lines = [json.dumps(draft, ensure_ascii=False) + "\n" for draft in drafts]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def _draft(question: str, record: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    citations = answer.get("citations") or []
    return {
        "audience": "provider",
        "language": answer.get("language") or record.get("language") or "en",
        "question": question,
        "history": list(record.get("history") or []),
        "answerable": True,
        "as_of": record.get("as_of"),
        "documents": list(dict.fromkeys(str(c["document_id"]) for c in citations)),
        "pinpoints": list(dict.fromkeys(str(c["address"]) for c in citations if c.get("address"))),
        "facts": [],
        "forbidden": [],
        "difficulty": 2,
        "kind": "",
        "family": "feedback",
        "draft": True,
        "feedback": {
            key: record[key] for key in ("rating", "helpful", "comment", "trace_id") if key in record
        },
    }
