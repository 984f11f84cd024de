"""Whom to call now: one number and one time, read over all that comes in the same second."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.cast import ANN, BERLIN, Town
from tests.stories.conftest import RaiseTown

PUS = "there is yellow pus coming out of my cheek"
CLINIC_PHONE, ON_CALL = "+49 30 5550100", "116117"
LANGUAGES = ("en", "es", "de", "fr", "ru")
IN_HOURS = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
BEFORE_HOURS = datetime(2026, 3, 27, 7, 30, tzinfo=BERLIN)
AFTER_HOURS = datetime(2026, 3, 27, 22, 0, tzinfo=BERLIN)


async def heard(town: Town, words: str) -> str:
    """All that Ann reads in the second in which she writes that."""
    await town.link_ann()
    before = len(town.ann.received)
    await town.ann.says(words)
    return "\n\n".join(each.words for each in town.ann.received[before:])


def numbers(said: str) -> list[str]:
    """The numbers that are named, each as often as it is."""
    return [each for each in (CLINIC_PHONE, ON_CALL) for _ in range(said.count(each))]


@pytest.mark.parametrize("words", [PUS, "/worried"])
@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (IN_HOURS, "today until 18:00"),
        (BEFORE_HOURS, "today from 09:00"),
        (AFTER_HOURS, "from Sat 28 March, 10:00"),
    ],
)
async def test_there_is_one_number_to_call_now_and_the_opening_time_once(
    raise_town: RaiseTown, words: str, at: datetime, opens: str
) -> None:
    """The clinic while it is open, else who is on call; however many messages there are."""
    said = await heard(await raise_town(at), words)
    assert numbers(said) == ([CLINIC_PHONE] if at == IN_HOURS else [ON_CALL])
    assert said.count(opens) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("at", [IN_HOURS, AFTER_HOURS])
async def test_it_is_so_in_every_language(
    raise_town: RaiseTown, language: str, at: datetime
) -> None:
    """Telegram's language of Ann is the client's."""
    town = await raise_town(at)
    users = town.world.state.users
    users[ANN] = replace(users[ANN], language_code=language)
    await town.ann.opens(await town.enrol())
    await town.ann.taps(town.library.text("microneedling", "consent.agree", language, ()))
    before = len(town.ann.received)
    await town.ann.says("/worried")
    said = "\n\n".join(each.words for each in town.ann.received[before:])
    assert numbers(said) == ([CLINIC_PHONE] if at == IN_HOURS else [ON_CALL])


async def test_a_second_sign_of_that_evening_says_the_number_again(raise_town: RaiseTown) -> None:
    """That the clinic is closed is told once a day; whom to call, with each sign."""
    town = await raise_town(AFTER_HOURS)
    await heard(town, PUS)
    await town.pass_until(datetime(2026, 3, 27, 23, 0, tzinfo=BERLIN))
    before = len(town.ann.received)
    await town.ann.says(PUS)
    said = "\n\n".join(each.words for each in town.ann.received[before:])
    assert said.count(ON_CALL) == 1
    assert "We are closed now. Please call Medical on-call service: 116117." in said


@pytest.mark.parametrize("at", [IN_HOURS, AFTER_HOURS])
async def test_words_that_raise_two_alerts_are_answered_once(
    raise_town: RaiseTown, at: datetime
) -> None:
    """Worried, with a sign in the words: one number, passed on once; staff get both."""
    town = await raise_town(at)
    said = await heard(town, f"/worried {PUS}")
    assert numbers(said) == ([CLINIC_PHONE] if at == IN_HOURS else [ON_CALL])
    assert said.count("Passed on to Rose Clinic.") == 1
    assert {each.concern for each in (await town.file()).alerts} == {"worried", "signs"}
    await town.pass_until(at + timedelta(minutes=2))
    assert "could not reach" not in town.ann.ever_read


async def test_what_a_person_has_to_decide_is_told_with_one_opening_time(town: Town) -> None:
    """A new fact about the client: the words for it, and that they were passed on."""
    said = await heard(town, "I just found out I am pregnant. May I use retinol?")
    assert said.count("today until 18:00") == 1
