"""What is wrong with a field of a request, in English as pydantic says it, and in French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from corpus.catalogue import KINDS
from corpus.passage import Language

# By the type of pydantic's error; the names in braces are those of its context.
FRENCH: dict[str, str] = {
    "missing": "il est obligatoire",
    "extra_forbidden": "ce champ n'existe pas ici",
    "json_invalid": "le corps n'est pas du JSON valide",
    "json_type": "le corps doit être du JSON",
    "model_attributes_type": "il doit être un objet JSON",
    "model_type": "il doit être un objet JSON",
    "dict_type": "il doit être un objet JSON",
    "list_type": "il doit être une liste",
    "string_type": "il doit être un texte",
    "string_too_short": "il doit compter au moins {min_length} caractères",
    "string_too_long": "il doit compter au plus {max_length} caractères",
    "string_pattern_mismatch": "sa forme ne convient pas",
    "too_short": "il doit compter au moins {min_length} éléments",
    "too_long": "il doit compter au plus {max_length} éléments",
    "int_type": "il doit être un nombre entier",
    "int_parsing": "il doit être un nombre entier",
    "int_from_float": "il doit être un nombre entier",
    "float_type": "il doit être un nombre",
    "float_parsing": "il doit être un nombre",
    "bool_type": "il doit être vrai ou faux",
    "bool_parsing": "il doit être vrai ou faux",
    "date_type": "il doit être un jour, p. ex. 2017-03-15",
    "date_parsing": "il doit être un jour, p. ex. 2017-03-15",
    "date_from_datetime_parsing": "il doit être un jour, p. ex. 2017-03-15",
    "date_from_datetime_inexact": "il doit être un jour sans heure, p. ex. 2017-03-15",
    "greater_than_equal": "il doit être au moins {ge}",
    "less_than_equal": "il doit être au plus {le}",
    "literal_error": "il doit être {expected}",
    "enum": "il doit être {expected}",
    "unknown_kind": "il n'y a pas de type « {kind} »; choisissez parmi {known}",
}
OTHERWISE = "sa valeur ne convient pas"


def unknown_kind(kind: str) -> PydanticCustomError:
    """The error for a kind of document that does not exist, for a validator to raise."""
    known = ", ".join(sorted(KINDS))
    return PydanticCustomError(
        "unknown_kind", "there is no kind '{kind}'; use {known}", {"kind": kind, "known": known}
    )


def message(found: Mapping[str, Any], language: Language) -> str:
    """One error of pydantic's as the rest of a sentence, without a capital or a full stop."""
    if language == "fr":
        context = {key: str(value).replace(" or ", " ou ") for key, value in (found.get("ctx") or {}).items()}
        return FRENCH.get(str(found["type"]), OTHERWISE).format(**context)
    text = str(found["msg"]).strip().rstrip(".")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def field_of(found: Mapping[str, Any]) -> str:
    """The field that an error of pydantic's concerns."""
    place = found["loc"]
    return ".".join(str(part) for part in place[1:]) or str(place[0])
