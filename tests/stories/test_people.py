"""/staff: owners invite by single-use links, see who works here, and remove; rights end at once."""

from bot.store.files import Files
from tests import team
from tests.cast import ANN, CLINIC, Town
from tests.team import CLINICIAN, DESK

WELCOME = "Welcome, Desk. You are staff here: front desk, id 22"


async def test_an_owner_invites_and_hears_who_came(town: Town) -> None:
    """The link makes one person staff; the owner reads name, role and id, and can undo it."""
    desk = await team.join(town, DESK)
    assert desk.newest.words.startswith(WELCOME)
    assert "**" not in town.clinic.newest.words
    assert town.clinic.newest.words.startswith("Desk opened your link and now works here")
    assert "Telegram id 22" in town.clinic.newest.words
    assert town.clinic.buttons == ["Make them clinician", "Remove"]


async def test_the_list_shows_who_works_here_and_open_links(town: Town) -> None:
    """Names, roles, since when; links that nobody has opened, until when."""
    await team.join(town, DESK)
    await team.staff_link(town, "Invite a clinician")
    said = await town.clinic.says("/staff")
    assert "• Desk, front desk, since Fri 27 March, 17:00" in said
    assert "• Link 2, not used yet: clinician, until Mon 30 March, 18:00" in said


async def test_a_link_makes_one_person_staff(town: Town) -> None:
    """The second to open it is told that it was used, and is nobody here."""
    link = await team.staff_link(town)
    await town.bob.opens(link)
    said = await town.cat.opens(link)
    assert said.startswith("This link has been used already; each works for one person.")
    assert (await town.store.load_clinic()).person(town.cat.user_id) is None


async def test_a_link_runs_out(town: Town) -> None:
    """After 72 hours it makes nobody staff, and says so."""
    link = await team.staff_link(town)
    await town.pass_days(3)
    said = await town.bob.opens(link)
    assert said.startswith("This link works no more.")
    assert (await town.store.load_clinic()).people == ()


async def test_a_link_that_was_taken_back_opens_nothing(town: Town) -> None:
    """One tap of the owner."""
    link = await team.staff_link(town)
    await town.clinic.taps("Take back link 1")
    assert (await town.bob.opens(link)).startswith("This link works no more.")
    assert "Link 1" not in await town.clinic.says("/staff")


async def test_only_the_hash_of_a_link_is_kept(town: Town) -> None:
    """The disk never holds the token."""
    link = await team.staff_link(town)
    assert town.disk.holds(link.partition("start=")[2]) == []


async def test_staff_get_alarms_and_may_work(town: Town) -> None:
    """A worry reaches each of them in private, and the desk enrols the next client."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    await town.ann.taps("I'm worried")
    assert desk.newest.words.startswith("K-1 is worried.")
    await desk.taps("Close …", "Phoned them")
    said = await desk.says("/enrol")
    assert said.startswith("New client. What was done?")


async def test_the_desk_closes_an_alert(town: Town) -> None:
    """Its name stands in the history by numeric id."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    await town.ann.taps("I'm worried")
    await desk.taps("Close …", "Phoned them")
    file = await town.file()
    assert file.alerts[0].closed_at is not None
    assert (file.events[-1].name, file.events[-1].who) == ("alert closed", "22")


async def test_a_role_can_be_changed(town: Town) -> None:
    """From the next tap on."""
    await team.join(town, DESK)
    await town.clinic.says("/staff")
    await town.clinic.taps("Desk", "Make them clinician")
    assert "clinician, since" in town.clinic.newest.words
    known = await town.store.load_clinic()
    assert [each.role for each in known.people] == ["clinician"]


