"""Gives the sums of a ledger their names back: months as days, förvaltningar as areas, suppliers as organisations or kinds."""

from collections.abc import Mapping

import polars as pl

from etl.sources.leverantor.reskontra_koder import FIRST, FOREIGN, KINDS, ORGANISATION, Codes
from etl.sources.leverantor.reskontra_prov import unkeyed

PRODUCT = "leverantor_reskontra"


def named(sums: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    """Rows of `stg_leverantor_inkop` but for the file, in an order that does not depend on which thread came first."""
    month = pl.date(pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    told = unkeyed(sums).with_columns(month.alias("period_start"), month.dt.month_end().alias("period_end"))
    told = told.join(_offices(codes), on="office", how="left").join(_suppliers(codes), on="supplier", how="left")
    city = pl.lit(codes.municipality.area_id).alias("area_id")
    texts = ("period_start", "period_end", "office_area_id", "office_name", "kind", "organisation_id")
    counts = ("ore", "credit_ore", "rows", "credits", "first_line", "last_line")
    order = ("period_start", "office_name", "kind", "organisation_id")
    return told.select(city, *texts, *counts).sort(order)


def _offices(codes: Codes) -> pl.DataFrame:
    """area_id of each printed name that areas.csv knows; without one the name is kept as printed."""
    areas: Mapping[str, str | None] = {n: a.area_id if (a := codes.area(n)) else None for n in codes.offices}
    table = {"office": [-1, *codes.offices.values()], "office_name": ["", *areas], "office_area_id": [None, *areas.values()]}
    return pl.DataFrame(table, schema={"office": pl.Int64, "office_name": pl.String, "office_area_id": pl.String})


def _suppliers(codes: Codes) -> pl.DataFrame:
    """Kind and organisation_id per code; an organisation_id that is not ten digits is a foreign one."""
    ids = list(codes.suppliers)
    kinds = [*KINDS, *(ORGANISATION if i.isdigit() else FOREIGN for i in ids)]
    table = {"supplier": range(len(kinds)), "kind": kinds, "organisation_id": [None] * FIRST + ids}
    return pl.DataFrame(table, schema={"supplier": pl.Int64, "kind": pl.String, "organisation_id": pl.String})


def coverage(sums: pl.DataFrame) -> pl.DataFrame:
    """One row per month that has any row: those, and no others, are replaced by this delivery."""
    months = sums.select("period_start", "period_end").unique().sort("period_start")
    return months.select(pl.lit(PRODUCT).alias("product"), "period_start", "period_end")
