import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Self

import pytest

from sketch.infrastructure.adapters.email import build_email_sender
from sketch.settings import Settings


class FakeSmtp:
    sent: list[EmailMessage]
    said: list[str]

    def __init__(self, host: str, port: int, timeout: float) -> None:
        assert timeout > 0
        self.said.append(f"{host}:{port}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.said.append("bye")

    def starttls(self, context: object) -> None:
        assert context
        self.said.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.said.append(f"login {user} {password}")

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


@pytest.fixture
def smtp(monkeypatch: pytest.MonkeyPatch) -> type[FakeSmtp]:
    FakeSmtp.sent, FakeSmtp.said = [], []
    monkeypatch.setattr("smtplib.SMTP", FakeSmtp)
    return FakeSmtp


def test_without_a_server_an_email_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        build_email_sender(Settings()).send("ada@example.com", "Hello", "a secret")

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "SMTP_HOST is not set" in caplog.text
    assert "e-mail not sent: Hello" in caplog.text
    assert "ada@example.com" not in caplog.text
    assert "a secret" not in caplog.text


def test_a_server_that_is_set_to_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_HOST", "")
    monkeypatch.setenv("SMTP_PORT", "")

    assert Settings().smtp_host is None
    assert Settings().smtp_port == 587


def test_an_email_says_when_it_was_written_and_has_an_id_of_its_own(smtp: type[FakeSmtp]) -> None:
    sender = build_email_sender(
        Settings(smtp_host="mail.example.com", mail_from="Shop <orders@shop.example>")
    )

    for _ in range(2):
        sender.send("ada@example.com", "Hello", "Thank you.")

    first, second = smtp.sent
    written = parsedate_to_datetime(first["Date"])
    assert abs(datetime.now(UTC) - written) < timedelta(minutes=1)
    assert first["Message-ID"].endswith("@shop.example>")
    assert first["Message-ID"] != second["Message-ID"]


def test_an_email_goes_out_over_an_encrypted_connection(smtp: type[FakeSmtp]) -> None:
    sender = build_email_sender(Settings(smtp_host="mail.example.com"))

    sender.send("ada@example.com", "Hello", "Thank you.")

    [message] = smtp.sent
    assert smtp.said == ["mail.example.com:587", "starttls", "bye"]
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "Hello"
    assert message.get_content() == "Thank you.\n"


def test_a_second_header_cannot_be_smuggled_in(smtp: type[FakeSmtp]) -> None:
    sender = build_email_sender(Settings(smtp_host="mail.example.com"))

    with pytest.raises(ValueError, match="Header values"):
        sender.send("ada@example.com\nBcc: x@example.com", "Hello", "Thank you.")

    assert smtp.sent == []
