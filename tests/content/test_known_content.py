"""A start checks its content whole, unless the very same was checked whole before."""

import hashlib
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from zlib import decompress

import pytest

from bot import leaflets
from bot.core.triage.looks import no_look
from bot.leaflets import checked, kept_content, sources
from bot.leaflets.matching import Told
from tests.content.small_pack import Folder

SHIPPED = Path(__file__).parents[2] / "content"
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


def all_of(library: leaflets.ContentLibrary) -> tuple[object, ...]:
    """Return everything that two starts must have alike."""
    found = library.treatments["small"]
    parts = (found.leaflets, found.phrases, found.tables, found.told, found.signs.lexicons)
    plain = replace(found, signs=replace(found.signs, second_look=no_look))
    return (plain, parts, found.topics, found.examples(), library.signed_texts(), library.notices)


def read_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have any reading of a file of the content fail from now on."""

    def refuse(*_: object) -> None:
        raise AssertionError("a file of the content was read")

    monkeypatch.setattr(sources, "read_text", refuse)


def test_the_second_start_reads_no_file_of_the_content(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first one read was kept, and comes out as it went in."""
    first = leaflets.read_known(folder.root)
    read_no_file(monkeypatch)
    assert all_of(leaflets.read_known(folder.root)) == all_of(first)


def test_what_is_kept_stays_packed_until_it_is_asked_for(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts and words are unpacked one language after the other, and each once."""
    leaflets.read_known(folder.root)
    unpacked: list[int] = []
    monkeypatch.setattr(
        kept_content.zlib, "decompress", lambda data: unpacked.append(1) or decompress(data)
    )
    library = leaflets.read_known(folder.root)
    assert "en" in library.treatments["small"].leaflets
    assert len(unpacked) == 0
    assert library.text("small", "gate", "en", ()) == library.text("small", "gate", "en", ())
    assert len(unpacked) == 1


def test_a_changed_text_is_read_anew(folder: Folder) -> None:
    """What was kept of the former content is not believed."""
    leaflets.read_known(folder.root)
    folder.leaflet("gate", "Other words than before.")
    assert "Other words" in leaflets.read_known(folder.root).text("small", "gate", "en", ())


def test_what_another_version_kept_is_not_believed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have read the same files in another way."""
    leaflets.read_known(folder.root)
    monkeypatch.setattr(checked, "_PACKAGES", ())
    known_as_sound(folder)
    read_no_file(monkeypatch)
    with pytest.raises(AssertionError):
        leaflets.read_known(folder.root)


def test_what_was_kept_of_another_folder_is_not_believed(folder: Folder, tmp_path: Path) -> None:
    """The same content may lie elsewhere: where its files are is part of what is kept."""
    leaflets.read_known(folder.root)
    moved = tmp_path / "moved"
    shutil.copytree(folder.root.parent, moved)
    found = leaflets.read_known(moved / folder.root.name).signed_texts()
    assert found
    assert all(text.path.is_relative_to(moved) for text in found)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_damaged_content_is_read_anew_and_kept_again(folder: Folder, share: float) -> None:
    """Cut anywhere, or with a byte changed there: the files are still whole."""
    first = leaflets.read_known(folder.root)
    path = kept(folder) / kept_content.NAME
    whole = path.read_bytes()
    place = int(len(whole) * share)
    for broken in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
        path.write_bytes(broken)
        assert all_of(leaflets.read_known(folder.root)) == all_of(first)
        assert path.read_bytes() == whole


def test_content_of_a_form_from_before_is_read_anew(folder: Folder) -> None:
    """Its hash is right, and still it is not what is looked for."""
    first = leaflets.read_known(folder.root)
    other = b"\x93\x01\x02\x03"
    (kept(folder) / kept_content.NAME).write_bytes(hashlib.sha256(other).digest() + other)
    assert all_of(leaflets.read_known(folder.root)) == all_of(first)


def test_where_nothing_can_be_kept_every_start_reads(folder: Folder) -> None:
    """A folder lies where the content would be kept: that costs time, and nothing else."""
    (kept(folder) / kept_content.NAME).mkdir(parents=True)
    first = leaflets.read_known(folder.root)
    assert all_of(leaflets.read_known(folder.root)) == all_of(first)


def test_the_shipped_content_is_kept(tmp_path: Path) -> None:
    """All of it comes out as it went in, the names of what was learnt from it too."""
    shutil.copytree(SHIPPED, tmp_path / SHIPPED.name)
    first = leaflets.read_known(tmp_path / SHIPPED.name)
    assert (tmp_path / ".learnt" / kept_content.NAME).is_file()
    second = leaflets.read_known(tmp_path / SHIPPED.name)
    for name, treatment in first.treatments.items():
        again = second.treatments[name]
        assert again.examples() == treatment.examples()
        assert json.dumps([asdict(each) for each in every_told(again)]) == json.dumps(
            [asdict(each) for each in every_told(treatment)]
        )
        assert again.signs.lexicons == treatment.signs.lexicons
        assert list(again.signs.lexicons) == list(treatment.signs.lexicons)


def every_told(treatment: leaflets.Treatment) -> list[Told]:
    """Return the messages with a known verdict of all languages."""
    return [each for some in treatment.told.values() for each in some]
