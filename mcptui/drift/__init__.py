"""The same server in several places: which entries are one server, and what they say differently.

Works on entries alone: no file is read, nothing is started, no variable is looked up.
"""

from mcptui.drift.servers import Server, Servers, able_to_follow, servers_of

__all__ = ["Server", "Servers", "able_to_follow", "servers_of"]
