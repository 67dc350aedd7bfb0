"""What an edit rests on is guarded on the way there and on the way back."""

from __future__ import annotations

import pytest

from mcptui.changes.operations_json import from_json, to_json
from mcptui.changes.rewrite import rewrite
from mcptui.errors import ChangedMeanwhile
from mcptui.formats.document import MISSING
from mcptui.model import Syntax
from mcptui.operations import Assign, Stands


class TestGuards:
    """What an operation rests on must still be there."""

    def test_nothing_is_set_in_a_table_that_is_gone(self) -> None:
        guarded = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), value=False))
        assert rewrite(b'[mcp_servers.x]\ncommand = "x"\n', Syntax.TOML, guarded).data == (
            b'[mcp_servers.x]\ncommand = "x"\nenabled = false\n'
        )
        with pytest.raises(ChangedMeanwhile):
            rewrite(b"", Syntax.TOML, guarded)

    def test_guard_the_way_back_where_it_sets_something(self) -> None:
        before = b'[mcp_servers.x]\ncommand = "x"\nenabled = false\n'
        lifted = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), MISSING))
        back = rewrite(before, Syntax.TOML, lifted).undo
        assert from_json(to_json(Syntax.TOML, back)) == (Syntax.TOML, back)
        with pytest.raises(ChangedMeanwhile):
            rewrite(b"", Syntax.TOML, back)

    def test_leave_the_way_back_alone_where_it_only_takes_out(self) -> None:
        set_ = (Stands(("mcp_servers", "x", "command")), Assign(("mcp_servers", "x", "enabled"), value=False))
        back = rewrite(b'[mcp_servers.x]\ncommand = "x"\n', Syntax.TOML, set_).undo
        assert rewrite(b"", Syntax.TOML, back).data == b""
