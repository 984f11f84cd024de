"""A question for a day to come is answered for that day, in the client's own language."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest
import pytest_asyncio

from tests import cast
from tests.cast import ANN, BERLIN, Town
from tests.likeness import with_likeness
from tests.stories.conftest import RaiseTown


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> AsyncIterator[Town]:
    """The clinic on Friday 27 March at 17:00, with Ann treated just now and linked."""
    raised = await raise_town(library=with_likeness(cast.LIBRARY))
    await raised.link_ann()
    yield raised


async def test_on_a_day_when_it_is_allowed_it_says_so_and_that_today_it_is_not(town: Town) -> None:
    """Make-up opens on Sunday evening; asked for Tuesday."""
    said = await town.ann.says("Can I wear make-up on Tuesday?")
    verdict, leaflet = said.split("\n\n", 1)
    assert verdict == (
        "Not yet today, but on Tuesday 31 March: yes. "
        "Make-up from Sun 29 March, 18:00 (in 2 days), if your skin is calm."
    )
    assert leaflet.startswith("When the time has come")


async def test_on_a_day_too_early_it_says_from_when(town: Town) -> None:
    """The sauna next week opens at its end."""
    said = await town.ann.says("sauna in 3 days?")
    assert said.startswith("On Monday 30 March: not yet. Sauna from Sat 4 April, 08:00 (in 8 days)")


async def test_on_the_day_it_opens_the_hour_is_told(town: Town) -> None:
    """Neither yes nor no holds for all of Sunday."""
    said = await town.ann.says("make-up on Sunday?")
    assert said.startswith("Not yet. Make-up from Sun 29 March, 18:00 (in 2 days)")


async def test_what_is_allowed_already_stays_so(town: Town) -> None:
    """A week later "tomorrow" is no other day than today."""
    await town.pass_until(datetime(2026, 3, 30, 10, 0, tzinfo=BERLIN))
    said = await town.ann.says("make-up tomorrow?")
    assert said.startswith("Yes, since yesterday, if your skin is calm. (Make-up)")


async def test_a_day_gone_by_is_not_taken_for_one_to_come(town: Town) -> None:
    """The next Friday would be another answer."""
    said = await town.ann.says("no make-up since last Friday, may I now?")
    assert said.startswith("Not yet. Make-up from Sun 29 March, 18:00")


async def test_a_list_of_things_keeps_each_its_own_time(town: Town) -> None:
    """Where no single thing is surely meant nothing is a yes, for no day."""
    said = await town.ann.says("sauna and swimming in the sea next month, on Tuesday?")
    assert "Tuesday" not in said
    assert "• Sauna: from Sat 4 April, 08:00" in said


async def test_after_a_worry_no_day_is_promised(town: Town) -> None:
    """The clinic has to look first."""
    await town.ann.says("/worried")
    said = await town.ann.says("make-up on Tuesday?")
    assert "yes" not in said.split("\n\n", 1)[0]
    assert "Tuesday" not in said


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("es", "¿Sauna el lunes?", "El lunes 30 de marzo todavía no. Sauna:"),
        ("de", "Sauna am Montag?", "Am Montag, 30. März noch nicht. Sauna:"),
        ("fr", "sauna lundi ?", "Le lundi 30 mars, pas encore. Sauna :"),
        ("ru", "сауна через 3 дня?", "30 марта (понедельник) ещё нельзя. "),
    ],
)
async def test_in_every_language(
    raise_town: RaiseTown, language: str, asked: str, told: str
) -> None:
    """Weekdays and counted days, in the words of each."""
    town = await raise_town(library=with_likeness(cast.LIBRARY))
    users = town.world.state.users
    users[ANN] = replace(users[ANN], language_code=language)
    await town.ann.opens(await town.enrol())
    await town.ann.taps(town.library.text("microneedling", "consent.agree", language, ()))
    assert (await town.ann.says(asked)).startswith(told)
