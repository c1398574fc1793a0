"""The engine of the obligations grammar: where a duty, a power or a prohibition is stated, of whom, to do what.

A *site* is a place where modality is expressed ("shall", "est tenu de", "requires ... to"). For each site the engine
finds the subject by walking back over parentheses and leading conditions, and the verb phrase by walking on over
adverbs. Sites inside relative clauses ("a fee that must be paid") and subordinate clauses ("as the Minister may
direct") state no rule of their own. The words of each language are in grammar_english and grammar_french.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.grammar_actors import ACTOR_NAMES, AFTER_AGENT, DETERMINER, EVERYBODY, without_determiner
from ingest.grammar_lexicon import OPPOSITE, Lexicon, Modality, SitePattern


@dataclass(frozen=True, slots=True)
class Found:
    """One rule found in a text: bearer as written ("" when nobody is named), modality, and the verb phrase."""

    subject: str
    modality: Modality
    start: int
    end: int
    predicate: str
    passive: bool = False
    leading: str = ""


@dataclass(slots=True)
class _State:
    """What has been read so far in one sentence: the end of the last site and the bearer it had."""

    lexicon: Lexicon
    text: str
    last_end: int = 0
    last_subject: str = ""
    last_grammatical: str = ""
    skipped: bool = False
    seen: bool = False
    found: list[Found] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Site:
    match: re.Match[str]
    pattern: SitePattern


def read_rules(text: str, lexicon: Lexicon, begin: int = 0) -> list[Found]:
    """The rules that one sentence states at or after `begin`; what stands before `begin` gives only context."""
    plain = mask_brackets(text)
    if lexicon.definition.match(plain) or lexicon.deeming_clause.search(plain[begin:]):
        return []
    state = _State(lexicon, plain)
    for site in _sites(plain, lexicon):
        _read_site(state, site, begin)
    return state.found


def mask_brackets(text: str) -> str:
    """The text with what stands in round brackets blanked, so that offsets hold."""
    return re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text)


def _sites(text: str, lexicon: Lexicon) -> list[_Site]:
    """Every place of modality, in order; of overlapping ones the first that the lexicon lists."""
    chosen: list[_Site] = []
    for pattern in lexicon.sites:
        for match in pattern.pattern.finditer(text):
            if not any(match.start() < s.match.end() and s.match.start() < match.end() for s in chosen):
                chosen.append(_Site(match, pattern))
    return sorted(chosen, key=lambda site: site.match.start())


def _read_site(state: _State, site: _Site, begin: int) -> None:
    match, lexicon = site.match, state.lexicon
    left = state.text[state.last_end : match.start()]
    if site.pattern.form in ("object", "demand"):
        if lexicon.bare.match(match[0]) and not lexicon.instrument.search(left):
            return
        if site.pattern.form == "demand" and (
            not lexicon.instrument.search(left) or _is_subordinate(left, lexicon)
        ):
            return
    elif _skips(state, left):
        return
    subject, leading = _subject(state, left)
    predicate, verb_start = _predicate(state.text, match.end(), lexicon)
    found = _rule(state, site, subject, predicate)
    inherits = not left.strip() or lexicon.joint.search(left.rstrip()) is not None
    if site.pattern.form == "object":
        state.last_end = match.end()
    else:
        state.last_grammatical, state.last_end = subject, verb_start
    if NOUN_FIRST.match(predicate):  # "needs the Minister's approval"
        predicate = f"{lexicon.have} {predicate}"
    if site.pattern.form in ("thing", "demand") or not predicate.strip(" ,;:.—"):
        wanted = predicate if site.pattern.form == "demand" and predicate else without_determiner(subject)
        predicate = f"{lexicon.have} {wanted}"
    if found is None:
        return
    bearer, modality, passive = found
    if inherits and not bearer and not passive:
        bearer = state.last_subject
    state.last_subject = bearer
    if match.start() >= begin or match.end() > begin:
        rule = Found(bearer, modality, match.start(), match.end(), predicate, passive, leading)
        state.found.append(rule)
        _add_coordinated(state, rule)


NOUN_FIRST = re.compile(r"(?:the|an|its|their)\s")


def _rule(state: _State, site: _Site, subject: str, predicate: str) -> tuple[str, Modality, bool] | None:
    """Bearer, modality and voice at a site; None when it states no rule."""
    lexicon, pattern, match = state.lexicon, site.pattern, site.match
    negated = match.groupdict().get("neg") is not None
    if negated and lexicon.restricted.search(predicate):
        negated = False
    modality = pattern.negated if negated else pattern.modality
    if pattern.form == "object":
        negative = re.match(r"(?:nothing|no |rien|aucun)", subject, re.I) is not None
        return re.sub(r"^à ", "", match["actor"]), "need_not" if negative else modality, False
    if lexicon.deeming.match(predicate) or (
        predicate.startswith("apply ") and lexicon.instrument.search(subject)
    ):
        return None
    if lexicon.negative_subject.match(subject) and not negated:
        modality = "need_not" if pattern.form == "thing" and modality == "must" else OPPOSITE[modality]
    elif lexicon.negative_subject.match(subject):
        modality = pattern.negated
    if lexicon.relieved.match(predicate):
        modality = "need_not" if modality == "must_not" else "must"
    if pattern.form in ("thing", "demand"):
        return "", modality, True
    if modality == "may" and (lexicon.possibility.match(predicate) or lexicon.vague_subject.match(subject)):
        return None
    if pattern.modality == "must" and lexicon.vague_subject.match(subject):
        return None
    passive = lexicon.passive.match(predicate)
    if (
        passive
        and pattern.form == "subject"
        and not lexicon.state.match(predicate)
        and not lexicon.relieved.match(predicate)
    ):
        return _agent(predicate[passive.end() :], lexicon), modality, True
    return subject, modality, False


def _agent(rest: str, lexicon: Lexicon) -> str:
    """The doer of a passive, "by the operator"; "" when none is named before the clause ends."""
    end = lexicon.clause_end.search(rest)
    found = lexicon.agent.search(rest[: end.start() if end else None])
    named = _tidy(AFTER_AGENT.split(found["actor"])[0]) if found else ""
    return "" if re.search(r"\b(?:means|method|form|process|moyen|mode)\b", named) else named


def _skips(state: _State, left: str) -> bool:
    """Whether a site states no rule of its own; one joined to the site before it shares that one's fate."""
    joined = state.lexicon.joint.search(left.rstrip()) and not state.lexicon.relative.search(left.rstrip())
    if not joined or not state.seen:
        state.skipped = _is_subordinate(left, state.lexicon)
    state.seen = True
    return state.skipped


