"""Staff enrol a client: who may, what was done, where, and the four taps of the common case."""

import io
import re
from datetime import datetime

import pytest
import segno

from bot.core import restrictions
from tests.cast import BERLIN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown

FOUR_TAPS = ("Needling only", "Face", "Just now", "K-")
GROUP = -900
ASKED = {
    "Needling only": "Which area?",
    "Face": "When did needling end?",
    "Just now": "Tap the code, or type your own reference.",
}


async def test_four_taps_make_a_link(town: Town) -> None:
    """Kind, area, just now, the offered code: four taps, and nothing typed."""
    await town.clinic.says("/enrol")
    before = len(town.world.toasts(town.clinic.user_id))
    await town.clinic.taps(*FOUR_TAPS)
    file = await town.file()
    assert len(town.world.toasts(town.clinic.user_id)) - before == 4
    assert file.session.ended_at == FRIDAY_AFTERNOON
    assert file.session.areas == ("face",)
    assert file.session.kind == "needling_only"
    assert town.link().startswith("https://t.me/aftercare_local_bot?start=")


async def test_each_step_asks_one_thing(town: Town) -> None:
    """What was done, where, when, under which reference: asked in this order."""
    assert "What was done?" in await town.clinic.says("/enrol")
    asked = {tap: await town.clinic.taps(tap) for tap in ASKED}
    assert {tap: ASKED[tap] in words for tap, words in asked.items()} == dict.fromkeys(ASKED, True)


async def test_only_owners_enrol(town: Town) -> None:
    """Whoever is not in OWNER_IDS hears what anybody hears, and nobody is enrolled."""
    said = await town.bob.says("/enrol")
    assert "please ask the clinic for your link" in said
    assert town.bob.buttons == []
    assert await town.store.client_ids() == []


async def test_every_owner_may_enrol(raise_town: RaiseTown) -> None:
    """Each numeric id in OWNER_IDS may enrol, and gets the link in their own chat."""
    town = await raise_town(owners=frozenset({1, 14}))
    await town.dan.says("/start")
    await town.dan.says("/enrol")
    await town.dan.taps(*FOUR_TAPS)
    assert "https://t.me/" in town.dan.newest.words
    assert "https://t.me/" not in town.clinic.ever_read


async def test_enrolling_is_for_private_chats(raise_town: RaiseTown) -> None:
    """/enrol in the staff group enrols nobody and says where to do it."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [1])
    town.world.send_text(1, "/enrol", chat_id=GROUP)
    await town.app.settle()
    newest = town.world.chat(GROUP)[-1]
    assert "private chat" in newest.words
    assert newest.buttons == ()


async def test_radiofrequency_is_refused_in_one_sentence(town: Town) -> None:
    """Radiofrequency, PRP and exosomes need other aftercare: refused, and the choice stays."""
    await town.clinic.says("/enrol")
    said = await town.clinic.taps("With radiofrequency, PRP or exosomes")
    refusal, rest = said.split("\n\n", 1)
    assert "needs other aftercare" in refusal
    assert refusal.count(".") == 1
    assert "What was done?" in rest
    assert await town.store.client_ids() == []


@pytest.mark.parametrize(
    ("label", "areas"),
    [("Face", ("face",)), ("Scalp", ("scalp",)), ("Body (with neck and chest)", ("body",))],
)
async def test_one_area_is_one_tap(town: Town, label: str, areas: tuple[str, ...]) -> None:
    """Face, scalp, or body with neck and chest."""
    await town.enrol(label)
    assert (await town.file()).session.areas == areas


async def test_several_areas_are_ticked(town: Town) -> None:
    """More than one area: tick them, then Done; a second tap takes a tick away."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Several areas", "Face", "Scalp", "Body", "✓ Scalp")
    await town.clinic.taps("Done", "Just now", "K-")
    assert (await town.file()).session.areas == ("face", "body")


