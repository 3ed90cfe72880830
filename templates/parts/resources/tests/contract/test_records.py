"""What every kind of records promises over HTTP."""

from itertools import count
from uuid import uuid4

import httpx
import pytest

from tests.records import EXAMPLES
from tests.records.example import Example, Json

NUMBERS = count(uuid4().int % 10**6 * 1000)
NOWHERE = str(uuid4())
MERGE_PATCH = "application/merge-patch+json"


class Kind:
    """One kind of records behind a client."""

    def __init__(self, client: httpx.Client, example: Example) -> None:
        self.client = client
        self.example = example
        self.path = example.path

    def body(self) -> Json:
        """A different one each time, with a record for each reference."""
        body = self.example.new(self.other, next(NUMBERS))
        for name, kind in self.example.references.items():
            body[name] = body[name] or self.other(kind)
        return body

    def create(self, body: Json | None = None, **headers: str) -> Json:
        response = self.client.post(self.path, json=body or self.body(), headers=headers)
        assert response.status_code == 201, response.text
        record: Json = response.json()
        assert response.headers["Location"] == f"{self.path}/{record['id']}"
        return record

    def get(self, record: Json, **headers: str) -> httpx.Response:
        return self.client.get(f"{self.path}/{record['id']}", headers=headers)

    def patch(self, record: Json, changes: Json, **headers: str) -> httpx.Response:
        return self.client.patch(f"{self.path}/{record['id']}", json=changes, headers=headers)

    def other(self, kind: str) -> str:
        """The id of a new record of another kind."""
        other = EXAMPLES[kind]
        response = self.client.post(other.path, json=other.new(self.other, next(NUMBERS)))
        assert response.status_code == 201, response.text
        return str(response.json()["id"])


@pytest.fixture(params=sorted(EXAMPLES))
def kind(client: httpx.Client, request: pytest.FixtureRequest) -> Kind:
    return Kind(client, EXAMPLES[request.param])


def test_a_record_is_created_and_read(kind: Kind) -> None:
    body = kind.body()
    record = kind.create(body)
    assert record["created_at"] == record["updated_at"]
    assert set(record) == {"id", "created_at", "updated_at", *body}
    response = kind.get(record)
    assert response.status_code == 200
    assert response.json() == record
    assert response.headers["X-Cache"] in ("hit", "miss", "bypass")


def test_the_same_key_creates_once(kind: Kind) -> None:
    key, body = {"Idempotency-Key": str(uuid4())}, kind.body()
    assert kind.create(body, **key) == kind.create(body, **key)
    other = kind.client.post(kind.path, json=kind.body(), headers=key)
    assert other.status_code == 422
    assert "Idempotency-Key" in other.text


