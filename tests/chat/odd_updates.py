"""Updates as nobody sends them: made from the Bot API's own types, nested, oversized and flawed.

One seed makes one update, so that a failure is told by a number.
"""

import json
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.cast import ANN, BOB, CAT, CLINIC
from tests.simulator.test_against_spec import PLACE

GROUP = -1001
DEEPEST = 5
LONG = 5_000
PEOPLE = (ANN, BOB, CAT, CLINIC)
CHATS = (*PEOPLE, GROUP)
FLAWS: tuple[Any, ...] = (None, [], {}, "", -1, True, 2**70, [[[]]], {"id": None})
TEXTS = (
    "/start", "/start x", "/worried", "/forget", "/enrol", "can I swim?", "😀", "", "x" * LONG,
    "v1:worried", "v1:a:x:y:z", "v1:set:zone", "v1:s:open:x:y", "\ud83d", "a\x00b", "*_`[]()~",
)  # fmt: skip
A_DAY = 1_774_630_800
NUMBERS = (*CHATS, 0, 1, -1, A_DAY, 2**31, 2**40, 2**53, -(2**63))
KINDS = ("private", "private", "private", "group", "supergroup", "channel", "odd")
# What people send reaches the most code, so it comes most often.
USUAL = ("message", "message", "edited_message", "callback_query", "my_chat_member")


@cache
def types() -> dict[str, Any]:
    """The Bot API's types, by name."""
    found: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))["types"]
    return found


def whole() -> st.SearchStrategy[dict[str, Any]]:
    """Return the contents of updates of every kind, without their ids, true to their types."""
    return st.integers(0, 2**32 - 1).map(update)


def spoilt() -> st.SearchStrategy[dict[str, Any]]:
    """Return the same with a flaw in each."""
    return st.integers(0, 2**32 - 1).map(flawed)


def update(seed: int) -> dict[str, Any]:
    """Return the content that a seed makes."""
    random = Random(seed)
    fields = {each["name"]: each for each in types()["Update"]["fields"] if each["types"]}
    del fields["update_id"]
    name = random.choice([*USUAL, *fields])
    return {name: _value(random, fields[name]["types"][0], 0)}


def flawed(seed: int) -> dict[str, Any]:
    """Return the content that a seed makes, with one place of it spoilt by the same seed."""
    return _flawed(Random(seed), update(seed))


def _value(random: Random, kind: str, depth: int) -> Any:
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ").split("|")[0]
        most = 3 if depth < DEEPEST else 0
        return [_value(random, inner, depth + 1) for _ in range(random.randint(0, most))]
    if kind == "Integer":
        return random.choice(NUMBERS)
    if kind == "Boolean":
        return random.random() < 0.5
    if kind == "Float":
        return random.uniform(-400, 400)
    return _thing(random, kind, depth) if kind in types() else random.choice(TEXTS)


def _thing(random: Random, kind: str, depth: int) -> dict[str, Any]:
    about = types()[kind]
    if about.get("subtypes") and not about.get("fields"):
        return _thing(random, random.choice(about["subtypes"]), depth)
    share = 0.0 if depth >= DEEPEST else 0.2
    return {
        field["name"]: _field(random, kind, field, depth)
        for field in about.get("fields", ())
        if field["required"] or random.random() < share
    }


def _field(random: Random, kind: str, field: dict[str, Any], depth: int) -> Any:
    """Return a field's value; ids are those of people who are known, kinds those there are."""
    if "const" in field:
        return field["const"]
    if kind in ("Chat", "User") and field["name"] == "id":
        return random.choice(PEOPLE if kind == "User" else CHATS)
    if kind == "Chat" and field["name"] == "type":
        return random.choice(KINDS)
    if field["name"].endswith("date") and random.random() < 0.95:
        return A_DAY
    return _value(random, random.choice(field["types"]), depth + 1)


def _flawed(random: Random, content: dict[str, Any]) -> dict[str, Any]:
    """Return the same with one place of it spoilt: missing, of a wrong type, or unknown."""
    place, name = content, next(iter(content))
    while isinstance(place[name], dict) and place[name] and random.random() < 0.7:
        place = place[name]
        name = random.choice(sorted(place))
    flaw = random.choice(("missing", "wrong", "unknown"))
    if flaw == "missing":
        del place[name]
    else:
        place[name if flaw == "wrong" else "unheard_of"] = random.choice(FLAWS)
    return content
