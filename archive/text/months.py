"""Month and weekday names in the press languages, as regular expressions.

A name that means different months in two languages (`listopada`) is left out.
"""

from typing import Final

_MONTHS: Final = (
    (
        "january jan janvier janv januar jänner jaenner enero ene gennaio genn gen janeiro "
        "januari ocak январь января янв يناير كانون_الثاني جانفي जनवरी जन januar"
    ),
    (
        "february febr feb février fevrier févr fevr fév februar feber febrero febbraio febbr "
        "fevereiro fev februari şubat февраль февраля февр فبراير شباط فيفري फरवरी फ़रवरी फर"
    ),
    (
        "march mar mars märz maerz mrz marzo março marco maart mrt mart maret март марта мар "
        "مارس آذار اذار मार्च"
    ),
    (
        "april apr avril avr abril abr aprile nisan апрель апреля апр أبريل ابريل إبريل نيسان "
        "أفريل अप्रैल"
    ),
    ("may mai mayo maggio magg mag maio mei mayıs май мая مايو أيار ايار ماي मई"),
    ("june jun juin juni junio giugno giu junho haziran июнь июня июн يونيو حزيران جوان जून"),
    (
        "july jul juillet juil juli julio luglio lug julho temmuz июль июля июл يوليو تموز "
        "جويلية जुलाई"
    ),
    (
        "august aug août aout agosto ago augustus ağustos agustus август августа авг أغسطس "
        "اغسطس آب أوت अगस्त"
    ),
    (
        "september sept sep septembre septiembre setiembre settembre sett set setembro eylül "
        "сентябрь сентября сент сен سبتمبر أيلول ايلول सितंबर सितम्बर"
    ),
    (
        "october oct octobre oktober okt octubre ottobre ott outubro out ekim октябрь октября "
        "окт أكتوبر اكتوبر تشرين_الأول تشرين_الاول अक्टूबर अक्तूबर"
    ),
    (
        "november nov novembre noviembre novembro kasım ноябрь ноября нояб ноя نوفمبر "
        "تشرين_الثاني नवंबर नवम्बर"
    ),
    (
        "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro "
        "aralık desember декабрь декабря дек ديسمبر كانون_الأول كانون_الاول दिसंबर दिसम्बर"
    ),
)
_MORE_MONTHS: Final = (  # Polish, Ukrainian, Czech, Nordic languages, Romanian, Greek
    "stycznia styczeń січня ledna ianuarie ιανουαρίου",
    "lutego luty лютого února februarie φεβρουαρίου",
    "marca marzec березня března marts martie μαρτίου",
    "kwietnia kwiecień квітня dubna aprilie απριλίου",
    "maja maj травня května μαΐου",
    "czerwca czerwiec червня června iunie ιουνίου",
    "lipca lipiec липня července iulie ιουλίου",
    "sierpnia sierpień серпня srpna augusti αυγούστου",
    "września wrzesień вересня září septembrie σεπτεμβρίου",
    "października październik жовтня října octombrie οκτωβρίου",
    "noiembrie νοεμβρίου",
    "grudnia grudzień грудня prosince decembrie δεκεμβρίου",
)
_FURTHER_MONTHS: Final = (  # Hungarian, Finnish, Bengali, Urdu
    "január tammikuuta জানুয়ারি জানুয়ারী জানুয়ারি جنوری",
    "február helmikuuta ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রুয়ারি فروری",
    "március márc maaliskuuta মার্চ مارچ",
    "április ápr huhtikuuta এপ্রিল اپریل",
    "május máj toukokuuta মে مئی",
    "június jún kesäkuuta জুন جون",
    "július júl heinäkuuta জুলাই جولائی",
    "augusztus elokuuta আগস্ট অগস্ট অগাস্ট اگست",
    "szeptember szept syyskuuta সেপ্টেম্বর ستمبر",
    "október lokakuuta অক্টোবর اکتوبر",
    "marraskuuta নভেম্বর نومبر",
    "joulukuuta ডিসেম্বর دسمبر",
)
_MONTH_NUMBERS: Final = {
    name.replace("_", " "): number
    for listed in (_MONTHS, _MORE_MONTHS, _FURTHER_MONTHS)
    for number, names in enumerate(listed, 1)
    for name in names.split()
}
_WEEKDAYS: Final = (
    "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat"
    " sunday sun lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch"
    " donnerstag freitag samstag sonnabend sonntag lunes martes miércoles miercoles jueves viernes"
    " sábado sabado domingo lunedì lunedi martedì martedi mercoledì mercoledi giovedì giovedi"
    " venerdì venerdi sabato domenica segunda-feira terça-feira quarta-feira quinta-feira"
    " sexta-feira"
    " понедельник вторник среда четверг пятница суббота воскресенье الاثنين الإثنين الثلاثاء"
    " الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد सोमवार मंगलवार बुधवार गुरुवार शुक्रवार"
    " शनिवार रविवार pazartesi salı çarşamba perşembe cuma cumartesi pazar"
    " maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
    " senin selasa rabu kamis jumat sabtu minggu poniedziałek wtorek środa czwartek piątek sobota"
    " niedziela понеділок вівторок середа четвер п'ятниця субота неділя måndag tisdag onsdag"
    " torsdag fredag lördag søndag söndag mandag tirsdag lørdag pondělí úterý středa čtvrtek"
    " pátek neděle hétfő kedd szerda csütörtök péntek szombat vasárnap"
    " সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার"
)


def _build_alternation(words: str | list[str]) -> str:
    word_list = words.split() if isinstance(words, str) else words
    return f"(?:{'|'.join(sorted(set(word_list), key=lambda word: (-len(word), word)))})"


MONTH_PATTERN: Final = _build_alternation(list(_MONTH_NUMBERS))
WEEKDAY_PATTERN: Final = _build_alternation(_WEEKDAYS)
CIRCA_PATTERN: Final = (
    r"(?:circa|ca\.?|c\.|about|around|approximately|vers|environ|um|hacia|verso|intorno al"
    r"|por volta de)"
)


def parse_month(name: str) -> int:
    """Return 1 for `January`, `janv.` or `Jänner`; raise KeyError for other words."""
    return _MONTH_NUMBERS[" ".join(name.casefold().rstrip(".").split())]