def _is_subordinate(left: str, lexicon: Lexicon) -> bool:
    """Whether the modal stands in a relative or subordinate clause: "terms that the Minister may set"."""
    if lexicon.relative.search(left.rstrip()) or _in_bare_condition(left, lexicon):
        return True
    chunk = _without_coordinator(_last_chunk(left).strip(), lexicon)
    opened = list(lexicon.subordinator.finditer(chunk))
    if not opened:
        return False
    last = opened[-1]
    inside = chunk[last.end() :].strip()
    full = (
        DETERMINER.match(inside) is not None
        or lexicon.pronoun.match(inside) is not None
        or inside[:1].isupper()
    )
    if COMPLEMENT.fullmatch(last[0].strip()) and lexicon.reporting.search(chunk[: last.start()].rstrip()):
        return False
    if lexicon.weak.fullmatch(last[0].strip()):  # "before", "as": also prepositions
        return len(inside.split()) <= 4 and not lexicon.verb.search(" " + inside)
    if not full and re.match(r"[a-z]+(?:s|ed)\s+\w+\s+\w+", inside):
        return False  # "a person that acquires information may": the relative clause has its own verb
    if last.start() == 0 and lexicon.demonstrative.fullmatch(last[0].strip()) and not full:
        return False  # "that person may", "which person may not"
    return not (lexicon.finite if full else lexicon.verb).search(" " + inside)


def _in_bare_condition(left: str, lexicon: Lexicon) -> bool:
    """Whether the clause was opened by a subordinator set off by commas: "If, by order, two ministers may"."""
    segments = [segment.strip() for segment in left.split(",")]
    opened = [n for n, segment in enumerate(segments) if lexicon.subordinator.fullmatch(segment)]
    return (
        bool(opened)
        and len(segments) - opened[-1] <= 3
        and not any(lexicon.finite.search(" " + s) for s in segments[opened[-1] :])
    )


