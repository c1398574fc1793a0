"""Every sentence the assistant says in its own voice, in English and French."""

from __future__ import annotations

from datetime import date

from corpus.passage import Language

MONTHS_EN = "January February March April May June July August September October November December".split()
MONTHS_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

WORDS: dict[str, dict[Language, str]] = {
    "not_in_corpus": {
        "en": "This is not in the corpus: nothing held here answers the question.",
        "fr": "Ce n'est pas dans le corpus : rien de ce qui est conservé ici ne répond à la question.",
    },
    "out_of_scope": {
        "en": "This is outside what I cover: Ontario's law and policy on integrating health services.",
        "fr": "Cela sort de mon domaine : le droit et les politiques de l'Ontario sur l'intégration des services de santé.",
    },
    "nearest": {"en": "The nearest material held:", "fr": "Ce qui s'en approche le plus dans le corpus :"},
    "gap": {
        "en": "The corpus records this as an open point:",
        "fr": "Le corpus signale ce point comme non établi :",
    },
    "clarify_empty": {
        "en": "Please ask a question about Ontario's health-integration law or policy.",
        "fr": "Posez une question sur le droit ou les politiques de l'Ontario en matière d'intégration des services de santé.",
    },
    "clarify": {
        "en": "This can be understood in several ways. Which do you mean?",
        "fr": "Cela peut se comprendre de plusieurs façons. De quoi s'agit-il?",
    },
    "partial": {
        "en": "Not in the corpus: an answer to “{part}”.",
        "fr": "Pas dans le corpus : une réponse à « {part} ».",
    },
    "unavailable": {
        "en": "The assistant cannot search just now; this is an outage, not an empty result. Please try again.",
        "fr": "L'assistant ne peut pas chercher en ce moment; c'est une panne, non une absence de résultat. Réessayez.",
    },
    "history_lead": {
        "en": "No longer in force: {old} ceased to hold on {day}.",
        "fr": "Plus en vigueur : {old}, depuis le {day}.",
    },
    "end_unknown_lead": {
        "en": "{law} as a whole has not been current law since {day}:",
        "fr": "Le texte dans son ensemble ({law}) n'est plus du droit actuel depuis le {day} :",
    },
    "as_of_lead": {"en": "As the law stood on {day}:", "fr": "Selon le droit en vigueur le {day} :"},
    "lead_yes": {"en": "Yes.", "fr": "Oui."},
    "lead_yes_until": {"en": "Yes, until {day}.", "fr": "Oui, jusqu'au {day}."},
    "lead_no": {"en": "No.", "fr": "Non."},
    "lead_otherwise": {"en": "The corpus says otherwise.", "fr": "Le corpus dit le contraire."},
    "today_lead": {"en": "Today:", "fr": "Aujourd'hui :"},
    "warn_repealed": {
        "en": "{place} ceased to hold on {day}.",
        "fr": "{place} : plus en vigueur depuis le {day}.",
    },
    "warn_repealed_successor": {
        "en": "{place} ceased to hold on {day}; its place was taken by {successor}. {difference}",
        "fr": "{place} : plus en vigueur depuis le {day}; remplacé par {successor}. {difference}",
    },
    "recalled_only": {"en": "recalled, not checked", "fr": "de mémoire, non vérifié"},
    "warn_replaced_since": {
        "en": "{place} held on {as_of} and ceased to hold on {day}; its place was taken by {successor}. {difference}",
        "fr": "{place} : en vigueur le {as_of}, plus en vigueur depuis le {day}; remplacé par {successor}. {difference}",
    },
    "warn_not_in_force": {
        "en": "{place} was not in force yet on {as_of}; it holds from {day}.",
        "fr": "{place} n'était pas encore en vigueur le {as_of}; en vigueur depuis le {day}.",
    },
    "warn_end_unknown": {
        "en": "{place}: the corpus records no end of it, but {law} as a whole has not been current law since {day}.",
        "fr": "{place} : le corpus n'en consigne pas la fin, mais le texte dans son ensemble ({law}) n'est plus du droit actuel depuis le {day}.",
    },
    "warn_brief_only": {
        "en": "Restated in our own words from the sources linked; check the official text before you rely on it.",
        "fr": "Reformulé dans nos propres mots d'après les sources liées; vérifiez le texte officiel avant de vous y fier.",
    },
    "warn_recalled": {
        "en": "Not yet checked against its source: statement {numbers}.",
        "fr": "Pas encore vérifié à la source : énoncé {numbers}.",
    },
    "warn_other_language": {
        "en": "Statement {numbers} is quoted in French; no English text is held.",
        "fr": "L'énoncé {numbers} est cité en anglais; aucun texte français n'est conservé.",
    },
    "warn_superseded": {
        "en": "{title} has been superseded{by}.",
        "fr": "{title} a été remplacé{by}.",
    },
    "warn_instruction": {
        "en": "Instructions in the question were ignored; only the question was answered.",
        "fr": "Les consignes contenues dans la question ont été ignorées; seule la question a reçu une réponse.",
    },
    "warn_shortened": {
        "en": "The question was longer than {limit} characters; only its beginning and end were read.",
        "fr": "La question dépassait {limit} caractères; seuls le début et la fin ont été lus.",
    },
}


def say(key: str, language: Language, **values: str) -> str:
    """A sentence by key in a language, with its values filled in."""
    return WORDS[key][language].format(**values)


def written_day(day: date, language: Language) -> str:
    """A date in words.

    >>> written_day(date(2021, 4, 1), "fr")
    '1er avril 2021'
    """
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {MONTHS_FR[day.month - 1]} {day.year}"
    return f"{MONTHS_EN[day.month - 1]} {day.day}, {day.year}"


def written_address(address: str, language: Language) -> str:
    """A provision's address as the language writes it.

    >>> written_address("s. 27 (3) (a)", "fr")
    'art. 27 (3) a)'
    """
    if language == "en" or not address:
        return address
    french = address.replace("ss. ", "art. ").replace("s. ", "art. ").replace("O. Reg.", "Règl. de l'Ont.")
    french = french.replace("Part ", "partie ").replace("Preamble", "préambule").replace("par. ", "disp. ")
    for letter in "abcdefghijklmnopqrstuvwxyz":
        french = french.replace(f"({letter})", f"{letter})")
    return french
