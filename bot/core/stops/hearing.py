"""A message heard: understood with what is known of the client, and what it tells remembered.

A risk told once (diabetes, say) is kept as the name of its concept: reading every old message anew
for it would cost more, and would keep no less.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import questions
from bot.core.client import ClientFile
from bot.core.questions import Understanding
from bot.core.scene import Scene
from bot.core.triage import Condition, Signs, languages

HOUR_SECONDS = 3600


def heard(scene: Scene, text: str) -> tuple[Scene, Understanding]:
    """Return what a client's text means, and the scene with the risks named in it on the file."""
    understanding = questions.understand(
        text,
        signs=scene.signs,
        topics=scene.topics,
        closest=scene.closest,
        condition=condition(scene.file, scene.now),
    )
    return _remembering(scene, understanding), understanding


def condition(file: ClientFile, now: datetime) -> Condition:
    """Return whose words triage reads: hours since the session, areas, language, known risks.

    A clock that was turned back, to before the session, makes no sign go unheard.
    """
    hours = (now - file.session.ended_at).total_seconds() / HOUR_SECONDS
    return Condition(
        hours=max(hours, 0.0),
        areas=tuple(dict.fromkeys(area for each in file.sessions for area in each.areas)),
        language=file.client.language,
        facts=frozenset(file.client.facts),
    )


def language_of(text: str, signs: Signs, usual: str) -> str:
    """Return the language a text is surely written in, else the usual one."""
    texts = languages.spelt(text, signs.lexicons)
    fitting = languages.likely(texts, signs.lexicons, "")
    return fitting[0] if len(fitting) == 1 else usual


def _remembering(scene: Scene, understanding: Understanding) -> Scene:
    known = scene.file.client.facts
    named = sorted(understanding.triage.facts - set(known))
    if not named:
        return scene
    return replace(scene, file=scene.file.with_client(facts=(*known, *named)))
