"""The catalogue, the glossary and the concordance are read to typed entries, and faults are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import Entry, read_catalogue, read_concordance, read_glossary
from corpus.errors import CatalogueError

ENTRY = """id = "lamp-act"
kind = "statute"
authority_level = "binding"
title_en = "Lamp Act"
title_fr = "Loi sur les lampes"
short_en = "LA"
short_fr = "LL"
publisher = "Example"
status = "in_force"
licence_note = "none"
aliases_en = ["the lamps"]
aliases_fr = ["les lampes"]
[[addresses]]
language = "en"
format = "html"
url = "https://old.example/lamp"
official = false
[[addresses]]
language = "en"
format = "html"
url = "https://law.example/lamp"
official = true
[[addresses]]
language = "fr"
format = "html"
url = "https://law.example/lampe"
official = true
"""


def read(folder: Path, text: str = ENTRY) -> Entry:
    (folder / "lamp-act.toml").write_text(text, encoding="utf-8")
    return read_catalogue(folder)["lamp-act"]


def test_an_entry_speaks_both_languages(tmp_path: Path) -> None:
    entry = read(tmp_path)
    assert (entry.title("en"), entry.title("fr")) == ("Lamp Act", "Loi sur les lampes")
    assert (entry.short("en"), entry.short("fr")) == ("LA", "LL")
    assert entry.aliases() == ("Lamp Act", "Loi sur les lampes", "LA", "LL", "the lamps", "les lampes")


def test_the_official_address_is_in_the_language_asked_for_if_there_is_one(tmp_path: Path) -> None:
    entry = read(tmp_path)
    assert entry.official_url("en") == "https://law.example/lamp"
    assert entry.official_url("fr") == "https://law.example/lampe"
    only_french = read(
        tmp_path,
        ENTRY.replace('https://law.example/lamp"\nofficial = true', 'https://x.example"\nofficial = false'),
    )
    assert only_french.official_url("en") == "https://law.example/lampe"
    none = read(tmp_path, ENTRY.replace("official = true", "official = false"))
    assert none.official_url("en") == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "lamp-act"', 'id = "lamp"', "must be the file's name"),
        ('kind = "statute"', 'kind = "poem"', "kind 'poem'"),
        ('status = "in_force"', 'status = "asleep"', "status 'asleep'"),
        ('publisher = "Example"', 'printer = "Example"', "unknown field 'printer'"),
        ('publisher = "Example"\n', "", "publisher"),
        ("https://law.example/lampe", "mailto:lamp", "is not a web address"),
        ('id = "lamp-act"', "id = ", "lamp-act.toml"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        read(tmp_path, ENTRY.replace(old, new, 1))


def test_a_term_has_its_names_in_each_language(tmp_path: Path) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(
        '[[terms]]\nid = "l"\nen = "lamp"\nfr = "lampe"\nshort_en = ["LP"]\nsynonyms_fr = ["lanterne"]\n',
        encoding="utf-8",
    )
    (term,) = read_glossary(path)
    assert (term.names("en"), term.names("fr")) == (("lamp", "LP"), ("lampe", "lanterne"))
    assert term.check == "unchecked"


def test_a_row_of_unknown_kind_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "concordance.toml"
    fields = "topic_en topic_fr from_document to_document change_en change_fr confidence".split()
    lists = "from_address to_address sources".split()
    words = "".join(f'{name} = ""\n' for name in fields) + "".join(f"{name} = []\n" for name in lists)
    path.write_text(f'[[rows]]\nid = "r"\nkind = "vanished"\n{words}', encoding="utf-8")
    with pytest.raises(CatalogueError, match="row r: unknown kind 'vanished'"):
        read_concordance(path)
    with pytest.raises(CatalogueError, match=r"none\.toml"):
        read_concordance(tmp_path / "none.toml")
