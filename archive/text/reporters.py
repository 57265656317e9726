"""Names that East Asian papers print beside a word for reporter: 记者 张三, 山田花子記者, 홍길동 기자.

Such names have no capitals and no blanks that would mark them; only the word beside them does. Where a place is glued
to a name and is not a known city, nothing is read.
"""

import re
from collections.abc import Iterator
from typing import Final

from archive.text.names import PrintedName, Span

MAX_LINE: Final = 100  # characters of a line that is a byline
MAX_OPENING: Final = 80  # characters at the beginning of a text that may name its reporter
_HAN: Final = "\u3400-\u9fff々〆ヶ"
_KANA: Final = re.compile("[\u3041-\u30fa]")
_REPORTS: Final = r"(?:(?:综合|綜合|連線|联合)?(?:报道|報導|報道)|专电|專電|摄影?报道)"
_LONE_NAME: Final = rf"[{_HAN}]{{2,4}}?(?:·[{_HAN}]{{1,8}}?)?(?![{_HAN}·])"
_HAN_NAME: Final = rf"(?:[{_HAN}]{{2,3}}?(?={_REPORTS})|{_LONE_NAME})"
"""A name, also before ‘reports’; after a blank, what stands before ‘reports’ is a place."""
_CITIES: Final = (
    "台北|臺北|新北|桃園|新竹|苗栗|台中|臺中|彰化|南投|雲林|嘉義|台南|臺南|高雄|屏東|宜蘭|花蓮|台東|臺東|澎湖|金門|基隆"
    "|北京|上海|广州|深圳|天津|重庆|南京|杭州|武汉|成都|西安|香港|澳門|东京|東京|華盛頓|华盛顿|紐約|纽约|倫敦|伦敦"
)
_GLUED: Final = rf"[{_HAN}]{{2,3}}(?=(?:{_CITIES})(?:\d{{1,2}}日)?(?:{_REPORTS}|[电電]))"
_COMMA: Final = r"\s*[、，,/／]\s*"
_BLANK: Final = r"[ \u3000]{1,2}"
_CHINESE: Final = re.compile(
    rf"(?:记者|記者|作者|撰文|撰稿|文字|(?<![{_HAN}])文)\s*[:：/／|｜]?\s*"
    rf"(?P<names>(?:{_GLUED}|{_HAN_NAME})(?:{_COMMA}(?:{_GLUED}|{_HAN_NAME})|{_BLANK}(?:{_GLUED}|{_LONE_NAME})){{0,5}})"
)
_JAPANESE_NAME: Final = (
    rf"[{_HAN}][{_HAN}\u3041-\u30fa]{{2,6}}|[{_HAN}\u3041-\u30fa]{{1,4}}[ \u3000][{_HAN}\u3041-\u30fa]{{1,5}}"
)
_JAPANESE: Final = re.compile(
    rf"(?:^|[【（(〔\[=＝・、：:／/|｜\s])(?P<names>(?:{_JAPANESE_NAME})(?:[、・,](?:{_JAPANESE_NAME})){{0,3}})"
    r"[ \u3000]?(?:記者|特派員|編集委員|論説委員|支局長|通信員)(?=\s*(?:$|[】）)〕\]、。・|｜\d\s]))"
)
_JAPANESE_MARKED: Final = re.compile(
    r"(?:(?:取材・)?文(?:・写真)?|聞き手|構成|筆者|執筆者?|著者|ライター|記者|編集委員|論説委員|特派員)"
    r"\s*[・=＝:：／/ \u3000]\s*"
    rf"(?P<names>(?:{_JAPANESE_NAME})(?:[、,](?:{_JAPANESE_NAME})){{0,3}})(?=\s*(?:$|[】）)〕\]、。|｜\d\s]))"
)
_KOREAN_KIND: Final = r"(?:\s?(?:객원|선임|전문|인턴|수습|의학|과학|정치|경제|산업|문화|스포츠)\s?)?"
_KOREAN: Final = re.compile(
    rf"(?:^|[\s/\])(=|｜:：])(?P<names>[가-힣]{{2,4}}(?:\s?[·,、/]\s?[가-힣]{{2,4}}){{0,4}})\s?{_KOREAN_KIND}"
    r"(?:기자|특파원|논설위원|통신원)(?![가-힣])"
)
_KOREAN_MARKED: Final = re.compile(
    r"(?:^|[\s/\[(])(?:글|취재|기자|글·사진)\s*[=:：]\s*(?P<names>[가-힣]{2,4}(?:\s?[·,、/]\s?[가-힣]{2,4}){0,4})(?![가-힣])"
)
_NO_NAMES: Final = re.compile(
    "本[报報紙网網社誌刊台]|当社|本社|新[聞闻华華]|[通电電][讯訊信]|报道|報[導道]|編集|编辑|編輯|取材|放送|[会治済際動化]部$|社$"
    "|责任|責任|综合|綜合|实习|實習|首席|[特约]约|摄影?|攝影?|来源|來源|公民|現場|现场|会見|会见|招待|俱[樂乐]|协会|協會|[团團证證们們]"
    "|^[从從各多节節]|^[发發]自|写真|記事|敬称|提供|関連|続き|連載|特集|人$|女性|男性|若手|新人|担当"
    "|^(?:뉴스|사회|정치|경제|문화|국제|온라인|디지털|편집|본지|본보|시민|취재|특별|선임|전문|인턴|수습|사진|방송|학생|명예|객원|현장|부)"
    rf"|^(?:{_CITIES})$"
)
_OPENING_ENDS: Final = re.compile(r"[)）】〕\]]|(?:기자|특파원)\s*=\s*")
_REPORTER_WORDS: Final = re.compile("记者|記者|기자(?![가-힣])|特派員|특파원")


