"""The whole build, top to bottom: deliveries in, one published file out, or a refusal that names every fault."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from etl.catalogue import Drawer, Frame, drawers
from etl.contradictions import contradictions
from etl.delivery import read_release, release_folders
from etl.disclosure import Class
from etl.door import guard_delivery
from etl.flags import outcome
from etl.geography import area_shapes
from etl.guard import Edition, edition, guarded, opened, protection, unsupported
from etl.measure import (
    changes,
    comparisons,
    design_effects,
    detectables,
    funnels,
    interruptions,
    registered_models,
    trends,
    with_limits,
)
from etl.model import Fault, Indicator, Refused, Release
from etl.municipality import Municipality, read_municipality
from etl.people import guard_people
from etl.planning import bounds, differences
from etl.publishing import publish
from etl.warehouse import Draft, draft

Say = Callable[[str], None]


@dataclass(frozen=True)
class Picture:
    """A draft with everything in it, and what it was made of."""

    work: Draft
    municipality: Municipality
    folder: Path
    releases: Sequence[Release]


@contextmanager
def picture(code: str, data: Path, say: Say, audience: str = "intern") -> Iterator[Picture]:
    """Reads and checks one municipality; the draft is gone at the end. Raises Refused with every fault."""
    folder = data / "municipalities" / code
    municipality = read_municipality(folder)
    releases = _once(_releases(data / "raw" / code, code), say)
    say(f"{municipality.name}: {len(releases)} leveranser")
    with draft() as work:
        fill(work, municipality, folder, releases, say, law=_law(municipality, audience, say))
        for told in (*work.turned_away(), *work.guarded()):
            say(f"  {told}")
        yield Picture(work, municipality, folder, releases)


def _law(municipality: Municipality, audience: str, say: Say) -> Class | None:
    """The thresholds by which registers are opened; none inside the house, or before any that can be tried are decided on."""
    law = municipality.classes["K2"]
    if audience != "publik":
        return None
    strange = unsupported(law)
    if law.decided is None:
        say("  registren (klass K2) lämnas inte ut: ingen har beslutat om trösklarna, se README, Ny kommun")
    elif strange:
        asked = f"{', '.join(strange)} i [rojandekontroll.K2]; ta bort det ur beslutet för att öppna dem"
        say(f"  registren (klass K2) lämnas inte ut: de kan inte prövas efter {asked}")
    return law if law.decided and not strange else None


def build(code: str, data: Path, out: Path, audience: str, say: Say) -> Path:
    """Builds and publishes one municipality for one audience. Raises Refused with nothing published and nothing lost."""
    with picture(code, data, say, audience) as made:
        work, municipality = made.work, made.municipality
        work.add_frame("plan", bounds())
        work.add_frame("plan_difference", differences())
        work.add_frame("detectable", detectables())
        shown = work.blind()
        work.withhold(audience)
        facts = {"code": code, "name": municipality.name, "audience": audience}
        read = [replace(r, sha256=shown.get(r.release_id, r.sha256)) for r in made.releases]
        versions = {"code_version": code_version(), "inputs": checksum(made.folder, read)}
        target = publish(work, out / code / audience, facts | versions, municipality.fictional)
        say(f"{work.count('observation')} uppgifter om {work.count('area')} områden, {work.count('conflict')} motsägelser")
    return target


def fill(
    work: Draft,
    municipality: Municipality,
    folder: Path,
    releases: Iterable[Release],
    say: Say,
    chosen: Sequence[Drawer] | None = None,
    frames: Mapping[str, Frame] | None = None,
    law: Class | None = None,
) -> None:
    """Staging of every delivery, then figures, events, breaks, conflicts and flags of the chosen drawers, then every check.

    `frames` are those of the one delivery when it has been read already; `law` is that of figures for the public.
    """
    asked = drawers() if chosen is None else chosen
    work.add_areas(municipality.areas)
    work.add_frame("area_shape", area_shapes(municipality, folder))
    for drawer in asked:
        work.create(drawer.staging)
    taken = list(releases)
    _stage_all(work, municipality, taken, say, frames)
    delivered = [d for d in asked if d.source in {r.source for r in taken}]  # the others' questions have no answer
    for indicator in (i for d in asked if d not in delivered for i in d.indicators):
        work.describe(indicator)
    _observe_all(work, [i for d in delivered for i in d.indicators], "\n".join(d.prepare for d in delivered), law)
    work.fill_limits(design_effects, with_limits)
    for drawer in delivered:
        work.derive("event", drawer.events, drawer.source)
        work.derive("series_break", drawer.breaks, drawer.source)
    _weigh_all(work, municipality)
    for drawer in delivered:
        work.derive("conflict", drawer.conflicts, drawer.source)
    work.derive("conflict", contradictions(i for d in delivered for i in d.indicators), "contradictions")
    for drawer in asked:
        _flag_all(work, drawer)
    work.check()


def _observe_all(work: Draft, indicators: Sequence[Indicator], prepare: str = "", law: Class | None = None) -> None:
    """Figures in force, then those that corrections have replaced, then what is worked out from other figures.

    `prepare` makes the tables that several figures rest on, anew for each state of the deliveries. With a `law` the registers'
    figures are for the public: what must be hidden is gone before anything rests on it.
    """
    registers = [i for i in indicators if i.register and not i.derived]
    work.create(prepare)
    for indicator in indicators:
        if not indicator.derived:
            work.observe(indicator)
    newest = [edition(*work.behind(registers), law)] if law else []
    work.remember()
    older = _replaced(work, registers, prepare, law)
    work.withdraw()
    states = guarded([*older, *newest])
    if law:
        work.open(opened(states), law.amount_base)
    for indicator in indicators:
        if indicator.derived:
            work.observe(indicator)
    if law:
        work.add_frame("protection", protection(states, law, work.ask("protected", "guard")))


def _replaced(work: Draft, registers: Sequence[Indicator], prepare: str, law: Class | None) -> list[Edition]:
    """Adds the registers' figures as they stood before each correction; with a `law`, who was behind them."""
    found = []
    for rank in work.corrections():
        with work.as_of(rank, prepare):
            for indicator in registers:
                work.work_out(indicator)
            found += [edition(*work.behind(registers), law)] if law else []
    return found


