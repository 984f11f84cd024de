"""Consent comes before anything: what the client reads first, and what follows yes and no."""

import dataclasses
from datetime import time, timedelta

import pytest

from bot.core import consent
from bot.core.client import Client, ClientFile, Opinion, ProgressPhoto, Session, Status
from bot.core.said import Answer, ClientMessage, ClinicMessage
from tests.cast import ANN, FRIDAY_AFTERNOON, Town
from tests.second_language import two_languages
from tests.stories.conftest import RaiseTown

# The design's promise 7, word for word, and how the consent text says each.
DESIGN = {
    "reference": "the clinic's own reference for you",
    "sessions": "your sessions, with date and time",
    "areas": "the areas that were treated",
    "zone": "your time zone, and a rough location if you share one",
    "answers": "your answers",
    "messages": "the messages you write",
    "photos": "references to photos you send",
    "notes": "the clinic's notes",
    "replies": "the clinic's replies",
}
# Where each thing about a client is told to them; "" is the bot's own bookkeeping and settings.
TOLD_AS = {
    Client: {
        "reference": "reference",
        "former_references": "reference",
        "zone": "zone",
        "latitude": "zone",
        "longitude": "zone",
        "zone_is_own": "zone",
        "facts": "messages",
    },
    Session: {
        "id": "sessions",
        "ended_at": "sessions",
        "kind": "sessions",
        "sessions_planned": "sessions",
        "interval_weeks": "sessions",
        "areas": "areas",
        "goal": "notes",
        "products": "notes",
        "typed_products": "notes",
        "note": "notes",
        "overrides": "notes",
    },
    Answer: {"question": "answers", "option": "answers", "row": "answers", "at": "answers"},
    Opinion: {"session": "answers", "option": "answers", "at": "answers"},
    ClientMessage: {"text": "messages", "kind": "messages", "at": "messages", "file_id": "photos"},
    ProgressPhoto: {
        "at": "photos",
        "day": "photos",
        "file_id": "photos",
        "unique_id": "photos",
        "is_stored": "photos",
    },
    ClinicMessage: dict.fromkeys(
        ("at", "kind", "text", "file_id", "leaflet", "name", "role"), "replies"
    ),
}
BOOKKEEPING = {
    Client: "treatment language status chat_id consent quiet_from quiet_until paused_until fewer"
    " sun_reminders unreachable_since asking paused_by_clinic permission no_photo_invitations",
    Session: "entered_by plan_version",
    Answer: "",
    Opinion: "",
    ClientMessage: "id album",
    ProgressPhoto: "id session album",
    ClinicMessage: "id by row message_id told",
    ClientFile: "id invitation outbox alerts events ending erase_at former version",
}
# What stands in the file as a whole: the records above, by the name of their field.
RECORDS = {
    "client": Client,
    "sessions": Session,
    "answers": Answer,
    "opinions": Opinion,
    "messages": ClientMessage,
    "photos": ProgressPhoto,
    "replies": ClinicMessage,
}


async def test_it_says_who_we_are(town: Town) -> None:
    """The clinic by its name, and that this is its message service."""
    said = await town.ann.opens(await town.enrol())
    assert said.startswith("Welcome. This is the message service of Rose Clinic.")


async def test_it_says_what_this_is_and_how_often_it_sounds(town: Town) -> None:
    """Notes, short questions, at most ten with a sound, and a way to reach the clinic."""
    said = await town.ann.opens(await town.enrol())
    assert "What it is. For some weeks you get notes made for you" in said
    assert "At most ten of them make a sound." in said


async def test_it_says_what_this_is_not(town: Town) -> None:
    """Not an emergency service, and the number to call."""
    said = await town.ann.opens(await town.enrol())
    assert "It is not an emergency service" in said
    assert "In an emergency, call 112." in said


async def test_what_is_kept_is_the_designs_list(town: Town) -> None:
    """The screen lists each thing that is kept, and nothing else."""
    said = await town.ann.opens(await town.enrol())
    listed = [line.removeprefix("• ") for line in said.splitlines() if line.startswith("• ")]
    assert tuple(DESIGN) == consent.KEPT
    assert listed == list(DESIGN.values())


