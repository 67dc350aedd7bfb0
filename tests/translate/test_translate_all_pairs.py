"""Every client's canonical entries, said to every other client: as that one writes them, or refused with a reason."""

from __future__ import annotations

import pytest

from mcptui.clients import BUILT_IN
from mcptui.clients.base import Client
from mcptui.errors import Refused
from mcptui.inventory import Look
from mcptui.model import Definition, Scope, Source
from mcptui.translate import translate
from mcptui.translate.target import target_of, targets_of
from tests.translate.canonical import CANONICAL, Canonical, entry_of

KINDS = Canonical._fields


def meant(client: Client, value: object, source: Source) -> Definition:
    definition = client.define(value, source)
    return definition._replace(warnings=(), env=dict(definition.env), headers=dict(definition.headers))


def test_every_client_that_can_be_added_to_has_its_canonical_entries(bare: Look) -> None:
    assert CANONICAL.keys() == {client.id for client in BUILT_IN.values() if targets_of(client, bare.site)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("origin", CANONICAL)
def test_from_one_client_to_all_others(origin: str, kind: str, bare: Look) -> None:
    value = getattr(CANONICAL[origin], kind)
    if value is None:
        return
    own = BUILT_IN[origin]
    entry = entry_of(own, value, target_of(own, Scope.USER, bare.site))
    for id_, canonical in CANONICAL.items():
        client, wanted = BUILT_IN[id_], getattr(canonical, kind)
        source = target_of(client, Scope.USER, bare.site)
        if wanted is None:
            with pytest.raises(Refused, match=r"cannot be told|starts only commands") as refusal:
                translate(entry, own, client, source, bare.site)
            assert refusal.value.hint
            continue
        said = translate(entry, own, client, source, bare.site).value
        assert meant(client, said, source) == meant(client, wanted, source), (origin, id_, said)
        assert client.unfit("srv", said, source) is None
