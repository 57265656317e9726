"""Word lists of reported speech for seven languages. Tables only."""

from collections.abc import Mapping
from typing import Final

from archive.quotations.attribution.speech_verbs import SpeechLexicon, inflect_regular_verbs, split_word_table

_REGULAR_FORMS, _ING_FORMS = inflect_regular_verbs(
    "acknowledge accuse add address admonish advise affirm agree allege announce answer"
    " argue ask assail assert assure attack attest badmouth bemoan bill blame blast boast"
    " brag bray broadcast call cast caution challenge characterize characterise charge"
    " chastise chide cite claim clarify comment complain concede conclude condemn confess"
    " confide confirm contend continue counter criticize criticise crow cry decide declare"
    " decry defend deem demand denounce deride describe detail disclose dismiss dub echo"
    " elaborate emphasize emphasise exclaim explain explode express exult fume gripe"
    " grumble gush hail hint implore imply indicate inform inquire insist insinuate"
    " instruct intone issue jeer joke judge label lambast lambaste lament laud laugh"
    " lecture maintain marvel mention mock muse name note object observe offer opine order"
    " paint phrase plead pledge point ponder portray post praise pray preach predict press"
    " proclaim profess promise pronounce propose protest push query question quip rail"
    " rant reaffirm reason reassure recall recommend recount refer reflect refuse"
    " reiterate reject relate remark remember remind reply report request respond retort"
    " reveal ridicule rip rule scoff scold score scream shout shriek sigh signal slam snap"
    " sneer speculate spout state stress submit suggest summarize summarise surmise taunt"
    " tease term testify thank threaten thunder tout tweet urge venture verify voice"
    " volunteer vow wail warn whisper wish wonder yell retweet chant credit decline"
    " deliver mutter nickname raise reference repeat share conclude"
)

ENGLISH: Final = SpeechLexicon(
    verbs=_REGULAR_FORMS
    - {"share", "issue", "post", "press", "point", "order", "charge", "report", "name", "question"}
    - {"rule", "score", "cast", "attack", "request", "wish", "state", "term", "note", "comment"}
    | split_word_table(
        "said says say told tells tell wrote writes write written spoke speaks thought thinks"
        " thought went goes believes believed feels felt read reads put puts swore swears"
        " quoted quotes quote began begins begged quipped referred admitted admits dubbed"
        " permitted ripped slammed snapped chatted hollered texted emailed e-mailed e-mails"
        " ad-libbed heard hears knew knows saw sees found finds hoped hopes worried worries"
        " compared likened shot_back fired_back hit_back pointed_out points_out set_out"
        " summed_up sums_up calls called likes uses used touted bragged drew wanted wants"
        " pleaded pled sang sings committed forbade mouthed spat tells referenced noted"
        " recalled showed shows seemed"
    )
    | split_word_table("shot_back fired_back hit_back made_clear makes_clear was_like"),
    dependent=_ING_FORMS
    | split_word_table(
        "saying telling writing speaking thinking believing reading putting swearing quoting"
        " beginning admitting dubbing referring comparing likening using quipping"
    ),
    pronouns=split_word_table("he she they it we i you who one nobody everyone someone"),
    determiners=split_word_table(
        "the a an his her their its our my your this that these those one two three four five"
        " six some several many most both another other each every no few all"
    ),
    prepositions=split_word_table(
        "of in on at by for from with to about against over under into during through between"
        " among after before since near outside inside as toward towards via despite without"
        " behind"
    ),
    boundaries=split_word_table(
        "and but or that which who whom whose when while because if although though where"
        " than so whether unless until yet nor how what why after before as since then"
    ),
    fillers=split_word_table(
        "has have had is was were are be been being will would could can may might must"
        " should did does do also later then once even just now still again first not never"
        " always often earlier recently repeatedly publicly ever only reportedly sometimes"
        " already soon simply himself herself themselves then-candidate quickly further both"
        " all too to got meanwhile instead however moreover nevertheless nonetheless therefore"
        " thus indeed perhaps there here"
    ),
    source_phrases=(
        r"according to",
        r"in the words of",
        r"as told (?:by|to)",
        r"in an? (?:\w+ ){0,2}(?:statement|letter|e-?mail|memo|speech|report) (?:by|from|of)",
        r"(?:written|quoted|published|reported|said|released|issued|described|penned|told) by",
        r"(?:,|—|–|-) per",
        r"(?:statement|letter|email|tweet|post|quote|report|words|remarks?|comments?) (?:by|of)",
    ),
    nouns=split_word_table(
        "claim claims statement statements remark remarks comment comments words assertion"
        " promise vow pledge demand call calls description speech statement tweet tweets"
        " message letter slogan motto argument warning suggestion question answer reply"
        " response quote announcement declaration accusation allegation admission assessment"
        " view plan campaign rhetoric phrase term observation complaint criticism attack"
        " threat proposal insistence contention prediction quip joke post email e-mail memo"
        " report testimony editorial opinion critique broadside decision reference use label"
        " notion idea line mantra ad headline"
    ),
    people=split_word_table(
        "officials critics sources people supporters analysts experts reporters aides"
        " advisers lawmakers police prosecutors authorities witnesses protesters residents"
        " republicans democrats conservatives liberals voters researchers scientists"
        " economists opponents investigators activists organizers lawyers attorneys others"
        " many some most several observers scholars pundits campaign leaders diplomats"
        " insiders rebels doctors"
    ),
    titles=split_word_table(
        "spokesman spokeswoman spokesperson president director chairman chairwoman chair"
        " secretary minister senator congressman congresswoman governor mayor professor"
        " analyst adviser advisor strategist manager chief executive candidate leader aide"
        " columnist host pollster attorney lawyer economist sheriff general judge justice"
        " ambassador former co-founder founder press senior deputy state political campaign"
        " national foreign prime vice party policy republican democratic nominee rival author"
        " reporter editor actor singer coach historian researcher scientist resident voter"
        " student businessman businesswoman activist organizer officer commissioner head"
        " fellow consultant critic lead counsel"
    ),
)

