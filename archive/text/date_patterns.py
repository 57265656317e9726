"""Patterns of printed dates: forms, names of months and weekdays, relative words."""

import re
from collections.abc import Iterable
from typing import Final

_MONTHS: Final = (  # names in the press languages, as regular expressions, by month
    "january jan janvier janv januar jänner jaenner enero ene gennaio genn gen janeiro januari ocak январь января"
    " янв يناير كانون_الثاني جانفي जनवरी जन januar stycznia styczeń січня ledna ianuarie ιανουαρίου január"
    " tammikuuta জানুয়ারি জানুয়ারী জানুয়ারি جنوری; "
    "february febr feb février fevrier févr fevr fév februar feber febrero febbraio febbr fevereiro fev februari"
    " şubat февраль февраля февр فبراير شباط فيفري फरवरी फ़रवरी फर lutego luty лютого února februarie φεβρουαρίου"
    " február helmikuuta ফেব্রুয়ারি ফেব্রুয়ারী ফেব্রুয়ারি فروری; "
    "march mar mars märz mär maerz mrz marzo março marco maart mrt mart maret март марта мар مارس آذار اذار मार्च"
    " marca marzec березня března marts martie μαρτίου március márc maaliskuuta মার্চ مارچ; "
    "april apr avril avr abril abr aprile nisan апрель апреля апр أبريل ابريل إبريل نيسان أفريل अप्रैल kwietnia"
    " kwiecień квітня dubna aprilie απριλίου április ápr huhtikuuta এপ্রিল اپریل; "
    "may mai mayo maggio magg mag maio mei mayıs май мая مايو أيار ايار ماي मई maja maj травня května μαΐου május"
    " máj toukokuuta মে مئی; "
    "june jun juin juni junio giugno giu junho haziran июнь июня июн يونيو حزيران جوان जून czerwca czerwiec червня"
    " června iunie ιουνίου június jún kesäkuuta জুন جون; "
    "july jul juillet juil juli julio luglio lug julho temmuz июль июля июл يوليو تموز جويلية जुलाई lipca lipiec"
    " липня července iulie ιουλίου július júl heinäkuuta জুলাই جولائی; "
    "august aug août aout agosto ago augustus ağustos agustus август августа авг أغسطس اغسطس آب أوت अगस्त sierpnia"
    " sierpień серпня srpna augusti αυγούστου augusztus elokuuta আগস্ট অগস্ট অগাস্ট اگست; "
    "september sept sep septembre septiembre setiembre settembre sett set setembro eylül сентябрь сентября сент"
    " сен سبتمبر أيلول ايلول सितंबर सितम्बर września wrzesień вересня září septembrie σεπτεμβρίου szeptember szept"
    " syyskuuta সেপ্টেম্বর ستمبر; "
    "october oct octobre oktober okt octubre ottobre ott outubro out ekim октябрь октября окт أكتوبر اكتوبر"
    " تشرين_الأول تشرين_الاول अक्टूबर अक्तूबर października październik жовтня října octombrie οκτωβρίου október"
    " lokakuuta অক্টোবর اکتوبر; "
    "november nov novembre noviembre novembro kasım ноябрь ноября нояб ноя نوفمبر تشرين_الثاني नवंबर नवम्बर"
    " noiembrie νοεμβρίου marraskuuta নভেম্বর نومبر; "
    "december dec décembre decembre déc dezember dez diciembre dic dicembre dezembro aralık desember декабрь"
    " декабря дек ديسمبر كانون_الأول كانون_الاول दिसंबर दिसम्बर grudnia grudzień грудня prosince decembrie"
    " δεκεμβρίου joulukuuta ডিসেম্বর دسمبر"
)
_MORE_MONTHS: Final = (  # Hebrew (also with ‘in’ before them), Persian and Greek names of the same months
    "ינואר בינואר ژانویه ιανουάριος ιαν ιανουαριου; "
    "פברואר פבר׳ בפברואר בפבר׳ فوریه φεβρουάριος φεβ φεβρουαριου; "
    "מרץ מרס מארס במרץ במרס במארס مارس μάρτιος μαρ μαρτιου; "
    "אפריל באפריל آوریل απρίλιος απρ απριλιου; "
    "מאי במאי مه می μάιος μαΐ μαι μαιου; "
    "יוני ביוני ژوئن ιούνιος ιουν ιουνιου; "
    "יולי ביולי ژوئیه جولای ژولای ιούλιος ιουλ ιουλιου; "
    "אוגוסט אוג׳ אוג' באוגוסט באוג׳ באוג' اوت آگوست αύγουστος αυγ αυγουστου; "
    "ספטמבר בספטמבר سپتامبر σεπτέμβριος σεπ σεπτ σεπτεμβριου; "
    "אוקטובר באוקטובר اکتبر οκτώβριος οκτ οκτωβριου; "
    "נובמבר בנובמבר نوامبر νοέμβριος νοε νοεμβριου; "
    "דצמבר בדצמבר دسامبر δεκέμβριος δεκ δεκεμβριου"
)
_MONTH_NUMBERS: Final = {
    name.replace("_", " "): number
    for table in (_MONTHS, _MORE_MONTHS)
    for number, names in enumerate(table.split(";"), 1)
    for name in names.split()
}
_SHORT_MONTHS: Final = (  # as spreadsheets write them, beside the names; in running text some are other words
    "sty led oca ian січ tammi ינו; lut úno şub helmi лют פבר; bře maalis бер; kwi dub nis кві huhti אפר; kvě тра"
    " touko; cze čvn haz iun чер kesä; lip čvc tem iul лип heinä; sie srp ağu agu agt сер elo אוג; wrz zář eyl вер syys"
    " ספט; paź říj eki жов loka אוק; lis kas лис marras נוב; gru pro ara des гру joulu דצמ"
)
_WEEKDAYS: Final = (
    "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat sunday sun lundi"
    " mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonnabend"
    " sonntag lunes martes miércoles miercoles jueves viernes sábado sabado domingo lunedì lunedi martedì martedi"
    " mercoledì mercoledi giovedì giovedi venerdì venerdi sabato domenica segunda-feira terça-feira quarta-feira"
    " quinta-feira sexta-feira понедельник вторник среда четверг пятница суббота воскресенье الاثنين الإثنين الثلاثاء"
    " الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार pazartesi salı"
    " çarşamba perşembe cuma cumartesi pazar maandag dinsdag woensdag donderdag vrijdag zaterdag zondag senin selasa"
    " rabu kamis jumat sabtu minggu poniedziałek wtorek środa czwartek piątek sobota niedziela понеділок вівторок"
    " середа четвер п'ятниця субота неділя måndag tisdag onsdag torsdag fredag lördag søndag söndag mandag tirsdag"
    " lørdag pondělí úterý středa čtvrtek pátek neděle hétfő kedd szerda csütörtök péntek szombat vasárnap সোমবার"
    " মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার ראשון שני שלישי רביעי חמישי שישי שבת شنبه یکشنبه یک‌شنبه"
    " دوشنبه سه‌شنبه سه‌شنبه چهارشنبه چهار‌شنبه پنجشنبه پنج‌شنبه جمعه δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο"
    " κυριακή วันจันทร์ที่ วันอังคารที่ วันพุธที่ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่ วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์"
    " วันอาทิตย์ 월요일 화요일 수요일 목요일 금요일 토요일 일요일"
)


