"""The English words of the obligations grammar."""

from __future__ import annotations

import re

from ingest.grammar_actors import ACTOR_NAMES
from ingest.grammar_lexicon import Lexicon, SitePattern

BE = r"(?:is|are|was|were|has been|have been|had been)"
NOUN = r"(?:[\w'’-]+\s+){0,4}?[\w'’-]+"
KNOWN = "|".join(pattern for _, pattern in ACTOR_NAMES)
DET = r"(?:the|an?|each|every|any|all|both|its|their|such)"
ONE_BEARER = rf"(?:(?:{DET}\s+)?(?i:{KNOWN})(?:\s+itself)?|{DET}\s+{NOUN}|(?:proposed )?[a-z]+s)"
BEARER = rf"{ONE_BEARER}(?:(?:,| and|, and| or)\s+{ONE_BEARER})*"
ASIDE = r"(?:,[^,]{1,45},)?"
FINITE = r"(?<!shall )(?<!must )(?<!may )(?<!can )(?<!could )(?<!to )(?<!not )(?<!will )(?<!would )"


def _site(pattern: str, *rest: str) -> SitePattern:
    return SitePattern(re.compile(pattern), *rest)  # type: ignore[arg-type]


SITES = (
    _site(r"\bneed not\b", "need_not", "need_not"),
    _site(r"\b(?:do|does|did)\s+not\s+(?:have|need)\s+to\b", "need_not", "need_not"),
    _site(r"\b(?:do|does|did)\s+not\s+need\b(?= [\w'’]+)", "need_not", "need_not"),
    _site(
        rf"\b(?:[Ii]t (?:is|was|shall be) (?:the|a) (?:duty|responsibility|function) of (?P<actor>{BEARER}(?: of [\w ]+?)?) to)\b",
        "must", "must", "object",
    ),
    _site(
        rf"\b[Ii]t (?:is|was|shall be) (?:prohibited|forbidden|unlawful|illegal|an offence) for (?P<actor>{BEARER}) to\b",
        "must_not", "must_not", "object",
    ),
    _site(
        rf"\b{BE} (?:mandatory|compulsory|binding) for (?P<actor>(?:anyone|everyone)[^,;.]*|{BEARER})",
        "must", "must", "object",
    ),
    _site(
        r"\b[Ii]t (?:is|was|shall be) (?P<actor>)(?:prohibited|forbidden|unlawful|illegal|an offence) to\b",
        "must_not", "must_not", "object",
    ),
    _site(r"\b[Ii]t (?:is|was|shall) (?P<actor>)not (?:be )?necessary to\b", "need_not", "need_not", "object"),
    _site(
        rf"\b[Ii]t (?:is|was) (?:mandatory|compulsory|necessary|obligatory) for (?P<actor>{BEARER}) to\b",
        "must", "must", "object",
    ),
    _site(
        rf"{FINITE}\b(?:requires?|required|obliges?|obliged|compels?|compelled|bound|binds)\s+(?P<actor>{BEARER}){ASIDE}\s+to(?=\s+[a-z])",
        "must", "must", "object",
    ),
    _site(
        rf"{FINITE}\b(?:allows?|allowed|permits?|permitted|enables?|enabled|authori[sz]e[sd]?|empowers?|empowered|entitles?)\s+(?P<actor>{BEARER})\s+to\b",
        "may", "may", "object",
    ),
    _site(rf"{FINITE}\b(?:lets?)\s+(?P<actor>{BEARER})\s+(?=[a-z]+\b)", "may", "may", "object"),
    _site(
        rf"{FINITE}\b(?:forbids?|prohibits?|prohibited|bars?|barred|prevents?|prevented)\s+(?P<actor>{BEARER})\s+from\b",
        "must_not", "must_not", "object",
    ),
    _site(rf"{FINITE}\b(?:exempts|exempted|relieves)\s+(?P<actor>{BEARER})\s+from\b(?=\s+\w+ing\b)", "need_not", "need_not", "object"),
    _site(rf"\b(?:puts?|places?|imposes?|imposed|gives?)\s+(?:the|a)\s+(?:duty|obligation)\s+(?:up)?on\s+(?P<actor>{BEARER})\s+to\b", "must", "must", "object"),
    _site(r"\b(?:requires|required)\b(?=\s+(?:an?|the|advance|written|prior|one|proof)\s+[a-z-]+)", "must", "must", "demand"),
    _site(r"\b(?:shall|must)\b(?!-)(?P<neg>\s+not\b(?!\s+only))?", "must", "must_not"),
    _site(r"\bcannot\b", "must_not", "must_not"),
    _site(
        rf"\b(?:(?<=approval )|(?<=consent )|(?<=permission )|(?<=notice )|(?<=agreement )|(?<=licence )){BE}\s+(?P<neg>not\s+)?required\s+to\b",
        "must", "need_not", "thing",
    ),
    _site(r"\b(?:may|can|could)\b(?P<neg>n['’]t|\s*not\b(?!\s+only))?(?!\s+(?:have been|well)\b)", "may", "must_not"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:\w+ly\s+)?(?:required|obliged|obligated|bound|compelled|under (?:a duty|an obligation))\s+to\b", "must", "need_not"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:\w+ly\s+)?(?:permitted|allowed|authori[sz]ed|empowered)\s+to\b", "may", "must_not"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:entitled|free)\s+to\b", "may", "must_not", "holder"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:prohibited|barred|forbidden|precluded)\s+from\b", "must_not", "may"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:exempt(?:ed)?|excused)\s+from\b(?=\s+(?:having|\w+ing)\b)", "need_not", "must"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?responsible\s+for\b(?=\s+\w+ing\b)", "must", "need_not"),
    _site(r"\b(?:has|have|had)\s+(?P<neg>no\s+)?(?:the\s+|a\s+)?(?:right|power|authority)\s+to\b", "may", "must_not", "holder"),
    _site(r"\b(?:has|have|had)\s+(?P<neg>no\s+)?(?:the\s+|an?\s+)?(?:duty|obligation|responsibility)\s+to\b", "must", "need_not"),
    _site(r"\b(?:has|have|had)\s+to\b(?!\s+do\s+with)", "must", "need_not"),
    _site(r"(?<!is )(?<!are )(?<!was )(?<!were )\bneed(?:s|ed)?\s+to\b", "must", "need_not"),
    _site(r"(?<!is )(?<!are )(?<!was )(?<!were )\bneed(?:s|ed)?\s+(?=[\w'’ ]{3,40}\b(?:approval|consent|permission)\s+to\b)", "must", "need_not"),
    _site(rf"\b{BE}\s+(?P<neg>not\s+)?(?:needed|required|mandatory|compulsory|necessary)\b(?!\s+(?:to|by|under|for the)\b)", "must", "need_not", "thing"),
    _site(r"\b(?:is|are|was|were)\s+(?P<neg>not\s+)?(?:required)\s+(?=to\s+\w+)", "must", "need_not", "thing"),
    _site(r"\b(?:is|are|was|were)\s+(?P<neg>not\s+)?(?:permitted|allowed)\b(?!\s+(?:to|by|under)\b)", "may", "must_not", "thing"),
    _site(r"\b(?:is|are|was|were)\s+(?P<neg>not\s+)?to\b(?=\s+(?:be|[a-z]+)\b)", "must", "must_not"),
)  # fmt: skip