COMPLEMENT = re.compile(r"that|que|qu['’]", re.I)


def _last_chunk(left: str) -> str:
    """The words since the last comma or semicolon that still belong to the modal's clause."""
    stripped = left.rstrip()
    while stripped.endswith(","):
        stripped = stripped[:-1].rstrip()
        cut = max(stripped.rfind(","), stripped.rfind(";"))
        stripped = stripped[: cut + 1].rstrip() if cut >= 0 else stripped
        if cut < 0:
            break
    return re.split(r"[,;:—]", stripped)[-1]


def _subject(state: _State, left: str) -> tuple[str, str]:
    """The noun phrase that the modal follows, and what led to it; inherited when only a coordinator precedes."""
    lexicon = state.lexicon
    stripped = left.strip()
    if not stripped or lexicon.joint.search(stripped):
        return state.last_grammatical or _first_subject(stripped, lexicon), ""
    segments = re.split(r"\s*(?:,(?!\d)|[;:—])\s*", stripped)
    if segments and not segments[-1]:
        segments = _skip_parenthesis(segments[:-1], lexicon)
    while len(segments) > 1 and NUMBERS_ONLY.fullmatch(segments[-1]):
        segments.pop()  # the end of an enumeration of provisions inside the subject
    noun = segments[-1] if segments else ""
    before = segments[:-1]
    while before and not state.found and _continues(noun, before[-1], lexicon):
        noun = f"{before.pop()}, {noun}"
    subject = _noun_phrase(noun, lexicon, later=bool(state.last_end))
    if lexicon.pronoun.fullmatch(subject):
        subject = state.last_grammatical or _antecedent(", ".join(before) or noun, lexicon) or subject
    if not subject and state.last_end:
        subject = state.last_grammatical
    return subject, ", ".join(before)


NUMBERS_ONLY = re.compile(r"(?:(?:and|or|et|ou|to|à)?\s*[\d.]+(?:\s*\([\w.]+\))*\s*)+")


def _continues(noun: str, before: str, lexicon: Lexicon) -> bool:
    """Whether a segment is the end of an enumeration, "No goods, vessels or other property", begun before it."""
    if lexicon.opener.match(before) or DETERMINER.match(_without_coordinator(noun, lexicon)):
        return False
    return len(before.split()) <= 5 and lexicon.coordinator.search(noun + " ") is not None


def _without_coordinator(words: str, lexicon: Lexicon) -> str:
    found = lexicon.coordinator.match(words + " ")
    return words[found.end() :] if found else words


def _skip_parenthesis(segments: list[str], lexicon: Lexicon) -> list[str]:
    """Segments up to the subject, when the modal follows a parenthesis: "The treasurer, if asked, shall"."""
    kept = list(segments)
    while len(kept) > 1:
        dropped = kept.pop()
        if lexicon.opener.match(dropped) and not (lexicon.opener.match(kept[-1]) and len(kept) > 1):
            break
    return kept or segments


def _noun_phrase(words: str, lexicon: Lexicon, later: bool) -> str:
    """The subject inside its segment, without what leads to it."""
    noun = _without_coordinator(words.strip(), lexicon)
    if later:
        pieces = re.split(lexicon.coordinator.pattern, noun, flags=re.I)
        last = pieces[-1].strip() if pieces else noun
        noun = last if DETERMINER.match(last) or lexicon.pronoun.match(last) or last[:1].isupper() else noun
    opened = lexicon.opener.match(noun)
    if opened:
        inner = [m.start() for m in DETERMINER.finditer(noun) if m.start() == 0 or noun[m.start() - 1] == " "]
        known = [m.start() for m in KNOWN_ACTOR.finditer(noun)]
        starts = inner or known
        noun = noun[starts[-1] :] if starts else noun[opened.end() :]
    tail = noun.rsplit(" ", 1)[-1]
    if lexicon.pronoun.fullmatch(tail) and " " in noun:
        noun = tail
    return _tidy(noun)


KNOWN_ACTOR = re.compile(r"\b(?:" + "|".join(pattern for _, pattern in ACTOR_NAMES) + ")", re.I)


