"""Furniture of newsletters: lines that are about the mail, not in the article."""

import re
from collections.abc import Sequence
from typing import Final

from archive.extraction.common.boilerplate import BUTTON, COPYRIGHT, BoilerplateKind, classify_end_line
from archive.extraction.mail.page_lines import MailLine

WEB_VERSION: Final = BoilerplateKind("left out: a link to the mail's version on the web")
SUBSCRIPTION: Final = BoilerplateKind("left out: how to change or end the subscription")
RECIPIENT: Final = BoilerplateKind("left out: why and to whom the mail was sent")
SHARING: Final = BoilerplateKind("left out: an invitation to share, follow or reply")
FOOTER: Final = BoilerplateKind("left out: the footer of the mail")
HEADER: Final = BoilerplateKind("left out: a line above the head of the newsletter")
LINK_ROW: Final = BoilerplateKind("left out: links of the newsletter")
MAX_LENGTH: Final = 500  # characters of a line of furniture
MAX_PLAIN_WORDS: Final = 12  # words of a line that is furniture by a word such as ‘unsubscribe’ alone
MAX_FOOTER_WORDS: Final = 250  # words below the first line of a footer
MAX_PROSE_WORDS: Final = 45  # words of a paragraph in a footer
MAX_HEADER_LINES: Final = 8
_MAIL: Final = r"(?:e-?mails?|messages?|newsletters?|mailings?|mails?)"

