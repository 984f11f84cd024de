"""Keep the name an owner shows, as staff's is kept when they join: others read who has an alert."""

from bot.core import staffing
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming
from bot.ports import Outside


async def name_owner(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    """Note the name of an owner who wrote or tapped, where it is another than before."""
    user, name = incoming.user_id, incoming.name
    if user not in clinic.owners or not name:
        return
    file = await outside.store.load_clinic()
    if staffing.owner_named(file, user, name) is not file:
        await outside.store.change_clinic(
            lambda file: (staffing.owner_named(file, user, name), None)
        )
