"""The link: random, single-use, hashed, expiring, renewed in one tap, previewed by staff."""

import re
from datetime import timedelta

import pytest

from bot.core import invitations
from bot.wiring import SecretChance
from tests.cast import Town
from tests.stories.conftest import RaiseTown

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
PUBLIC = "Anybody may read /procedure"
DEAD_LINKS = {
    "used": "This link has been used already",
    "expired": "This link has run out",
    "unknown": "This link does not open anything here",
}


def token_of(link: str) -> str:
    """The part of a link that nobody can guess."""
    return link.split("?start=")[1]


async def test_tokens_are_random(town: Town) -> None:
    """Every link differs in all its 32 characters; production draws from the system's secrets."""
    links = [token_of(await town.enrol()) for _ in range(3)]
    drawn = {SecretChance().token() for _ in range(100)}
    assert len(set(links)) == 3
    assert [TOKEN.fullmatch(each) is not None for each in (*links, *drawn)] == [True] * 103
    assert len(drawn) == 100


async def test_a_link_works_once(town: Town) -> None:
    """Who opens it first is welcomed; the next person hears that it was used."""
    link = await town.enrol()
    assert "Welcome" in await town.ann.opens(link)
    assert DEAD_LINKS["used"] in await town.bob.opens(link)
    await town.ann.taps("I agree")
    assert DEAD_LINKS["used"] in await town.cat.opens(link)
    assert (await town.file()).client.chat_id == town.ann.user_id


async def test_only_the_hash_of_a_token_is_kept(town: Town) -> None:
    """The token is in no byte that was ever written, nor is the link; its hash is what is kept."""
    link = await town.enrol()
    steps = [town.disk.ever_held(token_of(link))]
    await town.ann.opens(link)
    steps.append(town.disk.ever_held(token_of(link)))
    await town.ann.taps("I agree")
    await town.pass_days(2)
    steps.append(town.disk.ever_held(token_of(link)))
    invitation = (await town.file()).invitation
    assert steps == [False, False, False]
    assert invitation is not None
    assert invitation.token_hash == invitations.hash_of(token_of(link))


async def test_a_link_works_for_72_hours(town: Town) -> None:
    """A second before it still opens, then no more."""
    early, late = await town.enrol(), await town.enrol()
    await town.pass_until(town.clock.now() + timedelta(hours=72, seconds=-1))
    assert "Welcome" in await town.ann.opens(early)
    await town.pass_until(town.clock.now() + timedelta(seconds=1))
    assert DEAD_LINKS["expired"] in await town.bob.opens(late)


async def test_the_hours_of_a_link_are_a_setting(raise_town: RaiseTown) -> None:
    """With LINK_HOURS at 5 it says so and ends after 5 hours."""
    town = await raise_town(link_hours=5)
    link = await town.enrol()
    assert "until Fri 27 March, 22:00" in town.clinic.newest.words
    await town.pass_until(town.clock.now() + timedelta(hours=5))
    assert DEAD_LINKS["expired"] in await town.ann.opens(link)


async def test_a_new_link_is_one_tap(town: Town) -> None:
    """One tap gives a fresh picture and link; the old one is dead, the new one opens."""
    old = await town.enrol()
    await town.clinic.taps("New link")
    new = town.link()
    assert new != old
    assert town.clinic.newest.photo is not None
    assert DEAD_LINKS["unknown"] in await town.bob.opens(old)
    assert "Welcome" in await town.ann.opens(new)


async def test_an_expired_link_is_renewed(town: Town) -> None:
    """After the link ran out the same button gives one that opens."""
    await town.enrol()
    await town.pass_days(4)
    await town.clinic.taps("New link")
    assert "Welcome" in await town.ann.opens(town.link())


async def test_a_link_opened_by_the_wrong_person_is_renewed(town: Town) -> None:
    """Opened but not agreed to: a new link lets the right person in."""
    link = await town.enrol()
    await town.bob.opens(link)
    await town.clinic.taps("New link")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    assert (await town.file()).client.chat_id == town.ann.user_id


async def test_who_is_linked_needs_no_new_link(town: Town) -> None:
    """The button then says so, and the client stays linked."""
    await town.link_ann()
    await town.clinic.taps("New link")
    assert town.clinic.toast == "This client is linked already. No new link is needed."
    assert (await town.file()).client.chat_id == town.ann.user_id


async def test_staff_see_a_preview_and_use_nothing_up(town: Town) -> None:
    """Staff who open a link read what the client will read, without its buttons; it still works."""
    link = await town.enrol()
    said = await town.clinic.opens(link)
    assert said.startswith("Welcome. This is the message service of Rose Clinic.")
    assert "The link is still unused" in town.clinic.received[-2].words
    assert town.clinic.buttons == []
    assert "Welcome" in await town.ann.opens(link)
    await town.ann.taps("I agree")
    assert town.ann.card.pinned


async def test_staff_are_told_of_a_link_that_is_not_in_use(town: Town) -> None:
    """Staff who open a replaced link hear that it is not in use."""
    link = await town.enrol()
    await town.clinic.taps("New link")
    assert "This link is not in use" in await town.clinic.opens(link)


