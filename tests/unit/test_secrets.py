"""What is hidden, and what stays readable."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mcptui.model import Definition, Transport
from mcptui.secrets import (
    HIDDEN,
    Masker,
    is_placeholder,
    names_secret,
    safe_args,
    safe_text,
    safe_url,
    secret_values,
    url_hosts,
)

TOKENS = [
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "a1B2" * 9,
    "glpat-" + "a1B2" * 5,
    "xoxb-12345-67890-abc",
    "sk-ant-api03-abc",
    "sk-proj-" + "a1B2" * 5,
    "AKIA" + "A1B2" * 4,
    "AIza" + "a1B2" * 9,
    "eyJhbGciOiJ9.eyJzdWIiOiJ9.c2ln_-",
    "npm_" + "a1B2" * 9,
    "pypi-AgEIcHlwaS5vcmc",
    "hf_" + "a1B2" * 5,
    "ntn_" + "a1B2" * 5,
    "SG." + "a1B2" * 5 + ".x",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nxyz\n-----END RSA PRIVATE KEY-----",
]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_of_a_known_service_is_hidden_wherever_it_stands(token: str) -> None:
    shown = safe_text(f"run {token} now")
    assert "run " in shown
    assert shown.endswith(" now")
    assert HIDDEN in shown
    assert not any(part in shown for part in token.splitlines())


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["--token", "abc", "--port", "80"], ["--token", HIDDEN, "--port", "80"]),
        (["--api-key=abc,d e"], [f"--api-key={HIDDEN}"]),
        (
            ["-e", "API_KEY=abc", "--env=DB_PASSWORD=x=y", "-eMY_PAT=q"],
            ["-e", f"API_KEY={HIDDEN}", f"--env=DB_PASSWORD={HIDDEN}", f"-eMY_PAT={HIDDEN}"],
        ),
        (["--header", "Authorization: Bearer a, b"], ["--header", f"Authorization: {HIDDEN}"]),
        (["--json", '{"apiKey": "abc", "n": 1}'], ["--json", f'{{"apiKey": "{HIDDEN}", "n": 1}}']),
        (["postgres://me:p@ss/w@db:5432/x"], [f"postgres://me:{HIDDEN}@db:5432/x"]),
        (["https://opaque@host/x"], [f"https://{HIDDEN}@host/x"]),
        (["--password", "-abc1"], ["--password", HIDDEN]),
    ],
)
def test_secret_parts_of_arguments_are_hidden(args: list[str], shown: list[str]) -> None:
    assert safe_args(args) == tuple(shown)


@pytest.mark.parametrize(
    "args",
    [
        ["--token", "${TOKEN}", "--token", "<your token>", "--api-key", "YOUR_API_KEY", "--secret", "$SECRET"],
        ["--header", "Authorization: Bearer ${env:TOKEN}", "-e", "API_KEY", "-e", "API_KEY=${input:key}"],
        ["--max-tokens", "4096", "--token-file", "/run/x", "--no-auth", "/srv", "--key-path=/a", "--token", "--x"],
        ["mcp-server-git==2026.1.14", "@org/tool@1.2.3", "risk-analysis-for-everyone", "/home/me/project"],
        ["ssh://git@host/r", "postgres://me@db/x", "https://cdn/@org/tool@1", "https://host/docs/getting-started"],
    ],
)
def test_what_is_no_secret_stays_readable(args: list[str]) -> None:
    assert safe_args(args) == tuple(args)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:pw@host/x?a=1", f"https://me:{HIDDEN}@host/x?a=1"),
        ("https://host/x?api_key=abc&project=1", f"https://host/x?api_key={HIDDEN}&project=1"),
        ("https://host/x?key=abc#access_token=d", f"https://host/x?key={HIDDEN}#access_token={HIDDEN}"),
        ("https://host/s/NDk2aGVsbG8xMjM0NTY3OA/mcp", f"https://host/s/{HIDDEN}/mcp"),
        ("https://host/mcp?read_only=true", "https://host/mcp?read_only=true"),
    ],
)
def test_a_url_keeps_what_is_not_secret(url: str, shown: str) -> None:
    assert safe_url(url) == shown


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://me:pw@host:8080/x", ("host",)),
        ("mongodb://u:p/w@a:1,b:2/db?x=y@z", ("a", "b")),
        ("http://[::1]:80/", ("[::1]",)),
        ("file:///tmp/x", ()),
        ("no address", ()),
    ],
)
def test_hosts_never_come_with_credentials(url: str, hosts: tuple[str, ...]) -> None:
    assert url_hosts(url) == hosts


def test_names_tell_secrets_from_settings() -> None:
    sensitive = (
        "API_KEY apiKey X-API-Key GITHUB_TOKEN PGPASSWORD accessToken primaryApiKey MY_PAT AWS_ACCESS_KEY_ID key"
    )
    plain = "MAX_TOKENS TOKEN_LIMIT KEY_FILE author monkey keyboard PATH PWD API_KEY_NAME CLIENT_ID"
    assert [name for name in sensitive.split() if not names_secret(name)] == []
    assert [name for name in plain.split() if names_secret(name)] == []


def test_a_default_inside_a_variable_is_no_placeholder() -> None:
    assert is_placeholder("${TOKEN:-}")
    assert not is_placeholder("${TOKEN:-hunter2}")
    assert not is_placeholder("$ecret")


def definition(
    *args: str, env: dict[str, str] | None = None, headers: dict[str, str] | None = None, url: str | None = None
) -> Definition:
    return Definition(Transport.STDIO, command="npx", args=args, env=env or {}, headers=headers or {}, url=url)


def test_the_secrets_of_an_entry_are_its_literal_values() -> None:
    entry = definition(
        "--token",
        "from-args",
        "postgres://u:from-url@h/x",
        env={"ANYTHING": "s3cret-value", "TOKEN": "${TOKEN}", "NODE_ENV": "production", "HOME": "/home/me"},
        headers={"Authorization": "Bearer from-header", "X-Key": "${input:key}"},
        url="https://h/x?token=from-query",
    )
    assert secret_values(entry) == {
        "from-args", "from-url", "s3cret-value", "Bearer from-header", "from-header", "from-query"
    }  # fmt: skip


def test_plain_values_of_the_environment_are_hidden_only_as_whole_strings() -> None:
    masker = Masker.of([definition(env={"HOME": "/home/me", "DEBUG": "1", "NODE_ENV": "production", "X": "true"})])
    assert masker.text('"HOME": "/home/me", "DEBUG": "1", "x": ["-y1", "/home/me/work"], "true": "true"') == (
        f'"HOME": "{HIDDEN}", "DEBUG": "{HIDDEN}", "x": ["-y1", "/home/me/work"], "true": "{HIDDEN}"'
    )


def test_plain_values_are_hidden_without_quotes_too_where_they_are_a_whole_value() -> None:
    masker = Masker.of([definition(env={"PIN": "1234", "MODE": "fast lane", "DEBUG": "true"})])
    assert masker.text("  PIN: 1234 # mine\n  MODE: fast lane\n  on: true\n  args: [1234, a1234]\n  at: 12345\n") == (
        f"  PIN: {HIDDEN} # mine\n  MODE: {HIDDEN}\n  on: true\n  args: [1234, a1234]\n  at: 12345\n"
    )
    assert (
        masker.text('"env": {"PIN": 1234, "x": 5}, mode = 1234\n')
        == f'"env": {{"PIN": {HIDDEN}, "x": 5}}, mode = {HIDDEN}\n'
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (' "primaryApiKey": "abc",', f' "primaryApiKey": "{HIDDEN}",'),
        ('-token = "abc" # old', f'-token = "{HIDDEN}" # old'),
        ("+password = 'abc'", f"+password = '{HIDDEN}'"),
        ('"oauth": {"accessToken": "a\\"b"}', f'"oauth": {{"accessToken": "{HIDDEN}"}}'),
        (' "args": ["--token", "abc", "-v"]', f' "args": ["--token", "{HIDDEN}", "-v"]'),
        ('+  "--api-key",\n+  "abc"', f'+  "--api-key",\n+  "{HIDDEN}"'),
        ('"text": "{\\"token\\": \\"abc\\"}"', f'"text": "{{\\"token\\": \\"{HIDDEN}\\"}}"'),
        ('"password": 12345678,', f'"password": {HIDDEN},'),
        ('"token": null, "maxTokens": 4096', '"token": null, "maxTokens": 4096'),
        ('"credentials": {"a": 1}', '"credentials": {"a": 1}'),
        ("+" + "Ab1/" * 16, f"+{HIDDEN}"),
    ],
)
def test_lines_of_a_whole_file_hide_what_belongs_to_the_client(line: str, shown: str) -> None:
    assert Masker(()).text(line) == shown


def test_a_private_key_over_several_lines_keeps_the_lines_of_the_diff() -> None:
    diff = '+key = """\n+-----BEGIN PRIVATE KEY-----\n+MIIE\n+-----END PRIVATE KEY-----\n+"""'
    shown = Masker(()).text(diff)
    assert shown.count("\n") == diff.count("\n")
    assert "MIIE" not in shown


def test_a_masker_does_not_show_what_it_hides() -> None:
    assert "hunter2" not in repr(Masker(["hunter2hunter2"]))


_SECRETS = st.text(st.characters(exclude_characters=HIDDEN[0] + HIDDEN[-1]), min_size=6).filter(
    lambda text: bool(text.strip())
)


@given(st.lists(_SECRETS, min_size=1, max_size=4), st.lists(st.text() | st.integers(0, 3), max_size=8))
def test_no_given_secret_is_left_in_a_text(secrets: list[str], parts: list[str | int]) -> None:
    assume(all(secret not in HIDDEN for secret in secrets))
    text = "".join(part if isinstance(part, str) else secrets[part % len(secrets)] for part in parts)
    shown = Masker(secrets).text(text)
    assert [secret for secret in secrets if secret in shown] == []


@given(_SECRETS)
def test_no_given_secret_is_left_in_a_written_file(secret: str) -> None:
    assume(secret not in HIDDEN)
    for written in (json.dumps(["-y", secret]), json.dumps(["-y", secret], ensure_ascii=False)):
        shown = Masker([secret]).text(written)
        assert secret not in json.loads(shown)[1]


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    assert safe_text(text).count("\n") == text.count("\n")
    safe_args([text, text])


UNITS = [
    *("-----BEGIN A-----", "a://", "a://b@", "ask-", "eyJaaaaaaaa-", "a-", "a1", " ", "=", "<", "${", "token"),
    *('k="', 'token="\\', "token=${", "token: ", "--token ", '"--token",'),
]


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = "https://h/ token" + unit * (400_000 // len(unit))
    begin = time.perf_counter()
    safe_text(text)
    safe_args([text])
    assert time.perf_counter() - begin < 10


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (("-e", "MODE=zq9Lw7"), ("-e", f"MODE={HIDDEN}")),
        (("--env=MODE=zq9 Lw7",), (f"--env=MODE={HIDDEN}",)),
        (("--header", "X-Team: zq9Lw7"), ("--header", f"X-Team: {HIDDEN}")),
        (("-e", "MODE=production", "-e", "DIR=/data", "-e", "MODE=${MODE}", "-e", "MODE"), None),
        (("MODE=zq9Lw7",), None),
    ],
)
def test_a_variable_or_header_that_is_an_argument_hides_what_does_not_look_plain(
    given: tuple[str, ...], shown: tuple[str, ...] | None
) -> None:
    assert safe_args(given) == (given if shown is None else shown)
