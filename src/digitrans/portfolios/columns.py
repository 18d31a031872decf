"""Which column of a list holds which field, by its headings."""

from __future__ import annotations

from collections.abc import Mapping

from digitrans.errors import UsageFault
from digitrans.portfolios.amounts import heading_unit
from digitrans.portfolios.content import PortfolioContent
from digitrans.portfolios.sheets import Row, fold


def match_columns(content: PortfolioContent, headings: Row, mapping: Mapping[str, str]) -> dict[int, str]:
    """Which column holds which field: as ``mapping`` says (heading to field), else by name or alias in any language.

    Raises UsageFault for a mapping of a heading or to a field that is not there, or a field that two columns claim.
    """
    folded = [fold(str(each)) if each is not None else "" for each in headings]
    names = {fold(name): field.id for field in content.fields for name in (field.id, field.name.da, field.name.en)}
    for field in content.fields:
        names |= {fold(alias): field.id for alias in field.aliases if fold(alias) not in names}
    known = [field.id for field in content.fields]
    own: dict[str, str] = {}
    for heading, wanted in mapping.items():
        if wanted not in known:
            raise UsageFault("error.map-field", field=wanted, known=", ".join(known))
        if fold(heading) not in folded:
            raise UsageFault("error.map-heading", heading=heading, known=", ".join(str(h) for h in headings if h))
        own[fold(heading)] = wanted
    columns = {place: own[each] for place, each in enumerate(folded) if each in own}
    for place, each in enumerate(folded):
        found = names.get(each) or ("cost" if names.get(heading_unit(each)[0]) == "cost" else None)
        if place not in columns and found is not None and found not in columns.values():
            columns[place] = found
    if len(set(columns.values())) < len(columns):
        raise UsageFault("error.map-twice")
    return columns
