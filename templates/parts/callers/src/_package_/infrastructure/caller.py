"""Who sends a request. Services decide what that caller may do."""

from dataclasses import dataclass

STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Caller:
    id: str
    """At most 64 characters."""
    roles: frozenset[str] = frozenset()
    email: str | None = None
    """Only an address that is verified."""

    @property
    def is_staff(self) -> bool:
        return STAFF in self.roles

    @property
    def scope(self) -> str | None:
        """The owner of what this caller may see; None for everything."""
        return None if self.is_staff else self.id

    def sees(self, owner: str) -> bool:
        return self.scope in (None, owner)
