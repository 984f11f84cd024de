"""Every fault of the plan is told in its author's words, with place and mend."""

import pytest

from tests.content.small_pack import Folder

PLAN_FILE = "content/small/plan.toml"
CHECK_IN = """[check_in]
from_hours = 48
leaflet = "worse"
ask = "feeling"
still_leaflet = "worse"
still = { feeling = ["worse"] }
"""
DAY_STEP = f"{PLAN_FILE} [[steps]] number 2"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "Small"\n', "", f"{PLAN_FILE}: 'title' is missing. Write it, as: title = \"…\""),
        (
            'title = "Small"',
            "title = 1",
            f"{PLAN_FILE}: 'title' is not of the right form. Write it as: title = \"…\"",
        ),
        (
            'areas = ["face", "body"]',
            'areas = "face"',
            f"{PLAN_FILE}: 'areas' is not of the right form. Write it as: areas = [\"…\"]",
        ),
        ("card_days = [0, 3]", "card_days = [3]", f"{PLAN_FILE}: card_days must start with 0, "),
        (
            "card_days = [0, 3]",
            'card_days = ["0"]',
            f"{PLAN_FILE}: 'card_days' is not of the right form. Write it as: card_days = [1, 2]",
        ),
        (
            "card_days = [0, 3]\n",
            "card_days = [0, 3]\nphoto_days = [0, 99]\n",
            f"{PLAN_FILE}: photo_days names day 99, on which no message goes out.",
        ),
        (
            "card_days = [0, 3]\n",
            'card_days = [0, 3]\nphoto_days = ["0"]\n',
            f"{PLAN_FILE}: 'photo_days' is not of the right form.",
        ),
        ("default = 4\n", "", f"{PLAN_FILE}: [minimum_interval_weeks] must have a default, as: "),
        (
            "default = 4\n",
            "default = 4\nscars = 6\n",
            f"{PLAN_FILE}: [minimum_interval_weeks] names 'scars', which is no goal and no area.",
        ),
        (
            'kind = "message"',
            'kind = "mesage"',
            f"{DAY_STEP}: 'kind' cannot be \"mesage\". Write one of: card · card_edit · message · ",
        ),
        (
            "audible = true",
            'audible = "yes"',
            f"{DAY_STEP}: 'audible' is not of the right form. Write it as: audible = true",
        ),
        (
            "audible = true",
            "audable = true",
            f"{DAY_STEP}: 'audable' is not known here. Known are: after_hours, at, audible, ",
        ),
        (
            'kind = "message"\ndays = [3]\nat = "09:00"',
            'kind = "message"\ndays = [3]\nat = "9 am"',
            f"{DAY_STEP}: 'at' is not of the right form. Write it as: at = \"09:00\"",
        ),
        (
            'at = "09:00"\nleaflet = "day"',
            'at = "09:00"\nafter_hours = 3\nleaflet = "day"',
            f"{DAY_STEP}: a step has either 'at' (a time of day) or 'after_hours'. Take one away.",
        ),
        (
            'at = "09:00"\nleaflet = "day"',
            'leaflet = "day"',
            f"{PLAN_FILE}: step 'day-3' has no time. Write at = \"09:00\" or after_hours = 24.",
        ),
        (
            'days = [3]\nat = "09:00"\nleaflet = "day"',
            'days = [3, 3]\nat = "09:00"\nleaflet = "day"',
            f"{PLAN_FILE}: there are 2 steps named 'day-3'. Give each its own name or day.",
        ),
        (
            'questions = ["feeling"]',
            'questions = ["mood"]',
            f"{PLAN_FILE}: step 'day-3' asks 'mood', which is not in [questions].",
        ),
        (
            "audible = true",
            "audible_with_fewer = true",
            f"{PLAN_FILE}: step 'day-3' is audible_with_fewer but not audible. Set both.",
        ),
        (
            'name = "card"\nkind = "card"',
            'name = "card"\nkind = "card_edit"',
            f'{PLAN_FILE}: there must be exactly one step of kind = "card".',
        ),
        (
            "hours = { face = 48, body = 48 }",
            "hours = { nose = 48, face = 48, body = 48 }",
            f"{PLAN_FILE}: [restrictions.makeup] names the area 'nose', which is not in areas.",
        ),
        (
            'kind = "from"\nhours = { face = 48, body = 48 }',
            'kind = "from"',
            f"{PLAN_FILE} [restrictions] [makeup]: 'hours' is missing. Write it for each ",
        ),
        (
            "hours = { face = 48, body = 48 }",
            "hours = { face = -1 }",
            f"{PLAN_FILE} [restrictions] [makeup]: 'hours' is not of the right form. Write it as: ",
        ),
        (
            "hours = { face = 24, body = 24 }",
            "hours = { face = 24 }",
            f'{PLAN_FILE}: [restrictions.sunscreen] is the gate: it needs kind = "from" and ',
        ),
        (
            'gate = "sunscreen"',
            'gate = "parasol"',
            f"{PLAN_FILE}: [sun] gate names 'parasol', which is not in [restrictions].",
        ),
        (
            '{ default = "line" }',
            '{ body = "line" }',
            f"{PLAN_FILE} [sun]: 'line_leaflet' must name a leaflet, as: ",
        ),
        (
            'calm = ["better"]',
            'calm = ["bettter"]',
            f"{PLAN_FILE}: [questions.feeling] calls 'bettter' calm, which is not an option.",
        ),
        (
            'options = ["worse"]',
            'options = ["wurse"]',
            f"{PLAN_FILE}: [[guidance]] for 'feeling' names 'wurse', which is not an option.",
        ),
        (
            'question = "feeling"',
            'question = "mood"',
            f"{PLAN_FILE}: [[guidance]] names the question 'mood', which does not exist.",
        ),
        (
            'leaflet = "worse"',
            'leaflet = "worse"\nask = "mood"',
            f"{PLAN_FILE}: [[guidance]] for 'feeling' asks 'mood', which does not exist.",
        ),
        (
            'leaflet = "worse"',
            'leaflet = "worse"\nurgency = "soon"',
            f"{PLAN_FILE} [[guidance]] number 1: 'urgency' cannot be \"soon\". Write one of: ",
        ),
        (
            "[review.steps]",
            "[review.stairs]",
            f"{PLAN_FILE}: [review.stairs] is not known. Known are: steps, restrictions, sun, ",
        ),
        (
            'sources = ["S1"]',
            'sources = ["S9"]',
            f"{PLAN_FILE} [restrictions.sunscreen]: the source 'S9' is not in sources.toml. ",
        ),
        (
            "[check]",
            "[chekc]",
            f"{PLAN_FILE}: 'chekc' is not known here. Known are: accepted_kinds, areas, ",
        ),
        (
            'procedure = ["what"]',
            'procedure = ["why"]',
            "content/small/en/why.md: this leaflet is ",
        ),
        ("card_days = [0, 3]", "card_days = [0, 3, 5]", "content/small/en/day-5.md: this leaflet "),
        (
            "[check]\n",
            f"{CHECK_IN}rise = {{ pain = 2 }}\n\n[check]\n",
            f"{PLAN_FILE}: [check_in] names the question 'pain', which does not exist.",
        ),
        (
            "[check]\n",
            CHECK_IN.replace('["worse"]', '["bad"]') + "\n[check]\n",
            f"{PLAN_FILE}: [check_in] still for 'feeling' names 'bad', which is not an option.",
        ),
    ],
)
def test_a_fault_of_the_plan_names_its_place_and_mend(
    folder: Folder, old: str, new: str, fault: str
) -> None:
    """One change, and the sentence that helps to mend it."""
    folder.change("plan.toml", old, new)
    assert [found for found in folder.faults() if found.startswith(fault)] != []