async def test_the_desk_may_lengthen_a_time_and_not_shorten_it(town: Town) -> None:
    """Nor take back what a clinician made longer."""
    await town.link_ann()
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    file_id = (await town.file()).id

    async def tries(user: int, hours: str) -> str:
        phone = town.phone(user)
        town.world.forge(user, user, phone.newest.id, f"v1:s:rule:{file_id}:makeup:{hours}")
        await phone.reads()
        return phone.toast

    refused = "Only a clinician may make that shorter."
    assert await tries(desk.user_id, "24:yes") == refused
    assert await tries(desk.user_id, "96:yes") == "Saved."
    assert await tries(clinician.user_id, "120:yes") == "Saved."
    assert await tries(desk.user_id, "96:yes") == refused
    assert await tries(desk.user_id, "rule") == refused
    assert await tries(clinician.user_id, "24:yes") == "Saved."
    assert (await town.file()).session.overrides[0].hours == 24


async def test_a_clients_account_does_not_become_staff(town: Town) -> None:
    """Their worries would be taken for work; the link stays unused."""
    await town.link_ann()
    link = await team.staff_link(town)
    said = await town.ann.opens(link)
    assert said.startswith("This account is linked as a client")
    assert (await town.store.load_clinic()).person(ANN) is None
    assert (await town.bob.opens(link)).startswith("Welcome, Bob.")


async def test_an_owner_who_opens_a_link_does_not_use_it_up(town: Town) -> None:
    """It says whom it is for."""
    link = await team.staff_link(town)
    assert (await town.clinic.opens(link)).startswith("This link makes somebody else staff")
    assert (await town.bob.opens(link)).startswith("Welcome, Bob.")


async def test_somebody_removed_can_be_invited_again(town: Town) -> None:
    """With a new link; the old one stays used."""
    link = await team.staff_link(town)
    await town.bob.opens(link)
    await town.clinic.says("/staff")
    await town.clinic.taps("Bob", "Remove", "Yes, remove")
    assert (await town.bob.opens(link)).startswith("This link has been used already")
    assert (await town.bob.opens(await team.staff_link(town))).startswith("Welcome, Bob.")


async def test_a_restart_forgets_nobody(town: Town) -> None:
    """People and links lie on the disk."""
    await team.join(town, DESK)
    link = await team.staff_link(town)
    await town.restart()
    assert "• Desk, front desk" in await town.clinic.says("/staff")
    assert (await town.bob.opens(link)).startswith("Welcome, Bob.")


async def test_each_tap_on_invite_makes_one_link(town: Town) -> None:
    """Each has its own number and line."""
    await town.clinic.says("/staff")
    await town.clinic.taps("Invite a clinician", "Invite a clinician")
    known = await town.store.load_clinic()
    assert [each.number for each in known.invitations] == [1, 2]


async def test_menus_follow_the_role(town: Town) -> None:
    """Staff see staff commands; whoever was removed sees the clients'."""
    await team.join(town, DESK)
    assert [each["command"] for each in town.world.commands_for(DESK)] == [
        "enrol",
        "board",
        "client",
        "alerts",
        "digest",
        "closed",
        "help",
    ]
    assert "staff" in [each["command"] for each in town.world.commands_for(CLINIC)]
    await team.remove(town, DESK)
    assert "enrol" not in [each["command"] for each in town.world.commands_for(DESK)]


async def test_a_name_cannot_disguise_itself(town: Town) -> None:
    """Signs that turn or hide others go, and markup stays what was typed."""
    town.world.add_user(31, "\u202e**[x](http://a.example)**\u200b", language_code="en")
    await town.phone(31).opens(await team.staff_link(town))
    assert "**[x](http://a.example)** opened your link" in town.clinic.newest.words
    assert "\u202e" not in town.clinic.newest.words


async def test_a_damaged_clinic_file_is_told_and_nobody_gets_in(town: Town) -> None:
    """Owners work on; whoever was invited is a stranger until invited again."""
    desk = await team.join(town, DESK)
    Files(town.disk).write_atomic("clinic.json", b"{")
    await desk.says("/enrol")
    assert desk.newest.words.startswith("Hello. This is the message service of")
    assert "(clinic)" in town.clinic.newest.words
    assert (await town.clinic.says("/enrol")).startswith("New client.")
