"""A mail server of a test: it takes in messages by SMTP (RFC 5321), and may refuse them."""

import socketserver
import threading
from email import message_from_bytes
from email.policy import default


class _Handler(socketserver.StreamRequestHandler):
    def reply(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.reply("220 test")
        while command := self.rfile.readline().strip().upper():
            verb = command.split(b" ")[0].split(b":")[0]
            if verb == b"DATA":
                self.reply("354 go on")
                self.take_message()
            elif verb == b"RCPT" and self.server.refusal:
                self.reply(self.server.refusal)
            elif verb == b"QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 ok")

    def take_message(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.messages.append(message_from_bytes(b"".join(lines), policy=default))
        self.reply("250 taken")


class MailServer(socketserver.ThreadingTCPServer):
    """SMTP server on a port of its own; a context manager. `messages` are those it took in."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages: list = []
        self.refusal = ""  # such as "550 no such reader"

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.shutdown()
        self.server_close()
