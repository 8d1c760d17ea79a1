"""A private Dovecot (2.3 or 2.4) in a temporary folder, on free loopback ports, as root or as anybody."""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from tests.servers import CERTIFICATE, SmtpThread

BINARY = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
READY = "starting up"  # the master says so once its listeners are open
START_SECONDS = 20

COMMON = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
ssl = yes
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""

V23 = """\
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
"""

V24 = """\
ssl_server_cert_file = {certificate}
ssl_server_key_file = {key}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
passdb passwd-file {{
  passwd_file_path = {folder}/users
  default_password_scheme = PLAIN
}}
userdb passwd-file {{
  passwd_file_path = {folder}/users
}}
"""


class DovecotServer:
    """Dovecot for IMAP; aiosmtpd beside it, which delivers into its Maildirs. Says what EmbeddedServer says."""

    host = "127.0.0.1"

    def __init__(self, accounts: Mapping[str, str]) -> None:
        self.accounts = dict(accounts)
        self.imap_port = self.imaps_port = self.smtp_port = self.smtps_port = 0
        self.log: list[str] = []
        self._folder = Path(tempfile.mkdtemp(prefix="titip-dovecot-"))
        self._owner = _mail_user()
        self._smtp = SmtpThread(self.accounts, self._deliver)
        self.passed = self._smtp.passed
        self._master: subprocess.Popen[str] | None = None
        self._numbers = itertools.count()

    def start(self) -> None:
        """Starts both servers and waits until they listen."""
        assert BINARY is not None
        self._prepare()
        self._master = subprocess.Popen(
            [BINARY, "-F", "-c", str(self._folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ready = threading.Event()
        threading.Thread(target=self._read_log, args=(self._master, ready), daemon=True).start()
        if not ready.wait(START_SECONDS) or self._master.poll() is not None:
            self.stop()
            raise RuntimeError("Dovecot does not start:\n" + "".join(self.log))
        self.smtp_port, self.smtps_port = self._smtp.start()

    def stop(self) -> None:
        """Ends both and removes the folder."""
        self._smtp.stop()
        master, self._master = self._master, None
        if master is not None:
            os.killpg(master.pid, signal.SIGKILL)  # its polite end takes seconds, and nothing is to be kept
            master.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def deliver(self, address: str, raw: bytes) -> None:
        """Into new/, as a delivery agent does it (Maildir: tmp, then a rename)."""
        maildir = self._maildir(address)
        now = time.time_ns()
        name = f"{now // 10**9}.M{now // 1000 % 10**6:06d}P{os.getpid()}Q{next(self._numbers)}.localhost"
        (maildir / "tmp" / name).write_bytes(raw)
        self._give(maildir / "tmp" / name)
        os.rename(maildir / "tmp" / name, maildir / "new" / name)

    def inbox(self, address: str) -> list[bytes]:
        return self.folder(address, "INBOX")

    def folder(self, address: str, name: str) -> list[bytes]:
        maildir = self._maildir(address)
        if name != "INBOX":
            maildir = maildir / ("." + name.replace("/", "."))
        files = [path for part in ("new", "cur") for path in (maildir / part).glob("*")]
        return [path.read_bytes() for path in sorted(files, key=lambda path: path.name)]

    def refuse(
        self, address: str, code: int = 0, words: str = "refused for a test", at: str = "rcpt"
    ) -> None:
        self._smtp.gate.refuse(address, code, words, at)

    async def _deliver(self, address: str, raw: bytes) -> None:
        self.deliver(address, raw)

    def _maildir(self, address: str) -> Path:
        if address.lower() not in self.accounts:
            raise KeyError(address)
        return self._folder / "home" / address.lower() / "Maildir"

    def _give(self, path: Path) -> None:
        if os.getuid() == 0:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _prepare(self) -> None:
        os.chmod(self._folder, 0o755)
        for address in self.accounts:
            maildir = self._maildir(address)
            for part in ("cur", "new", "tmp"):
                (maildir / part).mkdir(parents=True)
            for path in (maildir.parent, maildir, *maildir.iterdir()):
                self._give(path)
        (self._folder / "users").write_text("".join(self._user_lines()))
        (self._folder / "dovecot.conf").write_text(self._config())

    def _user_lines(self) -> list[str]:
        ids = f"{self._owner.pw_uid}:{self._owner.pw_gid}"
        home = self._folder / "home"
        return [f"{name}:{{PLAIN}}{word}:{ids}::{home / name}::\n" for name, word in self.accounts.items()]

    def _config(self) -> str:
        self.imap_port, self.imaps_port = _free_ports(2)
        version = _version()
        values = {
            "folder": self._folder,
            "user": self._owner.pw_name,
            "group": grp.getgrgid(self._owner.pw_gid).gr_name,
            "imap_port": self.imap_port,
            "imaps_port": self.imaps_port,
            "certificate": CERTIFICATE[0],
            "key": CERTIFICATE[1],
        }
        if version >= (2, 4):
            number = ".".join(str(part) for part in version)
            head = f"dovecot_config_version = {number}\ndovecot_storage_version = {number}\n"
            return head + (COMMON + V24).format(**values)
        return (COMMON + V23).format(**values)

    def _read_log(self, master: subprocess.Popen[str], ready: threading.Event) -> None:
        assert master.stderr is not None
        with master.stderr:
            for line in master.stderr:
                self.log.append(line)
                if READY in line:
                    ready.set()
        ready.set()  # it has ended: start() looks at poll()


def _mail_user() -> pwd.struct_passwd:
    """Dovecot gives no mail to root: as root, the mail belongs to nobody."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _version() -> tuple[int, ...]:
    assert BINARY is not None
    said = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in said.split()[0].split("-")[0].split(".")[:3])


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
