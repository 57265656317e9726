"""Phrases of the notices that pages set before or in place of an article, by kind, in the languages of the papers.

Regular expressions without case, one a line or parted by two blanks. A phrase speaks to the reader of the page, as no
report does: “We and our partners”, “Enable JavaScript to”, “Already a subscriber?”.
"""

from typing import Final

CONSENT_PHRASES: Final = r"""
we (?:value|respect|care about) your (?:data )?privacy
we (?:and|(?:will )?(?:also )?use|need|may) .{0,80}(?:cookies|partners|vendors|your consent|personal data)
your (?:privacy|consent|data|preferences|choices) (?:is|are|will|matters?|choices|settings|preferences)
(?:this (?:web)?site|our (?:web)?site|our sites?) uses? .{0,40}cookies
by (?:clicking|continuing|using).{0,100}(?:cookies|consent|agree|terms|privacy)  click .{0,40}consent to
(?:accept|reject|manage|allow|refuse) (?:all |the use of |optional )?(?:cookies|cookie)
cookie (?:settings|policy|preferences|notice|consent|banner)  with your (?:permission|agreement|consent)
you (?:can|may|have a right to) (?:.{0,60})(?:consent|withdraw|object|cookies|preferences)
without (?:your )?consent  legitimate interest  processing of your (?:personal )?data
store and/or access information  before you continue to  privacy preference  consent (?:to|preferences|choices)
wir (?:und|verwenden|nutzen|setzen|brauchen) .{0,90}(?:cookies|partner|personenbezogene)
wir (?:und unsere .{0,40})?(?:verarbeiten|speichern) .{0,60}(?:ihre|deine|personenbezogene) .{0,12}daten
wir (?:benötigen|brauchen|bitten um) .{0,40}(?:einwilligung|zustimmung)
(?:stimmen sie|ich stimme) .{0,60}(?:cookies|verarbeitung|datenschutz).{0,40}\bzu\b
(?:mit|ohne|ihre|deine) (?:ihrer |deiner )?(?:einwilligung|zustimmung)  datenschutzeinstellungen
cookie-?(?:einstellungen|richtlinie|hinweis)  (?:mit werbung|werbefrei) (?:weiterlesen|lesen|nutzen)
(?:cookies|alle|allen) (?:akzeptieren|ablehnen|zustimmen)  berechtigtes interesse  nutzen sie .{0,60}mit werbung
nous (?:et|utilisons|respectons|avons besoin) .{0,90}(?:cookies|partenaires|traceurs|consentement|vie privée)
(?:votre|avec votre|sans) (?:consentement|accord)
(?:accepter|refuser|paramétrer|gérer) (?:tous |les |vos |mes )*(?:cookies|traceurs|choix)  continuer sans accepter
données personnelles .{0,60}(?:partenaires|traite)  votre vie privée  intérêt légitime
(?:nosotros|utilizamos|usamos|valoramos|nuestros socios) .{0,90}(?:cookies|socios|privacidad|consentimiento)
(?:su|tu|con su) (?:consentimiento|privacidad)
(?:aceptar|rechazar|configurar|gestionar) (?:todas? )?(?:las )?cookies
(?:nós|utilizamos|usamos|os nossos) .{0,90}(?:cookies|parceiros|consentimento)  (?:seu|o seu) consentimento
aceitar (?:todos? )?(?:os )?cookies  (?:noi|utilizziamo|usiamo) .{0,90}(?:cookie|partner|consenso|fornitori)
(?:il tuo|il suo|tuo|suo) consenso  (?:accetta|rifiuta|gestisci) (?:tutti )?(?:i )?cookie  continua senza accettare
(?:wij|we) (?:en|gebruiken|willen|vragen) .{0,90}(?:cookies|partners|toestemming)
(?:jouw|uw|je) (?:toestemming|privacy)  cookies (?:accepteren|weigeren)
(?:vi|vi och) .{0,90}(?:cookies|informasjonskapsler|samtykke|samtycke|partnere?r?|kakor)  ditt (?:samtykke|samtycke)
dit samtykke  godkänn (?:alla )?(?:kakor|cookies)  käytämme .{0,60}(?:evästeitä|kumppan)
hyväksy (?:kaikki )?evästeet  (?:my|używamy|nasi partnerzy|cenimy) .{0,90}(?:cookie|zgod|partner|prywatnoś)
(?:twoj|państwa|swoj)\w{0,4} (?:zgod|prywatnoś)\w{0,3}  (?:používáme|my a naši) .{0,90}(?:cookies?|partne|souhlas)
souhlas\w{0,4} (?:se|s) .{0,60}(?:cookie|zpracován)  sütiket használ  (?:folosim|noi și) .{0,90}(?:cookie|parteneri)
(?:εμείς και|χρησιμοποιούμε) .{0,90}(?:cookies|συνεργάτες)  (?:biz ve|kullanıyoruz|çerez(?:ler)?i? (?:kullan|kabul))
(?:мы|наши партнеры|мы и наши) .{0,90}(?:cookie|куки|партн|персональн)  (?:ми|наші) .{0,90}(?:cookie|партнер)
(?:принять|отклонить) (?:все )?(?:cookie|куки)  ваше(?:го)? согласи
(?:نحن وشركاؤنا|نستخدم ملفات تعريف الارتباط|موافقتك|قبول (?:كل )?ملفات)  ما و شرکای  اנחנו ו  אנו משתמשים בעוגיות
(?:当社|弊社|本サイト|このサイト|当サイト).{0,60}(?:クッキー|cookie|同意)
クッキー(?:の|を).{0,20}(?:同意|使用|設定)  (?:我们|本网站|我們|本網站).{0,40}(?:cookie|隐私|隱私|同意)
(?:쿠키|개인정보).{0,30}(?:동의|사용)
"""
CONSENT_WORDS: Final = r"""
cookies?  consent\w*  personal data  personalised (?:ads|advertising|content)  personalized  vendors?  partners
trackers?  privacy  legitimate interest  device (?:scanning|identif)  datenschutz  einwillig  zustimm
personalisier\w*
personenbezogen  partnern?  consentement  traceurs  partenaires  vie privée  données  consentimiento  privacidad
socios  consenso  dati personali  fornitori  toestemming  samtykke  samtycke  evästeitä  zgod[ayęi]  souhlas
parteneri  çerez  rıza  согласи  куки  партн[её]р  ملفات تعريف  موافق  עוגיות  クッキー  同意  隐私  隱私  쿠키
동의  개인정보  gdpr  dsgvo  rgpd  iab
"""
CHALLENGE_PHRASES: Final = r"""
checking (?:if the site connection is secure|your browser)  just a moment\.\.\.
verif(?:y|ying) (?:that )?you are (?:a )?(?:human|not a (?:robot|bot))
(?:confirm|prove) (?:that )?you(?:'|’| a)re (?:a )?(?:human|not a (?:robot|bot))  are you (?:a robot|human)\??
unusual (?:traffic|activity) from your  complete the (?:security check|captcha)
(?:please )?(?:solve|complete) (?:this|the) (?:captcha|puzzle|challenge)  ddos protection by
performance (?:&|and) security by cloudflare  ray id\s*:  incapsula incident id  request unsuccessful
pardon our interruption  please enable js and disable any ad blocker  press (?:&|and) hold
why do i have to complete a captcha  access to this page has been denied
needs to review the security of your connection  (?:attention required|security check)!?(?:\s*\||$)
you have been blocked  automated (?:access|requests)  bitte bestätigen sie,? dass sie (?:ein mensch|kein roboter)
ich bin kein roboter  sicherheitsüberprüfung  vérif(?:iez|ication) que vous (?:n'|n’)?êtes (?:pas un robot|humain)
je ne suis pas un robot  no soy un robot  verifique que (?:usted )?es (?:un )?humano  non sono un robot
não sou um robô  ik ben geen robot  я не робот  подтвердите,? что (?:вы|запросы)  ロボットではありません
アクセスが集中  人机验证  安全验证  请完成(?:安全)?验证  로봇이 아닙니다  أنا لست روبوت
"""
SCRIPTS_PHRASES: Final = r"""
(?:enable|turn on|activate|requires?|needs?|without|allow|supports?) (?:\w+ ){0,3}(?:java ?script|js\b)
java ?script (?:is|must be|needs to be|has been|seems to be|appears to be|support) (?:\w+ ){0,3}(?:disabled|enabled)
java ?script (?:is|seems to be|appears to be) (?:\w+ ){0,3}(?:required|turned off|blocked|off|needed|necessary)
java ?script.{0,40}(?:aktivieren|deaktiviert|erforderlich|benötigt|eingeschaltet)
(?:aktivieren sie|bitte) .{0,40}java ?script  (?:activer|activez|activé|nécessite|désactivé).{0,40}java ?script
java ?script.{0,40}(?:activé|désactivé|requis|nécessaire)
(?:activ\w+|habilit\w+|necesita|requiere|ativ\w+|attiv\w+|abilit\w+) .{0,40}java ?script
java ?script.{0,60}(?:activ|habilit|desactiv|deshabil|ativ|desativ|attiv|disattiv|abilit|inschakel|uitgeschakeld)
java ?script.{0,60}(?:aktiver|slå på|aktiv|włącz|wyłączon|povol|vypnut|отключен|включит|etkinleştir)
java ?script.{0,60}(?:有効|無効|启用|啟用|禁用|활성화|تفعيل|הפעל)
(?:включите|schakel|włącz|zapněte|aktivera|aktiver|启用|啟用|请开启) .{0,20}java ?script
your browser (?:is (?:not supported|out of date|outdated|too old)|does not support)  unsupported browser
(?:ihr|dein) browser (?:wird nicht|ist veraltet|unterstützt)  navigateur (?:n'est pas|obsolète)
^loading(?:\.{3}|…)?$
^(?:wird geladen|chargement|cargando|caricamento|carregando|laden|загрузка)(?:\.{3}|…)?$
^(?:読み込み中|加载中|載入中|로딩 ?중)(?:\.{3}|…)?$
"""
REGION_PHRASES: Final = r"""
(?:not |un)available (?:in|for|to) (?:your|this|european|most) .{0,40}(?:region|country|location|countries|union|area)
(?:not |un)available (?:in|for|to) (?:readers|visitors|users|the eu)\b.{0,40}(?:europe|countries|region|eu\b)?
unavailable (?:due to|for) legal reasons  access(?:ing)? .{0,40}from a country belonging to  european economic area
due to (?:gdpr|the general data protection)  in (?:ihrem land|ihrer region) nicht verfügbar
n'est pas disponible dans votre (?:pays|région)  no está disponible en (?:su|tu) (?:país|región)
недоступ\w+ в ваш\w+ (?:стран|регион)
"""
ERROR_PHRASES: Final = r"""
(?:page|article|story|file|content|url|address|link|post|resource|document) (?:\w+ ){0,8}(?:not (?:be )?found|not exist)
(?:page|article|story|file|content|url|address|link|post|resource|document) (?:\w+ ){0,8}(?:does|do)n['’]t exist
(?:page|article|story|content|link|post) (?:\w+ ){0,8}no longer (?:exists?|available|here)
(?:page|article|story|content|link|post) (?:\w+ ){0,8}(?:has|have) been (?:removed|moved|deleted|archived)
(?:page|article|story|content|post) (?:\w+ ){0,8}(?:not available|unavailable|cannot be (?:found|displayed))
(?:can['’]?t|cannot|could(?:n['’]t| not)|unable to) (?:\w+ ){0,3}find (?:\w+ ){0,6}(?:page|article|looking for)
(?:can['’]?t|cannot|unable to) (?:\w+ ){0,3}(?:reach|open|display|load|connect to) (?:\w+ ){0,3}(?:page|site|server|url)
not found on this server
looking for (?:can['’]?t|cannot|could|does|has|is|was|may|might) .{0,60}(?:found|exist|moved|removed|available)
\berror (?:4\d\d|5\d\d)\b
(?:4\d\d|5\d\d) (?:error|not found|forbidden|bad gateway|internal server error|service|gateway|gone|unauthorized)
internal server error  bad gateway  gateway time-?out  service (?:temporarily )?unavailable
you (?:don(?:'|’)t|do not) have permission to (?:access|view)  access denied  access is forbidden
server (?:is|was|encountered|not|error) .{0,60}(?:error|busy|unable|found|maintenance)
site (?:can(?:'|’)t be reached|is (?:down|under maintenance|currently unavailable))
(?:we['’]ll |we will )?be (?:right )?back (?:soon|shortly|online)  performing .{0,20}maintenance
(?:err|dns|pr|sec|ssl)_[a-z_]{6,40}  reference (?:#|number|id)?\s*:?\s*#?\d{1,3}\.[0-9a-f]{5,}  something went wrong
(?:seite|artikel|inhalt|adresse) .{0,60}(?:nicht (?:gefunden|verfügbar|erreichbar|existiert|mehr)|existiert nicht)
nicht gefunden werden  zugriff verweigert
(?:page|article|contenu|adresse) .{0,40}(?:introuvable|n['’]existe (?:pas|plus)|pas disponible|supprimé)
accès (?:refusé|interdit)
(?:página|artículo|contenido) .{0,40}no (?:encontrad|existe|está disponible|se encuentra)
(?:página|artigo|conteúdo) .{0,40}não (?:encontrad|existe|está disponível)
no (?:se )?(?:ha podido encontrar|encontramos|ha encontrado|se encontró) .{0,20}(?:página)?  acceso denegado
pagina .{0,40}(?:non (?:trovata|esiste|disponibile|è stata)|niet (?:gevonden|beschikbaar)|bestaat niet)
pagina .{0,40}nu (?:a fost găsită|există)
(?:sidan|siden|side|sivua) .{0,30}(?:hittades inte|finns inte|ikke fun[dn]et|fin[dn]es ikke|ei löyt)
stron\w .{0,40}(?:nie (?:istnieje|została|znalezion)|niedostępna)  nie znaleziono
stránk\w .{0,30}(?:nenalezena|neexistuje|nebyla)  (?:az )?oldal .{0,20}nem található
sayfa .{0,30}(?:bulunamadı|mevcut değil)  страниц\w .{0,40}(?:не (?:найдена|существует)|удалена)
сторінк\w .{0,30}не (?:знайдено|існує)  доступ запрещ  σελίδα .{0,30}(?:δεν (?:βρέθηκε|υπάρχει))
الصفحة (?:غير موجودة|المطلوبة|التي)  صفحه .{0,20}(?:یافت|پیدا) نشد  (?:הדף|העמוד) .{0,20}(?:לא נמצא|אינו קיים)
(?:ページ|記事).{0,20}(?:見つかりません|存在しません|削除され)
(?:页面|頁面|网页|網頁|文章).{0,12}(?:不存在|找不到|无法|已删除|已刪除|未找到)  找不到.{0,6}(?:页面|頁面|网页)
페이지를? ?찾을 수 없  halaman .{0,20}tidak ditemukan  không tìm thấy trang  ไม่พบหน้า
"""
LOGIN_PHRASES: Final = r"""
(?:sign up|register|log ?in|sign in) (?:now |for free |free )?(?:to|and) (?:continue|keep|read|unlock|access|view)
(?:please )?(?:log|sign)[ -]?in (?:to|or|with|using|here|required|below)
(?:please )?(?:log|sign)[ -]?in (?:to )?(?:your|continue|read|view)
you (?:must|need to|have to) (?:be )?(?:log|sign|register|subscri)\w*  forg(?:ot|otten) (?:your )?password
remember me  create (?:an|your|a free) account  don(?:'|’)t have an account
already (?:have an account|registered|a member)  register (?:now|for free|to (?:continue|read))
enter your (?:e-?mail|password|username)
(?:bitte )?(?:melden sie sich|loggen sie sich|melde dich) (?:an|ein|.{0,30}an)  passwort vergessen
angemeldet bleiben  jetzt (?:registrieren|anmelden)  noch kein (?:konto|account)
(?:connectez|identifiez|inscrivez)-vous  mot de passe oublié  ^se connecter$  créer (?:un|mon|votre) compte
inici(?:ar|e|a) sesión  (?:olvid\w+|recuperar) .{0,12}contraseña  regístr(?:ate|ese)  acced(?:i|ere) (?:al|per|con)
password dimenticata  ^registrati\b.{0,20}$  entrar na sua conta  esquec\w+ .{0,12}senha  wachtwoord vergeten
^inloggen$
^logga in$  ^logg inn$  ^log ind$  glemt (?:passord|adgangskode)  glömt lösenord  zaloguj się  nie pamiętasz hasła
přihlas(?:te)? se  ^войти\b.{0,20}$  забыли пароль  зарегистрируйтесь  giriş yap(?:ın)?$  şifremi unuttum
^تسجيل الدخول$  نسيت كلمة  ^כניסה$
שכחתי סיסמה  ログイン(?:して|する|はこちら|が必要|$)  パスワードをお?忘れ
^(?:请|請|立即)?(?:登录|登錄)$  (?:请|請)先(?:登录|登錄)
忘记密码  忘記密碼  로그인 ?(?:하세요|후 |해 ?주세요|$)  비밀번호 찾기
"""
OFFER_PHRASES: Final = r"""
(?:subscribe|join) (?:now |today )?(?:to|and) (?:continue|keep|read|unlock|access|enjoy|get|finish|view)(?: reading)?
(?:complete|full|unlimited|instant) (?:digital )?access to
(?:to|you) (?:continue|keep|finish) reading  continue reading (?:this|the|your|with|for|by|and)
already (?:a |an )?(?:subscriber|subscribed|member)\??
(?:get|enjoy|for) (?:\w+ ){0,2}(?:unlimited|full|complete|instant) (?:digital )?access
this (?:article|story|content|post) is (?:\w+ ){0,2}(?:for|to) (?:\w+ ){0,3}(?:subscribers|members|registered|paying)
(?:exclusive|only) (?:for|to) (?:our )?(?:subscribers|members)
you(?:'|’)ve (?:reached|read|used) .{0,40}(?:limit|free articles?|articles? (?:this month|left))
(?:\d+|one|two|three|last|your) (?:remaining )?free articles? (?:left|remaining|this)
unlock (?:this|the|full|all|unlimited|premium)  cancel any ?time
(?:start|begin) your (?:free )?(?:trial|subscription)  (?:free|\d+[- ](?:day|week|month)) trial
(?:choose|view|see) (?:your|a|our|all) (?:plan|subscription|offer)s?
(?:billed|renews?|charged) (?:\w+ ){0,3}(?:monthly|annually|yearly|automatically)
support (?:our|quality|independent|local) journalism  (?:become|be) a (?:subscriber|member|supporter)
the rest of (?:this|the) (?:article|story) (?:is|requires)
read(?:ing)? the full (?:article|story) (?:with|by|now|for)
^(?:only |just |from |for |then )?[€£$] ?\d[\d.,]* ?(?:a|per|/|for) ?(?:\d+ )?(?:week|month|year|day)s?\b.{0,20}$
(?:jetzt|weiterlesen|lesen sie) .{0,40}(?:weiterlesen|abonnieren|mit (?:plus|abo)|testen|freischalten)
(?:sie haben|bereits|schon) .{0,20}(?:abonnent|ein abo|abo\b|registriert)
(?:diesen|dieser|den) artikel .{0,40}(?:weiterlesen|abonnenten|freischalten|mit abo|exklusiv)
exklusiv für (?:abonnenten|unsere)  jederzeit kündbar  monatlich kündbar
(?:erste[rn]?|einen?) monat (?:kostenlos|gratis|für)
(?:cet article|la suite|contenu|article) (?:est |.{0,20})(?:réservée?s? (?:aux|à nos) abonnés)
(?:déjà|vous êtes) abonnée?  abonnez-vous
(?:pour|et) (?:lire|poursuivre|continuer) (?:la suite|votre lecture|la lecture)
il vous reste .{0,40}(?:lire|article)  sans engagement
(?:contenido|artículo|noticia|conteúdo|artigo) (?:exclusivo|solo|apenas|só) (?:para|de) (?:suscriptores|assinantes)
¿?ya (?:eres|es|soy) (?:suscriptor|usuario)  suscríb(?:ete|ase)  (?:para|y) (?:seguir|continuar) (?:leyendo|lendo)
(?:assine|já é assinante)  (?:contenuto|articolo) (?:riservato|solo) (?:agli|per gli) abbonati
(?:sei|se sei) già abbonato  abbonati (?:ora|per|a )  (?:per|e) continuare a leggere
(?:dit|deze) (?:artikel|content) is .{0,20}(?:abonnees|exclusief)  (?:al|reeds) abonnee
(?:lees|lezen) (?:verder|direct verder)  word (?:nu )?abonnee
(?:denne|denna|artikeln|artikkelen|artiklen) .{0,30}(?:abonnent|prenumerant|låst)  (?:bli|er du) abonnent
(?:redan|allerede) (?:prenumerant|abonnent)  prenumerera  treści? (?:tylko )?dla (?:abonentów|subskrybentów)
wykup (?:dostęp|subskrypcję)  předplat\w+ .{0,30}(?:číst|článek)  (?:только|доступ\w*) .{0,20}(?:для )?подписчик
оформите подписку  abone ol  للمشتركين فقط  اشترك (?:الآن|للقراءة)  למנויים בלבד
(?:この記事|続き|残り).{0,20}(?:有料|会員|文字)  会員限定  有料会員  登録して続き
(?:订阅|訂閱|付费|付費).{0,12}(?:阅读|閱讀|全文)  会员(?:专享|可读)  구독(?:하고|자)  유료 (?:회원|기사)
"""
SEARCH_PHRASES: Final = r"""
(?:\d[\d.,]* )?(?:search )?results? (?:for|found|of|matching)\b  search results?  no results? (?:for|found)
suchergebnis(?:se)?  suche nach  treffer für  résultats? (?:de|pour)  resultados? (?:de|para)
risultati (?:di|per|della)  zoekresultaten  sökresultat  søkeresultat  søgeresultat  wyniki wyszukiwania
výsledky (?:vyhledávání|hledání)  результаты поиска  arama sonuçları  نتائج البحث  תוצאות (?:חיפוש)?  検索結果
搜索结果  搜尋結果  검색 ?결과
"""
REDIRECT_PHRASES: Final = r"""
(?:you (?:are|will be) (?:being )?|redirecting|if you are not |click here if you are not )(?:being )?redirect\w*
redirecting(?: you)?(?:\.{3}|…| to)  (?:object|document|page) (?:has |is )?moved (?:here|to|permanently)?
sie werden (?:weitergeleitet|umgeleitet)  vous allez être redirigé  (?:será|está siendo) redirigid
moved (?:permanently|temporarily)
"""
STEMS: Final = """
subscri abonn abo log-in login logg sign cookie consent privacy partner already reading unlimited access trial cancel
member password account kündbar weiter einwillig zustimm datenschutz connect identifi inscri lecture suscri assin abbon
contras sesión prenum zgod souhlas samtyck samtykke toestem подпис войти войд согласи regist anmeld plan journalism
unlock week month engagement iniciar acced leyendo lendo leggere word lees článek dostęp treści çerez şifre abone
会員 登録 ログイン パスワード 订阅 訂閱 付费 付費 登录 登錄 로그인 구독 쿠키 クッキー 同意 隐私 隱私 会员 有料 続き
اشتر للمشتركين موافق تسجيل מנוי עוגיות סיסמה
"""
"""Parts of words one of which stands in every offer, log-in and notice of consent."""
