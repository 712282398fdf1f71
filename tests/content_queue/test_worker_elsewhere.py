"""A worker on another machine: a key, a database, nothing else; it loads only what its channels need."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from channels.base import Medium
from content_queue.models import Account, Channel
from publisher.app import App, NotSetUp
from publisher.home import FilesIn, HomeUnreadable
from publisher.sandbox.ledger import Ledger
from publisher.sandbox.server import running
from publisher.secrets import SecretUnreadable
from publisher.testing import NOON, Village

ROOT = Path(__file__).parents[2]
PAGE, GROUP = "108", "f414c8f76fa586fbdfb4"
NOT_NEEDED = ["alembic", "espeakng_loader", "flask", "holidays", "jinja2", "lameenc", "lunar_vn", "miniaudio"]
NOT_NEEDED += ["markdown_it", "nh3", "numpy", "pydub", "soxr", "waitress", "werkzeug", "yaml"]
NEEDED = {
    "apscheduler",
    "certifi",
    "charset_normalizer",
    "click",
    "cryptography",
    "dateutil",
    "facebook",
    "idna",
}
NEEDED |= {
    "psycopg",
    "psycopg_binary",
    "requests",
    "six",
    "sqlalchemy",
    "typing_extensions",
    "tzlocal",
    "urllib3",
}
OURS = {"publisher", "schedules", "content_queue", "channels"}
COMPILED = {"cython_runtime"}
WORKER = """
import atexit, json, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"not on this machine: {name}", name=name)

BLOCKED = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Blocked())
atexit.register(lambda: print(json.dumps(sorted(sys.modules))))
from publisher.cli import main
main()
"""


@pytest.fixture
def sandbox():
    with running(Ledger(None), clock=NOON.timestamp) as server:
        yield server


@pytest.fixture
def province(tmp_path, postgres, shaped_postgres, sandbox):
    """A commune on PostgreSQL that keeps its files there, with a fanpage and a Zalo group."""
    village = Village.settle(tmp_path / "tỉnh", url=postgres.database(like=shaped_postgres))
    village.app.close()
    village.app = App.open(replace(village.app.home, files_in=FilesIn.DATABASE), village.clock)
    village.channel(
        "Fanpage", kind="facebook", medium="facebook", page_id=PAGE, base_url=f"{sandbox.url}/graph"
    )
    village.channel("Nhóm", kind="zalo", medium="zalo", group_id=GROUP)
    with village.app.writing(village.commune) as session:
        seal = village.app.box.seal
        zalo = Account(name="OA", kind="zalo", secrets={}, settings={"app_id": "1"})
        zalo.settings |= {"oa_url": f"{sandbox.url}/zalo", "oauth_url": f"{sandbox.url}/zalo"}
        zalo.secrets = {name: seal("bi-mat") for name in ("app_secret", "access_token", "refresh_token")}
        session.add(zalo)
        for channel in session.query(Channel):
            if channel.kind == "zalo":
                channel.account = zalo
            else:
                channel.secrets = {"token": seal("EAAtok3n")}
    yield village
    village.app.close()


@dataclass
class Elsewhere:
    """A machine with an empty home."""

    folder: Path
    village: Village

    def start(self, *words, blocked=(), **environment):
        """Start a command there."""
        around = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PUBLISHER_HOME": str(self.folder / "tạm"),
            "PUBLISHER_NOW": "2026-11-24 12:00",
            "PUBLISHER_DATABASE_URL": self.village.app.home.database_url,
            "PUBLISHER_SECRET_KEY": self.village.app.home.key_file.read_text(),
            "PUBLISHER_FILES": "database",
        }
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WORKER, ",".join([*NOT_NEEDED, *blocked]), *words],
            cwd=self.folder,
            env={name: value for name, value in {**around, **environment}.items() if value},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def refused(self, *words, **given):
        """Run a command that must be refused; return its one sentence."""
        process = self.start(*words, **given)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1, said
        assert said.count("\n") == 1, said
        return said

    def works_until(self, done, **given):
        """Let a worker work until something is so; return the modules it had loaded in the end."""
        process = self.start("work", **given)
        try:
            for _ in range(1200):
                if done() or process.poll() is not None:
                    break
                threading.Event().wait(0.05)
            process.send_signal(signal.SIGTERM)
            told, said = process.communicate(timeout=60)
        finally:
            process.kill()
        assert process.returncode == 0, said
        return json.loads(told.splitlines()[-1])


@pytest.fixture
def elsewhere(tmp_path, province):
    folder = tmp_path / "máy khác"
    folder.mkdir()
    return Elsewhere(folder, province)


def picture(village):
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (64, 32), "#0a6c74").save(drawn, "PNG")
    drawn.seek(0)
    return village.app.files.add(drawn, name="anh.png", media_type="image/png", alt="Ảnh minh họa")


@pytest.mark.parametrize(
    ("medium", "images", "blocked"),
    [
        (Medium.FACEBOOK, True, ["PIL"]),
        (Medium.ZALO, False, ["PIL", "facebook"]),
        (Medium.ZALO, True, ["facebook"]),
    ],
)
def test_it_sends_with_nothing_but_what_its_channels_need(
    elsewhere, province, sandbox, medium, images, blocked
):
    province.approved(media=(medium,), images=(picture(province),) if images else ())

    loaded = elsewhere.works_until(lambda: province.states() == ["sent"], blocked=blocked)

    assert province.states() == ["sent"]
    assert Counter(entry.service for entry in sandbox.ledger.publications()) == {medium.value: 1}
    assert libraries(loaded) <= NEEDED | ({"PIL"} if images and medium is Medium.ZALO else set())


def libraries(modules):
    """Return what is neither Python's own, nor ours, nor a compiled part of a library."""
    names = {name.partition(".")[0] for name in modules}
    return {
        name for name in names - set(sys.stdlib_module_names) - OURS if not name.startswith("_")
    } - COMPILED


