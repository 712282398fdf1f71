"""Mail to a real SMTP server on this machine: encrypted, logged in, once; failures are one sentence."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from publisher.telling.digest import Digest, Item
from publisher.telling.mail import Mail
from publisher.telling.ways import NotTold

NOW = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)
PASSWORD = "mat-khau-thu"
DIGEST = Digest(
    key="k1",
    code="phu-trung",
    commune="xã Phú Trung",
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
    at=NOW,
    items=(
        Item(
            key="alert-1",
            kind="failed",
            sentence="PT-2026-0117 → Fanpage xã: ảnh hỏng.",
            opened_at=NOW,
            subject_id=7,
        ),
    ),
)


class Mailbox(Message):
    """Keeps what was sent."""

    def __init__(self):
        super().__init__()
        self.mails = []

    def prepare_message(self, session, envelope):
        return message_from_bytes(envelope.content, policy=policy.default)

    def handle_message(self, message):
        self.mails.append(message)


class Server(Controller):
    """An SMTP server on a port that the system chose."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("chứng thư")
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return paths


@pytest.fixture
def server(certificate):
    """Start SMTP servers on free ports; STARTTLS and a login, unless told otherwise."""
    running = []

    def start(**given):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        options = {"tls_context": context, "require_starttls": True, "authenticator": known, **given}
        controller = Server(Mailbox(), hostname="127.0.0.1", port=0, **options)
        controller.start()
        running.append(controller)
        return controller.handler, controller.port

    yield start
    for controller in running:
        controller.stop()


def known(server, session, envelope, mechanism, given):
    """Let in one user with one password."""
    right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@pytest.fixture
def mail(certificate):
    return Mail(
        host="localhost",
        to=("hoa@phutrung.example", "nam@phutrung.example"),
        sender="bao-tin@phutrung.example",
        user="bao-tin",
        password=PASSWORD,
        certificates=str(certificate[0]),
    )


def test_a_notice_goes_to_all_over_starttls_with_a_login(server, mail):
    box, port = server()

    replace(mail, port=port).tell(DIGEST)

    [found] = box.mails
    assert found["To"] == "hoa@phutrung.example, nam@phutrung.example"
    assert found["Subject"] == "[xã Phú Trung] PT-2026-0117 → Fanpage xã: ảnh hỏng."
    assert "publisher delivery show 7" in found.get_content()
    assert found["Message-ID"] == "<k1@phutrung.example>"


def test_a_server_that_speaks_tls_from_the_first_byte_is_reached(server, mail, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    box, port = server(ssl_context=context, tls_context=None, require_starttls=False, auth_require_tls=False)

    replace(mail, port=port, security="tls", user="").tell(DIGEST)

    assert len(box.mails) == 1


def test_a_wrong_password_is_one_sentence_without_it(server, mail):
    box, port = server()

    with pytest.raises(NotTold, match="không nhận tên đăng nhập hay mật khẩu") as refused:
        replace(mail, port=port, password="sai-han-roi").tell(DIGEST)

    assert "sai-han-roi" not in repr(refused.value)
    assert box.mails == []


def test_a_certificate_nobody_vouches_for_is_not_trusted(server, mail):
    box, port = server()

    with pytest.raises(NotTold, match="chứng thư"):
        replace(mail, port=port, certificates="").tell(DIGEST)

    assert box.mails == []


def test_a_server_without_encryption_gets_nothing(server, mail):
    box, port = server(tls_context=None, require_starttls=False, auth_require_tls=False)

    with pytest.raises(NotTold, match="security"):
        replace(mail, port=port).tell(DIGEST)

    assert box.mails == []


def test_a_server_that_is_away_is_one_sentence(server, mail):
    with pytest.raises(NotTold, match="Không kết nối được với localhost"):
        replace(mail, port=1).tell(DIGEST)


def test_the_password_never_shows(mail):
    assert PASSWORD not in repr(mail)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"to": ("hoa",)}, "không phải địa chỉ thư"),
        ({"sender": "a@b\nBcc: x@y"}, "không phải địa chỉ thư"),
        ({"host": "thư xã"}, "không phải tên máy chủ"),
        ({"host": "smtp.example.com", "security": "none"}, "phải mã hóa"),
        ({"port": 0}, "từ 1 đến 65535"),
        ({"password": ""}, "thiếu mật khẩu"),
        ({"password": "mật"}, "không dấu"),
        ({"certificates": "không có.pem"}, "Không thấy tệp chứng thư"),
    ],
)
def test_each_wrong_setting_is_told(mail, change, told):
    [problem] = replace(mail, **change).problems()

    assert told in problem
