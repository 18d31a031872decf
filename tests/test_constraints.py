"""What is installed today can be installed in a year: the versions that passed, and all of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

LINE = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.+!]*( ; [^/@]+)?")
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = canonicalize_name(PROJECT["name"])


def constrained() -> dict[str, set[str]]:
    """The versions in constraints.txt, by name; a package has two where they differ between systems."""
    found: dict[str, set[str]] = {}
    for line in LINES:
        wanted = Requirement(line)
        found.setdefault(canonicalize_name(wanted.name), set()).add(str(wanted.specifier).removeprefix("=="))
    return found


def asked_for() -> list[Requirement]:
    extras = [each for group in PROJECT["optional-dependencies"].values() for each in group]
    return [Requirement(each) for each in (*PROJECT["dependencies"], *extras)]


def needed(name: str, extras: set[str]) -> Iterator[Requirement]:
    """What the installed package ``name`` needs here."""
    for each in map(Requirement, requires(name) or []):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield each


def test_names_and_versions_only() -> None:
    assert [line for line in LINES if not LINE.fullmatch(line)] == []


def test_every_package_that_is_asked_for_is_there_and_fits() -> None:
    known = constrained()
    for wanted in asked_for():
        name = canonicalize_name(wanted.name)
        if name != OURS:
            assert all(wanted.specifier.contains(each) for each in known[name]), wanted


def test_what_those_packages_need_is_there_too() -> None:
    known, seen = constrained(), set[str]()
    waiting = [each for each in asked_for() if canonicalize_name(each.name) != OURS]
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        try:
            here = version(name)
        except PackageNotFoundError:
            continue
        assert name in known
        if name not in seen and here in known[name]:  # another version may need other packages
            seen.add(name)
            waiting += needed(name, wanted.extras)


def test_both_commands_of_the_readme_use_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"pip install [^`]*?&&[^`\n]*(?:assess|pytest)", readme)
    assert len(commands) == 3  # to use it, the same on Windows, and to test it
    assert all(each.startswith("pip install -c constraints.txt ") for each in commands)
    assert sum("[dev]" in each for each in commands) == 1


def test_dev_has_every_extra() -> None:
    extras = PROJECT["optional-dependencies"]
    (everything,) = (each for each in map(Requirement, extras["dev"]) if canonicalize_name(each.name) == OURS)
    assert everything.extras == extras.keys() - {"dev"}