_WEB_VERSION: Final = re.compile(
    r"(?:\W*(?:click here to |trouble|having|problems?|if you|can[’']?t|not|no images|is this|images? not).{0,80})?"
    rf"\b(?:view|see|read|open|display(?:ing|ed)?|show)\b.{{0,60}}\b(?:in|on|as|with)\s+(?:your |the |a |an )?"
    rf"(?:web\s?)?(?:browser|web\s?page|web\s?site|web|online|app)\b.{{0,60}}"
    rf"|.{{0,80}}\b(?:trouble|problems?|difficult\w+)\s+(?:viewing|reading|seeing|displaying)\b.{{0,120}}"
    rf"|.{{0,60}}(?:can[’']?t|cannot|not able to|unable to)\s+(?:see|view|read)\s+(?:this|the|our|any)\b.{{0,20}}"
    rf"(?:{_MAIL}|images|pictures).{{0,120}}"
    rf"|(?:view|read|see)\s+(?:this |the |our )?(?:{_MAIL}|it|story|post)?\s*(?:online|on the web|in (?:a )?browser)\W*"
    r"|(?:view|read|listen)? ?(?:the )?(?:web|online|browser|mobile)[\s-]?version\W*|read (?:online|in (?:the )?app)\W*"
    r"|.{0,60}\b(?:im|in ihrem|in deinem)\s+(?:web)?browser\s+(?:öffnen|ansehen|anzeigen|lesen|betrachten)\b.{0,40}"
    r"|.{0,80}nicht (?:richtig|korrekt|vollständig|einwandfrei)? ?(?:dargestellt|angezeigt).{0,140}"
    r"|(?:zur )?(?:web|online)[\s-]?(?:version|ansicht)\W*|newsletter online (?:lesen|ansehen)\W*"
    r"|.{0,80}\b(?:dans (?:votre|le|un) navigateur|version en ligne|lire en ligne|voir en ligne)\b.{0,60}"
    r"|.{0,60}ne (?:s[’']affiche|visualise|parvene)z?\b.{0,160}"
    r"|.{0,80}\b(?:en (?:el|tu|su|un) navegador|versión (?:web|en línea|online)|ver en línea)\b.{0,60}"
    r"|.{0,80}\b(?:nel (?:tuo |vostro )?browser|versione (?:web|online)|visualizza online)\b.{0,60}"
    r"|.{0,80}\b(?:in (?:uw|je|de) browser|webversie|online versie|bekijk online)\b.{0,60}"
    r"|.{0,80}\b(?:no (?:seu |teu )?navegador|versão (?:web|online)|ver online)\b.{0,60}"
    r"|.{0,60}\b(?:i (?:din )?webb?läsare|webbversion|i nettleser|i din browser)\b.{0,60}"
    r"|.{0,40}(?:ブラウザで(?:表示|見る)|在浏览器中(?:查看|打开)|在瀏覽器中).{0,40}",
    re.IGNORECASE,
)
_SUBSCRIPTION: Final = re.compile(
    r"unsubscrib\w*|opt[\s-]?out\b|(?:manage|update|change|edit|adjust|set)\s+(?:your\s+|my\s+)?(?:e-?mail\s+|newsletter"
    r"\s+|mailing\s+|account\s+)?(?:preferences|subscriptions?|settings|profile)\b|e-?mail preferences"
    r"|(?:subscription|communication|newsletter) (?:preferences|settings|cent(?:er|re))|stop receiving"
    r"|\babmelde\w*|\babbestell\w*|\baustragen\b|\babmeldung\b|(?:se|me|vous) désabonner|désinscri\w+|se désinscrire"
    r"|désabonne\w*|darse de baja|darme de baja|cancelar (?:la |mi |tu |su )?(?:suscripción|subscripción|inscrição"
    r"|assinatura)|desuscri\w+|disiscri\w+|annulla(?:re)? l[’']iscrizione|cancella(?:re)? l[’']iscrizione"
    r"|uitschrijven|afmelden|avregistrera|avsluta prenumeration|avmeld\w*|afmeld\w*|peruuta tilaus|odhlásit"
    r"|отписаться|відписатися|wypisz|配信停止|退订|退訂|수신거부|إلغاء الاشتراك",
    re.IGNORECASE,
)
_ADDRESSING: Final = re.compile(
    r"\b(?:you|your|click|here|this|these|mailing|list|receiv\w+|link|hier|ihre?|sie|ici|votre|vous|aquí|su|tu|qui)\b"
    r"|https?://|www\.|@",
    re.IGNORECASE,
)
_RECIPIENT: Final = re.compile(
    rf"(?:\W*(?:you|you[’']ve)\s?(?:[’']?re|are|were|have|got)?\s+(?:been\s+)?(?:currently\s+)?(?:receiv(?:e|ed|ing)"
    rf"|getting|subscribed|signed up|registered|sent|added|on)\b"
    rf".{{0,40}}\b(?:this|these|our|to|for|because|as|{_MAIL}|list)\b.*)"
    rf"|\W*(?:this|the)\s+(?:\w+\s+){{0,2}}{_MAIL}\s+(?:was|is|has been|were)\s+(?:being )?(?:sent|intended|delivered"
    rf"|addressed|generated|produced|e-?mailed)\b.*"
    rf"|\W*(?:this )?(?:{_MAIL} )?(?:was )?(?:sent|delivered) (?:to|by|from|for):?\s+\S+@\S+.*"
    rf"|\W*why (?:did|am|are|do) (?:i|you)\b.{{0,60}}(?:receiv|get).{{0,40}}"
    rf"|\W*(?:please )?(?:do not|don[’']t) reply to this {_MAIL}.*|.{{0,60}}\b(?:our|the) mailing address is\b.*"
    rf"|\W*you (?:received|signed up).{{0,120}}"
    r"|\W*(?:diese|dieser|dieses) (?:e-?mail|newsletter|nachricht)\b.{0,60}"
    r"\b(?:an|wurde|erhalten|versandt|verschickt)\b.*"
    r"|\W*(?:sie|du) (?:erhalten|erhältst|bekommen|bekommst) (?:diese|den|unser).*"
    r"|\W*vous (?:recevez|avez reçu) (?:ce|cet|cette|notre).*"
    r"|\W*cet? (?:e-?mail|message|courriel) (?:vous )?(?:a été|est) (?:envoyé|adressé).*"
    r"|\W*(?:usted )?(?:recibe|recibes|ha recibido|has recibido) (?:este|esta|nuestr).*"
    r"|\W*(?:hai ricevuto|ricevi|ricevete) questa.*|\W*(?:u|je) (?:ontvangt|krijgt) deze.*"
    r"|\W*você (?:está recebendo|recebeu|recebe) (?:este|esta).*|\W*du (?:får|modtager|mottar) (?:detta|denne|dette).*",
    re.IGNORECASE | re.DOTALL,
)
_SHARING: Final = re.compile(
    r"(?:was this|did (?:someone|a friend)|has this been|got this|if (?:someone|a friend|this)).{0,40}forward.{0,160}"
    rf"|forward(?:ed)? (?:this|the|it)?.{{0,20}}(?:{_MAIL}|to (?:a|your) friends?).{{0,160}}"
    r"|(?:please )?add .{0,60}@.{0,60}(?:address book|contacts|safe senders?).{0,80}"
    r"|(?:follow|find|like|join|connect with) (?:us|me)\b.{0,80}"
    r"|(?:share|tweet|forward|like|comment|restack|re-?post|save)(?: (?:this|it|on|via) .{0,60})?\W*"
    r"|(?:sign up|subscribe)(?: (?:here|now|for free|today))?\W*"
    r"|(?:upgrade|get|give|send) .{0,30}(?:subscription|gift)\W*"
    r"|(?:get|download|open in|start writing with|read in)(?: on)? (?:the |our )?(?:\w+ )?(?:app|substack)\W*"
    r"|(?:facebook|twitter|x|instagram|youtube|linkedin|whatsapp|telegram|tiktok|mastodon|bluesky|threads|pinterest"
    r"|reddit|rss|e-?mail|website|podcast)(?:\s*[|·•,/–-]?\s*(?:facebook|twitter|x|instagram|youtube|linkedin|whatsapp"
    r"|telegram|tiktok|mastodon|bluesky|threads|pinterest|reddit|rss|e-?mail|website|podcast|and))*\W*",
    re.IGNORECASE,
)
_FOOTER_LINK: Final = re.compile(
    r"(?:privacy|cookie|terms|legal|impressum|imprint|datenschutz|contact|contact us|help|faqs?|support|about|about us"
    r"|advertise|advertisement|advertising|feedback|account|your account|preferences|mentions légales|confidentialité"
    r"|privacidad|aviso legal|contacto|contatti|kontakt|agb|home|e-?paper|archive|past issues|jobs|careers|shop|store)"
    r"(?:\s+(?:policy|notice|statement|of (?:service|use|sale)|(?:&|and) conditions|settings|centre|center|us))?",
    re.IGNORECASE,
)
_UNSUBSCRIBING: Final = re.compile(
    r"(?:unsubscribe|manage (?:your )?(?:subscriptions?|preferences)|update (?:your )?preferences|abmelden|abbestellen"
    r"|se désabonner|se désinscrire|darse de baja|cancelar (?:la )?suscripción|uitschrijven|disiscriviti)",
    re.IGNORECASE,
)
_LINK_SEPARATOR: Final = re.compile(r"\s*(?:[|·•/‧]|\s-\s|–)\s*")


