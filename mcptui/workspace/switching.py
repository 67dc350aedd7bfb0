"""The profiles of a project: which is on, and switching to another one."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from mcptui.errors import NothingMatched, Unreadable
from mcptui.workspace.acts import Acts

if TYPE_CHECKING:
    from pathlib import Path

    from mcptui.changes.change import Change
    from mcptui.changes.plan import Plan
    from mcptui.inventory import Look
    from mcptui.profiles.files import Profiles
    from mcptui.profiles.profile import Profile
    from mcptui.store.footprint import Footprint


class Switching(Acts):
    """Reads, changes and switches profiles."""

    def profiles(self) -> Profiles:
        """All profiles, and the mistakes in those that cannot be used."""
        from mcptui.profiles.files import read_profiles

        return read_profiles(self.machine, self.files, self.clients)

    def plan_new_profile(self, name: str, extends: str | None = None) -> Plan:
        """A new profile of that name, which may begin with another one.

        Raises ``UsageError`` for what is no name, ``Refused`` where there is one, ``NothingMatched`` for ``extends``.
        """
        from mcptui.profiles.plans import plan_new

        return plan_new(self.machine, self.store, self.profiles(), name, extends)

    def plan_save_profile(self, name: str, at: Look) -> Plan:
        """What is on now as the profile of that name. Raises ``UsageError`` for what is no name."""
        from mcptui.profiles.plans import plan_save

        return plan_save(self.machine, self.store, self.profiles(), name, at)

    def plan_profile_deletion(self, name: str) -> Plan:
        """The profile of that name no more.

        Raises ``NothingMatched`` where there is none, ``Refused`` for one that came with mcptui.
        """
        from mcptui.profiles.plans import plan_deletion

        return plan_deletion(self.machine, self.store, self.profiles(), name)

    @property
    def bound_profile(self) -> str | None:
        """The profile that belongs to the project. Raises ``Unreadable`` where the file that tells is broken."""
        from mcptui.profiles.binding import bound_profile

        return bound_profile(self.machine, self._project, self.files)

    def plan_bind(self, name: str | None) -> Plan:
        """What makes a profile that of the project; None: the project has none any more.

        Raises ``NothingMatched`` for a name of no profile, and the mistake in one that cannot be used.
        """
        from mcptui.profiles.binding import plan_bind

        if name is not None:
            self.profiles().get(name)
        return plan_bind(self.machine, self.store, self._project, name)

    @property
    def active_profile(self) -> str | None:
        """The profile that was switched on last for the project."""
        from mcptui.profiles.switch import active_profile

        return active_profile(self.machine, self._project, self.files)

    def profiles_footprint(self) -> Footprint:
        """What tells later whether another profile is on, or one says something else."""
        from mcptui.profiles.files import profile_folder
        from mcptui.profiles.switch import active_file
        from mcptui.store.footprint import Footprint

        footprint, folder = Footprint(self.files), profile_folder(self.machine)
        footprint.note(active_file(self.machine, self._project))
        with suppress(Unreadable):
            for name in footprint.list_folder(folder):
                footprint.note(folder / name)
        return footprint

    def profile_drift(self, at: Look, profiles: Profiles) -> int:
        """How many entries are no longer as the active profile wants them."""
        name = self.active_profile
        if name is None or name not in profiles.by_name:
            return 0
        return len({change.entry.id for change in self._wanted(profiles.by_name[name], at)})

    def plan_use(self, profile: Profile, at: Look) -> Plan:
        """What switches ``profile`` on for the project, as one transaction."""
        from mcptui.profiles.switch import plan_use

        changes = self._wanted(profile, at)
        return plan_use(at, profile, changes, self.store, old=self.active_profile, project=self._project)

    def _wanted(self, profile: Profile, at: Look) -> tuple[Change, ...]:
        from mcptui.profiles.switch import before_profiles, profile_changes

        return profile_changes(at, profile, before_profiles(self.history(), self._project))

    def plan_profile_back(self) -> Plan:
        """What takes the last switch of this project back. Raises ``NothingMatched`` where there was none."""
        from mcptui.profiles.switch import switches

        standing = switches(self.history(), self._project)
        if not standing:
            raise NothingMatched("no profile was switched on for this project", "mcptui profile list shows them")
        return self.plan_back(standing[0], f"back from {self.active_profile or 'a profile'}")

    @cached_property
    def _project(self) -> Path:
        """What profiles are switched for: the main repository of the current folder, or the folder itself."""
        from mcptui.project import locate

        return locate(self.machine.project, self._small_file).main

    def _small_file(self, path: Path) -> bytes | None:
        try:
            return self.files.read(path)
        except Unreadable:
            return None
