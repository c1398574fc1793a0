from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from eval.errors import EvalError, QuestionsError
from eval.matching import matched_text
from eval.questions import SHIPPED, Part, failed_examples, load_files, load_questions, shipped_files
from server.readings import normalize

GOOD = {"id": "a", "language": "en", "question": "Who?", "answerable": False}


def write(folder: Path, *rows: object, name: str = "q.jsonl") -> Path:
    path = folder / name
    path.write_text(
        "".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in rows), encoding="utf-8"
    )
    return path


def test_normalizes_as_the_rule_says() -> None:
    assert normalize("“60‑day”\u00a0 l’avis — ﬁn") == '"60-day" l\'avis - fin'


def test_matches_only_the_first_250_words() -> None:
    text = " ".join(["word"] * 250) + " sixty days"
    assert "sixty" not in matched_text(text)
    assert matched_text("word " * 249 + "sixty").endswith("sixty")


def test_reads_a_question_and_keeps_extra_fields(tmp_path: Path) -> None:
    [question] = load_questions(write(tmp_path, {**GOOD, "as_of": "2018-06-01", "note": "kept"}))
    assert question.as_of is not None
    assert question.as_of.year == 2018
    assert question.raw["note"] == "kept"
    assert question.request().language is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{not json\n", "not JSON"),
        ([1], "JSON object"),
        ({**GOOD, "language": "de"}, "language"),
        ({**GOOD, "answerable": "yes"}, "answerable"),
        ({**GOOD, "question": " "}, "question"),
        ({key: value for key, value in GOOD.items() if key != "id"}, "'id'"),
        ({**GOOD, "as_of": "2018-13-01"}, "month"),
        ({**GOOD, "facts": [{"text": "x", "any": ["("]}]}, "malformed"),
        ({**GOOD, "facts": [{"text": "x", "any": []}]}, "no expression"),
        ({**GOOD, "documents": "lhsia-2006"}, "list"),
        ({**GOOD, "history": [{"role": "robot", "content": ""}]}, "role"),
        ({**GOOD, "history": "Who?"}, "history"),
        ({**GOOD, "history": ["Who?"]}, "history"),
        ({**GOOD, "facts": ["x"]}, "facts"),
        ({**GOOD, "facts": {"text": "x"}}, "facts"),
        ({**GOOD, "facts": [{"any": ["x"]}]}, "'text'"),
        ({**GOOD, "facts": [{"text": "x", "any": "x"}]}, "any"),
        ({**GOOD, "difficulty": "hard"}, "difficulty"),
        ({**GOOD, "as_of": 2018}, "as_of"),
        ({**GOOD, "id": 7}, "id"),
    ],
)  # fmt: skip
def test_names_file_line_and_reason(tmp_path: Path, row: object, words: str) -> None:
    path = write(tmp_path, {**GOOD, "id": "first"}, "\n", row)
    with pytest.raises(QuestionsError, match=words) as caught:
        load_questions(path)
    assert (caught.value.path, caught.value.line) == (path, 3)
    assert str(caught.value).startswith(f"{path}, line 3: ")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "any", "role", "content"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "history", "as_of", "documents", "facts", "forbidden", "difficulty"]), plain
    )
)
def test_any_object_is_a_question_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(json.dumps({**GOOD, **fields}) + "\n", encoding="utf-8")
    said = ""
    try:
        [question] = load_questions(path)
    except QuestionsError as error:
        said = str(error)
    assert said.startswith(f"{path}, line 1: ") if said else question.request().question == question.text
    assert "\n" not in said


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("\ufeff" + json.dumps(GOOD) + "\r\n", encoding="utf-8")
    assert [question.id for question in load_questions(path)] == ["a"]


def test_refuses_an_id_used_twice_in_a_file_or_across_files(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="line 1 too"):
        load_questions(write(tmp_path, GOOD, GOOD))
    one, two = write(tmp_path, GOOD, name="1.jsonl"), write(tmp_path, GOOD, name="2.jsonl")
    with pytest.raises(QuestionsError, match="1.jsonl"):
        load_files([one, two])


def test_refuses_an_empty_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="holds no question"):
        load_questions(write(tmp_path, "\n"))
    with pytest.raises(EvalError, match=r"none\.jsonl cannot be read \(No such file"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvalError, match="not text in UTF-8"):
        load_questions(tmp_path / "bytes.jsonl")


def test_tells_an_example_that_its_pattern_misjudges(tmp_path: Path) -> None:
    fact = {"text": "60 days", "any": [r"\b60 days"], "accept": ["sixty days"], "reject": ["within 60 days"]}
    [question] = load_questions(write(tmp_path, {**GOOD, "facts": [fact]}))
    assert len(failed_examples(question)) == 2


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.jsonl")), ids=lambda path: path.name)
def test_every_pattern_accepts_and_rejects_its_examples(path: Path) -> None:
    questions = load_questions(path)
    assert [failure for question in questions for failure in failed_examples(question)] == []


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.name)
def test_every_shipped_question_is_complete(path: Path) -> None:
    questions = load_questions(path)
    assert all(q.facts and q.documents for q in questions if q.answerable)
    assert not any(q.facts for q in questions if not q.answerable)
    assert all(len(f.accept) >= 2 and f.reject for q in questions for f in q.facts)


def test_no_family_is_in_both_halves() -> None:
    development = {q.family for q in load_files(shipped_files("development"))}
    reported = {q.family for q in load_files(shipped_files("reported"))}
    assert development
    assert reported
    assert not development & reported


def test_the_shipped_sets_have_the_mix_that_was_promised() -> None:
    questions = load_files(shipped_files())
    total = len(questions)
    assert total >= 250
    assert sum(q.language == "fr" for q in questions) >= 0.20 * total
    assert sum(bool(q.history) for q in questions) >= 0.20 * total
    assert sum(not q.answerable for q in questions) >= 0.15 * total
    assert sum(q.as_of is not None for q in questions) >= 0.10 * total
    assert {q.audience for q in questions} == {"provider", "staff"}
    assert {q.difficulty for q in questions} == {1, 2, 3}
    kinds = Counter(q.kind for q in questions)
    assert all(
        kinds[kind] >= 5 for kind in ("comparison", "figure", "list", "yes_no", "corpus", "false_premise")
    )


@pytest.mark.parametrize("part", ["development", "reported"])
def test_either_half_has_every_kind_of_question(part: Part) -> None:
    questions = load_files(shipped_files(part))
    total = len(questions)
    assert sum(q.language == "fr" for q in questions) >= 0.20 * total
    assert sum(bool(q.history) for q in questions) >= 0.20 * total
    assert sum(not q.answerable for q in questions) >= 0.15 * total
    assert {q.difficulty for q in questions} == {1, 2, 3}
    assert {q.kind for q in questions} >= {
        "comparison",
        "figure",
        "list",
        "yes_no",
        "corpus",
        "false_premise",
    }


def test_every_shipped_question_names_documents_that_ship() -> None:
    briefs = {path.stem for path in (SHIPPED.parents[1] / "corpus" / "briefs" / "en").glob("*.md")}
    named = {document for q in load_files(shipped_files()) for document in q.documents}
    assert named - briefs == set()
