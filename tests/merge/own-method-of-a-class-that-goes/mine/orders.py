class Orders:
    def add(self) -> None:
        pass

# Used by the nightly job.
    def count(self) -> int:
        return 1
