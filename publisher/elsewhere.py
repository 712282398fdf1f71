"""A machine that only works for an installation elsewhere: its key is given, its home a scratch folder."""

from __future__ import annotations

from sqlalchemy import Engine, select

from content_queue.models import Account, Channel
from publisher.home import Home
from publisher.secrets import SecretBox, SecretUnreadable, key_given

LOOKED_AT = 100  # accounts and channels: many have no secret of their own


def make_scratch(home: Home) -> None:
    """Make the home's folder for a key that the environment gives; SecretUnreadable when it gives none."""
    if not key_given():
        raise SecretUnreadable(
            f"Không có khóa bí mật ở {home.folder}; hãy đặt PUBLISHER_SECRET_KEY bằng nội dung tệp "
            "secret.key của nơi đã chạy `publisher init`."
        )
    home.folder.mkdir(parents=True, exist_ok=True)


def require_fitting(box: SecretBox, engine: Engine) -> None:
    """Raise SecretUnreadable when the key opens no stored secret: it is another installation's.

    Otherwise a worker with a wrong key would hold one channel after the other, for all workers.
    """
    with engine.execution_options(reading=True).connect() as connection:
        for table in (Account, Channel):
            rows = connection.scalars(select(table.secrets).order_by(table.id).limit(LOOKED_AT))
            for sealed in (sealed for secrets in rows for sealed in secrets.values()):
                box.read(sealed)
                return
