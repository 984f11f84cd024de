"""What staff can do, by role: the lines of `/help`, and the menu of their chat.

Which commands there are is told by whoever answers them; here is their order, and whose they are.
"""

from collections.abc import Collection

from bot.core.incoming import Answer
from bot.core.outbox import Block
from bot.core.rights import Role

ORDER = (
    "enrol", "board", "client", "photos", "alerts", "digest", "rules", "closed", "numbers", "staff",
    "drill", "help",
)  # fmt: skip
MENU = ("enrol", "board", "client", "alerts", "staff", "digest", "numbers", "closed", "help")
OWNERS_ONLY = frozenset({"staff", "numbers", "drill"})
NOT_DESKS = frozenset({"photos"})


def menu(role: Role, known: Collection[str]) -> tuple[str, ...]:
    """Return the commands of that role's menu; none for who is no staff."""
    if role in (Role.STRANGER, Role.CLIENT):
        return ()
    return tuple(name for name in MENU if name in known and _is_theirs(name, role))


def screen(role: Role, known: Collection[str]) -> Answer:
    """Return what `/help` says: a line for each command of that role."""
    names = [name for name in ORDER if name in known and _is_theirs(name, role)]
    lines = tuple(Block(leaflet=f"staff_help.{name}") for name in names)
    return Answer(leaflet="staff.help", blocks=lines)


def _is_theirs(name: str, role: Role) -> bool:
    if name in NOT_DESKS:
        return role is not Role.DESK
    return role is Role.OWNER or name not in OWNERS_ONLY
