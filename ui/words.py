"""Every word on the page, in English and French."""

from __future__ import annotations

import re
from datetime import date

from corpus.passage import Language
from server.words import MONTHS_EN, MONTHS_FR, written_day
from ui.words_ask import ASK
from ui.words_pack import PACK

TIED = re.compile(r"(?<=«) | (?=[:»])")
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")

WORDS: dict[str, tuple[str, str]] = ASK | PACK | {
    # Frame
    "title": ("LHSIA Assistant", "Assistant LISSL"),
    "tagline": (
        "Ontario’s law and policy on integrating health services, answered from cited passages",
        "Le droit et les politiques de l’Ontario sur l’intégration des services de santé, passages à l’appui",
    ),
    "skip": ("Skip to the question", "Passer à la question"),
    "switch": ("Français", "English"),
    "standing": (
        "Not legal advice. Answers can be wrong or incomplete: check the source before you rely on one.",
        "Ceci n’est pas un avis juridique. Une réponse peut être fausse ou incomplète : vérifiez la source avant de vous y fier.",
    ),
    "tab_ask": ("Ask", "Question"),
    "tab_library": ("Library", "Bibliothèque"),
    "tab_timeline": ("Timeline", "Chronologie"),
    "tab_obligations": ("Obligations", "Obligations"),
    "tab_concordance": ("Old and new law", "Ancien et nouveau droit"),
    "tab_saved": ("Followed", "Suivi"),
    "tab_walk": ("Walk-through", "Parcours guidé"),
    "tab_deadlines": ("Deadlines", "Délais"),
    "tab_changes": ("What changed", "Changements"),
    "tab_quality": ("Quality", "Qualité"),
    # Library
    "library_count": ("{n} documents", "{n} documents"),
    "filter": ("Filter by title, kind or year", "Filtrer par titre, type ou année"),
    "find_passages": ("Find passages", "Trouver des passages"),
    "find": ("Find", "Chercher"),
    "find_in": ("Find in this document", "Chercher dans ce document"),
    "col_title": ("Title", "Titre"),
    "col_kind": ("Kind", "Type"),
    "col_date": ("Date", "Date"),
    "col_status": ("Status", "État"),
    "col_languages": ("Languages", "Langues"),
    "col_passages": ("Passages", "Passages"),
    "col_origin": ("Origin", "Origine"),
    "status_in_force": ("In force", "En vigueur"),
    "status_current": ("Current", "Actuel"),
    "status_historical": ("Historical", "Historique"),
    "status_superseded": ("Superseded", "Remplacé"),
    "undated": ("undated", "sans date"),
    "contents": ("Contents", "Sommaire"),
    "publisher": ("Publisher", "Éditeur"),
    "citation": ("Citation", "Référence"),
    "file": ("File", "Fichier"),
    "close": ("Back to the list", "Retour à la liste"),
    "page_of": ("Passages {first} to {last} of {n}", "Passages {first} à {last} sur {n}"),
    "earlier": ("Earlier passages", "Passages précédents"),
    "later": ("Later passages", "Passages suivants"),
    "copy_link": ("Copy link", "Copier le lien"),
    "add": ("Add your documents", "Ajouter vos documents"),
    "add_hint": (
        "txt, md, html, pdf, docx or eml, at most {limit} MB each. They stay on the machine that runs this service.",
        "txt, md, html, pdf, docx ou eml, au plus {limit} Mo chacun. Ils restent sur la machine qui exécute ce service.",
    ),
    "files": ("Choose files", "Choisir des fichiers"),
    "key": ("Editor key", "Clé d’édition"),
    "replace": ("Replace a document of the same name", "Remplacer un document du même nom"),
    "upload_do": ("Add", "Ajouter"),
    "sending": ("Sending and reading {name}…", "Envoi et lecture de {name}…"),
    "reading": ("Reading and indexing {name}…", "Lecture et indexation de {name}…"),
    "added": ("{name}: added, {n} passages", "{name} : ajouté, {n} passages"),
    "updated": ("{name}: updated, {n} passages", "{name} : mis à jour, {n} passages"),
    "unchanged": ("{name}: already held", "{name} : déjà conservé"),
    "delete": ("Delete", "Supprimer"),
    "delete_sure": (
        "Delete “{title}”? Its passages can no longer be cited.",
        "Supprimer « {title} »? Ses passages ne pourront plus être cités.",
    ),
    "delete_yes": ("Yes, delete", "Oui, supprimer"),
    "delete_no": ("Keep it", "Conserver"),
    "deleted": ("Deleted.", "Supprimé."),
    # Timeline
    "law_over_time": ("Which law held when", "Quelle loi était en vigueur, et quand"),
    "law_on": ("The law of the day", "Le droit en date du"),
    "law_on_day": ("As it stood on {day}:", "En date du {day} :"),
    "law_provisions": ("Its provisions with known days ({n})", "Ses dispositions dont les dates sont connues ({n})"),
    "law_changed": ("changed {days}", "modifié le {days}"),
    "day_unsure": ("end not on record", "fin non consignée"),
    "unsure_end": ("End not on record; the Act as a whole: until {day}", "Fin non consignée; la Loi dans son ensemble : jusqu’au {day}"),
    "day_held": ("held", "en vigueur"),
    "day_past": ("no longer", "plus en vigueur"),
    "day_later": ("not yet", "pas encore en vigueur"),
    "events": ("Bodies and laws, year by year", "Organismes et lois, année par année"),
    # Obligations
    "actor": ("Who", "Qui"),
    "everyone": ("everyone", "tous"),
    "modality": ("Rule", "Règle"),
    "all": ("all", "toutes"),
    "must": ("must", "doit"),
    "must_not": ("must not", "ne doit pas"),
    "may": ("may", "peut"),
    "need_not": ("need not", "n’est pas tenu"),
    "deadline_only": ("Only rules with a time limit", "Seulement les règles avec un délai"),
    "words_in": ("Words in the rule", "Mots de la règle"),
    "law_document": ("Law", "Loi"),
    "all_laws": ("all laws", "toutes les lois"),
    "show": ("Show", "Afficher"),
    "csv": ("Download as CSV", "Télécharger en CSV"),
    "json": ("Download as JSON", "Télécharger en JSON"),
    "rules_from": ("Read from", "Tirées"),
    "rules_binding": ("what binds, and your documents", "de ce qui lie, et de vos documents"),
    "rules_all": ("every source, guidance and research too", "de toute source, guides et recherches compris"),
    "rules_count": ("{n} rules", "{n} règles"),
    "rules_first": ("{n} rules; the first {k} are shown", "{n} règles; les {k} premières sont affichées"),
    "col_rule": ("What", "Quoi"),
    "col_when": ("By when", "Délai"),
    "col_where": ("Where it stands", "Où cela figure"),
    "obligations_note": (
        "Read by the program from the passages shown; each row quotes its own words. Check the passage before you rely on a row.",
        "Lu par le programme dans les passages indiqués; chaque ligne en cite les mots. Vérifiez le passage avant de vous y fier.",
    ),
    # Deadlines
    "deadline_rule": ("Time limit", "Délai"),
    "trigger": ("Counted from", "À compter du"),
    "count": ("Count", "Calculer"),
    "ends": ("Ends on {day}", "Prend fin le {day}"),
    "missing": ("Missing: {what}", "Manque : {what}"),
    "steps": ("How it was counted", "Comment on a compté"),
    "ics": ("Calendar file (.ics)", "Fichier de calendrier (.ics)"),
    "rests_on": ("Rests on", "Repose sur"),
    # Old and new law
    "concordance_note": (
        "Which provision took the place of which, with both texts as they are held.",
        "Quelle disposition en a remplacé une autre, avec les deux textes conservés.",
    ),
    "provision": ("Provision", "Disposition"),
    "provision_hint": ("e.g. s. 27; empty shows every row", "p. ex. art. 27; vide : toutes les lignes"),
    "direction": ("Direction", "Sens"),
    "replaced_by": ("what replaced it", "ce qui l’a remplacée"),
    "replaces": ("what it replaced", "ce qu’elle a remplacé"),
    "on_repeal": ("On its repeal:", "Sur son abrogation :"),
    "replaced_by_what": ("What replaced it, side by side", "Ce qui l’a remplacée, côte à côte"),
    "no_row": (
        "The concordance has no row for this provision.",
        "La concordance n’a aucune ligne pour cette disposition.",
    ),
    "replaced_from": ("replaced from {day}", "remplacée à compter du {day}"),
    "not_held": ("No text is held.", "Aucun texte n’est conservé."),
    "own_words": (
        "Both sides are our own words; fetch the official texts to compare them word by word.",
        "Les deux côtés sont dans nos propres mots; récupérez les textes officiels pour les comparer mot à mot.",
    ),
    "words_changed": ("Word by word:", "Mot à mot :"),
    "col_topic": ("Topic", "Sujet"),
    "col_old": ("Old", "Ancien"),
    "col_new": ("New", "Nouveau"),
    "col_change": ("What changed", "Ce qui a changé"),
    # Followed questions
    "saved_note": (
        "A question saved here is followed: when a passage that its answer cites changes, it is listed. All who use this service share the list.",
        "Une question enregistrée ici est suivie : dès qu’un passage cité par sa réponse change, elle est signalée. La liste est commune à tous les utilisateurs du service.",
    ),
    "follow": ("Answer and follow", "Répondre et suivre"),
    "affected": ("Affected by changes", "Touchées par des changements"),
    "followed": ("All that are followed", "Toutes celles qui sont suivies"),
    "saved_line": ("law as of {day}, saved {kept}, {n} quotations", "droit au {day}, enregistrée le {kept}, {n} citations"),
    "quote_gone": ("The quotation no longer stands in it.", "La citation ne s’y trouve plus."),
    "change_changed": ("the words changed", "le texte a changé"),
    "change_standing": ("other dates or confidence", "autres dates ou confiance"),
    "change_vanished": ("no longer held", "n’est plus conservé"),
    "change_official_text": ("the official text is held now", "le texte officiel est maintenant conservé"),
    # Walk-through
    "walk_intro": (
        "Answer a few questions to see which kind of integration this is, and what to do.",
        "Répondez à quelques questions pour savoir de quel type d’intégration il s’agit, et quoi faire.",
    ),
    "role": ("You are", "Vous êtes"),
    "role_of_provider": ("a provider", "un fournisseur"),
    "role_of_funder": ("LHIN, Ontario Health or ministry staff", "du RLISS, de Santé Ontario ou du ministère"),
    "begin": ("Begin", "Commencer"),
    "restart": ("Start over", "Recommencer"),
    "so_far": ("Your answers so far", "Vos réponses jusqu’ici"),
    "checklist": ("What to do", "À faire"),
    "by": ("By {day}", "Au plus tard le {day}"),
    "keep": ("Keep: {what}", "À conserver : {what}"),
    "checklist_csv": ("Checklist as CSV", "Liste en CSV"),
    "checklist_docx": ("Checklist as Word", "Liste en Word"),
    "fill_dates": ("Work out the dates", "Calculer les dates"),
    # Changes
    "from": ("From", "Du"),
    "to": ("To", "Au"),
    "compare": ("Compare", "Comparer"),
    "changes_head": ("{added} new, {changed} changed, {gone} gone, {same} the same", "{added} nouvelles, {changed} modifiées, {gone} disparues, {same} identiques"),
    "added_rules": ("New", "Nouvelles"),
    "changed_rules": ("Changed", "Modifiées"),
    "gone_rules": ("Gone", "Disparues"),
    "nothing": ("Nothing.", "Rien."),
    "first_shown": ("The first {k} are shown.", "Les {k} premières sont affichées."),
    # Quality
    "quality_head": (
        "Of {n} test questions on which nothing was tuned, {right} were handled rightly ({share}).",
        "Sur {n} questions d’essai qui n’ont servi à aucun réglage, {right} ont été bien traitées ({share}).",
    ),
    "quality_all": (
        "Of all {n} test questions, {right} were ({share}).",
        "Sur l’ensemble des {n} questions d’essai, {right} l’ont été ({share}).",
    ),
    "quality_right": (
        "Handled rightly means: every expected fact is stated, or a question that the corpus cannot answer is refused.",
        "Bien traitée veut dire : tous les faits attendus sont énoncés, ou la question à laquelle le corpus ne répond pas est refusée.",
    ),
    "said_refusal_recall": (
        "Of the questions that the corpus cannot answer, {share} were refused; the others got the nearest facts. So see whether an answer answers your question.",
        "Des questions auxquelles le corpus ne répond pas, {share} ont été refusées; les autres ont reçu les faits les plus proches. Voyez donc si une réponse répond à votre question.",
    ),
    "said_false_refusal": (
        "Of the questions that it can answer, {share} were refused. Ask again in other words, or search.",
        "Des questions auxquelles il répond, {share} ont été refusées. Redemandez avec d’autres mots, ou cherchez.",
    ),
    "said_quotes_exact": (
        "{share} of the quotes stand in their source exactly as shown.",
        "{share} des citations figurent dans leur source exactement comme affichées.",
    ),
    "said_wrong_date": (
        "{share} of the answers gave the law of the wrong day.",
        "{share} des réponses ont donné le droit d’un autre jour que celui demandé.",
    ),
    "quality_date": ("On record since {day}.", "Consigné le {day}."),
    "quality_report": ("Read the report", "Lire le rapport"),
    "quality_reported": ("Nothing tuned on these", "Sans réglage sur celles-ci"),
    "quality_every": ("All questions", "Toutes les questions"),
    "quality_interval": ("{low} to {high}; {n} questions", "{low} à {high}; {n} questions"),
    "quality_own": ("Your own evaluation", "Votre propre évaluation"),
    "quality_own_head": (
        "Of {n} questions, {right} were handled rightly ({share}).",
        "Sur {n} questions, {right} ont été bien traitées ({share}).",
    ),
    "quality_own_date": ("Evaluated on this installation on {day}.", "Évalué sur cette installation le {day}."),
    "quality_none": (
        "None has been made on this installation; the command lhsia eval makes one.",
        "Aucune n’a été faite sur cette installation; la commande lhsia eval en fait une.",
    ),
    "measure": ("Measure", "Mesure"),
}  # fmt: skip