PARTICIPLE = (
    r"(?:\w+ed|given|made|paid|sent|held|kept|set|put|laid|heard|told|found|brought|taken|chosen|known|seen|written|shown|sold|built|"
    r"left|read|met|led|borne|drawn|cut|spent|withheld|done|drawn|begun|broken|sought|bought|held|sworn|given|withdrawn|struck|undertaken|dealt|understood|borrowed|lost|won|sought|begun|hidden|fought|overcome|forgone|rebuilt|resold|repaid|reset)"
)

ENGLISH = Lexicon(
    sites=SITES,
    opener=re.compile(
        r"(?:and |but |or )?(?:if|where|when|whenever|wherever|while|unless|until|before|after|upon|on|at|in|within|under|by|with|without|for|"
        r"from|to|as|once|since|because|although|though|despite|notwithstanding|subject to|except|other than|provided|during|through|"
        r"throughout|having|in the case|even|not|including|regardless|following|between|any time|against|whether|so far|so long|is of)\b\s*",
        re.I,
    ),
    subordinator=re.compile(
        r"(?:\b(?:that|which|whom|whose|as|than|what|whatever|how|whether|if|where|when|whenever|unless|until|before|after|because|"
        r"since|while|so that|so|once|although|whichever|wherever)\b)",
        re.I,
    ),
    weak=re.compile(r"(?:before|after|until|since|than|as|while|once|so)", re.I),
    demonstrative=re.compile(r"(?:that|which)", re.I),
    finite=re.compile(
        r"\s(?:is|are|was|were|has|have|had|does|do|did|makes?|gives?|fails?|intends?|receives?|considers?|designates|appoints|applies|"
        r"takes?|holds?|wishes|provides|refers|becomes?|exists?)(?=\s|$)",
        re.I,
    ),
    reporting=re.compile(r"\b(?:provides?|provided|states?|stated|stipulates?|specifies|specified|requires?|required|ensures?)$", re.I),
    relative=re.compile(
        r"\b(?:who|that|which|whom|as|what|where|when|if|than|and which|such as)$|"
        r"\b(?:that|which|who)\s+(?:has|have|had|is|are|was|were|will)\b[^,;]{0,30}\b(?:and|or)$",
        re.I,
    ),
    coordinator=re.compile(r"(?:[,;]?\s*\b(?:and|or|but|nor|and also|but only)\b\s*)+(?:then\s+|also\s+|so\s+)?", re.I),
    joint=re.compile(r"(?:^|[\s,;])(?:and|or|but|nor)(?:\s+(?:also|then|only))?$", re.I),
    pronoun=re.compile(r"(?:it|they|he|she|he or she|they also)", re.I),
    verb=re.compile(
        r"\s(?:is|are|was|were|has|have|had|does|do|did|makes?|gives?|gets?|fails?|seeks?|seek|intends?|intend|runs?|receives?|receive|"
        r"acts?|knows?|considers?|thinks?|wishes|holds?|believes?|contravenes|applies|ceases?|plans?|takes?|pays?|refers|relates?|"
        r"withdraws?|operates?|becomes?|exists?|reside[sd]?|provides?|carr(?:y|ies)|owns?|[a-z]{3,}ed)(?=\s|$)",
        re.I,
    ),
    negative_subject=re.compile(r"(?:no|nobody|no one|none|neither|nothing)\b", re.I),
    adverb=re.compile(
        r"(?!(?:apply|supply|reply|comply|rely|multiply|imply|family|assembly)\b)\w+ly|also|now|in the public interest|for (?:the|all) purposes of [\w ]+?(?= be\b)|forthwith|then|first|thereupon|thereafter|accordingly|only|always|further|at all times|at any (?:reasonable )?times?|"
        r"from time to time|as soon as (?:practicable|possible|feasible)|without delay|by (?:order|regulation|notice|resolution|by-law|"
        r"proclamation|commission|warrant)|in writing|in addition|in advance|on demand|so|instead|either|both|if necessary|wherever possible|"
        r"in (?:his|her|its|their|his or her) discretion|nevertheless|however|by ordinary resolution|in all such cases|for that purpose|"
        r"jointly and separately|separately and together|on the same terms|not later than [\w ]+ after [\w ]+?(?=,)",
        re.I,
    ),
    passive=re.compile(rf"(?:be|have been|get|be so|being)\s+(?:(?:\w+ly|also|so|first)\s+)?(?P<verb>{PARTICIPLE})\b", re.I),
    state=re.compile(
        r"be\s+(?:satisfied|concerned|interested|qualified|experienced|located|situated|based|involved|aware|entitled|prepared|related)\b", re.I
    ),
    agent=re.compile(
        r"(?<!ed )(?<!ed or )(?<!made )(?<!given )(?<!out )\bby\s+(?P<actor>(?:the|an?|each|every|any|its|their|one|at least|another|all|such|no|"
        rf"persons?|{KNOWN}|(?-i:[A-Z][\w.]+))\b(?!\s+(?:means|way|reason|end|time|day|date|order|resolution|majority|vote|direction|order|method|(?:sworn )?statement|certificate|document|declaration|fee|report|list))(?:[^,;:.(]*))",
        re.I,
    ),
    relieved=re.compile(r"be\s+(?:required|obliged|compelled|bound|obligated)\s+to\b", re.I),
    restricted=re.compile(r"(?!)"),
    instrument=re.compile(
        r"\b(?:act|part|section|regulation|rule|law|legislation|lhsia|standard|directive|policy|agreement|by-law|code|order|template|bill|"
        r"guidelines?|amendments?|s\.|ss\.|nothing|protocol|contract|provision)",
        re.I,
    ),
    deeming=re.compile(
        r"(?:be\s+)?(?:(?:\w+ly\s+)?(?:deemed|construed|interpreted|read (?:as|in|with|to)|taken (?:to|as|into account as)|regarded|presumed|considered|"
        r"treated (?:as|in the same)|conclusive|"
        r"cited|known as|called|of no (?:force|effect)|void|read and construed|liable|guilty))\b|"
        r"(?:apply(?!\s+(?:for\b|in writing|to (?:the |an? |any )?(?:court|tribunal|judge|justice|minister|director|board|commission|registrar|superintendent|agency|network|lhin|[\w ]{0,30}\bfor\b)))|applies|mean|include\s+a reference|have (?:the )?(?:same )?(?:effect|meaning|force|and exercise|jurisdiction)|come into|take effect|have effect|"
        r"prevail|continue (?:in|to be in) |consist of|be composed|constitute|bind (?:the|her|his)|cease to (?:apply|have)|vest|rank|"
        r"expire|be (?:in|at) the (?:national|city)|be retroactive|be binding|be final|be the property|be situated|form part|be an? (?:account|council|committee|board))\b",
        re.I,
    ),
    deeming_clause=re.compile(
        r"\bnothing in (?:this|the) [\w ()]+?(?:shall|is to|may|must) be (?:construed|interpreted|read|taken)|\bthere shall be an?\b|\bare deemed\b|\bis deemed\b", re.I
    ),
    definition=re.compile(
        r"\s*(?:in (?:this|the) [\w ]+, )?[“\"«]?[\w’'\s-]{1,50}[”\"»]?,?(?:\s+(?:in|with) respect (?:of|to) [^,]{1,60},)?\s+"
        r"(?:(?<!by )means?\b|has the (?:same )?meaning|includes\b(?! the duty))|the following definitions apply|in this (?:section|act|part), [\w ]+ means",
        re.I,
    ),
    possibility=re.compile(
        r"(?:well\s+)?(?:have\s+(?:\w+ed|fallen|risen|been|had|made|grown)|(?:benefit|fall|rise|sound|seem|appear|vary(?=\s+(?:from|by|with|between|across)|[.,]|$)|differ|arise|occur|happen|"
        r"increase|grow|decline|drop|depend|suffer|feel|look)\b|be\s+(?:that|affected|liable|able|necessary|older|younger|more|less|\d|[A-Z][a-z]+ \d)|incriminate)",
        re.I,
    ),
    vague_subject=re.compile(
        r"(?:it|this|that|there|(?:[\w’'-]+ ){0,5}(?:purpose|aim|goal|objective|role|mandate|intention|idea|plan is|"
        r"object|objects|mission|costs?|question|name|task|point|challenge|key|reason|problem))$",
        re.I,
    ),
    bare=re.compile(r"(?:require|oblige|compel|bind|allow|permit|enable|authori[sz]e|empower|entitle|let|forbid|prohibit|bar|prevent)\b", re.I),
    have="have",
    clause_end=re.compile(
        r"[;:]|\b(?:if|unless|where|when|whether|who|that|which|provided|subject to|so that|because|as (?:the|prescribed)|before|after)\b", re.I
    ),
)  # fmt: skip
