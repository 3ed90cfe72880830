import logging
import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import make_msgid

from corner_shop.infrastructure.ports.email import EmailSender
from corner_shop.settings import Settings

log = logging.getLogger(__name__)


def build_email_sender(settings: Settings) -> EmailSender:
    if settings.smtp_host is None:
        log.warning("SMTP_HOST is not set: an e-mail is logged instead of sent")
        return ConsoleEmailSender()
    return SmtpEmailSender(settings.smtp_host, settings)


class ConsoleEmailSender:
    """Logs that an e-mail would be sent, without its recipient and body."""

    def send(self, to: str, subject: str, body: str) -> None:
        del to
        log.info("e-mail not sent: %s (%d characters)", subject, len(body))


class SmtpEmailSender:
    def __init__(self, host: str, settings: Settings) -> None:
        self._host = host
        self._port = settings.smtp_port
        self._starttls = settings.smtp_starttls
        self._user = settings.smtp_user
        self._password = settings.smtp_password
        self._timeout_s = settings.smtp_timeout_s
        self._sender = settings.mail_from

    def send(self, to: str, subject: str, body: str) -> None:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = datetime.now(UTC)
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2].rstrip(">"))
        message.set_content(body)
        with smtplib.SMTP(self._host, self._port, timeout=self._timeout_s) as smtp:
            if self._starttls:
                smtp.starttls(context=ssl.create_default_context())
            if self._user is not None:
                smtp.login(self._user, self._password.get_secret_value())
            smtp.send_message(message)
