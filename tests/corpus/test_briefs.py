"""A brief's lines are read to facts, and a line that breaks the grammar is refused with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.brief import Brief, read_brief, read_briefs
from corpus.errors import BriefError
from corpus.passage import Validity

HEAD = '---\nid: oil\nlanguage: en\ntitle: "Oil"\nsources:\n  a: https://a.example\n  b: https://b.example\n---\n'
FACTS = """
# Lamps
## s. 1 Oil
- [s1.1] s. 1 (2) (a) | 2006-03-28..2021-04-01 | seen | a b
  Lamps needed oil:
  * [s1.2] {recalled; b} of whales
  * {open} of seals
  * of olives
  ? What did lamps burn?
  ?no Which oils?
# Not held
- [gap.1] - | - | open | -
  The wick is not held.
  ? Which wick?
"""
FRENCH = '---\nid: oil\nlanguage: fr\ntitle: "Huile"\n---\n'
WORDS = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=12)


def english(folder: Path, facts: str = FACTS) -> Brief:
    path = folder / "oil.md"
    path.write_text(HEAD + facts, encoding="utf-8")
    return read_brief(path)


def french(folder: Path, facts: str) -> Brief:
    path = folder / "oil-fr.md"
    path.write_text(FRENCH + facts, encoding="utf-8")
    return read_brief(path, english(folder))


def test_a_fact_has_all_of_its_header(tmp_path: Path) -> None:
    fact, gap = english(tmp_path).facts
    assert (fact.anchor, fact.address, fact.confidence) == ("s1.1", "s. 1 (2) (a)", "seen")
    assert fact.validity == Validity(date(2006, 3, 28), date(2021, 4, 1))
    assert fact.sources == ("https://a.example", "https://b.example")
    assert fact.heading_path == ("Lamps", "s. 1 Oil")
    assert fact.questions == ("What did lamps burn?", "Which oils?")
    assert fact.verdicts == ("", "no")
    assert (gap.address, gap.sources, gap.heading_path, gap.line) == ("", (), ("Not held",), 20)


def test_items_have_their_own_confidence_and_sources_or_the_facts(tmp_path: Path) -> None:
    whales, seals, olives = english(tmp_path).facts[0].items
    assert (whales.anchor, whales.confidence, whales.sources) == ("s1.2", "recalled", ("https://b.example",))
    assert (seals.confidence, olives.confidence, olives.text) == ("open", "seen", "of olives")
    assert olives.sources == ("https://a.example", "https://b.example")
    assert english(tmp_path).facts[0].lowest_confidence == "open"


def test_a_french_fact_takes_the_english_metadata(tmp_path: Path) -> None:
    words = "\n# Lampes\n- [s1.1]\n  Huile :\n  * [s1.2] baleine\n  * phoque\n  * olive\n# Non\n- [gap.1]\n  La mèche.\n"
    brief = french(tmp_path, words)
    fact = brief.facts[0]
    assert (brief.language, fact.text, fact.address) == ("fr", "Huile :", "s. 1 (2) (a)")
    assert [item.text for item in fact.items] == ["baleine", "phoque", "olive"]
    assert fact.items[0].confidence == "recalled"
    assert fact.heading_path == ("Lampes",)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("- [x.1] s. 1 | - | sure | a\n  Words.\n", "line 9: this is not a fact's header line"),
        ("- [x.1] s. 1 | - | seen | z\n  Words.\n", "the source key z is not in the front block"),
        ("- [x.1] - | 2021-13-01.. | seen | a\n  Words.\n", "has a day that does not exist"),
        ("- [x.1] - | 2021-04-01..2006-03-28 | seen | a\n  Words.\n", "ends before it begins"),
        ("- [x.1] - | - | seen | a\n", "the fact x.1 has no text"),
        ("- [x.1] - | - | seen | a\n  One.\n  Two.\n", "line 11: the fact x.1 has a second line of text"),
        (
            "- [x.1] - | - | seen | a\n  One.\n- [x.1] - | - | seen | a\n  Two.\n",
            "the anchor x.1 is used twice",
        ),
        ("Stray words.\n", "belongs to no fact"),
    ],
)
def test_a_line_against_the_grammar_is_refused(tmp_path: Path, facts: str, said: str) -> None:
    with pytest.raises(BriefError, match=said):
        english(tmp_path, facts)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("- [s1.1]\n  Huile :\n  * baleine\n", "1 items, the English fact has 3"),
        ("- [other]\n  Huile.\n", "the English brief has no fact other"),
        ("- [gap.1]\n  La mèche.\n", "the fact s1.1 of the English brief is missing"),
    ],
)
def test_french_that_departs_from_english_is_refused(tmp_path: Path, facts: str, said: str) -> None:
    with pytest.raises(BriefError, match=said):
        french(tmp_path, facts)


@pytest.mark.parametrize(
    "text", ["no front block", "---\nid: [\n---\n", '---\nid: a\nlanguage: de\ntitle: ""\n---\n']
)
def test_a_file_without_a_proper_front_block_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BriefError, match=f"{path}, line 1"):
        read_brief(path)


def test_a_folder_is_read_in_order_english_before_french(tmp_path: Path) -> None:
    words = "- [x.1] - | - | seen | a\n  Words.\n"
    for name in ("oil", "wick"):
        for language, head, fact in (("en", HEAD, words), ("fr", FRENCH, "- [x.1]\n  Mots.\n")):
            (tmp_path / language).mkdir(exist_ok=True)
            text = head.replace("id: oil", f"id: {name}") + fact
            (tmp_path / language / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "fr" / "oil.md").unlink()
    read = [(brief.id, brief.language) for brief in read_briefs(tmp_path)]
    assert read == [("oil", "en"), ("wick", "en"), ("wick", "fr")]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(WORDS, st.sampled_from(["seen", "recalled"]), st.lists(WORDS, max_size=3)), max_size=5)
)
def test_what_is_written_is_read(tmp_path: Path, facts: list[tuple[str, str, list[str]]]) -> None:
    written = "".join(
        f"- [f.{number}] - | - | {level} | a\n  {text}\n" + "".join(f"  * {item}\n" for item in items)
        for number, (text, level, items) in enumerate(facts)
    )
    read = english(tmp_path, written).facts
    assert [(f.text, f.confidence, [item.text for item in f.items]) for f in read] == facts
