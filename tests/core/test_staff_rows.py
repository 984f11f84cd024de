"""A client's words in several messages: none is lost, and each is short enough."""

import pytest

from bot.core import staff_rows
from bot.core.outbox import Media, MessageRow, RowKey
from tests.core.course import FRIDAY_17

ROSE = "\N{ROSE}"
LONG = {
    "words": "rose " * 819 + "r",
    "one word": "r" * 4096,
    "emoji": ROSE * 2048,
    "more than Telegram's limit": ROSE * 4096,
}


def told(words: str, media: Media = Media.NONE) -> tuple[MessageRow, ...]:
    """Return what staff get of these words."""
    row = MessageRow(
        key=RowKey("shown:7:1:9"),
        leaflet="shown.words",
        due_at=FRIDAY_17,
        values={"reference": "K-1", "words": words},
        media=media,
        file_id="" if media is Media.NONE else "file-1",
    )
    return staff_rows.in_messages(row)


@pytest.mark.parametrize("media", [Media.NONE, Media.PHOTO])
def test_what_fits_stays_one_message(media: Media) -> None:
    """Almost everything."""
    assert [row.values["words"] for row in told("It is red.", media)] == ["It is red."]


@pytest.mark.parametrize("media", [Media.NONE, Media.PHOTO])
@pytest.mark.parametrize("name", LONG)
def test_no_word_is_lost(name: str, media: Media) -> None:
    """The parts are the whole; each leaves room for a heading."""
    rows = told(LONG[name], media)
    parts = [row.values["words"] for row in rows]
    sizes = [len(each.encode("utf-16-le")) // 2 for each in parts]
    assert "".join(parts) == LONG[name]
    assert max(sizes) <= staff_rows.WORDS_LIMIT_UNITS
    assert len({row.key for row in rows}) == len(rows)


def test_a_long_caption_goes_on_below_the_picture() -> None:
    """Only the first message has the picture."""
    rows = told("rose " * 300, Media.PHOTO)
    assert [row.media for row in rows] == [Media.PHOTO, Media.NONE]
    assert len(rows[0].values["words"]) <= staff_rows.CAPTION_WORDS_LIMIT_UNITS


def test_words_part_where_a_word_ends() -> None:
    """Not inside one."""
    first, second = told("rose " * 819)
    assert (first.values["words"][-5:], second.values["words"][:4]) == ("rose ", "rose")


def test_a_round_video_follows_its_words() -> None:
    """It bears no caption."""
    words, video = told("", Media.VIDEO_NOTE)
    assert (words.media, words.leaflet) == (Media.NONE, "shown.words")
    assert (video.media, video.file_id, video.leaflet) == (Media.VIDEO_NOTE, "file-1", "")
