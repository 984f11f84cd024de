"""A second treatment is a folder: made up beside the shipped one, the whole story runs with it.

Three steps, two restrictions, one sign; no line of the program knows it.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import leaflets
from bot.commands import preview
from bot.core.outbox import RowState
from bot.leaflets import ContentLibrary
from tests import shipped_library
from tests.cast import Town
from tests.content import made_up
from tests.likeness import Likeness
from tests.stories.conftest import RaiseTown

WORDS = {"tights": ("clothes", 0.9), "tan": ("sun-care", 0.9), "thank": ("thanks", 0.9)}


@pytest.fixture(scope="module")
def two_treatments(tmp_path_factory: pytest.TempPathFactory) -> ContentLibrary:
    """Return the shipped content with the made-up treatment beside it."""
    content = tmp_path_factory.mktemp("two") / "content"
    shipped_library.copy_in_english(content)
    made_up.add_to(content)
    library = leaflets.read(content)
    matchers = dict.fromkeys(library.packs, Likeness(WORDS))
    return replace(library, notices=(), matchers=matchers)


@pytest.fixture
def only_the_new_one(tmp_path: Path) -> ContentLibrary:
    """Return content in which the made-up treatment stands alone."""
    made_up.add_to(tmp_path / "content")
    library = leaflets.read(tmp_path / "content")
    return replace(library, matchers=dict.fromkeys(library.packs, Likeness(WORDS)))


async def enrol(town: Town) -> str:
    """Let the clinic enrol a client of the second treatment; return the link."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Sugaring", "Warm paste", "Legs", "Just now", "K-")
    return town.link()


async def test_staff_choose_between_the_treatments_by_name(
    raise_town: RaiseTown, two_treatments: ContentLibrary
) -> None:
    """The first screen asks which, and goes on with what that one offers."""
    town = await raise_town(library=two_treatments)
    assert await town.clinic.says("/enrol") == "Which treatment?"
    assert town.clinic.buttons[:2] == ["Microneedling", "Sugaring"]
    await town.clinic.taps("Sugaring")
    assert town.clinic.buttons[:1] == ["Warm paste"]


async def test_staff_see_a_client_of_it_in_its_own_words(
    raise_town: RaiseTown, two_treatments: ContentLibrary
) -> None:
    """Board, view, timeline, record: with words that the first treatment does not have."""
    town = await raise_town(library=two_treatments)
    await town.ann.opens(await enrol(town))
    await town.ann.taps("I agree")
    await town.clinic.says("/board")
    await town.clinic.taps("K-1")
    assert "Warm paste, Legs" in town.clinic.newest.words
    await town.clinic.taps("Timeline")
    assert "enrolled · Clinic" in town.clinic.newest.words
    await town.clinic.taps("‹ Back", "Export for the record")
    assert town.clinic.newest.media is not None


async def test_the_whole_story_runs_with_a_treatment_from_a_folder(
    raise_town: RaiseTown, two_treatments: ContentLibrary
) -> None:
    """Enrolled, linked, asked and answered, alarmed, and over after its third step."""
    town = await raise_town(library=two_treatments)
    await town.ann.opens(await enrol(town))
    await town.ann.taps("I agree")
    assert "Tights: not yet, from Sun 29 March, 18:00" in town.ann.card.words

    said = await town.ann.says("may I wear tights?")
    assert said.startswith("Not yet. Tights from Sun 29 March, 18:00")
    assert "Loose things are kinder." in said

    await town.ann.says("there is a blister on my leg")
    assert "Leave it covered and dry." in town.ann.ever_read
    assert await town.clinic.reads_words() == ["there is a blister on my leg"]

    await town.pass_days(4)
    assert "Wear loose trousers." in town.ann.ever_read
    assert "That was the last note of the paste." in town.ann.ever_read
    file = await town.file()
    planned = [row for row in file.outbox.rows.values() if row.state is RowState.PLANNED]
    left = [row.step for row in planned if row.step is not None]
    assert (file.client.treatment, left) == (made_up.NAME, [])


async def test_two_clients_of_two_treatments_get_their_own_answers(
    raise_town: RaiseTown, two_treatments: ContentLibrary
) -> None:
    """The words of one are none of the other's."""
    town = await raise_town(library=two_treatments)
    await town.ann.opens(await enrol(town))
    await town.ann.taps("I agree")
    await town.clinic.says("/enrol")
    await town.clinic.taps("Microneedling", "Needling only", "Face", "Just now", "K-")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    assert "{" not in town.ann.card.words + town.bob.card.words
    assert "Tights" in town.ann.card.words
    assert "Tights" not in town.bob.card.words


async def test_alone_it_is_not_asked_about(
    raise_town: RaiseTown, only_the_new_one: ContentLibrary
) -> None:
    """With one treatment the first screen asks what was done."""
    town = await raise_town(library=only_the_new_one)
    assert "What was done?" in await town.clinic.says("/enrol")
    assert town.clinic.buttons[:1] == ["Warm paste"]


def test_its_course_can_be_read_before_anybody_is_enrolled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name on the command line; a name that is none is told with those there are."""
    made_up.add_to(tmp_path / "content")
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    session = ["--session", "2026-03-27T17:00", "--treatment"]
    assert preview.run([*session, made_up.NAME]) == 0
    assert "That was the last note of the paste." in capsys.readouterr().out
    with pytest.raises(SystemExit):
        preview.run([*session, "nothing"])
    assert "there is sugaring" in capsys.readouterr().err
