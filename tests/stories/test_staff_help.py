"""/help for staff and the menu of their chat: each command with one line, by role."""

import pytest

from bot.actions import guide_staff
from bot.core import staff_help
from bot.core.rights import Role
from tests import team
from tests.cast import CLINIC, Town
from tests.team import CLINICIAN, DESK

OWNERS = ("/staff", "/drill")


async def test_help_names_each_command_with_a_line(town: Town) -> None:
    """An owner reads all that there is."""
    said = await town.clinic.says("/help")
    lines = [line for line in said.splitlines() if line.startswith("• /")]
    named = {line.split()[1].removeprefix("/") for line in lines}
    assert named == guide_staff.COMMANDS
    assert len(lines) == len(named)


async def test_help_leaves_out_what_is_an_owners(town: Town) -> None:
    """A clinician and the desk read what they may do."""
    for user in (CLINICIAN, DESK):
        said = await (await team.join(town, user)).says("/help")
        assert "/enrol" in said
        assert [name for name in OWNERS if f"• {name}" in said] == []


async def test_help_stays_on_one_screen(town: Town) -> None:
    """A line each, and one paragraph above them."""
    said = await town.clinic.says("/help")
    assert len(said) < 1_500


async def test_an_owners_command_is_refused_kindly(town: Town) -> None:
    """Typed by somebody else on staff."""
    desk = await team.join(town, DESK)
    assert await desk.says("/drill") == "Only an owner may do that."


async def test_the_menu_names_what_the_role_may_do(town: Town) -> None:
    """As /help does."""
    await team.join(town, DESK)
    menus = {user: [e["command"] for e in town.world.commands_for(user)] for user in (CLINIC, DESK)}
    assert "staff" in menus[CLINIC]
    assert "staff" not in menus[DESK]
    assert "closed" in menus[DESK]


@pytest.mark.parametrize("role", Role)
def test_what_is_to_come_has_its_place(role: Role) -> None:
    """Commands are offered as soon as somebody answers them, in one order; to staff alone."""
    offered = staff_help.menu(role, staff_help.ORDER)
    if role in (Role.STRANGER, Role.CLIENT):
        assert offered == ()
    elif role is Role.OWNER:
        assert offered == staff_help.MENU
    else:
        assert set(staff_help.MENU) - set(offered) == {"staff", "numbers"}
