from dataclasses import dataclass, field


@dataclass
class FakeEmail:
    sent: list[str] = field(default_factory=list)
    fails: bool = False

    def send(self, to: str, subject: str, body: str) -> None:
        if self.fails:
            raise OSError("no route to host")
        assert subject
        assert body
        self.sent.append(to)
