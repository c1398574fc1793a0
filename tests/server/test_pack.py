import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given, settings, strategies as st
from pypdf import PdfReader

from corpus.catalogue import Entry, read_catalogue
from corpus.document import Document, Node
from corpus.passage import Passage, Validity
from corpus.shipped import CATALOGUE
from corpus.store import Store
from server.answer import Answer, Citation, Notice, Request, Statement
from server.assembly import Workplace
from server.bibliography import bibliography, bibliography_markdown, pinpoint, reference, unpunctuated
from server.errors import BadRequest, NotHeld
from server.pack import PackContents, build_bundle, build_pack, seal, sha256
from server.pack_report import inspect_pack
from server.saved import affected, forget_question, save_question, saved_questions
from server.service import Service
from server.verify import pack_digest, verify_bytes, verify_pack

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = "The LHIN had 60 days after formal notice. L'œuvre « coûte » cher."


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Entry]:
    return read_catalogue(CATALOGUE)


def passage(text: str = TEXT) -> Passage:
    return Passage(
        "lhsia-2006:en:s27.4", "lhsia-2006", "en", "statute", "brief", "LHSIA", text, 0, len(text), 0, "s. 27",
        validity=Validity(date(2006, 3, 28), date(2021, 4, 1)), confidence="seen", anchor="s27.4",
    )  # fmt: skip


def answer(text: str = TEXT) -> Answer:
    quote = "60 days after formal notice"
    start = text.index(quote)
    citation = Citation(1, passage(text), quote, start, start + len(quote))
    return Answer(
        "How long?", "How long did the LHIN have?", "en", date(2015, 5, 7), "answered",
        "The LHIN had **60 days**.[1]\n\n- Counted from the notice.[1]",
        (Statement("The LHIN had 60 days.", (1,)),), (citation,), (Notice("repealed", "Repealed in 2021."),),
    )  # fmt: skip


def document(text: str = TEXT) -> Document:
    return Document(
        "lhsia-2006", "LHSIA", "en", "statute", "brief", text, Node("document", 0, len(text)), "ab" * 32,
        url="https://www.ontario.ca/laws/statute/06l04", retrieved_at="2025-12-01",
    )  # fmt: skip


def packed(folder: Path, catalogue: dict[str, Entry]) -> Path:
    contents = PackContents(answer(), (document(),), {"hits": [{"id": "x", "score": 1.0}]}, {"model": "m"})
    path = folder / "pack.zip"
    path.write_bytes(build_pack(contents, catalogue, NOW))
    return path


Edit = Callable[[dict[str, bytes]], None]


