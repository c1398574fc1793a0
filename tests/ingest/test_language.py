from ingest.language import detect, languages, main_language

ENGLISH = "The board gives notice to every provider in its area before it acts."
FRENCH = "Le conseil donne un avis à chaque fournisseur de sa région avant d'agir."


def test_each_block_has_its_own_language() -> None:
    assert languages([ENGLISH, FRENCH, ENGLISH], "en") == ["en", "fr", "en"]


def test_a_short_block_takes_the_language_around_it() -> None:
    assert detect("12") is None
    assert languages(["12", FRENCH, "A", ENGLISH, "3"], "en") == ["fr", "fr", "fr", "en", "en"]
    assert languages(["1", "2"], "fr") == ["fr", "fr"]


def test_the_main_language_is_that_of_most_words_or_of_the_first_in_a_bilingual_text() -> None:
    assert main_language([ENGLISH, FRENCH, FRENCH, FRENCH, FRENCH]) == "fr"
    assert main_language([ENGLISH, FRENCH, FRENCH]) == "en"
    assert main_language([]) == "en"
