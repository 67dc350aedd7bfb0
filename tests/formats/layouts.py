"""Configuration files as the clients and their documentation lay them out."""

from __future__ import annotations

GOOSE = """\
# mine
GOOSE_PROVIDER: openai  # the model
extensions:
  # built in
  developer:
    bundled: true
    enabled: true  # on
    type: builtin

  # about github
  github:
    args:
    - -y
    - '@mcp/github'  # the package
    cmd: npx
    envs: {}
    # of github
keyring: true
"""

CONTINUE = """\
name: mine
mcpServers:
  # the first
  - name: github
    command: npx
    args: ["-y", "@mcp/github"]  # in brackets
  - command: uvx  # on its dash
    name: fetch
    env:
      TOKEN: abc

  # about the last
  -
    name: last
    url: https://x
rules: []
"""

GOOSE_WRITTEN = """\
GOOSE_PROVIDER: anthropic
GOOSE_MODEL: claude-sonnet-4
extensions:
  developer:
    bundled: true
    display_name: Developer
    enabled: true
    name: developer
    timeout: 300
    type: builtin
  github:
    args:
    - -y
    - '@modelcontextprotocol/server-github'
    bundled: null
    cmd: npx
    description: ''
    enabled: true
    env_keys:
    - GITHUB_PERSONAL_ACCESS_TOKEN
    envs: {}
    name: github
    timeout: 300
    type: stdio
  remote:
    enabled: false
    envs: {}
    headers: {}
    name: remote
    type: streamable_http
    uri: https://example.com/mcp
GOOSE_MODE: auto
"""
"""As Goose itself writes its ``config.yaml``: keys of an extension sorted, dashes in the column of their key."""

CONTINUE_WRITTEN = """\
name: Local Assistant
version: 1.0.0
schema: v1
models: []
mcpServers:
  - name: SQLite
    command: npx
    args:
      - "-y"
      - "mcp-sqlite"
      - "/data/app.db"
  - name: Browser search
    command: npx
    args:
      - "@playwright/mcp@latest"
    env:
      API_KEY: ${{ secrets.API_KEY }}
  - name: Remote
    type: streamable-http
    url: https://example.com/mcp
context:
  - provider: code
"""
"""As the documentation of Continue writes its ``config.yaml``: a sequence of servers with names."""
