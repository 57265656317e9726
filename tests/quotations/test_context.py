"""Speakers of passages whose own sentence names none: from the sentences before, or nobody."""

import pytest

from archive.quotations.attribution.quoted_passages import (
    AttributionRule,
    PassageKind,
    SpeakerCertainty,
    read_quotations,
)

ACCUSED = (
    "Norvane Haulage said in a statement that its books had been “kept in good faith”. "
    "The auditor, Lise Tamm, said that she would report on Monday.\n\n"
)


def read_speakers(text, language="en"):
    """Each passage of speech with the name that it is counted for."""
    return [
        (text[each.start : each.end].strip()[:24], each.speaker.name if each.speaker else "")
        for each in read_quotations(text, language)
        if each.kind in (PassageKind.DIRECT, PassageKind.PARTIAL)
    ]


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (
            (
                "The loudest protest came from the head of the Drivers’ Guild, Oswin Pell, who had"
                " heard the minister from the back of the hall."
            ),
            "Oswin Pell",
        ),
        ("Not everybody was pleased. Oswin Pell, who runs the Drivers’ Guild, left.", "Oswin Pell"),
        ("There was anger, too, from the drivers’ leader, Oswin Pell.", "Oswin Pell"),
        ("Oswin Pell of the Drivers’ Guild disagreed.", "Oswin Pell"),
        ("Oswin Pell said that the drivers had not been asked.", "Oswin Pell"),
        # Nobody, or more than one, is presented: nobody is named
        ("The drivers were furious.", ""),
        ("There were murmurs at the back of the hall.", ""),
        ("Anger came from Oswin Pell, a driver, and from Mara Dohl, a clerk.", ""),
        ("There was applause for Oswin Pell’s bus.", ""),
        ("What of Oswin Pell?", ""),
    ],
)
def test_a_paragraph_of_speech_is_of_whom_the_paragraph_before_presents(before, name):
    text = f"{ACCUSED}{before}\n\n“They shut the gate first. Then they looked for the key.”"

    assert read_speakers(text)[-1] == ("They shut the gate first", name)


def test_who_spoke_paragraphs_before_is_not_who_speaks_now():
    text = (
        "“We have nothing to hide,” said Tomas Arle of Norvane Haulage.\n\n"
        "The road was closed at six. Nobody could say for how long.\n\n"
        "“They shut the gate first. Then they looked for the key.”"
    )

    assert read_speakers(text) == [
        ("We have nothing to hide,", "Tomas Arle"),
        ("They shut the gate first", ""),
    ]


@pytest.mark.parametrize(
    ("between", "name"),
    [
        # Nothing, or only what the speaker does, stands between
        ("“We wait,” Ada Vry said.\n\n", "Ada Vry"),
        ("“We wait,” Ada Vry said. She sat down. ", "Ada Vry"),
        ("Ada Vry said: “We wait.” ", "Ada Vry"),
        # Somebody else takes the word in the same paragraph
        ("“We wait,” Ada Vry said. Karl Olm shook his head. ", "Karl Olm"),
        ("“We wait,” Ada Vry said. Karl Olm said that he would not. ", "Karl Olm"),
        ("“We wait,” Ada Vry said. But it would not do, the mayor writes. ", ""),
    ],
)
def test_a_speaker_goes_on_until_somebody_else_takes_the_word(between, name):
    text = f"Ada Vry came to the hall.\n\n{between}“Not one more winter in the cold.”"

    assert read_speakers(text)[-1] == ("Not one more winter in t", name)


def test_words_after_a_report_are_the_reported_one_s_not_those_of_the_paragraph_before():
    text = (
        "“I do not grudge them their bath,” the opposition leader, Petra Lund, said.\n\n"
        "Hanna Weir did not deny that there was a letter. It had spoken of a want of cash, she"
        " said, and not of ruin; the bank had asked for silence, and she had kept it. “If I had"
        " stayed away [from the opening] there would have been a crowd on Sunday night.”"
    )

    (_, result) = [each for each in read_quotations(text) if each.kind is PassageKind.DIRECT]

    assert result.speaker.name == "Hanna Weir"
    assert result.speaker.rule is AttributionRule.INTRODUCED
    assert result.speaker.certainty is SpeakerCertainty.LIKELY


