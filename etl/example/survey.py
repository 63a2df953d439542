"""The survey NTU as Brå's workbook per municipality lays it out: a sheet per question, areas as rows, pairs of years."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from etl.example.delivery import delivery
from etl.example.names import CITY, DISTRICTS, MARK
from etl.example.places import district_sizes

_QUESTIONS = Path(__file__).parents[1] / "sources/ntu/indicators.toml"
_ROUNDS = ((2019, 2020), (2021, 2022), (2023, 2024))
_PLACES = ("SAMTLIGA (16–84 år)", "Exempellän", CITY, *(f"Stadsomr. {name} " for name in DISTRICTS))
_ANSWERS = np.array([61_000, 4_200, 1_950, 430, 470, 610, 440])  # respondents per round, about; the last four make the third
_PEOPLE = district_sizes() / district_sizes().sum()
_LEVELS = {
    "brott mot enskild person": 20.0, "misshandel": 3.0, "hot": 8.0, "sexualbrott": 4.5, "personrån": 1.6, "fickstöld": 2.6,
    "försäljningsbedrägeri": 5.5, "kort-/kreditbedrägeri": 4.5, "nätkränkning": 2.7, "trakasserier": 5.0,
    "egendomsbrott mot hushåll": 13.0, "bostadsinbrott": 1.8, "bilstöld": 1.4, "stöld ur/från fordon": 3.4, "cykelstöld": 9.0,
}  # fmt: skip
_DIFFERENT = {"ntu_otrygga_ute_sent": 1.4, "ntu_problem_med_oppen_narkotikahandel": 1.4}  # times the rest, in one place
_DESIGN = 1.3  # answers that tell as much as one of a simple sample's: the design effect
_CALM, _SEEN, _TRIES = 1.85, 3.0, 20_000  # standard errors, and how often answers are drawn anew
_BESIDE_PLANTED = 2.1  # the planted one is in the others' rest: they are lower than it by a little, not enough to be told
_FOOT = (
    "Med (..) menas att uppgift saknas eller inte redovisas.",
    "Kryss (x): färre än 100 svarande. Punkt (.): inga observationer. Streck (-): andelen avrundas till noll.",
    f"Alla siffror är {MARK}: {CITY} finns inte och ingen undersökning har gjorts.",
)


@dataclass(frozen=True)
class Question:
    """A sheet: its number in the workbook, what the title and the unit line say, and whether it looks back a year."""

    number: str
    indicator_id: str
    topic: str
    measure: str
    household: bool
    past: bool

    @property
    def years(self) -> tuple[str, ...]:
        """The headings: the survey's years, or for victimisation the years before them."""
        return tuple(f"{a - self.past}–{b - self.past}" for a, b in _ROUNDS)

    @property
    def title(self) -> str:
        """The sheet's title, by which a reader knows it."""
        lead = "Självrapporterad utsatthet för " if self.past else ""
        return f"Tabell {self.number} {lead}{self.topic} {', '.join(self.years[:-1])} samt {self.years[-1]}, enligt NTU. ({MARK})"

    @property
    def unit(self) -> str:
        """The line below the title: what the shares are of."""
        base = "Andel (%) utsatta hushåll" if self.household else "Andel (%) av befolkningen (16–84 år)"
        return f"{base}{f' som har {self.measure}' if self.measure else ''}. {MARK.capitalize()}."


def write_survey(data: Path, rng: np.random.Generator) -> list[dict[str, object]]:
    """The workbook of three rounds. Returns which questions have one stadsområde apart from the others, for the key."""
    folder = delivery(data, "ntu", "2025-06-30", "Kommunala resultat NTU 2019–2024", dt.date(2025, 6, 30))
    apart = int(rng.integers(len(DISTRICTS)))
    answers = np.rint(_ANSWERS * rng.normal(1, 0.02, (len(_ROUNDS), 1))).astype(int)
    answers[:, 2] = answers[:, 3:].sum(axis=1)
    with xlsxwriter.Workbook(str(folder / "ntu-kommunala-resultat-exempelstad-2019-2024.xlsx")) as book:
        book.set_properties({"created": dt.datetime(2025, 6, 30, tzinfo=dt.UTC), "title": f"NTU, {CITY} ({MARK})"})
        formats = {n: book.add_format({"num_format": text}) for n, text in ((0, "#,##0"), (1, "#,##0.0"))}
        book.add_worksheet("Innehållsförteckning").write_column(1, 1, [f"NTU, {CITY}: {MARK}", "", "Tabell 1"])
        _respondents(book.add_worksheet("Tabell 1"), answers, formats[0])
        for question in _questions():
            values, limits = _shares(question, answers, apart, rng)
            _sheet(book.add_worksheet(f"Tabell {question.number}"), question, values, limits, formats[int(question.past)])
    return [_truth(indicator, apart) for indicator in _DIFFERENT]


def _truth(indicator: str, apart: int) -> dict[str, object]:
    return {"kind": "difference", "indicator_id": indicator, "area_id": f"stadsomrade:{apart + 1}", "direction": "högre"}


def _questions() -> list[Question]:
    """Every question that the drawer asks for, numbered by chapter as Brå numbers its tables."""
    document = tomllib.loads(_QUESTIONS.read_text(encoding="utf-8"))
    defaults = document.pop("defaults")
    found: list[Question] = []
    numbers = {2: 0, 3: 0, 4: 0}
    for name, block in ((name, defaults | block) for name, block in document.items()):
        if "topic" not in block or block["topic"] == "Antal individer":
            continue
        past = block["theme"] == "Utsatthet"
        chapter = 2 if past else 4 if block["measure"] else 3
        numbers[chapter] += 1
        household = "hushåll" in block["unit"]
        found.append(Question(f"{chapter}.{numbers[chapter]}", name, block["topic"], block["measure"], household, past))
    return found


