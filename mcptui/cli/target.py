"""Where a new entry goes, as a user types it: ``CLIENT[/SCOPE]``."""

from __future__ import annotations

from mcptui.cli.call import client_called
from mcptui.errors import UsageError
from mcptui.inventory import Look
from mcptui.model import Scope, Source
from mcptui.translate.target import target_of


def asked_target(told: str, look: Look) -> Source:
    """The source that is meant. Raises ``UsageError`` for what is no client or scope, ``Refused`` for no such place."""
    id_, slash, scope = told.partition("/")
    client = client_called(id_, look.site.clients)
    if slash and scope not in list(Scope):
        raise UsageError(f"no scope is called {scope!r}", f"there are: {', '.join(Scope)}")
    return target_of(client, Scope(scope) if slash else None, look.site)
