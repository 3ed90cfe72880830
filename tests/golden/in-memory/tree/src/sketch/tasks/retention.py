from sketch.services import Services

PRUNE = "retention.prune"


def prune(services: Services, **_: str) -> None:
    while services.retention.prune():
        pass
