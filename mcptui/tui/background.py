"""Work off the event loop: its result, or its refusal, comes back to the loop unless newer work took its place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

from textual.dom import DOMNode
from textual.worker import get_current_worker

from mcptui.errors import McptuiError

T = TypeVar("T")


async def begun(make: Callable[[], T], patience: float) -> Future[T]:
    """Start ``make`` in a thread and wait for it, but no longer than ``patience`` (seconds)."""
    pool = ThreadPoolExecutor(max_workers=1)
    future = pool.submit(make)
    pool.shutdown(wait=False)
    await asyncio.to_thread(wait, (future,), patience)
    return future


def in_background(
    node: DOMNode,
    group: str,
    make: Callable[[], T],
    done: Callable[[T], None],
    refused: Callable[[McptuiError], None],
) -> None:
    """Run ``make`` in a thread and give what it returns to ``done``. Newer work of the same ``group`` replaces it."""
    one_by_one(node, group, lambda: (make(),), done, refused)


def one_by_one(
    node: DOMNode,
    group: str,
    make: Callable[[], Iterable[T]],
    each: Callable[[T], None],
    refused: Callable[[McptuiError], None],
) -> None:
    """Like ``in_background``, for work whose results come one after the other."""

    def work() -> None:
        worker = get_current_worker()

        def give(result: T) -> None:
            if not worker.is_cancelled:
                each(result)

        def refuse(error: McptuiError) -> None:
            if not worker.is_cancelled:
                refused(error)

        try:
            for result in make():
                if worker.is_cancelled:
                    return
                node.call_later(give, result)
        except McptuiError as error:
            node.call_later(refuse, error)

    node.run_worker(work, thread=True, exclusive=True, group=group)
