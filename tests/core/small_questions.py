"""Made-up topics and signs, for tests of how a message is understood."""

from dataclasses import replace

from bot.core import questions
from bot.core.pack import Urgency
from bot.core.questions import Match, Topic, Topics, Understanding
from bot.core.triage import Chances, Condition, Lexicon, Sign, Signs

TOPICS = Topics(
    by_slug={
        topic.slug: topic
        for topic in (
            Topic(slug="paint", kind="topic", things=("powder", "lasting_paint")),
            Topic(slug="sport", kind="topic", things=("running", "sauna")),
            Topic(slug="creams", kind="topic", things=("oil",)),
            Topic(slug="opening", kind="admin"),
            Topic(slug="hello", kind="greeting"),
            Topic(slug="weather", kind="off_topic"),
            Topic(slug="fever", kind="sign"),
            Topic(slug="collapse", kind="sign"),
        )
    },
    things={
        "en": {
            "powder": ("powder", "make-up"),
            "lasting_paint": ("lasting make-up",),
            "running": ("run*",),
            "sauna": ("sauna",),
            "oil": ("oil",),
        },
        "de": {"powder": ("puder",)},
    },
)
SIGNS = Signs(
    signs=(
        Sign(name="hot", slug="fever", urgency=Urgency.SAME_DAY, when=(("burning",),)),
        Sign(name="warm", slug="fever", urgency=Urgency.ROUTINE, when=(("warm",),)),
        Sign(name="fell", slug="collapse", urgency=Urgency.EMERGENCY, when=(("fell",),)),
        Sign(name="wobbly", slug="wobbling", urgency=Urgency.SAME_DAY, when=(("wobbly",),)),
        Sign(name="sick", slug="fever", urgency=Urgency.SAME_DAY, when=(("odd", "sore"),)),
        Sign(
            name="end",
            slug="the-end",
            urgency=Urgency.EMERGENCY,
            when=(("end",),),
            firm=True,
        ),
        Sign(name="wild", slug="wobbling", urgency=Urgency.EMERGENCY, when=(("wobbly", "fell"),)),
    ),
    raising_facts=frozenset(["thinner"]),
    lexicons={
        "en": Lexicon(
            language="en",
            concepts={
                "burning": ("burning up",),
                "warm": ("warm",),
                "fell": ("fell down",),
                "wobbly": ("wobbly",),
                "odd": ("odd",),
                "sore": ("sore",),
                "end": ("the end",),
                "thinner": ("thinners",),
                "_negation": ("no",),
                "_filler": ("all",),
            },
        )
    },
)


def understood(
    text: str,
    *ranked: tuple[str, float],
    language: str = "en",
    hours: float | None = 24.0,
    look: tuple[float, float] | None = None,
    facts: frozenset[str] = frozenset(),
) -> Understanding:
    """Read a text that is as like the topics as given, whatever part of it is looked at.

    `look` are the chances of an emergency and of a same-day sign that a second look gives it.
    """
    chances = look and Chances(emergency=look[0], same_day=look[1])
    return questions.understand(
        text,
        signs=replace(SIGNS, second_look=lambda told, traits: chances),
        topics=TOPICS,
        closest=lambda part, told: Match(ranked=ranked),
        condition=Condition(language=language, hours=hours, facts=facts),
    )