def edited(path: Path, edit: Edit) -> Path:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    other = path.with_name("edited.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return other


def relisted(files: dict[str, bytes]) -> None:
    """Write the manifest anew, seal and all, as a careful forger would."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"path": name, "size": len(data), "sha256": sha256(data)}
        for name, data in sorted(files.items())
        if name != "manifest.json"
    ]
    manifest["seal"] = seal(manifest)
    files["manifest.json"] = json.dumps(manifest).encode()


def test_a_pack_verifies_and_is_the_same_twice(tmp_path: Path, catalogue: dict[str, Entry]) -> None:
    path = packed(tmp_path, catalogue)
    assert verify_pack(path) == []
    assert verify_pack(path, pack_digest(path)) == []
    first = path.read_bytes()
    assert packed(tmp_path, catalogue).read_bytes() == first


def test_the_pack_records_the_version_of_its_source(tmp_path: Path, catalogue: dict[str, Entry]) -> None:
    with zipfile.ZipFile(packed(tmp_path, catalogue)) as archive:
        source = json.loads(archive.read("sources.json"))[0]
    assert source["source_sha256"] == "ab" * 32
    assert source["retrieved_at"] == "2025-12-01"


def change_passage(files: dict[str, bytes]) -> None:
    files["passages/001.txt"] = files["passages/001.txt"].replace(b"60 days", b"90 days")


def change_passage_with_care(files: dict[str, bytes]) -> None:
    change_passage(files)
    relisted(files)


def change_answer_with_care(files: dict[str, bytes]) -> None:
    files["answer.json"] = files["answer.json"].replace(b"60 days after", b"61 days after")
    relisted(files)


def drop_statement_support(files: dict[str, bytes]) -> None:
    body = json.loads(files["answer.json"])
    body["statements"][0]["citations"] = []
    files["answer.json"] = json.dumps(body).encode()
    relisted(files)


def remove_trace(files: dict[str, bytes]) -> None:
    del files["trace.json"]


def remove_trace_with_care(files: dict[str, bytes]) -> None:
    remove_trace(files)
    relisted(files)


def change_question_with_care(files: dict[str, bytes]) -> None:
    files["question.txt"] = files["question.txt"].replace(b"2015", b"2016")
    relisted(files)


def change_word_with_care(files: dict[str, bytes]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files["answer.docx"])) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"60 days after", b"90 days after"))
    files["answer.docx"] = out.getvalue()
    relisted(files)


def change_date_of_the_manifest(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b"2026-01-02", b"2025-01-02")


def point_nowhere(files: dict[str, bytes]) -> None:
    body = json.loads(files["answer.json"])
    body["answer"] += " And this is invented.[7]"
    files["answer.json"] = json.dumps(body).encode()
    relisted(files)


def reword_statement(files: dict[str, bytes]) -> None:
    body = json.loads(files["answer.json"])
    body["answer"] = body["answer"].replace("60", "90")
    files["answer.json"] = json.dumps(body).encode()
    relisted(files)


def forget_a_citation(files: dict[str, bytes]) -> None:
    body = json.loads(files["answer.json"])
    body["citations"] = []
    files["answer.json"] = json.dumps(body).encode()
    relisted(files)


def add_file(files: dict[str, bytes]) -> None:
    files["more.txt"] = b"x"


@pytest.mark.parametrize(
    ("edit", "codes"),
    [
        (change_passage, {"altered_file", "passage_altered", "quote_mismatch"}),
        (change_passage_with_care, {"passage_altered", "quote_mismatch"}),
        (change_answer_with_care, {"citation_mismatch"}),
        (drop_statement_support, {"unsupported"}),
        (remove_trace, {"missing_file"}),
        (remove_trace_with_care, {"missing_file"}),
        (change_question_with_care, {"question_mismatch"}),
        (change_word_with_care, {"word_mismatch"}),
        (change_date_of_the_manifest, {"manifest_altered"}),
        (point_nowhere, {"unsupported"}),
        (reword_statement, {"unsupported"}),
        (forget_a_citation, {"citation_mismatch", "unsupported"}),
        (add_file, {"extra_file"}),
        (lambda files: files.pop("manifest.json"), {"missing_file"}),
        (lambda files: files.update({"manifest.json": b"{"}), {"format"}),
    ],
)
def test_what_was_altered_is_found(
    tmp_path: Path, catalogue: dict[str, Entry], edit: Edit, codes: set[str]
) -> None:
    path = edited(packed(tmp_path, catalogue), edit)
    assert {finding.code for finding in verify_pack(path)} == codes


PACK_FILES = (
    "README.txt", "question.txt", "answer.json", "answer.docx", "answer.pdf", "quotes.json", "sources.json", "trace.json",
    "configuration.json", "bibliography.md", "passages/001.txt", "manifest.json",
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def whole(catalogue: dict[str, Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packed(tmp_path_factory.mktemp("pack"), catalogue)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PACK_FILES), st.data())
def test_any_change_to_any_file_is_found_and_named(whole: Path, name: str, data: st.DataObject) -> None:
    files = contents(whole.read_bytes())
    before = files[name]
    at = data.draw(st.integers(0, len(before)))
    gone = data.draw(st.integers(0, 3))
    files[name] = before[:at] + data.draw(st.binary(max_size=3)) + before[at + gone :]
    found = verify_bytes(zipped(files), "pack.zip")
    same = files[name] == before or (name == "manifest.json" and same_json(files[name], before))
    assert bool(found) != same
    if not same:
        assert name in {finding.file for finding in found}


def same_json(one: bytes, other: bytes) -> bool:
    """Whether two files say the same, however they are spaced."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1_000_000), st.integers(1, 255))
def test_a_byte_of_the_zip_that_changes_what_is_read_is_found(whole: Path, place: int, flip: int) -> None:
    data = bytearray(whole.read_bytes())
    data[place % len(data)] ^= flip
    found = verify_bytes(bytes(data), "pack.zip")
    if not found:  # the times of the entries and the like: nothing of the pack
        assert contents(bytes(data)) == contents(whole.read_bytes())
    assert verify_bytes(bytes(data), "pack.zip", pack_digest(whole))[0].code == "digest"


RECORDS = st.sampled_from(["answer.json", "quotes.json", "sources.json", "manifest.json"])
COMPARED = "number start end quote passage_id passage_sha256 file citations statements answer".split()


@settings(max_examples=200, deadline=None)
@given(RECORDS, st.integers(0, 40), JSON, st.booleans())
def test_a_record_of_another_form_is_a_finding_and_no_crash(
    whole: Path, name: str, place: int, value: object, instead: bool
) -> None:
    files = contents(whole.read_bytes())
    body = json.loads(files[name])
    target = body[0] if isinstance(body, list) else body
    key = sorted(target)[place % len(target)]
    before, target[key] = target[key], value
    files[name] = json.dumps(value if instead else body).encode()
    if name != "manifest.json":
        relisted(files)
    found = verify_bytes(zipped(files), "pack.zip")
    if name == "manifest.json" or (not instead and key in COMPARED and before != value):
        assert found or before == value


def test_folders_that_a_zip_program_lists_are_no_files_of_the_pack(whole: Path) -> None:
    files = {"passages/": b"", **contents(whole.read_bytes())}
    assert verify_bytes(zipped(files), "pack.zip") == []


def test_deeply_nested_json_is_no_crash(whole: Path) -> None:
    files = contents(whole.read_bytes())
    files["quotes.json"] = b"[" * 200_000
    relisted(files)
    assert "unreadable" in {finding.code for finding in verify_bytes(zipped(files), "pack.zip")}


def test_the_pack_of_an_answer_says_how_it_came_about(workplace: Workplace) -> None:
    reply, data = Service(workplace).evidence_pack(
        Request("Who identifies opportunities under s. 24 of LHSIA?")
    )
    files = contents(data)
    assert verify_bytes(data, "pack.zip") == []
    trace = json.loads(files["trace.json"])
    assert trace["standalone_question"] == reply.standalone_question
    cited = {number for hit in trace["hits"] for number in hit["cited_as"]}
    assert len(cited) + len(trace["cited_beside_the_ranking"]) >= len({c.passage.id for c in reply.citations})
    built = json.loads(files["configuration.json"])
    assert built["embedding_model"]["name"] == workplace.library.encoder.name
    assert set(built["models_sha256"]) == {
        "index/data/rank.json",
        "server/data/ranker.json",
        "server/data/support.json",
    }
    assert "editor_key" not in built["settings"]
    assert str(workplace.settings.home) not in files["configuration.json"].decode()
    for source in json.loads(files["sources.json"]):
        assert date.fromisoformat(source["retrieved_at"][:10])
        assert source["source_sha256"]
        assert source["read_from"]
    quotes = json.loads(files["quotes.json"])
    for quote in quotes:
        text = files[quote["file"]].decode()
        assert text[quote["start"] : quote["end"]] == quote["quote"]
    assert len(WordDocument(io.BytesIO(files["answer.docx"])).paragraphs) > len(quotes)
    assert len(PdfReader(io.BytesIO(files["answer.pdf"])).pages) >= 1


def test_a_whole_other_pack_is_told_by_its_digest(tmp_path: Path, catalogue: dict[str, Entry]) -> None:
    path = packed(tmp_path, catalogue)
    assert [finding.code for finding in verify_pack(path, "0" * 64)] == ["digest"]


def test_what_is_no_zip_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"not a zip")
    assert [finding.code for finding in verify_pack(path)] == ["unreadable"]
    assert verify_pack(tmp_path / "none.zip")[0].code == "unreadable"


