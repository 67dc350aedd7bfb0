"""The clients that mcptui knows by itself, one module each, best known first."""

from __future__ import annotations

from typing import Final

from mcptui.clients.amazon_q import AmazonQ
from mcptui.clients.amp import Amp
from mcptui.clients.antigravity import Antigravity
from mcptui.clients.augment import Augment
from mcptui.clients.boltai import BoltAI
from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.claude_desktop import ClaudeDesktop
from mcptui.clients.cline import Cline
from mcptui.clients.codebuddy import CodeBuddy
from mcptui.clients.codex import Codex
from mcptui.clients.continue_dev import Continue
from mcptui.clients.copilot_cli import CopilotCli
from mcptui.clients.copilot_jetbrains import CopilotJetBrains
from mcptui.clients.crush import Crush
from mcptui.clients.cursor import Cursor
from mcptui.clients.factory_droid import FactoryDroid
from mcptui.clients.five_ire import FiveIre
from mcptui.clients.gemini_cli import GeminiCli
from mcptui.clients.goose import Goose
from mcptui.clients.grok_build import GrokBuild
from mcptui.clients.hermes import Hermes
from mcptui.clients.jetbrains_ai import JetBrainsAI
from mcptui.clients.junie import Junie
from mcptui.clients.kilo_code import KiloCode
from mcptui.clients.kimi_code import KimiCode
from mcptui.clients.kiro import Kiro
from mcptui.clients.known import Clients
from mcptui.clients.lm_studio import LMStudio
from mcptui.clients.mcporter import McPorter
from mcptui.clients.mistral_vibe import MistralVibe
from mcptui.clients.openclaw import OpenClaw
from mcptui.clients.opencode import OpenCode
from mcptui.clients.qoder import Qoder
from mcptui.clients.qwen_code import QwenCode
from mcptui.clients.roo_code import RooCode
from mcptui.clients.rovo_dev import RovoDev
from mcptui.clients.trae import Trae
from mcptui.clients.visual_studio import VisualStudio
from mcptui.clients.vscode import VSCode, VSCodeInsiders, VSCodium
from mcptui.clients.warp import Warp
from mcptui.clients.windsurf import Windsurf
from mcptui.clients.zed import Zed

BUILT_IN: Final = Clients(
    (
        ClaudeCode(),
        ClaudeDesktop(),
        Cursor(),
        VSCode(),
        VSCodeInsiders(),
        Codex(),
        Windsurf(),
        GeminiCli(),
        CopilotCli(),
        OpenCode(),
        Cline(),
        Zed(),
        Kiro(),
        Goose(),
        Amp(),
        Continue(),
        QwenCode(),
        FactoryDroid(),
        Crush(),
        Antigravity(),
        KiloCode(),
        VSCodium(),
        RooCode(),
        AmazonQ(),
        Junie(),
        JetBrainsAI(),
        CopilotJetBrains(),
        LMStudio(),
        Warp(),
        Trae(),
        Augment(),
        RovoDev(),
        VisualStudio(),
        MistralVibe(),
        BoltAI(),
        KimiCode(),
        GrokBuild(),
        Hermes(),
        Qoder(),
        FiveIre(),
        CodeBuddy(),
        McPorter(),
        OpenClaw(),
    )
)
