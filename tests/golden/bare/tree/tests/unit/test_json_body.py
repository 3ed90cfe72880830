import json

from bare.infrastructure.schemas.json_body import parsed


def test_the_same_name_may_stand_in_several_objects() -> None:
    value = [{"a": {"a": 1}}, {"a": 2}]

    assert parsed(json.dumps(value).encode()) == value
