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