@pytest.mark.parametrize("record", BOOKKEEPING)
def test_every_field_of_a_client_file_is_told_or_bookkeeping(record: type) -> None:
    """A new field about a client fails here until the consent text tells of it."""
    fields = {each.name for each in dataclasses.fields(record)}
    told = RECORDS if record is ClientFile else TOLD_AS[record]
    assert fields == set(told) | set(BOOKKEEPING[record].split())
    assert record is ClientFile or set(told.values()) <= set(consent.KEPT)


async def test_it_says_for_how_long(raise_town: RaiseTown) -> None:
    """So many days after the last note, as the clinic set it."""
    town = await raise_town(retention_days=100)
    said = await town.ann.opens(await town.enrol())
    assert "What we keep, until 100 days after your last note" in said


async def test_it_says_that_telegram_is_not_end_to_end_encrypted(town: Town) -> None:
    """Before anything is agreed to."""
    said = await town.ann.opens(await town.enrol())
    assert "are not end-to-end encrypted: Telegram itself could read them." in said


async def test_languages_are_on_the_same_screen(raise_town: RaiseTown) -> None:
    """Telegram's language first; another one changes the same message."""
    town = await raise_town(library=two_languages(), prepare=_ann_speaks_german)
    said = await town.ann.opens(await town.enrol())
    assert said.startswith("Willkommen.")
    assert town.ann.buttons == ["Ich stimme zu", "Nein, danke", "Deutsch", "English"]
    screens = len(town.ann.received)
    said = await town.ann.taps("English")
    assert said.startswith("Welcome.")
    assert town.ann.buttons == ["I agree", "No, thank you", "English", "Deutsch"]
    assert len(town.ann.received) == screens


def _ann_speaks_german(world: object) -> None:
    state = world.state  # type: ignore[attr-defined]
    state.users[ANN] = dataclasses.replace(state.users[ANN], language_code="de")


async def test_the_chosen_language_stays(raise_town: RaiseTown) -> None:
    """What was chosen on the consent screen is the language of the course and of the consent."""
    town = await raise_town(library=two_languages())
    await town.ann.opens(await town.enrol())
    await town.ann.taps("Deutsch", "Ich stimme zu")
    file = await town.file()
    assert town.ann.card.words.startswith("Hallo.")
    assert file.client.consent is not None
    assert file.client.consent.language == "de"


async def test_i_agree_and_no_thank_you_are_the_choices(town: Town) -> None:
    """Two buttons, each in a row of its own, with the languages below."""
    await town.ann.opens(await town.enrol())
    rows = [[button.label for button in row] for row in town.ann.newest.keyboard]
    assert rows[:2] == [["I agree"], ["No, thank you"]]
    assert rows[2:] == [["English", "Deutsch", "Español"], ["Français", "Русский"]]


async def test_the_consent_is_recorded(town: Town) -> None:
    """Which text, in which language, when; the client reads when."""
    await town.link_ann()
    agreed = (await town.file()).client.consent
    assert agreed is not None
    assert (agreed.version, agreed.language, agreed.at) == ("1", "en", FRIDAY_AFTERNOON)
    assert "You agreed at Fri 27 March, 17:00." in town.ann.ever_read


async def test_no_erases_what_staff_entered(town: Town) -> None:
    """Nothing about this client is left on the disk."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Scalp", "Yesterday", "18", "18:15", "Extras", "Note")
    await town.clinic.says("Use the blue bottle.")
    await town.clinic.taps("Done")
    await town.clinic.says("Rosehip 31")
    await town.clinic.taps("Rosehip 31")
    await town.ann.opens(town.link())
    await town.ann.taps("No, thank you")
    words = ("Rosehip 31", "blue bottle", "scalp", "needling_only", "2026-03-26")
    assert [each for each in words if town.disk.holds(each)] == []
    assert await town.store.client_ids() == []


async def test_no_tells_staff(town: Town) -> None:
    """By the clinic's own reference, at once."""
    await town.ann.opens(await town.enrol())
    await town.ann.taps("No, thank you")
    assert town.clinic.newest.words.startswith("K-1 said no thank you.")