KINDS: dict[str, tuple[str, str]] = {
    "statute": ("Statute", "Loi"),
    "regulation": ("Regulation", "Règlement"),
    "case": ("Court decision", "Décision de justice"),
    "directive": ("Directive", "Directive"),
    "policy": ("Policy", "Politique"),
    "plan": ("Plan", "Plan"),
    "guidance": ("Guidance", "Guide"),
    "audit": ("Audit", "Vérification"),
    "news": ("News", "Nouvelle"),
    "research": ("Research", "Recherche"),
    "timeline": ("Timeline", "Chronologie"),
    "glossary": ("Glossary", "Glossaire"),
    "upload": ("Upload", "Document ajouté"),
    "catalogue": ("About the corpus", "À propos du corpus"),
}

MEASURES: dict[str, tuple[str, str]] = {
    "correct": ("Handled rightly", "Bien traitée"),
    "facts_partial": ("Expected facts stated", "Faits attendus énoncés"),
    "document_first": ("First source is the right document", "Première source : le bon document"),
    "pinpoint": ("Right provision cited", "Bonne disposition citée"),
    "supported": ("Statements that follow from their citation", "Énoncés qui découlent de leur citation"),
    "quotes_exact": ("Quotes exact", "Citations exactes"),
    "refusal_recall": ("Refused where there is no answer", "Refusé là où il n’y a pas de réponse"),
    "false_refusal": ("Refused although answerable (less is better)", "Refusé alors qu’une réponse existait (moins vaut mieux)"),
    "wrong_date": ("Law of the wrong day (less is better)", "Droit d’un autre jour (moins vaut mieux)"),
    "forbidden_said": ("False statement made (less is better)", "Énoncé faux (moins vaut mieux)"),
}  # fmt: skip