def find_reporters(line: str) -> list[PrintedName]:
    """Return the people that a line names beside a word for reporter, in order, each once."""
    if len(line) > MAX_LINE or line.rstrip().endswith(("。", "？", "！", "다.")):
        return []
    return _collect(line)


def find_opening_reporters(text: str) -> list[PrintedName]:
    """Return the reporters whom the brackets or the credit at the beginning of a text name: 本报讯（记者 张三）."""
    opening = text[:MAX_OPENING]
    end = max((match.end() for match in _OPENING_ENDS.finditer(opening)), default=0)
    return _collect(opening[:end]) if _REPORTER_WORDS.search(opening[:end]) else []


def may_be_east_asian_name(words: str) -> bool:
    """Return whether words have none that papers print in the place of a name: 編集部, 敬称略."""
    return _NO_NAMES.search(words) is None


def _collect(text: str) -> list[PrintedName]:
    found: dict[str, PrintedName] = {}
    for start, end in _iter_name_spans(text):
        while (blank := re.search(r"[ \u3000]+", text[start:end])) and _NO_NAMES.search(
            text[start : start + blank.start()]
        ):
            start += blank.end()
        words = text[start:end]
        if len(words) > 1 and _NO_NAMES.search(words) is None:
            name = " ".join(words.split())
            found.setdefault(name, PrintedName(name, words, start, end))
    return list(found.values())


def _iter_name_spans(text: str) -> Iterator[Span]:
    """Yield the spans of single names; a blank parts Chinese names, and stands inside a Japanese one."""
    for pattern in (_KOREAN, _KOREAN_MARKED):
        for match in pattern.finditer(text):
            yield from _split_span(text, *match.span("names"), r"\s?[·,、/]\s?")
    japanese = [match for pattern in (_JAPANESE, _JAPANESE_MARKED) for match in pattern.finditer(text)]
    chinese = () if _KANA.search(text) else [*_CHINESE.finditer(text)]
    chinese_spans = [
        span for match in chinese for span in _split_span(text, *match.span("names"), f"{_COMMA}|{_BLANK}")
    ]
    if any(_NO_NAMES.search(text[slice(*span)]) is None for span in chinese_spans):
        yield from chinese_spans
        return
    for match in japanese:
        yield from _split_span(text, *match.span("names"), r"[、・,]")


def _split_span(text: str, start: int, end: int, separator: str) -> Iterator[Span]:
    first = start
    for border in re.finditer(separator, text[start:end]):
        yield first, start + border.start()
        first = start + border.end()
    yield first, end