def test_an_answer_with_a_wrong_quote_is_never_packed(catalogue: dict[str, Entry]) -> None:
    bad = answer()
    citation = replace(bad.citations[0], quote="90 days")
    with pytest.raises(BadRequest, match="Citation 1"):
        build_pack(PackContents(replace(bad, citations=(citation,))), catalogue, NOW)


def test_the_word_file_has_footnotes(tmp_path: Path, catalogue: dict[str, Entry]) -> None:
    with zipfile.ZipFile(packed(tmp_path, catalogue)) as archive:
        word = archive.read("answer.docx")
    assert WordDocument(io.BytesIO(word)).paragraphs[0].text == "How long did the LHIN have?"
    with zipfile.ZipFile(io.BytesIO(word)) as inner:
        notes = inner.read("word/footnotes.xml").decode()
        assert b"footnoteReference" in inner.read("word/document.xml")
    assert "SO 2006, c 4, s 27" in notes
    assert "Supra note 1." in notes


def test_the_pdf_has_the_text_and_its_notes(tmp_path: Path, catalogue: dict[str, Entry]) -> None:
    with zipfile.ZipFile(packed(tmp_path, catalogue)) as archive:
        pages = PdfReader(io.BytesIO(archive.read("answer.pdf"))).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "The LHIN had 60 days." in text
    assert "s 27, as restated" in " ".join(text.split())