def _build_alternation(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(words), key=lambda word: (-len(word), word)))})"


MONTH_PATTERN: Final = _build_alternation(_MONTH_NUMBERS)
_SHORT_MONTH_NUMBERS: Final = {
    name: number for number, names in enumerate(_SHORT_MONTHS.split(";"), 1) for name in names.split()
}
SHORT_MONTH_PATTERN: Final = _build_alternation([*_MONTH_NUMBERS, *_SHORT_MONTH_NUMBERS])
WEEKDAY_PATTERN: Final = _build_alternation(_WEEKDAYS.split())
_CIRCA: Final = r"(?:circa|ca\.?|c\.|about|around|approximately|vers|environ|um|hacia|verso|intorno al|por volta de)"


def parse_month(name: str) -> int:
    """Return 1 for `January`, `janv.` or `Jänner`; raise KeyError for other words."""
    return _MONTH_NUMBERS[_fold_month(name)]


def is_short_month(name: str) -> bool:
    """Return whether a month has a short form that only spreadsheets write: `paź`, not `Oct`."""
    return _fold_month(name) in _SHORT_MONTH_NUMBERS


def parse_short_month(name: str) -> int:
    """Return 10 for `paź`, as spreadsheets write months, and for `Oct`; raise KeyError for other words."""
    return _SHORT_MONTH_NUMBERS.get(_fold_month(name)) or parse_month(name)


def _fold_month(name: str) -> str:
    return " ".join(name.casefold().replace("i\u0307", "i").rstrip(".").split())  # the dotted capital of ‘NİSAN’


