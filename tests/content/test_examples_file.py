"""Every fault of a file of examples is told in plain words, and the rest is read."""

import tomllib
from pathlib import Path

import pytest

from bot.core.pack import Urgency
from bot.leaflets import examples_file
from bot.leaflets.faults import Faults
from bot.leaflets.matching import Told
from bot.leaflets.sources import Review, TableFile

PLACE = "content/small/en/examples.toml"


def read(text: str) -> tuple[tuple[Told, ...], list[str]]:
    """Return what a file holds, and the faults told of it."""
    faults = Faults()
    file = TableFile(
        path=Path("examples.toml"),
        place=PLACE,
        language="en",
        tables=tomllib.loads(text),
        review=Review(),
    )
    return examples_file.read_examples(file, faults), list(faults.sentences)


def test_each_message_has_its_verdict_and_its_time() -> None:
    """Hours since the session; on the day itself the first of them."""
    text = '[same_day]\nday_0 = ["pus"]\nday_3 = ["pus!"]\n[no_alarm]\nno_session = ["a film"]\n'
    told, faults = read(text)
    assert [(each.text, each.hours, each.urgency) for each in told] == [
        ("pus", 2.0, Urgency.SAME_DAY),
        ("pus!", 72.0, Urgency.SAME_DAY),
        ("a film", None, None),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[alarm]\nday_1 = ["x"]', "[alarm] is not known here."),
        ('[no_alarm]\nmonday = ["x"]', "write 'monday' of [no_alarm] as: day_2 = [\"…\"]"),
        ("[no_alarm]\nday_1 = [1]", "write 'day_1' of [no_alarm] as: day_2 = [\"…\"]"),
        ('[no_alarm]\nday_1 = "x"', "write 'day_1' of [no_alarm] as: day_2 = [\"…\"]"),
        ('no_alarm = "x"', "write the messages below [no_alarm]"),
    ],
)
def test_what_is_of_the_wrong_form_is_told(text: str, fault: str) -> None:
    """By place, with how to write it; the rest is read all the same."""
    told, faults = read(text)
    assert told == ()
    assert len(faults) == 1
    assert faults[0].startswith(PLACE)
    assert fault in faults[0]


def test_more_messages_than_anybody_can_read_are_too_many() -> None:
    """A limit with a name; what is within it is read."""
    many = ", ".join(f'"m{number}"' for number in range(examples_file.MESSAGES_LIMIT + 1))
    told, faults = read(f"[no_alarm]\nday_1 = [{many}]")
    assert len(told) == examples_file.MESSAGES_LIMIT
    assert "there are more than 5000 messages" in faults[0]
