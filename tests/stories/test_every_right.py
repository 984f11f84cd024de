"""Every staff action, tried by everybody: by message, by forged button, and in the wrong chat.

Whether an action took place is read from what is kept, and for a look at no client's file from the
words; so a new action that asks for no right fails here as soon as it stands in the table.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core import audit
from bot.core.client import Alert, ClientFile, Event
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, FileId, UserId
from bot.core.pack import Urgency
from bot.ports import NotFound
from tests import kept_town, team
from tests.cast import ANN, CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.photographing import add
from tests.team import CLINICIAN, DESK, GONE

GROUP = -900
NOON = FRIDAY_AFTERNOON - timedelta(hours=5)
WHO = {
    "stranger": DAN,
    "client": ANN,
    "removed staff": GONE,
    "desk": DESK,
    "clinician": CLINICIAN,
    "owner": CLINIC,
}
STAFF = frozenset({"desk", "clinician", "owner"})
TRUSTED = frozenset({"clinician", "owner"})
OWNER = frozenset({"owner"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What is typed or forged, who may, and how a screen begins that changes nothing kept."""

    does: str
    allowed: frozenset[str]
    shows: str = ""


MESSAGES = {
    "begin an enrolment": Action(does="/enrol", allowed=STAFF),
    "look at the rules": Action(does="/rules K-1", allowed=STAFF, shows="K-1: which"),
    "see the board": Action(does="/board", allowed=STAFF, shows="Today · clients"),
    "see a client": Action(does="/client K-1", allowed=STAFF, shows="K-1 · day"),
    "be asked which client": Action(does="/client", allowed=STAFF, shows="Which client?"),
    "see the digest": Action(does="/digest", allowed=STAFF, shows="Who wants a look"),
    "see closed days": Action(does="/closed", allowed=STAFF, shows="The clinic is closed on"),
    "list alerts": Action(does="/alerts", allowed=STAFF, shows="Open alerts"),
    "close days": Action(does="/closed 2026-12-24..2026-12-27", allowed=TRUSTED),
    "see photos": Action(does="/photos K-1", allowed=TRUSTED, shows="K-1: photos"),
    "see the staff": Action(does="/staff", allowed=OWNER, shows="Who works here."),
    "see the languages": Action(does="/language", allowed=STAFF, shows="I write to you in:"),
    "see the numbers": Action(does="/numbers", allowed=OWNER, shows="The clinic's numbers:"),
    "hold a drill": Action(does="/drill", allowed=OWNER),
}
BUTTONS = {
    "renew a link": Action(does="v1:s:renew:{invited}", allowed=STAFF),
    "correct a time": Action(does="v1:s:time:{file}", allowed=STAFF),
    "look at the course": Action(does="v1:s:course:{file}", allowed=STAFF, shows="K-1: session 1"),
    "ask what was wrong": Action(does="v1:s:wrong:{file}", allowed=STAFF, shows="K-1: what was"),
    "correct areas": Action(does="v1:s:wrong:{file}:areas", allowed=STAFF),
    "enter the next": Action(does="v1:s:next:{file}", allowed=STAFF),
    "pause": Action(does="v1:s:pause:{file}:7", allowed=STAFF),
    "ask why it ends": Action(does="v1:s:end:{file}", allowed=STAFF, shows="K-1: why does"),
    "end a course with an alert open": Action(does="v1:s:end:{file}:done:yes", allowed=TRUSTED),
    "turn the question on": Action(does="v1:t:offer:opinion:on", allowed=OWNER),
    "open words": Action(does="v1:s:open:{file}:{message}", allowed=TRUSTED),
    "choose a language": Action(does="v1:l:de", allowed=STAFF, shows="Ich schreibe Ihnen auf:"),
    "answer": Action(does="v1:s:write:{file}", allowed=TRUSTED, shows="K-1: type"),
    "answer after all": Action(does="v1:s:nowrite:{file}", allowed=TRUSTED, shows="K-1: nothing"),
    "ready-made": Action(does="v1:s:ready:{file}:0", allowed=TRUSTED, shows="K-1: which"),
    "read one": Action(does="v1:s:show:{file}:ready-come", allowed=TRUSTED, shows="K-1 would"),
    "change one": Action(does="v1:s:own:{file}:ready-come", allowed=TRUSTED, shows="K-1: copy"),
    "send one": Action(does="v1:s:send:{file}:ready-come", allowed=TRUSTED),
    "take an alert": Action(does="v1:s:claim:{file}:worried-1", allowed=STAFF),
    "take it over": Action(does="v1:s:take:{file}:worried-1", allowed=STAFF),
    "hand it on": Action(does="v1:s:handon:{file}:signs-3", allowed=STAFF),
    "ask how it went": Action(does="v1:s:close:{file}:worried-1", allowed=STAFF, shows="Close K-1"),
    "close an alert": Action(does="v1:s:outcome:{file}:worried-1:phoned", allowed=STAFF),
    "close an emergency": Action(does="v1:s:outcome:{file}:emergency-2:seen", allowed=TRUSTED),
    "open an alert again": Action(does="v1:s:reopen:{file}:answers-4", allowed=STAFF),
    "look at an alert": Action(does="v1:s:alert:{file}:worried-1", allowed=STAFF, shows="K-1 is w"),
    "turn the list": Action(does="v1:alerts:0", allowed=STAFF, shows="Open alerts"),
    "see the board": Action(does="v1:b:0", allowed=STAFF, shows="Today · clients"),
    "see a client": Action(does="v1:s:view:{file}", allowed=STAFF, shows="K-1 · day"),
    "see a client here": Action(does="v1:s:view:{file}:here", allowed=STAFF, shows="K-1 · day"),
    "see a timeline": Action(does="v1:s:line:{file}:0", allowed=STAFF, shows="K-1, newest"),
    "see who looked": Action(does="v1:s:seen:{file}", allowed=OWNER, shows="K-1: who looked"),
    "export the record": Action(does="v1:s:record:{file}", allowed=TRUSTED),
    "switch the digest": Action(does="v1:g:off", allowed=STAFF, shows="This list comes no more"),
    "look at the rules": Action(does="v1:s:rules:{file}", allowed=STAFF, shows="K-1: which"),
    "see the curve": Action(does="v1:s:curve:{file}", allowed=TRUSTED, shows="K-1, day 0: the"),
    "look at one rule": Action(does="v1:s:rule:{file}:makeup", allowed=STAFF, shows="K-1: M"),
    "tighten a rule": Action(does="v1:s:rule:{file}:makeup:120:yes", allowed=STAFF),
    "loosen a rule": Action(does="v1:s:rule:{file}:makeup:24:yes", allowed=TRUSTED),
    "see photos": Action(does="v1:s:photos:{file}", allowed=TRUSTED, shows="K-1: photos"),
    "see a photo": Action(does="v1:s:photo:{file}:{photo}", allowed=TRUSTED, shows="K-1, day 0"),
    "open again": Action(does="v1:k:open:2026-04-01", allowed=TRUSTED),
    "see the staff": Action(does="v1:t:list:0", allowed=OWNER, shows="Who works here."),
    "see a person": Action(does="v1:t:one:24", allowed=OWNER, shows="Other\n"),
    "ask to remove": Action(does="v1:t:remove:24", allowed=OWNER, shows="Remove Other"),
    "remove": Action(does="v1:t:remove:24:yes", allowed=OWNER),
    "give a role": Action(does="v1:t:role:24:desk", allowed=OWNER),
    "invite": Action(does="v1:t:invite:clinician", allowed=OWNER),
    "hold a drill": Action(does="v1:t:drill", allowed=OWNER),
    "switch monthly drills": Action(does="v1:t:monthly:on", allowed=OWNER),
    "answer a drill": Action(does="v1:d:got:1", allowed=STAFF),
    "take a link back": Action(does="v1:t:back:{link}", allowed=OWNER),
}
ACTIONS = {
    **{f"message: {name}": action for name, action in MESSAGES.items()},
    **{f"button: {name}": action for name, action in BUTTONS.items()},
}
# Who may gets the town as it was prepared for the first test; who may not, one that lived on.
PREPARED: dict[str, tuple[kept_town.KeptTown, dict[str, str]]] = {}
# The least of those who may is tried each time; who may as well, with the slow tests.
RANKS = ("owner", "clinician", "desk")
ALLOWED = [
    pytest.param(name, who, marks=() if is_least else pytest.mark.slow)
    for name, action in ACTIONS.items()
    for who in RANKS
    if who in action.allowed
    for is_least in [who == [each for each in RANKS if each in action.allowed][-1]]
]


