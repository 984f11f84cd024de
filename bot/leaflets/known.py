"""The ways to the library: all files read and checked, or what an earlier start has kept of them.

What reads and checks the files is loaded only when there is something to read.
"""

from dataclasses import replace
from pathlib import Path

from bot.leaflets import assembling, checked, kept_content
from bot.leaflets.library import ContentLibrary


def read(content_dir: Path) -> ContentLibrary:
    """Read and check all of the content. Raises ContentError with every fault."""
    from bot.leaflets import reading  # noqa: PLC0415 - see above

    return reading.read(content_dir)


def read_known(content_dir: Path) -> ContentLibrary:
    """Return the content; what was read and checked before, every byte the same, is not again.

    Raises ContentError with every fault.
    """
    learnt = content_dir.parent / checked.LEARNT_FOLDER
    known_as = checked.fingerprint(content_dir)
    notices = checked.notices(learnt, known_as)
    if notices is not None:
        kept = kept_content.read(learnt, known_as, content_dir)
        if kept is not None:
            return replace(assembling.library_of(kept, learnt), notices=notices)
    from bot.leaflets import reading  # noqa: PLC0415 - see above

    return reading.read_anew(content_dir, known_as, notices)
