"""Articles in another language that may be on the event of a story: names and numbers in common."""

import pytest

from archive.models import Article
from archive.stories.absent_outlets import find_possible_articles

FERRY = (
    "The ferry Lorna Dell ran aground off Cape Ostrey on Monday with 312 passengers. The captain,"
    " Henrik Vaal, had asked for a pilot, said Minister Solveig Aster. Repairs will cost 4.75"
    " million crowns, and the yard in Brenholm has 1,180 workers waiting for the Lorna Dell."
)
BRIDGE = (
    "The bridge at Brenholm was closed on Tuesday, said Minister Solveig Aster. The engineer,"
    " Ulla Prent, had warned of cracks in 46 bolts. Some 7,400 cars a day cross from Brenholm to"
    " Eskeby, where Mayor Tor Lind was not amused, and the mayor of Brenholm neither."
)


def make_article(number: int, body: str, language: str, published: str = "2024-03-12") -> Article:
    row = Article(pk=number, title="–", body=body, language=language, published=published)
    row.set_derived_fields()
    return row


STORY = [make_article(1, FERRY, "en"), make_article(2, FERRY.replace("captain", "master"), "en")]
FRENCH = (
    "Le navire s’est échoué lundi près du cap Ostrey, avec 312 passagers à bord. Son commandant,"
    " Henrik Vaal, avait réclamé un pilote. « Nous verrons », a dit la ministre Solveig Aster. Le"
    " chantier de Brenholm attend, avec ses 1 180 ouvriers, que l’on remorque la Lorna Dell."
)
GERMAN = (
    "Die Fähre lief am Montag vor Kap Ostrey auf Grund, an Bord waren 312 Passagiere. Kapitän"
    " Henrik Vaal hatte einen Lotsen verlangt, sagte Ministerin Solveig Aster. Die Werft in"
    " Brenholm mit 1.180 Arbeitern wartet auf die Lorna Dell."
)
RUSSIAN = (
    "Паром сел на мель в понедельник, на борту было 312 пассажиров. Ремонт обойдётся в 4,75"
    " миллиона крон, на верфи работают 1180 человек."
)
ARABIC = (
    "جنحت العبّارة يوم الاثنين وعلى متنها ٣١٢ راكباً. وتبلغ كلفة الإصلاح ٤,٧٥ مليون كرونة، ويعمل في الحوض ١١٨٠ عاملاً."
)


@pytest.mark.parametrize(
    ("language", "body", "shared"),
    [
        ("fr", FRENCH, {"Henrik Vaal", "Solveig Aster"}),
        ("de", GERMAN, {"Henrik Vaal"}),
        # Where the letters are others, the numbers speak
        ("ru", RUSSIAN, {"312", "1180", "4,75"}),
        ("ar", ARABIC, {"٣١٢", "١١٨٠"}),
    ],
)
def test_an_article_on_the_same_event_is_found_with_what_it_has_in_common(language, body, shared):
    (result,) = find_possible_articles(STORY, [make_article(9, body, language)])

    assert result.article.pk == 9
    assert shared <= set(result.shared)


@pytest.mark.parametrize(
    "body",
    [
        # Another event, of the same country, week and minister
        (
            "Le pont de Brenholm est fermé depuis mardi, a dit la ministre Solveig Aster."
            " L’ingénieure, Ulla Prent, avait signalé 46 boulons fissurés. Chaque jour, 7 400"
            " voitures vont de Brenholm à Eskeby, où le maire, Tor Lind, ne décolère pas."
        ),
        # Small numbers, years and days are in every text
        "En 2024, le 12 mars, il y avait 3 chats et 2 chiens, comme en 1999, dit Paul Orme.",
        "",
    ],
)
def test_an_article_on_another_event_is_not_found(body):
    assert find_possible_articles(STORY, [make_article(9, body, "fr")]) == []


def test_of_several_stories_an_article_is_like_the_one_it_tells_of():
    bridge = [make_article(3, BRIDGE, "en"), make_article(4, BRIDGE, "en")]

    assert find_possible_articles(bridge, [make_article(9, FRENCH, "fr")]) == []
    assert find_possible_articles(STORY, [make_article(9, FRENCH, "fr")]) != []


def test_an_article_without_a_day_must_have_more_in_common():
    little = "On attend, à Brenholm, Henrik Vaal, et l’on remorque, de nuit, la Lorna Dell."
    dated, undated = make_article(9, little, "fr"), make_article(9, little, "fr", published="")

    assert [row.article for row in find_possible_articles(STORY, [dated])] == [dated]
    assert find_possible_articles(STORY, [undated]) == []
    assert find_possible_articles(STORY, [make_article(9, FRENCH, "fr", published="")]) != []


@pytest.mark.timeout(10)
def test_names_without_end_are_compared_in_bounded_time():
    long = make_article(9, "dit Vaal Vaal-Vaal 312 " * 40_000, "fr")

    assert len(find_possible_articles(STORY, [long] * 3)) <= 3
