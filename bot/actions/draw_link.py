"""Draw the link of an invitation at the moment in which it is sent."""

from bot.core import invitations, staffing
from bot.core.outbox import Media, MessageRow
from bot.ports import File, Outside


async def draw_link(outside: Outside, file: File, row: MessageRow) -> str:
    """Draw the token of an invitation only now: just its hash ever reaches the disk.

    A link that goes out once more after a doubt has a fresh token, and the first picture stops
    working, should it have arrived: one living link is safer than two.
    """
    if row.media is not Media.INVITATION:
        return ""
    token = outside.chance.token()
    number = staffing.number_of(row.key)
    if number is None:
        await outside.store.change_client(
            file.id, lambda each: (invitations.with_token(each, token), None)
        )
    else:
        drawn = invitations.hash_of(token)
        await outside.store.change_clinic(
            lambda each: (staffing.with_token(each, number, drawn), None)
        )
    return outside.messenger.deep_link(token)
