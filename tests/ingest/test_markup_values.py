"""Values with HTML or shortcodes in them become text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.common.markup_values import read_markup_line, read_markup_value


@pytest.mark.parametrize(
    ("value", "paragraphs"),
    [
        ("The weir holds.\n\nFor now.", ["The weir holds.", "For now."]),
        ("A is < B and [sic] he said [...] so.", ["A is < B and [sic] he said [...] so."]),
        ("<p>The weir holds.</p>\n<p>For <em>now</em>.</p>", ["The weir holds.", "For now."]),
        ("The weir holds.<br /><br />For now.", ["The weir holds.", "For now."]),
        ("<p>O weir,<br>hold</p><p>on</p>", ["O weir,\nhold", "on"]),
        ("The weir <i>holds</i>.\n\nFor now.", ["The weir holds.", "For now."]),
        ("The weir <i>holds</i>.\nFor now.", ["The weir holds.", "For now."]),
        ("&lt;p&gt;Tar &amp;amp; rope&lt;/p&gt;&lt;p&gt;Oakum&lt;/p&gt;", ["Tar & rope", "Oakum"]),
        ("Tar &amp; rope&#8217;s end", ["Tar & rope’s end"]),
        ("<!-- wp:paragraph --><p>Tar</p><!-- /wp:paragraph --><!--more--><p>Rope</p>", ["Tar", "Rope"]),
        ("<ul><li>Tar</li><li>Rope</li></ul><blockquote>Oakum</blockquote>", ["Tar", "Rope", "Oakum"]),
        ('[vc_row][vc_column width="1/2"]Tar[/vc_column][/vc_row]', ["Tar"]),
        ('Tar.\n\n[gallery ids="1,2"]\n\nRope.', ["Tar.", "Rope."]),
        ("Tar.\n\n[embed]https://video.example/1[/embed]\n\nRope.", ["Tar.", "Rope."]),
        ("<p>Tar</p><script>track()</script><style>p{}</style><iframe>no</iframe>", ["Tar"]),
        ("<![CDATA[<p>Tar</p>]]>", ["Tar"]),
        ("<div>" * 400 + "Tar" + "</div>" * 400 + "<p>Rope</p>", ["Tar", "Rope"]),
    ],
)
def test_a_value_becomes_paragraphs(value, paragraphs):
    assert read_markup_value(value).paragraphs == paragraphs


@pytest.mark.parametrize(
    "value",
    [
        '<p>Tar</p><figure><img src="a.jpg"><figcaption>A <b>barrel</b></figcaption></figure>',
        '<p>Tar</p>[caption id="x" width="300"]<img src="a.jpg" /> A barrel[/caption]',
        '<p>Tar</p><div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">A barrel</p></div>',
    ],
)
def test_captions_stand_apart_and_pictures_are_counted(value):
    text_value = read_markup_value(value)

    assert (text_value.paragraphs, text_value.captions) == (["Tar"], ["A barrel"])
    assert "left out: 1" in text_value.describe()


def test_a_title_with_entities_and_tags_is_one_line():
    assert read_markup_line("Council&#8217;s <em>plan</em> &amp; the bridge") == "Council’s plan & the bridge"
    assert read_markup_line("R&D at AT&T") == "R&D at AT&T"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b", "[a x=1]", "[/a]", "&lt;", "\n\n", "w ", "<!--", "]]>", '"']), max_size=60
    )
)
def test_words_are_never_lost_whatever_stands_around_them(parts):
    value = "".join(parts).replace("<!--", "") + " <br>oakum"

    assert "oakum" in " ".join(read_markup_value(value).paragraphs)


@pytest.mark.parametrize("part", ["<p", "[", '[a b="', "&lt;", "<div>", "[caption]", "<b>", "<!--"])
def test_hostile_markup_costs_little(part):
    started = time.process_time()
    read_markup_value(part * (200_000 // len(part)))

    assert time.process_time() - started < 2
