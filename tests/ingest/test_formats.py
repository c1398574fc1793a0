import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block
from ingest.formats import decode, read
from ingest.lines import Line
from ingest.pdf import without_running_lines

PAGES = [
    ["Shoreline Board Handbook", "", "Purpose of this handbook", "", "The board works with every clinic on the shore to inte-",
     "grate the care that patients receive, and it reports once a year", "on what was done.", "", "Page 1 of 2"],
    ["Shoreline Board Handbook", "", "The board must publish the following before it acts:", "1. a notice", "2. a plan of the",
     "   work ahead", "", "Page 2 of 2"],
]  # fmt: skip


def pdf(pages: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter)
    for page in pages:
        for number, line in enumerate(page):
            canvas.drawString(72, 720 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def kinds(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks]


def test_pdf_lines_become_paragraphs_without_running_lines() -> None:
    blocks = read(pdf(PAGES), Path("handbook.pdf")).blocks
    words = " ".join(block.text for block in blocks)
    assert (
        "clinic on the shore to integrate the care that patients receive, and it reports once a year on"
        in words
    )
    assert "Handbook" not in words
    assert "Page" not in words
    assert [block.text for block in blocks if block.kind == "item"] == [
        "a notice",
        "a plan of the work ahead",
    ]
    assert {block.page for block in blocks} == {1, 2}


def test_a_line_that_does_not_repeat_is_no_running_line() -> None:
    pages = [
        [Line("Title", 1), Line("One.", 1), Line("7", 1)],
        [Line("Other", 2), Line("Two.", 2), Line("8", 2)],
    ]
    assert [[line.text for line in page] for page in without_running_lines(pages)] == [
        ["Title", "One."],
        ["Other", "Two."],
    ]


def test_word_headings_lists_tables_and_hidden_runs() -> None:
    document = docx.Document()
    document.add_heading("Board rules", 1)
    paragraph = document.add_paragraph("The board may:")
    paragraph.add_run(" ignore this").font.hidden = True
    document.add_paragraph("meet", style="List Number")
    document.add_paragraph("vote", style="List Number")
    document.add_paragraph("in secret", style="List Bullet 2")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Fee", "$5"
    document.styles["Normal"].font.size = Pt(11)
    buffer = io.BytesIO()
    document.save(buffer)
    found = read(buffer.getvalue(), Path("rules.docx"))
    assert kinds(found.blocks) == [
        ("heading", "Board rules"), ("paragraph", "The board may:"), ("item", "meet"), ("item", "vote"),
        ("item", "in secret"), ("row", "Fee | $5"),
    ]  # fmt: skip
    assert [(b.marker, b.level) for b in found.blocks if b.kind == "item"] == [("1.", 0), ("2.", 0), ("-", 1)]


WEB = """<!doctype html><html><head><title>Shore rules</title><style>.trap{display:none}</style></head><body>
<nav>Home</nav><h1>Shore<br>rules</h1><p>Boards <b>must</b>:</p><ul><li>meet<ul><li>in public</li></ul></li><li>vote</li></ul>
<ol start="3"><li>third</li></ol><p class="trap">planted one</p><p style="display: none">planted two</p><p hidden>planted three</p>
<span style="font-size:0">planted four</span><script>planted()</script><blockquote>Said once.</blockquote>
<table><tr><th>Fee</th><td>$5</td></tr></table></body></html>"""


def test_a_page_gives_its_visible_words_only() -> None:
    found = read(WEB.encode(), Path("rules.html"))
    assert found.title == "Shore rules"
    assert kinds(found.blocks) == [
        ("heading", "Shore rules"), ("paragraph", "Boards must:"), ("item", "meet"), ("item", "in public"),
        ("item", "vote"), ("item", "third"), ("quote", "Said once."), ("row", "Fee | $5"),
    ]  # fmt: skip
    assert [b.marker for b in found.blocks if b.kind == "item"] == ["-", "-", "-", "3."]
    assert [b.level for b in found.blocks if b.kind == "item"] == [0, 1, 0, 0]


def test_a_page_nested_beyond_reason_is_still_read() -> None:
    page = "<html><body>" + "<div>" * 3000 + "deep words" + "</div>" * 3000
    assert read(page.encode(), Path("deep.html")).blocks[0].text == "deep words"


@pytest.mark.parametrize("html", [False, True])
def test_mail_gives_subject_body_and_names_attachments(html: bool) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = (
        "Notice of a merger",
        "a@example.org",
        "Mon, 1 Feb 2016 10:00:00 +0000",
    )
    if html:
        mail.set_content("<p>We plan to merge.</p><p style='display:none'>planted</p>", subtype="html")
    else:
        mail.set_content("We plan to merge.\n")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    found = read(mail.as_bytes(), Path("notice.eml"))
    assert kinds(found.blocks)[0] == ("heading", "Notice of a merger")
    assert kinds(found.blocks)[-1] == ("paragraph", "We plan to merge.")
    assert found.warnings == ("The attachment plan.pdf was not read; ingest it as a file of its own.",)


def test_markdown_marks_leave_no_trace_in_the_words() -> None:
    text = "---\ntitle: Rules\n---\n# Top\n\nSee **the** [Act](http://x.org) *now*.\n\n1. one\n   - two\n\n> said\n\n| a | b |\n|---|---|\n| c | d |\n"
    found = read(text.encode(), Path("rules.md"))
    assert found.title == "Rules"
    assert kinds(found.blocks) == [
        ("heading", "Top"), ("paragraph", "See the Act now."), ("item", "one"), ("item", "two"), ("quote", "said"),
        ("row", "a | b"), ("row", "c | d"),
    ]  # fmt: skip


def test_broken_lines_are_joined_and_meant_ones_kept() -> None:
    wrapped = (
        "The board gives notice to every provider that stands\nin its area, and waits for thirty days before\n"
        "it acts.\nContact\nThe office"
    )
    texts = [block.text for block in read(wrapped.encode(), Path("a.txt")).blocks]
    assert texts[0].endswith("thirty days before it acts.")
    assert texts[1:] == ["Contact", "The office"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_people_use(encoding: str) -> None:
    text, warnings = decode("Les réseaux locaux d’intégration".encode(encoding), Path("a.txt"))
    assert text == "Les réseaux locaux d’intégration"
    assert bool(warnings) is (encoding == "cp1252")


def test_content_decides_before_the_name() -> None:
    assert read(pdf(PAGES), Path("handbook.txt")).blocks[0].page == 1
    assert read(WEB.encode(), Path("rules.txt")).title == "Shore rules"
