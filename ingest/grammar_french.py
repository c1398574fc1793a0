"""The French words of the obligations grammar."""

from __future__ import annotations

import re

from ingest.grammar_actors import ACTOR_NAMES
from ingest.grammar_lexicon import Lexicon, SitePattern

KNOWN = "|".join(pattern for _, pattern in ACTOR_NAMES)
BE = r"(?:est|sont|était|étaient|sera|seront|a été|ont été|soit|soient)"
DET = r"(?:les?|la|l['’]|une?|des|du|chaque|tout(?:e|es)?|tous|aucune?|ce|cette|ces|son|sa|leurs?|aux?|à l['’]|à la|à|de|d['’])"
BEARER = rf"(?:(?:{DET}\s*)*(?:{KNOWN})(?:[,\s]+(?:et\s+)?{DET}\s*(?:{KNOWN}))*|(?:{DET}\s*)+(?:[\w'’-]+\s+){{0,3}}?[\w'’-]+|quiconque)"


def _site(pattern: str, *rest: str) -> SitePattern:
    return SitePattern(re.compile(pattern, re.I), *rest)  # type: ignore[arg-type]


SITES = (
    _site(rf"\bil (?:incombe|incombait|appartient|revient) (?P<actor>{BEARER}) (?:de\b|d['’])", "must", "must", "object"),
    _site(rf"\bil (?:est|était) (?:interdit|défendu) (?P<actor>(?:à|aux?) ?{BEARER}) (?:de\b|d['’])", "must_not", "must_not", "object"),
    _site(r"\bil (?:est|était) (?P<actor>)(?:interdit|défendu) (?:de\b|d['’])", "must_not", "must_not", "object"),
    _site(rf"\bil (?:est|était) obligatoire (?:pour )?(?P<actor>{BEARER}) (?:de\b|d['’])", "must", "must", "object"),
    _site(r"\b(?:il )(?P<actor>)(?:faut|fallait|faudra)\b(?! que)", "must", "must", "object"),
    _site(rf"\b(?:oblige|obligeait|obligent|contraint|contraignait|a obligé) (?P<actor>{BEARER})(?:,[^,]{{1,45}},)? à\b", "must", "must", "object"),
    _site(rf"\b(?:exige|exigeait|exigent) que (?P<actor>{BEARER})\s(?=\w+)", "must", "must", "object"),
    _site(rf"\b(?:permet|permettait|permettent) (?:aussi |également )?(?P<actor>(?:à|aux?) ?{BEARER}) (?:de\b|d['’])", "may", "may", "object"),
    _site(rf"\b(?:interdit|interdisait|interdisent) (?P<actor>(?:à|aux?) ?{BEARER}) (?:de\b|d['’])", "must_not", "must_not", "object"),
    _site(rf"\b(?:dispense|dispensait|exempte) (?P<actor>{BEARER}) (?:de\b|d['’])", "need_not", "need_not", "object"),
    _site(r"\b(?:exige|exigeait|exigent)\b(?=\s+(?:une?|la|le|les|l['’])\s*\w+)", "must", "must", "demand"),
    _site(r"\bn['’](?:a|ont|avait|avaient) pas à\b", "need_not", "need_not"),
    _site(r"(?P<neg>\bne\s+)?\b(?:doit|doivent|devait|devaient|devra|devront)\b(?:\s+(?:pas|jamais)\b)?(?!-)", "must", "must_not"),
    _site(r"(?P<neg>\bne\s+)?\b(?:peut|peuvent|pouvait|pouvaient|pourra|pourront)\b(?:\s+(?:pas|jamais)\b)?(?!-)", "may", "must_not"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?(?:aussi\s+|également\s+)?(?:tenue?s?|obligée?s?)\b(?:,[^,]+,)?\s+(?:de\b|d['’])", "must", "need_not"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?(?:tenue?s?)(?=,)", "must", "need_not"),
    _site(rf"(?P<neg>\bn['’])\s*{BE}\s+pas\s+liée?s?\b", "need_not", "need_not"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?(?:autorisée?s?|habilitée?s?)\s+à\b", "may", "must_not"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?chargée?s?\s+(?:de\b|d['’])", "must", "need_not"),
    _site(r"(?P<neg>\bn['’])?\b(?:a|ont|avait|avaient)\s+(?:pas\s+)?(?:aussi\s+)?(?:l['’]obligation|le devoir)\s+(?:de\b|d['’])", "must", "need_not"),
    _site(r"(?P<neg>\bn['’])?\b(?:a|ont|avait|avaient)\s+(?:pas\s+)?le (?:droit|pouvoir)\s+(?:de\b|d['’])", "may", "must_not", "holder"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?(?:exigée?s?|requise?s?|obligatoires?|nécessaires?)\b(?!\s+(?:par|de)\b)", "must", "need_not", "thing"),
    _site(rf"(?P<neg>\bn['’])?\b{BE}\s+(?:pas\s+)?(?:permise?s?|interdite?s?)\b(?!\s+(?:par|à|de)\b)", "may", "must_not", "thing"),
)  # fmt: skip

PARTICIPLE = r"(?:\w+(?:ée?s?|ie?s?|ue?s?|ise?s?|ite?s?|inte?s?|erte?s?)|fait(?:e?s?)|mise?s?)"

FRENCH = Lexicon(
    sites=SITES,
    opener=re.compile(
        r"(?:et |mais |ou )?(?:si\b|s['’](?=il)|lorsque?\b|lorsqu['’]|quand\b|sous réserve|sauf|malgré|dans\b|dès\b|avant\b|après\b|jusqu|selon\b|"
        r"en\b|à moins|au moins|au plus|aux termes|pour\b|par\b|sans\b|à\b|au\b|aux\b|pendant\b|durant\b|afin\b|depuis\b|même\b|y compris|"
        r"ensemble|là où|ainsi|notamment|chez|conformément|lors)\s*",
        re.I,
    ),
    subordinator=re.compile(
        r"(?:\bque\b|\bqu['’]|\bdont\b|\boù\b|\bsi\b|\blorsque?\b|\blorsqu['’]|\bcomme\b|\bquand\b|\bselon que\b|\bafin que\b|\bparce que\b|\btel(?:le)?s? que\b)\s*", re.I
    ),
    weak=re.compile(r"(?:comme|où)", re.I),
    demonstrative=re.compile(r"(?!)"),
    finite=re.compile(r"\s(?:est|sont|était|étaient|a|ont|avait|avaient|peut|fait|prévoit|désigne|nomme|demande)(?=\s|$)", re.I),
    reporting=re.compile(r"\b(?:prévoit|prévoyait|dispose|exige|exigeait|précise|précisait)$", re.I),
    relative=re.compile(r"\b(?:qui|que|dont|où|lequel|laquelle|lesquels|lesquelles|auquel|à qui)$|\bqu['’]$|\bcomme l['’]$", re.I),
    coordinator=re.compile(r"(?:[,;]?\s*\b(?:et|ou|mais|ni|puis)\b\s*)+(?:aussi\s+|ensuite\s+)?", re.I),
    joint=re.compile(r"(?:^|[\s,;])(?:et|ou|mais|ni)(?:\s+(?:aussi|ensuite))?$", re.I),
    pronoun=re.compile(r"(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci)", re.I),
    verb=re.compile(
        r"\s(?:est|sont|était|étaient|a|ont|avait|avaient|reçoit|reçoivent|prévoit|prévoyait|agit|conclut|fournit|exploite|exerce|présente|"
        r"demande|entend|entendent|finance|cesse|gagne|participe|contrevient|répond|omet|fait|font|vise|\w+aient|\w+ait|s['’]entendent|fusionn\w+)(?=\s|$)",
        re.I,
    ),
    negative_subject=re.compile(r"(?:plus personne|nul(?:le)?\b|aucune?\b|personne\b|ni\b|rien\b)", re.I),
    adverb=re.compile(
        r"\w+ment|aujourd['’]hui|également|aussi|alors|ensuite|d['’]abord|en outre|sans délai|toujours|par (?:arrêté|décret|règlement|ordonnance|écrit|avis)|"
        r"au besoin|s['’]il y a lieu|dès que possible|en tout temps|de plus",
        re.I,
    ),
    passive=re.compile(rf"(?:être|avoir été)\s+(?:(?:\w+ment|aussi)\s+)?(?P<verb>{PARTICIPLE})(?=[\s.,;]|$)", re.I),
    state=re.compile(r"être\s+(?:convaincue?s?|située?s?|qualifiée?s?|intéressée?s?)\b", re.I),
    agent=re.compile(
        rf"(?<!ée )(?<!és )(?<!ées )(?<!é )\bpar\s+(?P<actor>(?:les?|la|l['’]|une?|des|chaque|toute?|deux|{KNOWN}|(?-i:[A-ZÉ][\w.]+))"
        r"(?!\s*(?:poste|voie|suite|intermédiaire|entremise|biais|moyen|arrêté|décret|écrit|présente))(?:[^,;:.(]*))",
        re.I,
    ),
    relieved=re.compile(r"être\s+(?:tenue?s?|obligée?s?|contrainte?s?)\s+(?:de|d['’]|à)", re.I),
    # "ne peut siéger ... que pour": only before a preposition or "si", so that "à moins que" and "que le ministre" stay negative.
    restricted=re.compile(r"^(?:(?!à moins|sauf|afin|plus )[^,;.])*?\b(?<!moins )qu(?:e |['’])(?=(?:aux?|pour|si|dans|par|avec|sur|à|après|avant|lorsque?|en|sous)\b)", re.I),
    instrument=re.compile(r"\b(?:loi|article|règlement|lissl|entente|politique|directive|code|paragraphe|disposition|art\.|par\.|al\.|rien)", re.I),
    deeming=re.compile(
        r"(?:être\s+)?(?:réputée?s?|interprétée?s?|considérée?s? comme|assimilée?s?|traitée?s? (?:comme|de)|présumée?s?|citée?s?|"
        r"s['’](?:entendre|interpréter|appliquer)|se composer|entrer en vigueur|l['’]emporter|produire (?:ses|leurs) effets|avoir effet|demeurer en vigueur|valoir)\b",
        re.I,
    ),
    deeming_clause=re.compile(
        r"\b(?:est|sont) réputée?s?\b|\bn['’]a(?:voir)? pas pour effet\b|\bon entend par\b|\bs['’]entend\b|\bse peut\b", re.I
    ),
    definition=re.compile(r"\s*(?:dans (?:la présente|le présent|la|le) [\w ]+, )?«\s*[^»]{1,60}\s*»\s*,?\s*(?:s['’]entend|désigne|renvoie)", re.I),
    possibility=re.compile(r"(?:avoir (?:\w+é|baissé|été)|arriver|sembler|varier(?=\s+(?:de|selon|entre)|[.,]|$)|augmenter|diminuer|différer|découler|dépendre)\b", re.I),
    vague_subject=re.compile(r"(?:cela|ceci|ce|on|il|(?:l['’]|le |la |son |leur )?(?:but|objectif|objet|rôle|mandat|coûts?|nom|question))$", re.I),
    bare=re.compile(r"(?!)"),
    have="avoir",
    clause_end=re.compile(r"[;:]|\b(?:si|sauf|lorsque?|qui|que|dont|à moins|pourvu|afin que|avant|après)\b|\b(?:lorsqu|s|qu)['’]", re.I),
)  # fmt: skip