def test_a_heading_or_a_place_presents_nobody():
    text = "“We wait,” Ada Vry said.\n\nThe ferry to Port Lennet left at noon.\n\n“Not one more winter in the cold.”"

    assert read_speakers(text)[-1] == ("Not one more winter in t", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("« On s’attend à une odeur, dit Paul Orme. Elle ne vient pas. »", "Paul Orme"),
        ("« Monsieur, lui écrivit Paul Orme, vous avez bien de la chance. »", "Paul Orme"),
        (
            "Jeanne Vallier est venue. « Il faut attendre, dit-elle. Encore un peu. »",
            "Jeanne Vallier",
        ),
        (
            (
                "« Le lac est propre », dit Paul Orme.\n\nLa vice-présidente du conseil, Jeanne"
                " Vallier, ne cache pas sa colère : personne ne l’a appelée. « On m’a dit"
                " d’attendre la fin de l’hiver. »"
            ),
            "Jeanne Vallier",
        ),
    ],
)
def test_french_passages_say_within_their_marks_who_speaks(text, name):
    assert read_speakers(text, "fr")[-1][1] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # An article with a hyphen in the name is no newspaper
        (
            (
                "Foreign secretary Ottla Brand left. She had chaired the talks.\n\n"
                "Envoy Nizar al-Sefi rejected the date. “We did not come for that,” he said."
            ),
            "Nizar al-Sefi",
        ),
        # It was X who
        (
            (
                "The remark was meant for Mr Sork, but it was Nizar Sefi, the envoy, who took it"
                " up. “We did not come for that,” he said."
            ),
            "Nizar Sefi",
        ),
        # His wife is not he
        (
            (
                "Bob Hallam, who gets up at one and sits in his kitchen, was a baker.\n\n"
                "Mrs Hallam has filled in the form. “At ten to three,” she wrote."
            ),
            "Hallam",
        ),
        # Words at the head of a sentence are no names
        ("Meanwhile, Ada Vry left, saying “we shall see about that”.", "Ada Vry"),
        ("Asked about the boom, Ada Vry called it “a mess for everybody”.", "Ada Vry"),
        ("Last week, Ada Vry left, saying “we shall see about that”.", "Ada Vry"),
        ("Critics called it “a mess for everybody”, and critics were many.", ""),
        ("Police called it “a mess for everybody”.", ""),
    ],
)
def test_the_name_is_that_of_the_one_who_is_meant(text, name):
    assert read_speakers(text)[-1][1] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # To or of whom something is said is not who says it
        ("Ada Vry was told that the boom would be “down for good”.", ""),
        ("The order was called “a padlock on an open door” by Ada Vry.", ""),
        ("The crews were promised “seven and a half per cent”.", ""),
        ("Ada Vry was quoted as saying that it was “down for good”.", "Ada Vry"),
        # What a verb without a subject takes is its object
        ("Ada Vry cut the shares to “hold for now”, citing the strike.", ""),
        # An owner owns what follows
        ("Norvane Haulage’s policy pays for “accidental release of water” but caps claims.", ""),
        ("Ada Vry’s claim that it was “down for good” was doubted.", "Ada Vry"),
        # A new line is a new paragraph
        ("Ada Vry was asked, “Is it down for good?”\nKarl Olm said that it was not.", ""),
    ],
)
def test_only_who_says_it_is_its_speaker(text, name):
    assert read_speakers(text)[-1][1] == name if read_speakers(text) else not name


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            (
                "Samples from the bridge held eleven times the limit, said Dr Lise Tamm, a chemist"
                " who was asked by the council to test the water."
            ),
            "Samples from the bridge held eleven times the limit",
            "Lise Tamm",
        ),
        (
            "Oswin Pell, a driver, said Lise Tamm, the chemist, had been wrong all along.",
            "Lise Tamm, the chemist, had been wrong all along",
            "Oswin Pell",
        ),
        (
            "The mark slipped against the basket published by the Bank of Norva on Monday.",
            None,
            None,
        ),
        ("The report was acknowledged and filed with thanks in the month of June.", None, None),
        ("It slipped on a story, later confirmed by the hotel, that both had dined.", None, None),
    ],
)
def test_an_indirect_report_is_of_the_clause_and_of_whoever_says_it(text, words, name):
    result = [
        (text[each.start : each.end], each.speaker.name)
        for each in read_quotations(text)
        if each.kind is PassageKind.INDIRECT
    ]

    assert result == ([(words, name)] if words else [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Norva’s hopes got a boost when Lise Tamm, the envoy, answered a question by"
                " declaring, “We shall see about that.”"
            ),
            "Lise Tamm",
        ),
        ("Ada Vry’s been saying for weeks that it is “a mess for everybody”.", "Ada Vry"),
        (
            (
                "Col Farris counted them. He had nothing else to do. “I said to them, there is a"
                " limit.”\n\nJean Farris sold the lambs."
            ),
            "Farris",
        ),
    ],
)
def test_an_owner_and_a_namesake_who_comes_later_are_not_meant(text, name):
    assert read_speakers(text)[-1][1] == name
