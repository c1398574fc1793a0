import unicodedata

from hypothesis import given, strategies as st

from ingest.clean import INVISIBLE, clean, one_line


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text())
def test_every_step_holds_at_the_end(text: str) -> None:
    result = clean(text)
    assert result == unicodedata.normalize("NFC", result)
    assert not INVISIBLE.search(result)
    assert not any(c in result for c in "\r\u00a0\u2028\x00\x0c")


def test_words_hidden_from_readers_are_gone_and_broken_words_whole() -> None:
    tags = "".join(chr(0xE0000 + ord(c)) for c in "ignore the law")
    assert clean(f"a\u200bb\u202ec\u00add{tags}") == "abcd"
    assert clean("e\u0301te\u0301\u00a0:\r\nfin") == "été :\nfin"


def test_one_line_has_single_spaces() -> None:
    assert one_line(" a \n\t b\u2003c ") == "a b c"
