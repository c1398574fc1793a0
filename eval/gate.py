"""The gate: which figures may not fall, and by how much they may waver, in a file that a person edits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import FloorsError
from eval.scoring import BY_NAME

FLOORS = Path(__file__).parent / "floors.toml"


@dataclass(frozen=True, slots=True)
class Floor:
    """One figure's limit: the value on record, and the change that is noise rather than a change for the worse."""

    measure: str
    recorded: float
    noise: float = 0.0


def load_floors(path: Path = FLOORS) -> list[Floor]:
    """The floors in a file; raise FloorsError naming what is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise FloorsError(f"{path} cannot be read ({error}).") from error
    return [_floor(path, name, table) for name, table in tables.items()]


def check_gate(scores: Mapping[str, Any], floors: list[Floor]) -> list[str]:
    """A sentence for each floor that the scores of a run break; empty when the gate is open.

    A measure with a floor that the run does not have is a failure too: what is not measured is not passed.
    """
    failures = []
    for floor in floors:
        figure = scores["measures"].get(floor.measure)
        if figure is None:
            failures.append(f"{_title(floor)} was not measured in this run, and there is a floor for it.")
        elif _broken(floor, figure["value"]):
            failures.append(
                f"{_title(floor)} is {figure['value']:.4g} on {figure['n']} questions; the value on record is "
                f"{floor.recorded:.4g} and {floor.noise:.4g} is allowed for noise."
            )
    return failures


def _floor(path: Path, name: str, table: Any) -> Floor:
    if name not in BY_NAME:
        raise FloorsError(
            f"{path}: there is no measure {name!r}; the measures are {', '.join(sorted(BY_NAME))}."
        )
    unknown = set(table) - {"recorded", "noise"} if isinstance(table, dict) else {"a plain value"}
    if unknown or "recorded" not in table:
        raise FloorsError(
            f"{path}, [{name}]: give recorded, and noise where there is some; found {sorted(unknown)}."
        )
    return Floor(name, float(table["recorded"]), float(table.get("noise", 0.0)))


def _broken(floor: Floor, value: float) -> bool:
    slack = floor.noise + 1e-9
    if BY_NAME[floor.measure].better == "low":
        return value > floor.recorded + slack
    return value < floor.recorded - slack


def _title(floor: Floor) -> str:
    return f"{BY_NAME[floor.measure].title} ({floor.measure})"