def test_long_answers_run_over_pages(catalogue: dict[str, Entry], tmp_path: Path) -> None:
    long = replace(
        answer(),
        text="\n".join(f"- Étape {n} : œuvre de plusieurs mots qui se suivent.[1]" for n in range(120)),
    )
    path = tmp_path / "long.zip"
    path.write_bytes(build_pack(PackContents(long), catalogue, NOW))
    with zipfile.ZipFile(path) as archive:
        pages = PdfReader(io.BytesIO(archive.read("answer.pdf"))).pages
    assert len(pages) > 2
    assert all("Supra note 1" in page.extract_text() for page in pages[1:3])


def test_the_bibliography_is_grouped_and_has_each_source_once(catalogue: dict[str, Entry]) -> None:
    entries = bibliography([*answer().citations, *answer().citations], catalogue, "fr")
    assert len(entries) == 1
    text = bibliography_markdown(entries, "fr")
    assert "## Législation" in text
    assert "LO 2006, c 4" in text


@pytest.mark.parametrize(
    ("citation", "english", "french"),
    [
        ("S.O. 2019, c. 5, Sched. 1", "SO 2019, c 5, Sch 1", "LO 2019, c 5, ann 1"),
        ("R.S.O. 1990, c. F.32", "RSO 1990, c F.32", "LRO 1990, c F.32"),
        ("O. Reg. 264/07", "O Reg 264/07", "Règl de l'Ont 264/07"),
    ],
)
def test_statutes_are_cited_without_points(citation: str, english: str, french: str) -> None:
    assert unpunctuated(citation, "en") == english
    assert unpunctuated(citation, "fr") == french


def test_pinpoints() -> None:
    assert pinpoint("s. 27 (3) (a)", "en") == "s 27(3)(a)"
    assert pinpoint("s. 27 (3) (a)", "fr") == "art 27(3)a)"
    assert pinpoint("note 4", "en") == "note 4"


def test_articles_and_government_documents(catalogue: dict[str, Entry]) -> None:
    article = reference(catalogue["embuldeniya-2018-milbank"], "en").text
    assert "(2018) 96:4 *The Milbank Quarterly* 782-813" in article
    report = reference(catalogue["action-plan-2012"], "en").text
    assert report.startswith("Ontario Ministry of Health and Long-Term Care, *")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "home")
    store.put_document(document(), [passage()], "1")
    return store


def test_a_saved_question_is_unaffected_until_its_passage_changes(store: Store) -> None:
    saved = save_question(store, answer(), NOW)
    assert saved_questions(store) == [saved]
    assert affected(store) == []
    changed = TEXT.replace("60 days", "90 days")
    store.put_document(document(changed), [passage(changed)], "1")
    change = affected(store)[0].changes[0]
    assert (change.kind, change.quote_stands) == ("changed", False)
    assert ("removed", "60") in {(piece.kind, piece.text) for piece in change.pieces}


def test_a_change_that_leaves_the_quote_says_so(store: Store) -> None:
    save_question(store, answer(), NOW)
    longer = TEXT + " More was said."
    store.put_document(document(longer), [passage(longer)], "1")
    assert affected(store)[0].changes[0].quote_stands


def test_a_repeal_with_the_same_words_is_reported(store: Store) -> None:
    save_question(store, answer(), NOW)
    ended = replace(passage(), validity=Validity(date(2006, 3, 28), date(2019, 1, 1)))
    store.put_document(document(), [ended], "1")
    change = affected(store)[0].changes[0]
    assert change.kind == "standing"
    assert change.to_json()["standing_then"]["in_force_to"] == "2021-04-01"
    assert change.to_json()["standing_now"]["in_force_to"] == "2019-01-01"


def test_official_text_that_comes_for_a_brief_is_reported(store: Store) -> None:
    save_question(store, answer(), NOW)
    text = "27 (1) The network may stop a plan."
    law = replace(
        passage(text), id="official", authority="official", version="v1", address="s. 27 (1)", confidence=None
    )
    store.put_document(replace(document(text), authority="official", version="v1"), [law], "1")
    change = affected(store)[0].changes[0]
    assert (change.kind, change.now.text if change.now else "") == ("official_text", text)


def test_a_question_is_let_go(store: Store) -> None:
    saved = save_question(store, answer(), NOW)
    forget_question(store, saved.id)
    assert saved_questions(store) == []
    with pytest.raises(NotHeld, match=saved.id):
        forget_question(store, saved.id)


