"""Every rule of the model in one place: equation, source, what it reads and writes, parameters, file and line.

Made by looking: residents' rules from the bindings of a model, organisations' rules from the modules that hold them,
parameters from the tree, who reads a parameter from the source text. `sote rules` prints the list, `sote rules R6`,
`sote rules valitsee` or `sote rules valinta.km` rules in full.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from agentit.saannot import Rule
from kalibrointi.parametrit import Parametri, lue_oletukset, nayta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs.selitteet import nimen_laji, parametrit, selite

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

JUURI = Path(__file__).resolve().parents[1]
LUKEVAT_KANSIOT = ("agentit", "kalibrointi", "verkosto")
ASUKKAAN_MODUULIT = (
    *("tarve", "kuolleisuus", "hakeutuminen", "valinnanvapaus", "elamankulku", "sydan", "aktiivisuus"),
    *("palvelutarve", "liikelaitosvalinta", "linjasiirrot", "valintaohjaus", "suunvalinta", "tariffisattuma"),
)
# Rules of those that couple residents: number -> modules whose own text holds the equations.
ORGANISAATIOIDEN_SAANNOT = {
    "R8": ("jono", "sotekeskus", "suunhoito"),
    "R9": ("kapitaatio", "erikoisosa", "suuraha"),
    "R10": ("ponnistus", "sotekeskus"),
    "R11": ("aktiivisuus",),
    "R13": ("markkina", "markkinat", "suumarkkina", "valintaohjaus"),
    "R14": ("rahoitusmalli", "liikelaitos"),
    "R15": ("jarjestaja", "rahoitusmalli"),
    "R16": ("neuvottelu", "neuvottelupoyta", "ohjaus", "sopimus", "tavoitteet"),
    "R17": ("valtio", "raharata"),
    "R18": ("allianssi",),
    "R19": ("ketjut",),
    "R20": ("valintaraha", "asiakasseteli", "henkilokohtainen_budjetti", "liikelaitosvalinta"),
    "R21": ("kunta",),
    "R22": ("rakenne", "kunta"),
    "R23": ("kerrokset",),
}
_NUMERO = re.compile(r"\bR\d+\b")
_LAHDE = re.compile(r"(?:^|(?<=\s))Sources?:.*", re.DOTALL)


@dataclass(frozen=True)
class Saanto:
    """One rule as it is listed; `lajit` is kind -> names read, `rivit` the service lines it is bound to."""

    nimi: str
    kuka: str
    numerot: tuple[str, ...]
    teksti: str
    paikka: str
    ehto: str = ""
    lukee: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kirjoittaa: tuple[str, ...] = ()
    lisaa: tuple[str, ...] = ()
    rivit: tuple[str, ...] = ()
    parametrit: tuple[Parametri, ...] = ()
    selitteet: dict[str, str] = field(default_factory=dict)
    koodi: str = ""

    @property
    def yhtalo(self) -> str:
        """The text without its source: what happens, and the equation."""
        return _LAHDE.sub("", self.teksti).strip()

    @property
    def lahde(self) -> str:
        """Where it comes from, as the text says; else the sources of its parameters."""
        if osuma := _LAHDE.search(self.teksti):
            return " ".join(osuma[0].split("\n\n")[0].split())
        return "; ".join(dict.fromkeys(p.source for p in self.parametrit))

    def json(self) -> dict[str, Any]:
        """Plain values; shape in runs/json.md."""
        parametrit_ = [{"key": p.key, "where": p.where, **p.model_dump()} for p in self.parametrit]
        return {
            "numbers": self.numerot, "rule": self.nimi, "who": self.kuka, "equation": self.yhtalo, "source": self.lahde,
            "where": self.paikka, "when": self.ehto, "reads": self.lukee, "writes": self.kirjoittaa, "adds": self.lisaa,
            "lines": self.rivit, "means": self.selitteet, "parameters": parametrit_,
        }  # fmt: skip


def luettelo(malli: SoteMalli) -> list[Saanto]:
    """All rules by number, those without a number last; a rule bound to many service lines is listed once."""
    saannot = [*_asukkaan_saannot(malli), *_organisaatioiden_saannot()]
    saannot += _muut_parametrit({p.key for s in saannot for p in s.parametrit})
    return sorted(saannot, key=lambda s: [int(n[1:]) for n in s.numerot] or [99])


def valitse(saannot: list[Saanto], mika: str) -> list[Saanto]:
    """Rules of a number (R6), of a name, or that a parameter belongs to. Raises `ViallinenSyote` when there is none."""
    osumat = [s for s in saannot if mika.upper() in s.numerot or mika in (s.nimi, *(p.key for p in s.parametrit))]
    if not osumat:
        tunnetut = sorted({s.nimi for s in saannot})
        numerot = sorted({n for s in saannot for n in s.numerot}, key=lambda n: int(n[1:]))
        viesti = f"no rule, number or parameter '{mika}'. Numbers: {luettele(numerot)}."
        raise ViallinenSyote(Vika(viesti, ehdotus=lahin(mika, [*tunnetut, *numerot, *lue_oletukset()])))
    return osumat


# --------------------------------------------------------------------------------------------------- residents
def _asukkaan_saannot(malli: SoteMalli) -> Iterator[Saanto]:
    """One entry per function; of a rule bound to every line the first binding is shown."""
    kodit = dict(_kodit())
    sidotut: dict[str, list[Rule]] = {}
    for saanto in malli.sidonta.kaikki_saannot:
        sidotut.setdefault(saanto.source(), []).append(saanto)
    for koodi, samat in sidotut.items():
        nimi, moduuli, rivi = kodit[koodi]
        omat = _parametrit(n[2:] for s in samat for n in s.reads if n.startswith("p_"))
        yield Saanto(
            nimi=nimi,
            kuka="asukas",
            numerot=_numerot(moduuli, omat),
            teksti=samat[0].doc,
            paikka=_paikka(moduuli, rivi),
            ehto=samat[0].when,
            lukee=_lajeittain(samat[0], malli),
            kirjoittaa=samat[0].writes,
            lisaa=samat[0].adds,
            rivit=tuple(s.name.removeprefix(nimi + "_") for s in samat) if len(samat) > 1 else (),
            parametrit=omat,
            selitteet={n: selite(malli, n) for n in dict.fromkeys((*samat[0].reads, *samat[0].writes, *samat[0].adds))},
            koodi=koodi,
        )


def _kodit() -> Iterator[tuple[str, tuple[str, ModuleType, int]]]:
    """Text of each rule -> its name, module and line."""
    for moduulin_nimi in ASUKKAAN_MODUULIT:
        moduuli = importlib.import_module(f"agentit.{moduulin_nimi}")
        rivit = {s.name: s.lineno for s in ast.parse(inspect.getsource(moduuli)).body if isinstance(s, ast.FunctionDef)}
        for nimi, arvo in vars(moduuli).items():
            if isinstance(arvo, Rule) and arvo.name == nimi and nimi in rivit:
                yield arvo.source(), (nimi, moduuli, rivit[nimi])


def _lajeittain(saanto: Rule, malli: SoteMalli) -> dict[str, tuple[str, ...]]:
    lajit: dict[str, list[str]] = {}
    for nimi in saanto.reads:
        lajit.setdefault(nimen_laji(malli, nimi) or "?", []).append(nimi)
    return {laji: tuple(nimet) for laji, nimet in lajit.items()}


def _parametrit(nimet: Iterable[str]) -> tuple[Parametri, ...]:
    """Parameters of the tree among names as rules give them."""
    puu = parametrit()
    return tuple(puu[nimi] for nimi in dict.fromkeys(nimet) if nimi in puu)


def _numerot(moduuli: ModuleType, parametrit: Iterable[Parametri]) -> tuple[str, ...]:
    """Numbers the module names that its parameters also belong to; without such all of either."""
    modulin = dict.fromkeys(_NUMERO.findall((moduuli.__doc__ or "").split("\n\n")[0]))
    omat = dict.fromkeys(p.rule for p in parametrit if _NUMERO.fullmatch(p.rule))
    yhteiset = [n for n in modulin if n in omat]
    return tuple(sorted(yhteiset or modulin or omat, key=lambda n: int(n[1:])))


def _paikka(moduuli: ModuleType, rivi: int = 1) -> str:
    return f"{Path(moduuli.__file__ or '').resolve().relative_to(JUURI).as_posix()}:{rivi}"


# --------------------------------------------------------------------------------------------------- organisations
def _organisaatioiden_saannot() -> Iterator[Saanto]:
    """One entry per module: its text is the rule's. Parameters of a number stand with the number's first module."""
    moduulit: dict[str, list[str]] = {}
    for numero, nimet in ORGANISAATIOIDEN_SAANNOT.items():
        for nimi in nimet:
            moduulit.setdefault(nimi, []).append(numero)
    for nimi, numerot in moduulit.items():
        moduuli = importlib.import_module(f"agentit.{nimi}")
        omat = [n for n in numerot if ORGANISAATIOIDEN_SAANNOT[n][0] == nimi]
        yield Saanto(
            nimi=nimi,
            kuka="organisaatio",
            numerot=tuple(numerot),
            teksti=inspect.cleandoc(moduuli.__doc__ or ""),
            paikka=_paikka(moduuli),
            parametrit=tuple(p for p in lue_oletukset().values() if p.rule in omat),
        )


def _muut_parametrit(luetellut: set[str]) -> Iterator[Saanto]:
    """Parameters no rule above has as its own: read when the world or base year is made, or around a rule."""
    muut: dict[str, list[Parametri]] = {}
    for avain, parametri in lue_oletukset().items():
        if avain not in luetellut:
            muut.setdefault(parametri.rule, []).append(parametri)
    for nimi, parametrit_ in muut.items():
        lukevat = dict.fromkeys(lukija.split(":")[0] for p in parametrit_ for lukija in lukijat()[p.key])
        yield Saanto(
            nimi=f"{nimi}, other parameters",
            kuka="malli",
            numerot=(nimi,) if _NUMERO.fullmatch(nimi) else (),
            teksti=f"What else belongs to {nimi}: read by {luettele(lukevat)}.",
            paikka=parametrit_[0].where,
            parametrit=tuple(parametrit_),
        )


# --------------------------------------------------------------------------------------------------- who reads it
@lru_cache(maxsize=1)
def lukijat() -> dict[str, tuple[str, ...]]:
    """Parameter key -> "file:line function" of all that name it or, as rules, have it as an argument."""
    loydot: dict[str, list[str]] = {avain: [] for avain in lue_oletukset()}
    for kansio in LUKEVAT_KANSIOT:
        for polku in sorted((JUURI / kansio).glob("*.py")):
            for avain, paikka in _lukijat_tiedostossa(polku, loydot):
                if paikka not in loydot[avain]:
                    loydot[avain].append(paikka)
    return {avain: tuple(paikat) for avain, paikat in loydot.items()}


def _lukijat_tiedostossa(polku: Path, avaimet: Collection[str]) -> Iterator[tuple[str, str]]:
    puu = ast.parse(polku.read_text(encoding="utf-8"))
    sanat = {s.value for s in ast.walk(puu) if isinstance(s, ast.Constant) and isinstance(s.value, str)}
    sanat |= {s.target.id for s in ast.walk(puu) if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)}
    argumentit = {"p_" + avain.replace(".", "_"): avain for avain in avaimet}
    for maaritelma in _funktiot(puu):
        paikka = f"{polku.relative_to(JUURI).as_posix()}:{maaritelma.lineno} {maaritelma.name}"
        for solmu in ast.walk(maaritelma):
            if isinstance(solmu, ast.Constant) and isinstance(solmu.value, str) and solmu.value in avaimet:
                yield solmu.value, paikka
            elif isinstance(solmu, ast.arg) and solmu.arg in argumentit:
                yield argumentit[solmu.arg], paikka
            elif isinstance(solmu, ast.JoinedStr) and isinstance(alku := solmu.values[0], ast.Constant):
                yield from ((avain, paikka) for avain in _alkavat(str(alku.value), avaimet, sanat))


def _alkavat(alku: str, avaimet: Iterable[str], sanat: set[str]) -> list[str]:
    """Keys that f"group.{...}" can mean in a file of these words; f"group.tyo_{...}" means all that begin so."""
    osumat = [avain for avain in avaimet if "." in alku and avain.startswith(alku)]
    return osumat if not alku.endswith(".") else [avain for avain in osumat if avain.removeprefix(alku) in sanat]


def _funktiot(puu: ast.Module) -> Iterator[ast.FunctionDef]:
    """Functions of a module and methods of its classes."""
    for solmu in puu.body:
        for osa in solmu.body if isinstance(solmu, ast.ClassDef) else [solmu]:
            if isinstance(osa, ast.FunctionDef):
                yield osa


# --------------------------------------------------------------------------------------------------- as text
def rivit(saannot: Iterable[Saanto]) -> list[tuple[str, ...]]:
    """Rows for a table: number, rule, who, what it does, parameters, where."""
    return [(" ".join(s.numerot), s.nimi, s.kuka, _lause(s.yhtalo), str(len(s.parametrit)), s.paikka) for s in saannot]


def _lause(teksti: str) -> str:
    """The first paragraph on one line."""
    return " ".join(teksti.split("\n\n")[0].split())


def kokonaan(saanto: Saanto, kieli: str = "en") -> str:
    """One rule in full: text, source, what it reads and writes in words, parameters with values, where each stands."""
    osat = [f"{' '.join(saanto.numerot)} {saanto.nimi} ({saanto.kuka}), {saanto.paikka}".strip(), saanto.teksti]
    if saanto.lahde and not _LAHDE.search(saanto.teksti):
        osat.append(f"Source of its parameters: {saanto.lahde}")
    if saanto.ehto:
        osat.append(f"Only when {saanto.ehto}")
    for laji, nimet in saanto.lukee.items():
        if laji != "parameter":
            osat.append("\n".join([f"reads, {laji}:", *(_rivi(n, saanto.selitteet[n]) for n in nimet)]))
    if laskettu := [n for n in saanto.lukee.get("parameter", ()) if n[2:] not in parametrit()]:
        osat.append("\n".join(["reads, computed:", *(_rivi(n, saanto.selitteet[n]) for n in laskettu)]))
    if tulokset := (*saanto.kirjoittaa, *saanto.lisaa):
        osat.append("\n".join(["writes:", *(_rivi(n, saanto.selitteet[n]) for n in tulokset)]))
    if saanto.rivit:
        osat.append(f"bound to the service lines {luettele(saanto.rivit)}; names shown are of {saanto.rivit[0]}")
    if saanto.parametrit:
        osat.append("\n".join(["parameters:", *(_parametririvi(p, kieli) for p in saanto.parametrit)]))
    if saanto.koodi:
        osat.append(saanto.koodi.rstrip())
    return "\n\n".join(osat)


def _rivi(nimi: str, selitys: str) -> str:
    return f"  {nimi:<32} {selitys}"


def _parametririvi(p: Parametri, kieli: str) -> str:
    rivit = [
        f"  {p.key} = {nayta(p.value)}  ({p.allowed}; {p.status} {p.date}; {p.kind})",
        f"      {p.text.get(kieli)}. {p.source}",
        f"      {p.where}; read by {luettele(lukijat()[p.key])}",
    ]
    return "\n".join(rivit)
