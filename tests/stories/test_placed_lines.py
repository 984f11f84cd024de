"""What to do, what to leave alone: each line stands under its own head, whatever the hour."""

from datetime import timedelta

import pytest

from bot import render
from bot.core import days
from bot.core.outbox import MessageRow, RowKey
from tests.cast import LIBRARY, Town
from tests.core.course import CLINIC, FRIDAY_17, HOUR, PACK, TREATMENT, linked
from tests.stories.diary import at, berlin

LANGUAGES = sorted(PACK.languages)
NOT_YET = ("may.not_yet", "may.not_yet_if", "may.held", "may.held_later", "may.ask")


def part(text: str, head: str) -> str:
    """What stands below a head, up to the next one."""
    below = text.partition(f"\n\n{head}")[2].split("\n\n")
    return next((each for each in below if each.startswith("• ")), "")


async def test_what_is_not_allowed_yet_is_not_among_what_to_do(town: Town) -> None:
    """On the first morning the cleanser waits until the afternoon; the rest of its line stays."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "09:00"))
    note = at(town.ann, "28.03. 09:00").words
    assert part(note, "Do") == (
        "• Wash with lukewarm water and clean hands, then pat dry.\n• Use what the clinic gave you."
    )
    assert part(note, "Leave alone").splitlines()[:2] == [
        "• Gentle cleanser: not yet, from Sat 28 March, 17:00.",
        "• Plain moisturiser: not yet, from Sat 28 March, 17:00.",
    ]


async def test_in_the_afternoon_it_is_among_what_to_do(town: Town) -> None:
    """/today tells of the hour at which it is asked for."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "17:00"))
    today = await town.ann.says("/today")
    assert "pat dry. Gentle cleanser: allowed now." in part(today, "Do")
    assert "cleanser" not in part(today, "Leave alone")


async def test_what_is_allowed_by_now_is_not_among_what_to_leave_alone(town: Town) -> None:
    """Four hours after the session the face may be washed: that has a head of its own."""
    await town.link_ann()
    assert "Washing with lukewarm water: not yet" in part(town.ann.card.words, "Leave alone")
    await town.pass_until(berlin("27.03.", "21:30"))
    today = await town.ann.says("/today")
    assert part(today, "Allowed") == "• Washing with lukewarm water: allowed now."
    assert "Washing" not in part(today, "Leave alone")


def shown(language: str, area: str, hours: float, card: int) -> str:
    """A day's card as it reads so many hours after the session."""
    file = linked(language=language, areas=(area,))
    now = FRIDAY_17 + hours * HOUR
    scene = render.Scene(
        file=file, library=LIBRARY, clinic=CLINIC, treatment=TREATMENT, language=language, now=now
    )
    row = MessageRow(key=RowKey("card"), leaflet=f"day-{card}", due_at=now, as_of=now)
    return render.message(row, scene).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", ["face", "scalp", "body"])
def test_on_no_day_is_a_line_below_the_wrong_head(language: str, area: str) -> None:
    """Every hour of the first week and some days after, in every language and area."""

    def phrase(key: str) -> str:
        return LIBRARY.text(TREATMENT, key, language, ())

    early = [phrase(key).partition("{")[0].strip(" ,;") for key in NOT_YET]
    late = [phrase("may.open"), phrase("may.care")]
    wrong = []
    for hours in [*range(0, 168, 5), 250, 340, 700]:
        now = FRIDAY_17 + timedelta(hours=hours)
        file = linked(areas=(area,))
        day = days.day_number(now, file.session.ended_at, file.client.zone_info)
        card = max(each for each in (0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 28) if each <= day)
        text = shown(language, area, hours, card)
        do, leave = (part(text, phrase(f"headings.{each}")) for each in ("do", "leave_alone"))
        wrong += [(hours, "do", each) for each in early if f": {each}" in do or f" : {each}" in do]
        wrong += [(hours, "leave", each) for each in late if each in leave]
    assert wrong == []
