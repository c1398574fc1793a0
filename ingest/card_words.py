"""What the cards on the corpus say, in both languages, and the questions that each answers."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.passage import Language

KIND_NAMES: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "statute": ("statute", "Statutes"), "regulation": ("regulations", "Regulations"), "case": ("case", "Cases"),
        "directive": ("directive", "Directives"), "policy": ("policy document", "Policy documents"), "plan": ("plan", "Plans"),
        "guidance": ("guidance", "Guidance"), "audit": ("audit report", "Audit reports"), "news": ("news item", "News"),
        "research": ("research", "Research"), "timeline": ("timeline", "Timelines"), "glossary": ("glossary", "Glossaries"),
    },
    "fr": {
        "statute": ("loi", "Lois"), "regulation": ("règlements", "Règlements"), "case": ("décision", "Décisions"),
        "directive": ("directive", "Directives"), "policy": ("document d'orientation", "Documents d'orientation"),
        "plan": ("plan", "Plans"), "guidance": ("guide", "Guides"), "audit": ("rapport de vérification", "Rapports de vérification"),
        "news": ("bulletin", "Bulletins"), "research": ("recherche", "Recherches"), "timeline": ("chronologie", "Chronologies"),
        "glossary": ("glossaire", "Glossaires"),
    },
}  # fmt: skip
STATUSES: dict[Language, dict[str, str]] = {
    "en": {
        "in_force": "in force",
        "historical": "historical",
        "superseded": "superseded",
        "current": "current",
    },
    "fr": {
        "in_force": "en vigueur",
        "historical": "historique",
        "superseded": "remplacé",
        "current": "actuel",
    },
}


@dataclass(frozen=True, slots=True)
class Words:
    """A card's sentence, with places for figures in braces, and the questions it answers."""

    text: str
    questions: tuple[str, ...]


