"""The signs of one language as they are shipped."""

from functools import cache

from bot.core.triage import Signs
from bot.leaflets import sign_file
from bot.leaflets.faults import Faults
from tests.content.shipped import PACK

AREAS = ("face", "scalp", "body")


@cache
def signs(language: str) -> Signs:
    """Return that language's signs, read alone and without a fault."""
    faults = Faults()
    found = sign_file.read_signs(PACK, "content/microneedling", (language,), AREAS, {}, faults)
    assert faults.sentences == ()
    return found
