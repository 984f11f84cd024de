"""How fast all chats together go, where Telegram allows less than it says."""

from collections import deque

from bot.chat.lanes import ALL_PER_SECOND
from bot.chat.pace import Pace
from tests.cast import ANN, BOB

MESSAGES = 5_000


def test_one_chat_that_is_refused_slows_nobody_else() -> None:
    """However often: Telegram means that chat."""
    pace = Pace(ALL_PER_SECOND)
    for second in range(10):
        pace.refused(ANN, float(second))
    assert pace.spacing_seconds(10.0) == 1.0 / ALL_PER_SECOND


def test_refusals_far_apart_slow_nobody() -> None:
    """Ann now and Bob a minute later are two chats, not the bot."""
    pace = Pace(ALL_PER_SECOND)
    pace.refused(ANN, 0.0)
    pace.refused(BOB, 60.0)
    assert pace.spacing_seconds(60.0) == 1.0 / ALL_PER_SECOND


def test_refusals_together_slow_all_by_a_quarter_once_a_second() -> None:
    """What was on its way already is refused too, and tells nothing new."""
    pace = Pace(ALL_PER_SECOND)
    for chat in range(100, 110):
        pace.refused(chat, 5.0)
    assert pace.spacing_seconds(5.0) == 1.0 / (ALL_PER_SECOND * 0.75)
    pace.refused(ANN, 6.0)
    assert pace.spacing_seconds(6.0) == 1.0 / (ALL_PER_SECOND * 0.75**2)


def test_it_never_stops() -> None:
    """One message a second is the least, whatever Telegram says."""
    pace = Pace(ALL_PER_SECOND)
    for second in range(100):
        pace.refused(100 + second, float(second))
    assert pace.spacing_seconds(100.0) == 1.0


def test_the_pace_comes_back() -> None:
    """Little by little, and to no more than it was."""
    pace = Pace(ALL_PER_SECOND)
    pace.refused(ANN, 0.0)
    pace.refused(BOB, 0.0)
    assert 1.0 / ALL_PER_SECOND < pace.spacing_seconds(60.0) < 1.0 / (ALL_PER_SECOND * 0.75)
    assert pace.spacing_seconds(600.0) == 1.0 / ALL_PER_SECOND


def test_a_server_that_allows_twenty_refuses_few_and_gets_nearly_all_it_allows() -> None:
    """5,000 chats at one instant: at most 2 % refused, in at most 1.3 times the limit's time."""
    pace, now, refused = Pace(ALL_PER_SECOND), 0.0, 0
    taken: deque[float] = deque(maxlen=20)
    sent, chat = 0, 0
    while sent < MESSAGES:
        chat += 1
        if len(taken) == 20 and now - taken[0] < 1.0:
            refused += 1
            pace.refused(chat, now)
        else:
            taken.append(now)
            sent += 1
        now += pace.spacing_seconds(now)
    assert refused / MESSAGES <= 0.02
    assert now <= 1.3 * MESSAGES / 20