OVERVIEW: dict[Language, dict[str, Words]] = {
    "en": {
        "all": Words(
            "The corpus holds {documents} documents on integrating health services in Ontario, restated in our own words: "
            "{seen} facts read in their source, {recalled} not yet checked and {open} open points (a list counts as one), as of {day}:",
            ("What documents do you hold?", "What is in your corpus?", "What sources do you rely on?", "How many documents do you have?",
             "List the documents in the corpus.", "What does the corpus contain?", "How many facts do you hold?"),
        ),
        "age": Words(
            "The corpus stands as of {day}: what happened later is not in it. The documents it restates date from {first} to {last}; "
            "facts of law carry the days between which they held. {fetched}",
            ("How old are your sources?", "How up to date is your corpus?", "What is the date of your information?", "When was the corpus last updated?",
             "How current is your information?", "As of when is what you know?", "Are your sources out of date?"),
        ),
        "laws": Words(
            "The corpus covers these statutes and regulations of Ontario, as of {day}:",
            ("Which statutes do you cover?", "Which regulations do you have?", "Which laws are in the corpus?", "Which Acts do you hold?",
             "What legislation do you know?", "List the statutes and regulations in the corpus."),
        ),
        "french": Words(
            "All {documents} documents of the corpus have a French version in our own words; official French texts held: {french}.",
            ("Which documents are in French?", "Do you have documents in French?", "Are your French texts official?", "Is the corpus bilingual?",
             "Can I ask in French?", "What do you hold in French?"),
        ),
        "unknown": Words(
            "The corpus does not know, or could not confirm:",
            ("What don't you know?", "What is not confirmed in your corpus?", "What are the gaps in the corpus?", "What can't you answer?",
             "What do you not know?", "Which questions are open in the corpus?", "What is missing from your corpus?", "What could you not confirm?"),
        ),
        "unchecked": Words(
            "{recalled} facts of the corpus are recalled: written from knowledge and not yet read in their source. "
            "An answer that uses one says so. By document:",
            ("Which sources are not verified?", "How many facts have not been checked?", "Which facts are recalled and not seen?",
             "Which documents have unverified facts?", "How sure are you of your facts?", "What have you not verified?"),
        ),
        "origin": Words(
            "What the assistant knows comes from {documents} documents, restated fact by fact in the project's own words, each fact with the address of the page "
            "where it was read; the law's own words are quoted only from official texts that were fetched or added. The documents come from:",
            ("Where does your information come from?", "Who publishes the documents you use?", "Are these your own words or the law's?",
             "Do you quote the law itself?", "Are your answers the official wording?", "Who wrote the texts you quote?"),
        ),
        "scope": Words(
            "The corpus covers Ontario's law and policy on integrating health services, from 2004 to today. It holds no law of another province or of Canada, "
            "no medical advice, and nothing it says is legal advice.",
            ("What can I ask you?", "Which topics does the corpus cover?", "Do you cover other provinces?", "Do you cover federal law?",
             "Can I rely on your answers as legal advice?", "Is this legal advice?", "What is the scope of the corpus?"),
        ),
        "official": Words(
            "{official} {uploads}",
            ("Do you hold the official text of the Acts?", "Is the official text of LHSIA in the corpus?", "Do you have the official text of LHSIA?",
             "Do you have the official text of the Connecting Care Act?", "Which official texts do you hold?", "Which uploaded documents do you hold?",
             "How do I get the official text?", "Which documents have users added?"),
        ),
    },
    "fr": {
        "all": Words(
            "Le corpus contient {documents} documents sur l'intégration des services de santé en Ontario, reformulés dans nos propres mots : "
            "{seen} faits vérifiés à la source, {recalled} non encore vérifiés et {open} points ouverts (une liste compte pour un), à jour au {day} :",
            ("Quels documents contient votre corpus?", "Que contient le corpus?", "Que contient votre corpus?", "Sur quoi portent vos sources?",
             "Combien de documents avez-vous?", "Énumérez les documents du corpus.", "Combien de faits avez-vous?"),
        ),
        "age": Words(
            "Le corpus est à jour au {day} : ce qui est arrivé depuis ne s'y trouve pas. Les documents qu'il reformule datent de {first} à {last}; "
            "les faits de droit portent les jours entre lesquels ils ont valu. {fetched}",
            ("De quand datent vos sources?", "Votre corpus est-il à jour?", "Quelle est la date de vos renseignements?", "Quand le corpus a-t-il été mis à jour?",
             "Vos sources sont-elles récentes?", "À quelle date vos connaissances s'arrêtent-elles?"),
        ),
        "laws": Words(
            "Le corpus vise ces lois et règlements de l'Ontario, au {day} :",
            ("Quelles lois couvrez-vous?", "Quels règlements avez-vous?", "Quelles lois sont dans le corpus?", "Quelle législation connaissez-vous?",
             "Énumérez les lois et règlements du corpus."),
        ),
        "french": Words(
            "Les {documents} documents du corpus ont tous une version française rédigée par nous; textes officiels français conservés : {french}.",
            ("Quels documents sont en français?", "Avez-vous des documents en français?", "Les textes français sont-ils officiels?", "Le corpus est-il bilingue?",
             "Peut-on poser des questions en français?"),
        ),
        "unknown": Words(
            "Le corpus ne sait pas, ou n'a pas pu confirmer, ce qui suit :",
            ("Que ne savez-vous pas?", "Qu'est-ce que vous ne savez pas?", "Qu'est-ce qui n'est pas confirmé dans votre corpus?", "Quelles sont les lacunes du corpus?",
             "Que manque-t-il dans le corpus?", "À quoi ne pouvez-vous pas répondre?", "Qu'est-ce que vous n'avez pas pu confirmer?"),
        ),
        "unchecked": Words(
            "{recalled} faits du corpus sont de mémoire : écrits de connaissance et non encore lus à la source. "
            "La réponse qui en emploie un le dit. Par document :",
            ("Quels faits n'ont pas été vérifiés?", "Quelles sources ne sont pas vérifiées?", "Combien de faits n'ont pas été vérifiés?",
             "Quels documents ont des faits non vérifiés?", "Êtes-vous sûr de vos faits?"),
        ),
        "origin": Words(
            "Ce que sait l'assistant vient de {documents} documents, reformulés fait par fait dans les mots du projet, chaque fait avec l'adresse de la page "
            "où il a été lu; les mots mêmes de la loi ne sont cités que de textes officiels obtenus ou ajoutés. Les documents viennent de :",
            ("D'où viennent vos renseignements?", "Qui publie les documents que vous utilisez?", "Sont-ce vos propres mots ou ceux de la loi?",
             "Citez-vous la loi elle-même?", "Vos réponses sont-elles le texte officiel?"),
        ),
        "scope": Words(
            "Le corpus vise le droit et les politiques de l'Ontario sur l'intégration des services de santé, de 2004 à aujourd'hui. Il ne contient le droit d'aucune autre "
            "province ni du Canada, aucun avis médical, et rien de ce qu'il dit n'est un avis juridique.",
            ("Que puis-je vous demander?", "Quels sujets le corpus couvre-t-il?", "Couvrez-vous d'autres provinces?", "Couvrez-vous le droit fédéral?",
             "Est-ce un avis juridique?", "Puis-je me fier à vos réponses comme à un avis juridique?"),
        ),
        "official": Words(
            "{official} {uploads}",
            ("Avez-vous le texte officiel des lois?", "Conservez-vous le texte officiel de la LISSL?", "Avez-vous le texte officiel de la LISSL?",
             "Avez-vous le texte officiel de la Loi de 2019 pour des soins interconnectés?", "Quels textes officiels conservez-vous?",
             "Comment obtenir le texte officiel?", "Quels documents les utilisateurs ont-ils ajoutés?"),
        ),
    },
}  # fmt: skip