def _antecedent(words: str, lexicon: Lexicon) -> str:
    """What a pronoun stands for: the first noun phrase of the clause before it."""
    opened = lexicon.opener.match(words.strip())
    rest = words.strip()[opened.end() if opened else 0 :].strip()
    if EVERYBODY.match(rest):
        return rest.split(" ", 1)[0]
    determiner = DETERMINER.match(rest)
    body = rest[determiner.end() if determiner else 0 :]
    verb = lexicon.verb.search(" " + body)
    known = KNOWN_ACTOR.match(body)
    if known:
        return known[0]
    words_kept = (body[: max(0, verb.start() - 1)] if verb else body).split()[:4]
    inflected = (n for n, word in enumerate(words_kept) if n and re.fullmatch(r"[a-z]+[^s'’\W]s", word))
    return _tidy(" ".join(words_kept[: next(inflected, None)]))


def _first_subject(words: str, lexicon: Lexicon) -> str:
    """The subject of the clause that opens a sentence: "Under s. 27, the LHIN had 60 days, and"."""
    segments = re.split(r"\s*[,;:—]\s*", words)
    if lexicon.joint.fullmatch(words):
        return ""
    main = next((segment for segment in segments if not lexicon.opener.match(segment)), segments[0])
    return _antecedent(main, lexicon)


def _tidy(words: str) -> str:
    return " ".join(words.split()).strip(" ,;:—–-")


def _predicate(text: str, at: int, lexicon: Lexicon) -> tuple[str, int]:
    """The verb phrase after a modal, to the end of the text, without adverbs and parentheses before the verb."""
    rest = text[at:]
    moved = True
    while moved:
        moved = False
        skipped = re.match(r"\s*,?\s*(?:" + lexicon.adverb.pattern + r")\s*,?", rest, re.I)
        if skipped and skipped.end():
            rest, moved = rest[skipped.end() :], True
        comma = re.match(r"\s*,\s*([^,]*),", rest)
        if (
            comma
            and lexicon.opener.match(comma[1])
            or comma
            and moved is False
            and len(comma[1].split()) < 25
        ):
            rest, moved = rest[comma.end() :], True
    rest = rest.lstrip(" ,")
    return rest, len(text) - len(rest)


def _add_coordinated(state: _State, rule: Found) -> None:
    """Further actions of the same bearer joined without repeating the modal: "shall meet and try to settle"."""
    reach = COORDINATION_END.search(rule.predicate)
    words = rule.predicate[: reach.start() if reach else None]
    # Only a second infinitive in French and "to"-less verbs known from the first list in English can be told
    # apart from a second object; the language's lexicon decides through its coordinator pattern.
    for joined in re.finditer(COORDINATED, words):
        if joined.start() > 0:
            state.found.append(
                Found(
                    rule.subject,
                    rule.modality,
                    rule.start,
                    rule.end,
                    words[joined.end("join") :],
                    rule.passive,
                )
            )


BARE_VERBS = (
    "accept appoint approve attend call charge comply conduct consider consult copy deliver determine ensure establish examine "
    "exercise extend file fund give hear hold identify include inform keep make meet notify obtain order pay perform post prepare "
    "prescribe provide publish purchase report request require review revoke send set show sign specify stop submit suspend take "
    "tell transfer try vary be"
)
COORDINATION_END = re.compile(
    r"[;:]|\b(?:if|unless|where|who|which|when (?:it|the|they|an?)|before|after|once|that (?:the|an?|it|they|he|is|are|was|has)|si|qui|que|lorsque)\b"
)
COORDINATED = re.compile(
    r"(?:\b|,)\s*(?P<join>(?:and|then|, then|et|and then) (?:also |then |de |d['’])?|, )(?="
    + "|".join(rf"{verb}\b(?!\s+(?:of|by|on|in|or|and)\b)(?!,)" for verb in BARE_VERBS.split())
    + r"|(?-i:[a-zé]{3,}(?:er|ir|oir|re)\b (?:le|la|les|de|d|l|un|une|compte|sa|son|ses|leurs?|au|aux)\b)"
    + r"|rendue?s? |publiée?s? )"
)