def opened(province, folder, monkeypatch, **environment):
    """Open the installation as the environment says, in a folder where nothing is."""
    given = {
        "PUBLISHER_HOME": str(folder / "tạm"),
        "PUBLISHER_DATABASE_URL": province.app.home.database_url,
        "PUBLISHER_SECRET_KEY": province.app.home.key_file.read_text(),
        "PUBLISHER_FILES": "database",
        **environment,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return App.open(clock=province.clock)


def test_its_home_is_a_scratch_folder_that_is_made(province, tmp_path, monkeypatch):
    app = opened(province, tmp_path, monkeypatch)

    names = [row.name for row in province.all(Channel)]
    adapters = app.book.many([row.id for row in province.all(Channel)])

    app.close()
    assert (tmp_path / "tạm").is_dir()
    assert not [
        name for name, each in zip(names, adapters.values(), strict=True) if isinstance(each, Exception)
    ]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PUBLISHER_SECRET_KEY": ""}, "hãy đặt PUBLISHER_SECRET_KEY"),
        ({"PUBLISHER_SECRET_KEY": "khong-phai-khoa"}, "không dùng được"),
        ({"PUBLISHER_SECRET_KEY": Fernet.generate_key().decode()}, "Không giải mã được"),
        ({"PUBLISHER_FILES": "databse"}, "hãy viết folder hoặc database"),
        ({"PUBLISHER_DATABASE_URL": ""}, "khi dùng PostgreSQL"),
        ({"PUBLISHER_DATABASE_URL": "", "PUBLISHER_FILES": ""}, "Không thấy cơ sở dữ liệu"),
        ({"PUBLISHER_DATABASE_URL": "", "PUBLISHER_FILES": "", "PUBLISHER_SECRET_KEY": ""}, "publisher init"),
    ],
)
def test_what_it_lacks_is_said_before_it_works(province, tmp_path, monkeypatch, environment, said):
    with pytest.raises((NotSetUp, SecretUnreadable, HomeUnreadable), match=said) as refused:
        opened(province, tmp_path, monkeypatch, **environment)

    key = os.environ["PUBLISHER_SECRET_KEY"]
    assert not key or key not in str(refused.value)


def test_without_the_driver_it_says_what_to_install(elsewhere):
    said = elsewhere.refused("work", blocked=["psycopg"])

    assert "commune-publisher[postgresql]" in said


def test_a_scratch_folder_that_can_not_be_made_is_told(elsewhere):
    (elsewhere.folder / "tạm").write_text("a file in its place")

    said = elsewhere.refused("work")

    assert "tạm" in said
