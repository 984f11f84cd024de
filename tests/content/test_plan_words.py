"""Whether the shipped words and the rule table fit: times, fields, names, sources, numbers to call.

The files are read as anyone could; how the program checks them is tested beside `leaflets`.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.content.shipped import (
    FIELD,
    body,
    care_leaflets,
    cited,
    key_of,
    leaflet,
    phrases,
    plan,
    sources,
    stems,
    stems_below,
)

RULE_FIELD = re.compile(r"\{(may|until|from):([a-z_]+)\}")
WAITING = re.compile(r"\d|\b(?:hours?|days?|weeks?)\b", re.IGNORECASE)
LONG_TIMES = re.compile(r"\b(?:months?|years?)\b", re.IGNORECASE)
PUBLIC_FIELDS = {"emergency_number", "clinic_phone", "interval:default"}
OWN_FIELDS = {"products", "note", "goal", "sessions", "interval"}
TODAY_FIELDS = {"date", "strong_sun", "sun_index", "sun_note"}
CALL_FIELDS = {"crisis_line", "urgent_care_name", "urgent_care_number", "next_opening", "call_now"}
KNOWN_FIELDS = PUBLIC_FIELDS | OWN_FIELDS | TODAY_FIELDS | CALL_FIELDS


@pytest.mark.parametrize("stem", care_leaflets())
def test_no_waiting_time_stands_outside_the_rule_table(stem: str) -> None:
    """Digits, hours, days and weeks come from fields; the plan lists the few exceptions."""
    text = FIELD.sub("", body(stem))
    for phrase in plan()["check"]["allowed"]["en"]:
        text = text.replace(phrase, "")
    assert WAITING.findall(text) == []
    if key_of(stem) not in plan()["check"]["results_leaflets"]:
        assert LONG_TIMES.findall(text) == []


@pytest.mark.parametrize("stem", care_leaflets())
def test_every_field_is_one_that_is_filled(stem: str) -> None:
    """A field is of the known list, or names a restriction of the plan."""
    found = {field[1:-1] for field in FIELD.findall(body(stem))}
    rules = {f"{kind}:{name}" for kind, name in RULE_FIELD.findall(body(stem))}
    assert found - rules - KNOWN_FIELDS == set()
    assert {rule.partition(":")[2] for rule in rules} - set(plan()["restrictions"]) == set()


def test_what_the_notes_tell_to_do_is_marked_as_care() -> None:
    """While an alert is open the notes and /can agree: what was begun goes on."""
    told: set[str] = set()
    for stem in care_leaflets():
        _, _, below = body(stem).partition(f"**{phrases()['headings']['do']}**")
        items = below.strip().split("\n\n")[0]
        told |= {name for kind, name in RULE_FIELD.findall(items) if kind in ("may", "from")}
    told.add(plan()["sun"]["gate"])
    assert "moisturiser" in told
    rules = plan()["restrictions"]
    assert sorted(name for name in told if not rules[name].get("care")) == []


@pytest.mark.parametrize("stem", stems())
def test_a_leaflet_names_only_rules_that_concern_its_readers(stem: str) -> None:
    """A variant's rules know its area; a plain leaflet's know each area that may be sent it."""
    key, _, area = stem.partition(".")
    with_their_own = {other.partition(".")[2] for other in stems(key)} - {""}
    readers = {area} if area else set(plan()["areas"]) - with_their_own
    for _, name in RULE_FIELD.findall(body(stem)):
        assert readers - set(plan()["restrictions"][name]["hours"]) == set()


@pytest.mark.parametrize("stem", [name for name in stems() if name.startswith("procedure-")])
def test_the_procedure_can_be_read_by_anyone(stem: str) -> None:
    """It is public: no field there needs a client."""
    assert {field[1:-1] for field in FIELD.findall(body(stem))} - PUBLIC_FIELDS == set()


@pytest.mark.parametrize("row", plan()["guidance"], ids=lambda row: str(row["leaflet"]))
def test_a_worrying_answer_gets_a_way_to_reach_us(row: Mapping[str, Any]) -> None:
    """What is urgent is passed on, with our number; what is amber says when to call."""
    text = body(row["leaflet"])
    assert ("We are passing this on." in text) == ("urgency" in row)
    if "urgency" in row or row.get("amber"):
        assert any(field in text for field in ("{clinic_phone}", "{call_now}"))


@pytest.mark.parametrize("question", ["feeling", "pain", "swelling"])
def test_a_worrying_answer_of_the_first_days_also_names_the_emergency_number(question: str) -> None:
    """Such an answer may hide more than the question asked."""
    rows = [row for row in plan()["guidance"] if row["question"] == question]
    worrying = [row["leaflet"] for row in rows if "urgency" in row or row.get("amber")]
    line = "**Call {emergency_number} now if**"
    assert [name for name in worrying if line not in body(name)] == []


@pytest.mark.parametrize(
    ("question", "option", "hours", "urgency", "amber"),
    [
        ("feeling", "better", 16, None, False),
        ("feeling", "same", 16, None, False),
        ("feeling", "worse", 47, None, True),
        ("feeling", "worse", 48, "same_day", False),
        ("pain", "3", 120, None, False),
        ("pain", "4", 47, None, True),
        ("pain", "4", 48, "same_day", False),
        ("pain", "7", 0, "same_day", False),
        ("pain", "10", 160, "same_day", False),
        ("swelling", "some", 70, None, False),
        ("swelling", "some", 96, None, True),
        ("swelling", "a_lot", 47, None, True),
        ("swelling", "a_lot", 48, "same_day", False),
        ("still_marked", "clearly", 240, "same_day", False),
        ("late_signs", "none", 336, None, False),
        ("late_signs", "lumps", 336, "same_day", False),
        ("late_signs", "patches", 672, "same_day", False),
        ("late_signs", "lines", 2016, "same_day", False),
        ("late_signs", "other", 2016, "same_day", False),
    ],
)
def test_an_answer_means_what_the_clinical_notes_say(
    question: str, option: str, hours: int, urgency: str | None, amber: bool
) -> None:
    """The first row that fits the answer and the hours decides (CLINICAL section 6)."""
    row = _first_that_fits(question, option, hours)
    assert row.get("urgency") == urgency
    assert row.get("amber", False) == amber


def _first_that_fits(question: str, option: str, hours: int) -> Mapping[str, Any]:
    for row in plan()["guidance"]:
        fits = row["question"] == question and option in row["options"]
        if fits and row.get("from_hours", 0) <= hours < row.get("until_hours", hours + 1):
            return dict(row)
    return {}


@pytest.mark.parametrize("stem", stems())
def test_every_leaflet_names_its_sources_and_says_openly_that_it_is_unsigned(stem: str) -> None:
    """Ours ships unsigned; each source stands in sources.toml."""
    front = leaflet(stem).metadata
    signed = [front[name] for name in ("reviewed_by", "reviewed_on", "review_due", "signature")]
    assert front["title"]
    assert cited(stem)
    assert set(cited(stem)) - set(sources()) == set()
    assert signed == ["", "", "", ""]


def test_every_source_is_used_and_every_rule_has_one() -> None:
    """A source nobody cites would only look like support."""
    rules = [*plan()["restrictions"].values(), *plan()["review"].values()]
    assert [rule for rule in rules if not rule["sources"]] == []
    texts = (*stems(), *stems_below("topics"), *stems_below("signs"))
    named = [*(rule["sources"] for rule in rules), *(cited(stem) for stem in texts)]
    assert {source for names in named for source in names} == set(sources())


def test_every_text_the_plan_names_is_there() -> None:
    """Steps, sun, guidance and the procedure's buttons have their leaflets."""
    sun = plan()["sun"]
    named = {row["leaflet"] for row in plan()["guidance"]} | set(plan()["procedure"])
    named |= {step["leaflet"] for step in plan()["steps"]} - {"day"}
    named |= {f"day-{day}" for day in plan()["card_days"]}
    named |= {sun["before_gate_leaflet"], sun["gate_leaflet"], *sun["line_leaflet"].values()}
    assert named - set(stems()) == set()


