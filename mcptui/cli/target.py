"""Where a new entry goes, as a user types it: ``CLIENT[/SCOPE]``."""

from __future__ import annotations

from mcptui.errors import UsageError
from mcptui.inventory import Look
from mcptui.model import Scope, Source
from mcptui.translate.target import target_of


def asked_target(told: str, look: Look) -> Source:
    """The source that is meant. Raises ``UsageError`` for what is no client or scope, ``Refused`` for no such place."""
    id_, slash, scope = told.partition("/")
    clients = look.site.clients
    if id_ not in clients:
        raise UsageError(f"no client is called {id_!r}", f"there are: {', '.join(clients)}")
    if slash and scope not in list(Scope):
        raise UsageError(f"no scope is called {scope!r}", f"there are: {', '.join(Scope)}")
    return target_of(clients[id_], Scope(scope) if slash else None, look.site)