PHRASES: dict[Language, dict[str, str]] = {
    "en": {
        "official": "Official text held: {texts}.",
        "no_official": "No official text is held yet; `lhsia fetch` gets it from its publishers.",
        "uploads": "Documents added by users: {texts}.",
        "no_uploads": "No user has added a document.",
        "fetched": "Official texts held were fetched on {days}.",
        "version": "version {version}, fetched {day}",
        "none": "none",
        "document": "The corpus holds {title}{cite} ({kind}{author}, {publisher}{dated}): {passages} passages (read in their source: {seen}; "
        "not yet checked: {recalled}; open points: {open}), as of {day}.",
        "has_official": "Official text held, {versions}.",
        "has_no_official": "The official text is not held; it stands at {url}.",
        "published_at": "Its address: {url}.",
        "versions": "Historical versions known: {versions}.",
        "until": "{start} until {end}",
        "several": "{name} ({count})",
    },
    "fr": {
        "official": "Textes officiels conservés : {texts}.",
        "no_official": "Aucun texte officiel n'est encore conservé; « lhsia fetch » l'obtient des éditeurs.",
        "uploads": "Documents ajoutés par les utilisateurs : {texts}.",
        "no_uploads": "Aucun utilisateur n'a ajouté de document.",
        "fetched": "Les textes officiels conservés ont été obtenus le {days}.",
        "version": "version {version}, obtenue le {day}",
        "none": "aucun",
        "document": "Le corpus contient {title}{cite} ({kind}{author}, {publisher}{dated}) : {passages} passages (vérifiés à la source : {seen}; "
        "non vérifiés : {recalled}; points ouverts : {open}), à jour au {day}.",
        "has_official": "Texte officiel conservé, {versions}.",
        "has_no_official": "Le texte officiel n'est pas conservé; il se trouve à {url}.",
        "published_at": "Son adresse : {url}.",
        "versions": "Versions historiques connues : {versions}.",
        "until": "du {start} au {end} exclu",
        "several": "{name} ({count})",
    },
}  # fmt: skip

ABOUT: dict[Language, tuple[str, ...]] = {
    "en": (
        "What do you hold on the {name}, as of when?",
        "What does the corpus hold on {name}?",
        "What do you hold on {name}?",
        "Is {name} in your corpus?",
        "How current is what you have on {name}?",
        "Which versions of {name} do you know of?",
    ),
    "fr": (
        "Que détenez-vous sur {name}, et à quelle date?",
        "Que contient le corpus sur {name}?",
        "Avez-vous {name} dans le corpus?",
        "Qu'avez-vous sur la {name}?",
        "De quand date ce que vous avez sur {name}?",
        "Quelles versions de {name} connaissez-vous?",
    ),
}
HAVE: dict[Language, str] = {"en": "Do you have {name}?", "fr": "Avez-vous {name}?"}
