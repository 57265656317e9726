"""Languages: their codes and names, detection in a text, and their function words."""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from archive.text.messages import lazy_message
from archive.text.normalize import fold

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE_CHARS: Final = 400  # characters; enough for a reliable and quick answer
MIN_LETTERS: Final = 40
MIN_CONFIDENCE: Final = 0.5  # minimum normalised probability
_CODES_BY_NAME: Final = {
    fold(name): code
    for code, names in {
        "en": "English;Englisch;anglais;inglés;inglese;eng", "fr": "French;français;Französisch;francés;fra;fre",
        "de": "German;Deutsch;allemand;alemán;deu;ger", "es": "Spanish;español;castellano;Spanisch;espagnol;spa",
        "it": "Italian;italiano;Italienisch;italien;ita", "pt": "Portuguese;português;portugais;por",
        "nl": "Dutch;Nederlands;Niederländisch;nld;dut", "ru": "Russian;русский;Russisch;russe;rus",
        "ar": "Arabic;العربية;Arabisch;arabe;ara", "zh": "Chinese;中文;zho;chi", "ja": "Japanese;日本語;jpn",
        "tr": "Turkish;Türkçe;tur", "pl": "Polish;polski;Polnisch;polonais;pol", "uk": "Ukrainian;українська;ukr",
        "sv": "Swedish;svenska;swe", "da": "Danish;dansk;dan", "nb": "Norwegian;norsk;nor", "he": "Hebrew;עברית;heb",
        "fa": "Persian;Farsi;فارسی;fas;per", "ko": "Korean;한국어;kor", "cs": "Czech;čeština;ces;cze",
    }.items()
    for name in names.split(";")
}  # fmt: skip
_COMMON_WORDS: Final = {
    "en": frozenset("the of and to for with said that was has from will would which this have been are its by".split()),
    "fr": frozenset("le les des du et est dans que qui pour sur une par pas plus avec sont au aux ont cette".split()),
    "de": frozenset("der die das und den dem nicht mit von zu sich auf ist ein eine auch für wird als werden".split()),
    "es": frozenset("el los las del y en que una por con para se su como más pero sus fue este".split()),
    "it": frozenset("il di della dei che gli e per una sono nel con non alla delle più dal anche degli".split()),
    "pt": frozenset("o os da do das dos em que uma para com não por mais na no foi ao pela são".split()),
    "nl": frozenset("de het een van en dat niet op met voor zijn aan er maar bij ook naar wordt door".split()),
}
_LANGUAGES_BY_WORD: Final = {
    word: tuple(code for code, small in _COMMON_WORDS.items() if word in small)
    for word in frozenset().union(*_COMMON_WORDS.values())
}
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_EXCLUDED_CODES: Final = frozenset({"und", "zxx", "pcm"})
"""Undetermined, no language, and Nigerian Pidgin, a false positive for terse English telegrams."""
LANGUAGE_NAMES: Final = {  # English names by BCP 47 tag
    "ar": lazy_message("Arabic"), "bg": lazy_message("Bulgarian"), "bn": lazy_message("Bengali"),
    "ca": lazy_message("Catalan"), "cs": lazy_message("Czech"), "da": lazy_message("Danish"),
    "de": lazy_message("German"), "el": lazy_message("Greek"), "en": lazy_message("English"),
    "es": lazy_message("Spanish"), "et": lazy_message("Estonian"), "eu": lazy_message("Basque"),
    "fa": lazy_message("Persian"), "fi": lazy_message("Finnish"), "fr": lazy_message("French"),
    "ga": lazy_message("Irish"), "he": lazy_message("Hebrew"), "hi": lazy_message("Hindi"),
    "hr": lazy_message("Croatian"), "hu": lazy_message("Hungarian"), "hy": lazy_message("Armenian"),
    "id": lazy_message("Indonesian"), "it": lazy_message("Italian"), "ja": lazy_message("Japanese"),
    "ko": lazy_message("Korean"), "ku": lazy_message("Kurdish"), "lt": lazy_message("Lithuanian"),
    "lv": lazy_message("Latvian"), "nb": lazy_message("Norwegian Bokmål"), "ne": lazy_message("Nepali"),
    "nl": lazy_message("Dutch"), "nn": lazy_message("Norwegian Nynorsk"), "no": lazy_message("Norwegian"),
    "pl": lazy_message("Polish"), "ps": lazy_message("Pashto"), "pt": lazy_message("Portuguese"),
    "ro": lazy_message("Romanian"), "ru": lazy_message("Russian"), "sk": lazy_message("Slovak"),
    "sl": lazy_message("Slovenian"), "so": lazy_message("Somali"), "sq": lazy_message("Albanian"),
    "sr": lazy_message("Serbian"), "sv": lazy_message("Swedish"), "sw": lazy_message("Swahili"),
    "ta": lazy_message("Tamil"), "th": lazy_message("Thai"), "tr": lazy_message("Turkish"),
    "uk": lazy_message("Ukrainian"), "ur": lazy_message("Urdu"), "vi": lazy_message("Vietnamese"),
    "zh": lazy_message("Chinese"),
}  # fmt: skip
_TAGS_BY_NAME: Final = {name.casefold(): tag for tag, name in LANGUAGE_NAMES.items()}
_FUNCTION_WORDS: Final = {  # the closed word classes of a language
    "en": """
        a an the this that these those such same other another each every either neither both all any some many much
        more most few fewer less least several enough no none one ones two three four five six seven eight nine ten
        first second third last next own half i me my mine myself we us our ours ourselves you your yours yourself
        yourselves he him his himself she her hers herself it its itself they them their theirs themselves who whom
        whose which what whatever whichever whoever someone somebody something anyone anybody anything everyone
        everybody everything nobody nothing noone be am is are was were been being have has had having do does did doing
        done will would shall should can could may might must ought need dare used get gets got getting let lets not
        never ever nor or and but if unless until till although though because since whereas while whilst when whenever
        where wherever why how than as so that whether lest once yet of in on at by for from with without within to into
        onto upon toward towards about above across after against along alongside amid among amongst around before
        behind below beneath beside besides between beyond despite down during except following inside like near off
        opposite out outside over past per plus round through throughout under underneath unlike up versus via according
        here there now then still just only even also too very quite rather really almost nearly always often sometimes
        usually already again soon later earlier ago away back forward together apart else instead however therefore
        thus hence meanwhile moreover furthermore nevertheless nonetheless otherwise indeed perhaps maybe well yes oh
        okay ok today yesterday tomorrow tonight elsewhere somewhere anywhere nowhere everywhere thing things way ways
        lot lots bit wo ca sha ai
    """,
    "fr": """
        le la les l un une des du de d au aux ce cet cette ces celui celle ceux celles ceci cela ça ci mon ma mes ton ta
        tes son sa ses notre nos votre vos leur leurs mien tien sien je j me m moi tu te t toi il elle on nous vous ils
        elles se s soi lui eux y en qui que qu quoi dont où lequel laquelle lesquels lesquelles auquel duquel desquels
        quel quelle quels quelles tout toute tous toutes aucun aucune nul nulle chaque quelque quelques plusieurs
        certain certaine certains certaines autre autres même mêmes tel telle tels telles rien personne quiconque un
        deux trois quatre cinq six sept huit neuf dix premier première premiers dernier dernière derniers dernières être
        suis es est sommes êtes sont étais était étions étiez étaient serai sera serons seront serait seraient sois soit
        soient été étant fut furent avoir ai as a avons avez ont avais avait avions aviez avaient aura aurons auront
        aurait auraient aie ait aient eu ayant eut eurent fait faire font faisait peut peuvent pouvait pouvaient
        pourrait pourraient pouvoir doit doivent devait devaient devrait devoir va vont allait aller veut veulent
        voulait faut fallait et ou mais donc or ni car si comme quand lorsque lorsqu puisque puisqu parce quoique bien
        que afin ainsi alors aussi cependant pourtant toutefois à dans par pour sur sous avec sans chez vers entre
        depuis pendant avant après contre derrière devant dès durant hors jusque jusqu malgré outre parmi selon envers
        près loin ne n pas plus moins point jamais guère non oui très trop peu assez beaucoup encore toujours déjà
        souvent parfois ici là voici voilà puis ensuite enfin autant tant presque seulement surtout plutôt peut-être
        hier demain aujourd hui aujourd'hui maintenant c
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines dieser diese
        dieses diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden jedem alle alles allen aller allem
        manche mancher manches einige einigen einiger mehrere viele vielen wenig wenige solche solcher solches andere
        anderen anderer anderes selbe zwei drei vier fünf sechs sieben acht neun zehn erste ersten erster letzte letzten
        beide beiden ich mich mir mein meine meinen meinem meiner du dich dir dein deine er ihn ihm sein seine seinen
        seinem seiner seines sie ihr ihre ihren ihrem ihrer ihres es wir uns unser unsere unseren euch euer ihnen sich
        selbst man wer wen wem wessen was welche welcher welches welchen jemand niemand etwas nichts bin bist ist sind
        seid war waren warst gewesen wäre wären sein haben habe hast hat hatte hatten hätte hätten gehabt werden werde
        wird wirst wurde wurden worden würde würden können kann kannst konnte konnten könnte könnten müssen muss musste
        mussten müsste sollen soll sollte sollten wollen will wollte wollten dürfen darf durfte mögen mag möchte lassen
        lässt ließ und oder aber denn sondern doch dass daß weil wenn als ob obwohl während bevor nachdem damit indem
        sowie wie wo wohin woher warum weshalb je desto sowohl weder noch in im ins an am ans auf aus bei beim bis durch
        für gegen hinter mit nach neben ohne seit um unter über von vom vor wegen zu zum zur zwischen ab außer gegenüber
        trotz laut nicht nie niemals immer auch nur noch schon sehr so mehr weniger ganz hier da dort dann nun jetzt
        heute gestern morgen wieder bereits etwa fast kaum eben eher sogar zwar also daher dabei dazu darauf daran
        darüber davon dafür dagegen danach darin jedoch allerdings
    """,
    "es": """
        el la los las lo un una unos unas este esta estos estas ese esa esos esas aquel aquella esto eso aquello mi mis
        tu tus su sus nuestro nuestra nuestros nuestras vuestro yo me mí tú te ti él ella ello ellos ellas nosotros
        vosotros usted ustedes nos os le les se sí consigo que qué quien quién quienes cual cuál cuales cuyo cuya donde
        dónde cuando cuándo como cómo cuanto todo toda todos todas otro otra otros otras mismo misma mismos mismas cada
        algún alguna algunos algunas algo alguien ningún ninguna nada nadie mucho mucha muchos muchas poco poca pocos
        pocas varios varias tanto tal tales dos tres cuatro cinco seis siete ocho nueve diez primer primera primero
        último última ser soy es somos son era eran fue fueron será serán sería sido siendo sea sean estar está están
        estaba estaban estuvo estado haber he ha hemos han había habían hubo habrá habría haya hayan tener tiene tienen
        tenía hacer hace hizo poder puede pueden podía podría deber debe deben debía ir va van iba y e o u ni pero sino
        aunque porque pues si mientras a al de del en con sin por para sobre bajo entre hacia hasta desde durante según
        contra ante tras mediante no ni nunca jamás también tampoco ya aún todavía muy más menos bien así entonces luego
        después antes ahora hoy ayer mañana aquí ahí allí siempre casi sólo solo apenas además quizás
    """,
    "it": """
        il lo la i gli le l un uno una del dello della dei degli delle al allo alla ai agli alle dal dallo dalla dai
        dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle dell all dall nell sull questo
        questa questi queste quello quella quelli quelle quel quei mio mia miei tuo tua suo sua suoi sue nostro nostra
        nostri vostro loro io mi me tu ti te egli lui lei esso essa noi ci vi voi essi si sé ne chi che cui quale quali
        quanto quanti dove quando come perché ogni ognuno tutto tutta tutti tutte altro altra altri altre stesso stessa
        alcuni alcune qualche qualcuno qualcosa nessuno nessuna niente nulla molto molti molte poco pochi tanto tanti
        due tre quattro cinque sei sette otto nove dieci primo prima ultimo ultima essere sono è siamo siete era erano
        fu furono sarà saranno sarebbe stato stata stati sia siano essendo avere ho hai ha abbiamo hanno aveva avevano
        ebbe avrà avrebbe avuto abbia abbiano fare fa fanno faceva fatto potere può possono poteva potrebbe dovere deve
        devono doveva dovrebbe vuole vogliono va vanno e ed o od ma però se mentre anche se poiché sebbene né a ad di da
        in con su per tra fra senza sotto sopra verso contro durante dopo prima dentro fuori secondo presso non mai più
        meno già ancora sempre anche pure solo soltanto molto così allora quindi poi ora oggi ieri domani qui qua là lì
        dove forse quasi invece
    """,
    "pt": """
        o a os as um uma uns umas do da dos das no na nos nas ao à aos às pelo pela pelos pelas num numa este esta estes
        estas esse essa esses essas aquele aquela isto isso aquilo meu minha teu tua seu sua seus suas nosso nossa
        nossos nossas eu me mim tu te ele ela eles elas nós vós você vocês lhe lhes se si que quem qual quais cujo cuja
        onde quando como quanto porque todo toda todos todas outro outra outros outras mesmo mesma cada algum alguma
        alguns algumas algo alguém nenhum nenhuma nada ninguém muito muita muitos muitas pouco poucos vários tanto tal
        dois duas três quatro cinco seis sete oito nove dez primeiro primeira último última ser sou é somos são era eram
        foi foram será serão seria sido sendo seja sejam estar está estão estava estavam esteve ter tem têm tinha tinham
        teve terá teria tido haver há havia houve fazer faz fez poder pode podem podia poderia dever deve devem devia
        deveria ir vai vão ia e ou mas porém nem se embora pois enquanto de em por para com sem sobre sob entre até
        desde durante segundo contra ante após perante não nunca jamais também já ainda muito mais menos bem assim então
        depois antes agora hoje ontem amanhã aqui aí ali lá sempre quase só apenas além talvez
    """,
    "nl": """
        de het een deze die dit dat zulke elke elk ieder iedere alle alles veel vele meer meest weinig enkele sommige
        andere ander zelfde geen twee drie vier vijf zes zeven acht negen tien eerste laatste beide mijn jouw zijn haar
        ons onze hun ik mij me jij je hij hem zij ze het wij we jullie hen zich zelf men wie wat welk welke iemand
        niemand iets niets ben bent is zijn was waren geweest heb hebt heeft hebben had hadden gehad word wordt worden
        werd werden geworden kan kunnen kon konden moet moeten moest moesten mag mogen mocht wil willen wilde zal zullen
        zou zouden laat laten gaat gaan ging doet doen deed en of maar want dus omdat als indien hoewel terwijl toen
        wanneer waar waarom hoe dan nadat voordat van in op aan bij door voor met naar over onder uit tot om tegen
        tussen zonder sinds binnen buiten achter boven langs na tijdens volgens vanaf niet nooit altijd ook nog al heel
        zeer zo wel hier daar er nu dan toen vandaag gisteren morgen weer alleen slechts bijna echter toch
    """,
    "ar": """
        في من على إلى عن مع بين حتى منذ خلال عبر ضد لدى عند أمام خلف فوق تحت حول دون قبل بعد نحو قرب ضمن وسط أثناء رغم
        بسبب حسب وفق مثل سوى عدا إثر عقب هذا هذه هذان هاتان هؤلاء ذلك تلك أولئك هنا هناك الذي التي الذين اللذين اللتين
        اللاتي اللواتي أنا نحن أنت أنتم هو هي هما هم هن إياه و أو أم ثم بل لكن لكنه لكنها إن أن إنه إنها أنه أنها إنهم
        أنهم أنهما إنما لأن لأنه لأنها كأن لعل ليت إذا إذ إذن لو لولا كي كيف لما كلما بينما حين حينما عندما حيث كما مما
        فيما بما أما إما إلا غير ما ماذا متى أين هل كم أي أية أيها من ممن عما عمن لا لم لن ليس ليست ليسوا قد لقد سوف كان
        كانت كانوا كانا يكون تكون يكونوا سيكون ستكون كن أصبح أصبحت بات باتت ظل ظلت مازال لازال يزال تزال صار ليكون تم
        يتم ستتم يمكن يجب ينبغي به بها بهم بهما له لها لهم لهما لنا لي لك منه منها منهم منا مني عنه عنها عنهم عليه عليها
        عليهم علينا إليه إليها إليهم إلينا فيه فيها فيهم معه معها معهم بينه بينهم بينهما لديه لديها لديهم عنده عندها كل
        كلا كلتا جميع بعض بعضهم نفس نفسه نفسها ذات ذاته كافة معظم أكثر أقل أيضا أيضاً فقط جدا جداً كذلك هكذا الآن اليوم
        أمس غدا غداً لذلك لذا بذلك وذلك حاليا حالياً ربما أحد إحدى واحد واحدة اثنان اثنين اثنتان ثلاثة ثلاث أربعة أربع
        خمسة خمس ستة سبعة ثمانية تسعة عشرة عشر أول الأول الأولى آخر الأخير الأخيرة أخرى
    """,
}
_STOPLIST_NAMES: Final = {  # languages by their code, as jusText names its lists
    "pl": "Polish", "cs": "Czech", "sk": "Slovak", "sl": "Slovenian", "hr": "Croatian", "sr": "Serbian",
    "bs": "Bosnian", "mk": "Macedonian", "bg": "Bulgarian", "ru": "Russian", "uk": "Ukrainian", "be": "Belarusian",
    "sv": "Swedish", "da": "Danish", "no": "Norwegian_Bokmal", "nb": "Norwegian_Bokmal", "nn": "Norwegian_Nynorsk",
    "is": "Icelandic", "fi": "Finnish", "et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "hu": "Hungarian",
    "ro": "Romanian", "el": "Greek", "tr": "Turkish", "az": "Azerbaijani", "fa": "Persian", "ur": "Urdu", "hi": "Hindi",
    "bn": "Bengali", "he": "Hebrew", "id": "Indonesian", "ms": "Malay", "vi": "Vietnamese", "ca": "Catalan",
    "gl": "Galician", "eu": "Basque", "sq": "Albanian", "sw": "Swahili", "af": "Afrikaans", "ga": "Irish",
    "cy": "Welsh", "ka": "Georgian", "hy": "Armenian", "kk": "Kazakh",
}  # fmt: skip
_CONTRACTION: Final = re.compile(r"(?:n't|'(?:ll|re|ve|d|m|s))$")
_ELISION: Final = re.compile(
    r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|dell|all|dall|nell|sull|quell|quest|c|v)'"
)
_ELIDING_LANGUAGES: Final = frozenset({"fr", "it", "ca"})
_ARABIC_PREFIX: Final = re.compile(r"^[وف]")


