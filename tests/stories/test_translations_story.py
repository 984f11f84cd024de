"""A translation that is missing or old: its reader gets English and a line, staff are told once."""

from dataclasses import replace

import pytest

from bot import leaflets
from bot.leaflets import ContentLibrary
from tests import cast, second_language
from tests.stories.conftest import RaiseTown

LINE = "Dieser Text ist noch nicht übersetzt"
TOLD = "Some texts are not translated, or older than the English ones (2 notes)."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ContentLibrary:
    """Return content in two languages, in which the English card of the first day has changed."""
    content = tmp_path_factory.mktemp("two") / "content"
    second_language.write(content)
    [pack] = content.iterdir()
    second_language.change(pack / "de" / "phrases.toml", {"This text is not translated yet": LINE})
    second_language.change(pack / "en" / "day-0.face.md", {"Hello. This": "Good evening. This"})
    return leaflets.read(content)


async def test_an_old_translation_is_read_in_english_below_a_line_that_says_so(
    raise_town: RaiseTown, library: ContentLibrary
) -> None:
    """That card alone; the rest stays in the client's language."""
    town = await raise_town(library=replace(library, notices=()))
    await town.ann.opens(await town.enrol())
    await town.ann.taps("Deutsch", "Ich stimme zu")
    assert town.ann.card.words.startswith(LINE)
    assert "Good evening. This" in town.ann.card.words
    assert "Ich mache mir Sorgen" in [button.label for button in town.ann.card.buttons]


async def test_owners_are_told_once_a_start(raise_town: RaiseTown, library: ContentLibrary) -> None:
    """Silently, with how many notes there are; not again before the next start."""
    told = replace(library, notices=("one", "two"))
    town = await raise_town(library=told)
    assert TOLD not in town.clinic.ever_read
    await town.restart()
    assert (town.clinic.newest.words.startswith(TOLD), town.clinic.newest.silent) == (True, True)
    await town.pass_days(1)
    assert len([each for each in town.clinic.received if each.words.startswith(TOLD)]) == 1


async def test_nobody_is_told_when_everything_is_translated(raise_town: RaiseTown) -> None:
    """No news is good news."""
    town = await raise_town(library=replace(cast.LIBRARY, notices=()))
    await town.restart()
    assert TOLD not in town.clinic.ever_read
