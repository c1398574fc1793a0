"""Where the knowledge that ships lies on disk: beside this file, in a checkout as in a wheel."""

from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent
BRIEFS = ROOT / "briefs"
CATALOGUE = ROOT / "catalogue"
GLOSSARY = ROOT / "glossary.toml"
CONCORDANCE = ROOT / "concordance.toml"

# The day on which the shipped knowledge was last gone through against its sources.
CORPUS_DATE = date(2026, 11, 29)