def test_a_known_version_is_not_sent_again(kind: Kind) -> None:
    record = kind.create()
    tag = kind.get(record).headers["ETag"]
    known = kind.get(record, **{"If-None-Match": f'"other", {tag}'})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["ETag"] == tag
    assert kind.get(record, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_patch_changes_what_it_names(kind: Kind) -> None:
    record = kind.create()
    tag = kind.get(record).headers["ETag"]
    other = kind.body()
    changes = {name: other[name] for name in kind.example.right} or {}
    response = kind.patch(record, changes, **{"If-Match": tag})
    assert response.status_code == 200, response.text
    changed = response.json()
    assert changed["updated_at"] > record["updated_at"]
    assert changed["created_at"] == record["created_at"]
    assert kind.get(record).json() == changed
    assert response.headers["ETag"] == kind.get(record).headers["ETag"] != tag
    late = kind.patch(record, changes, **{"If-Match": tag, "Content-Type": MERGE_PATCH})
    assert late.status_code == 412
    assert kind.get(record).json() == changed


def test_a_record_is_deleted(kind: Kind) -> None:
    record = kind.create()
    kind.get(record)  # also the copy in the cache goes
    response = kind.client.delete(f"{kind.path}/{record['id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert kind.get(record).status_code == 404
    assert kind.client.delete(f"{kind.path}/{record['id']}").status_code == 404
    assert kind.patch(record, {}).status_code == 404


def test_pages_follow_each_other_newest_first(kind: Kind) -> None:
    bodies = [kind.body() for _ in range(3)]
    made = [kind.create(body)["id"] for body in bodies]
    query = {"limit": "2"}
    found: list[str] = []
    for _ in range(2):
        page = kind.client.get(kind.path, params=query).json()
        found += [record["id"] for record in page["items"]]
        query["after"] = page["next"]
    assert found[:3] == made[::-1]


def test_lists_are_filtered(kind: Kind) -> None:
    record = kind.create()
    kind.create()
    for name in kind.example.filters:
        if record[name] is None:
            continue
        value = record[name]
        text = str(value).lower() if isinstance(value, bool) else str(value)
        page = kind.client.get(kind.path, params={name: text, "limit": "100"})
        assert page.status_code == 200, page.text
        found = page.json()["items"]
        assert record["id"] in [one["id"] for one in found]
        assert {one[name] for one in found} == {value}
    assert kind.client.get(kind.path, params={"no_such_field": "1"}).status_code == 422


def test_a_taken_value_is_a_conflict(kind: Kind) -> None:
    record = kind.create()
    for name in kind.example.unique:
        if record[name] is None:
            continue
        response = kind.client.post(kind.path, json=kind.body() | {name: record[name]})
        assert response.status_code == 409
        assert [error["field"] for error in response.json()["errors"]] == [name]
        other = kind.create()
        assert kind.patch(other, {name: record[name]}).status_code == 409
        assert kind.patch(record, {name: record[name]}).status_code == 200


def test_a_reference_must_exist(kind: Kind) -> None:
    for name in kind.example.references:
        response = kind.client.post(kind.path, json=kind.body() | {name: NOWHERE})
        assert response.status_code == 422
        assert [error["field"] for error in response.json()["errors"]] == [name]


def test_a_reference_can_change(kind: Kind) -> None:
    record = kind.create()
    for name, other in kind.example.references.items():
        target = kind.other(other)
        response = kind.patch(record, {name: target})
        assert response.status_code == 200, response.text
        assert kind.get(record).json()[name] == target


def _cases(what: str) -> list[tuple[str, str, object]]:
    return [
        (kind, name, value)
        for kind, example in EXAMPLES.items()
        for name, values in getattr(example, what).items()
        for value in values
    ]


@pytest.mark.parametrize(("of", "name", "value"), _cases("right"))
def test_values_at_the_bounds_are_kept(
    client: httpx.Client, of: str, name: str, value: object
) -> None:
    kind = Kind(client, EXAMPLES[of])
    body = kind.body() | {name: value}
    response = client.post(kind.path, json=body)
    taken = response.status_code == 409 and name in kind.example.unique
    assert taken or response.status_code == 201, response.text


@pytest.mark.parametrize(("of", "name", "value"), _cases("wrong"))
def test_wrong_values_are_refused_by_name(
    client: httpx.Client, of: str, name: str, value: object
) -> None:
    kind = Kind(client, EXAMPLES[of])
    record = kind.create()
    for response in (
        client.post(kind.path, json=kind.body() | {name: value}),
        kind.patch(record, {name: value}),
    ):
        assert response.status_code == 422, response.text
        assert response.headers["Content-Type"] == "application/problem+json"
        assert {error["field"].split(".")[0] for error in response.json()["errors"]} == {name}


def test_what_is_required_must_be_there_and_nothing_else(kind: Kind) -> None:
    for name in kind.example.required:
        body = kind.body()
        del body[name]
        assert kind.client.post(kind.path, json=body).status_code == 422
    unknown = kind.client.post(kind.path, json=kind.body() | {"no_such_field": 1})
    assert unknown.status_code == 422
    assert kind.patch(kind.create(), {"id": NOWHERE}).status_code == 422
