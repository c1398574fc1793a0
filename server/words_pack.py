"""What is said of an evidence pack that was checked, in English and French."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    "no_file": ("The pack cannot be read: {reason}.", "Le dossier ne peut pas être lu : {reason}."),
    "empty": ("The file is empty.", "Le fichier est vide."),
    "not_zip": (
        "This is not an evidence pack: a pack is a ZIP file.",
        "Ceci n'est pas un dossier de preuve : un dossier est un fichier ZIP.",
    ),
    "cut_short": (
        "The pack is damaged or cut short, and cannot be opened; download or copy it again.",
        "Le dossier est endommagé ou tronqué et ne peut pas être ouvert; téléchargez-le ou copiez-le de nouveau.",
    ),
    "same_name": (
        "The pack cannot be read: two of its files have the same name.",
        "Le dossier ne peut pas être lu : deux de ses fichiers ont le même nom.",
    ),
    "too_much": (
        "The pack would unpack to more than {limit} MB, which no evidence pack does; it was not opened.",
        "Le dossier dépasserait {limit} Mo une fois décompressé, ce que ne fait aucun dossier de preuve; il n'a pas été ouvert.",
    ),
    "foreign": (
        "This is a ZIP file, but not an evidence pack: nothing that belongs to one is in it.",
        "C'est un fichier ZIP, mais pas un dossier de preuve : rien de ce qui en fait partie ne s'y trouve.",
    ),
    "digest": (
        "The pack is not the file whose SHA-256 was written down.",
        "Le dossier n'est pas le fichier dont le SHA-256 a été noté.",
    ),
    "unreadable_file": (
        "{name} was altered: it cannot be read back as it was written.",
        "{name} a été modifié : il ne peut plus être lu tel qu'il a été écrit.",
    ),
    "malformed": (
        "A record of the pack is not as the format says ({reason}).",
        "Un registre du dossier n'a pas la forme voulue ({reason}).",
    ),
    "no_manifest": ("The pack has no manifest.", "Le dossier n'a pas de manifeste."),
    "bad_manifest": ("The manifest cannot be read.", "Le manifeste ne peut pas être lu."),
    "format": (
        "The pack has format {known!r}; this version reads {ours!r}.",
        "Le dossier est au format {known!r}; cette version lit {ours!r}.",
    ),
    "seal": (
        "The manifest was altered: its seal is not that of what stands in it.",
        "Le manifeste a été modifié : son sceau n'est pas celui de son contenu.",
    ),
    "listed_missing": ("{name} is listed and not in the pack.", "{name} est au manifeste, mais pas dans le dossier."),
    "altered": (
        "{name} was altered: its SHA-256 is {digest}, the manifest has {listed}.",
        "{name} a été modifié : son SHA-256 est {digest}, le manifeste donne {listed}.",
    ),
    "extra": ("{name} is in the pack and not in the manifest.", "{name} est dans le dossier, mais pas au manifeste."),
    "missing": (
        "{name} belongs to every pack and is not in it.",
        "{name} fait partie de tout dossier et n'y est pas.",
    ),
    "question": (
        "The question or the day in question.txt is not that of the answer.",
        "La question ou le jour de question.txt n'est pas celui de la réponse.",
    ),
    "passage_missing": (
        "The passage of quotation {number} is missing or cannot be read.",
        "Le passage de la citation {number} manque ou ne peut pas être lu.",
    ),
    "passage_altered": (
        "The passage {passage} of quotation {number} is not the text that was quoted.",
        "Le passage {passage} de la citation {number} n'est pas le texte qui a été cité.",
    ),
    "quote": (
        "Quotation {number} is not what stands at {start}-{end} of {passage}.",
        "La citation {number} n'est pas ce qui figure aux positions {start}-{end} de {passage}.",
    ),
    "no_source": (
        "The source of quotation {number}, {document}, has no version recorded.",
        "La source de la citation {number}, {document}, est sans version consignée.",
    ),
    "citation": (
        "Citation {number} of the answer differs from the quotation kept for it.",
        "La citation {number} de la réponse diffère de celle qui est conservée.",
    ),
    "uncited": ("Quotation {number} is no citation of the answer.", "La citation {number} n'est pas une citation de la réponse."),
    "mark": (
        "The answer's text points to [{number}], which is no citation of it.",
        "Le texte de la réponse renvoie à [{number}], qui n'est pas une de ses citations.",
    ),
    "no_statement": (
        "The answer states something and lists no statement.",
        "La réponse affirme quelque chose sans énumérer d'énoncé.",
    ),
    "unsupported": (
        "The statement {statement!r} rests on no quotation of the pack.",
        "L'énoncé {statement!r} ne repose sur aucune citation du dossier.",
    ),
    "unstated": (
        "The statement {statement!r} does not stand in the answer's text.",
        "L'énoncé {statement!r} ne figure pas dans le texte de la réponse.",
    ),
    "no_word": ("answer.docx cannot be opened as a Word file.", "answer.docx ne s'ouvre pas comme un fichier Word."),
    "word": ("answer.docx does not hold quotation {number}.", "answer.docx ne contient pas la citation {number}."),
    "vanished": (
        "{passage} (quotation {number}) is no longer held.",
        "{passage} (citation {number}) n'est plus conservé.",
    ),
    "changed": (
        "{passage} (quotation {number}) reads differently today.",
        "{passage} (citation {number}) se lit autrement aujourd'hui.",
    ),
}  # fmt: skip