def test_more_than_ten_sounds_are_a_fault(folder: Folder) -> None:
    """That is what clients are told when they agree."""
    folder.change(
        "plan.toml",
        'days = [3]\nat = "09:00"\nleaflet = "day"',
        'days = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]\nat = "09:00"\nleaflet = "day"',
    )
    expected = f"{PLAN_FILE}: 11 messages make a sound; at most 10 may in a course."
    assert folder.faults() == (expected,)


def test_all_faults_are_told_at_once(folder: Folder) -> None:
    """Nobody mends one to find the next."""
    folder.change("plan.toml", 'gate = "sunscreen"', 'gate = "parasol"')
    folder.leaflet("worse", "Wait 48 hours.")
    assert len(folder.faults()) == 2


def test_days_without_a_card_of_their_own_keep_the_last_one(folder: Folder) -> None:
    """The leaflet "day" on day 5 is that of day 3."""
    folder.change(
        "plan.toml",
        'days = [3]\nat = "09:00"\nleaflet = "day"',
        'days = [3, 5]\nat = "09:00"\nleaflet = "day"',
    )
    steps = {step.name: step.leaflet for step in folder.read().packs["small"].steps}
    assert steps == {"card": "day-0", "day-3": "day-3", "day-5": "day-3", "sun-3": "line"}