_NOT_INSIDE: Final = r"(?<![^\W\u3040-\u30ff\u3400-\u9fff])(?<!/)"
"""Not inside a word or a URL, except in scripts without spaces."""
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.º°ª])?"
_YEAR: Final = r"(?P<year>\d{4})(?:\s?(?:г\.|года?|م\b))?"
_NAME: Final = rf"(?P<month>{MONTH_PATTERN})(?:\s?/\s?{MONTH_PATTERN})?\.?"
_TIME: Final = r"(?:T[\d:.,]+(?:Z|[+-][\d:]+)?)?"
_OF: Final = r"(?:(?:de|of|del|عام|سنة)\s+)?"
_WESTERN: Final = (
    ("about", rf"{_CIRCA}\s*(?:{_NAME},?\s+{_OF})?(?P<year>\d{{4}})"),
    ("iso", rf"(?P<year>\d{{4}})(?:[-/]|\.\s?)(?P<month>\d{{1,2}})(?:[-/]|\.\s?)(?P<day>\d{{1,2}}){_TIME}"),
    ("names", rf"{_DAY}[\s/-]\s*{_OF}{_NAME}[\s,،/-]\s*{_OF}{_YEAR}"),
    ("names", rf"{_NAME}\s+{_DAY}[,،]?\s+{_OF}{_YEAR}"),
    ("names", rf"(?P<year>\d{{4}})\.?[\s,]+{_NAME}\s+{_DAY}"),
    ("names", rf"{_NAME}\s+{_DAY}\s+\d\d:\d\d:\d\d\s+(?:[a-z]{{2,5}}\s+)?(?P<year>\d{{4}})"),
    ("dots", r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
    ("dots", r"(?P<day>\d{1,2})\s?\|\s?(?P<month>\d{1,2})\s?\|\s?(?P<year>\d{4})"),
    ("dots", r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})(?:,|\s+năm)\s+(?P<year>\d{4})"),
    ("slashes", r"(?P<day>\d{1,2})(?P<by>[/-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4})"),
    ("names", rf"{_NAME},?\s+{_OF}{_YEAR}"),
)
_EASTERN: Final = (
    ("iso", r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号號]?"),
    (
        "numerals",
        r"(?P<year>[〇○零一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日",
    ),
)
DATE_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    *((kind, re.compile(rf"{_NOT_INSIDE}{form}(?![\w/])", re.IGNORECASE)) for kind, form in _WESTERN),
    *((kind, re.compile(form)) for kind, form in _EASTERN),
)
SHORT_YEAR_DATE: Final = re.compile(  # `12/16/16`: the century is not printed
    r"(?<![\w/.])(?P<day>\d{1,2})(?P<by>[/.])(?P<month>\d{1,2})(?P=by)(?P<short>\d{2})(?![\w/.]*\d)"
)
ISO_DATE: Final = re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){_TIME}(?![\w/])")
TIMESTAMP: Final = re.compile(  # `20240305` and `20240305T1200`, in machine-readable values only
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=T?\d{4}|\b)"
)
DAY_WITHOUT_YEAR: Final = re.compile(
    rf"(?<!\w)(?:{_NAME}\s+{_DAY}|{_DAY.replace('day', 'day2')}\s+{_NAME.replace('month', 'month2')})(?![\w,]*\s*\d)",
    re.IGNORECASE,
)
TIME_OF_DAY: Final = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.h]\s?\d{2}(?::\d{2})?|\s?h)?\s*(?:[ap]\.?\s?m\b\.?|uhr|h(?:rs?|s)|hours)"
    r"|(?<!\d)\d{1,2}[:.h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]\.?m\b\.?)?|(?<!\d)\d{1,2}\s?h\b|(?<!\w)(?:gmt|utc|bst"
    r"|ce?s?t|[ecmp][sd]?t|cest|msk|ist|jst|wita|wib|мск|z)\b(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}"
    r"|(?:午前|午後|上午|下午|오전|오후)?\s?\d{1,2}\s?[時时시点]\s?(?:\d{1,2}\s?[分분])?|오[전후]\s*\d{1,2}:\d{2}"
    r"|[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|[(（][月火水木金土日][)）]",
    re.IGNORECASE,
)
DATE_LABEL_WORDS: Final = frozenset(  # words beside a date that only label it
    "published posted publication updated update last modified edited first issued issue filed edited created on at the"
    " date dated of day print edition web from a.m p.m le du au à el al en em il lo la publié publiée mis mise jour"
    " modifié modifiée den der dem am um vom stand veröffentlicht aktualisiert publicado publicada actualizado"
    " atualizado às as pubblicato aggiornato alle ore op om gepubliceerd et o time online erstellt datum fecha data"
    " dátum tarih güncelleme yayınlanma дата опубликовано обновлено в наступил نشر النشر تاريخ تم في آخر تحديث التحديث"
    " الساعة प्रकाशित अपडेट अपडेटेड तारीख बजे पर 公開 更新 配信 掲載 发布 发布于 發布 更新于 时间 發稿 時間 日付 日期 입력"
    " 수정 publish release opublikowano dodano aktualizacja data publikacji godz publicerad uppdaterad publiceret"
    " udgivet opdateret publisert oppdatert kl klo publikováno aktualizováno diterbitkan dipublikasikan diperbarui"
    " опубліковано оновлено publicat actualizat julkaistu päivitetty г ч ngày lúc প্রকাশ প্রকাশিত আপডেট شائع"
    " تاریخ انتشار ساعت منتشر شد شده در به‌روزرسانی بروزرسانی روزرسانی آخرین کد خبر פורסם עודכן עדכון"
    " אחרון בתאריך בשעה יום שעה תאריך פרסום δημοσίευση δημοσιεύτηκε δημοσιεύθηκε ενημέρωση ενημερώθηκε"
    " τελευταία ώρα στις เผยแพร่ วันที่ อัปเดต อัพเดต ล่าสุด เวลา น โพสต์ ปรับปรุง แก้ไข 등록 승인 기사입력 최종수정"
    " 기사등록 최종 송고 게재 업데이트 오전 오후 发布时间 发表时间 發布時間 更新时间"
    " 更新時間 发表于 發表於 发稿时间 公開日 更新日 掲載日 配信日 最終更新 giriş güncelleme"
    " son yayın yayınlandı oluşturulma".split()
)
UPDATE_LABEL: Final = re.compile(
    r"\b(?:updated?|modified|edited|mise? à jour|modifiée?|aktualisiert|stand|actualizad[oa]"
    r"|atualizad[oa]|aggiornato|güncellen?me|изменено|обновлено|diperbarui|bijgewerkt|oppdatert"
    r"|uppdaterad|opdateret|aktualizacja|aktualizováno|оновлено|actualizat|päivitetty|ενημέρωση|ενημερώθηκε|עודכן|עדכון)\b|更新|تحديث|अपडेट|수정"
    r"|روزرسانی|อัปเดต|อัพเดต|แก้ไข|ปรับปรุง",
    re.IGNORECASE,
)
PUBLICATION_LABEL: Final = re.compile(
    r"\b(?:published|posted|created|publié|veröffentlicht|erstellt|publicad[oa]|pubblicato"
    r"|опубликовано|yayınlanma|gepubliceerd|opublikowano|dodano|publicerad|publiceret|publisert"
    r"|publikováno|diterbitkan|опубліковано|publicat|julkaistu|δημοσίευση|δημοσιε[ύυ]τηκε|פורסם)\b"
    r"|公開|发布|發布|配信|掲載|نشر|प्रकाशित|입력"
    r"|등록|انتشار|เผยแพร่",
    re.IGNORECASE,
)

