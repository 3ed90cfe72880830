from typing import Annotated
from uuid import UUID

from pydantic import Field

Id = Annotated[UUID, Field(strict=False)]
