"""/can: every rule that speaks of the client's areas, with its time; one tap tells why."""

from datetime import datetime

from tests.cast import ANN, BERLIN, Town

HEAD = "What you may do, and from when."
WAIT = "Nothing new for now."


async def test_what_opens_next_comes_first(town: Town) -> None:
    """On the day of the session the first to open is first, with a countdown."""
    await town.link_ann()
    said = await town.ann.says("/can")
    assert said.startswith(HEAD)
    lines = [line for line in said.splitlines() if line.startswith("• ")]
    assert lines[0].startswith(
        "• Washing with lukewarm water: from Fri 27 March, 21:00 (in 4 hours)"
    )
    assert len(lines) == 12


async def test_pages_turn_in_the_same_message_until_every_rule_was_shown(town: Town) -> None:
    """Each rule of the face once, none of the hair."""
    await town.link_ann()
    said, pages = await town.ann.says("/can"), []
    screens = len(town.ann.received)
    pages.append(said)
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    lines = [line for page in pages for line in page.splitlines() if line.startswith("• ")]
    pack = town.library.packs["microneedling"]
    of_face = [rule for rule in pack.restrictions.values() if "face" in rule.hours]
    assert len(lines) == len(of_face)
    assert len(set(lines)) == len(lines)
    assert not any("Bleaching hair" in line for line in lines)
    assert len(town.ann.received) == screens


async def test_there_is_a_way_back(town: Town) -> None:
    """From the second page to the first."""
    await town.link_ann()
    first = await town.ann.says("/can")
    await town.ann.taps("Next ›")
    assert await town.ann.taps("‹ Before") == first


async def test_one_tap_tells_why(town: Town) -> None:
    """The verdict of that one thing, and the leaflet that explains it."""
    await town.link_ann()
    await town.ann.says("/can")
    said = await town.ann.taps("Gentle cleanser")
    assert said.startswith("Not yet. Gentle cleanser from Sat 28 March, 17:00 (in 24 hours).")
    assert "\n\n" in said


async def test_a_rule_that_does_not_concern_the_areas_is_not_explained(town: Town) -> None:
    """Its button may stand below a list from before the area was corrected."""
    await town.link_ann()
    pack = town.library.packs["microneedling"]
    of_hair = next(name for name, rule in pack.restrictions.items() if set(rule.hours) == {"scalp"})
    before = len(town.ann.received)
    town.world.forge(ANN, ANN, town.ann.newest.id, f"v1:why:{of_hair}")
    await town.ann.reads()
    assert len(town.ann.received) == before
    assert town.ann.toast == "This button no longer works. /help shows what does."


async def test_days_later_more_is_allowed_and_each_group_has_its_head(town: Town) -> None:
    """What is later, what the clinic decides, what is allowed, what is never."""
    await town.link_ann()
    await town.pass_until(datetime(2026, 3, 31, 12, 0, tzinfo=BERLIN))
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    whole = "\n".join(pages)
    heads = ["Later", "Ask the clinic first", "Allowed", "Leave out"]
    places = [whole.index(f"\n{head}\n") for head in heads]
    assert places == sorted(places)
    assert "• Make-up: allowed since Sunday 29 March, if your skin is calm" in whole


async def test_while_an_alert_is_open_nothing_is_listed_as_newly_allowed(town: Town) -> None:
    """What has opened waits for the clinic, what was always allowed stays."""
    await town.link_ann()
    await town.pass_until(datetime(2026, 3, 31, 12, 0, tzinfo=BERLIN))
    await town.ann.says("/worried")
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    whole = "\n".join(pages)
    assert "• Make-up: not for now" in whole
    assert "allowed since" not in whole
    assert "• A clean, loose hat: at any time" in whole


async def test_while_an_alert_is_open_each_page_says_first_that_the_clinic_has_to_look(
    town: Town,
) -> None:
    """Before any date, and what waits comes before what is later."""
    await town.link_ann()
    await town.pass_until(datetime(2026, 3, 28, 22, 0, tzinfo=BERLIN))
    await town.ann.says("/worried")
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    assert len(pages) > 1
    assert all(page.count(WAIT) == 1 for page in pages)
    assert all(page.index(WAIT) < page.index("• ") for page in pages)
    whole = "\n".join(pages)
    assert whole.index("\nMust wait for now\n") < whole.index("\nStill needed\n")
