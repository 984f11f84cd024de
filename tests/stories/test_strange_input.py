"""Strange input: each gets a clear sentence or is ignored on purpose, and none is a fault."""

from typing import Any

import pytest

from tests.cast import ANN, CLINIC, Town

MARKDOWN = "*bold* _under_ `code` [x](http://y) ~~no~~ > quote | # head \\ {note} {may:nothing}"
HTML = "<b>5 < 6 & 7 > 3</b> &amp; <script>alert(1)</script>"
HEBREW = "שלום עולם, כואב לי 3"
ARABIC = "الجلد أحمر قليلا اليوم"
EMOJI = "🌹🌞👍🏽👩‍⚕️"
STRANGE = {"emoji": EMOJI, "hebrew": HEBREW, "arabic": ARABIC, "markdown": MARKDOWN, "html": HTML}
LONG = "rose " * 819 + "r"
HANDED_OVER = "Passed on to Rose Clinic."


async def arrives(town: Town, user: int, **content: Any) -> None:
    """Let an update with any content arrive, also one no app would send."""
    town.world.state.push(
        "message",
        {
            "message_id": 9_000 + len(town.world.calls),
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": user, "type": "private", "first_name": "Someone"},
            "from": {"id": user, "is_bot": False, "first_name": "Someone", "language_code": "en"},
            **content,
        },
    )
    await town.app.settle()


async def at_reference(town: Town) -> None:
    """Bring the form to its last screen."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")


async def at_note(town: Town) -> None:
    """Bring the form to the note for the client."""
    await at_reference(town)
    await town.clinic.taps("Extras", "Note")


@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_message_goes_to_staff_as_it_is(town: Town, name: str) -> None:
    """Emoji, right-to-left, Markdown and HTML signs: letter by letter, and answered."""
    await town.link_ann()
    said = await town.ann.says(STRANGE[name])
    assert await town.clinic.reads_words() == [STRANGE[name]]
    assert said.startswith(HANDED_OVER)


async def passed_on(town: Town) -> str:
    """Ann's words as they stand open in two messages at the clinic."""
    await town.clinic.taps("Show")
    first, second = [each.words for each in town.clinic.received[-2:]]
    assert first.startswith("K-1 · day 0 · routine · a message\nNot understood\n\n")
    assert second.startswith("K-1, continued.\n\n")
    return " ".join(each.split("\n\n", 1)[1] for each in (first, second))


async def test_the_longest_message_goes_to_staff(town: Town) -> None:
    """4,096 characters: kept whole, and passed on whole, in two messages."""
    await town.link_ann()
    assert len(LONG) == 4096
    said = await town.ann.says(LONG)
    assert (await passed_on(town)).split() == LONG.split()
    assert (await town.file()).messages[-1].text == LONG
    assert said.startswith(HANDED_OVER)


async def test_a_message_of_4096_emoji_units_goes_to_staff(town: Town) -> None:
    """The limit counts UTF-16 units: 2,048 roses are as long, and none is missing."""
    await town.link_ann()
    said = await town.ann.says("🌹" * 2048)
    assert (await passed_on(town)).count("🌹") == 2048
    assert said.startswith(HANDED_OVER)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\n\n"])
async def test_an_empty_message_is_answered(town: Town, text: str) -> None:
    """Telegram sends none; if one comes all the same, the client is not left without a word."""
    await town.link_ann()
    heard = len(town.ann.received)
    await arrives(town, ANN, text=text)
    assert len(town.ann.received) == heard + 1
    assert "112" in town.ann.newest.words


@pytest.mark.parametrize(("name", "asked_back"), [("hebrew", ()), ("arabic", ("Go on with",))])
async def test_a_reference_may_be_in_any_script(
    town: Town, name: str, asked_back: tuple[str, ...]
) -> None:
    """Letters of any script make a reference; what reads like a name is asked back first."""
    await at_reference(town)
    await town.clinic.says(STRANGE[name])
    await town.clinic.taps(*asked_back, STRANGE[name])
    assert (await town.file()).client.reference == STRANGE[name]


@pytest.mark.parametrize("text", ["A*_`[1]", "<b>7</b> & 8", "{reference} 9", "#1 | ~2~"])
async def test_special_signs_of_a_reference_stay_signs(town: Town, text: str) -> None:
    """Nothing of a reference is read as formatting or as a field, wherever it is shown."""
    await at_reference(town)
    await town.clinic.says(text)
    await town.clinic.taps(f"{text}: make the link")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.ann.taps("I'm worried")
    assert (await town.file()).client.reference == text
    assert town.clinic.newest.words.startswith(f"{text} is worried.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("🌹🌞", "A reference needs at least one letter or number."),
        ("***", "A reference needs at least one letter or number."),
        ("x" * 33, "Too long: 33 characters, and 32 fit. Please shorten it."),
        (LONG, "Too long: 4096 characters, and 32 fit. Please shorten it."),
        ("one\ntwo", "A reference must be one line."),
        ("K\u200b-1", "That holds signs nobody can see."),
    ],
)
async def test_a_reference_that_will_not_do_is_told(town: Town, text: str, why: str) -> None:
    """Emoji only, too long, two lines, hidden signs: one sentence, and the question again."""
    await at_reference(town)
    said = await town.clinic.says(text)
    assert said.startswith(why)
    assert "or type your own reference" in said
    assert await town.store.client_ids() == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b"])
