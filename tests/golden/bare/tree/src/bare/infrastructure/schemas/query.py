from collections.abc import Mapping, Sequence


def single(parameters: Mapping[str, Sequence[str]]) -> dict[str, str | Sequence[str]]:
    """A parameter that is given several times stays a list, which validation refuses."""
    return {name: values[0] if len(values) == 1 else values for name, values in parameters.items()}
