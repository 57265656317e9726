"""Signs of JSON within a script."""

import re
from typing import Final

ASSIGNMENT: Final = re.compile(rb"(?:(?:var|let|const)\s{1,9})?[A-Za-z_$][\w$.]{0,100}\s{0,9}[=(]\s{0,9}(?=[\[{])")
