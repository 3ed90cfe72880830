from laeden.infrastructure.services.retention import BATCH, Retention


def test_each_kind_is_deleted_in_batches_and_counts() -> None:
    limits: list[int] = []

    def prune(limit: int) -> int:
        limits.append(limit)
        return 2

    assert Retention(prune, prune).prune() == 4
    assert limits == [BATCH, BATCH]
