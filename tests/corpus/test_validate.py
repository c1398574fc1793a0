"""The validator finds each kind of fault in a small corpus, and nothing in a sound one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from corpus.brief import read_briefs
from corpus.figures import figures, missing_figures
from corpus.validate import Finding, corpus_table, count_corpus, shared_runs, validate_corpus

ENGLISH = """---
id: lamp-act
language: en
title: "Lamp Act"
sources:
  a: https://www.example.org/lamp
  b: https://www.example.org/oil
---

# Lamps
- [s1.1] s. 1 (2) | 2006-03-28.. | seen | a
  The keeper had 60 days and 2,250 dollars under the Lamp Act.
  ? How long did the keeper have?
- [s2.0] s. 2 | - | recalled | b
  The Lamp Act named:
  * [s2.1] {seen; a} oil
  * the wick
  ? What did the Lamp Act name?
"""
FRENCH = """---
id: lamp-act
language: fr
title: "Loi sur les lampes"
---

# Lampes
- [s1.1]
  Le gardien avait 60 jours et 2 250 dollars selon la Loi sur les lampes.
  ? Combien de temps avait le gardien?
- [s2.0]
  La Loi sur les lampes nommait :
  * [s2.1] l'huile
  * la mèche
  ? Que nommait la Loi sur les lampes?
