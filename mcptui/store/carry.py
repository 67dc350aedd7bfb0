"""What a new file takes over from the one whose place it takes: owner, extended attributes, permissions."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from mcptui.errors import Refused

NOT_OFFERED = (errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)
"""What a file system answers that has no extended attributes, or cannot make a folder durable."""


def keep_owner(handle: int, path: Path, uid: int, gid: int) -> None:
    """Give the open file the owner and group of ``path``; refused where the system does not allow it."""
    status = os.fstat(handle)
    if (status.st_uid, status.st_gid) == (uid, gid) or not hasattr(os, "fchown"):
        return
    try:
        os.fchown(handle, uid, gid)
    except PermissionError as error:
        raise Refused(
            f"{path} belongs to another user or group, and replacing it would change that",
            "change it as the user that owns it",
        ) from error


def keep_mode(handle: int, prepared: Path, mode: int) -> None:
    """Give the open file, which is at ``prepared``, these permission bits."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)
    else:
        prepared.chmod(mode)


def keep_attributes(path: Path, prepared: Path) -> None:
    """Copy extended attributes, access lists among them, where the system has them.

    Labels that only the kernel may set (``security.*``, ``trusted.*``) are copied if it allows it.
    """
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(path)
    except OSError as error:
        if error.errno in NOT_OFFERED:
            return
        raise
    for name in names:
        try:
            os.setxattr(prepared, name, os.getxattr(path, name))
        except OSError as error:
            kernel_owned = name.startswith(("security.", "trusted.")) and error.errno in (errno.EPERM, errno.EACCES)
            if not kernel_owned and error.errno not in NOT_OFFERED:
                raise
