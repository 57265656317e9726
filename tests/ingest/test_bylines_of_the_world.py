"""Bylines and dates of papers in many languages, printed in the visible text only."""

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.media_types import HTML_TYPE
from tests.ingest.article_reading import TODAY, are_spans_exact, get_authors, make_document

DAY = "2023-04-05"
TEXTS = {
    "ja": (
        "市議会は火曜日の夜、川を渡る渡し船の運航を終了することを賛成多数で決めた。住民の"
        "団体は反対の署名を提出し、再考を求めている。"
    ),
    "zh": (
        "市议会星期二晚上以多数票决定，明年春天起停止渡船的运营。沿岸居民递交了反对的签名"
        "，要求重新考虑这一影响许多家庭的决定。"
    ),
    "zh-TW": (
        "市議會星期二晚間以多數票決定，明年春天起停止渡船的營運。沿岸居民遞交了反對的簽名"
        "，要求重新考慮這項影響許多家庭的決定。"
    ),
    "ko": (
        "시의회는 화요일 밤 내년 봄부터 나룻배 운항을 중단하기로 다수결로 "
        "의결했다. 주민 단체는 반대 서명을 제출하고 재고를 요구하고 있다."
    ),
    "he": (
        "מועצת העיר החליטה ביום שלישי בערב לסגור את המעבורת על הנהר, ותושבים "
        "אמרו כי לא התייעצו איתם לפני ההחלטה שתשפיע על משפחות רבות."
    ),
    "fa": (
        "شورای شهر شامگاه سه‌شنبه به تعطیلی کشتی رودخانه رأی داد و ساکنان "
        "گفتند که در این تصمیم با آنان مشورت نشده است و خواستار بازنگری شدند."
    ),
    "ar": (
        "قرر مجلس المدينة مساء الثلاثاء إغلاق العبارة التي تعبر النهر، وقال "
        "السكان إن أحدا لم يستشرهم قبل القرار الذي سيمس مئات الأسر في الحي."
    ),
    "th": ("สภาเทศบาลมีมติเมื่อคืนวันอังคารให้ยุติการเดินเรือข้ามฟาก ชาวบ้านกล่าวว่าไม่มีใครมาปรึกษาก่อนการตัดสินใจที่จะกระทบหลายร้อยครอบครัว"),
    "el": (
        "Το δημοτικό συμβούλιο αποφάσισε το βράδυ της Τρίτης να κλείσει το "
        "πορθμείο του ποταμού, και οι κάτοικοι λένε ότι κανείς δεν τους ρώτησε."
    ),
    "en": (
        "The town council voted on Tuesday night to close the ferry across the "
        "river, and residents said that nobody had asked them before the vote."
    ),
    "tr": (
        "Belediye meclisi salı akşamı nehirdeki feribot seferlerinin sona "
        "ermesine karar verdi; mahalle sakinleri kimsenin kendilerine "
        "sormadığını söyledi."
    ),
    "ru": (
        "Городской совет во вторник вечером решил закрыть паром через реку, а "
        "жители говорят, что с ними никто не посоветовался перед этим решением."
    ),
}
PAGES = [  # language, lines below the headline, authors
    ("ja", ["山田花子記者", "2023年4月5日 23時40分"], ["山田花子"]),
    ("ja", ["2023年4月5日 5時00分（最終更新 4月6日 10時20分）", "記者 山田花子"], ["山田花子"]),
    ("ja", ["令和5年4月5日", "編集委員・佐藤一郎"], ["佐藤一郎"]),
    ("ja", ["令和五年四月五日", "取材・文：鈴木春香"], ["鈴木春香"]),
    ("ja", ["2023/4/5 6:00 有料記事", "ロンドン特派員 田中光"], ["田中光"]),
    ("ja", ["2023.04.05 公開", "聞き手・高橋みゆき"], ["高橋みゆき"]),
    ("zh", ["本报记者 张三", "2023年4月5日 08:30"], ["张三"]),
    ("zh", ["2023-04-05 10:30 来源：河口日报 作者：王小明 编辑：李四"], ["王小明"]),
    ("zh", ["发布时间：2023-04-05 10:30", "文/陈大文 图/李四"], ["陈大文"]),
    ("zh", ["二〇二三年四月五日", "本报记者 刘一 赵小英 河口报道"], ["刘一", "赵小英"]),
    ("zh-TW", ["2023/04/05 10:30", "〔記者張三／台北報導〕"], ["張三"]),
    ("zh-TW", ["記者王大明台北報導", "2023-04-05 18:20"], ["王大明"]),
    ("zh-TW", ["民國112年4月5日", "撰文：林美玲 攝影：陳光"], ["林美玲"]),
    ("ko", ["홍길동 기자", "입력 2023.04.05. 오전 10:30 수정 2023.04.06. 오후 2:10"], ["홍길동"]),
    ("ko", ["등록 2023-04-05 10:30", "김철수·이영희 기자 kim@example.kr"], ["김철수", "이영희"]),
    ("ko", ["[강하구=연합] 박민수 특파원", "2023년 4월 5일 수요일"], ["박민수"]),
    ("he", ["מאת רון לוי", "5 באפריל 2023"], ["רון לוי"]),
    ("he", ["פורסם: 05.04.23, 10:30", "מאת: דנה כהן"], ["דנה כהן"]),
    ("he", ["כתב: יוסי ברק | צילום: דנה כהן", "יום רביעי, 5 באפריל 2023"], ["יוסי ברק"]),
    ("fa", ["نویسنده: مریم کریمی", "۱۶ فروردین ۱۴۰۲"], ["مریم کریمی"]),
    ("fa", ["چهارشنبه ۱۶ فروردین ۱۴۰۲ ساعت ۱۰:۳۰", "خبرنگار: علی رضایی"], ["علی رضایی"]),
    ("fa", ["تاریخ انتشار: 1402/01/16 - 10:30", "به قلم سارا احمدی"], ["سارا احمدی"]),
    ("fa", ["۱۴۰۲/۰۱/۱۶", "گزارش: رضا نوری، عکس: مینا راد"], ["رضا نوری"]),
    ("ar", ["بقلم: أحمد سالم", "الأربعاء 05/أبريل/2023 - 10:30 ص"], ["أحمد سالم"]),
    ("ar", ["كتبت - سارة محمود", "14 رمضان 1444 هـ - 5 أبريل 2023"], ["سارة محمود"]),
    ("th", ["โดย สมชาย ใจดี", "5 เมษายน 2566"], ["สมชาย ใจดี"]),
    ("th", ["เผยแพร่: วันพุธที่ 5 เมษายน พ.ศ. 2566 เวลา 10:30 น.", "ผู้เขียน: มาลี ศรีสุข"], ["มาลี ศรีสุข"]),
    ("th", ["5 เม.ย. 66", "เรื่อง: วิชัย ทองดี ภาพ: มาลี ศรีสุข"], ["วิชัย ทองดี"]),
    ("el", ["Γράφει ο Γιάννης Παππάς", "Τετάρτη 5 Απριλίου 2023, 10:30"], ["Γιάννης Παππάς"]),
    ("el", ["Δημοσίευση: 05.04.2023, 10:30", "Ρεπορτάζ: Μαρία Νίκου"], ["Μαρία Νίκου"]),
    ("tr", ["HABER: ALİ DEMİR", "5 NİSAN 2023 ÇARŞAMBA"], ["Ali Demir"]),
    ("tr", ["Muhabir: Ayşe Yıldız", "Giriş: 05.04.2023 10:30 Güncelleme: 06.04.2023 11:00"], ["Ayşe Yıldız"]),
    ("ru", ["Автор: Иван Петров", "5 апреля 2023, 10:30"], ["Иван Петров"]),
    ("ru", ["Текст: Анна Седова. Фото: Олег Лис", "05.04.2023"], ["Анна Седова"]),
]


