"""Goals and decisions on disk: one private JSON file for each, created once and never rewritten."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digitrans.errors import InputFault, SaveFault
from digitrans.files import saving, stamps
from digitrans.files.paths import found_in, home_folder, is_folder

if TYPE_CHECKING:
    from pydantic import BaseModel

    from digitrans.answers.plans import Goal, GoalFile, OutcomeFile, Resolution

ModelT = TypeVar("ModelT", bound="BaseModel")


def save_record(folder: str, name: str, record: BaseModel) -> Path:
    """Save ``record`` below the home folder, as ``name`` or, where that is taken, beside it. Raises SaveFault."""
    place = saving.private_folder(home_folder() / folder)
    text = saving.saved_text(record.model_dump(mode="json", exclude_none=True))
    for _ in range(100):
        path = place / f"{name}.json"
        try:
            saving.write_whole(path, text, replace_existing=False)
            return path
        except FileExistsError:
            name = f"{name}-{os.urandom(3).hex()}"[:150]
    raise SaveFault("error.cannot-write", path=str(place))


def _load_all(folder: str, kind: str, model: type[ModelT], faults: list[InputFault]) -> dict[str, ModelT]:
    """The records of one kind by file name; damaged ones are added to ``faults`` and left alone."""
    from digitrans.files.validation import load_record

    found: dict[str, ModelT] = {}
    place = home_folder() / folder
    for path in found_in(place, f"*-{kind}-*.json"):
        try:
            found[path.stem] = load_record(path, model)
        except InputFault as fault:
            faults.append(fault)
    return found


def goal_files(faults: list[InputFault]) -> dict[str, GoalFile]:
    """Every goal ever set or cleared, by file name."""
    from digitrans.answers.plans import GoalFile

    return _load_all("goals", "goal", GoalFile, faults)


def load_goals(faults: list[InputFault]) -> dict[str, Goal]:
    """The goals that hold now, by advice; none, and nothing imported, where none was ever set."""
    if not is_folder(home_folder() / "goals"):
        return {}
    from digitrans.answers.plans import goals_from

    return goals_from(goal_files(faults))


def outcome_files(faults: list[InputFault]) -> dict[str, OutcomeFile]:
    """Everything that was ever said about what became of decisions, by file name."""
    from digitrans.answers.plans import OutcomeFile

    return _load_all("decisions", "outcome", OutcomeFile, faults)


def load_resolutions(faults: list[InputFault]) -> tuple[Resolution, ...]:
    """All decisions, newest first, with what became of them; none where none was ever written down."""
    if not is_folder(home_folder() / "decisions"):
        return ()
    from digitrans.answers.plans import DecisionFile, resolutions_from

    decisions = _load_all("decisions", "decision", DecisionFile, faults)
    return resolutions_from(decisions.values(), outcome_files(faults))


def save_goal(goal: GoalFile) -> Path:
    """Save a goal, or that there is none any more. Raises SaveFault."""
    return save_record("goals", f"{stamps.now()[:10]}-goal-{goal.advice}-{stamps.new_id()}", goal)


def save_outcome(resolution: Resolution, fate: str, note: str | None = None) -> Path:
    """Save what became of a decision. Raises SaveFault."""
    from digitrans.answers.plans import OutcomeFile

    before = [name for name, each in outcome_files([]).items() if each.decision == resolution.id]
    record = OutcomeFile.model_validate(
        {"made": stamps.now(), "replaces": before, "decision": resolution.id, "fate": fate, "note": note}
    )
    return save_record("decisions", f"{stamps.now()[:10]}-outcome-{resolution.id}-{stamps.new_id()}", record)
