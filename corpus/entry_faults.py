"""What is wrong with one entry of the catalogue, by itself and beside the entries that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.catalogue import Entry

FORMATS = frozenset({"html", "pdf"})
# Relations that the other entry has to state too.
MIRRORED = (
    ("superseded_by", "supersedes"),
    ("supersedes", "superseded_by"),
    ("amends", "amended_by"),
    ("amended_by", "amends"),
)


def entry_faults(entry: Entry, entries: Mapping[str, Entry]) -> Iterator[str]:
    """One sentence for each fault."""
    for name in ("title_en", "title_fr", "short_en", "short_fr", "publisher", "licence_note"):
        if not getattr(entry, name).strip():
            yield f"{name} is empty."
    if entry.in_force_from and entry.in_force_to and entry.in_force_to <= entry.in_force_from:
        yield "in_force_to is not after in_force_from."
    for address in entry.addresses:
        if address.language not in ("en", "fr") or address.format not in FORMATS:
            yield f"{address.url} needs the language en or fr and a format of {', '.join(sorted(FORMATS))}."
        if address.valid_to and not (address.valid_from and address.valid_from < address.valid_to):
            yield f"the version at {address.url} does not end after it begins."
    if entry.kind in ("statute", "regulation"):
        if not entry.citation:
            yield "a law needs its citation."
        for language in sorted({"en", "fr"} - {a.language for a in entry.addresses if a.official}):
            yield f"a law needs an official address in each language; {language} is missing."
    for here, there in MIRRORED:
        for name in getattr(entry, here):
            if name in entries and entry.id not in getattr(entries[name], there):
                yield f"{here} names {name}, whose {there} does not name this entry."
