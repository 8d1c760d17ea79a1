"""A proxy on loopback that spoils a conversation: cuts it, falls silent, drips, puts words in the server's mouth."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Spoil:
    """What happens to what the server says, counted over all connections: after `after` bytes the connection is cut,
    or `silent` (open, and nothing more said), or `says` something and is then cut. With `drip` the server's words come
    in pieces of so many bytes. None and 0: nothing happens."""

    after: int | None = None
    silent: bool = False
    says: bytes = b""
    drip: int = 0
    passed: int = field(default=0, init=False)  # bytes of the server's, to learn how long a conversation is
    met: int = field(default=0, init=False)  # how often the end was met


class Proxy:
    """Listens on a free port for a server on another. `spoil` may be changed at any time."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, 0
        self.spoil = Spoil()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._run(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self, coroutine: Callable[..., object] | object) -> int:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)  # type: ignore[arg-type]

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, both ways; when one way ends both do."""
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        ways = [
            asyncio.create_task(self._copy(reader, far_writer)),
            asyncio.create_task(self._spoil(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, far_writer):
                end.transport.abort() if self.spoil.met else end.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()

    async def _spoil(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(self.spoil.drip or 65536):
                spoil = self.spoil
                room = len(chunk) if spoil.after is None else max(0, spoil.after - spoil.passed)
                spoil.passed += min(room, len(chunk))
                writer.write(chunk[:room])
                await writer.drain()
                if room < len(chunk):
                    spoil.met += 1
                    writer.write(spoil.says)
                    await writer.drain()
                    if spoil.silent:
                        await asyncio.Event().wait()
                    return
                if spoil.drip:
                    await asyncio.sleep(0)
