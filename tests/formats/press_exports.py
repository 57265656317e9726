"""Invented exports of press databases, as their users save them."""

PARAGRAPHS = (
    "The council of Orrin voted on Monday to sell the old customs house, which has stood empty since the fire.",
    "“We were told in the street,” said Edda Marsh, who keeps the ferry office. The sale needs the minister's word.",
)
TEXT = "\n\n".join(PARAGRAPHS)


def build_classic(number, total, *, title="Customs house to be sold", outlet="The Orrin Times"):
    """An article as Nexis printed it until 2020."""
    return (
        f"                          {number} of {total} DOCUMENTS\n\n\n                          {outlet}\n\n"
        f"                          May 7, 2018 Monday\n\n{title}\n\nBYLINE: Pia Lund and Jo Hale\n\n"
        f"SECTION: CITY; Pg. 7\n\n"
        f"LENGTH: 61 words\n\n\n{TEXT}\n\nLOAD-DATE: May 8, 2018\n\nLANGUAGE: ENGLISH\n\nJOURNAL-CODE: OTI\n\n\n"
        "                     Copyright 2018 Orrin Print\n                        All Rights Reserved\n\n"
    )


def build_uni(title="Customs house to be sold"):
    """An article as Nexis Uni prints it."""
    return (
        f"{title}\nThe Orrin Times\nMay 7, 2018 Monday\nLate Edition - Final\n\n"
        f"Copyright 2018 Orrin Print All Rights Reserved\n\n"
        f"Section: CITY; Pg. 7\nLength: 61 words\nByline: By PIA LUND\nDateline: ORRIN, May 6\n\nBody\n\n\n{TEXT}\n\n"
        "Graphic\n\nPHOTO: The house in March\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: May 8, 2018\n\n\n"
        "End of Document\n\n"
    )


def build_cover(titles):
    """The cover page of Nexis Uni, with its table of contents."""
    entries = "".join(
        f"{number}. {title}\nClient/Matter: -None-\nSearch Terms: house AND Orrin\nSearch Type: Terms and"
        f" Connectors\n\n"
        for number, title in enumerate(titles, 1)
    )
    return (
        f"Date and Time: Monday, May 14, 2018 9:00:00 AM CEST\nJob Number: 991\n\nDocuments ({len(titles)})\n\n"
        f"{entries}"
    )


def build_coded(title="Customs house to be sold", day="7 May 2018", identifier="OTIME00020180507ee570000a"):
    """An article of Factiva with its codes."""
    return (
        f"SE\nCity\nHD\n{title}\n\nBY\nBy Pia Lund\nWC\n61 words\nPD\n{day}\n\n"
        f"SN\nThe Orrin Times\nSC\nOTIME\nED\n1\nPG\n7\n"
        f"LA\nEnglish\nCY\n(c) 2018 Orrin Print\n\nLP\n\n{PARAGRAPHS[0]}\n\nTD\n\n{PARAGRAPHS[1]}\n\nNS\n"
        f"gcat : Political/General News\n\nAN\nDocument {identifier}\n\n"
    )


def build_plain(title="Customs house to be sold", byline="By Pia Lund\n", identifier="OTIME00020180507ee570000a"):
    """An article of Factiva without codes."""
    return (
        f"City\n{title}\n{byline}61 words\n7 May 2018\n10:15 GMT\nThe Orrin Times\nOTIME\n7\nEnglish\n"
        f"(c) 2018 Orrin Print. All rights reserved.\n\n{TEXT}\n\nDocument {identifier}\n\n"
    )


def build_proquest(title="Customs house to be sold", full_text=TEXT):
    """An article of ProQuest, saved as text."""
    return (
        f"{'_' * 60}\n\n{title}: [City Edition]\n\nAuthor: Lund, Pia; Hale, Jo\n\n"
        "Publication info: The Orrin Times ; Orrin [Orrin]. 07 May 2018: A.7.\n\n"
        f"Full text: {full_text}\n\nSubject: Buildings; Sales\n\nLocation: Orrin\n\nTitle: {title}: [City Edition]\n\n"
        "Publication title: The Orrin Times; Orrin\n\nPublication year: 2018\n\nPublication date: May 7, 2018\n\n"
        "ProQuest document ID: 2000\n\nDocument URL: https://search.proquest.com/docview/2000\n\n"
        "Database: Newsstream\n\n"
    )


PROQUEST_END = (
    f"{'_' * 60}\n\nContact ProQuest\n\nCopyright © 2018 ProQuest LLC. All rights reserved. - Terms and Conditions\n"
)
EUROPRESSE = (
    "Le Temps d'Orrin, no. 4411\nÉconomie, lundi 7 mai 2018 61 mots, p. 7\n\nLa douane sera vendue\nPia Lund\n\n"
    "Le conseil d'Orrin a voté lundi la vente de l'ancienne douane, vide depuis l'incendie de la rue du port.\n\n"
    "« On nous l'a dit dans la rue », raconte Edda Marsh, qui tient le bureau du bac depuis douze ans.\n\n"
    "© 2018 Le Temps d'Orrin. Tous droits réservés.\nCertificat émis le 14 mai 2018 à"
    " Orrin-U\nnews·20180507·TO·{number}\n\n"
)


def build_factiva_page(titles, *, is_coded=False):
    """A page of Factiva with these articles."""
    articles = []
    for number, title in enumerate(titles):
        identifier = f"OTIME00020180507ee57000{number:02}"
        paragraphs = "".join(f'<p class="articleParagraph enarticleParagraph">{text}</p>\n' for text in PARAGRAPHS)
        head = (
            f'<div>City</div><div id="hd"><span class="enHeadline">{title}</span></div><div class="author">By Pia Lund'
            " </div><div>61 words</div><div>7 May 2018</div><div>The Orrin"
            " Times</div><div>OTIME</div><div>English</div>"
            f"<div>(c) 2018 Orrin Print &amp; Co</div>{paragraphs}<p>Orrin Syndication</p><p>Document {identifier}</p>"
        )
        if is_coded:
            values = (("HD", title), ("BY", "By Pia Lund"), ("PD", "7 May 2018"), ("SN", "The Orrin Times"),
                      ("LP", paragraphs), ("AN", f"Document {identifier}"))  # fmt: skip
            rows = "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td>{value}</td></tr>" for code, value in values)
            head = f"<table>{rows}</table>"
        articles.append(
            f'<div id="article-{identifier}" class="article"><div class="article enArticle">{head}</div></div>'
        )
    return f"<html><head><title>Factiva</title></head><body>{''.join(articles)}<div>Search Summary</div></body></html>"


def build_page_article(title, *, byline="Pia Lund", tag="article", words=TEXT):
    """An `article` element with heading, byline, day and paragraphs."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (words + "\n\n" + words).split("\n\n"))
    return (
        f'<{tag}><h2>{title}</h2><p class="byline">By {byline}</p><time datetime="2018-05-07">7 May 2018</time>'
        f"{paragraphs}</{tag}>"
    )
