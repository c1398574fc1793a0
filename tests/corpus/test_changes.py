"""Two versions of a document are compared provision by provision, and facts are found that rest on a change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from corpus.brief import Brief, Fact
from corpus.changes import Difference, differences, touched_facts
from corpus.passage import Passage


def passages(words: dict[str, str], version: str) -> list[Passage]:
    return [
        Passage(
            f"{version}:{address}",
            "act",
            "en",
            "statute",
            "official",
            "Act",
            text,
            0,
            len(text),
            number,
            address,
        )
        for number, (address, text) in enumerate(words.items())
    ]


def brief(*addresses: str) -> Brief:
    facts = tuple(Fact(f"f{number}", "Words.", 1, address) for number, address in enumerate(addresses))
    return Brief("act", "en", "Act", facts, Path("act.md"))


def test_added_removed_and_changed_provisions_are_told_apart() -> None:
    before = passages({"s. 1": "Lamps.", "s. 2": "Oil.", "s. 3": "Wick."}, "old")
    after = passages({"s. 1": "Lamps.", "s. 2": "Clean oil.", "s. 4": "Glass."}, "new")
    found = differences(before, after)
    assert [(d.kind, d.address) for d in found] == [
        ("changed", "s. 2"),
        ("added", "s. 4"),
        ("removed", "s. 3"),
    ]
    assert found[0].passages == ("old:s. 2",)


def test_spaces_do_not_count() -> None:
    assert (
        differences(passages({"s. 1": "Lamps  are\nlit."}, "a"), passages({"s. 1": "Lamps are lit."}, "b"))
        == ()
    )


WORDS = st.dictionaries(st.sampled_from([f"s. {n}" for n in range(9)]), st.text(min_size=1), max_size=9)


@given(WORDS, WORDS)
def test_what_one_way_adds_the_other_way_removes(old: dict[str, str], new: dict[str, str]) -> None:
    there = {(d.kind, d.address) for d in differences(passages(old, "a"), passages(new, "b"))}
    back = {(d.kind, d.address) for d in differences(passages(new, "b"), passages(old, "a"))}
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(turned[kind], address) for kind, address in there} == back


@pytest.mark.parametrize(
    ("fact", "changed", "touched"),
    [
        ("s. 27 (3)", "s. 27 (3)", True),
        ("s. 27", "s. 27 (3)", True),
        ("ss. 19-30", "s. 27 (3) (a)", True),
        ("s. 27 (3) (a)", "s. 27 (3)", True),
        ("s. 27 (2), (4)", "s. 27 (3)", False),
        ("O. Reg. 5/09, s. 2", "s. 2", False),
        ("LKA, s. 2", "s. 2", True),
        ("a heading", "s. 2", False),
        ("", "s. 2", False),
    ],
)
def test_a_fact_is_touched_where_its_provision_changed(fact: str, changed: str, touched: bool) -> None:
    found = touched_facts([Difference("changed", changed)], brief(fact), ["LKA"])
    assert bool(found) is touched