_TODAY: Final = "today heute hoy hoje oggi vandaag сегодня اليوم आज 今日 今天 aujourd'hui".split()
_YESTERDAY: Final = "yesterday gestern ayer ontem ieri gisteren hier вчера أمس कल 昨日 昨天".split()
RELATIVE_DAYS: Final = dict.fromkeys(_TODAY, 0) | dict.fromkeys(_YESTERDAY, 1)
_HOUR: Final = (
    r"seconds?|minutes?|mins?|hours?|hrs?|sekunden?|minuten?|stunden?|secondes?|heures?|segundos?|minutos?|horas?|ore"
    r"|minuti|час(?:а|ов)?|минут[уы]?|घंटे|मिनट|ساعات|ساعة|دقيقة|時間|分|小时|小時|分钟|分鐘"
)
_RELATIVE_DAY: Final = r"days?|tage?n?|jours?|d[ií]as?|giorni|день|дн(?:я|ей)|दिन|أيام|يوم|日|天"
_WEEK: Final = r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|недел[юиь]|सप्ताह|हफ्ते|أسابيع|週間|周"
_UNIT: Final = rf"(?:(?P<hour>{_HOUR})|(?P<day>{_RELATIVE_DAY})|(?P<week>{_WEEK}))"
_NUMBER: Final = r"(?P<number>\d{1,3})"
AGO_PATTERNS: Final = tuple(
    re.compile(form.format(n=_NUMBER, unit=_UNIT), re.IGNORECASE)
    for form in (r"{n}\s*{unit}\s*(?:ago|fa|atrás|назад|पहले|前)", r"(?:vor|il y a|hace|há|قبل|منذ)\s+{n}\s+{unit}")
)
"""A number with a unit and ‘ago’, in both orders: `3 hours ago`, `vor 2 Tagen`, `il y a 3 heures`."""
