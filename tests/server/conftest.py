"""The two core Acts' briefs as passages, for the tools that cite by anchor."""

from __future__ import annotations

import pytest

from corpus.brief import read_brief
from corpus.catalogue import read_catalogue
from corpus.shipped import BRIEFS, CATALOGUE
from ingest.briefs import brief_document
from server.facts import Facts


@pytest.fixture(scope="session")
def facts() -> Facts:
    """LHSIA and the Connecting Care Act, English and French."""
    catalogue = read_catalogue(CATALOGUE)
    passages = []
    for name in ("lhsia-2006", "connecting-care-act-2019"):
        english = read_brief(BRIEFS / "en" / f"{name}.md")
        french = read_brief(BRIEFS / "fr" / f"{name}.md", english)
        passages += [p for brief in (english, french) for p in brief_document(brief, catalogue[name])[1]]
    return Facts(passages)
