"""How updates wait for the bot: confirmed, repeated, refused to two readers, too old."""

import asyncio

from bot.simulator.errors import POLL_TAKEN_OVER, QUERY_TOO_OLD, WEBHOOK_ACTIVE
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, Ask, HandClock, Updates, button, inline


async def test_an_unconfirmed_update_comes_again(world: World, ask: Ask) -> None:
    """Only an offset past it makes it vanish."""
    world.send_text(ANN, "one")
    world.send_text(ANN, "two")
    first, second = (await ask("getUpdates"))["result"]
    assert (await ask("getUpdates"))["result"] == [first, second]
    assert (await ask("getUpdates", limit=1))["result"] == [first]
    assert second["update_id"] == first["update_id"] + 1
    rest = await ask("getUpdates", offset=second["update_id"])
    assert rest["result"] == [second]
    assert world.pending_updates() == 1
    assert (await ask("getUpdates", offset=second["update_id"] + 1))["result"] == []
    assert world.pending_updates() == 0


async def test_a_negative_offset_keeps_the_last_ones(world: World, ask: Ask) -> None:
    """All before them are forgotten."""
    for word in ("one", "two", "three"):
        world.send_text(ANN, word)
    [last] = (await ask("getUpdates", offset=-1))["result"]
    assert last["message"]["text"] == "three"
    assert world.pending_updates() == 1


async def test_a_waiting_poll_is_woken_by_the_next_update(world: World, ask: Ask) -> None:
    """It does not wait for its time-out."""
    asyncio.get_running_loop().call_soon(world.send_text, ANN, "Hello")
    async with asyncio.timeout(5):
        [update] = (await ask("getUpdates", timeout=50))["result"]
    assert update["message"]["text"] == "Hello"


async def test_a_poll_with_nothing_to_tell_comes_back_empty(ask: Ask) -> None:
    """At its time-out."""
    assert (await ask("getUpdates", timeout=0.01))["result"] == []


async def test_of_two_readers_the_first_is_sent_away(world: World, ask: Ask) -> None:
    """The newer poll goes on."""

    async def write() -> None:
        world.send_text(ANN, "Hello")

    polls = (ask("getUpdates", timeout=50), ask("getUpdates", timeout=50))
    async with asyncio.timeout(5):
        older, newer, _ = await asyncio.gather(*polls, write())
    assert (older["error_code"], older["description"]) == (409, POLL_TAKEN_OVER)
    assert len(newer["result"]) == 1


async def test_a_webhook_and_polling_exclude_each_other(world: World, ask: Ask) -> None:
    """Until the webhook is deleted."""
    answer = await ask("setWebhook", url="http://example.org")
    assert answer["error_code"] == 400
    assert (await ask("setWebhook", url="https://example.org/hook", secret_token="a_b-1"))["ok"]
    world.send_text(ANN, "Hello")
    info = (await ask("getWebhookInfo"))["result"]
    assert (info["url"], info["pending_update_count"]) == ("https://example.org/hook", 1)
    answer = await ask("getUpdates")
    assert (answer["error_code"], answer["description"]) == (409, WEBHOOK_ACTIVE)
    await ask("deleteWebhook", drop_pending_updates=True)
    assert (await ask("getUpdates"))["result"] == []


async def test_only_wanted_kinds_arrive(world: World, ask: Ask, updates: Updates) -> None:
    """What was not asked for never waits."""
    await ask("getUpdates", allowed_updates=["callback_query"])
    world.send_text(ANN, "Hello")
    assert await updates() == []
    await ask("getUpdates", allowed_updates=[])
    world.send_text(ANN, "Hello")
    assert len(await updates()) == 1


async def test_telegram_keeps_an_update_for_a_day(
    world: World, clock: HandClock, updates: Updates
) -> None:
    """What nobody fetched is lost then."""
    world.send_text(ANN, "old")
    clock.advance(hours=24, seconds=1)
    world.send_text(ANN, "new")
    assert [update["message"]["text"] for update in await updates()] == ["new"]


async def test_after_a_quiet_week_update_ids_start_elsewhere(
    world: World, ask: Ask, clock: HandClock, updates: Updates
) -> None:
    """Smaller than before, and an old offset does not swallow them."""
    world.send_text(ANN, "before")
    [before] = await updates()
    clock.advance(days=8)
    world.send_text(ANN, "after")
    [after] = (await ask("getUpdates", offset=before["update_id"] + 1))["result"]
    assert after["message"]["text"] == "after"
    assert after["update_id"] < before["update_id"]


async def test_a_tap_is_told_and_answered_once(world: World, ask: Ask, updates: Updates) -> None:
    """The person sees the toast; a second answer is too late."""
    markup = inline([button("Better", "v1:better"), button("Worse", "v1:worse")])
    sent = await ask("sendMessage", chat_id=ANN, text="How is it?", reply_markup=markup)
    tap = world.tap(ANN, sent["result"]["message_id"], "Worse")
    [update] = await updates()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (tap, "v1:worse", ANN)
    assert query["message"]["text"] == "How is it?"
    assert world.waiting_taps(ANN) == [tap]
    answer = {"callback_query_id": tap, "text": "Noted", "show_alert": True}
    assert (await ask("answerCallbackQuery", **answer))["ok"]
    assert [(t.text, t.show_alert) for t in world.toasts(ANN)] == [("Noted", True)]
    assert (world.waiting_taps(ANN), world.toasts(BOB)) == ([], [])
    answer = await ask("answerCallbackQuery", callback_query_id=tap)
    assert answer["description"] == f"Bad Request: {QUERY_TOO_OLD}"


async def test_a_tap_is_too_old_after_a_quarter_of_an_hour(
    world: World, ask: Ask, clock: HandClock
) -> None:
    """And an unknown one always is."""
    sent = await ask("sendMessage", chat_id=ANN, text="Hi", reply_markup=inline([button("A", "a")]))
    tap = world.tap(ANN, sent["result"]["message_id"], 0)
    clock.advance(minutes=15, seconds=1)
    for number in (tap, "unknown"):
        answer = await ask("answerCallbackQuery", callback_query_id=number)
        assert answer["description"] == f"Bad Request: {QUERY_TOO_OLD}"


async def test_an_answer_to_a_tap_has_200_characters_at_most(world: World, ask: Ask) -> None:
    """And its link leads only to the bot itself."""
    tap = world.forge(ANN, ANN, 1, "a")
    answer = await ask("answerCallbackQuery", callback_query_id=tap, text="a" * 201)
    assert answer["description"] == "Bad Request: MESSAGE_TOO_LONG"
    answer = await ask("answerCallbackQuery", callback_query_id=tap, url="https://example.org")
    assert answer["description"] == "Bad Request: URL_INVALID"
    own = f"{world.link}?start=abc"
    assert (await ask("answerCallbackQuery", callback_query_id=tap, url=own))["ok"]
