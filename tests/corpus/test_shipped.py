"""The corpus that ships is sound, is counted, and is told truly in its documentation."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.brief import Brief, read_briefs
from corpus.catalogue import read_catalogue, read_concordance, read_glossary
from corpus.shipped import BRIEFS, CATALOGUE, CONCORDANCE, GLOSSARY
from corpus.validate import ACCEPTED, corpus_table, count_corpus, validate_corpus

GUIDE = Path(__file__).parents[2] / "docs" / "corpus.md"


@pytest.fixture(scope="module")
def briefs() -> dict[tuple[str, str], Brief]:
    return {(brief.id, brief.language): brief for brief in read_briefs(BRIEFS)}


def test_the_validator_finds_no_error() -> None:
    assert [str(finding) for finding in validate_corpus() if finding.severity == "error"] == []


def test_every_accepted_difference_is_still_there(briefs: dict[tuple[str, str], Brief]) -> None:
    for document, anchor in ACCEPTED:
        assert anchor in {fact.anchor for fact in briefs[document, "en"].facts}


def test_the_table_in_the_guide_is_up_to_date() -> None:
    assert corpus_table() in GUIDE.read_text(encoding="utf-8")


def test_the_gaps_in_the_guide_are_the_open_facts(briefs: dict[tuple[str, str], Brief]) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    gaps = [
        f"`{brief.id}` {fact.anchor}"
        for (_, language), brief in briefs.items()
        for fact in brief.facts
        if language == "en" and fact.confidence == "open"
    ]
    assert [gap for gap in gaps if gap not in guide] == []


def test_counts_are_those_of_the_whole_field() -> None:
    counts = count_corpus()
    assert counts.documents >= 66
    assert counts.facts["en"] == counts.facts["fr"] >= 1600
    assert sum(counts.confidence.values()) == counts.facts["en"]
    assert (counts.concordance_rows, counts.terms) == (24, 63)
    assert counts.timeline_events >= 60


def test_every_part_v_section_of_lhsia_has_its_place_in_the_concordance() -> None:
    rows = read_concordance(CONCORDANCE)
    old = {address for row in rows for address in row.from_address}
    assert {f"s. {number}" for number in (24, 27, 28, 29, 30, 31, 32)} <= old


def test_repealed_rules_end_where_the_parts_ended(briefs: dict[tuple[str, str], Brief]) -> None:
    ends = Counter(
        fact.validity.end and fact.validity.end.isoformat()
        for fact in briefs["lhsia-2006", "en"].facts
        if fact.heading_path[0].startswith("Part V:") and fact.validity.start
    )
    assert set(ends) == {"2021-04-01"}


def test_what_is_not_confirmed_is_said_in_the_fact(briefs: dict[tuple[str, str], Brief]) -> None:
    for fact in briefs["lhsia-2006", "en"].facts:
        if fact.address in ("s. 20.2", "s. 21.1", "s. 21.2"):
            assert "start date in 2017 not confirmed here" in fact.text


def test_both_briefs_of_the_opseu_case_tell_that_the_sources_differ(
    briefs: dict[tuple[str, str], Brief],
) -> None:
    for document, anchor in (
        ("cases-and-guidance", "opseu-v.3"),
        ("opseu-v-central-east-lhin-2008", "gen.2"),
    ):
        (fact,) = (fact for fact in briefs[document, "en"].facts if fact.anchor == anchor)
        assert "January 2008" in fact.text
        assert "no LHIN approval was needed" in fact.text


def test_french_terms_without_an_official_source_are_marked() -> None:
    checks = Counter(term.check for term in read_glossary(GLOSSARY))
    assert checks["official"] > 0
    assert checks["unchecked"] > 0
    assert all(term.sources for term in read_glossary(GLOSSARY) if term.check in ("official", "agency"))


def test_the_acts_have_their_historical_versions() -> None:
    urls = [address.url for address in read_catalogue(CATALOGUE)["lhsia-2006"].addresses]
    assert any(url.endswith("/v12") for url in urls)
    assert any(url.endswith("/v24") for url in urls)
