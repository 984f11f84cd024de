"""What the content tests share."""

from pathlib import Path

import pytest

from tests.content.small_pack import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a fresh folder of content that has no fault."""
    return Folder(tmp_path)
