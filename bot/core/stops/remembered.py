"""What triage looks at besides the words, and what is remembered for the next message.

A risk told once (diabetes, say) is kept as the name of its concept: reading every old message anew
for it would cost more, and would keep no less.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.client import ClientFile
from bot.core.questions import Understanding
from bot.core.scene import Scene
from bot.core.triage import Condition

HOUR_SECONDS = 3600


def condition(file: ClientFile, now: datetime) -> Condition:
    """Return whose words triage reads: hours since the session, areas, language, known risks."""
    return Condition(
        hours=(now - file.session.ended_at).total_seconds() / HOUR_SECONDS,
        areas=tuple(dict.fromkeys(area for each in file.sessions for area in each.areas)),
        language=file.client.language,
        facts=frozenset(file.client.facts),
    )


def remembering(scene: Scene, understanding: Understanding) -> Scene:
    """Return the scene with the risks named in the words kept on the file."""
    known = scene.file.client.facts
    named = sorted(understanding.triage.facts - set(known))
    if not named:
        return scene
    return replace(scene, file=scene.file.with_client(facts=(*known, *named)))
