"""When staff may enrol at all: somebody can be reached, texts are signed, rights are asked."""

import pytest

from bot.core import rights
from bot.core.clinic import Unsigned
from bot.leaflets import ContentLibrary
from bot.simulator.world import World
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown

REFUSED = "No alarm would reach anybody yet."


async def test_enrolling_is_refused_while_no_alarm_would_arrive(raise_town: RaiseTown) -> None:
    """The owner never pressed Start: the first /enrol is refused, with what to do."""
    town = await raise_town(clinic_starts=False)
    assert (await town.clinic.says("/enrol")).startswith(REFUSED)
    assert await town.store.client_ids() == []


async def test_once_an_alarm_would_arrive_enrolling_goes_on(raise_town: RaiseTown) -> None:
    """After Start the same command opens the form."""
    town = await raise_town(clinic_starts=False)
    await town.clinic.says("/enrol")
    await town.clinic.says("/start")
    assert "What was done?" in await town.clinic.says("/enrol")


async def test_owners_who_blocked_the_bot_do_not_count(raise_town: RaiseTown) -> None:
    """Reached once and blocked since: nobody is reached any more."""
    town = await raise_town(owners=frozenset({CLINIC, 14}))
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    assert (await town.dan.says("/enrol")).startswith(REFUSED)


async def test_owners_are_greeted_until_they_are_reached(raise_town: RaiseTown) -> None:
    """At the first Start the owner learns what this chat is for; a later start says nothing."""
    town = await raise_town(clinic_starts=False)
    await town.clinic.says("/start")
    assert "Alarms from clients come to this chat." in town.clinic.newest.words
    heard = len(town.clinic.received)
    await town.restart()
    assert len(town.clinic.received) == heard


async def test_owners_who_started_in_another_life_are_greeted(raise_town: RaiseTown) -> None:
    """The chat works, and a new data folder does not know it: a silent greeting finds out."""
    town = await raise_town(clinic_starts=False, prepare=_started_long_ago)
    await town.app.settle()
    assert "Alarms from clients come to this chat." in town.clinic.newest.words
    assert town.clinic.newest.silent
    assert "What was done?" in await town.clinic.says("/enrol")


def _started_long_ago(world: World) -> None:
    world.start_link(CLINIC)
    world.state.updates.clear()


async def test_unsigned_texts_refuse_enrolling_on_telegram(raise_town: RaiseTown) -> None:
    """Against Telegram's own server: refused, with how many and who signs."""
    town = await raise_town(unsigned=Unsigned.REFUSE)
    said = await town.clinic.says("/enrol")
    assert said.startswith(f"{_unsigned(town)} texts are not signed yet")
    assert "./run sign" in said
    assert town.clinic.buttons == []


@pytest.mark.parametrize("choice", [Unsigned.DRAFT, Unsigned.WARN])
async def test_drafts_that_are_allowed_say_so_each_time(
    raise_town: RaiseTown, choice: Unsigned
) -> None:
    """'DRAFT, not signed: n texts' at each enrolment, and the form goes on."""
    town = await raise_town(unsigned=choice)
    for _ in range(2):
        await town.clinic.says("/enrol")
        line = f"DRAFT, not signed: {_unsigned(town)} texts"
        assert town.clinic.received[-2].words == line
        await town.clinic.taps("Needling only", "Face", "Just now", "K-")
    assert len(await town.store.client_ids()) == 2


def _unsigned(town: Town) -> int:
    """Return how many texts there are to sign, in all languages that clients may choose."""
    library, today = town.library, town.clock.now().date()
    [pack] = library.packs.values()
    found = (library.unsigned(pack.treatment, each, today) for each in pack.languages)
    return len({name for names in found for name in names})


async def test_signed_texts_need_no_word_about_it(
    raise_town: RaiseTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing unsigned /enrol asks its first question, on Telegram too."""
    monkeypatch.setattr(ContentLibrary, "unsigned", lambda *_: ())
    town = await raise_town(unsigned=Unsigned.REFUSE)
    await town.clinic.says("/enrol")
    assert "What was done?" in town.clinic.newest.words
    assert "signed" not in town.clinic.ever_read


@pytest.mark.parametrize("act", ["/enrol", "New link", "Correct the session's time", "open a link"])
async def test_every_right_is_asked(town: Town, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """With rights.may refusing everything, staff and strangers alike get nowhere."""
    link = await town.enrol()
    before = await town.file()
    monkeypatch.setattr(rights, "may", lambda role, verb: False)
    if act == "/enrol":
        await town.clinic.says(act)
        assert "What was done?" not in town.clinic.newest.words
    elif act == "open a link":
        await town.ann.opens(link)
        assert "Welcome. This is" not in town.ann.ever_read
    else:
        await town.clinic.taps(act)
        assert (await town.file()).invitation == before.invitation
        assert "When did needling really end?" not in town.clinic.ever_read


def test_roles_may_what_they_are_for() -> None:
    """Owners do staff's work, clients answer, strangers may open a link, nobody more."""
    verbs = {role: {verb for verb in rights.Verb if rights.may(role, verb)} for role in rights.Role}
    staff = {rights.Verb.ENROL, rights.Verb.RENEW_LINK, rights.Verb.CHANGE_SESSION}
    assert staff <= verbs[rights.Role.OWNER]
    assert verbs[rights.Role.CLIENT] & staff == set()
    assert verbs[rights.Role.STRANGER] == {rights.Verb.USE_LINK}


async def test_a_stranger_forging_staff_buttons_gets_nowhere(town: Town) -> None:
    """Renew, correct, and every button of the form: refused on the server, with an answer."""
    await town.enrol()
    file = await town.file()
    before = file.version
    forged = [f"v1:s:renew:{file.id}", f"v1:s:time:{file.id}", "v1:e:1:code:K-1", "v1:e:2:now"]
    await town.bob.says("/start")
    for data in forged:
        town.world.forge(town.bob.user_id, town.bob.user_id, town.bob.newest.id, data)
        await town.app.settle()
        assert town.bob.toast == "This button no longer works. /help shows what does."
    assert (await town.file()).version == before
    assert len(await town.store.client_ids()) == 1


async def test_a_client_forging_staff_buttons_gets_nowhere(town: Town) -> None:
    """A linked client is no staff either."""
    await town.link_ann()
    file = await town.file()
    for data in (f"v1:s:renew:{file.id}", f"v1:s:time:{file.id}", "v1:e:1:kind:needling_only"):
        town.world.forge(ANN, ANN, town.ann.newest.id, data)
        await town.app.settle()
        assert town.ann.toast == "This button no longer works. /help shows what does."
    after = await town.file()
    assert (after.invitation, after.session) == (file.invitation, file.session)