async def test_staff_see_after_a_day_that_nobody_opened_it(town: Town) -> None:
    """After 24 hours, not before, with the client's code and until when it works."""
    await town.enrol()
    await town.pass_until(town.clock.now() + timedelta(hours=24, seconds=-1))
    before = town.clinic.ever_read
    await town.pass_until(town.clock.now() + timedelta(seconds=1))
    assert "has not been opened" not in before
    assert town.clinic.newest.words.startswith("K-1: the link has not been opened.")
    assert "until Mon 30 March, 18:00" in town.clinic.newest.words


async def test_an_opened_link_needs_no_reminder(town: Town) -> None:
    """Who opened it, even without agreeing yet, is not reported as never opened."""
    await town.ann.opens(await town.enrol())
    await town.pass_days(3)
    assert "has not been opened" not in town.clinic.ever_read


async def test_what_was_entered_is_erased_a_week_after_the_link_ran_out(town: Town) -> None:
    """72 h and 7 days after enrolment nothing that staff entered is left on the disk."""
    await _enrol_with_words(town)
    await town.pass_until(town.clock.now() + timedelta(days=10, seconds=-1))
    kept = [town.disk.holds(each) != [] for each in ("Rosehip 31", "blue bottle")]
    await town.pass_until(town.clock.now() + timedelta(seconds=1))
    assert kept == [True, True]
    assert await town.store.client_ids() == []
    assert _left(town) == {}


async def test_no_list_remembers_who_was_erased(town: Town) -> None:
    """After a clean stop there is a list of files on the disk: it forgets the client as well."""
    await _enrol_with_words(town)
    await town.store.close()
    await town.restart()
    await town.pass_days(10)
    assert await town.store.client_ids() == []
    assert _left(town) == {}
    assert [path for path in town.disk.files() if "rosehip" in str(town.disk.read(path))] == []


async def _enrol_with_words(town: Town) -> None:
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Scalp", "Yesterday", "18", "18:15")
    await town.clinic.taps("Extras", "Note")
    await town.clinic.says("Use the blue bottle.")
    await town.clinic.taps("Products")
    await town.clinic.says("Rose water")
    await town.clinic.taps("Done", "Done")
    await town.clinic.says("Rosehip 31")
    await town.clinic.taps("Rosehip 31")


def _left(town: Town) -> dict[str, list[str]]:
    words = ("Rosehip 31", "blue bottle", "Rose water", "scalp", "needling_only", "2026-03-26")
    return {each: town.disk.holds(each) for each in words if town.disk.holds(each)}


@pytest.mark.parametrize("fate", DEAD_LINKS)
async def test_dead_links_get_a_kind_answer(town: Town, fate: str) -> None:
    """Used, expired, unknown: what to do, what anybody may read, and the emergency number."""
    link = {"unknown": f"{town.world.link}?start={'x' * 32}"}.get(fate) or await town.enrol()
    if fate == "used":
        await town.bob.opens(link)
    if fate == "expired":
        await town.pass_days(3)
    said = await town.ann.opens(link)
    assert said.startswith(DEAD_LINKS[fate])
    assert "ask your clinic for a new one" in said
    assert PUBLIC in said
    assert "112" in said


async def test_without_a_link_a_visitor_is_helped(town: Town) -> None:
    """Who opens the bot without a link: ask the clinic, the procedure is public, the numbers."""
    said = await town.ann.opens("")
    assert "please ask the clinic for your link" in said
    assert PUBLIC in said
    assert "+49 30 5550100" in said
    assert "112" in said


async def test_the_link_of_somebody_else_is_left_alone(town: Town) -> None:
    """A client who opens another client's link stays who they are; that link still works."""
    await town.link_ann()
    link = await town.enrol("Scalp")
    said = await town.ann.opens(link)
    assert said.startswith("You are linked already, so this link was not used.")
    await town.bob.opens(link)
    await town.bob.taps("I agree")
    linked = [
        (await town.store.load(each)).client.chat_id for each in await town.store.client_ids()
    ]
    assert linked == [town.ann.user_id, town.bob.user_id]


async def test_a_second_link_before_consent_opens(town: Town) -> None:
    """Who opened one link, agreed to nothing and gets another is not told to be linked."""
    await town.ann.opens(await town.enrol())
    assert "Welcome" in await town.ann.opens(await town.enrol("Scalp"))
    await town.ann.taps("I agree")
    assert (await town.file()).session.areas == ("scalp",)
    assert "your scalp" in town.ann.card.words.lower()


async def test_ones_own_link_again_is_a_hello(town: Town) -> None:
    """The client who opens the used link again is greeted and loses nothing."""
    link = await town.enrol()
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    assert (await town.ann.opens(link)).startswith("Hello again.")
    assert (await town.ann.opens("")).startswith("Hello again.")


async def test_a_strange_payload_is_an_unknown_link(town: Town) -> None:
    """Any payload Telegram lets through is answered, however odd."""
    for payload in ("a", "-" * 64, "_", "0"):
        assert DEAD_LINKS["unknown"] in await town.ann.opens(payload)
