"""Builders of Outlook messages (.msg): a compound file of properties, as [MS-CFB] and [MS-OXMSG] describe it."""

import struct
from itertools import pairwise

SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STRING, BINARY, TIME = 0x001F, 0x0102, 0x0040
SUBJECT, BODY, HTML, CLASS, SENDER, HEADERS, SENT = 0x0037, 0x1000, 0x1013, 0x001A, 0x0C1A, 0x007D, 0x0039
FILE_NAME, FILE_BYTES = 0x3707, 0x3701


def build_outlook_message(values: dict, attachments: list[dict] | None = None) -> bytes:
    """A message with these properties (by number: text, or bytes), and files with theirs."""
    tree = _build_properties(values, 32)
    for number, attachment in enumerate(attachments or []):
        embedded = attachment.pop("message", None)
        folder = _build_properties(attachment, 8)
        if embedded:
            folder["__substg1.0_3701000D"] = _build_properties(embedded, 24)
        tree[f"__attach_version1.0_#{number:08X}"] = folder
    return build_compound_file(tree)


def _build_properties(values: dict, header_size: int) -> dict:
    entries, streams = b"", {}
    for number, value in values.items():
        if isinstance(value, int):  # a moment, in ticks of 100 ns since 1601
            entries += struct.pack("<HHIQ", TIME, number, 6, value)
            continue
        kind = STRING if isinstance(value, str) else BINARY
        content = value.encode("utf-16-le") if isinstance(value, str) else value
        entries += struct.pack("<HHIII", kind, number, 6, len(content) + (2 if kind == STRING else 0), 0)
        streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
    return {"__properties_version1.0": bytes(header_size) + entries, **streams}


def build_compound_file(tree: dict) -> bytes:
    """A compound file (OLE2) of these streams, and folders of them."""
    return _CompoundFile().build(tree)


class _CompoundFile:
    """The sectors, the mini stream and the directory of a compound file that is being written."""

    def __init__(self) -> None:
        self.entries: list[dict] = []
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini_stream, self.mini_fat = b"", []

    def build(self, tree: dict) -> bytes:
        """The bytes of the file."""
        root = {"name": "Root Entry", "type": 5, "right": FREE, "child": FREE}
        self.entries.append(root)
        root["child"] = self.add_children(tree)
        root["start"], root["size"] = self.add_chain(self.mini_stream), len(self.mini_stream)
        mini_fat_start = self.add_chain(struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat))
        directory_start = self.add_chain(b"".join(map(_pack_entry, self.entries)))
        fat_count = 1
        while (len(self.fat) + fat_count) * 4 > fat_count * SECTOR:
            fat_count += 1
        numbers = [*self.fat, *[FAT_SECTOR] * fat_count]
        numbers += [FREE] * (fat_count * SECTOR // 4 - len(numbers))
        header = struct.pack(
            "<8s16xHHHHH6xIIIIIIIII",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory_start, 0, MINI_LIMIT,
            mini_fat_start, -(-len(self.mini_fat) * 4 // SECTOR), END_OF_CHAIN, 0,
        )  # fmt: skip
        places = [len(self.sectors) + number for number in range(fat_count)] + [FREE] * (109 - fat_count)
        table = struct.pack(f"<{len(numbers)}I", *numbers)
        return header + struct.pack("<109I", *places) + b"".join(self.sectors) + table

    def add_chain(self, content: bytes) -> int:
        """Add sectors with this content, and return the number of the first."""
        if not content:
            return END_OF_CHAIN
        start, count = len(self.sectors), -(-len(content) // SECTOR)
        for number in range(count):
            self.sectors.append(content[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            self.fat.append(start + number + 1 if number < count - 1 else END_OF_CHAIN)
        return start

    def add_children(self, node: dict) -> int:
        """Add the entries of a folder, and return the number of the first."""
        indices = [self.add_entry(name, inner) for name, inner in node.items()]
        for index, after in pairwise(indices):
            self.entries[index]["right"] = after
        return indices[0] if indices else FREE

    def add_entry(self, name: str, node) -> int:
        """Add a folder or a stream, and return its number."""
        index = len(self.entries)
        entry = {"name": name, "type": 1 if isinstance(node, dict) else 2, "right": FREE, "child": FREE}
        entry |= {"start": END_OF_CHAIN, "size": 0}
        self.entries.append(entry)
        if isinstance(node, dict):
            entry["child"] = self.add_children(node)
            return index
        entry["size"] = len(node)
        if len(node) >= MINI_LIMIT:
            entry["start"] = self.add_chain(node)
        elif node:
            entry["start"], count = len(self.mini_fat), -(-len(node) // MINI_SECTOR)
            self.mini_fat += [*range(len(self.mini_fat) + 1, len(self.mini_fat) + count), END_OF_CHAIN]
            self.mini_stream += node.ljust(count * MINI_SECTOR, b"\0")
        return index


def _pack_entry(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ",
        name, len(name) + 2, entry["type"], 1, FREE, entry["right"], entry["child"], 0, entry["start"], entry["size"],
    )  # fmt: skip