def _weigh_all(work: Draft, municipality: Municipality) -> None:
    """Every verdict: what is different, what has changed, what goes on changing; and why the others have none."""
    figures, breaks = work.ask("figures", own=municipality.area_id), work.ask("breaks")
    population, areas = work.ask("population"), work.ask("areas")
    work.add_frame("comparison", comparisons(figures, population, areas))
    work.add_frame("change", changes(figures, breaks))
    work.add_frame("trend", trends(figures, breaks))
    work.add_frame("funnel", funnels(figures, work.ask("effects")))
    models = registered_models(municipality, {i.indicator_id for d in drawers() for i in d.indicators})
    outcomes = work.ask("outcomes", indicators=",".join({m.model.outcome for m in models}))
    work.add_frame("interruption", interruptions(models, outcomes, population, breaks))


def _flag_all(work: Draft, drawer: Drawer) -> None:
    work.record(drawer.source, drawer.outcomes)
    arm = work.outcomes(drawer.source, "slump")
    for flag in drawer.flags:
        work.flag(flag)
        work.publish_flag(flag, outcome(work.outcomes(drawer.source, flag.flag_id), arm))


def _stage_all(
    work: Draft, municipality: Municipality, releases: list[Release], say: Say, frames: Mapping[str, Frame] | None
) -> None:
    """Reads every delivery; the faults of all are raised together, so that one run shows the analyst everything."""
    faults: list[Fault] = []
    for release in releases:
        work.add_release(release)
        try:
            work.stage(_read(release, municipality) if frames is None else frames, release)
            say(f"  läst {release.source}: {release.title}")
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(*faults)


def _read(release: Release, municipality: Municipality) -> Mapping[str, Frame]:
    """The drawer's frames. What a reader did not foresee in a file is said as a fault too, never as a traceback."""
    reader = next((d.read for d in drawers() if d.source == release.source), None)
    names = ", ".join(f.name for f in release.files)
    if reader is None:
        known = ", ".join(d.source for d in drawers())
        raise Refused(Fault(names, "", f"källan {release.source}", f"någon av {known}", "Lägg leveransen i rätt mapp."))
    try:
        guard_delivery(release, {i.klass for d in drawers() if d.source == release.source for i in d.indicators})
        frames = reader(release, municipality)
        guard_people(release, frames)
        return frames
    except Refused:
        raise
    except Exception as error:  # csv, Arrow, polars and recursion have errors of their own kinds
        action = f"Jämför filen med etl/sources/{release.source}/README.md och hämta den på nytt från utgivaren."
        raise Refused(Fault(names, "", f"innehåll som inte gick att tyda ({error})", "källans format", action)) from error


def check_delivery(folder: Path, municipality_folder: Path, say: Say = lambda _: None) -> int:
    """Reads one delivery as the build would, writes nothing, and returns how many figures it holds. Raises Refused.

    Rows that would be turned away are told, file by file.
    """
    release = read_release(folder, municipality_folder.name)
    municipality = read_municipality(municipality_folder)
    frames = _read(release, municipality)  # before there is a draft: most of what is checked is refused here
    with draft() as work:
        own = [d for d in drawers() if d.source == release.source]
        fill(work, municipality, municipality_folder, [release], lambda _: None, own, frames)
        for told in (*work.turned_away(), *work.guarded()):
            say(told)
        return work.count("observation")


def _releases(raw: Path, code: str) -> list[Release]:
    faults: list[Fault] = []
    releases: list[Release] = []
    for folder in release_folders(raw, [d.source for d in drawers()]):
        try:
            releases.append(read_release(folder, code))
        except Refused as refusal:
            faults += refusal.faults
    if not releases and not faults:
        faults.append(Fault(str(raw), "", "ingen leverans", "minst en mapp <källa>/<leverans>", "Se README, Ny kommun."))
    if faults:
        raise Refused(*faults)
    return releases


def _once(releases: Sequence[Release], say: Say) -> list[Release]:
    """The deliveries without those whose files have come before: the same file again changes nothing."""
    first: dict[tuple[str, str], Release] = {}
    for release in sorted(releases, key=lambda r: (r.published, r.retrieved, r.release_id)):
        known = first.setdefault((release.source, release.sha256), release)
        if known is not release:
            say(f"  samma filer som {known.release_id}, hoppas över: {release.release_id}")
    return [r for r in releases if r in first.values()]


def checksum(municipality_folder: Path, releases: Iterable[Release]) -> str:
    """SHA-256 over all that decides the picture: deliveries, municipality and code."""
    total = hashlib.sha256(code_version().encode())
    for release in releases:
        total.update(f"{release.release_id} {release.sha256} {(release.folder / 'release.toml').read_bytes()!r}".encode())
    for file in sorted(f for f in municipality_folder.iterdir() if f.is_file()):
        total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()


def code_version() -> str:
    """The project's version and a checksum of the writing half, since not every change bears a new version."""
    try:
        number = version("lagesbild")
    except PackageNotFoundError:
        number = "0.1.0"
    here = Path(__file__).parent
    files = sorted(f for f in here.rglob("*") if f.suffix in (".py", ".sql", ".toml", ".csv"))
    return f"{number}+{hashlib.sha256(b''.join(f.read_bytes() for f in files)).hexdigest()[:8]}"