def normalize_language_code(text: str) -> str:
    """Return the BCP 47 code of a source's language (`EN_gb`, `français`); empty if unknown."""
    if code := _CODES_BY_NAME.get(fold(text.strip())):
        return code
    match = _CODE.fullmatch(text.strip())
    if not match:
        return ""
    language, script, region = match.groups()
    parts = (language.lower(), script and script.title(), region and region.upper())
    return "-".join(part for part in parts if part)


def get_base_language(code: str) -> str:
    """Return the primary language of a BCP 47 code: `fr` of `fr-CA`."""
    return code.casefold().partition("-")[0]


def detect_language(text: str) -> str:
    """Detect the language of a text; empty if it is too short or too uncertain."""
    sample = " ".join(_LETTERS.findall(text[: SAMPLE_CHARS * 2]))[:SAMPLE_CHARS]
    if len(sample.replace(" ", "")) < MIN_LETTERS:
        return ""
    # A quick check before the model: the common words of one language clearly dominate.
    words = sample.casefold().split()
    counts = Counter(code for word in words for code in _LANGUAGES_BY_WORD.get(word, ()))
    best = counts.most_common(2)
    language, most = best[0] if best else ("", 0)
    next_most = best[1][1] if len(best) > 1 else 0
    if most >= 6 and most * 8 >= len(words) and most >= 5 * next_most:
        return language
    language, confidence = _load_identifier().classify(sample)
    return "" if confidence < MIN_CONFIDENCE else str(language)