async def prepared(raise_town: RaiseTown, who: str) -> tuple[Town, dict[str, str]]:
    """A town with everybody, a client with alerts, a link unopened, closed days; and the ids."""
    town = await raise_town(NOON, staff_chat=GROUP)
    await team.assemble(town)
    town.world.add_user(24, "Other")
    await town.phone(24).opens(await team.staff_link(town, "Invite a clinician"))
    await team.staff_link(town)
    await town.clinic.says("/closed 2026-04-01")
    await town.clinic.says("/drill")
    await town.link_ann()
    linked = await town.store.client_of_chat(ChatId(ANN))
    await add(town)
    (photo,) = (await town.file()).photos
    await town.ann.taps("I'm worried")
    await town.store.change_client(
        linked or FileId(""), lambda file: (with_alerts(file, who), None)
    )
    await town.ann.says("Is it the blue one?")
    message = (await town.file()).messages[-1].id
    await town.dan.says("/start")
    await town.enrol()
    town.world.create_group(GROUP, "Staff", [CLINIC, *(set(WHO.values()) - {CLINIC})])
    # The drill is over then, and the alarm old enough for another one.
    await town.pass_until(town.clock.now() + timedelta(hours=2))
    invited = await town.store.client_of_reference("K-2")
    ids = {"file": str(linked), "invited": str(invited), "link": "5"}
    ids |= {"message": message, "photo": photo.id}
    return town, ids


