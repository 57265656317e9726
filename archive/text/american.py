"""Map British spellings to American ones, so that search treats both as one word.

`archive.search.analysis` applies this before stemming. Exact forms are matched as printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from string import ascii_lowercase
from typing import Final

_OUR: Final = (
    "arbour ardour armour behaviour belabour candour clamour clangour colour demeanour discolour"
    " disfavour dishonour enamour endeavour favour fervour flavour glamour harbour honour humour"
    " labour misbehaviour misdemeanour multicolour neighbour odour parlour rancour rigour rumour"
    " saviour savour splendour succour technicolour tumour unfavour valour vapour vigour"
    " watercolour"
).split()
_RE: Final = (
    "accoutre calibre centimetre centre epicentre fibre goitre kilometre litre lustre meagre metre"
    " millilitre millimetre mitre nitre ochre philtre reconnoitre sabre saltpetre sceptre sepulchre"
    " sombre spectre theatre titre"
).split()
_DOUBLED_L: Final = (
    "apparel barrel bedevil bevel bowel cancel carol channel chisel counsel cruel cudgel devil dial"
    " dishevel duel embowel enamel equal fuel funnel gambol gravel grovel hovel imperil initial"
    " jewel kennel label laurel level libel marshal marvel metal model panel parcel pedal pencil"
    " pommel pummel quarrel ravel refuel remodel revel rival rowel shovel shrivel signal snivel"
    " spiral stencil swivel symbol tassel total towel trammel travel trowel tunnel unravel weasel"
    " yodel"
).split()
_ENDINGS_L: Final = ("ed", "ing", "ings", "er", "ers", "or", "ors", "ist", "ists", "ous", "ry")
_PARTS: Final = {  # anywhere in a word
    "anaem": "anem", "anaesth": "anesth", "archaeolog": "archeolog", "aesthet": "esthet",
    "amoeb": "ameb", "caesarean": "cesarean", "diarrhoea": "diarrhea", "encyclopaed": "encycloped",
    "faec": "fec", "foet": "fet", "gynaec": "gynec", "haemo": "hemo", "homoeo": "homeo",
    "ischaem": "ischem", "leukaem": "leukem", "manoeuvr": "maneuver", "mediaev": "mediev",
    "oedem": "edem", "oesophag": "esophag", "oestr": "estr", "orthopaed": "orthoped",
    "paediatr": "pediatr", "paedophil": "pedophil", "palaeo": "paleo", "primaev": "primev",
    "septicaem": "septicem", "toxaem": "toxem", "uraem": "urem", "sulph": "sulf",
    "sceptic": "skeptic", "aluminium": "aluminum", "moustach": "mustach", "artefact": "artifact",
    "plough": "plow", "mould": "mold", "smoulder": "smolder",
}  # fmt: skip
_WHOLE: Final = {
    "acknowledgement": "acknowledgment", "aeroplane": "airplane", "ageing": "aging",
    "analogue": "analog", "annexe": "annex", "appal": "appall", "axe": "ax", "burnt": "burned",
    "carburettor": "carburetor", "catalogue": "catalog", "catalogued": "cataloged",
    "chequered": "checkered", "chilli": "chili", "cosy": "cozy", "councillor": "councilor",
    "counsellor": "counselor", "defence": "defense", "dialogue": "dialog", "disc": "disk",
    "distil": "distill", "doughnut": "donut", "draught": "draft", "dreamt": "dreamed",
    "enrol": "enroll", "enrolment": "enrollment", "fulfil": "fulfill", "fulfilment": "fulfillment",
    "gaol": "jail", "gaoled": "jailed", "gaoler": "jailer", "gramme": "gram", "grey": "gray",
    "greyer": "grayer", "greying": "graying", "instal": "install", "instalment": "installment",
    "instil": "instill", "jewellery": "jewelry", "judgement": "judgment", "kidnapped": "kidnaped",
    "kidnapper": "kidnaper", "kidnapping": "kidnaping", "kilogramme": "kilogram",
    "leant": "leaned", "leapt": "leaped", "learnt": "learned", "licence": "license",
    "licencing": "licensing", "likeable": "likable", "liveable": "livable", "lodgement": "lodgment",
    "manoeuvre": "maneuver", "manoeuvred": "maneuvered", "mum": "mom", "offence": "offense",
    "orientated": "oriented", "orientate": "orient", "practise": "practice",
    "practised": "practiced", "practising": "practicing", "pretence": "pretense",
    "programme": "program", "pyjama": "pajama", "sceptre": "scepter", "skilful": "skillful",
    "speciality": "specialty", "spoilt": "spoiled", "sizeable": "sizable",
    "towards": "toward", "afterwards": "afterward", "backwards": "backward",
    "forwards": "forward", "upwards": "upward", "downwards": "downward",
    "unskilful": "unskillful", "waggon": "wagon", "whisky": "whiskey",
    "wilful": "willful", "woollen": "woolen", "woolly": "wooly", "worshipped": "worshiped",
    "worshipper": "worshiper", "worshipping": "worshiping", "yoghurt": "yogurt",
    "yoghourt": "yogurt", "focussed": "focused", "focussing": "focusing", "biassed": "biased",
    "targetted": "targeted", "benefitted": "benefited", "benefitting": "benefiting",
    "combatted": "combated", "traveller": "traveler",
}  # fmt: skip
_NOT_ISE: Final = frozenset(  # stems of words never spelt -ize
    "adv appra bra bru chem circumc clockw comprom compr conc contrariw cru demi dem desp dev disgu"
    " edgew enterpr exc exerc exorc expert franch guis improv inc lengthw likew lou merchand mort"
    " otherw parad parapr prec prem pra prom repr rev sunr superv surm surpr telev treat turquo upr"
    " valu".split()
)
_ISE: Final = re.compile(r"(.{3,})is(e|ed|er|ers|es|ing|ation|ations|ational|able)")
_YSE: Final = re.compile(r"(anal|paral|catal|electrol|dial|hydrol|breathal)ys(e|ed|er|ers|es|ing)")
_PLURAL: Final = re.compile(r"(.{3,})s")


def american(word: str) -> str:
    """Return the American spelling (`color` for `colour`); other words are returned unchanged."""
    if found := _TABLE.get(word):
        return found
    if "is" in word and (match := _ISE.fullmatch(word)) and match[1] not in _NOT_ISE:
        return f"{match[1]}iz{match[2]}"
    if "ys" in word and (match := _YSE.fullmatch(word)):
        return f"{match[1]}yz{match[2]}"
    if word.endswith("s") and (match := _PLURAL.fullmatch(word)) and match[1] in _WHOLE:
        return f"{_WHOLE[match[1]]}s"
    if _may_have_part(word) and (match := _PART.search(word)):
        return f"{word[: match.start()]}{_PARTS[match[0]]}{word[match.end() :]}"
    return word


def _pairs() -> Iterator[tuple[str, str]]:
    yield from _WHOLE.items()
    for word in _OUR:
        short = f"{word[:-3]}or"
        for ending in _ENDINGS_OUR:
            yield word + ending, short + ending
    for word in _RE:
        short = f"{word[:-2]}er"
        yield from ((word, short), (f"{word}s", f"{short}s"), (f"{word}d", f"{short}ed"))
        yield f"{word[:-1]}ing", f"{short}ing"
    for word in _DOUBLED_L:
        yield from ((f"{word}l{ending}", word + ending) for ending in _ENDINGS_L)


_ENDINGS_OUR = (
    "", "s", "ed", "ing", "ings", "er", "ers", "able", "ably", "ful", "less", "ist", "ists", "ite",
    "ites", "hood", "hoods", "ly", "al", "ism", "y", "ize", "ized", "ise",
)  # fmt: skip
_TABLE: Final = dict(_pairs())
_PART: Final = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))


def _may_have_part(word: str) -> bool:
    """Return whether a word part may occur: a cheap test before the regular expression."""
    return (
        "ae" in word or "oe" in word or "ou" in word or "ulph" in word
        or "cept" in word or "umin" in word or "efact" in word
    )  # fmt: skip


def _other_beginnings() -> Iterator[tuple[str, str]]:
    """Yield (American, British) two-letter prefixes of words spelt differently."""
    for british, here in chain(_TABLE.items(), _PARTS.items()):
        yield here[:2], british[:2]
    for british, here in _PARTS.items():
        for letter in ascii_lowercase:  # a part may follow the first letter
            yield letter + here[0], letter + british[0]


def _by_american(pairs: Iterator[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for here, british in pairs:
        if here != british:
            found[here].add(british)
    return {here: frozenset(others) for here, others in found.items()}


BRITISH_BEGINNINGS: Final = _by_american(_other_beginnings())
"""Two-letter prefix of an American spelling → differing prefixes of its British spellings."""