def classify_mail_line(line: MailLine) -> BoilerplateKind | None:
    """Return the kind of a line that is about the mail; None for text."""
    if len(line.text) > MAX_LENGTH:
        return None
    text = line.bare or line.text
    if line.word_count <= 30 and _WEB_VERSION.fullmatch(text):
        return WEB_VERSION
    if _RECIPIENT.fullmatch(text):
        return RECIPIENT
    if _SUBSCRIPTION.search(line.text) and _is_about_mail(line):
        return SUBSCRIPTION
    if _SHARING.fullmatch(text):
        return SHARING
    pieces = [piece for piece in _LINK_SEPARATOR.split(text) if piece]
    if all(any(form.fullmatch(piece) for form in (_FOOTER_LINK, _WEB_VERSION, _UNSUBSCRIBING)) for piece in pieces):
        return LINK_ROW if line.link_words or _LINK_SEPARATOR.search(text) else None
    return None


def _is_about_mail(line: MailLine) -> bool:
    """Return whether a line with a word such as ‘unsubscribe’ speaks of this mail, not of one in the news."""
    is_link = line.link_words > 0 or "http" in line.text
    return (
        is_link or line.word_count <= 3 or (line.word_count <= MAX_PLAIN_WORDS and bool(_ADDRESSING.search(line.text)))
    )


def find_furniture(lines: Sequence[MailLine]) -> dict[int, BoilerplateKind]:
    """Return the kind of each line that is furniture, by its number: single lines, the head's links, the footer."""
    kinds = {number: kind for number, line in enumerate(lines) if (kind := classify_mail_line(line))}
    start = _find_footer_start(lines, kinds)
    for number in range(start, len(lines)):
        kinds.setdefault(number, FOOTER)
    for number in range(min(MAX_HEADER_LINES, start)):
        line = lines[number]
        if number in kinds:
            continue
        if line.unit.mark == "heading" or line.word_count > 6 or not line.is_link:
            break
        kinds[number] = HEADER
    return kinds


def _find_footer_start(lines: Sequence[MailLine], kinds: dict[int, BoilerplateKind]) -> int:
    """Return the number of the first line of the footer: below it is no paragraph of text."""
    words = 0
    start = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        words += line.word_count
        kind = kinds.get(number)
        if words > MAX_FOOTER_WORDS or (kind is None and line.word_count > MAX_PROSE_WORDS):
            break
        is_marker = kind in {SUBSCRIPTION, RECIPIENT, WEB_VERSION} or classify_end_line(line.text) is COPYRIGHT
        if is_marker and number >= min(2, len(lines) // 2):
            start = number
    while start and start < len(lines) and _is_footer_row(lines[start - 1], kinds.get(start - 1)):
        start -= 1
    return start


def _is_footer_row(line: MailLine, kind: BoilerplateKind | None) -> bool:
    return (
        kind in {SHARING, LINK_ROW} or (line.is_link and line.word_count <= 6) or classify_end_line(line.text) is BUTTON
    )
