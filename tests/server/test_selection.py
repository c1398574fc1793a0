"""Which words an answer states: the best first, nothing twice, lists whole, and always words of the passage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from corpus.passage import Authority, Passage
from server.evidence import Candidate
from server.selection import Extract, Limits, cut, select

LAMPS = "Every lamp in the harbour must burn oil from sunset until dawn."
LIST = "A keeper must:\n- fill the lamp\n- trim the wick\n- polish the glass"
LONG = " ".join(
    ["The harbour has a history that goes back very far, as everyone in the town knows well."] * 8
    + ["A keeper who lets the lamp go out pays a fine of ten dollars."]
    + ["The rest of this report is about fish, nets and the price of salt in the market."] * 8
)


def candidate(text: str, score: float = 0.0, authority: Authority = "brief", number: int = 0) -> Candidate:
    items: tuple[tuple[int, int], ...] = ()
    if "\n- " in text:
        starts = [i + 3 for i in range(len(text)) if text.startswith("\n- ", i)]
        items = tuple((start, (text + "\n").index("\n", start)) for start in starts)
    passage = Passage(
        f"p:{number}:{text[:20]}",
        "p",
        "en",
        "guidance",
        authority,
        "P",
        text,
        0,
        len(text),
        number,
        items=items,
    )
    return Candidate(passage, {}, score, {})


def texts(chosen: list[Extract]) -> list[str]:
    return [extract.text for extract in chosen]


def test_the_best_comes_first_and_what_is_far_behind_is_left_out() -> None:
    ranked = [
        candidate(LAMPS, 5.0),
        candidate(LIST, 4.8, number=1),
        candidate("Fish are sold on Friday.", -9.0),
    ]
    assert texts(select(ranked, {})) == [LAMPS, LIST]
    assert select([], {}) == []


def test_nothing_is_said_twice() -> None:
    again = "Every lamp in the harbour must burn oil from sunset to dawn."
    assert texts(select([candidate(LAMPS, 5.0), candidate(again, 4.9, number=1)], {})) == [LAMPS]


def test_only_the_first_may_pass_the_limit_of_words() -> None:
    limits = Limits(words=12)
    assert texts(select([candidate(LIST, 5.0), candidate(LAMPS, 4.9)], {}, limits)) == [LIST]
    long_list = "A keeper must:" + "".join(f"\n- do task number {n} of the day" for n in range(20))
    assert texts(select([candidate(long_list, 5.0)], {}, limits)) == [long_list]


def test_a_limit_of_statements_is_kept() -> None:
    names = "alpha bravo charlie delta echo foxtrot".split()
    ranked = [candidate(f"{name} {name}land.", 5.0, number=n) for n, name in enumerate(names)]
    assert len(select(ranked, {}, Limits(statements=2))) == 2


@pytest.mark.parametrize("authority", ["brief", "official", "upload"])
def test_short_passages_and_lists_are_quoted_whole(authority: Authority) -> None:
    assert cut(candidate(LAMPS, authority=authority), {}).text == LAMPS
    assert cut(candidate(LIST + "\n- sleep" * 40, authority=authority), {}).text.endswith("- sleep")


def test_a_long_passage_gives_the_sentences_that_answer() -> None:
    extract = cut(candidate(LONG, authority="upload"), {"fine": 5.0, "lamp": 4.0, "keeper": 3.0})
    assert "pays a fine of ten dollars." in extract.text
    assert extract.words < 75
    assert extract.text[0].isupper()
    assert extract.text.endswith(".")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=300), st.floats(-5, 5)), min_size=1, max_size=6),
    st.dictionaries(st.text("abcdefghij", min_size=1, max_size=4), st.floats(0, 9), max_size=4),
)
def test_every_extract_is_cut_out_of_its_passage(
    texts_and_scores: list[tuple[str, float]], weights: dict[str, float]
) -> None:
    candidates = [candidate(t, s, "upload", n) for n, (t, s) in enumerate(texts_and_scores)]
    ranked = sorted(candidates, key=lambda c: -c.score)
    chosen = select(ranked, weights)
    assert chosen[0].candidate is ranked[0]
    for extract in chosen:
        text = extract.candidate.passage.text
        assert 0 <= extract.start < extract.end <= len(text)
        assert extract.text == text[extract.start : extract.end]
