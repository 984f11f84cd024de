"""The settings: read once from the environment and `.env`, frozen, every fault said at once.

`load` gives what the program runs with, `demonstration` a made-up clinic; `logs` sets logging up.
"""

from bot.settings.model import Settings, clinic_facts, unsigned_policy
from bot.settings.reading import (
    DEMONSTRATION,
    ENV_FILE,
    Examined,
    SettingsError,
    content_dir,
    demonstration,
    examine,
    examine_all,
    load,
    of_data,
    read,
)
from bot.settings.table import REQUIRED, TABLE

__all__ = [
    "DEMONSTRATION",
    "ENV_FILE",
    "REQUIRED",
    "TABLE",
    "Examined",
    "Settings",
    "SettingsError",
    "clinic_facts",
    "content_dir",
    "demonstration",
    "examine",
    "examine_all",
    "load",
    "of_data",
    "read",
    "unsigned_policy",
]
