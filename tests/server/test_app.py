"""The API by the front door: every endpoint, its errors and its limits."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document as WordDocument
from fastapi.testclient import TestClient

from server.app import create_app
from server.assembly import Workplace
from server.settings import Settings

QUESTION = {"question": "Who identifies integration opportunities under s. 24 of LHSIA?"}


@pytest.fixture(scope="module")
def client(workplace: Workplace) -> Iterator[TestClient]:
    """A client on this machine."""
    with TestClient(create_app(workplace), base_url="http://localhost", client=("127.0.0.1", 5)) as found:
        yield found


def with_settings(workplace: Workplace, **values: object) -> TestClient:
    """A client of the same workplace under other settings."""
    settings = Settings(**{**workplace.settings.model_dump(), **values})
    app = create_app(replace(workplace, settings=settings))
    return TestClient(
        app, base_url="http://localhost", client=("127.0.0.1", 5), raise_server_exceptions=False
    )


def test_an_answer_quotes_its_passages_exactly(client: TestClient) -> None:
    answer = client.post("/v1/answer", json=QUESTION).json()
    assert answer["citations"]
    for citation in answer["citations"]:
        passage = client.get(f"/v1/passages/{citation['passage_id']}").json()["passage"]
        assert passage["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_lists_the_rules_in_what_it_quotes(client: TestClient) -> None:
    answer = client.post("/v1/answer", json={**QUESTION, "as_of": "2015-01-01"}).json()
    rows = answer["obligations"]
    assert "lhsia-2006:en:s24.1#1" in [row["id"] for row in rows]
    quoted = {citation["passage_id"]: citation["quote"] for citation in answer["citations"]}
    assert all(row["quote"] in quoted[row["passage_id"]] for row in rows)


def test_a_stream_gives_the_evidence_before_the_text(client: TestClient) -> None:
    text = client.post("/v1/answer/stream", json=QUESTION).text
    events = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in events]
    bodies = [json.loads(data.removeprefix("data: ")) for _, data in events]
    assert names[0] == "evidence"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"delta"}
    assert "".join(body["text"] for body in bodies[1:-1]) == bodies[-1]["answer"]


def test_an_error_in_a_stream_is_an_event(client: TestClient) -> None:
    text = client.post("/v1/answer/stream", json={**QUESTION, "documents": ["no-such"]}).text
    assert text.startswith("event: error")
    assert '"status": 404' in text


def test_search_keeps_to_the_kind_asked_for(client: TestClient) -> None:
    hits = client.post("/v1/search", json={"query": "integration", "kinds": ["statute"], "k": 5}).json()[
        "hits"
    ]
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    assert {hit["passage"]["kind"] for hit in hits} == {"statute"}


def test_a_pack_is_checked(client: TestClient) -> None:
    made = client.post("/v1/evidence-packs", json=QUESTION).content
    found = client.post("/v1/evidence-packs/verify", files={"pack": ("a.zip", made)}).json()
    assert (found["whole"], found["findings"]) == (True, [])
    wrong = client.post("/v1/evidence-packs/verify", files={"pack": made[:-9]}, data={"held": "true"}).json()
    assert (wrong["whole"], wrong["findings"][0]["code"]) == (False, "unreadable")
    other = client.post("/v1/evidence-packs/verify", files={"pack": made}, data={"digest": "0" * 64}).json()
    assert (other["findings"][0]["code"], other["files"]) == ("digest", [])
    assert found["question"] == QUESTION["question"]
    assert {file["state"] for file in found["files"]} == {"unchanged"}
    assert {source["document_id"] for source in found["sources"]}


def test_packs_are_put_into_one_file_and_checked_together(client: TestClient) -> None:
    made = [
        client.post("/v1/evidence-packs", json={"question": question}).content
        for question in (QUESTION["question"], "What replaced s. 27 of LHSIA?")
    ]
    parts = [("packs", (f"pack-{number}.zip", data)) for number, data in enumerate(made)]
    bundle = client.post("/v1/evidence-packs/bundle", files=parts)
    assert bundle.headers["content-disposition"].endswith('.zip"')
    french = {"Accept-Language": "fr"}
    found = client.post("/v1/evidence-packs/verify", files={"pack": bundle.content}, headers=french).json()
    assert (found["whole"], len(found["packs"])) == (True, 2)
    assert [pack["question"] for pack in found["packs"]][0] == QUESTION["question"]
    cut = client.post("/v1/evidence-packs/verify", files={"pack": bundle.content[:-40]}, headers=french)
    assert "tronqué" in cut.json()["findings"][0]["message"]
    foreign = client.post("/v1/evidence-packs/bundle", files=[("packs", ("a.zip", b"PK"))])
    assert foreign.status_code == 400


def test_a_question_is_followed_and_let_go(client: TestClient) -> None:
    saved = client.post("/v1/saved-questions", json=QUESTION)
    assert saved.status_code == 201
    assert saved.json()["cited"]
    assert saved.json()["id"] in [row["id"] for row in client.get("/v1/saved-questions").json()]
    assert client.get("/v1/saved-questions/affected").json() == []
    assert client.delete(f"/v1/saved-questions/{saved.json()['id']}").status_code == 204
    assert client.delete(f"/v1/saved-questions/{saved.json()['id']}").status_code == 404


def test_a_walk_ends_in_a_checklist_as_word_and_csv(client: TestClient) -> None:
    body = {"as_of": "2015-03-02", "answers": ["yes", "no", "yes", "voluntary"]}
    body["dates"] = {"lhsia-27-review": "2015-03-02"}  # type: ignore[assignment]
    items = client.post("/v1/walk-throughs", json=body).json()["checklist"]["items"]
    assert "2015-05-01" in [item["deadline"]["day"] for item in items if item["deadline"]]
    assert any(rule["modality"] == "must" for item in items for rule in item["rules"])
    word = client.post("/v1/walk-throughs", params={"format": "docx"}, json=body).content
    (table,) = WordDocument(io.BytesIO(word)).tables
    assert len(table.rows) == len(items) + 1
    text = client.post("/v1/walk-throughs", params={"format": "csv"}, json=body).content.decode("utf-8-sig")
    assert text.startswith("No.,")
    unknown = client.post("/v1/walk-throughs", json={**body, "dates": {"no-rule": "2015-03-02"}})
    assert unknown.status_code == 404


def test_the_whole_register_can_be_had_in_parts(client: TestClient) -> None:
    whole = client.get("/v1/obligations", params={"language": "", "limit": 100_000}).json()
    assert len(whole["obligations"]) == whole["count"]
    pages = [
        client.get("/v1/obligations", params={"language": "", "limit": 40, "offset": at}).json()[
            "obligations"
        ]
        for at in range(0, whole["count"], 40)
    ]
    assert [row for page in pages for row in page] == whole["obligations"]
    assert client.get("/v1/obligations", params={"document": "none"}).status_code == 404
    assert client.get("/v1/obligations", params={"actor": "lhni"}).status_code == 400
    assert client.get("/v1/obligations", params={"kind": "statue"}).status_code == 400


def test_a_period_of_the_register_is_counted(client: TestClient) -> None:
    rules = client.get("/v1/deadlines").json()
    read = next(rule["id"] for rule in rules if rule["id"].startswith("register:") and rule["count"] == 30)
    found = client.post("/v1/deadlines", json={"rule": read, "trigger": "2014-03-03"}).json()
    assert found["day"] == "2014-04-02"
    assert all(step["provision"] for step in found["steps"])
    late = client.post("/v1/deadlines", json={"rule": read, "trigger": "9999-12-31"})
    assert late.status_code == 400
    undated = client.post("/v1/deadlines", params={"format": "ics"}, json={"rule": read})
    assert undated.status_code == 400
    assert "missing: date of" in undated.json()["detail"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"document": "none"}, 404),
        ({"address": "s. 27"}, 400),
        ({"document": "lhsia-2006", "address": "?"}, 400),
    ],
)
def test_a_concordance_of_nothing_is_refused(client: TestClient, query: dict[str, str], status: int) -> None:
    assert client.get("/v1/concordance", params=query).status_code == status


def test_what_quotes_nothing_cannot_be_followed(client: TestClient) -> None:
    reply = client.post("/v1/saved-questions", json={"question": "??"})
    assert reply.status_code == 400
    assert "nothing to follow" in reply.json()["detail"]


def test_documents_can_be_listed_and_opened(client: TestClient) -> None:
    rows = client.get("/v1/documents", params={"kind": "statute"}).json()
    assert "lhsia-2006" in [row["id"] for row in rows]
    found = client.get("/v1/documents/lhsia-2006").json()
    english = next(e for e in found["expressions"] if e["language"] == "en")
    assert english["tree"]["end"] == len(english["text"])
    assert english["tree"]["children"]


def test_a_passage_comes_with_its_neighbours(client: TestClient) -> None:
    place = client.get("/v1/passages/lhsia-2006:en:s24.2").json()
    assert place["before"][-1]["id"] == "lhsia-2006:en:s24.1"
    assert place["document"]["id"] == "lhsia-2006"


def test_a_provision_whose_law_has_ended_is_not_called_in_force(client: TestClient) -> None:
    assert client.get("/v1/passages/lhsia-2006:en:s5.1").json()["passage"]["status"] == "end_unknown"
    assert client.get("/v1/passages/lhsia-2006:en:0-life.13").json()["passage"]["status"] == "in_force"


def test_a_provision_names_what_replaced_it(client: TestClient) -> None:
    found = client.get("/v1/provisions/lhsia-2006/s. 24").json()
    assert found["passages"]
    assert found["replaced_by"][0]["to_document"] == "connecting-care-act-2019"


@pytest.mark.parametrize(
    "path",
    [
        "/v1/concordance?document=lhsia-2006&address=s. 24",
        "/v1/timeline?language=fr",
        "/v1/obligations?actor=lhin&as_of=2015-01-01",
        "/v1/deadlines",
        "/v1/walk-throughs",
        "/v1/changes?from=2018-01-01&to=2022-01-01",
        "/v1/models",
        "/healthz",
        "/readyz",
        "/openapi.json",
    ],
)
def test_records_and_health_answer(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json()


def test_a_deadline_is_counted_step_by_step(client: TestClient) -> None:
    body = {"rule": "lhsia-27-review", "trigger": "2014-01-24"}
    found = client.post("/v1/deadlines", json=body).json()
    assert found["day"] == "2014-03-25"
    assert len(found["steps"]) >= 2
    calendar = client.post("/v1/deadlines", params={"format": "ics"}, json=body).text
    assert "DTSTART;VALUE=DATE:20140325" in calendar


def test_an_evidence_pack_is_a_zip_of_the_answer(client: TestClient) -> None:
    response = client.post("/v1/evidence-packs", json=QUESTION)
    with zipfile.ZipFile(io.BytesIO(response.content)) as pack:
        assert json.loads(pack.read("answer.json"))["question"] == QUESTION["question"]
        assert pack.testzip() is None


def test_a_walk_through_asks_until_it_ends(client: TestClient) -> None:
    answers: list[str] = []
    for _ in range(20):
        step = client.post("/v1/walk-throughs", json={"answers": answers, "as_of": "2015-06-01"}).json()
        if step["checklist"]:
            break
        answers.append(step["choices"][0]["id"])
    assert step["checklist"]["items"]


def test_obligations_come_as_a_table_too(client: TestClient) -> None:
    response = client.get("/v1/obligations", params={"format": "csv", "modality": "must"})
    assert response.content.decode("utf-8-sig").startswith("actor,")
    assert "text/csv" in response.headers["content-type"]


def test_feedback_keeps_the_whole_answer(client: TestClient, workplace: Workplace) -> None:
    answer = client.post("/v1/answer", json=QUESTION).json()
    body = {"trace_id": answer["trace_id"], "reasons": ["wrong_provision"], "comment": "s. 23?"}
    made = client.post("/v1/feedback", json=body)
    assert made.status_code == 201
    record = next(r for r in workplace.store.records("feedback") if r["id"] == made.json()["id"])
    assert record["answer"]["citations"] == answer["citations"]


def test_feedback_on_an_unknown_answer_is_refused(client: TestClient) -> None:
    assert client.post("/v1/feedback", json={"trace_id": "0" * 16}).status_code == 404


def test_chat_completions_carry_sources_and_our_json(client: TestClient) -> None:
    body = {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "s. 24?"}]}
    reply = client.post("/v1/chat/completions", json=body).json()
    content = reply["choices"][0]["message"]["content"]
    assert content.startswith(reply["lhsia"]["answer"])
    assert "**Sources**" in content


def test_chat_completions_stream_the_same_text(client: TestClient) -> None:
    body = {"messages": [{"role": "user", "content": QUESTION["question"]}]}
    whole = client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]["content"]
    text = client.post("/v1/chat/completions", json={**body, "stream": True}).text
    chunks = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    assert "".join(c["choices"][0]["delta"].get("content", "") for c in chunks) == whole
    assert text.rstrip().endswith("data: [DONE]")


def test_an_upload_is_found_and_can_be_deleted(client: TestClient) -> None:
    files = [
        ("files", ("harbour-note.txt", b"The harbour committee meets on the third Friday of each month."))
    ]
    made = client.post("/v1/documents", files=[*files, ("files", ("broken.pdf", b"%PDF-1.4"))])
    first, second = made.json()["files"]
    assert (first["outcome"], second["outcome"]) == ("added", "failed")
    assert second["reason"].startswith("broken.pdf ")
    hits = client.post("/v1/search", json={"query": "harbour committee Friday", "k": 1}).json()["hits"]
    assert hits[0]["passage"]["document_id"] == first["document_id"]
    assert client.delete(f"/v1/documents/{first['document_id']}").status_code == 204
    assert client.get(f"/v1/documents/{first['document_id']}").status_code == 404


def test_shipped_documents_cannot_be_deleted(client: TestClient) -> None:
    assert client.delete("/v1/documents/lhsia-2006").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"X-Forwarded-For": "203.0.113.9"}, {"Host": "evil.example"}],
)
def test_without_a_key_only_this_machine_edits(client: TestClient, headers: dict[str, str]) -> None:
    response = client.delete("/v1/documents/whatever", headers=headers)
    assert response.status_code == 403
    assert response.json()["type"] == "urn:lhsia:problem:editor-only"


def test_with_a_key_only_its_holder_edits(workplace: Workplace) -> None:
    client = with_settings(workplace, editor_key="open sesame")
    assert client.delete("/v1/documents/x").status_code == 403
    assert client.delete("/v1/documents/x", headers={"Authorization": "Bearer nearly"}).status_code == 403
    assert (
        client.delete("/v1/documents/x", headers={"Authorization": "Bearer open sesame"}).status_code == 404
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "question"),
        ({"question": "s. 27?", "as_of": "yesterday"}, "as_of"),
        ({"question": "s. 27?", "kinds": ["novel"]}, "novel"),
        ({"question": "s. 27?", "colour": "red"}, "colour"),
    ],
)
def test_a_request_that_does_not_fit_says_where(
    client: TestClient, body: dict[str, object], words: str
) -> None:
    response = client.post("/v1/answer", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]
    assert "\n" not in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/v1/documents/none", "/v1/passages/none", "/v1/provisions/lhsia-2006/s. 999"]
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_a_long_question_is_refused_with_its_limit(workplace: Workplace) -> None:
    client = with_settings(workplace, max_question_chars=100)
    response = client.post("/v1/answer", json={"question": "why " * 50})
    assert response.status_code == 400
    assert "100" in response.json()["detail"]


def test_large_bodies_are_refused_also_when_they_hide_their_length(client: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    assert client.post("/v1/answer", content=b" " * 2_000_000).status_code == 413
    assert client.post("/v1/answer", content=endless()).status_code == 413


def test_a_hasty_client_is_told_when_to_come_back(workplace: Workplace) -> None:
    client = with_settings(workplace, rate_per_minute=2)
    codes = [client.get("/v1/models").status_code for _ in range(4)]
    response = client.get("/v1/models")
    assert codes[:2] == [200, 200]
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1
    assert client.get("/healthz").status_code == 200


def test_an_unexpected_error_shows_no_traceback(workplace: Workplace) -> None:
    client = with_settings(workplace)
    client.app.state.service = None  # type: ignore[attr-defined]
    response = client.get("/v1/documents")
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert response.json()["status"] == 500


def test_the_reference_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "/v1/answer" in page
    assert "<script" not in page
    assert "https://" not in page


def test_metrics_count_answers(client: TestClient) -> None:
    client.post("/v1/answer", json=QUESTION)
    text = client.get("/metrics").text
    assert 'lhsia_requests_total{method="POST",route="/v1/answer",status="200"}' in text
    assert "lhsia_answers_total" in text