def read_page(language, lines, *, text="", ending=""):
    """The article of a page with these lines below its headline, whose text begins and ends with these words."""
    body = "".join(f"<p>{opening}{TEXTS[language]}</p>" for opening in (text, *map(str, range(1, 6))))
    head = "".join(f"<p>{line}</p>" for line in lines)
    body += f"<p>{ending}</p>" if ending else ""
    title = TEXTS[language][:24].strip()
    html = (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{head}{body}</article></body></html>"
    )
    document = make_document(html, media_type=HTML_TYPE, url="https://gazette.example.org/a")
    article = extract(document, ExtractionOptions(today=TODAY))
    assert are_spans_exact(article, html)
    return article


@pytest.mark.parametrize(("language", "lines", "authors"), PAGES)
def test_bylines_and_days_are_read_in_the_words_of_the_paper(language, lines, authors):
    article = read_page(language, lines)

    assert (get_authors(article), article.published) == (authors, DAY)


@pytest.mark.parametrize(
    ("language", "opening", "authors"),
    [
        ("zh", "本报讯（记者 张三）", ["张三"]),
        ("zh", "新华社河口4月5日电（记者张三、李小明）", ["张三", "李小明"]),
        ("zh-TW", "〔記者張三／台北報導〕", ["張三"]),
        ("zh-TW", "（中央社記者王大明台北5日電）", ["王大明"]),
        ("ko", "(강하구=연합) 홍길동 기자 = ", ["홍길동"]),
        ("ko", "[강하구=한들] 홍길동 기자 = ", ["홍길동"]),
        ("zh", "本报讯 记者从市政府获悉，（见图）", []),
        ("ja", "記者会見（5日）で、", []),
    ],
)
def test_the_opening_of_a_text_names_its_reporter(language, opening, authors):
    assert get_authors(read_page(language, [], text=opening)) == authors


