"""Files of clients that write YAML and TOML, as they write them; ``target`` is the entry that tests change."""

from __future__ import annotations

HIDDEN = "s3cret-value"

GOOSE = f"""# mine
GOOSE_MODE: auto
extensions:
  developer:
    enabled: true
    name: developer
    timeout: 300
    type: builtin
  # reads files
  target:
    args:
    - -y
    - files
    - /data/a
    cmd: npx
    enabled: true
    envs:
      KEY: {HIDDEN}
    name: target
    timeout: 300
    type: stdio
GOOSE_PROVIDER: x"""

HERMES = f"""model: x
mcp_servers:
  target:
    command: npx
    args:
    - -y
    - files
    - /data/a  # for now
    env:
      KEY: {HIDDEN}
  last: {{}}
""".replace("\n", "\r\n")

GROK = f"""model = "x"

# reads files
[mcp_servers.target]
command = "npx"
args = ["-y", "files", "/data/a"]

[mcp_servers.target.env]
KEY = "{HIDDEN}"

[mcp_servers.last] # behind it
url = "https://example.com"
"""

VIBE = f"""active_model = "x"

# reads files
[[mcp_servers]]
name = "target"
transport = "stdio"
command = "npx"
args = ["-y", "files", "/data/a"]

[mcp_servers.env]
KEY = "{HIDDEN}"

[[mcp_servers]]
name = "last" # behind it
transport = "http"
url = "https://example.com"

[tools.bash]
permission = "ask"
"""

VIBE_SHORT = f"""active_model = "x"
mcp_servers = [
    {{ name="target", transport="stdio", command="npx", args=["-y", "files", "/data/a"], env={{KEY="{HIDDEN}"}} }},
    {{ name = "last", transport = "http", url = "https://example.com" }},
]
"""
"""The same as a list in brackets, in which Vibe itself writes short items."""

CONTINUE = f"""name: Local Assistant
version: 1.0.0
schema: v1
models: []
mcpServers:
  - name: other
    command: x
  # reads files
  - name: target
    command: npx
    args:
      - "-y"
      - files
      - /data/a
    env:
      KEY: {HIDDEN}
  - name: last
    type: streamable-http
    url: https://example.com/mcp
context:
  - provider: code
"""
