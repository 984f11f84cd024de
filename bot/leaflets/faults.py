"""Faults in the content, gathered as plain sentences: where, what is wrong, how to mend it."""

from dataclasses import dataclass, field

FAULT_LIMIT = 200


class ContentError(Exception):
    """The content cannot be used; `faults` holds every fault as one plain sentence."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        """Keep the sentences."""
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Faults:
    """What has been found so far, in order and each once."""

    _found: dict[str, None] = field(default_factory=dict)

    def add(self, place: str, what: str) -> None:
        """Note a fault: the file and line or part, and a sentence with the mend."""
        self.take_one(f"{place}: {what}")

    def take(self, others: "Faults") -> None:
        """Note what others have found."""
        for sentence in others.sentences:
            self.take_one(sentence)

    def take_one(self, sentence: str) -> None:
        """Note a whole sentence, its place included."""
        if len(self._found) < FAULT_LIMIT:
            self._found[sentence] = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what was found."""
        return tuple(self._found)

    def raise_if_any(self) -> None:
        """Raise ContentError when anything was found."""
        if self._found:
            raise ContentError(self.sentences)