@pytest.mark.parametrize(
    ("language", "ending", "authors"),
    [
        ("ja", "（山田花子）", ["山田花子"]),
        ("ja", "【山田花子】", ["山田花子"]),
        ("ja", "（敬称略）", []),
        ("ja", "（編集部）", []),
        ("ko", "홍길동 기자 hong@example.kr", ["홍길동"]),
        ("ko", "온라인뉴스팀 기자", []),
        ("zh", "（记者 张三）", ["张三"]),
        ("zh", "责任编辑：李四", []),
    ],
)
def test_the_last_line_of_a_text_names_its_reporter(language, ending, authors):
    assert get_authors(read_page(language, [], ending=ending)) == authors


@pytest.mark.parametrize(
    ("language", "line", "problem"),
    [
        ("ar", "14 رمضان 1444 هـ", "the Hijri calendar"),
        ("he", "י״ד בניסן תשפ״ג", "the Hebrew calendar"),
        ("fa", "۳۱ مهر ۱۴۰۲", "no such day"),
        ("en", "1402/01/16", "no newspapers"),
    ],
)
def test_a_day_that_is_not_read_is_evidence(language, line, problem):
    article = read_page(language, [line])

    unread = [finding for finding in article.findings if finding.field == "published"]
    assert article.published == ""
    assert any(finding.status == "unknown" and problem in finding.rule for finding in unread)


@pytest.mark.parametrize(
    ("language", "line"),
    [("zh-TW", "記者張小明板橋報導"), ("el", "Του Γιάννη Παπαδόπουλου"), ("ko", "디지털콘텐츠국제부총괄 기자")],
)
def test_a_byline_that_is_not_read_is_kept_as_printed(language, line):
    article = read_page(language, [line])

    assert get_authors(article) == []
    assert line in [finding.value for finding in article.findings if finding.field == "credit"]


@pytest.mark.parametrize(
    ("line", "authors", "others"),
    [
        (
            "By NORA VRY and ABBY ROE in Marden, with additional reporting by Tom Fenn",
            ["Nora Vry", "Abby Roe"],
            ["with additional reporting by Tom Fenn"],
        ),
        ("By Nora Vry | Edited by Tom Fenn", ["Nora Vry"], ["Edited by Tom Fenn"]),
        ("Von Eva Vry, Fotos: Max Fenn", ["Eva Vry"], ["Fotos: Max Fenn"]),
        ("Par Jeanne Roe, traduit de l'anglais par Paul Vry", ["Jeanne Roe"], ["traduit de l'anglais par Paul Vry"]),
        ("Text und Fotos: Eva Vry", ["Eva Vry"], []),
        ("Photograph by Tom Fenn | June 3, 2023", [], ["Photograph by Tom Fenn"]),
        ("Foto: Max Fenn, Text: Eva Vry", ["Eva Vry"], ["Foto: Max Fenn"]),
        ("Reporting by Nora Vry; editing by Tom Fenn", ["Nora Vry"], ["editing by Tom Fenn"]),
    ],
)
def test_who_else_worked_on_a_text_is_a_credit_of_that_role(line, authors, others):
    article = read_page("en", [line])

    assert get_authors(article) == authors
    assert [
        one.value for one in article.findings if one.field == "credit" and one.rule.startswith("a byline")
    ] == others
