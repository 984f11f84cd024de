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
        *("Needling only", "Face", "Just now", "Extras", "Note", f">{NOTE}", "Done"),
        *(f">{REFERENCE}", REFERENCE),
    )
    await street.ann.joins(link)
    # A good answer between two bad ones: what fails again and again waits longer each time.
    left = {
        method: [each for fault in TROUBLES for each in (fault, None)]
        for method in ("sendMessage", "getUpdates")
    }

    def trouble(method: str, parameters: object) -> faults.Fault | None:
        if not left.get(method):
            return None
        if method == "getUpdates":
            # Something to fetch, so that the good polls in between are short.
            street.bob.says("/procedure")
        return left[method].pop()

    street.trouble = trouble
    for number in range(len(TROUBLES)):
        street.ann.says(f"{TYPED} {number}")
        street.bob.says("/help")
    await street.until(lambda: not any(left.values()), seconds=60)
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
