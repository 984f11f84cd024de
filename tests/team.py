"""The staff of a town beside its owner: a clinician, somebody at the desk, one who was removed."""

from tests.cast import Town
from tests.phone import Phone

CLINICIAN, DESK, GONE = 21, 22, 23
NAMES = {CLINICIAN: "Clinician", DESK: "Desk", GONE: "Gone"}
INVITE = {
    CLINICIAN: "Invite a clinician",
    DESK: "Invite the front desk",
    GONE: "Invite a clinician",
}


async def staff_link(town: Town, label: str = "Invite the front desk") -> str:
    """Let the owner make a link for one new member of staff; return it."""
    await town.clinic.says("/staff")
    await town.clinic.taps(label)
    return town.link()


async def join(town: Town, user: int) -> Phone:
    """Let that person join by a link of their own; return their phone."""
    town.world.add_user(user, NAMES[user], language_code="en")
    phone = town.phone(user)
    await phone.opens(await staff_link(town, INVITE[user]))
    return phone


async def remove(town: Town, user: int) -> None:
    """Let the owner remove that person."""
    await town.clinic.says("/staff")
    await town.clinic.taps(NAMES[user], "Remove", "Yes, remove")


async def assemble(town: Town) -> None:
    """Let all three join, and remove the one who is gone."""
    for user in NAMES:
        await join(town, user)
    await remove(town, GONE)