async def test_without_any_area_it_does_not_go_on(town: Town) -> None:
    """Done without a tick is answered in one sentence."""
    await town.clinic.says("/enrol")
    said = await town.clinic.taps("Needling only", "Several areas", "Done")
    assert said.startswith("Please tick at least one area.")


async def test_of_several_areas_the_strictest_rule_holds(town: Town) -> None:
    """Hot showers wait 48 h for a face, 96 h for a body: with both, for the body's time."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Several areas", "Face", "Body", "Done")
    await town.clinic.taps("Just now", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    both = await _hot_shower(town)
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "K-")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    face = await _hot_shower(town)
    assert both == datetime(2026, 4, 1, 8, 0, tzinfo=BERLIN)
    assert face == datetime(2026, 3, 29, 18, 0, tzinfo=BERLIN)


async def _hot_shower(town: Town) -> datetime | None:
    file = await town.file()
    rule = town.library.packs["microneedling"].restrictions["hot_shower"]
    return restrictions.state(rule, file, town.clock.now()).at


async def test_the_offered_code_counts_up(town: Town) -> None:
    """A code such as K-47 is offered, and the next client gets the next one."""
    first, second = await _code(town), await _code(town)
    assert (first, second) == ("K-1: make the link", "K-2: make the link")
    file = await town.file()
    assert file.client.reference == "K-2"


async def _code(town: Town) -> str:
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    (label,) = (each for each in town.clinic.buttons if re.match(r"K-\d+", each))
    await town.clinic.taps("K-")
    return label


async def test_the_clinics_own_reference_is_typed(town: Town) -> None:
    """The clinic's own reference instead of the code."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    await town.clinic.says("Rose 2026/114")
    await town.clinic.taps("Rose 2026/114: make the link")
    assert (await town.file()).client.reference == "Rose 2026/114"


async def test_a_reference_belongs_to_one_client(town: Town) -> None:
    """A reference that is taken, in any letter case, is refused in a sentence; nothing is lost."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    await town.clinic.says("Rose 7")
    await town.clinic.taps("Rose 7: make the link")
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Scalp", "Just now")
    await town.clinic.says("ROSE 7")
    said = await town.clinic.taps("ROSE 7: make the link")
    assert said.startswith("ROSE 7 is taken. Please choose another reference.")
    await town.clinic.says("Rose 8")
    await town.clinic.taps("Rose 8: make the link")
    assert (await town.file()).client.reference == "Rose 8"


async def test_the_result_is_a_picture_with_a_qr_code(town: Town) -> None:
    """The picture is the QR code of exactly this link."""
    link = await town.enrol()
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", scale=12, border=4)
    assert town.clinic.newest.photo == buffer.getvalue()


async def test_the_result_has_the_link_and_a_line_to_forward(town: Town) -> None:
    """The line can be forwarded as it is: it names the clinic, holds the link, says how long."""
    link = await town.enrol()
    line = town.clinic.newest.words
    assert line.startswith("Rose Clinic has set up private notes for you.")
    assert link in line
    assert "It works once, until Mon 30 March, 18:00." in line


async def test_the_line_to_forward_names_no_treatment(town: Town) -> None:
    """Whoever sees it over a shoulder learns of no treatment, body part or symptom."""
    await town.enrol("Scalp")
    line = town.clinic.newest.words.lower()
    private = ("needl", "scalp", "skin", "hair", "face", "session", "treat", "heal")
    assert [word for word in private if word in line.replace("start=", " ").split("?")[0]] == []


async def test_a_second_tap_on_the_code_enrols_nobody_twice(town: Town) -> None:
    """Two taps at once on the last button: one client, one link."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    message, label = town.clinic.find_button("K-")
    town.world.tap(1, message.id, label)
    town.world.tap(1, message.id, label)
    await town.app.settle()
    assert len(await town.store.client_ids()) == 1
    assert len([each for each in town.clinic.received if each.photo]) == 1
