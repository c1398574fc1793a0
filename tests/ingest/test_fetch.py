"""Fetching from a real server on the loopback: every trouble ends in one sentence, and what comes is kept and read."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen import canvas

from corpus.brief import read_brief
from corpus.catalogue import Address, Entry
from corpus.store import Store
from ingest.fetch import fetch_entries
from ingest.fetch_ask import FETCHES
from ingest.fetch_check import QUESTIONS, check
from ingest.fetch_http import retry_after
from ingest.fetch_policy import FetchError, FetchPolicy, host_of, is_public, policy_for
from ingest.fetch_report import FetchReport

PAGES = Path(__file__).parents[1] / "laws" / "elaws"
TODAY = date(2024, 1, 2)
LATER = date(2024, 3, 4)
LAW = "/laws/statute/11l90"
NEWS = "/news"
Reply = Callable[[BaseHTTPRequestHandler], None]


def act() -> str:
    return (PAGES / "lantern_act_en.html").read_text(encoding="utf-8")


@dataclass
class Site:
    """A web site in this process: a reply for each path, and a list of what was asked."""

    server: ThreadingHTTPServer
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def gives(self, path: str, *replies: Reply) -> None:
        """Answer a path with these replies in turn; the last one stays."""
        self.replies[path] = list(replies)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        replies = site.replies.get(self.path, [sends(b"", 404)])
        with suppress(BrokenPipeError, ConnectionResetError):
            (replies.pop(0) if len(replies) > 1 else replies[0])(self)

    def log_message(self, *_: Any) -> None:
        pass


def sends(
    body: bytes | str, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
) -> Reply:
    data = body.encode() if isinstance(body, str) else body

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content-Type": kind, "Content-Length": str(len(data))} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return reply


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def never_ends(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(32_768):  # 2 GB, if nobody hangs up
        handler.wfile.write(b"x" * 65_536)


@pytest.fixture
def site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Site(server)
    server.site = found  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "home")
    yield opened
    opened.close()


def policy(site: Site, **changes: Any) -> FetchPolicy:
    limits = FetchPolicy(
        frozenset({site.host}),
        allow_http=True,
        allow_private=True,
        pause_seconds=0,
        max_bytes=1_000_000,
        max_seconds=1,
        read_seconds=1,
        retries=1,
        backoff_seconds=0.01,
        max_wait_seconds=2,
    )
    return replace(limits, **changes)


def entry(*urls: str, language: str = "en", kind: str = "statute") -> Entry:
    return Entry(
        id="lantern-act-2011",
        kind=kind,
        authority_level="binding",
        title_en="Lantern Keepers Act, 2011",
        title_fr="Loi de 2011 sur les gardiens de lanternes",
        short_en="LKA",
        short_fr="LGL",
        publisher="Nobody",
        status="in_force",
        licence_note="",
        aliases_en=(),
        addresses=tuple(Address(language, "html", url, True) for url in urls),
    )


def run(site: Site, store: Store, *paths: str, today: date = TODAY, **changes: Any) -> FetchReport:
    entries = [entry(*(site.url(path) for path in paths))]
    return fetch_entries(entries, store, policy(site, **changes), today=today)


def reason(report: FetchReport) -> str:
    assert not report.fetched
    (failure,) = report.failures
    assert failure.reason.startswith(failure.url)
    return failure.reason


def test_an_elaws_page_is_kept_read_and_recorded(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act(), ETag='"one"'))
    report = run(site, store, LAW)
    assert [(s.outcome, s.version) for s in report.fetched] == [("new", "2022-05-01")]
    (document,) = store.documents("lantern-act-2011")
    assert (document.authority, document.url) == ("official", site.url(LAW))
    assert store.source(document.source_sha256).decode() == act()
    assert any(p.address == "s. 2 (1) (b)" or p.address == "s. 2 (1)" for p in store.passages())
    (record,) = store.records(FETCHES)
    assert (record["status"], record["date"], record["sha256"]) == (200, "2024-01-02", document.source_sha256)
    assert record["headers"]["etag"] == '"one"'


def test_the_client_says_who_it_is(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    run(site, store, LAW, contact="someone@example.org")
    agents = {headers["user-agent"] for _, headers in site.asked}
    assert all("lhsia-assistant/" in agent and "someone@example.org" in agent for agent in agents)


def test_any_other_page_goes_through_the_usual_readers(site: Site, store: Store) -> None:
    site.gives(
        NEWS,
        sends(
            "<html><body><h1>Lamps</h1><p>The ministry will pay for every lamp on the shore.</p></body></html>"
        ),
    )
    report = run(site, store, NEWS)
    assert [s.version for s in report.fetched] == ["web"]
    assert store.documents()[0].authority == "official"
    assert "every lamp" in store.passages()[0].text


def test_a_report_in_pdf_is_read_page_by_page(site: Site, store: Store) -> None:
    drawn = io.BytesIO()
    sheet = canvas.Canvas(drawn)
    sheet.drawString(72, 720, "Every town on the shore must keep at least four lanterns lit at night.")
    sheet.save()
    site.gives("/report.pdf", sends(drawn.getvalue(), kind="application/pdf"))
    assert run(site, store, "/report.pdf").fetched
    assert "four lanterns" in store.passages()[0].text


def test_the_same_page_again_is_asked_for_on_condition_and_left_alone(site: Site, store: Store) -> None:
    site.gives(
        LAW, sends(act(), ETag='"one"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT"), sends(b"", 304)
    )
    run(site, store, LAW)
    report = run(site, store, LAW, today=LATER)
    assert [s.outcome for s in report.fetched] == ["unchanged"]
    assert site.asked[-1][1]["if-none-match"] == '"one"'
    assert site.asked[-1][1]["if-modified-since"].startswith("Mon, 01 Jan")
    assert [(r["date"], r["checked"]) for r in store.records(FETCHES)] == [("2024-01-02", "2024-03-04")]


def test_a_new_token_in_the_page_is_no_change(site: Site, store: Store) -> None:
    """The publisher puts a token of its own into every copy; the words, and the bytes held, stay the same."""
    site.gives(
        LAW, sends(act()), sends(act().replace("</head>", "<script>var token = 'c8b3';</script></head>"))
    )
    run(site, store, LAW)
    report = run(site, store, LAW, today=LATER)
    assert [s.outcome for s in report.fetched] == ["unchanged"]
    assert not report.changed
    (record,) = store.records(FETCHES)
    assert (record["date"], record["checked"]) == ("2024-01-02", "2024-03-04")
    assert store.source(record["sha256"]).decode() == act()
    assert len(list((store.home / "sources").iterdir())) == 1


def test_a_304_for_a_document_that_was_deleted_brings_it_back(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act(), ETag='"one"'), sends(b"", 304))
    run(site, store, LAW)
    store.delete_document("lantern-act-2011")
    run(site, store, LAW, today=LATER)
    assert store.passages("lantern-act-2011")


def test_a_stopped_run_goes_on_where_it_was(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    site.gives(NEWS, sends(b"", 503), sends(b"", 503), sends("<p>Lamps are lit at dusk on the shore.</p>"))
    first = run(site, store, LAW, NEWS)
    assert (len(first.fetched), len(first.failures)) == (1, 1)
    second = run(site, store, LAW, NEWS)
    assert [s.outcome for s in second.fetched] == ["done before", "new"]
    assert site.paths().count(LAW) == 1


def test_a_redirect_on_the_list_is_followed(site: Site, store: Store) -> None:
    site.gives("/old", sends(b"", 301, Location=NEWS))
    site.gives(NEWS, sends("<p>Lamps are lit at dusk on the shore.</p>"))
    assert run(site, store, "/old").fetched
    assert store.records(FETCHES)[0]["final_url"] == site.url(NEWS)


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/page",
        "http://169.254.169.254/latest",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_off_the_list_is_refused(site: Site, store: Store, target: str) -> None:
    site.gives(LAW, sends(b"", 302, Location=target))
    text = reason(run(site, store, LAW))
    assert "redirects" in text
    assert "not fetched" in text


def test_a_redirect_that_goes_round_is_told(site: Site, store: Store) -> None:
    site.gives("/a", sends(b"", 302, Location="/b"))
    site.gives("/b", sends(b"", 302, Location="/a"))
    assert "in a circle" in reason(run(site, store, "/a"))


def test_a_chain_of_redirects_ends(site: Site, store: Store) -> None:
    for number in range(9):
        site.gives(f"/{number}", sends(b"", 302, Location=f"/{number + 1}"))
    assert "more than 5 times" in reason(run(site, store, "/0"))


def test_a_missing_page_is_told_and_not_asked_for_again(site: Site, store: Store) -> None:
    assert "is not there (HTTP 404)" in reason(run(site, store, "/gone"))
    assert site.paths() == ["/gone"]


def test_a_busy_server_is_given_the_time_it_asks_for(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"", 429, Retry_After="1"), sends(act()))
    start = time.monotonic()
    assert run(site, store, LAW).fetched
    assert time.monotonic() - start >= 1


def test_a_server_that_asks_for_an_hour_is_left_for_later(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"", 429, Retry_After="3600"))
    assert "asks to wait 3600 seconds" in reason(run(site, store, LAW))


def test_a_passing_failure_is_tried_again(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"", 500), sends(act()))
    assert run(site, store, LAW).fetched
    assert site.paths() == [LAW, LAW]


def test_a_lasting_failure_is_told(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"", 500))
    assert "asked 2 times and answers HTTP 500" in reason(run(site, store, LAW))


def test_a_slow_drip_is_cut_off(site: Site, store: Store) -> None:
    site.gives(LAW, drips)
    start = time.monotonic()
    assert "longer than 0.4 seconds" in reason(run(site, store, LAW, max_seconds=0.4))
    assert time.monotonic() - start < 2


def test_a_body_without_end_is_cut_off(site: Site, store: Store) -> None:
    site.gives(LAW, never_ends)
    assert "longer than the 1,000,000 bytes" in reason(run(site, store, LAW, max_seconds=10))


def test_a_body_said_to_be_two_gigabytes_is_not_begun(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"x", Content_Length=str(2 * 1024**3)))
    assert "2,147,483,648 bytes" in reason(run(site, store, LAW))


def test_a_body_that_breaks_off_is_not_kept(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()[:400], Content_Length="90000"))
    assert "broke off" in reason(run(site, store, LAW))
    assert store.documents() == []


def test_a_wrong_type_is_not_kept(site: Site, store: Store) -> None:
    site.gives(LAW, sends(b"\x89PNG....", kind="image/png"))
    assert "gave image/png" in reason(run(site, store, LAW))


def test_a_page_that_calls_itself_a_pdf_is_not_kept(site: Site, store: Store) -> None:
    site.gives(LAW, sends("<p>Sign in</p>", kind="application/pdf"))
    assert "gave application/pdf" in reason(run(site, store, LAW))


def test_robots_txt_is_obeyed(site: Site, store: Store) -> None:
    site.gives("/robots.txt", sends("User-agent: *\nDisallow: /laws/", kind="text/plain"))
    site.gives(LAW, sends(act()))
    site.gives(NEWS, sends("<p>Lamps are lit at dusk on the shore.</p>"))
    report = run(site, store, LAW, NEWS)
    assert "robots.txt" in report.failures[0].reason
    assert [s.url for s in report.fetched] == [site.url(NEWS)]
    assert site.paths() == [NEWS]


def test_robots_txt_that_cannot_be_had_closes_the_site(site: Site, store: Store) -> None:
    site.gives("/robots.txt", sends(b"", 503))
    site.gives(LAW, sends(act()))
    assert "HTTP 503" in reason(run(site, store, LAW))
    assert site.paths() == []


def test_one_host_is_asked_with_a_pause(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    start = time.monotonic()
    run(site, store, LAW, pause_seconds=0.3)
    assert time.monotonic() - start >= 0.3


def test_a_run_ends_when_its_time_is_used(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    text = reason(run(site, store, LAW, pause_seconds=30, max_total_seconds=1))
    assert "run it again" in text


def test_an_address_off_the_list_is_never_asked(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    text = reason(run(site, store, LAW, hosts=frozenset({"www.ontario.ca"})))
    assert "not on the catalogue's list" in text
    assert site.asked == []


def test_a_name_that_leads_inside_is_never_connected_to(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    port = site.host.split(":")[1]
    inside = [entry(f"http://localhost:{port}{LAW}")]
    limits = policy(site, hosts=frozenset({f"localhost:{port}"}), allow_private=False)
    report = fetch_entries(inside, store, limits, today=TODAY)
    assert "not a public address" in reason(report)
    assert site.asked == []


def test_an_empty_elaws_page_leads_to_the_data_behind_it(site: Site, store: Store) -> None:
    site.gives(LAW, sends("<html><body><div id='root'>Turn on scripts.</div></body></html>"))
    body = json.dumps({"alias": "statute/11l90", "content": act()})
    site.gives("/laws/api/v2/legislation/en/doc-search/statute/11l90", sends(body, kind="application/json"))
    assert [s.version for s in run(site, store, LAW).fetched] == ["2022-05-01"]
    assert store.records(FETCHES)[0]["answered"].endswith("/doc-search/statute/11l90")


def test_changed_markup_is_told_and_the_held_copy_stays(site: Site, store: Store) -> None:
    site.gives(
        LAW, sends(act()), sends("<html><body><div class='new-look'>1 Lamps are lit.</div></body></html>")
    )
    run(site, store, LAW)
    report = run(site, store, LAW, today=LATER)
    assert "its marks have changed" in reason(report)
    assert len(store.documents()) == 1


def test_a_new_consolidation_ends_the_one_before(site: Site, store: Store) -> None:
    newer = act().replace("From May 1, 2022", "From February 1, 2024")
    site.gives(LAW, sends(act()), sends(newer))
    run(site, store, LAW)
    run(site, store, LAW, today=LATER)
    before, now = store.documents("lantern-act-2011")
    assert (before.validity.end, before.status) == (date(2024, 2, 1), "historical")
    assert now.validity.end is None
    ends = {p.validity.end for p in store.passages() if p.version == before.version}
    assert ends == {date(2024, 2, 1)}


def test_both_editions_are_kept_side_by_side(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    site.gives("/lois/loi/11l90", sends((PAGES / "lantern_act_fr.html").read_bytes()))
    run(site, store, LAW, "/lois/loi/11l90")
    assert [d.language for d in store.documents()] == ["en", "fr"]


def test_another_instrument_of_an_entry_has_ids_of_its_own(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()))
    site.gives("/laws/regulation/130912", sends((PAGES / "lantern_reg_en.html").read_bytes()))
    report = run(site, store, LAW, "/laws/regulation/130912")
    assert [s.version for s in report.fetched] == ["2022-05-01", "130912-2014-03-28"]
    assert sum(s.passages for s in report.fetched) == len(store.passages())


def test_check_tells_sections_briefs_and_questions_that_a_change_touches(
    site: Site, store: Store, tmp_path: Path
) -> None:
    changed = (
        act()
        .replace("more than nine hours", "more than six hours")
        .replace("“lantern” means a lamp", "“lantern” means a torch")
    )
    site.gives(LAW, sends(act()), sends(changed))
    run(site, store, LAW)
    held = next(p for p in store.passages() if p.address == "s. 2.1")
    store.put_record(
        QUESTIONS, "q1", "2024-01-03", {"id": "q1", "question": "How long?", "passage_ids": [held.id]}
    )
    store.put_record(
        QUESTIONS, "q2", "2024-01-03", {"id": "q2", "question": "What?", "passage_ids": ["other"]}
    )
    brief = tmp_path / "lantern-act-2011.md"
    brief.write_text(
        "---\nid: lantern-act-2011\ntitle: LKA\nlanguage: en\n---\n"
        "- [hours] s. 2.1 | - | seen | -\n  Nine hours are the most.\n"
        "- [fund] s. 6 | - | seen | -\n  The fund pays.\n",
        encoding="utf-8",
    )
    entries = [entry(site.url(LAW), site.url(NEWS))]
    report = check(entries, store, policy(site), briefs=[read_brief(brief)])
    (change,) = report.changes
    assert [(d.kind, d.address) for d in change.differences] == [
        ("changed", 's. 1 (1) "lantern"'),
        ("changed", "s. 2.1"),
    ]
    assert (change.facts, change.questions) == ((("lantern-act-2011", "en", "hours"),), ("q1",))
    assert report.not_held == (site.url(NEWS),)
    assert store.source(store.records(FETCHES)[0]["sha256"]).decode() == act()


def test_check_passes_over_bytes_that_changed_without_the_words(site: Site, store: Store) -> None:
    site.gives(LAW, sends(act()), sends(act().replace("<body>", "<body class='redesigned'>")))
    run(site, store, LAW)
    report = check([entry(site.url(LAW))], store, policy(site))
    assert report.unchanged == (site.url(LAW),)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::1", False),
        ("2606:4700:4700::1111", True),
        ("224.0.0.1", False),
        ("not an address", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://www.ontario.ca/laws",
        "https://www.ontario.ca:8443/laws",
        "https://user@www.ontario.ca/laws",
        "https://www.ontario.ca.evil.example/laws",
        "https://evil.example/www.ontario.ca",
        "https://www.ontario.ca:bad/laws",
        "//www.ontario.ca/laws",
    ],
)
def test_the_policy_refuses_what_only_looks_like_a_listed_host(url: str) -> None:
    allowed = policy_for([entry("https://www.ontario.ca/laws/statute/11l90")])
    assert allowed.hosts == {"www.ontario.ca"}
    with pytest.raises(FetchError, match="not fetched"):
        allowed.check(url)


def test_the_listed_host_is_known_in_any_spelling() -> None:
    assert host_of("https://WWW.Ontario.CA:443/laws") == "www.ontario.ca"


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("Mon, 01 Jan 2001 00:00:00 GMT", None), ("soon", None), ("", None)]
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str, seconds: float | None) -> None:
    found = retry_after(value)
    assert found == seconds or (seconds is None and (found is None or found < 0))