EXAMPLES: dict[str, dict[Language, tuple[str, ...]]] = {
    "role_provider": {
        "en": (
            "What notice did a provider have to give before a voluntary integration?",
            "How long did a LHIN have to stop a voluntary integration?",
            "Who may order an integration today?",
        ),
        "fr": (
            "Quel avis un fournisseur devait-il donner avant une intégration volontaire?",
            "De combien de temps un RLISS disposait-il pour empêcher une intégration volontaire?",
            "Qui peut ordonner une intégration aujourd’hui?",
        ),
    },
    "role_funder": {
        "en": (
            "Who is responsible for identifying integration opportunities under LHSIA?",
            "What had to be published before an integration was required?",
            "How long could people comment on a proposed integration decision?",
        ),
        "fr": (
            "Qui doit repérer les possibilités d’intégration selon la LISSL?",
            "Que devait publier le RLISS avant d’exiger une intégration?",
            "Combien de jours avait-on pour commenter une décision d’intégration proposée?",
        ),
    },
}


def word(key: str, language: Language, **values: object) -> str:
    """A word or sentence of the page, with its values filled in; in French no line begins with a colon or a guillemet."""
    sentence = WORDS[key][language == "fr"]
    return (TIED.sub("\u00a0", sentence) if language == "fr" else sentence).format(**values)


