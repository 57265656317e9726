"""Conversion of old Word documents (DOC) by LibreOffice, where it is installed, in a profile of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from archive.errors import Remedy, UnreadableDocument
from archive.formats.conversion.converted_text import ConvertedText
from archive.formats.conversion.word_documents import convert_docx

PROGRAMS: Final = ("soffice", "libreoffice")
MAX_SECONDS: Final = 180  # by the clock; its first start takes long
KIND: Final = "an old Word document (.doc)"
_SAVE_AGAIN: Final = "Open it in Word or LibreOffice, save it as .docx, and take that in."


def convert_doc(content: bytes) -> ConvertedText:
    """Return the text of an old Word document. Raises UnreadableDocument, with the step without LibreOffice."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UnreadableDocument(
            f"It is {KIND}, which is read only where LibreOffice is installed. {_SAVE_AGAIN}",
            remedy=Remedy.INSTALL_OFFICE,
        )
    with tempfile.TemporaryDirectory(prefix="cuttings-doc-") as folder:
        source = Path(folder, "document.doc")
        source.write_bytes(content)
        _run_office(program, Path(folder), source)
        target = source.with_suffix(".docx")
        if not target.is_file():
            raise UnreadableDocument(f"It is {KIND} that LibreOffice cannot open. {_SAVE_AGAIN}")
        return convert_docx(target.read_bytes())


def _run_office(program: str, folder: Path, source: Path) -> None:
    """Run LibreOffice once; a new profile runs no macros and asks nobody. All its processes end with the time."""
    command = [
        program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"}
    with subprocess.Popen(  # noqa: S603 -- no shell, and no name of the user's
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(MAX_SECONDS)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise UnreadableDocument(
                    f"It is {KIND} that LibreOffice takes too long to open. {_SAVE_AGAIN}"
                ) from error
            raise
