"""The files Telegram keeps: bytes under deterministic ids, and the measures of a picture.

Source: https://core.telegram.org/bots/api#file; it stops at knowing what a picture shows.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.simulator import limits
from bot.simulator.errors import bad_request

FOLDERS: Mapping[str, tuple[str, str]] = {
    "photo": ("photos", ".jpg"),
    "document": ("documents", ""),
    "voice": ("voice", ".oga"),
    "video": ("videos", ".mp4"),
    "animation": ("animations", ".mp4"),
    "audio": ("music", ".mp3"),
    "video_note": ("video_notes", ".mp4"),
    "sticker": ("stickers", ".webp"),
}
# One grey pixel as PNG, for whoever sends a photo without saying which.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file: its two ids, its kind, where it is downloaded and its bytes."""

    id: str
    unique_id: str
    kind: str
    path: str
    content: bytes
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Files:
    """All files of one world by their id."""

    _by_id: dict[str, StoredFile] = field(default_factory=dict)

    def add(self, kind: str, content: bytes, name: str = "") -> StoredFile:
        """Keep the bytes and give them ids."""
        number = len(self._by_id) + 1
        folder, ending = FOLDERS[kind]
        suffix = ending or ("." + name.rpartition(".")[2] if "." in name else ".bin")
        width, height = measures(content) or (0, 0)
        stored = StoredFile(
            id=f"{kind}-file-{number:06d}",
            unique_id=f"{kind}-unique-{number:06d}",
            kind=kind,
            path=f"{folder}/file_{number}{suffix}",
            content=content,
            width=width,
            height=height,
        )
        self._by_id[stored.id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """The file of that id, or Telegram's refusal."""
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def at(self, path: str) -> bytes | None:
        """The bytes downloaded from that path, or None when nothing lies there."""
        found = (stored for stored in self._by_id.values() if stored.path == path)
        stored = next(found, None)
        return stored.content if stored else None


def check_upload(kind: str, content: bytes) -> None:
    """Refuse an upload Telegram would refuse: empty, too large, or no picture it can read."""
    if not content:
        raise bad_request("file must be non-empty")
    if kind != "photo":
        if len(content) > limits.UPLOAD_BYTES_MAX:
            raise bad_request("file is too big")
        return
    if len(content) > limits.PHOTO_BYTES_MAX:
        raise bad_request("file is too big")
    sides = measures(content)
    if sides is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    long, short = max(sides), max(min(sides), 1)
    if sum(sides) > limits.PHOTO_SIDES_SUM_MAX or long > short * limits.PHOTO_SIDES_RATIO_MAX:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def measures(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG, or None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return int(width), int(height)
    return _jpeg_measures(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_measures(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content):
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        if content[position] != 0xFF:
            return None
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return int(width), int(height)
        position += 2 + length
    return None
