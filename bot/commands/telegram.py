"""The bot on Telegram, until it is told to stop: one process with its folder, or one of several."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Awaitable

from telegram.error import InvalidToken, TelegramError

from bot import leaflets, settings, wiring
from bot.chat import intake
from bot.commands import FAULTS, FINE, _keeping, _place, _serving
from bot.commands._keeping import Kept, ProcessStore
from bot.commands._serving import Beat, Entrance
from bot.ports import StoreError, StoreUnavailable
from bot.settings import logs
from bot.timing.clock import SharedClock, SteadyLoop, SystemClock
from bot.timing.offload import ThreadOffload
from bot.timing.ticker import Ticker

log = logging.getLogger(__name__)

WAIT_FIRST_SECONDS = 1.0
WAIT_MOST_SECONDS = 15.0
# Together below the ten seconds that a container is commonly given to end.
HANDLING_SECONDS = 2.0
ANSWERING_SECONDS = 1.0
SENDING_SECONDS = 4.0
CONFIRMING_SECONDS = 2.0
# How many objects more than before there must be until the youngest are looked through, how often
# that is done until those that outlived one look are, and how often that until all are. Python
# counts what goes against what comes: while files are read and older ones forgotten it took
# 120,000 objects for 10,000, and held everything up for 0.15 s. All of them take 0.2 s, so that
# is rare.
COLLECT_EVERY = (300, 20, 1_000)


def run(arguments: list[str]) -> int:
    """Run until SIGTERM or SIGINT; return 0 after an orderly stop, 1 when it cannot start."""
    argparse.ArgumentParser(prog="./run telegram", description=__doc__).parse_args(arguments)
    chosen = settings.load(os.environ)
    logs.set_up(chosen)
    with asyncio.Runner(loop_factory=SteadyLoop) as runner:
        return runner.run(_serve(chosen))


async def _serve(chosen: settings.Settings) -> int:
    stopping = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopping.set)
    try:
        library = leaflets.read_known(chosen.content_dir)
    except leaflets.ContentError as error:
        return _cannot_start("\n".join(error.faults))
    clock = SharedClock(SystemClock())
    place = _keeping.kept(chosen, clock)
    store = place.store
    try:
        await store.open()
    except StoreError as error:
        return _cannot_start(f"{_place.shown(chosen.data_place)}: {error}")
    spare_the_collector()
    try:
        return await _work(chosen, library, place, clock, stopping)
    finally:
        await _close(store)


def spare_the_collector() -> None:
    """Have Python not look again and again through what the start has made: it stays for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_EVERY)


def _cannot_start(why: str) -> int:
    print(why, file=sys.stderr)
    return FAULTS


async def _close(store: ProcessStore) -> None:
    try:
        await store.close()
    except StoreError as error:
        # All that was promised is on the disk already; the next start reads every file.
        log.warning("the lists were not written", extra={"error": type(error).__name__})


async def _work(
    chosen: settings.Settings,
    library: leaflets.ContentLibrary,
    kept: Kept,
    clock: SharedClock,
    stopping: asyncio.Event,
) -> int:
    wiring.learn(library.load_matchers)
    ticker = Ticker(clock, kept.store.next_due, wall=SystemClock())
    app = wiring.build(
        wiring.connection(
            chosen.telegram_bot_token,
            chosen.telegram_api_url,
            may_listen=kept.may_listen,
            pays=chosen.paid_broadcast,
            shared_by=kept.shared_by,
        ),
        settings.clinic_facts(chosen),
        library,
        kept.store,
        clock=clock,
        chance=wiring.SecretChance(),
        offload=ThreadOffload(clock),
        wake=ticker.poke,
    )
    try:
        await _reach(app, clock, stopping)
        if not stopping.is_set():
            await _run(app, chosen, kept, ticker, stopping)
    except StoreUnavailable as error:
        return _cannot_start(str(error))
    except InvalidToken:
        return _cannot_start(
            "Telegram refuses TELEGRAM_BOT_TOKEN, or TELEGRAM_API_URL is not the root of a"
            " Bot API server. Check both in .env; ./run check tells more."
        )
    finally:
        await app.stop()
    log.info("stopped")
    return FINE


async def _reach(app: wiring.App, clock: SharedClock, stopping: asyncio.Event) -> None:
    """Ask Telegram who we are until it answers or we are stopped. Raises InvalidToken."""
    wait = WAIT_FIRST_SECONDS
    while not stopping.is_set():
        try:
            await _unless(stopping, app.identify())
            return
        except InvalidToken:
            raise
        except TelegramError as error:
            log.warning("telegram cannot be reached", extra={"error": type(error).__name__})
            await _unless(stopping, clock.sleep(max(wait, intake.asked_wait_seconds(error))))
            wait = min(wait * 2, WAIT_MOST_SECONDS)


async def _run(
    app: wiring.App,
    chosen: settings.Settings,
    kept: Kept,
    ticker: Ticker,
    stopping: asyncio.Event,
) -> None:
    """Take updates and send what is due until we are stopped. Raises StoreUnavailable."""
    await app.welcome()
    beat = Beat(app.tick, app.outside.clock, app.messenger.outcomes)
    entrance, doors = await _serving.open_up(app, chosen, kept, beat)
    ticker.start(beat.tick)
    presenting = asyncio.create_task(app.present())
    polling = asyncio.create_task(entrance.run(after_poll=ticker.poke))
    log.info("started")
    try:
        await _unless(stopping, asyncio.shield(polling))
    finally:
        doors.drain()
        presenting.cancel()
        await asyncio.wait({presenting})
        await _end(app, entrance, ticker, polling)
        await doors.close()


async def _end(
    app: wiring.App, entrance: Entrance, ticker: Ticker, polling: "asyncio.Task[None]"
) -> None:
    """Let what is on its way arrive; what still waits for its turn stays planned.

    What the last updates are answered with goes out first: another process, or the next start,
    would find it only when it looks.
    """
    entrance.stop()
    await asyncio.wait({polling}, timeout=HANDLING_SECONDS)
    if not polling.done():
        # What it had in hand is not confirmed and comes again.
        log.warning("stopped in the middle of an update")
        polling.cancel()
        await asyncio.wait({polling})
    await ticker.look_once_more(ANSWERING_SECONDS)
    app.messenger.close()
    if not await ticker.stop(SENDING_SECONDS):
        log.warning("stopped in the middle of a message")
    try:
        await asyncio.wait_for(entrance.confirm(), CONFIRMING_SECONDS)
    except (TimeoutError, TelegramError) as error:
        log.warning("the last updates come again", extra={"error": type(error).__name__})


async def _unless(stopping: asyncio.Event, work: Awaitable[None]) -> None:
    """Do the work, or give it up when we are stopped."""
    working = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stopping.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        await working
    else:
        working.cancel()
        await asyncio.wait({working})
