"""Work off the event loop: its result, or its refusal, comes back to the loop unless it is cancelled.

It is done in threads of our own. Those of an executor are waited for when the program ends, and one that
waits for a disk that never answers would keep it from ending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TypeVar, TypeVarTuple

from textual.app import App
from textual.dom import DOMNode, NoScreen
from textual.worker import NoActiveWorker, Worker, get_current_worker

from mcptui.errors import McptuiError

T = TypeVar("T")
Args = TypeVarTuple("Args")


async def begun(make: Callable[[], T], patience: float) -> Future[T]:
    """Start ``make`` in a thread and wait for it, but no longer than ``patience`` (seconds)."""
    future = _start(make)
    await _wait(future, patience)
    return future


async def apart(make: Callable[[*Args], T], *args: *Args, lasting: bool = False) -> T:
    """What ``make`` returns, or raises, in a thread. One that is ``lasting`` is waited for when the program ends.

    The worker that waits for it ends there when its screen was closed meanwhile: it has nothing left to show it in.
    """
    future = _start(partial(make, *args), lasting=lasting)
    await _wait(future)
    with suppress(NoActiveWorker):
        if _is_closed(get_current_worker().node):
            raise asyncio.CancelledError
    return future.result()


def in_background(
    node: DOMNode,
    group: str,
    make: Callable[[], T],
    done: Callable[[T], None],
    refused: Callable[[McptuiError], None],
    *,
    lasting: bool = False,
) -> Worker[None]:
    """Run ``make`` in a thread and give what it returns to ``done``. Newer work of the same ``group`` replaces it.

    ``lasting``: it writes, so it is carried to its end also when the program ends meanwhile.
    """
    return one_by_one(node, group, lambda: (make(),), done, refused, lasting=lasting)


def one_by_one(
    node: DOMNode,
    group: str,
    make: Callable[[], Iterable[T]],
    each: Callable[[T], None],
    refused: Callable[[McptuiError], None],
    *,
    lasting: bool = False,
) -> Worker[None]:
    """Like ``in_background``, for work whose results come one after the other."""

    async def work() -> None:
        worker = get_current_worker()
        loop = asyncio.get_running_loop()

        def give(result: T) -> None:
            if not worker.is_cancelled and not _is_closed(node):
                each(result)

        def go_through() -> None:
            for result in make():
                if worker.is_cancelled:
                    return
                _tell(loop, node.call_later, give, result)

        try:
            await apart(go_through, lasting=lasting)
        except McptuiError as error:
            if not worker.is_cancelled:
                node.call_later(refused, error)

    worker: Worker[None] = node.run_worker(work, exclusive=True, group=group)
    return worker


def _is_closed(node: DOMNode) -> bool:
    """A screen loses its parts before its work is cancelled; what still comes then finds none of them."""
    if isinstance(node, App):
        return False
    try:
        return not node.screen.display  # which the screens themselves never change
    except NoScreen:
        return True


def _start(make: Callable[[], T], *, lasting: bool = False) -> Future[T]:
    future: Future[T] = Future()

    def work() -> None:
        try:
            result = make()
        except BaseException as fault:  # noqa: BLE001  # it is raised where the result is asked for
            future.set_exception(fault)
        else:
            future.set_result(result)

    Thread(target=work, daemon=not lasting).start()
    return future


async def _wait(future: Future[T], patience: float | None = None) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    future.add_done_callback(lambda _: _tell(loop, ended.set))
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), patience)


def _tell(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *args: object) -> None:
    """Have ``call`` made on the loop; when that is closed nobody wants to know any more."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *args)
