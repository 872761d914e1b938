"""A mail server and a webhook receiver, for the stories of reminders.

usage: receivers.py FOLDER

Prints one JSON line with the ports, then one for everything that arrives. The mail server is aiosmtpd: it demands TLS
(STARTTLS) and a sign-in. Messages are verified by the standardwebhooks library.

On standard input, one a line: `secret SECRET` is one to verify with from now on; `so far` is answered by a line of its own,
after everything that arrived before.
"""

import json
import pathlib
import socket
import ssl
import sys
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

folder = pathlib.Path(sys.argv[1])
secrets = []
lock = threading.Lock()


def tell(what):
    with lock:
        print(json.dumps(what), flush=True)


class Mailbox:
    """Takes every mail, after it was taken apart."""

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        tell(
            {
                "mail": message["Message-ID"],
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "subject": message["Subject"],
                "text": message.get_body(("plain",)).get_content(),
                "html": message.get_body(("html",)).get_content(),
                "tls": session.ssl is not None,
                "user": session.auth_data.login.decode() if session.auth_data else None,
            }
        )
        return "250 taken"


def sign_in(server, session, envelope, mechanism, data):
    right = data.login == b"licences" and data.password == "öppna sesam".encode()
    return AuthResult(success=right, handled=False, auth_data=data)


class Hook(BaseHTTPRequestHandler):
    """Verifies every message with the library, against every secret."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        verified, why = False, "no secret"
        for secret in list(secrets):
            try:
                Webhook(secret).verify(body, dict(self.headers))
                verified, why = True, None
                break
            except WebhookVerificationError as error:
                why = str(error)
        tell({"hook": self.headers["webhook-id"], "path": self.path, "verified": verified, "why": why,
              "message": json.loads(body), "headers": dict(self.headers), "body": body.decode()})
        self.send_response(204 if verified else 401)
        self.end_headers()

    def log_message(self, *_):
        pass


class MailServer(Controller):
    """Listens on a port that the system chose, and that is held from the beginning."""

    def __init__(self, *arguments, **named):
        self.listener = socket.create_server(("127.0.0.1", 0))
        port = self.listener.getsockname()[1]
        # It waits until it hears of itself, however slow the machine is.
        super().__init__(*arguments, hostname="127.0.0.1", port=port, ready_timeout=240, **named)

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
smtp = MailServer(
    Mailbox(), tls_context=context, require_starttls=True, authenticator=sign_in, auth_required=True,
    auth_require_tls=True,
)
smtp.start()
http = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=http.serve_forever, daemon=True).start()
tell({"smtp": smtp.port, "http": http.server_address[1]})
for line in sys.stdin:
    word, _, secret = line.strip().partition(" ")
    if word == "secret":
        secrets.append(secret)
    tell({"done": line.strip()})
smtp.stop()
http.shutdown()
