"""What every reader gives: the blocks of a document in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "quote"]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or quotation; `text` is clean and on one line.

    `level` is 1-6 for a heading, the depth, from 0, for an item, and -1 for a page's furniture. `marker` is an item's mark, "-" or "3.".
    `strong` holds the words that open the block in bold; `page` counts from 1, 0 where there are no pages.
    """

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""
    strong: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read from one source. `marked` says that headings came from the format, not from guessing."""

    blocks: tuple[Block, ...]
    title: str = ""
    warnings: tuple[str, ...] = ()
    marked: bool = False
