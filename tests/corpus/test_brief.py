"""A fault in a brief is named with its file and its line, so that an editor can go there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.brief import read_brief, read_briefs
from corpus.errors import BriefError
from corpus.shipped import BRIEFS

HEAD = '---\nid: oil\nlanguage: en\ntitle: "Oil"\nsources:\n  a: https://a.example\n---\n'
FRENCH = '---\nid: oil\nlanguage: fr\ntitle: "Huile"\n---\n'
GOOD = "- [ok.1] - | - | seen | a\n  Lamps burn oil.\n"  # lines 8 and 9 of the file

FAULTS = {
    "- [x] s. 1 | - | seen\n  Words.\n": 10,
    "- [x] s. 1 | - | certain | a\n  Words.\n": 10,
    "- x s. 1 | - | seen | a\n  Words.\n": 10,
    "- [x] s. 1 | 2021-4-1.. | seen | a\n  Words.\n": 10,
    "- [x] - | 2021-02-30.. | seen | a\n  Words.\n": 10,
    "- [x] - | 2021-04-01..2021-04-01 | seen | a\n  Words.\n": 10,
    "- [x] - | - | seen | a q\n  Words.\n": 10,
    "- [x] - | - | seen | a\n  Words.\n  * {seen; q} an item\n": 10,
    "- [ok.1] - | - | seen | a\n  Words.\n": 10,
    "- [x] - | - | seen | a\n  ? A question?\n": 10,
    "- [x] - | - | seen | a\n  One.\n  Two.\n": 12,
    "\n# Heading\nStray words.\n": 12,
    "- [x] - | - | seen | a\n  Words.\nNot indented.\n": 12,
}


def write(folder: Path, text: str, name: str = "oil.md") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("fault", "line"), FAULTS.items())
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, fault: str, line: int) -> None:
    path = write(tmp_path, HEAD + GOOD + fault)
    with pytest.raises(BriefError) as raised:
        read_brief(path)
    assert (raised.value.path, raised.value.line) == (path, line)
    assert str(raised.value).startswith(f"{path}, line {line}: ")


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ("- [ok.1]\n  Huile.\n- [other]\n  Autre.\n", 8),
        ("- [ok.1] - | - | seen | a\n  Huile.\n", 6),
        ("- [ok.1]\n  Huile.\n  * de trop\n", 6),
        ("", 1),
    ],
)
def test_a_fault_of_a_french_brief_is_named_in_the_french_file(tmp_path: Path, facts: str, line: int) -> None:
    english = read_brief(write(tmp_path, HEAD + GOOD))
    path = write(tmp_path, FRENCH + facts, "oil-fr.md")
    with pytest.raises(BriefError) as raised:
        read_brief(path, english)
    assert (raised.value.path, raised.value.line) == (path, line)


def test_every_shipped_fact_stands_on_the_line_it_says() -> None:
    for brief in read_briefs(BRIEFS)[:20]:
        lines = brief.path.read_text(encoding="utf-8").split("\n")
        assert all(lines[fact.line - 1].startswith(f"- [{fact.anchor}]") for fact in brief.facts)


PARTS = st.sampled_from(
    ["- [x] - | - | seen | a", "- [y] -", "  Words.", "  * item", "  ? Why?", "# Heading", "", "stray", "  "]
)


def refused_at(path: Path) -> int | None:
    """The line at which a brief is refused; None when it is read."""
    try:
        read_brief(path)
    except BriefError as error:
        return error.line
    return None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, max_size=8))
def test_any_lines_are_read_or_refused_at_one_of_them(tmp_path: Path, lines: list[str]) -> None:
    path = write(tmp_path, HEAD + "\n".join(lines))
    line = refused_at(path)
    if line is None:
        assert len(read_brief(path).facts) == sum(part.startswith("- [") for part in lines)
    else:
        assert HEAD.count("\n") < line <= HEAD.count("\n") + len(lines)
