"""What the commands work with: store, records, model and index, each opened only by the commands that need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

import typer

from corpus.catalogue import Entry, read_catalogue
from corpus.shipped import CATALOGUE
from corpus.store import Store
from ingest.fetch_policy import FetchPolicy, policy_for
from ingest.pipeline import ingest_shipped
from server.assembly import Workplace, open_library, open_workplace, read_today
from server.knowledge import Knowledge, shipped_knowledge
from server.library import Library
from server.service import Holding, Snapshot
from server.settings import Settings, read_settings
from ui.console import ProgressBar


@dataclass
class Held:
    """What is held, for the commands that look up and count and need no model."""

    store: Store
    knowledge: Knowledge
    today: date

    @cached_property
    def snapshot(self) -> Snapshot:
        """Sources and passages, with the obligations register and the facts that are read from them."""
        passages = tuple(self.store.passages())
        counts = Counter(passage.document_id for passage in passages)
        groups = groupby(self.store.documents(), key=lambda document: document.id)
        holdings = {
            name: Holding(name, tuple(versions), self.knowledge.catalogue.get(name), counts[name])
            for name, versions in groups
        }
        return Snapshot("", passages, holdings, self.store)


class Opener:
    """Opens what a command needs, and no more: only `library` and `workplace` load the model."""

    def settings(self) -> Settings:
        """The settings of this process."""
        return read_settings()

    def store(self) -> Store:
        """The durable store as it is."""
        return Store(self.settings().home)

    def held(self) -> Held:
        """What is held, with the corpus that ships brought up to date."""
        store = self.store()
        ingest_shipped(store)
        return Held(store, shipped_knowledge(), read_today(self.settings()))

    def library(self) -> Library:
        """Store, model and index, as they are."""
        return open_library(self.settings())

    def workplace(self) -> Workplace:
        """A ready workplace; builds the index first when there is none or what ships has changed."""
        with ProgressBar() as progress:
            return open_workplace(self.settings(), progress)

    def catalogue(self) -> dict[str, Entry]:
        """Every source known, by id."""
        return read_catalogue(CATALOGUE)

    def policy(self, entries: Iterable[Entry]) -> FetchPolicy:
        """Whom a fetch may ask: the hosts of the catalogue's official addresses."""
        return policy_for(entries)


@dataclass(frozen=True, slots=True)
class State:
    """What was said before the command, and what opens the store and the model for it."""

    opener: Opener = field(default_factory=Opener)
    debug: bool = False


def opener_of(context: typer.Context) -> Opener:
    """What opens the store and the model for the command that runs."""
    state = context.find_object(State) or State()
    return state.opener
