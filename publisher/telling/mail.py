"""E-mail over SMTP with TLS (port 465) or STARTTLS (587); in the open only to this machine."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from channels.settings import setting
from publisher.telling.digest import Digest
from publisher.telling.ways import LANGUAGES, NotTold

SECONDS = 20.0
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """E-mail: a mailbox of each person who must hear of alerts."""

    host: str = setting("Máy chủ gửi thư (SMTP), ví dụ smtp.gmail.com")
    to: tuple[str, ...] = setting("Người nhận, cách nhau bằng dấu phẩy")
    sender: str = setting("Địa chỉ người gửi")
    port: int = setting("Cổng của máy chủ gửi thư", default=587)
    security: str = setting("Cách mã hóa đường truyền", default="starttls", choices=SECURITIES)
    user: str = setting("Tên đăng nhập máy chủ thư", default="")
    password: str = setting("Mật khẩu máy chủ thư", default="", secret=True)
    certificates: str = setting("Tệp chứng thư của máy chủ thư nội bộ, khi nó tự ký", default="")
    language: str = setting("Ngôn ngữ của tin báo", default="vi", choices=LANGUAGES)

    @property
    def addresses(self) -> Sequence[str]:
        """Return the server's address."""
        return (f"smtp://{self.host}",)

    def problems(self) -> Sequence[str]:
        """Return what is wrong with the settings."""
        return tuple(self._problems())

    def tell(self, digest: Digest) -> None:
        """Send one mail to all; it got through when any of them was accepted."""
        try:
            with self._server() as server:
                server.send_message(self._message(digest))
        except smtplib.SMTPAuthenticationError as refused:
            raise NotTold(
                f"{self.host} không nhận tên đăng nhập hay mật khẩu ({refused.smtp_code})."
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise NotTold(f"{self.host} từ chối thư ({refused.smtp_code}).") from None
        except smtplib.SMTPRecipientsRefused:
            raise NotTold(f"{self.host} không nhận địa chỉ người nhận nào.") from None
        except smtplib.SMTPNotSupportedError:
            raise NotTold(
                f"{self.host} không cho mã hóa hay đăng nhập; hãy xem lại security và port."
            ) from None
        except ssl.SSLError:
            raise NotTold(f"{self.host}: không tin được chứng thư của máy chủ.") from None
        except (smtplib.SMTPException, OSError):
            raise NotTold(f"Không kết nối được với {self.host}.") from None

    def _problems(self) -> Iterator[str]:
        from channels.http import is_loopback

        for each in (self.sender, *self.to):
            if not ADDRESS.fullmatch(each):
                yield f"“{each}” không phải địa chỉ thư."
        if not re.fullmatch(r"[A-Za-z0-9.:-]+", self.host):
            yield f"“{self.host}” không phải tên máy chủ."
        elif self.security == "none" and not is_loopback(self.addresses[0]):
            yield "Thư ra ngoài máy này phải mã hóa: security là starttls hoặc tls."
        if not 1 <= self.port <= 65535:
            yield f"Cổng {self.port} phải từ 1 đến 65535."
        yield from self._login_problems()

    def _login_problems(self) -> Iterator[str]:
        if self.user and not self.password:
            yield "Có tên đăng nhập mà thiếu mật khẩu (password)."
        if not (self.user + self.password).isascii():  # what smtplib can log in with
            yield "Tên đăng nhập và mật khẩu thư chỉ được gồm chữ không dấu."
        if self.certificates and not Path(self.certificates).is_file():
            yield f"Không thấy tệp chứng thư {self.certificates}."

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        safe = ssl.create_default_context(cafile=self.certificates or None)
        server: smtplib.SMTP
        if self.security == "tls":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=safe)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        with server:
            if self.security == "starttls":
                server.starttls(context=safe)
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _message(self, digest: Digest) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Subject"] = digest.subject(self.language)
        message["Date"] = format_datetime(digest.at)
        message["Message-ID"] = f"<{digest.key}@{self.sender.rpartition('@')[2]}>"  # the same when sent again
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
        message.set_content(digest.text(self.language) + "\n")
        return message