FRENCH: Final = SpeechLexicon(
    verbs=split_word_table(
        "dit dira disait déclare déclaré déclarait affirme affirmé affirmait explique"
        " expliqué expliquait ajoute ajouté ajoutait assure assuré assurait estime estimé"
        " estimait raconte raconté souligne souligné précise précisé indique indiqué annonce"
        " annoncé répond répondu rappelle rappelé confie confié lance lancé écrit reconnaît"
        " reconnu regrette regretté dénonce dénoncé prévient prévenu insiste insisté martèle"
        " poursuit poursuivi conclut conclu soupire demande demandé juge jugé promet promis"
        " admet admis avoue avoué note noté qualifie qualifié évoque évoqué accuse accusé"
        " résume commente commenté s'exclame glisse tonne tweeté"
        " déclara affirma expliqua ajouta assura raconta répondit rappela écrivit demanda lança"
    ),
    dependent=split_word_table("disant déclarant affirmant expliquant ajoutant assurant estimant"),
    pronouns=split_word_table("il elle ils elles on je nous"),
    determiners=split_word_table("le la les l un une des ce cet cette ces son sa ses leur leurs"),
    prepositions=split_word_table("de du des d à au aux en dans par pour sur avec sans chez depuis lors"),
    boundaries=split_word_table("et mais ou que qui dont quand lorsque si car donc où comme puis"),
    fillers=split_word_table("a ont avait avaient est n' ne pas aussi ensuite également encore toujours lui y"),
    source_phrases=(r"selon", r"d['’]après", r"pour", r"aux yeux de", r"de l['’]avis de"),
    titles=split_word_table("président ministre maire directeur directrice porte-parole secrétaire député"),
    verbs_with_pronoun=(
        (
            r"(?:dit|déclare|affirme|explique|ajoute|assure|estime|raconte|souligne|précise|indique"
            r"|répond|rappelle|confie|lance|écrit|poursuit|conclut|soupire|demande|note|insiste"
            r"|martèle|glisse|résume)-(?:t-)?(?P<who>il|elle|ils|elles|on)"
        ),
        r"(?:a|avait|ont)-(?:t-)?(?P<whom>il|elle|ils|elles|on)",
    ),
)

GERMAN: Final = SpeechLexicon(
    verbs=split_word_table(
        "sagte sagt sagten gesagt erklärte erklärt erklärten betonte betont meinte meint"
        " berichtete berichtet schrieb schreibt rief ruft fragte fragt antwortete antwortet"
        " forderte fordert warnte warnt kritisierte kritisiert kündigte lobte nannte nennt"
        " bezeichnete bezeichnet bekräftigte teilte äußerte äußert behauptete behauptet"
        " versicherte versichert ergänzte ergänzt fügte mahnte räumte gab sprach spricht hieß"
        " heißt urteilte erzählte erzählt findet fand glaubt so"
    ),
    dependent=frozenset(),
    pronouns=split_word_table("er sie es wir ich man"),
    determiners=split_word_table("der die das den dem des ein eine einen einem einer sein seine ihr ihre"),
    prepositions=split_word_table("von vom in im an am auf aus bei beim für mit nach über unter zu zur zum"),
    boundaries=split_word_table("und aber oder dass wenn weil während als ob denn wo wie"),
    fillers=split_word_table("hat haben hatte hatten ist auch dann noch sich weiter später am"),
    source_phrases=(
        r"laut",
        r"nach (?:Angaben|Worten|Ansicht|Aussage) (?:von|des|der)",
        r"zufolge",
    ),
    titles=split_word_table(
        "präsident präsidentin minister ministerin sprecher sprecherin bürgermeister"
        " bürgermeisterin kanzler kanzlerin senator senatorin professor direktor leiter"
    ),
    has_capital_nouns=True,
)

