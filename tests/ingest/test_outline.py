from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from corpus.address import parse
from corpus.document import Document, Node
from ingest.markdown import read_markdown
from ingest.plain import read_plain
from ingest.statute import looks_like_statute

Made = Callable[..., Document]


def at(document: Document, address: str) -> str:
    """The words of the provision at an address."""
    (node,) = [n for n in document.root.walk() if n.address == address]
    return document.text[node.start : node.end]


def addresses(document: Document) -> list[str]:
    return [node.address for node in document.root.walk() if node.address]


def own_characters(document: Document) -> list[int]:
    """How often each character belongs to a node itself, not to one inside it."""
    counts = [0] * len(document.text)

    def visit(node: Node) -> None:
        inside = {i for child in node.children for i in range(child.start, child.end)}
        for index in range(node.start, node.end):
            counts[index] += index not in inside
        previous = node.start
        for child in node.children:
            assert previous <= child.start <= child.end <= node.end
            previous = child.end
            visit(child)

    visit(document.root)
    return counts


FILES = ["lakeshore-act-en.txt", "lakeshore-act-fr.txt", "shore-regulation-en.md", "newsletter-en-fr.txt"]


@pytest.mark.parametrize("name", FILES)
def test_every_character_is_in_exactly_one_node(made: Made, name: str) -> None:
    assert set(own_characters(made(name=name))) == {1}


LINES = st.sampled_from(
    [
        "PART I",
        "Notices",
        "1. The board acts.",
        "2 (1) In this Act,",
        "(2) It may,",
        "(a) meet;",
        "(i) vote,",
        "(ii) act,",
    ]
    + [
        "“board” means a clinic;",
        "3. Repealed: 2019, c. 5.",
        "2011, c. 99, s. 1.",
        "4.1 This Act comes into force soon.",
    ]
    + [
        "• a bullet",
        "Some words that say little.",
        "SCHEDULE 1",
        "i. first,",
        "A. second.",
        "",
        "https://example.org",
    ]
)


@given(st.lists(LINES, min_size=1, max_size=25))
@settings(max_examples=120, deadline=None)
def test_any_lines_give_a_sound_tree(made: Made, lines: list[str]) -> None:
    document = made("x\n" + "\n".join(lines))
    assert set(own_characters(document)) == {1}
    assert len(set(addresses(document))) == len(addresses(document))
    for address in addresses(document):
        assert str(parse(address)) == address


@pytest.mark.parametrize("name", FILES[:3])
def test_addresses_are_unique_and_in_order(made: Made, name: str) -> None:
    sections = [
        parse(a) for a in addresses(made(name=name)) if a.startswith(("s. ", "ss. ")) and '"' not in a
    ]
    assert sections == sorted(set(sections))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s. 1", "Purpose\n1. The purpose of this Act is"),
        ("Preamble", "Preamble\n\nThe people of the lakeshore"),
        ('s. 2 (1) "plan"', "“plan” includes a draft"),
        ('s. 2 (1) "care provider" (b) (ii)', "(ii) sends nurses into homes, and"),
        ("s. 3 (2) (h) (i)", "(i) join a group of boards,"),
        ("s. 3 (2) (i)", "(i) make by-laws about its meetings."),
        ("s. 3 (2.1) (b)", "(b) thirty days have passed,"),
        ("s. 3 (3)", "(3) Repealed: 2019"),
        ("s. 4, par. 2 ii B", "B. money for homes."),
        ("s. 4, par. 3.1", "3.1 Keep the report"),
        ("s. 5.1", "5.1 Repealed: 2016"),
        ("ss. 6-8", "6-8 Repealed: 2019"),
        ("s. 27.0.1 (1)", "(1) The Minister may ask"),
        ("s. 28", "28 This Act comes into force"),
        ("sched. 1, s. 2", "2 No fee is payable"),
    ],
)
def test_awkward_numbers_find_their_place(made: Made, address: str, words: str) -> None:
    assert at(made(name="lakeshore-act-en.txt"), address).startswith(words)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("Preamble", "Préambule\n\nLes gens"),
        ('s. 2 (1) "fournisseur de soins" (b) (i)', "(i) soit exploite"),
        ("s. 3 (2) (b)", "b) consentir des prêts"),
        ("s. 3 (2.1)", "Restriction\n(2.1) Un conseil"),
        ("s. 4, par. 2 i", "i. ce qu'il a fait"),
        ("s. 5.1", "5.1 Abrogé : 2016"),
    ],
)
def test_french_statutes_have_the_same_addresses(made: Made, address: str, words: str) -> None:
    document = made(name="lakeshore-act-fr.txt")
    assert document.language == "fr"
    assert at(document, address).startswith(words)