def with_alerts(file: ClientFile, who: str) -> ClientFile:
    """Ann's file with an emergency, one that this person has, and one that was closed."""
    known = {
        "emergency-2": Urgency.EMERGENCY,
        "signs-3": Urgency.SAME_DAY,
        "answers-4": Urgency.SAME_DAY,
    }
    fresh = {
        name: Alert(id=name, concern=name.split("-")[0], urgency=urgency, raised_at=NOON)
        for name, urgency in known.items()
    }
    fresh["signs-3"] = replace(fresh["signs-3"], claimed_by=UserId(WHO[who]))
    fresh["answers-4"] = replace(fresh["answers-4"], closed_at=FRIDAY_AFTERNOON)
    return replace(file, alerts=(*file.alerts, *fresh.values()))


def changes_in(file: ClientFile) -> list[Event]:
    """What people of the clinic did; what those who only looked saw is read from their chat."""
    done = [event for event in file.events if event.name != audit.SEEN]
    return [event for event in done if event.who.isdecimal()]


def closed_in(file: ClientFile) -> list[str]:
    """The alerts that are closed: a client's own words may raise one, and close none."""
    return [alert.id for alert in file.alerts if alert.closed_at is not None]


async def kept(town: Town, user: int) -> tuple[object, ...]:
    """All that an action could change: clients without their messages, the clinic, the form."""
    files = [await town.store.load(each) for each in sorted(await town.store.client_ids())]
    clients = [
        (each.client, each.sessions, each.invitation, closed_in(each), changes_in(each))
        for each in files
        if isinstance(each, ClientFile)
    ]
    clinic = replace(await town.store.load_clinic(), version=0, last_code=0)
    try:
        desk = await town.store.load(desk_id(user))
    except NotFound:
        return clients, clinic, None
    assert isinstance(desk, DeskFile)
    return clients, clinic, desk.draft


def act(town: Town, name: str, who: str, ids: dict[str, str], chat: int) -> None:
    """Type it, or press a button of that kind, in a chat."""
    does, user = ACTIONS[name].does.format(**ids), WHO[who]
    if name.startswith("message"):
        town.world.send_text(user, does, chat_id=chat)
    else:
        newest = [each.id for each in town.world.chat(chat) if each.from_bot][-1]
        town.world.forge(user, chat, newest, does)


async def took_place(town: Town, name: str, who: str, ids: dict[str, str], chat: int) -> bool:
    """Do it and tell whether anything came of it."""
    user, shows = WHO[who], ACTIONS[name].shows
    before = await kept(town, user)
    read = {each.id: each.words for each in town.phone(user).received}
    act(town, name, who, ids, chat)
    await town.app.settle()
    new = [each for each in town.phone(user).received if read.get(each.id) != each.words]
    is_shown = shows != "" and any(each.words.startswith(shows) for each in new)
    return is_shown or await kept(town, user) != before


@pytest.mark.parametrize(("name", "who"), ALLOWED)
async def test_who_may_does_it(raise_town: RaiseTown, name: str, who: str) -> None:
    """In the person's own chat with the bot: else the two tests below would prove nothing."""
    if who not in PREPARED:
        town, ids = await prepared(raise_town, who)
        PREPARED[who] = kept_town.keep(town), ids
    kept_one, ids = PREPARED[who]
    town = await kept_one.taken_up()
    assert await took_place(town, name, who, ids, WHO[who])
    town.check()


@pytest.mark.parametrize("who", WHO)
async def test_who_may_not_does_nothing(raise_town: RaiseTown, who: str) -> None:
    """Each action, typed or forged, in the person's own chat."""
    town, ids = await prepared(raise_town, who)
    refused = [name for name, action in ACTIONS.items() if who not in action.allowed]
    done = [name for name in refused if await took_place(town, name, who, ids, WHO[who])]
    assert done == []


@pytest.mark.parametrize("who", WHO)
async def test_in_the_wrong_chat_nobody_does_anything(raise_town: RaiseTown, who: str) -> None:
    """In the staff group an owner too is sent to their own chat, and no button works."""
    town, ids = await prepared(raise_town, who)
    # What rang there meanwhile, by code, is the answer to nothing.
    before = {each.id for each in town.world.chat(GROUP)}
    done = [name for name in ACTIONS if await took_place(town, name, who, ids, GROUP)]
    assert done == []
    new = [each for each in town.world.chat(GROUP) if each.id not in before]
    said = {each.words for each in new if each.from_bot and not each.service}
    assert [each for each in said if "K-" in each] == []
