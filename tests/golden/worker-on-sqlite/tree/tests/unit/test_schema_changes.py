import pytest

from deploy.schema_changes import Column, breaking

BEFORE: dict[str, Column] = {
    "id": ("INTEGER", True, None),
    "name": ("VARCHAR(20)", True, None),
    "note": ("TEXT", False, None),
}
USED = {"notes": ["id", "name", "note"]}


def found(**changed: Column | None) -> list[str]:
    after = {name: column for name, column in (BEFORE | changed).items() if column}
    return breaking({"notes": BEFORE}, {"notes": after}, USED)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": None}, "name is dropped or renamed"),
        ({"name": ("VARCHAR(10)", True, None)}, "name changes from VARCHAR(20) NOT NULL"),
        ({"name": ("INTEGER", True, None)}, "name changes from VARCHAR(20) NOT NULL"),
        ({"note": ("TEXT", True, "''")}, "note changes from TEXT NULL to TEXT NOT NULL"),
        ({"tag": ("TEXT", True, None)}, "tag needs a value"),
    ],
)
def test_a_change_that_breaks_the_running_version(
    changed: dict[str, Column | None], problem: str
) -> None:
    (told,) = found(**changed)

    assert told.startswith(f"notes: {problem}")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"name": ("VARCHAR(40)", True, None)},
        {"name": ("VARCHAR(20)", False, None)},
        {"tag": ("TEXT", True, "''")},
        {"tag": ("TEXT", False, None)},
    ],
)
def test_a_change_that_it_can_bear(changed: dict[str, Column | None]) -> None:
    assert found(**changed) == []


def test_a_table_is_dropped() -> None:
    assert breaking({"notes": BEFORE}, {}, USED) == [
        "notes: it is dropped or renamed, and the version that runs uses it"
    ]


def test_what_the_running_version_does_not_know_may_go() -> None:
    assert breaking({"notes": BEFORE}, {}, {"others": ["id"]}) == []
    assert breaking({"notes": BEFORE}, {"notes": {"id": BEFORE["id"]}}, {"notes": ["id"]}) == []
