"""Map British spellings to American ones, so that search and comparison treat both as one word.

The index stems what `to_american` returns, so a change of it needs a new index; exact forms are matched as printed.
`unify_spelling`, for comparing wordings, knows more and serves no index.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from string import ascii_lowercase
from typing import Final


def _parse_pairs(words: str) -> dict[str, str]:
    """Return British → American of `colour:color grey:gray`."""
    return dict(pair.split(":", 1) for pair in words.split())


_OUR_WORDS: Final = (
    "arbour ardour armour behaviour belabour candour clamour clangour colour demeanour discolour disfavour dishonour"
    " enamour endeavour favour fervour flavour glamour harbour honour humour labour misbehaviour misdemeanour"
    " multicolour neighbour odour parlour rancour rigour rumour saviour savour splendour succour technicolour tumour"
    " unfavour valour vapour vigour watercolour"
).split()
_RE_WORDS: Final = (
    "accoutre calibre centimetre centre epicentre fibre goitre kilometre litre lustre meagre metre millilitre"
    " millimetre mitre nitre ochre philtre reconnoitre sabre saltpetre sceptre sepulchre sombre spectre theatre titre"
).split()
_DOUBLED_L_WORDS: Final = (
    "apparel barrel bedevil bevel bowel cancel carol channel chisel counsel cruel cudgel devil dial dishevel duel"
    " embowel enamel equal fuel funnel gambol gravel grovel hovel imperil initial jewel kennel label laurel level libel"
    " marshal marvel metal model panel parcel pedal pencil pommel pummel quarrel ravel refuel remodel revel rival rowel"
    " shovel shrivel signal snivel spiral stencil swivel symbol tassel total towel trammel travel trowel tunnel unravel"
    " weasel yodel"
).split()
_ENDINGS_L: Final = "ed ing ings er ers or ors ist ists ous ry".split()
_ENDINGS_OUR: Final = (
    "s ed ing ings er ers able ably ful less ist ists ite ites hood hoods ly al ism y ize ized ise".split()
)
_WORD_PARTS: Final = _parse_pairs(  # anywhere in a word
    "anaem:anem anaesth:anesth archaeolog:archeolog aesthet:esthet amoeb:ameb caesarean:cesarean diarrhoea:diarrhea"
    " encyclopaed:encycloped faec:fec foet:fet gynaec:gynec haemo:hemo homoeo:homeo ischaem:ischem leukaem:leukem"
    " manoeuvr:maneuver mediaev:mediev oedem:edem oesophag:esophag oestr:estr orthopaed:orthoped paediatr:pediatr"
    " paedophil:pedophil palaeo:paleo primaev:primev septicaem:septicem toxaem:toxem uraem:urem sulph:sulf"
    " sceptic:skeptic aluminium:aluminum moustach:mustach artefact:artifact plough:plow mould:mold smoulder:smolder"
)
_WHOLE_WORDS: Final = _parse_pairs(
    "acknowledgement:acknowledgment aeroplane:airplane ageing:aging analogue:analog annexe:annex appal:appall axe:ax"
    " burnt:burned carburettor:carburetor catalogue:catalog catalogued:cataloged chequered:checkered chilli:chili"
    " cosy:cozy councillor:councilor counsellor:counselor defence:defense dialogue:dialog disc:disk distil:distill"
    " doughnut:donut draught:draft dreamt:dreamed enrol:enroll enrolment:enrollment fulfil:fulfill"
    " fulfilment:fulfillment gaol:jail gaoled:jailed gaoler:jailer gramme:gram grey:gray greyer:grayer greying:graying"
    " instal:install instalment:installment instil:instill jewellery:jewelry judgement:judgment kidnapped:kidnaped"
    " kidnapper:kidnaper kidnapping:kidnaping kilogramme:kilogram leant:leaned leapt:leaped learnt:learned"
    " licence:license licencing:licensing likeable:likable liveable:livable lodgement:lodgment manoeuvre:maneuver"
    " manoeuvred:maneuvered mum:mom offence:offense orientated:oriented orientate:orient practise:practice"
    " practised:practiced practising:practicing pretence:pretense programme:program pyjama:pajama sceptre:scepter"
    " skilful:skillful speciality:specialty spoilt:spoiled sizeable:sizable towards:toward afterwards:afterward"
    " backwards:backward forwards:forward upwards:upward downwards:downward unskilful:unskillful waggon:wagon"
    " whisky:whiskey wilful:willful woollen:woolen woolly:wooly worshipped:worshiped worshipper:worshiper"
    " worshipping:worshiping yoghurt:yogurt yoghourt:yogurt focussed:focused focussing:focusing biassed:biased"
    " targetted:targeted benefitted:benefited benefitting:benefiting combatted:combated traveller:traveler"
)
_COMPARED_WORDS: Final = _parse_pairs(  # not for search, where `Tyre` is a city and `checks` are many things
    "cheque:check chequebook:checkbook paycheque:paycheck tyre:tire kerb:curb kerbside:curbside storey:story"
    " storeys:stories enquiry:inquiry enquiries:inquiries enquire:inquire enquired:inquired enquiring:inquiring"
    " tsar:czar phoney:phony mollusc:mollusk omelette:omelet titbit:tidbit greyest:grayest greyish:grayish"
    " cosier:cozier cosiest:coziest judgemental:judgmental aeon:eon"
)
_ISE_ONLY_STEMS: Final = frozenset(  # stems of words never spelt -ize
    "adv appra bra bru chem circumc clockw comprom compr conc contrariw cru demi dem desp dev disgu edgew enterpr exc"
    " exerc exorc expert franch guis improv inc lengthw likew lou merchand mort otherw parad parapr prec prem pra prom"
    " repr rev sunr superv surm surpr telev treat turquo upr valu".split()
)
_ISE_WORD: Final = re.compile(r"(.{3,})is(e|ed|er|ers|es|ing|ation|ations|ational|able)")
_YSE_WORD: Final = re.compile(r"(anal|paral|catal|electrol|dial|hydrol|breathal)ys(e|ed|er|ers|es|ing)")
_PLURAL: Final = re.compile(r"(.{3,})s")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def to_american(word: str) -> str:
    """Return the American spelling (`color` for `colour`); other words are returned unchanged."""
    if spelling := _AMERICAN_FORMS.get(word):
        return spelling
    if "is" in word and (match := _ISE_WORD.fullmatch(word)) and match[1] not in _ISE_ONLY_STEMS:
        return f"{match[1]}iz{match[2]}"
    if "ys" in word and (match := _YSE_WORD.fullmatch(word)):
        return f"{match[1]}yz{match[2]}"
    if word.endswith("s") and (match := _PLURAL.fullmatch(word)) and match[1] in _WHOLE_WORDS:
        return f"{_WHOLE_WORDS[match[1]]}s"
    if _may_have_part(word) and (match := _WORD_PART.search(word)):
        return f"{word[: match.start()]}{_WORD_PARTS[match[0]]}{word[match.end() :]}"
    return word


def unify_spelling(words: str) -> str:
    """Return folded words in American spelling, to compare wordings: `grey's` as `gray's`."""
    return _LETTERS.sub(lambda match: _unify_word(match[0]), words)


def _unify_word(word: str) -> str:
    if spelling := _COMPARED_WORDS.get(word):
        return spelling
    if word.endswith("s") and (spelling := _COMPARED_WORDS.get(word[:-1])):
        return f"{spelling}s"
    return to_american(word)


def _iter_spelling_pairs() -> Iterator[tuple[str, str]]:
    yield from _WHOLE_WORDS.items()
    for word in _OUR_WORDS:
        american_stem = f"{word[:-3]}or"
        yield from ((word + ending, american_stem + ending) for ending in ("", *_ENDINGS_OUR))
    for word in _RE_WORDS:
        american_stem = f"{word[:-2]}er"
        yield from ((word, american_stem), (f"{word}s", f"{american_stem}s"), (f"{word}d", f"{american_stem}ed"))
        yield f"{word[:-1]}ing", f"{american_stem}ing"
    for word in _DOUBLED_L_WORDS:
        yield from ((f"{word}l{ending}", word + ending) for ending in _ENDINGS_L)


_AMERICAN_FORMS: Final = dict(_iter_spelling_pairs())
_WORD_PART: Final = re.compile("|".join(sorted(_WORD_PARTS, key=len, reverse=True)))


def _may_have_part(word: str) -> bool:
    """Return whether a word part may occur: a cheap test before the regular expression."""
    return (
        "ae" in word or "oe" in word or "ou" in word or "ulph" in word
        or "cept" in word or "umin" in word or "efact" in word
    )  # fmt: skip


def _group_british_prefixes() -> Mapping[str, frozenset[str]]:
    pairs = [(american[:2], british[:2]) for british, american in (_AMERICAN_FORMS | _WORD_PARTS).items()]
    for british, american in _WORD_PARTS.items():  # a part may follow the first letter
        pairs += [(letter + american[0], letter + british[0]) for letter in ascii_lowercase]
    british_by_american: defaultdict[str, set[str]] = defaultdict(set)
    for american, british in pairs:
        if american != british:
            british_by_american[american].add(british)
    return {american: frozenset(british_forms) for american, british_forms in british_by_american.items()}


BRITISH_PREFIXES: Final = _group_british_prefixes()
"""Two-letter prefix of an American spelling → differing prefixes of its British spellings."""
