"""Where the knowledge that ships lies on disk: beside this file, in a checkout as in a wheel."""

from pathlib import Path

ROOT = Path(__file__).parent
BRIEFS = ROOT / "briefs"
CATALOGUE = ROOT / "catalogue"
GLOSSARY = ROOT / "glossary.toml"
CONCORDANCE = ROOT / "concordance.toml"