def test_a_regulation_republished_as_markdown(made: Made) -> None:
    document = made(name="shore-regulation-en.md")
    assert at(document, "s. 1 (1) (b) (ii)") == "(ii) the cost; and"
    assert at(document, "s. 1 (2)").startswith("Language of notice\n(2)")
    assert at(document, "s. 3") == "3 [Repealed, O. Reg. 12/15, s. 3]"
    assert at(document, "s. 4 (1)") == "(1) A notice may be sent by mail."


def test_words_quoted_from_another_law_take_no_address(made: Made) -> None:
    document = made(name="lakeshore-act-en.txt")
    assert "12.1 (1) A record of a board" in at(document, "s. 27.1")
    assert not {"s. 12.1", "s. 27.1 (2)"} & set(addresses(document))


def test_the_table_of_contents_is_kept_apart(made: Made) -> None:
    document = made(name="lakeshore-act-en.txt")
    (contents,) = [n for n in document.root.children if n.kind == "contents"]
    assert document.text[contents.start : contents.end].endswith("27.0.1 Reports")


def test_words_after_clauses_belong_to_the_subsection(made: Made) -> None:
    assert at(made(name="lakeshore-act-en.txt"), "s. 3 (2.1)").endswith(
        "but it may act at once where a patient would otherwise come to harm."
    )


HEAD = "Shore Act\n\n1 The short title of this Act is the Shore Act.\n\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("2 A board may,\n(h) act; and\n(i) meet.", ["s. 2 (h)", "s. 2 (i)"]),
        ("2 A board may,\n(h) act for,\n(i) a clinic.", ["s. 2 (h)", "s. 2 (h) (i)"]),
        ("2 A board may,\n(u) act for,\n(v) a clinic.", ["s. 2 (u)", "s. 2 (v)"]),
        ("2 A board,\n(a) that,\n(iv) acts,\n(v) meets; or\n(b) rests.", ["s. 2 (a)", "s. 2 (a) (iv)", "s. 2 (a) (v)", "s. 2 (b)"]),
        ("2 A board shall:\n1. Act.\n2. Meet.\n\n3 A clinic shall rest.", ["s. 2, par. 1", "s. 2, par. 2", "s. 3"]),
        ("2 A board shall:\n1. Act.\n2. Meet.\nRest\n3. A clinic shall rest.", ["s. 2, par. 1", "s. 2, par. 2", "s. 3"]),
        ("2 The board has 30 days.\n30 days later it acts.", []),
        ("2 (1) A.\n(1.1) B.\n(2) C.", ["s. 2 (1)", "s. 2 (1.1)", "s. 2 (2)"]),
    ],
)  # fmt: skip
def test_ambiguous_labels_are_read_from_context(made: Made, lines: str, expected: list[str]) -> None:
    end = "\n\n9 (1) This Act comes into force now.\n(2) This Act applies to boards."
    found = [
        a
        for a in addresses(made(HEAD + lines + end))
        if a not in ("s. 1", "s. 2", "s. 9", "s. 9 (1)", "s. 9 (2)")
    ]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Our plan\n\n1. Purpose\n\nThis plan helps.\n\n2. Scope\n\nAll clinics.\n\n3. Review\n\nEach year.",
        "We read the Act.\n\n1. Building trust.\n2. Sharing information.\n3. Engaging clinicians.",
        "Part of the plan\n\n(1) See section 27 of this Act.\n\nIn 2016, 14 networks grew.",
        "10 Ontario hospitals said:\n\n20 Ontario clinics agreed, under the Local Health Act, 2006.",
    ],
)
def test_other_texts_are_not_taken_for_statutes(text: str) -> None:
    assert not looks_like_statute(read_plain(text).blocks)
    assert not looks_like_statute(read_markdown(text).blocks)


# How republished statutes look: exports of the publisher's Word and PDF files. The words are invented.
AS_SCHEDULE = """Français
Harbour Lamps Act, 2014

S.O. 2014, chapter 3
Schedule 2

CONSOLIDATION PERIOD: FROM MAY 1, 2022 TO THE E-LAWS CURRENCY DATE.

CONTENTS

|PART I                    |
|1.          |DEFINITIONS  |
|2.          |LAMPS        |

PART I
GENERAL
Definitions
1 In this Act,
“lamp” means a light on a pier. (“lampe”)
Lamps
2 (1)  The board keeps the lamps and may,
    1.  light them;
    2.  dim them, unless the harbour is,
    i.  open,
    i.1  about to open, or
    ii.  closed;
    3., 4.  Repealed: 2018, c. 9, s. 1.
    4.1  Repealed: 2019, c. 2, s. 3.
    5.  sell them.  2014, c. 3, Sched. 2, s. 2 (1).
Reports
(2)  It reports each year.  2014, c. 3, Sched. 2, s. 2 (2).
Section Amendments with date in force (d/m/y)
2018, c. 9, s. 1 - 01/07/2018
Commencement
3 Omitted (provides for coming into force of provisions of this Act).
"""