async def test_no_leaves_the_numbers_to_call(town: Town) -> None:
    """The clinic, urgent care, emergencies; and not a word follows, whatever day comes."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.taps("No, thank you")
    heard = len(town.ann.received)
    await town.pass_days(90)
    assert [n in said for n in ("+49 30 5550100", "116117", "112")] == [True, True, True]
    assert town.ann.buttons == []
    assert len(town.ann.received) == heard


async def test_before_consent_nothing_of_the_treatment_is_told(town: Town) -> None:
    """Whatever is typed, tapped or sent before 'I agree': no treatment, no area, no time."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Scalp", "Yesterday", "18", "18:15", "K-")
    await town.ann.opens(town.link())
    for words in ("/today", "/sun", "/settings", "/help", "/worried", "/privacy", "Hello?"):
        await town.ann.says(words)
    town.world.send_sticker(ANN)
    town.world.send_photo(ANN, caption="Is this normal?")
    town.world.send_location(ANN, 52.5, 13.4)
    await town.ann.taps("English")
    await town.pass_days(2)
    for data in ("v1:worried", "v1:p:3", "v1:set:root", "v1:a:s1:day-1:feeling:worse"):
        town.world.forge(ANN, ANN, town.ann.newest.id, data)
    await town.app.settle()
    read = town.ann.ever_read.lower()
    private = ("needl", "scalp", "hair", "skin", "26 march", "18:15", "k-1", "sunscreen")
    assert [word for word in private if word in read] == []


async def test_before_consent_nothing_is_kept_of_what_is_written(town: Town) -> None:
    """The words are not kept, and the answer says so and names the numbers."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.says("My cheek is rosehip red")
    assert not town.disk.ever_held("rosehip")
    assert "Until then we keep nothing you write." in said
    assert "phone +49 30 5550100" in said
    assert "call 112" in said


async def test_before_consent_no_day_brings_a_message(town: Town) -> None:
    """Who opened the link and never chose hears nothing of the course."""
    await town.ann.opens(await town.enrol())
    await town.pass_days(9)
    assert len(town.ann.received) == 1


async def test_the_first_card_follows_at_once(town: Town) -> None:
    """In the same minute: today's card, pinned and silent."""
    await town.link_ann()
    assert town.ann.newest == town.ann.card
    assert town.ann.card.words.startswith("Hello. This is your card for today, Friday 27 March.")
    assert town.ann.card.silent
    assert town.ann.card.date == int(FRIDAY_AFTERNOON.timestamp())


async def test_zone_and_hours_start_at_their_defaults(town: Town) -> None:
    """The clinic's zone and quiet hours from 21:00 to 08:00, as /settings shows."""
    await town.link_ann()
    client = (await town.file()).client
    assert (client.zone, client.quiet_from, client.quiet_until) == (
        "Europe/Berlin",
        time(21),
        time(8),
    )
    said = await town.ann.says("/settings")
    assert "Quiet hours: 21:00 to 08:00" in said
    assert "Time zone: Europe/Berlin" in said


async def test_old_consent_buttons_do_nothing_later(town: Town) -> None:
    """A forged or old 'No' of a linked client erases nothing."""
    await town.link_ann()
    for choice in ("no", "yes", "language:en"):
        town.world.forge(ANN, ANN, town.ann.newest.id, f"v1:consent:{choice}")
    await town.app.settle()
    assert (await town.file()).client.status is Status.LINKED
    assert town.ann.toast == "This button no longer works. /help shows what does."


async def test_a_course_is_erased_after_the_time_that_was_told(raise_town: RaiseTown) -> None:
    """Retention counts from the last note: day 84 and the clinic's days after."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(days=184, hours=2))
    assert await town.store.client_ids() == []
    assert town.disk.holds("K-1") == []
