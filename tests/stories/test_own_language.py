"""Staff read in their own language: what they are told, the tier, the sign, and their menu."""

import pytest

from tests import team
from tests.cast import CLINIC, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN

GROUP = -900
PUS = "There is pus coming out and it is hot and gets worse"
WROTE = {
    "en": ("English", "K-1 wrote. Day 0 · routine · a message\nMake-up", "Show"),
    "es": ("Español", "K-1 ha escrito. Día 0 · ", "Mostrar"),
    "de": ("Deutsch", "K-1 hat geschrieben. Tag 0 · ", "Zeigen"),
    "fr": ("Français", "K-1 a écrit. Jour 0 · ", "Montrer"),
    "ru": ("Русский", "K-1 пишет. День 0 · ", "Показать"),
}


async def german(town: Town) -> Phone:
    """A clinician whose Telegram speaks German joins."""
    town.world.add_user(CLINICIAN, "Clinician", language_code="de")
    phone = town.phone(CLINICIAN)
    await phone.opens(await team.staff_link(town, "Invite a clinician"))
    return phone


@pytest.mark.parametrize("language", WROTE)
async def test_each_reads_in_the_language_they_chose(town: Town, language: str) -> None:
    """The alarm, its button, and the facts above the client's own words, which stay as typed."""
    name, beginning, button = WROTE[language]
    await town.link_ann()
    await town.clinic.says("/language")
    await town.clinic.taps(name)
    await town.ann.says("make-up?")
    await town.ann.taps("Ask the clinic")
    assert town.clinic.newest.words.startswith(beginning)
    said = await town.clinic.taps(button)
    assert said.endswith("\n\nmake-up?")
    assert town.library.text("microneedling", "urgency.routine", language, ()) in said


async def test_telegrams_own_language_is_the_first_guess(town: Town) -> None:
    """Two of the staff read of one sign, each in their own language."""
    clinician = await german(town)
    await town.link_ann()
    await town.ann.says("I can't breathe")
    assert clinician.newest.words.startswith("NOTFALL: K-1. Tag 0 · eine Nachricht\n")
    assert town.clinic.newest.words.startswith("EMERGENCY: K-1. Day 0 · a message\n")
    assert clinician.newest.words.splitlines()[1] != town.clinic.newest.words.splitlines()[1]


async def test_an_owner_who_presses_start_is_guessed_too(raise_town: RaiseTown) -> None:
    """The clinic speaks English, its owner's Telegram Russian."""
    town = await raise_town(owners=frozenset({CLINIC, 77}))
    town.world.add_user(77, "Other owner", language_code="ru")
    said = await town.phone(77).says("/start")
    assert said.startswith("Здравствуйте")


NOT_SENT = {
    "en": "K-1: a message did not go out. Day 16\n\n“Day 14”. It would have come too late",
    "es": "K-1: un mensaje no salió. Día 16\n\n«Día 14». Habría llegado demasiado tarde",
    "de": "K-1: Eine Nachricht ging nicht hinaus. Tag 16\n\n„Tag 14“. Es wäre zu spät gekommen",
    "fr": "K-1\N{NO-BREAK SPACE}: un message n'est pas parti. Jour 16\n\n« Jour 14 ». Il serait",
    "ru": "K-1: сообщение не ушло. День 16\n\n«День 14». Оно пришло бы слишком поздно",
}


@pytest.mark.parametrize("language", NOT_SENT)
async def test_why_a_message_did_not_go_out_is_told_in_each_language(
    town: Town, language: str
) -> None:
    """Its title and the reason: no name of the code's, no English beside another language."""
    await town.link_ann()
    await town.pass_days(13)
    await town.clinic.says("/language")
    await town.clinic.taps(WROTE[language][0])
    await town.ann.says("My lips are swelling and I can't breathe properly")
    await town.pass_days(6)
    told = [each for each in town.clinic.received if each.words.startswith(NOT_SENT[language])]
    assert len(told) == 1


async def test_toasts_and_the_menu_follow(town: Town) -> None:
    """What stands above a tapped button, and what the menu says."""
    clinician = await german(town)
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    await clinician.taps("Zeigen")
    assert clinician.toast.startswith("Hier kommt es.")
    menu = {each["command"]: each["description"] for each in town.world.commands_for(CLINICIAN)}
    assert menu["language"] == "Die Sprache, in der ich Ihnen schreibe"
    await clinician.says("/language")
    await clinician.taps("English")
    menu = {each["command"]: each["description"] for each in town.world.commands_for(CLINICIAN)}
    assert menu["language"] == "The language I write to you in"


async def test_the_choice_is_marked_in_its_own_words(town: Town) -> None:
    """The question turns into the new language at once, and stays so after a restart."""
    await town.clinic.says("/language")
    said = await town.clinic.taps("Français")
    assert said.startswith("Je vous écris en : Français.")
    await town.restart()
    assert (await town.clinic.says("/language")).startswith("Je vous écris en : Français.")


@pytest.mark.parametrize("data", ["v1:l", "v1:l:xx", "v1:l:de:es"])
async def test_an_odd_choice_is_asked_again_or_taken(town: Town, data: str) -> None:
    """A language there is none of changes nothing."""
    await town.clinic.says("/language")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, data)
    await town.app.settle()
    expected = "Ich schreibe Ihnen auf" if ":de" in data else "I write to you in"
    assert town.clinic.newest.words.startswith(expected)


async def test_the_group_and_the_client_keep_theirs(raise_town: RaiseTown) -> None:
    """One member's choice is nobody else's."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await town.clinic.says("/language")
    await town.clinic.taps("Deutsch")
    await town.clinic.says("/enrol")
    await town.clinic.taps("Nur Needling", "Gesicht", "Gerade eben", "K-")
    await town.ann.opens(town.link())
    assert town.ann.newest.words.startswith("Welcome. This is the message service of Rose Clinic.")
    await town.ann.taps("I agree")
    await town.ann.says("Is it the blue one?")
    assert town.world.chat(GROUP)[-1].words == "K-1, day 0, a message"
    assert town.ann.newest.words.startswith("Passed on to Rose Clinic.")


async def test_what_became_of_an_answer_is_told_in_their_own_language(town: Town) -> None:
    """Two answer, one reads German: each hears of both in their own language, Ann in hers."""
    clinician = await german(town)
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    await clinician.taps("Zeigen")
    opened = clinician.newest
    await town.clinic.replies("K-1 wrote.", "Blue.")
    town.world.send_text(CLINICIAN, "Red.", reply_to=opened.id)
    said = await clinician.reads()
    assert said.startswith("K-1: zugestellt 17:00.")
    assert "hat geantwortet" in said
    assert town.clinic.newest.words.startswith("K-1: the head of the clinic") is False
    assert "17:00" in town.clinic.newest.words
    assert "zugestellt" not in town.clinic.ever_read
    assert town.ann.newest.words.startswith("Rose Clinic, ")