SPANISH: Final = SpeechLexicon(
    verbs=split_word_table(
        "dijo dice dicho decía declaró declara afirmó afirma aseguró asegura explicó explica"
        " añadió añade agregó agrega señaló señala indicó indica sostuvo sostiene manifestó"
        " manifiesta expresó expresa apuntó apunta subrayó subraya destacó destaca contó"
        " cuenta respondió responde preguntó pregunta advirtió advierte insistió insiste"
        " recordó recuerda escribió escribe anunció anuncia reconoció reconoce denunció"
        " denuncia criticó calificó comentó concluyó precisó exclamó lamentó pidió prometió"
        " acusó"
    ),
    dependent=split_word_table("diciendo afirmando asegurando añadiendo señalando"),
    pronouns=split_word_table("él ella ellos ellas yo"),
    determiners=split_word_table("el la los las un una unos unas su sus este esta"),
    prepositions=split_word_table("de del en a al por para con sin sobre desde ante tras"),
    boundaries=split_word_table("y e pero o que quien cuando mientras porque si aunque como donde"),
    fillers=split_word_table("ha han había también luego después no se le les además"),
    source_phrases=(r"según", r"de acuerdo con", r"en palabras de", r"a juicio de"),
    titles=split_word_table("presidente presidenta ministro ministra portavoz alcalde director secretario"),
)

ITALIAN: Final = SpeechLexicon(
    verbs=split_word_table(
        "disse dice detto dicono dichiarò dichiara dichiarato afferma affermato affermò"
        " spiega spiegato spiegò aggiunge aggiunto aggiunse sostiene sostenuto racconta"
        " raccontato sottolinea sottolineato precisa precisato ricorda ricordato risponde"
        " risposto rispose scrive scritto scrisse annuncia annunciato conclude concluso"
        " osserva commenta commentato ammette ammesso denuncia denunciato chiede chiesto"
        " avverte ribadisce ribadito replica assicura assicurato insiste definito accusa"
    ),
    dependent=split_word_table("dicendo affermando spiegando aggiungendo sottolineando"),
    pronouns=split_word_table("lui lei egli ella loro io"),
    determiners=split_word_table("il lo la i gli le l un uno una suo sua questo questa"),
    prepositions=split_word_table("di del della dei degli delle in nel nella a al alla da dal per con su tra"),
    boundaries=split_word_table("e ed ma o che chi quando mentre perché se come dove"),
    fillers=split_word_table("ha hanno aveva è anche poi non si gli ancora inoltre"),
    source_phrases=(r"secondo", r"stando a", r"per", r"a detta di", r"a giudizio di"),
    titles=split_word_table("presidente ministro ministra sindaco portavoce direttore segretario premier"),
)

PORTUGUESE: Final = SpeechLexicon(
    verbs=split_word_table(
        "disse diz dito dizia declarou declara afirmou afirma explicou explica acrescentou"
        " acrescenta completou ressaltou ressalta destacou destaca contou conta respondeu"
        " responde perguntou alertou alerta avaliou avalia lembrou lembra escreveu escreve"
        " anunciou reconheceu criticou defendeu argumentou comentou concluiu observou garantiu"
        " garante sublinhou referiu salientou adiantou frisou prometeu acusou"
    ),
    dependent=split_word_table("dizendo afirmando explicando acrescentando"),
    pronouns=split_word_table("ele ela eles elas eu"),
    determiners=split_word_table("o a os as um uma seu sua este esta"),
    prepositions=split_word_table("de do da dos das em no na nos nas a ao à por pelo pela para com sem sobre"),
    boundaries=split_word_table("e mas ou que quem quando enquanto porque se como onde"),
    fillers=split_word_table("tem têm tinha também depois não se ainda já"),
    source_phrases=(r"segundo", r"de acordo com", r"para", r"conforme", r"nas palavras de"),
    titles=split_word_table("presidente ministro ministra prefeito porta-voz diretor secretário"),
)

DUTCH: Final = SpeechLexicon(
    verbs=split_word_table(
        "zei zegt zeiden zeggen gezegd verklaarde verklaart vertelde vertelt schreef schrijft"
        " meende meent vindt vond stelde stelt benadrukte benadrukt antwoordde antwoordt vroeg"
        " vraagt riep roept waarschuwde waarschuwt noemde noemt legde voegde meldde meldt"
        " beweerde beweert concludeerde concludeert aldus betoogde erkende bevestigde"
    ),
    dependent=frozenset(),
    pronouns=split_word_table("hij zij ze het ik we wij"),
    determiners=split_word_table("de het een zijn haar hun deze die dit dat"),
    prepositions=split_word_table("van in op aan bij door voor met naar over onder uit tot"),
    boundaries=split_word_table("en maar of dat die wanneer terwijl omdat als toen waar hoe"),
    fillers=split_word_table("heeft hebben had hadden is ook dan nog later daarna"),
    source_phrases=(r"volgens", r"in de woorden van", r"naar eigen zeggen van"),
    titles=split_word_table("president minister premier burgemeester woordvoerder directeur"),
)

_LEXICONS: Final[Mapping[str, SpeechLexicon]] = {
    "en": ENGLISH,
    "fr": FRENCH,
    "de": GERMAN,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
}


def get_lexicon(language: str) -> SpeechLexicon | None:
    """Return the lexicon of a BCP 47 language code (empty: English), or None if unsupported."""
    return _LEXICONS.get(language.casefold().split("-")[0] or "en")
