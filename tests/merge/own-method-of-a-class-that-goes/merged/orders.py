def add() -> None:
    pass
<<<<<<< yours
class Orders:
    def add(self) -> None:
        pass

# Used by the nightly job.
    def count(self) -> int:
        return 1
||||||| before
class Orders:
    def add(self) -> None:
        pass
=======
>>>>>>> template
