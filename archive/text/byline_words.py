"""Words of bylines: openings (‘By’, ‘Von’), agencies, desks and other non-persons."""

import re
from typing import Final

from archive.text.normalize import fold, name_key


def _build_keys(names: str) -> frozenset[str]:
    return frozenset(map(name_key, names.split(";")))


AGENCIES: Final = _build_keys(  # news and photo agencies, as credited on their own
    "Reuters;Reuter;AP;AFP;UPI;DPA;PTI;ANI;IANS;TASS;ITAR-TASS;RIA Novosti;RIA;Interfax;Xinhua;EFE;ANSA;Kyodo;"
    "Kyodo News;Lusa;Belga;ANP;APA;SDA;SID;KNA;EPD;CNA;PA;NTB;TT;Ritzau;CTK;MTI;PAP;SANA;MENA;KUNA;WAM;SPA;IRNA;"
    "Anadolu;AA;Yonhap;Jiji;Bernama;Antara;AAP;NZPA;CP;Bloomberg;Associated Press;The Associated Press;"
    "Agence France-Presse;Agence France Presse;United Press International;Press Association;PA Media;"
    "The Canadian Press;Press Trust of India;Deutsche Presse-Agentur;Anadolu Agency;Getty;Getty Images;EPA;AP Photo;"
    "GettyImages;"
    "Shutterstock;Alamy;Corbis;iStock;Magnum;Keystone;Agencies;Agences;Agenturen;Agencias;Agenzie;Wires;Wire services;"
    "News agencies;kathpress;Рейтер;ТАСС;РИА Новости;Интерфакс;АФП;رويترز;وكالات;أ ف ب;فرانس برس;د ب أ;الأناضول;新华社;"
    "新華社;中新社;中央社;共同;時事;路透;路透社;法新社;美联社;एजेंसी;भाषा;पीटीआई;एएनआई;DHA;İHA;"
    "Europa Press;EP;Agência Brasil;Agência Estado;Estadão Conteúdo;Folhapress;Lusa;ots;Colpisa"
)
_ROLE_AND_BUTTON_WORDS: Final = (  # and others beside bylines
    "staff correspondent correspondents reporter reporters writer writers columnist contributor contributors editor"
    " editors editorial board newsroom desk team agency agencies agence agences agentur agenturen agencias agenzia"
    " agenzie service services wire wires news press media admin administrator anonymous guest author authors user"
    " webmaster web bureau chief special exclusive analysis opinion comment comments breaking updated update published"
    " posted photo photos photograph photographs photographer picture pictures image images credit credits caption"
    " video audio listen watch read reading min mins minute minutes hour hours day days week weeks month months year"
    " years ago share print email tweet facebook twitter subscribe newsletter advertisement sponsored more related"
    " topics tags filed under copyright rights reserved source sources from our own redaction redaktion rédaction"
    " redacción redazione redação avec notre nos envoyé envoyée spécial correspondant correspondante journaliste"
    " korrespondent korrespondentin unserem unser envío corresponsal inviato corrispondente politics world business"
    " politik politique sport sports culture section foreign political diplomatic economics home affairs today usa bbc"
    " cnn magazine newspaper website online network radio television tv com org net www http https by redaktionen"
    " redaktör toimitus redakcja redakce redacția szerkesztőség redaksi redactie nachrichtenagentur"
    " nachrichtenagenturen presseagentur pressedienst partner partners premium developer team redaktionsteam"
    " onlineredaktion newsdesk haber merkezi servisi editör редакция корреспондент корреспонденты служба новостей"
    " संवाददाता ब्यूरो डेस्क टीम التحرير مراسل مراسلون وكالة متابعات fotos foto bild bilder vidéo vídeo journalistin"
    " journalist journalisten envoyés envoyées spéciaux spéciale spéciales enviado enviada enviados especial especiales"
    " inviata inviati speciale speciali zeitung verlag gmbh ltd inc llc group gruppe groupe grupo grupa grupp dziennik"
    " gazeta gazete wydawnictwo agencja diario periódico jornal giornale gazzetta quotidiano krant dagblad tidningen"
    " unknown unbekannt inconnu desconocido desconhecido sconosciuto join donate follow bio biography biografie"
    " biographie profile profiles profil register login signup membership posts articles stories searches trending"
    " headlines slideshow slideshows classifieds obituaries"
    " article cookie cookies google artikel anhören drucken lesezeit submitted written follow folgen takip"
)
_ORGANISATION_WORDS: Final = (
    "department departments ministry foundation association institute university committee commission federation"
    " corporation company companies organisation organization authority alliance coalition trust initiative studios"
    " voices energy solutions technologies systems consulting consultants marketing communications productions"
    " publishing publications library museum police parliament senate embassy llp plc verband verein stiftung"
    " ministerium universität hochschule gesellschaft behörde polizei feuerwehr landkreis landesverband bundesverband"
    " kreisverband gemeinde pressestelle rathaus landesregierung bundesregierung fraktion forschung ministère"
    " université fondation société mairie préfecture ministerio universidad fundación asociación gobierno ayuntamiento"
    " policía universidade fundação associação prefeitura governo ministero università fondazione associazione"
    " agencia agência نيوز نیوز صحيفة جريدة قناة شبكة أخبار اخبار خبرگزاری خبرنگاران"
)
NON_NAME_WORDS: Final = frozenset(fold(f"{_ROLE_AND_BUTTON_WORDS} {_ORGANISATION_WORDS}").split())
"""Folded words that never occur in a personal name."""
ORGANISATION_WORD_PARTS: Final = tuple(  # substrings that never occur in a personal name, for scripts without spaces
    fold(
        "新聞 新闻 通信 日報 日报 晚報 晚报 編集部 编辑部 編輯部 編輯 编辑 編集 取材班 電視 电视 本报 本報 報道"
        " 报道 記者 记者 快訊 快讯 网 網 ニュース デジタル 기자 뉴스 日報社 放送"
    ).split()
)
OUTLET_WORDS: Final = frozenset(  # folded words that rule out a name on a line without a byline prefix
    "the le la les der die das el al il lo los times post guardian observer tribune herald gazette journal policy mail"
    " telegraph independent today review daily weekly eye monitor chronicle courier ledger standard star sun mirror"
    " express globe bulletin dispatch examiner register record sentinel east middle new west arab report reports"
    " international national united states city state government university institute center centre party union street"
    " war peace talks deal vote election rights human economy energy health science technology tech education features"
    " society environment climate letters europe africa asia america american european african asian latin long short"
    " life style travel law crime court courts justice security defence defense military page front home top stories"
    " main latest category local police caught arrested killed says popular search gallery galleries videos forum"
    " forums blog blogs events jobs deals shopping weather archive archives privacy terms account login menu help"
    " contact hot most said informationen meinung kommentare mehr weitere newsletter save saved now next later gift"
    " font size mode copy link links noticias seite aktuelle jetzt aktivieren merkliste hinzufügen abonnieren anmelden"
    " festival estate matters valley county island islands hills springs river bay coast village square avenue road"
    " province district republic kingdom".split()
)
PLACE_FIRST_WORDS: Final = frozenset(  # folded first words of place names that follow a name after a comma
    "new port san santa santo saint st los las el abu addis kuala cape buenos rio são sao mexico fort lake mount upper"
    " lower north south east west central tel hong sri costa united saudi washington kansas palo ann baton des ivory"
    " sierra burkina puerto panama guatemala ho phnom ulan ras bandar".split()
)
NON_FIRST_WORDS: Final = PLACE_FIRST_WORDS | frozenset(
    "kreis stadt bad aus markt bezirk"
    " your yours dein deine ihr ihre euer eure votre vos tu tus su sus with mit avec con in on at"
    " am im photo foto bild image see by watch read how why what when who".split()
)
"""Folded words that cannot begin a name on a line without a byline prefix."""
SECTION_NAMES: Final = _build_keys(  # section labels above headlines
    "news;world;world news;middle east;opinion;analysis;comment;commentary;politics;business;economy;international;"
    "europe;asia;africa;americas;us news;uk news;latest;latest news;breaking news;home;local;national;region;regional;"
    "culture;arts;society;editorial;editorials;features;feature;interview;interviews;report;reports;blog;blogs;live;"
    "obituary;obituaries;letters;sport;sports;science;technology;environment;health;education;monde;politique;économie;"
    "région;société;politik;wirtschaft;kultur;ausland;inland;meinung;internacional;economía;cultura;mondo"
)
_WORK_NOUNS: Final = (
    r"story|text|texte|words|article|report|review|analysis|opinion|comment|commentary|interview|essay|column|written"
    r"|reported|reporting|compiled|posted|published|exclusive|submitted|dispatch"
)
_COLON_LABELS: Final = (
    r"authors?|(?:texte?|words|testo|texto)\s*(?:&|and|und|et|e|y)\s*(?:fotos?|photos?|images|bilder)|auteure?s?"
    r"|autor(?:es|as?|in|innen|en|i)?|redaktion|autore|autrice|byline|words|text|texte?|testo|texto|tekst|interview|reporter"
    r"|yazar|haber|penulis|tác giả|forfatter|författare|kirjoittaja|szerző|автор[ыа]?|текст|беседовала?|подготовила?"
    r"|автори|लेखक|रिपोर्ट|रिपोर्टर|संवाददाता|بقلم|كتب|كتبت|إعداد|تقرير|المؤلف|الكاتب|作者|撰文|撰稿|文字|文|记者|記者"
    r"|取材・文|執筆|筆者|著者|ライター|글|muhabir|yazan|röportaj|корреспондент|журналист|تحقيق|حوار|مراسل"
    r"|נכתב על ידי|מאת|כתבו?|כתבת|הכותבת?|نویسنده|نویسندگان|خبرنگار|گزارشگر|گزارش|نگارنده|به قلم|ผู้เขียน|เรื่อง|ผู้สื่อข่าว"
    r"|เขียนโดย|συντάκτ(?:ης|ρια|ες)|ρεπορτάζ|κείμενο|αρθρογράφος"
)
BYLINE_PREFIX: Final = re.compile(
    rf"(?:(?:an?\s+)?(?:{_WORK_NOUNS})\s+)?by\s*:?\s+"
    r"|(?:un\s+article\s+de|propos recueillis par|(?:(?:publié|rédigé|écrit|posté)\s+)?par)\s*:?\s+"
    r"|(?:(?:(?:ein\s+|blog[ -]?)?(?:gast)?(?:beitrag|kommentar|interview|gespräch|essay)"
    r"|(?:eine\s+)?(?:reportage|analyse|kolumne|glosse|rezension)"
    r"|(?:ein\s+)?(?:artikel|text)|verfasst|geschrieben|gespeichert|erstellt|eingestellt|veröffentlicht)\s+)?von\s*:?\s+"
    r"(?:unser(?:em|er)\s+(?:korrespondent(?:en|in)|redakteur(?:in)?|reporter(?:in)?|mitarbeiter(?:in)?)\s+)?"
    r"|(?:(?:escrito|publicado|reportagem)\s+)?por\s*:?\s+|di\s+|от\s+|(?:scritto|pubblicato)\s+da\s*:?\s+|(?:geschreven\s+)?door\s+|oleh\s*:?\s+"
    rf"|(?:{_COLON_LABELS})\s*[:：]\s*"
    r"|(?:بقلم|द्वारा|作者|撰文|記者|记者|מאת|به قلم|โดย|เขียนโดย)\s+|(?:كتب|كتبت)\s*[-–—]\s*"
    r"|γράφ(?:ει|ουν)\s*:?\s+(?:(?:ο|η|οι)\s+)?|文\s*[/／|｜]\s*|[■◎●]\s*文\s*[/／:：]?\s*",
    re.IGNORECASE,
)
