"""The whole bot without a token: a local Telegram in the browser, with a clock to move."""

import argparse
import asyncio
import os
import shlex
import signal
import sys
import webbrowser
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from bot import commands, leaflets, settings, wiring
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, MessageRow, RowState, UserId
from bot.settings import logs
from bot.simulator import http_api, page_server
from bot.simulator.page_view import CAST, CLINIC, Show
from bot.simulator.player import Hands, Player
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock, VirtualClock
from bot.timing.offload import InlineOffload

AFTERNOON = time(14, 0)
LOCAL_SERVER = "http://127.0.0.1"
SEED = 7
STATES = {
    RowState.SENT: "sent",
    RowState.PLANNED: "planned",
    RowState.CLAIMED: "planned",
    RowState.SKIPPED: "skipped",
    RowState.DOUBTFUL: "skipped",
}


def run(arguments: list[str]) -> int:
    """Serve the simulator on loopback until it is stopped; return the exit status."""
    options = _parser().parse_args(arguments)
    chosen = settings.demonstration(os.environ)
    logs.set_up(chosen)
    try:
        asyncio.run(_serve(chosen, options))
    except (OSError, OverflowError):
        print(
            f"Port {options.port} cannot be used here: another program may have it, or it is not"
            " between 0 and 65535. Try --port 0, which takes a free one.",
            file=sys.stderr,
        )
        return commands.FAULTS
    return commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run simulate", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")
    parser.add_argument(
        "--no-bot",
        action="store_true",
        help="the local Telegram alone, for a bot in a process of its own",
    )
    parser.add_argument(
        "--at", type=commands.moment, help="start the clock here, as 2026-03-27T17:00"
    )
    return parser


async def _serve(chosen: settings.Settings, options: argparse.Namespace) -> None:
    if options.no_bot:
        await _serve_world(options)
        return
    library = leaflets.read_known(chosen.content_dir)
    wiring.learn(library.load_matchers)
    clinic = settings.clinic_facts(chosen)
    start = options.at or _this_afternoon(clinic)

    async def fresh() -> Show:
        return await build_show(library, clinic, start)

    served = await page_server.serve(await fresh(), reset=fresh, port=options.port)
    await _until_stopped(served.address, options)
    await served.close()


def _this_afternoon(clinic: ClinicFacts) -> datetime:
    """Return today at 14:00 on the clinic's clock: an hour at which a session may just be over."""
    today = SystemClock().now().astimezone(clinic.zone).date()
    return datetime.combine(today, AFTERNOON, tzinfo=clinic.zone)


async def build_show(
    library: leaflets.ContentLibrary, clinic: ClinicFacts, start: datetime
) -> Show:
    """Return a world with the bot in it, started and at rest."""
    clinic = replace(clinic, owners=frozenset({UserId(CLINIC.id)}))
    if start.tzinfo is None:
        start = start.replace(tzinfo=clinic.zone)
    clock = VirtualClock(start)
    world = World(clock.now)
    for phone in (CLINIC, *CAST):
        world.add_user(phone.id, phone.name)
    app = await build_local(world, clock, clinic, library)
    await app.start()
    await app.settle()
    player = Player(
        Hands(now=clock.now, move_to=clock.move_to),
        app.outside.store.next_due,
        app.tick_quietly,
        app.settle,
    )

    async def timeline(chat_id: int) -> Sequence[Mapping[str, Any]]:
        file_id = await app.outside.store.client_of_chat(ChatId(chat_id))
        file = None if file_id is None else await app.outside.store.load(file_id)
        agreed = isinstance(file, ClientFile) and file.client.consent is not None
        return course(file) if isinstance(file, ClientFile) and agreed else ()

    return Show(world=world, player=player, zone=str(clinic.zone), timeline=timeline)


async def build_local(
    world: World,
    clock: VirtualClock,
    clinic: ClinicFacts,
    library: leaflets.ContentLibrary,
) -> wiring.App:
    """Put the bot together beside a local Telegram, in memory, on a clock that is moved by hand."""
    store = TinyDbStore(
        Files(MemoryDisk()), start=f"start-{clock.now().isoformat()}", offload=InlineOffload()
    )
    await store.open()
    request = WorldRequest(world)
    return wiring.build(
        wiring.Connection(token=world.token, server=LOCAL_SERVER, request=request, polling=request),
        clinic,
        library,
        store,
        clock=clock,
        chance=wiring.SeededChance(SEED),
        offload=InlineOffload(),
    )


def course(file: ClientFile) -> list[Mapping[str, Any]]:
    """Return the steps of a course in order of time: sent, planned, or skipped with the reason."""
    rows = [row for row in file.outbox.rows.values() if row.step is not None]
    return [_line(row) for row in sorted(rows, key=lambda row: row.sent_at or row.due_at)]


def _line(row: MessageRow) -> Mapping[str, Any]:
    return {
        "at": row.sent_at or row.due_at,
        "step": row.step or "",
        "state": STATES[row.state],
        "reason": row.reason or "",
        "audible": row.audible,
    }


async def _serve_world(options: argparse.Namespace) -> None:
    """Serve the local Telegram alone, over HTTP; its time is the computer's."""
    clock = SystemClock()
    world = World(clock.now)
    for phone in (CLINIC, *CAST):
        world.add_user(phone.id, phone.name)
    api = await http_api.serve(world)
    zone = settings.DEMONSTRATION["CLINIC_TIMEZONE"]
    show = Show(world=world, player=None, zone=zone)
    served = await page_server.serve(show, port=options.port)
    print(f"TELEGRAM_API_URL={api.url}")
    print(f"TELEGRAM_BOT_TOKEN={world.token}")
    print(f"OWNER_IDS={CLINIC.id}", flush=True)
    for name in settings.REQUIRED:
        if name not in ("TELEGRAM_BOT_TOKEN", "OWNER_IDS"):
            print(f"{name}={shlex.quote(settings.DEMONSTRATION[name])}", flush=True)
    await _until_stopped(served.address, options)
    await served.close()
    await api.close()


async def _until_stopped(address: str, options: argparse.Namespace) -> None:
    print(f"# {address}  (Ctrl-C ends it)" if options.no_bot else address, flush=True)
    if not options.no_browser:
        await asyncio.to_thread(webbrowser.open, address)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    await stopped.wait()