@cache
def _load_identifier() -> "LanguageIdentifier":
    """Load the library and its model on first use (one second, 30 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow to import, seldom needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if code not in _EXCLUDED_CODES])
    return identifier


def get_language_name(tag: str) -> str:
    """Return `French` for `fr`, `Portuguese (BR)` for `pt-BR`; the tag if it has no name here."""
    primary, _, subtags = tag.partition("-")
    name = LANGUAGE_NAMES.get(primary.casefold())
    if name is None:
        return tag
    return f"{name} ({subtags})" if subtags else name


def find_language_tag(name: str) -> str | None:
    """Return `fr` for `French` in any letter case; None for an unknown name."""
    return _TAGS_BY_NAME.get(name.casefold())


def is_function_word(word: str, language: str = "") -> bool:
    """Return whether a word is a function word of the language (default English)."""
    code = get_base_language(language) or "en"
    words = _load_words(code)
    stem = strip_contraction(word, language)
    parts = [part for part in re.split(r"[-']", fold(stem)) if part]
    if parts and all(part in words for part in parts):
        return True
    return code == "ar" and _ARABIC_PREFIX.sub("", fold(stem)) in words


def strip_contraction(word: str, language: str = "") -> str:
    """Remove a contraction or elision from a word: `bank’s`, `couldn’t`, `l’orge`."""
    code = get_base_language(language) or "en"
    word = word.replace("’", "'")
    if code == "en":
        return _CONTRACTION.sub("", word)
    return _ELISION.sub("", word) if code in _ELIDING_LANGUAGES else word


@cache
def _load_words(code: str) -> frozenset[str]:
    if table := _FUNCTION_WORDS.get(code):
        return frozenset(fold(word) for word in table.split())
    if name := _STOPLIST_NAMES.get(code):
        import justext  # noqa: PLC0415 - slow to import, seldom needed

        return frozenset(fold(word) for word in justext.get_stoplist(name))
    return frozenset()