"""
ENTRY = """id = "lamp-act"
kind = "statute"
authority_level = "binding"
title_en = "Lamp Act"
title_fr = "Loi sur les lampes"
short_en = "Lamps"
short_fr = "Lampes"
publisher = "Example"
status = "in_force"
in_force_from = 2006-03-28
citation = "S.O. 2006, c. 99"
licence_note = "none"
aliases_en = ["the lamps"]
related = ["O. Reg. 12/07"]
[[addresses]]
language = "en"
format = "html"
url = "https://www.example.org/lamp"
official = true
valid_from = 2010-06-08
valid_to = 2010-07-01
[[addresses]]
language = "fr"
format = "html"
url = "https://www.example.org/lampe"
official = true
"""
TERM = """[[terms]]
id = "lamp"
en = "lamp"
fr = "lampe"
check = "official"
document = "lamp-act"
sources = ["https://www.example.org/lampe"]
"""
ROW = """[[rows]]
id = "oil"
topic_en = "Oil"
topic_fr = "Huile"
from_document = "lamp-act"
from_address = ["s. 1"]
to_document = "lamp-act"
to_address = ["s. 2"]
kind = "changed"
change_en = "Moved."
change_fr = "Déplacé."
confidence = "seen"
sources = ["https://www.example.org/lamp"]
"""
FILES = {
    "briefs/en/lamp-act.md": ENGLISH,
    "briefs/fr/lamp-act.md": FRENCH,
    "catalogue/lamp-act.toml": ENTRY,
    "glossary.toml": TERM,
    "concordance.toml": ROW,
}


def write(root: Path, changed: dict[str, str] | None = None) -> Path:
    for name, text in {**FILES, **(changed or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def check(root: Path, official: tuple[str, ...] = ()) -> list[Finding]:
    places = (root / "briefs", root / "catalogue", root / "glossary.toml", root / "concordance.toml")
    return validate_corpus(*places, official)


def test_a_sound_corpus_has_no_findings(tmp_path: Path) -> None:
    assert check(write(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("briefs/en/lamp-act.md", "[s2.1]", "[s1.1]", "used twice"),
        ("briefs/en/lamp-act.md", "s. 1 (2)", "somewhere", "not a provision's address"),
        ("briefs/en/lamp-act.md", "| seen | a", "| seen | -", "needs a source"),
        ("briefs/en/lamp-act.md", "| seen | a", "| certain | a", "not a fact's header"),
        ("briefs/en/lamp-act.md", "2006-03-28..", "1999-01-01..", "before its instrument"),
        ("briefs/en/lamp-act.md", "2006-03-28..", "..2999-01-01", "not plausible"),
        ("briefs/en/lamp-act.md", "https://www.example.org/oil", "ftp://oil", "not an http(s) address"),
        ("briefs/en/lamp-act.md", "  ? What did the Lamp Act name?\n", "", "no question"),
        ("briefs/en/lamp-act.md", "Act named:", "Act named two.", "lead-in"),
        ("briefs/en/lamp-act.md", "id: lamp-act", "id: lamp", "The id must be lamp-act"),
        ("briefs/fr/lamp-act.md", "60 jours", "90 jours", "the figures differ"),
        ("briefs/fr/lamp-act.md", "[s2.1]", "[s2.9]", "items' anchors differ"),
        ("briefs/fr/lamp-act.md", "  * la mèche\n", "", "items, the English fact has"),
        ("briefs/fr/lamp-act.md", "[s1.1]", "[s9.9]", "has no fact s9.9"),
        ("briefs/fr/lamp-act.md", "# Lampes", "# Lampes\n## Huile", "number of headings"),
        ("catalogue/lamp-act.toml", "O. Reg. 12/07", "oil-act", "neither an entry nor a citation"),
        ("catalogue/lamp-act.toml", "www.example.org", "www.lakelhin.on.ca", "not official"),
        ("catalogue/lamp-act.toml", 'kind = "statute"', 'kind = "song"', "not one of those allowed"),
        ("catalogue/lamp-act.toml", 'licence_note = "none"', 'licence_note = " "', "licence_note is empty"),
        ("catalogue/lamp-act.toml", 'title_fr = "Loi sur les lampes"', 'title_fr = ""', "title_fr is empty"),
        ("catalogue/lamp-act.toml", '"S.O. 2006, c. 99"', '""', "a law needs its citation"),
        ("catalogue/lamp-act.toml", 'language = "fr"', 'language = "en"', "each language; fr is missing"),
        ("catalogue/lamp-act.toml", 'format = "html"', 'format = "song"', "a format of html, pdf"),
        ("catalogue/lamp-act.toml", "2010-07-01", "2010-06-08", "does not end after it begins"),
        (
            "catalogue/lamp-act.toml",
            "related =",
            'amends = ["lamp-act"]\nrelated =',
            "does not name this entry",
        ),
        ("glossary.toml", 'check = "official"', 'check = "sure"', "check is 'sure'"),
        ("glossary.toml", '["https://www.example.org/lampe"]', "[]", "mark it unchecked otherwise"),
        ("glossary.toml", 'document = "lamp-act"', 'document = "oil-act"', "not in the catalogue"),
        ("concordance.toml", '["s. 2"]', '["s. 7"]', "no fact of lamp-act stands at s. 7"),
        ("concordance.toml", 'to_document = "lamp-act"', 'to_document = "oil-act"', "no brief oil-act"),
        ("concordance.toml", 'confidence = "seen"', 'confidence = "open"', "needs a confidence"),
    ],
)
def test_each_fault_is_named(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    assert old in FILES[name]
    findings = check(write(tmp_path, {name: FILES[name].replace(old, new, 1)}))
    assert any(said in finding.sentence and finding.severity == "error" for finding in findings), findings


def test_a_finding_says_where(tmp_path: Path) -> None:
    findings = check(write(tmp_path, {"briefs/fr/lamp-act.md": FRENCH.replace("60", "90")}))
    assert str(findings[0]).startswith(f"{tmp_path}/briefs/fr/lamp-act.md:8: s1.1: the figures differ")


def test_a_brief_without_french_and_an_entry_without_brief_are_reported(tmp_path: Path) -> None:
    root = write(tmp_path, {"catalogue/oil-act.toml": ENTRY.replace("lamp-act", "oil-act")})
    (root / "briefs/fr/lamp-act.md").unlink()
    said = {finding.sentence for finding in check(root) if finding.severity == "error"}
    assert said == {"There is no French brief.", "There is no brief for this catalogue entry."}


def test_a_name_of_two_entries_is_a_note(tmp_path: Path) -> None:
    root = write(tmp_path, {"catalogue/oil-act.toml": ENTRY.replace("lamp-act", "oil-act")})
    notes = [finding.sentence for finding in check(root) if finding.severity == "note"]
    assert "The name 'the lamps' is shared by lamp-act, oil-act." in notes


def test_twelve_words_of_an_official_text_are_found_and_eleven_are_not(tmp_path: Path) -> None:
    root = write(tmp_path)
    official = "Whereas the keeper had 60 days and 2,250 dollars under the Lamp Act,"
    assert [finding.line for finding in check(root, (official,))] == [11]
    eleven = "keeper had 60 days and 2,250 dollars under the Lamp"
    assert shared_runs(read_briefs(root / "briefs"), [eleven]) == []


def test_counts_and_table_tell_facts_with_their_items(tmp_path: Path) -> None:
    root = write(tmp_path)
    counts = count_corpus(
        root / "briefs", root / "catalogue", root / "glossary.toml", root / "concordance.toml"
    )
    assert counts.facts == {"en": 4, "fr": 4}
    assert counts.confidence == {"seen": 2, "recalled": 2, "open": 0}
    assert (counts.documents, counts.concordance_rows, counts.terms, counts.sources) == (1, 1, 1, 2)
    table = corpus_table(root / "briefs", root / "catalogue")
    assert "| Lamp Act (`lamp-act`) | statute | 4 | 4 | 2 | 2 | 0 |" in table


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("On 1 April 2021, 65% of $2,250", "Le 1er avril 2021, 65 % de 2 250 $"),
        ("$2.2 million", "2,2 millions de dollars"),
        ("ss. 19-21.2 and s. 27 (3) (a)", "les art. 19 à 21.2 et l'al. 27 (3) a)"),
        ("the 2019-22 plan", "le plan de 2019-2022"),
        ("Wave 1, 4 ways", "la première vague, quatre façons"),
        ("the Connecting Care Act", "la Loi de 2019 pour des soins interconnectés"),
    ],
)
def test_the_same_figures_are_the_same_in_both_languages(english: str, french: str) -> None:
    assert missing_figures(english, french) == []


def test_a_figure_of_one_language_alone_is_named() -> None:
    assert missing_figures("60 days", "90 jours") == ["60 (in en only)", "90 (in fr only)"]
    assert missing_figures("in 2019", "en 2018") == ["2019 (in en only)", "2018 (in fr only)"]


@settings(max_examples=60)
@given(st.integers(1000, 9_999_999))
def test_thousands_are_read_alike(number: int) -> None:
    english, french = f"{number:,}", f"{number:,}".replace(",", "\u202f")
    assert figures(english, "en") == figures(french, "fr") == {str(number): 1}