@pytest.mark.parametrize("table", ["areas", "goals", "products", "procedure"])
def test_every_name_in_a_list_of_the_plan_has_its_words(table: str) -> None:
    """Areas, goals, products and the procedure's buttons: none missing, none too many."""
    assert set(phrases()[table]) == set(plan()[table])


def test_every_rule_and_question_has_its_words() -> None:
    """Kinds, restrictions, conditions, questions and each of their answers."""
    words, rules = phrases(), plan()
    conditions = {row["condition"] for row in rules["restrictions"].values() if "condition" in row}
    answers = {name: set(question["options"]) for name, question in rules["questions"].items()}
    assert set(words["kinds"]) == {*rules["accepted_kinds"], *rules["refused_kinds"]}
    assert set(words["restrictions"]) == set(rules["restrictions"])
    assert set(words["conditions"]) == conditions
    assert set(words["questions"]) == set(rules["questions"])
    assert {name: set(words["options"][name]) for name in answers} == answers


def test_a_course_has_at_most_ten_sounds() -> None:
    """Ten pushes with a sound, four of them left with "fewer"."""
    sounds = [step for step in plan()["steps"] if step["audible"]]
    fewer = [step for step in sounds if step.get("audible_with_fewer")]
    assert sum(len(step.get("days", [0])) for step in sounds) == 10
    assert sum(len(step.get("days", [0])) for step in fewer) == 4


def test_body_never_waits_less_than_face() -> None:
    """Body skin heals more slowly, so no rule is shorter there."""
    hours = {name: row["hours"] for name, row in plan()["restrictions"].items()}
    assert [name for name, own in hours.items() if own.get("body", 9999) < own.get("face", 0)] == []


def test_sunscreen_never_opens_before_a_full_day() -> None:
    """The gate of the sun is the rule of sunscreen, at 24 hours or later for every area."""
    gate = plan()["restrictions"][plan()["sun"]["gate"]]
    assert set(gate["hours"]) == set(plan()["areas"])
    assert min(gate["hours"].values()) >= 24
