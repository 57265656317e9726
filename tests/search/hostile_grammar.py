"""Questions that cost the most a question can: a generated grammar of everything that the limits allow, and a bit more.

Each kind takes a random source and the words of an archive, the most frequent first.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random

Words = Sequence[str]
OPERATORS = ("W/5", "W/50", "W/255", "PRE/5", "PRE/255", "W/S", "W/P", "NOT W/1", "NOT W/255")
FIELDS = ("title:", "about:", "quote:", "place:", "credit:", "")


def build_long_phrase(random: Random, words: Words) -> str:
    """A phrase of frequent words, different ones or a few again and again."""
    pool = words[: random.choice((1, 2, 3, 10, 200))]
    return f'{random.choice(FIELDS[:3])}"{" ".join(random.choices(pool, k=random.randint(20, 210)))}"'


def build_phrases(random: Random, words: Words) -> str:
    """Many phrases at once."""
    joiner = random.choice((" OR ", " ", " AND NOT ", " W/255 "))
    count = 8 if "/" in joiner else random.randint(10, 120)
    return joiner.join(f'"{random.choice(words[:20])} {random.choice(words[:20])}"' for _ in range(count))


def build_chain(random: Random, words: Words) -> str:
    """A chain of frequent words by one operator or several."""
    operators = random.choices(OPERATORS, k=random.choice((1, 1, 2, 5)))
    count = random.choice((2, 3, 8, 8, 60, 200))
    text = random.choice(words[:15])
    for _ in range(count - 1):
        text += f" {random.choice(operators)} {random.choice(words[:15])}"
    return text


def build_nested_chain(random: Random, words: Words, depth: int = 0) -> str:
    """Chains of groups and chains."""
    if depth > 3 or random.random() < 0.2:
        return random.choice(words[:25])
    parts = [build_nested_chain(random, words, depth + 1) for _ in range(random.randint(2, 4))]
    operator = random.choice((*OPERATORS, "OR", "OR"))
    return f"({f' {operator} '.join(parts)})"


def build_pattern(random: Random, words: Words) -> str:
    """A wildcard that many words fit, or a fuzzy word."""
    word = random.choice(words[:400])
    if len(word) > 4 and random.random() < 0.4:
        return f"{word}~{random.choice((1, 2, 2))}"
    return random.choice(
        ("con*", "com*", "pro*", "int*", "res*", "sta*", "???*", "???????", f"{word[:3]}*", f"{word[:1]}?*e*")
    )


def build_patterns(random: Random, words: Words) -> str:
    """Patterns beside each other, near each other, or in a phrase."""
    count = random.choice((1, 2, 5, 20, 50))
    joiner = random.choice((" ", " OR ", " NOT ", " W/255 ", " PRE/255 ", " W/S "))
    parts = [build_pattern(random, words) for _ in range(min(count, 8) if "/" in joiner else count)]
    if random.random() < 0.2:
        return f'"{" ".join(part for part in parts if "~" not in part)} the"'
    return joiner.join(parts)


def build_words(random: Random, words: Words) -> str:
    """Very many words: all, any, none of them."""
    count = random.choice((30, 100, 240, 260))
    pool = words[: random.choice((50, 250, 5_000))]
    return random.choice((" ", " OR ", " NOT ", " -", "/", ",")).join(random.choices(pool, k=count))


def build_window(random: Random, words: Words) -> str:
    """All words of a window."""
    count = random.randint(2, 60)
    return f'"{" ".join(random.choices(words[: random.choice((2, 10, 60))], k=count))}"~{random.choice((60, 255))}'


def build_nesting(random: Random, words: Words) -> str:
    """Brackets and negations inside each other."""
    depth = random.randint(5, 35)
    text = random.choice(words[:10])
    for _ in range(depth):
        text = random.choice((f"({text} OR {random.choice(words[:99])})", f"NOT ({text})", f"({text} {words[0]})"))
    return text


def build_counts(random: Random, words: Words) -> str:
    """Counts of frequent words in an article."""
    joiner = random.choice((" OR ", " W/S "))
    inner = joiner.join(random.choices(words[:20], k=random.choice((1, 3, 8))))
    return " ".join(f"ATLEAST{random.choice((2, 10, 50))}({inner})" for _ in range(random.choice((1, 5, 20))))


def build_fields(random: Random, words: Words) -> str:
    """Names, dates, languages, addresses: many of each."""
    word, year = random.choice(words), random.randint(1000, 9999)
    one = [
        f"author:{word[:1]}", f"author:{word}", f"outlet:{word}", f"speaker:{word}", f"date:{year}", f"date:{word}",
        f"date:[{year} TO *]", f"date:1/2/{year}", f"since:{word} {year}", f"id:{word}", "lang:en", "no:author",
        f"https://{word}.example/{year}?q={word}", f"{word}.example/{word}", f"quote:({word} OR the)", f"about:{word}",
    ]  # fmt: skip
    parts = random.choices(one, k=random.choice((1, 10, 60, 120)))
    parts = [part.replace(str(year), str(random.randint(1000, 9999))) for part in parts]
    return random.choice((" ", " OR ", " NOT ")).join(parts)


def build_nothing(random: Random, words: Words) -> str:
    """A question that finds nothing, which has to be explained."""
    strange = "".join(random.choices("qxzjkvw", k=random.randint(4, 12)))
    kinds = [build_long_phrase, build_patterns, build_chain, build_words, build_window, build_nested_chain]
    return f"{strange} AND ({random.choice(kinds)(random, words)})"


def build_misspelt(random: Random, words: Words) -> str:
    """Words that nobody prints, as somebody might type them."""
    typed = []
    for word in random.choices(words[:3_000], k=random.choice((1, 3, 12, 60))):
        at = random.randrange(len(word))
        typed.append(word[:at] + random.choice("aeioqx") + word[at:])
    return " ".join(typed)


def build_paste(random: Random, words: Words) -> str:
    """Anything at all, as it comes out of a clipboard."""
    signs = "()[]{}\"'“”*?~!^|&/\\.,:;-–+=<>#@%$\n\t "
    text = "".join(random.choice((random.choice(words), random.choice(signs))) for _ in range(random.randint(5, 400)))
    return text[: random.choice((50, 500, 3_999, 5_000))]


KINDS: tuple[Callable[[Random, Words], str], ...] = (
    build_long_phrase, build_phrases, build_chain, build_nested_chain, build_patterns, build_words, build_window,
    build_nesting, build_counts, build_fields, build_nothing, build_misspelt, build_paste,
)  # fmt: skip


def generate_questions(count: int, words: Words, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Yield so many questions, each with the name of its kind; the same ones for a seed."""
    random = Random(seed)
    for number in range(count):
        build = KINDS[number % len(KINDS)]
        yield build.__name__.removeprefix("build_"), build(random, words)
