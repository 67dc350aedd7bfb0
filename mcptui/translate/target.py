"""Where a new entry goes: which file of a client, for a scope."""

from __future__ import annotations

from collections.abc import Iterator

from mcptui.clients.base import Client, Site
from mcptui.errors import Refused
from mcptui.model import Scope, Source


def target_of(client: Client, scope: Scope | None, site: Site) -> Source:
    """The source for a new entry of ``client`` in the current project; without a scope, the user's.

    Of several files of a scope it is the one that has entries already, and of several folders of a project
    its root. Raises ``Refused`` where the client has no such place that mcptui may write to.
    """
    source = next((found for each, found in _targets(client, site) if scope in (None, each)), None)
    if source is not None:
        return source
    others = ", ".join(each.value for each, _ in _targets(client, site))
    wanted = "" if scope is None else f"{scope.value} "
    if not others:
        raise Refused(f"{client.name} has no {wanted}entries that mcptui may write", "add it in the client")
    raise Refused(f"{client.name} has no {wanted}entries here that mcptui may write", f"there are: {others}")


def targets_of(client: Client, site: Site) -> tuple[Source, ...]:
    """Where a new entry of ``client`` may go, one source for each scope, the user's first."""
    return tuple(source for _, source in _targets(client, site))


def _targets(client: Client, site: Site) -> Iterator[tuple[Scope, Source]]:
    site = site._replace(others=(), memo={})
    here = (site.project.root, site.project.main, *site.project.lineage)
    sources = [each for each in client.sources(site) if each.writable and each.project in (None, *here)]
    for scope in (Scope.USER, Scope.LOCAL, Scope.PROJECT):
        of_scope = [each for each in sources if each.scope is scope]
        of_scope.sort(key=lambda each: 0 if each.project is None else here.index(each.project))
        place = client.place_for_new(of_scope, site)
        if place is not None:
            yield scope, place