def test_an_act_that_is_a_schedule_of_another_keeps_its_own_section_numbers(made: Made) -> None:
    found = addresses(made(AS_SCHEDULE))
    assert {"s. 1", "s. 2", "s. 3"} <= set(found)
    assert not any("sched." in address for address in found)


def test_contents_drawn_with_bars_do_not_swallow_the_law(made: Made) -> None:
    document = made(AS_SCHEDULE)
    contents = next(node for node in document.root.walk() if node.kind == "contents")
    assert "LAMPS" in document.text[contents.start : contents.end]
    assert "In this Act" not in document.text[contents.start : contents.end]


def test_repealed_and_inserted_paragraphs_stay_in_their_list(made: Made) -> None:
    found = [address for address in addresses(made(AS_SCHEDULE)) if address.startswith("s. 2 (1), par.")]
    assert found == [
        "s. 2 (1), par. 1", "s. 2 (1), par. 2", "s. 2 (1), par. 2 i", "s. 2 (1), par. 2 i.1", "s. 2 (1), par. 2 ii",
        "s. 2 (1), par. 3-4", "s. 2 (1), par. 4.1", "s. 2 (1), par. 5",
    ]  # fmt: skip


def test_what_the_publisher_prints_over_an_act_shows_it_to_be_one(made: Made) -> None:
    text = """Pier Keepers Act
R.S.O. 1990, Chapter P.99
CONSOLIDATION PERIOD: FROM JULY 1, 2019 TO THE E-LAWS CURRENCY DATE.
Appointment
1 The council appoints a keeper for each pier.
Pay
2 A keeper is paid by the council."""
    assert addresses(made(text)) == ["s. 1", "s. 2"]


def pages_of(sections: int) -> str:
    """A statute as PDF-to-text programs leave it: contents, then sections, each page with its number."""
    contents = [f"{number}.     Rule on lamp {number}" for number in range(1, sections + 1)]
    body = [
        line
        for number in range(1, sections + 1)
        for line in (f"Rule on lamp {number}", f"{number} (1) The keeper of this Act lights lamp {number}.", " " * 40 + str(number + 1))
    ]  # fmt: skip
    return "\n".join(
        [
            "Lamps Act, 2010",
            "S.O. 2010, CHAPTER 5",
            "Last amendment: 2019, c. 2.",
            " " * 40 + "1",
            "CONTENTS",
            *contents,
            *body,
        ]
    )


@given(st.integers(3, 30))
@settings(deadline=None, max_examples=15)
def test_page_numbers_are_neither_sections_nor_lost(made: Made, sections: int) -> None:
    document = made(pages_of(sections))
    found = [address for address in addresses(document) if "(" not in address]
    assert found == [f"s. {number}" for number in range(1, sections + 1)]
    furniture = [document.text[n.start : n.end] for n in document.root.walk() if n.kind == "boilerplate"]
    assert furniture == [str(number) for number in range(1, sections + 2)]


FROM_WORD = """[<a id="Top"></a>Français](http://www.example.org/fr/loi/1)

Harbour Lamps Act, 2014

[S\\.O\\. ](https://www.example.org/statute/S1" \\l "BK3)2014, chapter 3

__Consolidation Period: __From May 29, 2019 to the [e\\-Laws currency date](http://www.example.org/)\\.

Definitions

<a id="BK0"></a>__1 __In this Act,

“lamp” means a light on a pier\\.

Lamps

<a id="BK1"></a>__2 __\\(1\\)  The board keeps the lamps\\.

3__ __Repealed: 2018, c\\. 9, s\\. 1\\.

Short title
4 This Act may be cited as the *Harbour Lamps Act* [repealed](2)\\.
"""


def test_markdown_that_converters_from_word_write(made: Made) -> None:
    document = made(FROM_WORD, "lamps.md")
    assert {"s. 1", "s. 2", "s. 2 (1)", "s. 3", "s. 4"} <= set(addresses(document))
    assert "__" not in document.text
    assert "BK3" not in document.text
    assert "[repealed](2)" in document.text
