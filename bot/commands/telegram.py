"""The bot on Telegram, until it is told to stop: long polling, one process, one folder."""

import argparse
import asyncio
import logging
import os
import signal
import sys

from telegram.error import InvalidToken, TelegramError

from bot import leaflets, settings, wiring
from bot.commands import FAULTS, FINE
from bot.ports import StoreUnavailable
from bot.settings import logs
from bot.store.files import Disk, Files
from bot.store.lock import FolderLock
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from bot.timing.offload import ThreadOffload
from bot.timing.ticker import Ticker

log = logging.getLogger(__name__)

WAIT_FIRST_SECONDS = 1.0
WAIT_MOST_SECONDS = 60.0
STOP_SECONDS = 15.0


def run(arguments: list[str]) -> int:
    """Run until SIGTERM or SIGINT; return 0 after an orderly stop, 1 when it cannot start."""
    argparse.ArgumentParser(prog="./run telegram", description=__doc__).parse_args(arguments)
    chosen = settings.load(os.environ)
    logs.set_up(chosen)
    try:
        library = leaflets.read(chosen.content_dir)
    except leaflets.ContentError as error:
        print("\n".join(error.faults), file=sys.stderr)
        return FAULTS
    return asyncio.run(_serve(chosen, library))


async def _serve(chosen: settings.Settings, library: leaflets.ContentLibrary) -> int:
    store = _store(chosen)
    try:
        await store.open()
    except StoreUnavailable as error:
        print(f"{chosen.data_dir}: {error}", file=sys.stderr)
        return FAULTS
    try:
        return await _work(chosen, library, store)
    finally:
        await store.close()


def _store(chosen: settings.Settings) -> TinyDbStore:
    start = f"{SystemClock().now().isoformat()}-{wiring.SecretChance().id()}"
    return TinyDbStore(
        Files(Disk(chosen.data_dir)),
        start=start,
        offload=ThreadOffload(),
        lock=FolderLock(chosen.data_dir),
    )


async def _work(
    chosen: settings.Settings, library: leaflets.ContentLibrary, store: TinyDbStore
) -> int:
    clock = SystemClock()
    tickers: list[Ticker] = []
    app = wiring.build(
        wiring.connection(chosen.telegram_bot_token, chosen.telegram_api_url),
        settings.clinic_facts(chosen),
        library,
        store,
        clock=clock,
        chance=wiring.SecretChance(),
        offload=ThreadOffload(),
        wake=lambda: [ticker.poke() for ticker in tickers] and None,
    )
    stopping = asyncio.Event()
    _on_signals(stopping, app)
    if not await _started(app, clock, stopping):
        return FINE if stopping.is_set() else FAULTS
    ticker = Ticker(clock, app.tick, store.next_due)
    tickers.append(ticker)
    ticker.start()
    log.info("started", extra={"clients": len(await store.client_ids())})
    await app.intake.run(after_poll=ticker.poke)
    await _stop(app, ticker)
    log.info("stopped")
    return FINE


def _on_signals(stopping: asyncio.Event, app: wiring.App) -> None:
    def stop() -> None:
        stopping.set()
        app.intake.stop()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)


async def _started(app: wiring.App, clock: SystemClock, stopping: asyncio.Event) -> bool:
    """Reach Telegram, however long it takes; False for a wrong token or a stop meanwhile."""
    wait = WAIT_FIRST_SECONDS
    while not stopping.is_set():
        try:
            await app.start()
        except InvalidToken:
            print(
                "Telegram refuses TELEGRAM_BOT_TOKEN, or TELEGRAM_API_URL is not the root of a"
                " Bot API server. Check both in .env; ./run check tells more.",
                file=sys.stderr,
            )
            return False
        except TelegramError as error:
            log.warning("telegram cannot be reached", extra={"error": type(error).__name__})
            await _either(clock.sleep(wait), stopping)
            wait = min(wait * 2, WAIT_MOST_SECONDS)
        else:
            return True
    return False


async def _either(waiting: "asyncio.Future[None] | object", stopping: asyncio.Event) -> None:
    tasks = {
        asyncio.ensure_future(waiting),  # type: ignore[arg-type]
        asyncio.ensure_future(stopping.wait()),
    }
    _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()


async def _stop(app: wiring.App, ticker: Ticker) -> None:
    """Let what is on its way arrive; what still waits for its turn stays planned."""
    app.messenger.close()
    try:
        await asyncio.wait_for(ticker.stop(), STOP_SECONDS)
        await asyncio.wait_for(app.intake.confirm(), STOP_SECONDS)
    except (TimeoutError, TelegramError) as error:
        log.warning("stopped in a hurry", extra={"error": type(error).__name__})
    await app.stop()
