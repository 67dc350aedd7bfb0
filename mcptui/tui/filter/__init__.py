"""The language of the filter: what is typed is parsed into words and terms, rows are tested, and the next word offered.

A term that is new in the language is one more entry of ``terms.TERMS``.
"""

from __future__ import annotations

from mcptui.tui.filter.filtering import NO_FILTER, Filter

__all__ = ["NO_FILTER", "Filter"]
