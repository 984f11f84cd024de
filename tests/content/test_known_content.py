"""A start checks its content whole, unless the very same was checked whole before."""

from pathlib import Path

import pytest

from bot import leaflets
from bot.leaflets import checked
from tests.content.small_pack import Folder

UNKNOWN_SOURCE = ("sources: [S1]", "sources: [S9]")


def known_as_sound(folder: Folder, *notices: str) -> None:
    """Note this content as checked, whatever stands in it."""
    checked.note(kept(folder), checked.fingerprint(folder.root), notices)


def kept(folder: Folder) -> Path:
    """Return where a start keeps what it need not do again."""
    return folder.root.parent / ".learnt"


def sound_leaflet(folder: Folder) -> Path:
    """Return a leaflet that names its source."""
    found = (path for path in folder.root.rglob("*.md") if UNKNOWN_SOURCE[0] in path.read_text())
    return next(found)


def with_a_fault(folder: Folder) -> None:
    """Have a leaflet name a source that is none."""
    path = sound_leaflet(folder)
    path.write_text(path.read_text().replace(*UNKNOWN_SOURCE))


def test_what_was_checked_before_is_not_checked_again(folder: Folder) -> None:
    """The note alone lets it pass, and what the check told is told again."""
    with_a_fault(folder)
    known_as_sound(folder, "German is missing a leaflet.")
    assert leaflets.read_known(folder.root).notices == ("German is missing a leaflet.",)


def test_the_first_start_notes_what_it_has_checked(folder: Folder) -> None:
    """The second one finds the same words, and the same notices."""
    first = leaflets.read_known(folder.root)
    assert checked.notices(kept(folder), checked.fingerprint(folder.root)) == first.notices
    assert leaflets.read_known(folder.root).packs == first.packs


def test_a_single_changed_byte_is_checked(folder: Folder) -> None:
    """A fault that came in after the check stops the start."""
    leaflets.read_known(folder.root)
    with_a_fault(folder)
    with pytest.raises(leaflets.ContentError):
        leaflets.read_known(folder.root)


def test_content_with_a_fault_is_never_noted(folder: Folder) -> None:
    """It is refused as often as it is read."""
    with_a_fault(folder)
    for _ in range(2):
        with pytest.raises(leaflets.ContentError):
            leaflets.read_known(folder.root)


def test_a_file_that_became_a_link_is_seen(folder: Folder, tmp_path: Path) -> None:
    """The bytes are the same; that it is a link is a fault of its own."""
    leaflets.read_known(folder.root)
    path = sound_leaflet(folder)
    path.rename(tmp_path / "elsewhere.md")
    path.symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(leaflets.ContentError):
        leaflets.read_known(folder.root)


def test_another_version_of_the_program_is_another_content(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new rule of the check must find what the old one let pass."""
    before = checked.fingerprint(folder.root)
    monkeypatch.setattr(checked, "_PROGRAM", tmp_path / "program")
    assert checked.fingerprint(folder.root) != before


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"fingerprint": 1}', b"\xff"])
def test_a_broken_note_is_as_good_as_none(folder: Folder, note: bytes) -> None:
    """The content is checked, and its fault found."""
    leaflets.read_known(folder.root)
    (kept(folder) / checked.NOTE).write_bytes(note)
    with_a_fault(folder)
    with pytest.raises(leaflets.ContentError):
        leaflets.read_known(folder.root)


def test_a_folder_nobody_may_write_to_only_costs_time(folder: Folder) -> None:
    """Where the note would lie is a file: the content is read all the same."""
    kept(folder).write_text("in the way")
    assert leaflets.read_known(folder.root).packs.keys() == {"small"}
