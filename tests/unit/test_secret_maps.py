"""Environment variables and headers are found wherever they stand in a file, parsed or broken."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.secrets.maps import NAMES, json_maps, toml_maps, yaml_maps

Find = Callable[[bytes], Iterator[Mapping[str, str]]]


def pairs(find: Find, text: str) -> dict[str, str]:
    return {key: value for each in find(text.encode()) for key, value in each.items()}


@pytest.mark.parametrize(
    ("find", "text", "found"),
    [
        (json_maps, '{"env": {"A": "${X}/y", "B": "s\\u0065c"}}', {"A": "${X}/y", "B": "sec"}),
        (json_maps, '{"a": [{"headers" :\n{ // mine }\n"Auth": "x", /* {} */ "B": "y",}}]}', {"Auth": "x", "B": "y"}),
        (json_maps, '{"http_headers": {"A": "cut of', {"A": "cut of"}),
        (json_maps, '{"my_headers": {"A": "x"}, "xhttp_headers": {"A": "x"}, "x": headers": {"A": "x"}}', {}),
        (json_maps, '{"env": ["A"], "envy": {"A": "x"}, "my env": {"B": "x"}, "x": "\\"env\\": {"}', {}),
        (toml_maps, "[a.env]\nA = 'x' # c\n\n\"B c\" = \"y\\\"z\"\n[b]\nC = 'no'\n", {"A": "x", "B c": 'y"z'}),
        (toml_maps, "[m.'x.y'.http_headers]\r\nA = \"x\"\r\n", {"A": "x"}),
        (toml_maps, "env = { A = '}', B = \"2\" }\nhttp_headers={C=\"3\"}\n", {"A": "}", "B": "2", "C": "3"}),
        (toml_maps, "[environments]\nA = 'x'\n[env_x]\nA = 'x'\nmy-env = { A = 'x' }\n", {}),
        (yaml_maps, "x:\n  env:\n    A: one two # c\n\n    B: 'q'\n  cmd: z\n", {"A": "one two", "B": "q"}),
        (yaml_maps, '- name: x\n  headers:\n    A: "v"\n', {"A": "v"}),
        (yaml_maps, "- {name: x, envs: {A: 'v', \"B\": 'w'}}\nmy-env: {C: 'no'}\n", {"A": "v", "B": "w"}),
        (toml_maps, "auth = { headers = { A = 'x' } }\n[mcp_servers.auth.headers]\nB = 'y'\n", {"A": "x", "B": "y"}),
    ],
)  # fmt: skip
def test_a_map_is_found_with_its_values(find: Find, text: str, found: dict[str, str]) -> None:
    assert pairs(find, text) == found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("find", "text"),
    [
        (json_maps, '{"a": {"NAME": {"A": "x"}}}'),
        (toml_maps, "[a.NAME]\nA = 'x'\n"),
        (yaml_maps, "a:\n  NAME:\n    A: x\n"),
    ],
)
def test_every_name_that_clients_give_such_a_map_is_known(find: Find, text: str, name: str) -> None:
    assert pairs(find, text.replace("NAME", name)) == {"A": "x"}


TEXT = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(TEXT, TEXT, max_size=5), st.booleans(), st.sampled_from([None, 0, 2]))
def test_every_value_of_a_json_map_is_found(values: dict[str, str], ascii_only: bool, indent: int | None) -> None:  # noqa: FBT001 - hypothesis fills it
    text = json.dumps({"x": [{"env": values, "y": {}}]}, ensure_ascii=ascii_only, indent=indent)
    (found,) = json_maps(text.encode())
    assert set(found.values()) == set(values.values())


HEADS = ("", '"env": {"', '"env": {', '"env" /*', '"env": {/*', "env = {", "[env]\n", "env:\n")
UNITS = (
    *('"env": {', '"env": {"', '"env"/*', '"env"//', '"env": {/*', '"env"', "/*", "//", "*", "/"),
    *("env = {'", 'env = {"', "[env]\n", "[a.", ".env", "env:\n", " env:\n", "\n "),
    *('\\"', '"', "'", "a", "a:", "a: \n", "a=#", " "),
)


@pytest.mark.parametrize("find", [json_maps, toml_maps, yaml_maps])
def test_a_hostile_text_takes_no_longer_than_its_length(find: Find) -> None:
    for head, unit in product(HEADS, UNITS):
        text = (head + unit * (30_000 // len(unit))).encode()
        start = time.process_time()
        assert sum(1 for _ in find(text)) <= 30_000
        assert time.process_time() - start < 0.3, (head, unit)
