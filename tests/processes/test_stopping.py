"""The end of a process, asked for or not: prompt, and nothing lost or said twice."""

import asyncio
import signal

import pytest

from tests.processes.street import Street

PROMPT_SECONDS = 3.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_promptly_in_the_middle_of_a_poll(
    street: Street, number: signal.Signals
) -> None:
    """The long poll is given up, the status is 0, and no trace of trouble is printed."""
    program = await street.start_and_greet()
    assert await program.stop(number, seconds=PROMPT_SECONDS) == 0
    assert "WARNING" not in program.output
    assert "Traceback" not in program.output


async def test_what_is_written_at_the_end_is_answered_once_after_the_restart(
    street: Street,
) -> None:
    """Whichever side of the signal it falls on, nobody waits for ever or reads it twice."""
    program = await street.start_and_greet()
    street.bob.says("/help")
    assert await program.stop(seconds=PROMPT_SECONDS) == 0
    street.world.start_link(street.ann.user_id)
    await street.start()
    await street.bob.reads("For your own notes")
    await street.ann.reads("To get your own notes")
    assert (len(street.bob.received), len(street.ann.received)) == (1, 1)
    assert await street.program.stop() == 0
    assert street.world.pending_updates() == 0


async def test_a_signal_before_telegram_answers_ends_it_too(street: Street) -> None:
    """Nobody has to wait for a server that is away."""
    await street.server.close()
    program = await street.start()
    await program.says("telegram cannot be reached")
    assert await program.stop(seconds=PROMPT_SECONDS) == 0


async def test_a_server_that_hangs_does_not_hold_up_the_end(street: Street) -> None:
    """Whatever is stuck is cut after a few seconds; it comes again with the next start."""
    program = await street.start_and_greet()
    street.world.held = frozenset({"sendMessage", "getUpdates"})
    street.bob.says("/help")
    await street.until(lambda: street.world.holding == 2)
    assert await program.stop(seconds=10.0) == 0
    street.world.release()
    await street.start()
    await street.bob.reads("For your own notes")
    assert await street.program.stop() == 0


async def test_a_process_killed_again_and_again_loses_nothing(street: Street) -> None:
    """Power cuts at awkward calls: one enrolment still leads to one client and their card."""
    moments = (
        ("answerCallbackQuery", False),
        ("editMessageText", True),
        ("sendPhoto", False),
        ("sendMessage", True),
        ("sendMessage", False),
    )
    await street.start_and_greet()
    restarting = asyncio.create_task(street.restart_at(*moments))
    link = await street.clinic.enrols("Needling only", "Face", "Just now", "K-1")
    await street.ann.joins(link)
    await street.ann.taps("I'm worried")
    await street.ann.reads("Passed on")
    await restarting
    assert street.clinic.count("K-1 is linked") == 1
    assert await street.program.stop() == 0
    assert street.world.pending_updates() == 0
