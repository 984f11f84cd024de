"""What the process prints: no token, no name, no reference, no text, whatever goes wrong."""

import json

import pytest

from bot.simulator import faults
from tests.processes.street import Street

REFERENCE = "Canary-Reference-7"
NOTE = "canary note words"
TYPED = "canary typed words"
TROUBLES = (
    faults.Refused(status=401, description=f"Unauthorized {TYPED}"),
    faults.Refused(status=404, description=f"Not Found {TYPED}"),
    faults.Refused(status=400, description=f"Bad Request: {TYPED}"),
    faults.Refused(status=429, description=f"Too Many Requests {TYPED}", retry_after=1),
    faults.Refused(status=500, description=f"Internal Server Error {TYPED}"),
    faults.Lost(accepted=True),
    faults.Lost(accepted=False),
)


@pytest.mark.parametrize("form", ["text", "json"])
async def test_no_line_holds_what_is_personal_or_secret(street: Street, form: str) -> None:
    """A whole enrolment at the most talkative level, with every kind of trouble on the way."""
    program = await street.start_and_greet(LOG_FORMAT=form)
    link = await street.clinic.enrols(
        "Needling only", "Face", "Just now", "Extras", "Note", f">{NOTE}", "Done", f">{REFERENCE}"
    )
    await street.ann.joins(link)
    left = [(method, fault) for fault in TROUBLES for method in ("sendMessage", "getUpdates")]

    def trouble(method: str, parameters: object) -> faults.Fault | None:
        found = next((each for each in left if each[0] == method), None)
        if found is None:
            return None
        left.remove(found)
        return found[1]

    street.trouble = trouble
    for number in range(len(TROUBLES)):
        street.ann.says(f"{TYPED} {number}")
        street.bob.says("/help")
    await street.until(lambda: not left, seconds=90)
    street.cat.says("/help")
    await street.cat.reads("For your own notes")
    assert await program.stop() == 0
    token = street.world.token
    secrets = (token, token.partition(":")[2], link.partition("=")[2], REFERENCE, NOTE, "canary")
    names = ("Ann", "Bob", "Clinic", "Rose", "5550100")
    assert [word for word in (*secrets, *names) if word in program.output] == []
    assert "WARNING" in program.output
    if form == "json":
        assert all(json.loads(line) for line in program.output.splitlines())
