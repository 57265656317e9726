"""Numbers in words, in the languages whose articles are compared with each other."""

from collections.abc import Mapping
from typing import Final

from archive.text.normalize import fold

_SIMPLE: Final = {  # words from 2 to 19, then the tens from 20 to 90; forms of one number with a slash
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen; twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf; vingt trente quarante cinquante soixante soixante-dix/septante quatre-vingts/quatre-vingt/octante"
    " quatre-vingt-dix/nonante",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn; zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve; veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici"
    " diciassette diciotto diciannove; venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze treze quatorze/catorze quinze"
    " dezasseis/dezesseis dezassete/dezessete dezoito dezanove/dezenove; vinte trinta quarenta cinquenta sessenta"
    " setenta oitenta noventa",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien"
    " achttien negentien; twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "ru": "два/две/двух/двумя/двое/двоих три/трех/тремя/трое/троих четыре/четырех/четверо/четверых пять/пяти/пятеро"
    " шесть/шести/шестеро семь/семи/семеро восемь/восьми девять/девяти десять/десяти одиннадцать/одиннадцати"
    " двенадцать/двенадцати тринадцать/тринадцати четырнадцать/четырнадцати пятнадцать/пятнадцати"
    " шестнадцать/шестнадцати семнадцать/семнадцати восемнадцать/восемнадцати девятнадцать/девятнадцати;"
    " двадцать/двадцати тридцать/тридцати сорок/сорока пятьдесят/пятидесяти шестьдесят/шестидесяти"
    " семьдесят/семидесяти восемьдесят/восьмидесяти девяносто/девяноста",
    "ar": "اثنان/اثنين/اثنتان/اثنتين/إثنان/إثنين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني/ثمان"
    " تسعة/تسع عشرة/عشر أحد_عشر/إحدى_عشرة اثنا_عشر/اثني_عشر/اثنتي_عشرة ثلاثة_عشر/ثلاث_عشرة أربعة_عشر/أربع_عشرة"
    " خمسة_عشر/خمس_عشرة ستة_عشر/ست_عشرة سبعة_عشر/سبع_عشرة ثمانية_عشر/ثماني_عشرة تسعة_عشر/تسع_عشرة; عشرون/عشرين"
    " ثلاثون/ثلاثين أربعون/أربعين خمسون/خمسين ستون/ستين سبعون/سبعين ثمانون/ثمانين تسعون/تسعين",
}
_COMPOUNDS: Final = {  # of tens and units in one word; {t} and {u}
    "en": ("{t}-{u}",),
    "fr": ("{t}-{u}", "{t}-et-{u}"),
    "de": ("{u}und{t}",),
    "nl": ("{u}en{t}", "{u}ën{t}"),
    "it": ("{t}{u}",),
    "es": ("{s}i{u}",),
}
_ONES: Final = {"en": "one", "fr": "un/une", "de": "ein", "nl": "een", "it": "uno", "es": "uno/un/una"}
_SCALES: Final = {
    100: "hundred cent cents hundert cien ciento cento cem honderd сто ста مئة مائة",
    200: "doscientos doscientas duecento duzentos zweihundert двести مئتي مئتا مائتي مائتا مئتان مائتان",
    300: "trescientos trescientas trecento trezentos dreihundert триста ثلاثمئة ثلاثمائة",
    400: "cuatrocientos cuatrocientas quattrocento quatrocentos vierhundert четыреста أربعمئة أربعمائة",
    500: "quinientos quinientas cinquecento quinhentos fünfhundert пятьсот خمسمئة خمسمائة",
    600: "seiscientos seiscientas seicento seiscentos sechshundert шестьсот ستمئة ستمائة",
    700: "setecientos setecientas settecento setecentos siebenhundert семьсот سبعمئة سبعمائة",
    800: "ochocientos ochocientas ottocento oitocentos achthundert восемьсот ثمانمئة ثمانمائة",
    900: "novecientos novecientas novecento novecentos neunhundert девятьсот تسعمئة تسعمائة",
    1000: "thousand mille tausend mil mila duizend тыс тысяча тысячи тысяч тысячу тысячам ألف آلاف ألفا الف",
    2000: "ألفي ألفان ألفين duemila zweitausend",
    10**6: "million millions millionen mio millón millones milione milioni milhão milhões miljoen млн миллион"
    " миллиона миллионов مليون ملايين مليونا",
    10**9: "billion milliard milliards milliarde milliarden mrd miliardo miliardi bilhão bilhões miljard млрд миллиард"
    " миллиарда миллиардов مليار مليارات مليارا",
}
AND_WORDS: Final = frozenset("and et und y e en и و".split())


def _build_words() -> dict[str, dict[str, int]]:
    return {code: _build_language(code) for code in _SIMPLE}


def _build_language(code: str) -> dict[str, int]:
    """Build the words of one language, folded; the parts of Arabic teens have a space between them."""
    simple, tens = ([[fold(form) for form in forms.split("/")] for forms in part.split()]
                    for part in _SIMPLE[code].split(";"))  # fmt: skip
    words = {form.replace("_", " "): value for value, forms in enumerate(simple, 2) for form in forms}
    words |= {form: value for value, forms in zip(range(20, 100, 10), tens, strict=True) for form in forms}
    units = [(1, one) for one in _ONES.get(code, "").split("/") if one]
    units += [(value, form) for value, forms in enumerate(simple[:8], 2) for form in forms]
    for ten, forms in zip(range(20, 100, 10), tens, strict=True):
        for pattern in _COMPOUNDS.get(code, ()):
            for value, unit in units:
                for form in forms:
                    words.setdefault(fold(pattern.format(t=form, s=form[:-1], u=unit)), ten + value)
    if code == "fr":
        for base in (60, 80):
            prefix = "soixante" if base == 60 else "quatre-vingt"
            words |= {f"{prefix}-{fold(forms[0])}": base + value for value, forms in enumerate(simple[8:], 10)}
    if code == "it":
        words |= {word.replace("au", "u").replace("iu", "u").replace("ao", "o").replace("io", "o"): value
                  for word, value in list(words.items()) if value > 20 and value % 10 in {1, 8}}  # fmt: skip
    return words


NUMBER_WORDS: Final[Mapping[str, Mapping[str, int]]] = _build_words()
"""Values of folded words from 2 to 99, by language."""
SCALE_WORDS: Final[Mapping[str, int]] = {
    fold(word): value for value, words in _SCALES.items() for word in words.split()
}
"""Values of folded words that multiply a number before them, or are one themselves."""
