"""What parts two questions, so that the verdict of one is not given to the other."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from corpus.passage import Verdict
from server.guards import parted, read

FACT = "Under the Pier Act s. 4, a provider had to give the LHIN 60 days of notice from 1 May 2010."


def apart(asked: str, known: str, verdict: Verdict = "yes", *, ended: bool = True) -> str:
    return parted(read(asked, "en"), read(known, "en"), verdict, FACT, ended)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("Did a provider have to give the LHIN 30 days of notice?", "numbers"),
        ("Did a provider have to give the LHIN 60 days of notice from 1 May 2010?", "days"),
        ("Did a provider have to give the LHIN 60 days of notice in 2015?", "times"),
        ("Did a provider have to give the LHIN 60 days of notice under s. 9?", "provisions"),
        ("Did a provider have to give the Minister 60 days of notice?", "actors"),
        ("Did the LHIN have to give a provider 60 days of notice?", "actors"),
        ("Did a provider not have to give the LHIN 60 days of notice?", "turns"),
        ("Did a provider only have to give the LHIN 60 days of notice?", "turns"),
        ("Did a provider in Champlain have to give the LHIN 60 days of notice?", "places"),
        ("Did we have to give the LHIN 60 days of notice?", ""),
        ("Was a provider required to give the LHIN 60 days of notice?", ""),
    ],
)
def test_each_guard_finds_its_difference(asked: str, why: str) -> None:
    assert apart(asked, "Did a provider have to give the LHIN 60 days of notice?") == why


def test_a_yes_goes_from_must_to_may_and_a_no_from_may_to_must() -> None:
    must, may = "Did a LHIN have to close a clinic?", "Could a LHIN close a clinic?"
    assert (apart(may, must, "yes"), apart(must, may, "yes")) == ("", "force")
    assert (apart(may, must, "no"), apart(must, may, "no")) == ("force", "")


def test_a_yes_for_some_is_none_for_all_and_a_no_for_all_is_none_for_some() -> None:
    some, every = "Did LHINs have to publish plans?", "Did all LHINs have to publish plans?"
    assert (apart(every, some, "yes"), apart(some, every, "yes")) == ("turns", "")
    assert (apart(every, some, "no"), apart(some, every, "no")) == ("", "turns")


def test_nothing_that_is_still_so_is_told_of_the_past() -> None:
    assert apart("Did LHINs exist?", "Do LHINs still exist?", "no", ended=False) == "tense"


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_are_compared(asked: str, known: str) -> None:
    apart(asked, known)
    assert apart(known, known) == ""
