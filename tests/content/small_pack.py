"""A small treatment that has no fault, written to a folder, for tests that put one in."""

from collections.abc import Iterable
from pathlib import Path

from bot import leaflets
from bot.core import stops
from bot.leaflets import phrase_check
from tests.content.small_words import SIGN_WORDS, SIGNS, THINGS, TOPIC

PLAN = """
title = "Small"
consent_version = "1"
areas = ["face", "body"]
accepted_kinds = ["plain"]
procedure = ["what"]
card_days = [0, 3]

[review.steps]
signature = ""

[minimum_interval_weeks]
default = 4

[[steps]]
name = "card"
kind = "card"
day = 0
leaflet = "day-0"

[[steps]]
name = "day"
kind = "message"
days = [3]
at = "09:00"
leaflet = "day"
audible = true
questions = ["feeling"]

[[steps]]
name = "sun"
kind = "sun"
days = [3]
at = "09:00"
leaflet = "line"

[sun]
gate = "sunscreen"
before_gate_leaflet = "before"
gate_leaflet = "gate"
line_leaflet = { default = "line" }

[restrictions.sunscreen]
kind = "from"
hours = { face = 24, body = 24 }
sources = ["S1"]

[restrictions.makeup]
kind = "from"
hours = { face = 48, body = 48 }
condition = "calm"

[restrictions.sauna]
kind = "from"
hours = { face = 168, body = 168 }

[restrictions.picking]
kind = "never"

[questions.feeling]
options = ["better", "worse"]
calm = ["better"]

[[guidance]]
question = "feeling"
options = ["worse"]
leaflet = "worse"

[check]
allowed = { en = ["every day"] }
results_leaflets = ["what"]
never_fall_back = ["emergency", "emergency-crisis", "same-day", "watch"]

[check.private_words]
en = ["skin"]
"""

PHRASES = """
[areas]
face = "Face"
body = "Body"
[kinds]
plain = "Plain"
[restrictions]
sunscreen = "Sunscreen"
makeup = "Make-up"
sauna = "Sauna"
picking = "Picking, peeling"
[conditions]
calm = "if it is calm"
[questions]
feeling = "How is it?"
[options.feeling]
better = "Better"
worse = "Worse"
[answers.feeling]
better = "better"
worse = "worse today"
[languages]
en = "English"
[procedure]
what = "What it is"
[button]
worried = "I'm worried"
[headings]
normal = "Normal today"
do = "Do"
leave_alone = "Leave alone"
call_today = "Call us today if"
call_now = "Call {emergency_number} now if"
[may]
not_yet = "not yet, from {at}"
not_yet_if = "not yet, from {at}, {condition}"
open = "allowed now"
open_if = "allowed now, {condition}"
never = "no"
always = "yes"
until = "until {at}"
over = "no longer needed"
ask = "ask the clinic first"
when_told = "when the clinic says so"
ask_later = "not before {at}, and ask the clinic first"
[sun]
hours = "about {start} to {end}"
low = "not today"
unknown = "around midday"
note_index = "Up to {index}."
note_low = "Cover up."
note_by_clock = "By the clock."
[formats]
date = "EEEE d MMMM"
moment = "EEE d MMMM, HH:mm"
month = "LLLL y"
time = "HH:mm"
weeks.one = "{count} week"
weeks.other = "{count} weeks"
open_until = "today until {time}"
open_now = "open now"
opens_today = "today from {time}"
opens_later = "from {time}"
urgent_care = "urgent care"
"""


