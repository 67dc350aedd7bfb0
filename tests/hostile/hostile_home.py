"""A home in which every text that is shown anywhere is foreign, and may be dressed as anything: names, commands,
addresses, folders, profiles, themes, clients, transcripts, mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

HOSTILE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "colour": "\x1b[31mred\x1b[0m",
        "clear": "\x1b[2J\x1b[H\x1bc",
        "clipboard": "\x1b]52;c;aGFja2Vk\x07",
        "title": "\x1b]0;taken\x1b\\",
        "device": "\x1bP+q544e\x1b\\\x1b[6n\x1b[c",
        "eight bits": "\x9b31m\x9d52;c;aGFja2Vk\x9c",
        "backspaces": "good\b\b\b\bevil\x7f",
        "line ends": "a\r\nb\u2028c\u2029d\x0b\x0c\x85e",
        "bidirectional": "abc\u202egnp.exe\u202c\u2066x\u2069\u200f\u061c",
        "zero width": "a\u200bb\u200dc\ufeffd\u2060\u00ad\u034f\u180e",
        "blanks": "\u3164\u2800\u115f\uffa0",
        "tags": "x\U000e0001\U000e0041\U000e007f\ufe0f\U000e0100",
        "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3f4\u2764\ufe0f",
        "marks": "z" + "\u0301\u0336" * 300,
        "markup": "[red]x[/red][@click=app.quit]y[/][/]",
        "unclosed markup": "[bold",
        "link": "[link=http://h.example]here[/link]",
        "very long": "long-" * 50,
        "wide": "\u8cc7\u6599\u5eab" * 40,
        "half": "\ud800x",
    }
)
"""What a foreign text may hold, by what it is about. None has a slash or a NUL, which no name of a file can have."""

Dress = Callable[[str], str]


def dressed(kind: str) -> str:
    """The hostile text of a kind."""
    return HOSTILE[kind]


def calm(kind: str) -> str:
    """A text that means no harm, for the same place."""
    return f"calm-{kind.replace(' ', '-')}"


def build(home: Path, dress: Dress) -> Path:
    """Make the home; the project's folder is returned. The same files and entries however they are dressed."""
    project = home / "p"
    far = home / _name(dress("bidirectional") + dress("clear"))
    for folder in (project / ".git", far, home / ".cursor", home / ".codex", home / ".config" / "Code" / "User"):
        folder.mkdir(parents=True)
    servers = {dress(kind): _entry(dress(kind)) for kind in HOSTILE}
    _json(home / ".claude.json", {"mcpServers": servers, "projects": {str(far): {"mcpServers": servers}}})
    _json(project / ".mcp.json", {"mcpServers": {dress(kind): _entry(dress(kind)) for kind in ("clear", "markup")}})
    remote = {
        dress(kind): {"url": f"https://h.example/{dress(kind)}", "headers": {dress(kind): dress(kind)}}
        for kind in HOSTILE
    }
    _json(home / ".cursor" / "mcp.json", {"mcpServers": {**remote, "twin": _entry(dress("colour"))}})
    tables = "\n".join(
        f"[mcp_servers.{_text(dress(kind))}]\ncommand = {_text(dress(kind))}\nargs = [{_text(dress(kind))}]\n"
        f"enabled_tools = [{_text(dress(kind))}]\n"
        for kind in HOSTILE
        if kind != "half"
    )
    (home / ".codex" / "config.toml").write_text(tables, encoding="utf-8")
    broken = home / ".config" / "Code" / "User" / "mcp.json"
    broken.write_bytes(b'{"servers": {"' + _bytes(dress("clear")) + b'": ' + _bytes(dress("clipboard")))
    _own_files(home / ".config" / "mcptui", dress)
    _transcript(home, project, dress)
    return project


def _entry(text: str) -> dict[str, object]:
    args = ["-y", text, f"/data/{text}"]
    return {"command": text or "x", "args": args, "cwd": text, "env": {text or "X": text}}


def _own_files(config: Path, dress: Dress) -> None:
    for folder in ("profiles", "themes", "clients"):
        (config / folder).mkdir(parents=True)
    about = _text(dress("clipboard") + dress("markup"))
    (config / "profiles" / f"{_name(dress('clipboard'))}.toml").write_text(f'description = {about}\ndefault = "off"\n')
    (config / "profiles" / f"{_name(dress('colour'))}.toml").write_text("default = 7\n")
    (config / "themes" / f"{_name(dress('clear'))}.toml").write_text(f"primary = {about}\n")
    (config / "settings.toml").write_text(f"theme = {about}\n{about} = {about}\n")


def _transcript(home: Path, project: Path, dress: Dress) -> None:
    folder = home / ".claude" / "projects" / str(project).replace("/", "-")
    folder.mkdir(parents=True)
    lines = [
        json.dumps(
            {
                "type": "assistant",
                "cwd": str(project),
                "timestamp": "2026-11-20T10:00:00.000Z",
                "message": {"content": [{"type": "tool_use", "name": f"mcp__{dress(kind)}__do", "input": {}}]},
            }
        )
        for kind in HOSTILE
    ]
    (folder / "0.jsonl").write_text("\n".join(lines))


def _json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")


def _text(text: str) -> str:
    """As TOML spells it: the escapes of JSON are among its own, but for pairs of halves."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\' or sign < " " or "\x7f" <= sign <= "\x9f":
        return f"\\u{ord(sign):04x}"
    return sign.encode("utf-8", "replace").decode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _name(text: str) -> str:
    """As the name of a file can be."""
    return text.replace("/", "").encode("utf-8", "ignore").decode()[:60]
