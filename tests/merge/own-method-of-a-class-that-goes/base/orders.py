class Orders:
    def add(self) -> None:
        pass
