"""What people ask at the command line, done by the bot between two passes: held mail, persons to be forgotten.

A released message is read anew, as if a person had vouched that it is a letter to us and no advert. He vouches for
nothing else: who may decide what is found as for any other message (laws two and three). It is told apart from the
message that was held by a line on top, so that a release cut short by a crash is finished and never done twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from bot.applying import Applier
from bot.edges.disk import describe_illness
from bot.edges.held import Held, UnknownHeld, archive_held, find_held
from bot.edges.ledger import LedgerLine
from bot.edges.requests import Request, fail_request, list_requests, remove_request
from bot.errors import TitipError, describe_fault
from bot.gather import Gatherer
from bot.model import Fetched
from bot.reading.parse import parse_message
from bot.retention import forget
from bot.runner import Runner
from bot.taken import Taken, digest_of

log = logging.getLogger("titip")
DROPPED, RELEASED = "dropped", "released"
TRACE = "X-Dilepas"  # the line on top of a released message; nobody reads it as proof of anything


@dataclass(frozen=True)
class Errands:
    runner: Runner

    def run(self) -> int:
        """Everything that was asked, oldest first; how many were done. One that fails is put aside, aloud."""
        root, done = self.runner.store.root, 0
        for request in list_requests(root):
            try:
                self._do(request)
            except Exception as error:  # the boundary: one errand holds up neither the others nor the mail
                if describe_illness(error):
                    raise
                log.error("permintaan %s gagal: %s", request.id, describe_fault(error))
                fail_request(root, request)
                continue
            remove_request(root, request)
            done += 1
        return done

    def _do(self, request: Request) -> None:
        root = self.runner.store.root
        if request.action == "forget":
            rule = self.runner.kit.rules.common.retention
            refs = forget(self.runner.store, request.address, rule, self.runner.clock())
            log.info("permintaan %s: data orang pada %d berkas dihapus", request.id, len(refs))
            return
        try:
            held = find_held(root, request.digest)
        except UnknownHeld:
            log.info("permintaan %s: surel itu tidak lagi ditahan", request.id)
            return
        if request.action == "release":
            taken = self._release(held, request)
            log.info("surel ditahan %s dilepas: %s %s", held.id, taken.verdict, taken.case or "-")
            facts = {"settled": RELEASED, "verdict_after": taken.verdict, "case": taken.case}
        else:
            self._drop(held, request)
            log.info("surel ditahan %s dibuang", held.id)
            facts = {"settled": DROPPED, "reason": request.reason}
        archive_held(root, held.digest, {**facts, "settled_at": self.runner.clock().isoformat()})

    def _release(self, held: Held, request: Request) -> Taken:
        """Raises ParseError for what still can't be read; TitipError for a case that is not there, and for files that
        the scanner does not call clean: nobody vouches for those."""
        runner, now = self.runner, self.runner.clock()
        raw = f"{TRACE}: {request.id}; {format_datetime(request.at)}\r\n".encode() + held.raw
        fetched = Fetched(0, 0, len(raw), raw, _received(held, now))
        if seen := runner.store.find_by_message(digest=digest_of(fetched)):
            return Taken(seen.verdict, case=seen.ref)
        message = parse_message(raw, fetched.received)
        if request.case and not runner.store.knows(request.case):
            raise TitipError(f"berkas {request.case} tidak ada")
        if danger := runner.scanner.find_danger(message):
            raise TitipError(danger)
        office, before = runner.kit.office(now), runner.kit.office(min(fetched.received, now))
        gatherer = Gatherer(runner.kit, runner.store, office, now, before, vouched=True, into=request.case)
        gathered = gatherer.gather(runner.layers.read(message))
        decision = runner.decide(fetched, gathered, now)
        return Applier(runner.kit, runner.store, now).apply(fetched, gathered, decision)

    def _drop(self, held: Held, request: Request) -> None:
        """A line in the ledger, once."""
        ledger = self.runner.store.ledger
        if all(one.verdict != DROPPED for one in ledger.find_all(held.digest)):
            now = self.runner.clock()
            ledger.append(LedgerLine(now, held.digest, verdict=DROPPED, rule="petugas", why=request.reason))


def _received(held: Held, now: datetime) -> datetime:
    """When it was held: who held which role is asked of that day too."""
    try:
        at = datetime.fromisoformat(held.at)
    except ValueError:
        return now
    return at if at.tzinfo is not None else now