def test_a_question_saved_by_an_earlier_version_is_read(store: Store) -> None:
    save_question(store, answer(), NOW)
    (body,) = store.records("saved_question")
    kept = ("id", "title", "address", "text", "quote")
    body["cited"] = [{key: cited[key] for key in kept} for cited in body["cited"]]
    store.put_record("saved_question", body["id"], body["saved_at"], body)
    assert affected(store) == []


def test_a_vanished_passage_is_reported(store: Store) -> None:
    save_question(store, answer(), NOW)
    store.delete_document("lhsia-2006")
    assert [change.kind for change in affected(store)[0].changes] == ["vanished"]


def test_saving_again_takes_the_place_of_the_earlier(store: Store) -> None:
    save_question(store, answer(), NOW)
    save_question(store, answer(), NOW)
    assert len(saved_questions(store)) == 1


def test_a_pack_is_compared_with_what_is_held_today(
    store: Store, tmp_path: Path, catalogue: dict[str, Entry]
) -> None:
    path = packed(tmp_path, catalogue)
    assert verify_pack(path, store=store) == []
    changed = TEXT.replace("60", "90")
    store.put_document(document(changed), [passage(changed)], "1")
    assert [finding.code for finding in verify_pack(path, store=store)] == ["changed"]
    store.delete_document("lhsia-2006")
    assert [finding.code for finding in verify_pack(path, store=store)] == ["vanished"]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "unreadable", "The file is empty."),
        (b"%PDF-1.4", "unreadable", "This is not an evidence pack: a pack is a ZIP file."),
        (b"PK\x03\x04", "unreadable", "The pack is damaged or cut short, and cannot be opened; download or copy it again."),
        (zipped({"a.txt": b"a"}), "format", "This is a ZIP file, but not an evidence pack: nothing that belongs to one is in it."),
    ],
)  # fmt: skip
def test_what_is_no_pack_is_told_in_one_sentence(data: bytes, code: str, said: str) -> None:
    (found,) = verify_bytes(data, "given.zip")
    assert (found.code, found.message) == (code, said)
    assert found.to_json("fr")["message"] == found.french != said
    report = inspect_pack(data, "given.zip")
    assert (report.whole, report.files) == (False, ())


def test_a_change_inside_a_bundle_is_found_and_named(whole: Path) -> None:
    pack = whole.read_bytes()
    bundle = build_bundle([("one.zip", pack), ("two.zip", pack)], NOW)
    assert verify_bytes(bundle, "bundle.zip") == []
    assert build_bundle([("one.zip", pack), ("two.zip", pack)], NOW) == bundle
    files, inner = contents(bundle), contents(pack)
    change_passage(inner)
    files["002-two.zip"] = zipped(inner)
    named = {finding.file for finding in verify_bytes(zipped(files), "bundle.zip")}
    assert named == {"002-two.zip", "002-two.zip/passages/001.txt"}
    relisted(files)
    assert {f.file for f in verify_bytes(zipped(files), "bundle.zip")} == {"002-two.zip/passages/001.txt"}
    report = inspect_pack(zipped(files), "bundle.zip")
    assert [pack.whole for pack in report.packs] == [True, False]
    assert {file.path: file.state for file in report.files}["002-two.zip"] == "altered"


def test_a_bundle_in_a_bundle_is_no_pack(whole: Path) -> None:
    bundle = build_bundle([("one.zip", whole.read_bytes())], NOW)
    nested = build_bundle([("inner.zip", bundle)], NOW)
    assert [finding.code for finding in verify_bytes(nested, "nested.zip")] == ["format"]


def test_the_packs_of_a_bundle_may_not_unpack_to_more_than_one_pack_may() -> None:
    large = zipped({"README.txt": bytes(300 * 1024 * 1024)}, zipfile.ZIP_DEFLATED)
    bundle = build_bundle([("one.zip", large), ("two.zip", large)], NOW)
    found = {finding.file: finding.message for finding in verify_bytes(bundle, "bundle.zip")}
    assert "more than 512 MB" in found["002-two.zip"]
    assert "001-one.zip" not in found


def test_each_file_of_a_pack_has_its_state(whole: Path) -> None:
    files = contents(whole.read_bytes())
    files["question.txt"] += b"?"
    files["more.txt"] = b"x"
    del files["trace.json"]
    report = inspect_pack(zipped(files), "pack.zip")
    states = {file.path: file.state for file in report.files}
    assert states["question.txt"] == "altered"
    assert states["more.txt"] == "extra"
    assert states["trace.json"] == "missing"
    assert states["answer.json"] == states["manifest.json"] == "unchanged"
    assert (report.question, report.as_of, report.outcome) == ("How long?", "2015-05-07", "answered")
