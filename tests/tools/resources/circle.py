"""Records that refer to each other: created, changed and deleted."""

import httpx


def create(client: httpx.Client, path: str, **fields: object) -> str:
    response = client.post(path, json=fields)
    assert response.status_code == 201, response.text
    return f"{path}/{response.json()['id']}"


def id_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_records_in_a_circle_are_deleted_together(client: httpx.Client) -> None:
    node = create(client, "/api/nodes")
    link = create(client, "/api/links", node=id_of(node))
    assert client.patch(node, json={"next": id_of(link)}).status_code == 200
    assert client.delete(link).status_code == 204
    assert client.get(node).status_code == 404
    assert client.get(link).status_code == 404


def test_a_record_of_a_circle_is_deleted_alone(client: httpx.Client) -> None:
    team = create(client, "/api/teams", name="blue")
    lead = create(client, "/api/players", name="Ada", team=id_of(team))
    rival = create(client, "/api/players", name="Bob", team=id_of(team), rival=id_of(lead))
    assert client.patch(team, json={"lead": id_of(lead)}).status_code == 200
    assert client.delete(lead).status_code == 409
    assert client.delete(rival).status_code == 204
    assert client.delete(lead).status_code == 204
    assert client.get(team).json()["lead"] is None


def test_a_record_can_refer_to_itself(client: httpx.Client) -> None:
    team = create(client, "/api/teams", name="blue")
    assert client.patch(team, json={"part_of": id_of(team)}).status_code == 200
    assert client.delete(team).status_code == 204
    assert client.get(team).status_code == 404
