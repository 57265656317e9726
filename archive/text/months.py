"""Names of months and weekdays in the press languages read without a library, as patterns."""

from typing import Final

_MONTHS: Final = (
    "january jan janvier janv januar jänner jaenner enero ene gennaio genn gen janeiro januari",
    (
        "february febr feb février fevrier févr fevr fév februar feber febrero febbraio febbr"
        " fevereiro fev februari"
    ),
    "march mar mars märz maerz mrz marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio magg mag maio mei",
    "june jun juin juni junio giugno giu junho",
    "july jul juillet juil juli julio luglio lug julho",
    "august aug août aout agosto ago augustus",
    "september sept sep septembre septiembre setiembre settembre sett set setembro",
    "october oct octobre oktober okt octubre ottobre ott outubro out",
    "november nov novembre noviembre",
    "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro",
)
_NUMBERS: Final = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()
}
_DAYS: Final = (
    "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat"
    " sunday sun lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch"
    " donnerstag freitag samstag sonnabend sonntag lunes martes miércoles miercoles jueves viernes"
    " sábado sabado domingo lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi"
    " venerdì venerdi sabato domenica segunda-feira terça-feira quarta-feira quinta-feira"
    " sexta-feira"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)


def _any_of(words: str | list[str]) -> str:
    listed = words.split() if isinstance(words, str) else words
    return f"(?:{'|'.join(sorted(listed, key=len, reverse=True))})"


MONTH: Final = _any_of(list(_NUMBERS))
WEEKDAY: Final = _any_of(_DAYS)
AROUND: Final = (
    r"(?:circa|ca\.?|c\.|about|around|approximately|vers|environ|um|hacia|verso|intorno al"
    r"|por volta de)"
)


def month_number(name: str) -> int:
    """1 for `January`, `janv.` or `Jänner`; KeyError for a word that is no month."""
    return _NUMBERS[name.casefold().rstrip(".")]
