"""The words by which two questions of the field ask the same or not, in English and French."""

from __future__ import annotations

import re
from datetime import date

from corpus.passage import Language

OBLIGES = re.compile(
    r"\b(?:must|shall|ha(?:s|ve|d) to|needs? to|need(?:s|ed)?|required?|obliged|obligated|compulsory|mandatory|obligatory|bound|duty|"
    r"doi(?:t|vent)|dev(?:ait|aient|ra|ront|rait|raient|ons|ez)|faut|fallait|obligé\w*|obligatoire\w*|obligation|obligeait|oblige|tenue?s?|exig\w+)\b",
    re.IGNORECASE,
)
PERMITS = re.compile(
    r"\b(?:may|might|can|could|able|allow(?:s|ed)?|permit(?:s|ted)?|possible|entitled|authori[sz]ed?|powers?|let|lets|"
    r"peu(?:t|vent)|pouv(?:ait|aient|ons|ez|oir|oirs)|pourr\w+|permis\w*|perme(?:t|ttait|ttaient)|possible|autoris\w+)\b",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"\b(?:non|not)-[\w-]+|\bsans but lucratif|\bnon (?:cliniques?|verbal\w*)|\bnot[- ]for[- ]profit",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:did|was|were|had|could|would|used to)\b|\b\w+(?:ait|aient|èrent|urent)(?:-(?:t-)?(?:il|elle|ils|elles|on|ce))?\b|"
    r"\b(?:a|ont|avons|avez)-(?:t-)?(?:il|elle|ils|elles|on|nous|vous)\b|\b(?:est|sont)-(?:ils?|elles?) (?:\w+ )?(?:passée?s?|devenue?s?|restée?s?|entrée?s?)\b|"
    r"\b(?:fut|furent)\b",
    re.IGNORECASE,
)
PRESENT = re.compile(
    r"\b(?:is|are|does|do|has|have|must|may|can|will|shall|am|est|sont|doit|doivent|peut|peuvent|faut|existe(?:nt)?|y a)\b",
    re.IGNORECASE,
)
US = re.compile(r"\b(?:we|us|our|ours|i|my|nous|notre|nos|j'|je|mon|ma)\b", re.IGNORECASE)
# Words that turn a rule round or bound it; two questions of which one has a word of a group and the other none are not the same.
TURNS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE)
    for name, pattern in {
        "not": r"not|never|no|none|nobody|nothing|neither|nor|cannot|\w+n't|unable|impossible|ne|n'|pas|jamais|aucune?s?|rien|ni",
        "without": r"without|sans|passer d(?:e|es|u|'une?)|go without|lack(?:s|ed|ing)?|dépourvue?s?",
        "false": r"false|untrue|wrong(?:ly)?|incorrect|mistaken|fau(?:x|sse)|tort|inexact",
        "optional": r"optional|discretionary|facultati\w+|free to|libres? de|free of|libres? d\w*",
        "ignore": r"ignor\w+|disregard\w*|skip\w*|refus\w+|declin\w+|disobey\w*|bypass\w*|omi[st]\w*|omettre|passer outre|overrid\w+|contrary|contraires?|goes? against|against|depart\w*|écarter|laisser de côté",
        "secret": r"secret\w*|confidential\w*|private|privée?s?|closed|confidentiel\w*|huis clos|in camera|doors|fermée?s?",
        "exempt": r"exempt\w*|excus\w+|free from|shielded|outside|exclu\w+|dispens\w+|soustrai\w*|soustraits?|échapp\w+|escap\w+|apart|abri|left out|leave out|beyond|hors|absente?s?",
        "end": r"abolish\w*|end(?:s|ed|ing)?|dissol\w+|repeal\w*|abrog\w+|ceas\w+|lapse\w*|expir\w+|disappear\w*|disparu\w*|dropp?(?:ed)?|abandon\w*|abol\w+|gone|revoke\w*|révo\w+|supprim\w+|caduque?s?|stop\w*|halt\w*|mettre fin|met fin|prend fin|pris fin|arrêt(?:er|é|ée)",
        "lose": r"lose|lost|loss(?:es)?|perd\w+|pertes?",
        "keep": r"keep\w*|kept|remain\w*|stay\w*|surviv\w*|gard\w+|rest(?:er|é|és|ée|ées|ent|aient)|subsist\w*|continu\w+|survécu\w*|conserv\w+|retain\w*|permanent\w*",
        "only": r"only|all that|tout ce qu\w*|just|merely|solely|alone|exclusively|limited|limits?|restrict\w*|single|sole|seule?s?|seulement|uniquement|limit\w+|réservé\w*|restrei\w+|itself|lui-même|elle-même|by itself|on its own",
        "each": r"each|every|chaque|tou(?:te)?s? l[ae]s?",
        "all": r"all|entire(?:ly)?|whole|wholly|both|everything|everyone|tou(?:t|te|tes|s)|entier|entière(?:ment)?|anyone|n'importe",
        "partly": r"partly|partial\w*|in part|some|certaine?s?|en partie|half|moitié",
        "approve": r"approv\w*|consent\w*|permission\w*|authori[sz]\w*|sign[- ]?off|clearance|green light|approb\w+|approuv\w+|autoris\w+|agré(?:er|é|ée|ment)|feu vert",
        "ban": r"barr?ed|prohibit\w*|forb\w+|banned|prevent\w*|interdi\w+|défendu\w*|empêch\w+|block\w*|bloqu\w+|veto",
        "before": r"before|prior|ahead|avant|until|jusqu'\w*|préalable\w*|preced\w+|previously|earlier|advance|préavis|d'avance|beforehand|plus tôt",
        "after": r"after|since|following|once|après|depuis|une fois|later|afterwards|then",
        "first": r"first|premi(?:er|ers|ère|ères)|initial\w*|earliest",
        "last": r"last|final\w*|derni\w+|latest",
        "more": r"more|over (?=\$|\d|half)|at least|exceed\w*|greater|larger|above|upward|plus d[e']|au moins|dépass\w+|davantage|supérieur\w*|increas\w+|higher|grew|augment\w+|better|mieux|longer|extend\w*|prolong\w+|allong\w+",
        "less": r"less|fewer|under (?=\$|\d|half)|at most|below|moins|au plus|inférieur\w*|decreas\w+|lower\w*|reduc\w+|reduce\w*|rédui\w+|diminu\w+|cut|cuts|worse|shorter|baiss\w+|short of",
        "same": r"same|identical|equal\w*|même|mêmes|alike|pareil\w*",
        "other": r"other|others|different\w*|another|autres?|différent\w*|differ\w*|else|elsewhere|ailleurs|separate\w*|distinct\w*|independent\w*|indépendan\w+",
        "own": r"own|propre|propres",
        "change": r"chang\w+|amend(?:s|ed)?|alter\w*|modifi\w+",
        "unchanged": r"unchanged|inchangée?s?",
        "always": r"always|automatic\w*|necessarily|toujours|automatique\w*|forcément|enough|suffi\w+|suffice\w*|must be",
        "agree": r"agree[sd]?|agreeing|(?:parties'|their|mutual|without|any) agreement|consent\w*|l'accord|accord des|d'accord|sans accord|willing",
        "disagree": r"disagree\w*|désaccord|unwilling\w*|object(?:s|ed) to|objected|objections?",
        "or": r"or|ou",
        "lawful": r"lawful\w*|legal(?:ly)?|légal\w*",
        "unlawful": r"unlawful\w*|illegal\w*|illég\w+|breach\w*",
        "direct": r"directly|directement|indirectly",
        "yield": r"obey|comply|follow|bound by|subject to|receive[sd]?|obé\w+|recevoir|suivre|liée?s? par|soumis\w*",
        "replace": r"replac(?:e|es|ed|ing)|remplac(?:e|er|é|ée|és|ées|ent|aient|ait)|tient lieu|lieu d[eu']|instead",
        "language": r"french|english|translat\w+|français\w*|anglais\w*|tradui\w*|francophone\w*|bilingu\w+",
        "new": r"new|newly|fresh|nouve\w+",
        "postpone": r"report(?:é|ée|és|ées|er)|postpon\w*|deferred",
        "second": r"second\w*|deuxième\w*",
        "soon": r"yet|already|déjà|encore|immediately|at once|right away|tout de suite",
    }.items()
}
# "Still" says nothing that the tense does not.
UNGUARDED = re.compile(r"\b(?:encore|toujours|still)\b", re.IGNORECASE)
# A year that names a thing ("the 2012 plan", "Act, 2016") and one that tells a time ("in 2012").
TIMED_YEAR = re.compile(
    r"\b(?:in|since|by|until|before|after|from|during|as of|to|early|late|mid|spring|summer|fall|autumn|winter|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"en|depuis|avant|après|dès|jusqu'en|fin|début|printemps|été|automne|hiver|l'automne|"
    r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)[ -](?:the )?(?P<year>(?:19|20)\d\d)\b(?! ?[-/]?\d)"
    r"(?! (?:act|acts|law|laws|statute|plan|report|audit|bill|amendments?|changes?|reform|guidance|guide|newsletter|budget|study|review|case|decision|"
    r"roadmap|paper|edition|version|guidelines)\b)",
    re.IGNORECASE,
)
LAW_YEAR = re.compile(
    r"\b(?:loi|lois|act|acts|version|édition|plan|rapport|réforme|étude|billet|infolettre|audit|lignes directrices) de $",
    re.IGNORECASE,
)
# "LHIN-funded", "funded by the LHIN": which providers are meant, not who acts.
FUNDED = re.compile(
    r"\b(?:LHIN|RLISS|Ontario Health)-funded\b|\b(?:that )?(?:is |are |was |were )?funded by (?:its|the|their|a) LHINs?\b|"
    r"\bfinancée?s? par (?:un|le|son|leur) RLISS\b|\bthe LHIN'?s? area\b",
    re.IGNORECASE,
)
# Who says so, at the end or the beginning: what is asked is whether it is so.
ATTRIBUTED = re.compile(
    r",? (?:according to|as told by|per|says?|in the (?:view|eyes|opinion) of|by the|in the|selon|d'après|de l'avis d\w+) "
    r"(?:the |la |le |l')?(?:\d{4} )?(?:auditor general\w*(?:'s)?|ombudsman|premier's council|ministry(?:'s)?|vérificat\w+ générale?|audit|report|commission|"
    r"rapport|conseil du premier ministre|ministère|faq|commentators?|cour divisionnaire|divisional court)\b[^,?]*|"
    r"^(?:according to|in the (?:view|opinion) of|selon|d'après) [^,?]+, ",
    re.IGNORECASE,
)
NETWORKS = re.compile(
    r"\b(the|a|an|each|every|no|our|its|their|any|these|those) networks?\b(?! of\b)", re.IGNORECASE
)
NOW = re.compile(
    r"\b(?:still|yet|already|now|today|any ?(?:more|longer)|exist\w*|in force|law|appl(?:y|ies|ied)|encore|toujours|aujourd'hui|vigueur|droit|"
    r"applicable|s'applique\w*|déjà|reste\w*|left)\b",
    re.IGNORECASE,
)
EXCEPTED = re.compile(
    r"\b(?:except\w*|unless|other than|apart from|but not|outside|sauf|hormis|à l'exception|autres que|hors)\b",
    re.IGNORECASE,
)
# The actors that two questions are compared by.
COMPARED = ("minister", "ministry", "ontario health", "athome", "oht", "lhin", "ccac", "cabinet", "court", "union", "physician",
           "municipality", "auditor", "ombudsman", "supervisor", "investigator", "hospital", "provider")  # fmt: skip
