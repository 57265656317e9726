"""Word lists of reported speech in English and Dutch, built when a language is first read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import Final

WordSet = frozenset[str]
_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "regular_verbs": """acknowledge accuse add address admonish advise affirm agree allege announce answer argue
        ask assail assert assure attack attest badmouth bemoan bill blame blast boast brag bray broadcast call cast
        caution challenge characterize characterise charge chastise chide cite claim clarify comment complain
        concede conclude condemn confess confide confirm contend continue counter criticize criticise crow cry
        decide declare decry defend deem demand denounce deride describe detail disclose dismiss dub echo elaborate
        emphasize emphasise exclaim explain explode express exult fume gripe grumble gush hail hint implore imply
        indicate inform inquire insist insinuate instruct intone issue jeer joke judge label lambast lambaste lament
        laud laugh lecture maintain marvel mention mock muse name note object observe offer opine order paint phrase
        plead pledge point ponder portray post praise pray preach predict press proclaim profess promise pronounce
        propose protest push query question quip rail rant reaffirm reason reassure recall recommend recount refer
        reflect refuse reiterate reject relate remark remember remind reply report request respond retort reveal
        ridicule rip rule scoff scold score scream shout shriek sigh signal slam snap sneer speculate spout state
        stress submit suggest summarize summarise surmise taunt tease term testify thank threaten thunder tout tweet
        urge venture verify voice volunteer vow wail warn whisper wish wonder yell retweet chant credit decline
        deliver mutter nickname raise reference repeat share""",
        "other_meanings": """attack cast comment note request rule score state term wish charge issue name order point
        post press question report share""",
        "verbs": """said says say told tells tell wrote writes write written spoke speaks thought thinks went goes
        believes believed feels felt read reads put puts swore swears quoted quotes quote began begins begged quipped
        referred admitted admits dubbed permitted ripped slammed snapped chatted hollered texted emailed e-mailed
        e-mails ad-libbed heard hears knew knows saw sees found finds hoped hopes worried worries compared likened
        shot_back fired_back hit_back pointed_out points_out set_out summed_up sums_up calls called likes uses used
        touted bragged drew wanted wants pleaded pled sang sings committed forbade mouthed spat referenced noted
        recalled showed shows seemed made_clear makes_clear was_like""",
        "dependent": """saying telling writing speaking thinking believing reading putting swearing quoting beginning
        admitting dubbing referring comparing likening using quipping""",
        "pronouns": "he she they it we i you who one nobody everyone someone",
        "determiners": """the a an his her their its our my your this that these those one two three four five six some
        several many most both another other each every no few all""",
        "prepositions": """of in on at by for from with to about against over under into during through between among
        after before since near outside inside as toward towards via despite without behind""",
        "boundaries": """and but or that which who whom whose when while because if although though where than so
        whether unless until yet nor how what why after before as since then""",
        "fillers": """has have had is was were are be been being will would could can may might must should did does do
        also later then once even just now still again first not never always often earlier recently repeatedly publicly
        ever only reportedly sometimes already soon simply himself herself themselves then-candidate quickly further
        both all too to got meanwhile instead however moreover nevertheless nonetheless therefore thus indeed perhaps
        there here""",
        "source_phrases": (
            r"according to|in the words of|as told (?:by|to)|in an? (?:\w+ ){0,2}(?:statement|letter|e-?mail|memo"
            r"|speech|report) (?:by|from|of)|(?:written|quoted|published|reported|said|released|issued|described|penned"
            r"|told) by|(?:,|—|–|-) per|(?:statement|letter|email|tweet|post|quote|report|words|remarks?"
            r"|comments?) (?:by|of)"
        ),
        "nouns": """claim claims statement statements remark remarks comment comments words assertion promise vow pledge
        demand call calls description speech statement tweet tweets message letter slogan motto argument warning
        suggestion question answer reply response quote announcement declaration accusation allegation admission
        assessment view plan campaign rhetoric phrase term observation complaint criticism attack threat proposal
        insistence contention prediction quip joke post email e-mail memo report testimony editorial opinion critique
        broadside decision reference use label notion idea line mantra ad headline""",
        "people": """officials critics sources people supporters analysts experts reporters aides advisers lawmakers
        police prosecutors authorities witnesses protesters residents republicans democrats conservatives liberals
        voters researchers scientists economists opponents investigators activists organizers lawyers attorneys others
        many some most several observers scholars pundits campaign leaders diplomats insiders rebels doctors""",
        "titles": """spokesman spokeswoman spokesperson president director chairman chairwoman chair secretary minister
        senator congressman congresswoman governor mayor professor analyst adviser advisor strategist manager chief
        executive candidate leader aide columnist host pollster attorney lawyer economist sheriff general judge justice
        ambassador former co-founder founder press senior deputy state political campaign national foreign prime vice
        party policy republican democratic nominee rival author reporter editor actor singer coach historian researcher
        scientist resident voter student businessman businesswoman activist organizer officer commissioner head fellow
        consultant critic lead counsel""",
    },
    "nl": {
        "verbs": """zei zegt zeiden zeggen gezegd verklaarde verklaart vertelde vertelt schreef schrijft meende meent
        vindt vond stelde stelt benadrukte benadrukt antwoordde antwoordt vroeg vraagt riep roept waarschuwde waarschuwt
        noemde noemt legde voegde meldde meldt beweerde beweert concludeerde concludeert aldus betoogde erkende
        bevestigde""",
        "pronouns": "hij zij ze het ik we wij",
        "determiners": "de het een zijn haar hun deze die dit dat",
        "prepositions": "van in op aan bij door voor met naar over onder uit tot",
        "boundaries": "en maar of dat die wanneer terwijl omdat als toen waar hoe",
        "fillers": "heeft hebben had hadden is ook dan nog later daarna",
        "source_phrases": r"volgens|in de woorden van|naar eigen zeggen van",
        "titles": "president minister premier burgemeester woordvoerder directeur",
    },
}
"""Word lists by language; regular English verbs are inflected, but for forms with `other_meanings`."""


@dataclass(frozen=True)
class SpeechLexicon:
    """Word lists of one language used to attribute speech."""

    verbs: WordSet  # forms that govern speech: `said`, `says`; also verbs of calling
    dependent: WordSet  # non-finite forms: `saying`, `calling`; the sentence's subject is the speaker
    pronouns: WordSet
    determiners: WordSet
    prepositions: WordSet
    boundaries: WordSet  # at which a subject phrase ends: `and`, `that`, `when`
    fillers: WordSet  # between a subject and its verb: `has`, `also`, `later`
    nouns: WordSet  # of speech, after an owner: the senator's `remark`
    people: WordSet  # nouns for people without an article: `officials`, `critics`
    titles: WordSet  # in lower case before a name: `spokesman`, `president`
    source_phrases: str  # pattern of phrases before a speaker without a verb: `according to`
    verbs_with_pronoun: str = ""  # pattern of verbs with a pronoun attached: `dit-il`
    has_capital_nouns: bool = False  # as in German
    has_indirect_speech: bool = False  # verbs of indirect speech are known, as in English

    @cached_property
    def verb_pattern(self) -> re.Pattern[str]:
        """Pattern of any governing or dependent form as a whole word."""
        alternatives = "|".join(map(re.escape, sorted(self.verbs | self.dependent, key=len, reverse=True)))
        return re.compile(rf"(?<![\w'’-])(?:{alternatives})(?![\w-])", re.IGNORECASE)

    @cached_property
    def function_words(self) -> WordSet:
        """Function words, which are no part of a name even with a capital."""
        return self.prepositions | self.boundaries | self.determiners | self.pronouns

    @cached_property
    def source_pattern(self) -> re.Pattern[str]:
        """Pattern of `according to` and the like, up to the speaker."""
        return re.compile(rf"\b(?:{self.source_phrases})[\s:]+", re.IGNORECASE)

    @cached_property
    def verb_with_pronoun_pattern(self) -> re.Pattern[str] | None:
        """Pattern of a verb with its pronoun, which is the group `who` or `whom`."""
        if not self.verbs_with_pronoun:
            return None
        return re.compile(rf"(?<!\w)(?:{self.verbs_with_pronoun})(?!\w)", re.IGNORECASE)


def get_lexicon(language: str) -> SpeechLexicon | None:
    """Return the lexicon of a BCP 47 language code (empty: English), or None if unsupported."""
    return _build_lexicon(language.casefold().split("-")[0] or "en")


@cache
def _build_lexicon(code: str) -> SpeechLexicon | None:
    """Build the lexicon from its tables; `_` stands for a space inside an entry."""
    tables = _TABLES.get(code)
    if tables is None:
        return None
    names = [field.name for field in fields(SpeechLexicon) if field.type == WordSet]
    lists = {name: frozenset(word.replace("_", " ") for word in tables.get(name, "").split()) for name in names}
    past_and_present, participles = _inflect_regular_verbs(tables.get("regular_verbs", ""))
    lists["verbs"] |= past_and_present - set(tables.get("other_meanings", "").split())
    lists["dependent"] |= participles
    return SpeechLexicon(
        **lists,
        source_phrases=tables["source_phrases"],
        verbs_with_pronoun=tables.get("verbs_with_pronoun", ""),
        has_capital_nouns=code == "de",
        has_indirect_speech=code == "en",
    )


def _inflect_regular_verbs(stems: str) -> tuple[set[str], set[str]]:
    """Return the past and present forms of regular English verbs, and their -ing forms."""
    governing, dependent = set(), set()
    for stem in stems.split():
        root = stem.removesuffix("e")
        is_consonant_y = stem.endswith("y") and stem[-2] not in "aeou"
        past = stem[:-1] + "ied" if is_consonant_y else root + "ed"
        third = stem + ("es" if stem.endswith(("s", "sh", "ch")) else "s")
        if is_consonant_y:
            third = stem[:-1] + "ies"
        governing |= {stem, past, third}
        dependent.add(root + "ing")
    return governing, dependent
