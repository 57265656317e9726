"""Kinds of files that are not read: what each is, and the next step that works; files of operating systems."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from archive.formats.detection.unread_xml import describe_unread_xml

MIN_TEXT_BYTE: Final = 9  # no text has a byte below the tabulator
MIN_TEXT_MAGIC: Final = 5  # characters of a magic that no text begins with by chance
RECORDING: Final = "a sound or video recording"
_NOTHING_TO_READ: Final = "There is no article in it to take in."
_AS_WORD: Final = "save it as a Word document (DOCX) or as plain text, and take that in"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadKind:
    """A kind of file that is not read: its name, the next step, its suffixes, and its first bytes by their offset."""

    name: str
    advice: str
    suffixes: str = ""
    magic: tuple[tuple[int, bytes], ...] = ()

    def build_reason(self) -> str:
        """Return the reason why such a file is refused."""
        return f"It is {self.name}. {self.advice}"


_KINDS: Final = (
    UnreadKind(
        name="a document of Apple Pages", suffixes=".pages",
        advice="Open it in Pages (or at icloud.com), choose Export To › Word, and take the DOCX in.",
    ),
    UnreadKind(
        name="a spreadsheet of Apple Numbers", suffixes=".numbers",
        advice="Open it in Numbers (or at icloud.com), choose Export To › CSV, and take that in.",
    ),
    UnreadKind(
        name="a presentation", suffixes=".key .pptx .ppsx .ppt .pps .odp",
        advice="Slides are no article. Save the text of an article as a Word document or plain text, and take that in.",
    ),
    UnreadKind(
        name="a notebook of OneNote", suffixes=".one .onetoc2 .onepkg",
        magic=((0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"),),
        advice="Open it in OneNote, export the page as Word or PDF, and take that in.",
    ),
    UnreadKind(
        name="a book for the Kindle or Mobipocket", suffixes=".mobi .azw .azw3 .prc .kfx", magic=((60, b"BOOKMOBI"),),
        advice="Turn it into EPUB or plain text (Calibre does this, where the book is not locked), and take that in.",
    ),
    UnreadKind(
        name="a book in an old format", suffixes=".lit .lrf .pdb .fb2 .tcr", magic=((0, b"ITOLITLS"),),
        advice="Turn it into EPUB or plain text (Calibre does this), and take that in.",
    ),
    UnreadKind(
        name="a scan in DjVu", suffixes=".djvu .djv", magic=((0, b"AT&TFORM"),),
        advice="Turn it into PDF with its text layer (a DjVu viewer exports it), and take that in.",
    ),
    UnreadKind(
        name="a printed document in XPS", suffixes=".xps .oxps",
        advice="Open it and print it to PDF, then take the PDF in.",
    ),
    UnreadKind(
        name="a document of an old word processor", suffixes=".wps .wpd .sxw .abw .hwp .cwk .wri .123 .sdw",
        magic=((0, b"\xffWPC"),), advice=f"Open it in LibreOffice, {_AS_WORD}.",
    ),
    UnreadKind(
        name="a print file (PostScript)", suffixes=".ps .eps .prn", magic=((0, b"%!PS"), (0, b"\x04%!PS")),
        advice="Turn it into PDF (Ghostscript's ps2pdf does this), and take that in.",
    ),
    UnreadKind(
        name="a link to a document of Google, not the document", suffixes=".gdoc .gsheet .gslides .gdraw .gform",
        advice="Open it in the browser, choose File › Download › Microsoft Word (of a table CSV), and take that in.",
    ),
    UnreadKind(
        name="a text with commands of LaTeX", suffixes=".tex .ltx .sty .cls",
        advice="Make a PDF of it, and take that in.",
    ),
    UnreadKind(
        name="the subtitles of a film", suffixes=".srt .vtt .sub .ass .ssa", magic=((0, b"WEBVTT"),),
        advice="They are no article. Take in a transcript without times, as a text file.",
    ),
    UnreadKind(
        name="an offline copy of a whole website (ZIM) or a help file (CHM)", suffixes=".zim .chm",
        magic=((0, b"ZIM\x04"), (0, b"ITSF\x03\x00")),
        advice="Open it in its reader (Kiwix for ZIM), save the pages of the articles as HTML, and take those in.",
    ),
    UnreadKind(
        name="a page layout", suffixes=".indd .idml .pub .qxd .qxp .pmd .fm .ai .psd",
        magic=((0, b"\x06\x06\xed\xf5"), (0, b"8BPS")),
        advice="Open it in its program, export it as PDF or as plain text, and take that in.",
    ),
    UnreadKind(
        name="a photo", suffixes=".heic .heif .raw .cr2 .nef .dng", magic=((4, b"ftyphei"), (4, b"ftypmif1")),
        advice="Save it as JPEG or PNG, and take that in: the text of a cutting is read by OCR.",
    ),
    UnreadKind(
        name=RECORDING, suffixes=".mp3 .mp4 .m4a .m4v .webm .ogg .oga .ogv .wav .mov .avi .mkv .flac"
        " .aac .wma .wmv .opus", magic=((0, b"ID3"), (0, b"OggS"), (0, b"\x1aE\xdf\xa3"), (4, b"ftyp"), (0, b"RIFF")),
        advice="It has no text to take in. Take in a transcript of it, as a text file.",
    ),
    UnreadKind(
        name="a database", suffixes=".sqlite .sqlite3 .db .mdb .accdb .dbf .kdb .fmp12",
        magic=((0, b"SQLite format 3"), (4, b"Standard Jet DB"), (4, b"Standard ACE DB")),
        advice="Open it in its program, write the table of articles out as CSV or JSON Lines, and take that in.",
    ),
    UnreadKind(
        name="a mail store of Outlook", suffixes=".pst .ost .olm .nk2 .oft", magic=((0, b"!BDN"),),
        advice="Open it in Outlook or Thunderbird and export the messages (as .eml, .msg or mbox), then take those in.",
    ),
    UnreadKind(
        name="a mailbox of Outlook Express", suffixes=".dbx", magic=((0, b"\xcf\xad\x12\xfe"),),
        advice="Import it into Thunderbird, export the messages as mbox or .eml, and take those in.",
    ),
    UnreadKind(
        name="an encrypted or signed message", suffixes=".p7m .p7s .p7c .asc .gpg .pgp",
        magic=((0, b"-----BEGIN PGP MESSAGE"), (0, b"-----BEGIN PKCS7")),
        advice="Open it in your mail program with your key, save it unencrypted, and take that in.",
    ),
    UnreadKind(
        name="a key, a certificate or a signature", suffixes=".pem .crt .cer .key.pem .sig",
        magic=((0, b"-----BEGIN PGP SIGNATURE"), (0, b"-----BEGIN PGP PUBLIC"), (0, b"-----BEGIN CERTIFICATE")),
        advice=_NOTHING_TO_READ,
    ),
    UnreadKind(
        name="an attachment that Outlook packed in its own way (TNEF)", suffixes=".tnef",
        magic=((0, b"\x78\x9f\x3e\x22"),),
        advice="Open the mail in Outlook and save the files in it one by one, or ask the sender to send it as HTML.",
    ),
    UnreadKind(
        name="a torrent: it tells where a download is, and holds none of it", suffixes=".torrent",
        magic=((0, b"d8:announce"),), advice="Fetch what it points to, and take that in.",
    ),
    UnreadKind(
        name="a shortcut to another file", suffixes=".lnk .desktop .alias",
        magic=((0, b"L\x00\x00\x00\x01\x14\x02\x00"), (0, b"book\x00\x00\x00\x00mark")),
        advice="Take in the file it leads to.",
    ),
    UnreadKind(
        name="a download that has not finished", suffixes=".part .crdownload .partial .opdownload",
        advice="Let it finish, or download it again, then take that in.",
    ),
    UnreadKind(
        name="a WARC file that was still being written", suffixes=".open",
        advice="Let the crawler finish it. If the crawl is over, take ‘.open’ off its name, and take it in again.",
    ),
    UnreadKind(
        name="a record of a browser's traffic (HAR)", suffixes=".har",
        advice="Save the pages themselves: in the browser, “Save page as”, or as a WARC or WACZ with a crawler.",
    ),
    UnreadKind(
        name="a calendar or an address book", suffixes=".ics .vcf .vcard .ical", magic=((0, b"BEGIN:V"),),
        advice=_NOTHING_TO_READ,
    ),
    UnreadKind(
        name="a program", suffixes=".exe .dll .msi .app .apk .jar .bin .so .sh .bat .cmd .ps1 .py .vbs",
        magic=((0, b"MZ"), (0, b"\x7fELF")), advice=_NOTHING_TO_READ,
    ),
    UnreadKind(
        name="a part of a program, its settings or its log", suffixes=".cab .ini .cfg .conf .log .tmp .bak .lock .msf",
        advice=_NOTHING_TO_READ,
    ),
    UnreadKind(
        name="a disk image or an installation package", suffixes=".iso .dmg .img .deb .rpm .pkg .vhd",
        advice="Open it on your computer, and take the files in it.",
    ),
    UnreadKind(
        name="a pack of another kind", suffixes=".z .lz .lzma .lz4 .arj .lha .lzh .ace .sit .sitx .cpio .zoo .br .lzo",
        magic=((0, b"\x1f\x9d"), (0, b"LZIP"), (0, b"\x04\x22\x4d\x18"), (0, b"StuffIt"), (2, b"-lh")),
        advice="Unpack it with the program that made it, and take in the files that come out.",
    ),
    UnreadKind(
        name="a data file of a statistics program", suffixes=".rds .rdata .sav .dta .sas7bdat .parquet .feather .pkl"
        " .pickle .npy .h5 .mat", magic=((0, b"PAR1"), (0, b"\x89HDF")),
        advice="Write its table of articles out as CSV (UTF-8) or JSON Lines, and take that in.",
    ),
    UnreadKind(
        name="a file of another program's settings or structured data", suffixes=".yaml .yml .toml .plist .sql",
        advice="Write the articles in it out as CSV (UTF-8) or JSON Lines, and take that in.",
    ),
    UnreadKind(
        name="an e-book or a comic in pictures", suffixes=".cbz .cb7", advice="It has no text to take in.",
    ),
)  # fmt: skip
_KINDS_BY_SUFFIX: Final = {suffix: kind for kind in reversed(_KINDS) for suffix in kind.suffixes.split()}
_UNFINISHED_SUFFIXES: Final = frozenset({".part", ".crdownload", ".partial", ".opdownload", ".open"})
_ZIPPED_SUFFIXES: Final = frozenset(
    ".pages .numbers .key .pptx .ppsx .odp .xps .oxps .sxw .idml .hwpx .cbz .apk .jar .onepkg".split()
)
_JUNK_NAMES: Final = frozenset(
    "thumbs.db ehthumbs.db ehthumbs_vista.db desktop.ini icon\r .ds_store .localized .directory folder.jpg.db"
    " $recycle.bin zbthumbnail.info picasa.ini .picasa.ini".split(" ")
)
_JUNK_PATTERN: Final = re.compile(r"~\$.{1,200}|\._.{1,200}|\.~lock\..{1,200}#|~wr[dl]\d{1,6}\.tmp|.{1,200}\.msf", re.I)
_NAMES: Final = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx"), "a web page"),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), "an XML file"),
    **dict.fromkeys((".zip", ".wacz"), "a ZIP"),
    **dict.fromkeys((".7z", ".rar", ".bz2", ".xz", ".zst", ".gz", ".tbz", ".txz", ".tgz"), "a pack"),
    ".msg": "a mail saved by Outlook",
    **dict.fromkeys((".warc", ".arc"), "a web archive (WARC)"),
    **dict.fromkeys((".doc", ".docx", ".docm"), "a Word document"),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods"), "a spreadsheet"),
    ".odt": "an OpenDocument text",
    ".rtf": "a text in Rich Text Format",
    ".epub": "an e-book (EPUB)",
    ".pdf": "a PDF",
}
"""Suffixes of kinds that are read, for files whose content is something else."""


def describe_junk(name: str) -> str:
    """Return what a file of an operating system or of an open program is, by its name; empty for any other."""
    file_name = PurePosixPath(name.replace("\\", "/")).name
    if file_name.lower() in _JUNK_NAMES:
        return "a file of the operating system"
    return "a file that a program keeps beside its own" if _JUNK_PATTERN.fullmatch(file_name) else ""


def find_kind_by_magic(head: bytes) -> UnreadKind | None:
    """Return the kind of a file by its first bytes; words such as `MZ` only tell it of a file that is no text."""
    is_binary = any(byte < MIN_TEXT_BYTE for byte in head[:1024])
    for kind in _KINDS:
        for at, magic in kind.magic:
            if head[at : at + len(magic)] == magic and (is_binary or len(magic) >= MIN_TEXT_MAGIC):
                return kind
    return None


def find_kind_by_suffix(suffix: str) -> UnreadKind | None:
    """Return the kind of a file by the suffix of its name."""
    return _KINDS_BY_SUFFIX.get(suffix.lower())


def find_recording_kind(name: str) -> UnreadKind | None:
    """Return the kind of a sound or video recording by its name; None for any other file."""
    kind = find_kind_by_suffix(PurePosixPath(name).suffix)
    return kind if kind is not None and kind.name == RECORDING else None


def find_unfinished_kind(suffix: str) -> UnreadKind | None:
    """Return the kind of a file that is still being written, whatever is in it, by the suffix of its name."""
    return find_kind_by_suffix(suffix) if suffix in _UNFINISHED_SUFFIXES else None


def find_zipped_kind(suffix: str) -> UnreadKind | None:
    """Return the kind of a ZIP that is a document of a program, by the suffix of its name."""
    return find_kind_by_suffix(suffix) if suffix in _ZIPPED_SUFFIXES else None


def describe_unread_file(text: str, suffix: str) -> str:
    """Return why no reader takes a file, by the beginning of its text and the suffix of its name."""
    if kind := find_kind_by_suffix(suffix):
        return kind.build_reason()
    if reason := describe_unread_xml(text):
        return reason
    if suffix in _NAMES:
        return (
            f"It has the name of {_NAMES[suffix]} and is none: damaged, or saved under a wrong name. Fetch it again; or"
            " give it the ending of what it is (.txt for plain text) and take it in again."
        )
    named = f"a ‘{suffix}’ file" if suffix else "a file"
    if "\0" in text[:2000] or text.count("\ufffd") > len(text) // 10:
        return (
            f"It is {named} of a kind that is not known here, and no text. Open it in the program that made it, save it"
            " as plain text, HTML or DOCX, and take that in."
        )
    return (
        f"It is {named}, a kind that is not known here. If there is an article in it, give it a name that ends in .txt"
        " (plain text) or .html (a web page), and take it in again."
    )