async def test_an_empty_reference_or_note_is_told(town: Town, text: str) -> None:
    """Both say so, and stay where they are."""
    await at_reference(town)
    await arrives(town, CLINIC, text=text)
    assert "or type your own reference" in town.clinic.newest.words
    await town.clinic.taps("Extras", "Note")
    await arrives(town, CLINIC, text=text)
    assert "Type a note for the client" in town.clinic.newest.words
    assert await town.store.client_ids() == []


@pytest.mark.parametrize("name", STRANGE)
async def test_a_strange_note_reaches_the_client_as_it_is(town: Town, name: str) -> None:
    """Letter by letter on the first card: nothing is read as formatting or as a field."""
    await at_note(town)
    await town.clinic.says(STRANGE[name])
    await town.clinic.taps("Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    assert f"A note for you: {STRANGE[name]}" in town.ann.card.words


async def test_a_note_that_is_too_long_is_told(town: Town) -> None:
    """300 characters fit; 4,096 are told with both numbers, and the form goes on."""
    await at_note(town)
    said = await town.clinic.says(LONG)
    assert said.startswith("Too long: 4096 characters, and 300 fit. Please shorten it.")
    await town.clinic.says("r" * 300)
    await town.clinic.taps("Done", "K-")
    assert (await town.file()).session.note == "r" * 300


@pytest.mark.parametrize("name", STRANGE)
async def test_strange_products_reach_the_client_as_they_are(town: Town, name: str) -> None:
    """The same for products typed by hand."""
    await at_reference(town)
    await town.clinic.taps("Extras", "Products")
    await town.clinic.says(STRANGE[name])
    await town.clinic.taps("Done", "Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    assert STRANGE[name] in town.ann.card.words


@pytest.mark.parametrize("what", ["sticker", "contact", "location"])
async def test_what_nobody_asked_for_is_answered_in_the_form(town: Town, what: str) -> None:
    """Stickers, contacts and locations in the middle of an enrolment: please tap or type."""
    await at_reference(town)
    send(town, CLINIC, what)
    said = await town.clinic.reads()
    assert said.startswith("Please type it, or tap a button.")
    await town.clinic.taps("K-")
    assert len(await town.store.client_ids()) == 1


@pytest.mark.parametrize("what", ["sticker", "contact"])
async def test_what_nobody_asked_for_is_answered_to_a_client(town: Town, what: str) -> None:
    """A clear sentence, how to reach a person, and the emergency number."""
    await town.link_ann()
    send(town, ANN, what)
    said = await town.ann.reads()
    assert said.startswith("I can't read that kind of message.")
    assert "112" in said
    assert "I'm worried" in town.ann.buttons


@pytest.mark.parametrize("what", ["sticker", "contact", "location"])
async def test_what_nobody_asked_for_is_answered_to_a_visitor(town: Town, what: str) -> None:
    """A visitor hears what any visitor hears; a visitor's location is not kept."""
    send(town, town.bob.user_id, what)
    assert "please ask the clinic for your link" in await town.bob.reads()
    assert not town.disk.ever_held("52.5")


async def test_a_location_nobody_asked_for_is_put_to_use(town: Town) -> None:
    """A client's location serves the sun times, is kept roughly, and that is said."""
    await town.link_ann()
    send(town, ANN, "location")
    assert "Sun times are now worked out for about where you are" in await town.ann.reads()


def send(town: Town, user: int, what: str) -> None:
    """Send a sticker, a contact or a location."""
    if what == "sticker":
        town.world.send_sticker(user)
    elif what == "contact":
        town.world.send_contact(user, "+49 30 5550199", "Dan")
    else:
        town.world.send_location(user, 52.52, 13.4)


async def test_polls_and_dice_are_answered(town: Town) -> None:
    """Whatever else an app can send gets the same sentence."""
    await town.link_ann()
    for content in ({"dice": {"emoji": "🎲", "value": 3}}, {"text": "x" * 5000}):
        heard = len(town.ann.received)
        await arrives(town, ANN, **content)
        assert len(town.ann.received) == heard + 1


async def test_lines_telegram_writes_itself_are_ignored(town: Town) -> None:
    """A pinned message, a changed timer: nothing anybody said, so nothing is answered."""
    await town.link_ann()
    heard = len(town.ann.received)
    await arrives(town, ANN, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    assert len(town.ann.received) == heard
