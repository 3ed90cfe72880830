from collections.abc import Mapping, Sequence


def single(parameters: Mapping[str, Sequence[str]]) -> dict[str, str | Sequence[str]]:
    """One that is given several times stays a list, which no parameter accepts."""
    return {name: values[0] if len(values) == 1 else values for name, values in parameters.items()}