def _shares(
    question: Question, answers: NDArray[np.int64], apart: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares per place and round, and the limits of the last round, in percent.

    All places and rounds have the same share behind them but for the planted ones. Raises RuntimeError when nothing
    that is drawn agrees with the key.
    """
    share, times = _level(question, rng) / 100, _DIFFERENT.get(question.indicator_id, 1.0)
    behind = np.full(len(DISTRICTS), share * (1 - _PEOPLE[apart] * times) / (1 - _PEOPLE[apart]))
    behind[apart] = share * times  # the others have less, so that the city is like the country
    for _ in range(_TRIES):
        values, errors = _answered(share, behind, answers, rng)
        if _true_to_key(values, errors, apart if times > 1 else None):
            return 100 * values.T, 100 * _limits(values[-1], errors[-1])
    raise RuntimeError("inga svar som stämmer med nyckeln; sänk kraven i etl/example/survey.py")


def _answered(
    share: float, behind: NDArray[np.float64], answers: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares and their standard errors, round x place: a sample in which `_DESIGN` answers tell as much as one would.

    The city is its stadsområden weighed together by their inhabitants, as a survey with stadsområden as strata does it.
    """
    expected = np.concatenate([np.full(3, share), behind])
    effective = np.rint(answers / _DESIGN).astype(np.int64)
    values = rng.binomial(effective, expected) / effective
    errors = np.sqrt(values * (1 - values) / effective)
    values[:, 2], errors[:, 2] = values[:, 3:] @ _PEOPLE, np.sqrt(errors[:, 3:] ** 2 @ _PEOPLE**2)
    return values, errors


def _true_to_key(values: NDArray[np.float64], errors: NDArray[np.float64], planted: int | None) -> bool:
    """Whether nothing stands out but what is planted: no stadsområde, not the city beside the country, no change."""
    if values.min() <= 0:
        return False
    rest = (values[-1, 2] - _PEOPLE * values[-1, 3:]) / (1 - _PEOPLE)
    unsure = np.sqrt(errors[-1, 2] ** 2 - (_PEOPLE * errors[-1, 3:]) ** 2) / (1 - _PEOPLE)
    beside = (values[-1, 3:] - rest) / np.hypot(errors[-1, 3:], unsure)
    other = (values[-1, 2] - values[-1, 0]) / np.hypot(errors[-1, 2], errors[-1, 0])
    changed = ((values[-1] - values[:-1]) / np.hypot(errors[-1], errors[:-1]))[:, :3]
    if max(abs(other), np.abs(changed).max()) > _CALM:
        return False
    if planted is None:
        return bool(np.abs(beside).max() < _CALM)
    return bool(beside[planted] > _SEEN and np.abs(np.delete(beside, planted)).max() < _BESIDE_PLANTED)


def _limits(values: NDArray[np.float64], errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """95 % limits, place x side, symmetric on the logit scale as a survey's are: never below nothing."""
    odds, reach = values / (1 - values), np.exp(1.959963984540054 * errors / (values * (1 - values)))
    return np.stack([odds / reach / (1 + odds / reach), odds * reach / (1 + odds * reach)], axis=1)


def _level(question: Question, rng: np.random.Generator) -> float:
    low, high = (46, 60) if "stort" in question.measure else (12, 22) if question.measure else (14, 32)
    return _LEVELS.get(question.topic, float(rng.uniform(low, high)))


def _respondents(sheet: Worksheet, answers: NDArray[np.int64], style: Format) -> None:
    spans = [f"{a}–{b}" for a, b in _ROUNDS]
    title = f"Tabell 1. Antal individer som medverkat i NTU {', NTU '.join(spans[:-1])} samt NTU {spans[-1]}. ({MARK})"
    _lay_out(sheet, title, f"Län, kommun och stadsområden. {MARK.capitalize()}.", ["Tabell 1", *spans], answers.T, style)


def _sheet(sheet: Worksheet, question: Question, values: NDArray[np.float64], limits: NDArray[np.float64], style: Format) -> None:
    sides = [f"Konfidensintervall (95 %) {side} gräns {question.years[-1]}" for side in ("undre", "övre")]
    header = [f"Tabell {question.number}", *question.years, *sides]
    _lay_out(sheet, question.title, question.unit, header, np.hstack([values, limits]), style)


def _lay_out(
    sheet: Worksheet, title: str, unit: str, header: Sequence[str], cells: NDArray[np.number[Any]], style: Format
) -> None:
    """Title on row 3, unit on 4, headings on 5, then a place per row; a stadsområde has figures for the last round only."""
    sheet.write_column(2, 1, [title, unit])
    sheet.write_row(4, 1, header)
    for n, (place, row) in enumerate(zip(_PLACES, cells.tolist(), strict=True), 5):
        sheet.write(n, 1, place)
        hidden = len(_ROUNDS) - 1 if place.startswith("Stadsomr.") else 0
        sheet.write_row(n, 2, [".."] * hidden)
        sheet.write_row(n, 2 + hidden, row[hidden:], style)
    sheet.write_column(6 + len(_PLACES), 1, _FOOT)
