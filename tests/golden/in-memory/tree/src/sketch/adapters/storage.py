from sketch.ports.storage import Storage
from sketch.repositories.memory import MemoryStorage
from sketch.settings import Settings


def build_storage(_settings: Settings) -> Storage:
    return MemoryStorage()