CARD_PARTS = (
    "**Normal today**\n\nAnything.",
    "**Do**\n\nNothing.",
    "**Call us today if** it is bad.",
    "**Call {emergency_number} now if** it is worse.",
)
GREETING = "Good morning. Here is your note for today, {date}. Read it in a quiet minute."
DAY_0 = "Welcome.\n\n**Do**\n\n- Rest.\n\n**Leave alone**\n\n- Make-up: {may:makeup}."
DAY_3 = f"{GREETING}\n\n**Do**\n\n- Rest.\n- Drink.\n\n**Leave alone**\n\n- Sauna: {{may:sauna}}."
TEXTS = {
    "day-0": DAY_0,
    "day-3": DAY_3,
    "before": "Shade. Sunscreen may start {from:sunscreen}.",
    "gate": "Sunscreen may start now.",
    "line": "Strong sun: {strong_sun}. Take sunscreen. {sun_note}",
    "what": "What it is, over months.",
    "worse": "Call us: {clinic_phone}.",
    "emergency": "Call {emergency_number} now.",
    "emergency-crisis": "Call {emergency_number} now. You are not alone.",
    "same-day": "Call us today: {clinic_phone}.",
    "watch": "We look again tomorrow.",
}
LEAFLET = '---\ntitle: {title}\nsources: [S1]\nsignature: ""\n---\n{body}\n'
FIRST_LINE = 6  # of a leaflet's text, below the five lines at its top


def completed(phrases: str) -> str:
    """Return phrases with every one the program asks for; a made-up one says its own key."""
    for key, values in phrase_check.needed().items():
        table, _, name = key.rpartition(".")
        words = " ".join((f"The {key}", *(f"{{{value}}}" for value in sorted(values))))
        phrases = _with_phrase(phrases, f"[{table}]\n", name, words)
    return phrases


def _with_phrase(phrases: str, header: str, name: str, words: str) -> str:
    if header not in phrases:
        phrases += header
    before, _, after = phrases.partition(header)
    if f"\n{name} = " in f"\n{after.split('[', 1)[0]}":
        return phrases
    return f'{before}{header}{name} = "{words}"\n{after}'


def as_card(text: str, parts: Iterable[str] = CARD_PARTS) -> str:
    """Return a day card with the parts that every card has, below what the test is about."""
    missing = [part for part in parts if part.split("**")[1] not in text]
    return "\n\n".join([text, *missing])


class Folder:
    """The content folder of one test."""

    def __init__(self, root: Path) -> None:
        """Write content without a fault into a folder named "content"."""
        self.root = root / "content"
        self.write("plan.toml", PLAN)
        self.write("sources.toml", 'S1 = "A book"\n')
        self.write("en/phrases.toml", completed(PHRASES))
        self.write("en/things.toml", THINGS)
        self.write("signs.toml", SIGNS)
        self.write("en/signs.toml", SIGN_WORDS)
        self.topic("signs/spreading", "Cover it. Call us: {clinic_phone}.", kind="sign")
        for name, text in TEXTS.items():
            self.leaflet(name, text)
        for name in stops.LEAFLETS:
            self.leaflet(name, "Phone us: {clinic_phone}.")

    def write(self, name: str, text: str) -> None:
        """Write one file of the treatment."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def leaflet(self, stem: str, text: str, language: str = "en") -> None:
        """Write one leaflet with a title and a source; a day card gets its usual parts."""
        text = as_card(text) if stem.startswith("day-") else text
        self.write(f"{language}/{stem}.md", LEAFLET.format(title=stem, body=text))

    def topic(
        self,
        stem: str,
        text: str,
        *,
        kind: str = "topic",
        questions: str = '"what now?"',
        language: str = "en",
    ) -> None:
        """Write one leaflet of the folder topics/ or signs/."""
        slug = stem.rpartition("/")[2].partition(".")[0]
        top = TOPIC.format(title=slug, slug=slug, kind=kind, questions=questions, body=text)
        self.write(f"{language}/{stem}.md", top)

    def change(self, name: str, old: str, new: str) -> None:
        """Change what stands in a file exactly once."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(name, text.replace(old, new))

    def path(self, name: str) -> Path:
        """Return where a file of the treatment lies."""
        return self.root / "small" / name

    def read(self) -> leaflets.ContentLibrary:
        """Read it all."""
        return leaflets.read(self.root)

    def faults(self) -> tuple[str, ...]:
        """Return what is found wrong."""
        try:
            self.read()
        except leaflets.ContentError as error:
            return error.faults
        return ()
