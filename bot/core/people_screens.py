"""Screens on which an owner sees who works at the clinic, invites and removes; and closed days."""

from collections.abc import Sequence
from datetime import date

from bot.core import closing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, ClosedDays, Person, StaffInvitation
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.rights import INVITED_ROLES, Role

PAGE = 10
PEOPLE, CLOSED = "t", "k"
LIST, ONE, ROLE, REMOVE, INVITE, TAKE_BACK = "list", "one", "role", "remove", "invite", "back"
OPEN_AGAIN = "open"
OFFER, ON, OFF = "offer", "on", "off"
OFFERS = {"opinion": "asks_opinion", "booking": "invites_booking"}
YES = "yes"


def listed(
    file: ClinicFile,
    clinic: ClinicFacts,
    invitations: Sequence[StaffInvitation],
    number: int = 0,
) -> Answer:
    """Return a page of the people who work here, with the links that are still open."""
    people = sorted(_here(file, clinic), key=lambda each: (each.name.casefold(), each.id))
    last = max(0, (len(people) - 1) // PAGE)
    number = min(number, last)
    shown = people[number * PAGE : (number + 1) * PAGE]
    blocks = (
        *(Block(leaflet="people.person", values=of_person(each)) for each in shown),
        *(Block(leaflet="people.invited", values=_of_link(each)) for each in invitations),
    )
    before = Button(phrase="button.before", data=_data(LIST, str(number - 1)))
    after = Button(phrase="button.after", data=_data(LIST, str(number + 1)))
    turning = ((before,) if number else ()) + ((after,) if number < last else ())
    return Answer(
        leaflet="people.list" if blocks else "people.none",
        values={"owners": ", ".join(_owners(file, clinic))},
        blocks=blocks,
        keyboard=(
            *((_to_person(each),) for each in shown),
            *((turning,) if turning else ()),
            *((_taking_back(each),) for each in invitations),
            *((_inviting(role),) for role in INVITED_ROLES),
            *((_offer(name, file),) for name in OFFERS),
        ),
    )


def _owners(file: ClinicFile, clinic: ClinicFacts) -> list[str]:
    """Return each owner's name, or their id where they have never written or tapped."""
    return [file.names.get(each, str(each)) for each in sorted(clinic.owners)]


def _here(file: ClinicFile, clinic: ClinicFacts) -> list[Person]:
    """Return who works here by invitation: an owner's rights come from the settings."""
    return [
        each for each in file.people if each.removed_at is None and each.id not in clinic.owners
    ]


def one(person: Person) -> Answer:
    """Return one person with what can be done about them."""
    keyboard = (*keyboard_of(person), (_back(LIST, "0"),))
    return Answer(leaflet="people.one", values=of_person(person), keyboard=keyboard)


def keyboard_of(person: Person) -> Keyboard:
    """Return what can be done about a person."""
    other = next(role for role in INVITED_ROLES if role is not person.role)
    change = Button(phrase=f"people.make_{other}", data=_data(ROLE, str(person.id), other))
    remove = Button(phrase="people.remove", data=_data(REMOVE, str(person.id)))
    return ((change,), (remove,))


def sure(person: Person) -> Answer:
    """Return the question whether that person is really to be removed."""
    yes = Button(phrase="people.remove_yes", data=_data(REMOVE, str(person.id), YES))
    return Answer(
        leaflet="people.sure",
        values=of_person(person),
        keyboard=((yes,), (_back(ONE, str(person.id)),)),
    )


def closed_days(file: ClinicFile, today: date, *, may_change: bool) -> Answer:
    """Return the closed days to come, each with a button that takes it away."""
    coming = closing.coming(file, today)
    lines = [Block(leaflet=_phrase_of(each), values=_of_days(each)) for each in coming]
    how = [Block(leaflet="closed.how")] if may_change else []
    keyboard: Keyboard = tuple((_opening_again(each),) for each in coming) if may_change else ()
    leaflet = "closed.list" if lines else "closed.none"
    return Answer(leaflet=leaflet, blocks=(*lines, *how), keyboard=keyboard)


def _phrase_of(each: ClosedDays) -> str:
    return "closed.one_day" if each.first == each.last else "closed.days"


def of_person(person: Person) -> dict[str, str]:
    """Return a person as the values of a text."""
    return {
        "name": person.name,
        "role_phrase": f"roles.{person.role}",
        "user": str(person.id),
        "joined_at": person.joined_at.isoformat(),
    }


def _of_link(link: StaffInvitation) -> dict[str, str]:
    return {
        "role_phrase": f"roles.{link.role}",
        "number": str(link.number),
        "expires_at": link.expires_at.isoformat(),
    }


def _of_days(each: ClosedDays) -> dict[str, str]:
    return {"first_on": each.first.isoformat(), "last_on": each.last.isoformat()}


def _to_person(person: Person) -> Button:
    values = {"name": person.name}
    return Button(phrase="people.open", data=_data(ONE, str(person.id)), values=values)


def _taking_back(link: StaffInvitation) -> Button:
    number = str(link.number)
    return Button(
        phrase="people.take_back", data=_data(TAKE_BACK, number), values={"number": number}
    )


def _inviting(role: Role) -> Button:
    return Button(phrase=f"people.invite_{role}", data=_data(INVITE, role))


def _opening_again(each: ClosedDays) -> Button:
    data = ":".join(("v1", CLOSED, OPEN_AGAIN, each.first.isoformat()))
    phrase = "closed.open_day" if each.first == each.last else "closed.open_days"
    return Button(phrase=phrase, data=data, values=_of_days(each))


def _offer(name: str, file: ClinicFile) -> Button:
    """Return the switch of an ask of the clinic's; its data says what it turns to."""
    word = OFF if getattr(file, OFFERS[name]) else ON
    return Button(phrase=f"people.{name}_{word}", data=_data(OFFER, name, word))


def _back(*words: str) -> Button:
    return Button(phrase="button.back", data=_data(*words))


def _data(*words: str) -> str:
    return ":".join(("v1", PEOPLE, *words))