def kind_word(kind: str, language: Language) -> str:
    """What the page calls a kind of document."""
    return KINDS[kind][language == "fr"] if kind in KINDS else kind


def day_word(day: str | date | None, language: Language) -> str:
    """A day in words, from an ISO text or a date; "" for none, and the text itself when it is not a day."""
    if not day:
        return ""
    if isinstance(day, date):
        return written_day(day, language)
    try:
        return written_day(date.fromisoformat(day[:10] if "T" in day else day), language)
    except ValueError:
        return day


def dates_word(dates: str, language: Language) -> str:
    """A catalogue date: a day or a month in words, a year as it stands, a span with a dash.

    >>> dates_word("2011-02/2016-06", "fr")
    'février 2011 – juin 2016'
    """
    return " – ".join(_date_word(part, language) for part in dates.split("/"))


def _date_word(part: str, language: Language) -> str:
    if part == "undated":
        return word("undated", language)
    month = MONTH.fullmatch(part)
    if month is None:
        return day_word(part, language)
    names = MONTHS_FR if language == "fr" else MONTHS_EN
    return f"{names[int(month[2]) - 1]} {month[1]}"


def number_word(number: float, language: Language, digits: int = 0) -> str:
    """A number with the language's marks.

    >>> number_word(1234.5, "fr", 1)
    '1\\u202f234,5'
    """
    written = f"{number:,.{digits}f}"
    return written.replace(",", "\u202f").replace(".", ",") if language == "fr" else written


def size_word(size: int, language: Language) -> str:
    """The size of a file.

    >>> size_word(84_000, "fr")
    '82 ko'
    """
    if size < 1024:
        return word("bytes", language, n=number_word(size, language))
    if size < 1024 * 1024:
        return word("kilobytes", language, n=number_word(size / 1024, language))
    return word("megabytes", language, n=number_word(size / 1024 / 1024, language, 1))


def percent_word(share: float, language: Language) -> str:
    """A share as a percentage.

    >>> percent_word(0.875, "en")
    '88%'
    """
    return f"{share * 100:.0f}\u00a0%" if language == "fr" else f"{share * 100:.0f}%"
