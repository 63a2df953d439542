"""Gives the sums of a ledger their names back: months as days, förvaltningar as areas, suppliers as organisations or kinds."""

import polars as pl

from etl.sources.leverantor.reskontra_koder import FIRST, FOREIGN, KINDS, ORGANISATION, Codes
from etl.sources.leverantor.reskontra_prov import unkeyed

PRODUCT = "leverantor_reskontra"


def named(sums: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    """Rows of `stg_leverantor_inkop` but for the file, in no order: they are only summed, in whole öre."""
    offices, suppliers = _offices(codes), _suppliers(codes)
    apart = unkeyed(sums)
    placed = apart.with_columns(office=_place(offices, apart["office"] + 1), supplier=_place(suppliers, apart["supplier"]))
    month = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    days = placed.select(pl.lit(codes.municipality.area_id).alias("area_id"), period_start=month, period_end=month.dt.month_end())
    names = (t.drop("code")[placed[k]] for k, t in (("office", offices), ("supplier", suppliers)))
    return pl.concat([days, *names, placed.drop("month", "office", "supplier")], how="horizontal")


def _place(table: pl.DataFrame, codes: pl.Series) -> pl.Series:
    """The row of the sorted table where each code stands."""
    return pl.Series(table["code"].arg_sort()).gather(codes)


def _offices(codes: Codes) -> pl.DataFrame:
    """area_id of each printed name that areas.csv knows, by name; without one the name is kept as printed. Code 0: no name."""
    areas = {n: a.area_id if (a := codes.area(n)) else None for n in codes.offices}
    names = {"code": range(len(areas) + 1), "office_area_id": [None, *areas.values()], "office_name": ["", *areas]}
    schema = {"code": pl.Int64, "office_area_id": pl.String, "office_name": pl.String}
    return pl.DataFrame(names, schema=schema).sort("office_name", "code")


def _suppliers(codes: Codes) -> pl.DataFrame:
    """Kind and organisation_id per code; an organisation_id that is not ten digits is a foreign one."""
    ids = list(codes.suppliers)
    kinds = [*KINDS, *(ORGANISATION if i.isdigit() else FOREIGN for i in ids)]
    told = {"code": range(len(kinds)), "kind": kinds, "organisation_id": [None] * FIRST + ids}
    schema = {"code": pl.Int64, "kind": pl.String, "organisation_id": pl.String}
    return pl.DataFrame(told, schema=schema).sort("kind", "organisation_id")


def coverage(sums: pl.DataFrame) -> pl.DataFrame:
    """One row per month that has any row: those, and no others, are replaced by this delivery."""
    months = sums.select("period_start", "period_end").unique().sort("period_start")
    return months.select(pl.lit(PRODUCT).alias("product"), "period_start", "period_end")
