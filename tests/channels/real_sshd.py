"""OpenSSH's own server for tests: private keys, a port of its own on loopback, ended by its process id."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


class NotHere(Exception):
    """It can't be had on this machine; the sentence says why."""


@dataclass
class Server:
    """A running server."""

    port: int
    user: str
    key: Path
    process: subprocess.Popen

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(10)
        self.process.stderr.close()


def up(folder):
    """Start a server whose keys lie in a folder."""
    program, keygen = shutil.which("sshd", path="/usr/sbin:/usr/bin"), shutil.which("ssh-keygen")
    if not (program and keygen):
        raise NotHere("openssh-server is not installed")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "client"):
        made = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name]
        subprocess.run(made, check=True, timeout=30)
    port = _free_port()
    settings = f"""
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/client.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
Subsystem sftp internal-sftp
"""
    (folder / "sshd_config").write_text(settings)
    process = subprocess.Popen(
        [program, "-D", "-e", "-f", folder / "sshd_config"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    for line in process.stderr:
        if b"Server listening" in line:
            break
    else:
        raise NotHere(f"sshd does not start (exit {process.wait(10)})")
    return Server(port=port, user=getpass.getuser(), key=folder / "client", process=process)


def _free_port():
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