# Words that say the same in this field; the first stands for all.
ALIKE: dict[Language, tuple[str, ...]] = {
    "en": (
        "notice notify notified notification inform informed tell told know warn warned",
        "merge merger merged amalgamate amalgamation", "order ordered force forced compel compelled impose imposed make oblige",
        "stop block halt", "publish published public post posted", "look search seek find identify", "opportunity chance possibility",
        "give gave given send sent provide issue issued file filed submit submitted", "organization organisation company",
        "submission comment comments", "compensation compensate compensated", "fund funded funding money", "area boundary boundaries territory",
        "follow obey comply", "back-office administrative", "agreement contract", "doctor physician", "employee staff worker",
        "appoint appointed name named", "set create created establish established form formed", "office premises", "dissolve wind",
        "include included cover covered part count counts considered treated involve", "begin start began started", "move transfer transferred",
        "save savings", "role function",
    ),
    "fr": (
        "avis aviser informer prévenir avertir", "fusion fusionner", "ordonner imposer forcer obliger exiger contraindre",
        "publier publics public affiché affichés", "chercher repérer recherche trouver", "occasion possibilités", "donner remettre envoyer fournir présenter",
        "observations commentaires", "indemnité indemnisé indemnisation", "existe existent exister", "financer financé financement argent",
        "zone territoire région", "entente contrat", "employés personnel", "nommer choisir nommé", "créer création créé",
        "compte comptent faisait partie inclus compris", "séance réunion", "transférer transfert passer passés transférés céder",
        "suivre obéir conformer respecter", "siéger membre", "parle porte traite mentionne",
    ),
}  # fmt: skip
# Words that are read otherwise, or say nothing here.
EMPTY: dict[Language, str] = {
    "en": "must may can could shall should might need needed required requires obliged allowed able possible true right still any now today law act "
    "according under have has had be is let you kind case way ontario",
    "fr": "doit doivent devait devaient devoir peut pouvait pouvaient falloir faut fallait tenu obligé possible encore toujours aujourd'hui loi "
    "selon vertu est ce qu droit ontario",
}  # fmt: skip
# Bodies that are gone, and since when: nothing is said of them in the present after that.
GONE = {"lhin": date(2024, 6, 28), "ccac": date(2017, 6, 21)}
