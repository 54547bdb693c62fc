"""A study file as it is written, read and checked: every fault at once, each with its line.

name = "valinta-kapitaatio"
question.en = "What does free choice do under each way of paying?"   # fi, sv, en
scenario = "uusimaa-valinnanvapaus-2023"   # the world everything else is set on top of; a name or a .toml file
end = "2026-12"                            # end, otos, region: where they differ from the scenario
otos = 0.005

[replicates]                # the same seeds for every point
seed = 1                    # the first one
count = 4                   # or: first = 4, most = 60, ahead = 10, and what paired differences must reach:
# half_width = { "elinajanodote_ero:kaikki" = 0.05 }     # of the 95 % interval, in the last year kept

[outcomes]                  # what is kept; what is not named is kept whole
measures = ["elinajanodote_ero", "odotus"]
groups = ["kaikki"]
years = [2026]

[levers]                    # parameters of kind lever, or named bundles of settings
"2023-01:kapitaatio.painot" = ["tasa", "tarve"]          # levels, from a month on
"ohjaus.ehkaisypaino" = { range = [0.0, 0.3], steps = 4 } # {}: the parameter's whole range
scenario = ["nykytila-2017", "uusimaa-virement"]         # other worlds
[levers.rahoitus]                                        # a bundle: each level sets several things
kertabudjetti = { "2021-01:ohjaus.virement" = 1.0 }
kiintea = { "2021-01:ohjaus.virement" = 0.0, scenario = "uusimaa-virement" }

[uncertainties]             # parameters of kind uncertainty, or bundles (assumption cards)
"liikelaitos.vinouma" = {}

[posterior]                 # optional: all of the design in each of the first draws of a posterior (`sote calibrate`)
file = "posterior"          # one that ships, or a .json file beside the study
draws = 8

[design]                    # lever rows x uncertainty rows; a method is a word or a table
levers = "grid"             # grid, list, oat, lhs, sobol, saltelli, morris
uncertainties = { method = "lhs", points = 10, seed = 1 }
# joint = { method = "saltelli", points = 64 }           # or both as one
# list: { method = "list", file = "points.csv" } or { method = "list", rows = [{...}, {...}] }

[reference]                 # the lever values others are compared with (default: the first row)
"2023-01:kapitaatio.painot" = "tasa"

[words]                     # how reports name factors and levels (default: the parameter's own text)
rahoitus = { fi = "Rahoitusmalli", sv = "Finansieringsmodell", en = "Financing model" }
"rahoitus.kiintea" = { fi = "kiinteä jako", sv = "fast fördelning", en = "fixed split" }

[report]                    # what a report shows (default: the measures of the main job)
outcomes = ["elinajanodote_ero", "tyydyttamaton:viidennes_1"]

[[experiment]]              # optional: parts with their own scenario, levers, uncertainties, design, reference
name = "tarkka"
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from kalibrointi.parametrit import Parametri, lue_oletukset, nayta
from kalibrointi.viat import (
    ViallinenSyote,
    Vika,
    desimaalipilkku,
    lahin,
    lue_teksti,
    luettele,
    nayta_polku,
    pilkkuviesti,
    pydantic_viat,
    pydantic_viesti,
)
from runs.skenaariotiedosto import Kuukausi, Teksti, Tekstit, etsi_rivit, kuukausi, otososuus, rivilla, toml_vika
from runs.tutkimus import (
    POSTERIORI,
    Koe,
    Laji,
    Menetelma,
    Taso,
    Tasoarvo,
    Tekija,
    Toistot,
    Tulokset,
    Tutkimus,
    skenaariopolku,
)

KANSIO = Path(__file__).parent / "studies"
MENETELMAT = ("grid", "list", "oat", "lhs", "sobol", "saltelli", "morris")
PISTEITA_ENINTAAN = 1_000_000
_NIMI = re.compile(r"[a-z0-9][a-z0-9-]*")
_TEKIJANIMI = re.compile(r"[a-z][a-z0-9_]*")
_KOKEEN_OMAT = ("scenario", "levers", "uncertainties", "design", "reference")


# --------------------------------------------------------------------------------------------------- form
def _nimi(arvo: Any) -> str:
    if not (isinstance(arvo, str) and _NIMI.fullmatch(arvo)):
        raise ValueError(f"a name has a-z, 0-9 and -, got {arvo!r}.")
    return arvo


Nimi = Annotated[str, PlainValidator(_nimi)]


def _kokonaisluku(nimi: str, ala: int, yla: int) -> Callable[[Any], int]:
    def tarkista(arvo: Any) -> int:
        if isinstance(arvo, bool) or not isinstance(arvo, int) or not ala <= arvo <= yla:
            raise ValueError(f"'{nimi}' is a whole number {ala} ... {yla}, got {nayta(arvo)}.")
        return arvo

    return tarkista


class _Osa(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Otsake(_Osa):
    name: Nimi
    question: Tekstit
    text: Tekstit = Tekstit()
    scenario: Teksti
    end: Kuukausi | None = None
    otos: Annotated[float | None, PlainValidator(otososuus)] = None
    region: Teksti | None = None


class _Toistot(_Osa):
    seed: Annotated[int, PlainValidator(_kokonaisluku("seed", 0, 2**62))] = 1
    count: Annotated[int | None, PlainValidator(_kokonaisluku("count", 1, 100_000))] = None
    first: Annotated[int | None, PlainValidator(_kokonaisluku("first", 2, 100_000))] = None
    most: Annotated[int | None, PlainValidator(_kokonaisluku("most", 3, 100_000))] = None
    ahead: Annotated[int, PlainValidator(_kokonaisluku("ahead", 0, 1000))] = 10
    half_width: dict[str, Annotated[float, Field(gt=0)]] = {}


class _Tulokset(_Osa):
    measures: list[Teksti] = []
    groups: list[Teksti] = []
    years: list[Annotated[int, PlainValidator(_kokonaisluku("years", 2017, 2030))]] = []


class _Raportti(_Osa):
    outcomes: list[Teksti] = []


class _Vedokset(_Osa):
    file: Teksti | None = None
    draws: Annotated[int, PlainValidator(_kokonaisluku("draws", 2, 10_000))]
    rows: list[dict[str, Any]] = []  # the draws themselves, in the study that a sweep keeps


class _Menetelma(_Osa):
    method: Literal["grid", "list", "oat", "lhs", "sobol", "saltelli", "morris"]
    points: Annotated[int, PlainValidator(_kokonaisluku("points", 1, PISTEITA_ENINTAAN))] = 0
    seed: Annotated[int, PlainValidator(_kokonaisluku("seed", 0, 2**31 - 1))] = 1
    levels: Annotated[int, PlainValidator(_kokonaisluku("levels", 2, 20))] = 4
    second_order: bool = False
    file: Teksti | None = None
    rows: list[dict[str, Any]] = []


KENTAT = (*_Otsake.model_fields, "replicates", "outcomes", "levers", "uncertainties", "design", "reference")
KENTAT += ("experiment", "words", "report", POSTERIORI)


# --------------------------------------------------------------------------------------------------- reading
def lue(nimi_tai_polku: str | Path) -> Tutkimus:
    """Read and check a study by name (one that ships) or path. Raises `ViallinenSyote` with every fault."""
    polku = _etsi(str(nimi_tai_polku))
    return tulkitse(lue_teksti(polku, "study file"), str(polku.parent), polku)


def luettelo(kansio: Path = KANSIO) -> list[str]:
    """Names of the studies that ship."""
    return sorted(polku.stem for polku in kansio.glob("*.toml"))


def _etsi(teksti: str) -> Path:
    if teksti.endswith(".toml") or "/" in teksti or "\\" in teksti:
        return Path(teksti).expanduser()
    if (polku := KANSIO / f"{teksti}.toml").is_file():
        return polku
    viesti = f"unknown study '{teksti}'. Studies: {luettele(luettelo())}; a file is given as a path ending in .toml."
    raise ViallinenSyote(Vika(viesti, ehdotus=lahin(teksti, luettelo())))


def tulkitse(teksti: str, kansio: str = ".", polku: Path | None = None) -> Tutkimus:
    """The study in a text. kansio: where CSV and scenario files it names are looked for; polku: for messages.

    Raises `ViallinenSyote` with every fault.
    """
    nimi = nayta_polku(polku) if polku else "study.toml"
    try:
        raaka = tomllib.loads(teksti)
    except tomllib.TOMLDecodeError as virhe:
        raise ViallinenSyote(toml_vika(virhe, teksti, nimi)) from None
    lukija = _Lukija(nimi, kansio, etsi_rivit(teksti, "experiment"))
    tutkimus = lukija.lue(raaka, teksti)
    if lukija.viat or tutkimus is None:
        raise ViallinenSyote(dict.fromkeys(lukija.viat))
    if polku and tutkimus.name != polku.stem:
        viesti = f"name '{tutkimus.name}' differs from the file name; rename one: the file is {polku.name}."
        raise ViallinenSyote(Vika(viesti, nimi, lukija.rivit.get("name"), "name"))
    return tutkimus


class _Lukija:
    """Reads one file, collecting faults."""

    def __init__(self, nimi: str, kansio: str, rivit: Mapping[str, int]) -> None:
        self.nimi, self.kansio, self.rivit = nimi, kansio, rivit
        self.viat: list[Vika] = []
        self.parametrit = lue_oletukset()
        self.liitteet: dict[str, str] = {}  # CSV file -> its text
        self.vedokset: Tekija | None = None

    def vika(self, viesti: str, polku: str, ehdotus: str = "") -> None:
        """Note a fault at a dotted path of the file."""
        self.viat.append(Vika(viesti, self.nimi, rivilla(self.rivit, polku), polku, ehdotus))

    def lue(self, raaka: dict[str, Any], teksti: str) -> Tutkimus | None:
        """All of the file; None, or what it could make of it, when there are faults."""
        otsake = self._osa(_Otsake, {k: v for k, v in raaka.items() if k not in KENTAT[7:]}, "", KENTAT)
        toistot = self._toistot(raaka.get("replicates", {}))
        tulokset = self._osa(_Tulokset, raaka.get("outcomes", {}), "outcomes")
        if otsake:
            self._tarkista_pohja(otsake, otsake.scenario, "scenario")
        self.vedokset = self._posteriori(raaka[POSTERIORI]) if POSTERIORI in raaka else None
        kokeet = self._kokeet(raaka, otsake)
        raportti = self._osa(_Raportti, raaka.get("report", {}), "report")
        sanat = self._sanat(raaka.get("words", {}), kokeet)
        if otsake is None or toistot is None or tulokset is None or raportti is None or self.viat:
            return None
        self._tarkista_vuodet(otsake, tulokset, kokeet)
        self._tarkista_raportti(raportti, tulokset)
        return Tutkimus(
            **{nimi: getattr(otsake, nimi) for nimi in _Otsake.model_fields},
            replicates=toistot,
            outcomes=Tulokset(*(tuple(getattr(tulokset, nimi)) for nimi in _Tulokset.model_fields)),
            experiments=tuple(kokeet),
            folder=self.kansio,
            source=_liitteet_mukaan(teksti, self.liitteet),
            words=sanat,
            report={"outcomes": tuple(raportti.outcomes)},
        )

    def _osa[M: _Osa](self, malli: type[M], raaka: Any, alku: str, sallitut: Sequence[str] = ()) -> M | None:
        """A table of the file as a pydantic model."""
        if not isinstance(raaka, dict):
            self.vika(f"must be a table [{alku}], got {raaka!r}.", alku)
            return None
        try:
            return malli.model_validate(raaka)
        except ValidationError as virhe:
            for polku, tieto in pydantic_viat(virhe):
                kentat = tuple(Tekstit.model_fields) if polku[0] in ("question", "text") and len(polku) > 1 else ()
                viesti, sana = _viesti(tieto, kentat or sallitut or tuple(malli.model_fields))
                self.vika(viesti, ".".join(osa for osa in (alku, *polku) if osa), sana)
            return None

    # ------------------------------------------------------------------------------------------- parts
    def _toistot(self, raaka: Any) -> Toistot | None:
        osa = self._osa(_Toistot, raaka, "replicates")
        if osa is None:
            return None
        if osa.count is not None:
            vieraat = [nimi for nimi in ("first", "most", "half_width") if getattr(osa, nimi)]
            if vieraat:
                self.vika(f"either 'count', or first, most and half_width; got count and {vieraat[0]}.", "replicates")
            return Toistot(osa.seed, osa.count, osa.count)
        if osa.half_width or osa.first or osa.most:
            if not (osa.half_width and osa.first and osa.most):
                self.vika("replicates by precision need all of first, most and half_width.", "replicates")
            elif osa.most <= osa.first:
                self.vika(f"'most' must be above 'first' ({osa.first}), got {osa.most}.", "replicates.most")
            else:
                return Toistot(osa.seed, osa.first, osa.most, osa.ahead, osa.half_width)
            return None
        return Toistot(osa.seed)

    def _posteriori(self, raaka: Any) -> Tekija | None:
        """[posterior]: its first draws, as levels of a factor."""
        osa = self._osa(_Vedokset, raaka, POSTERIORI)
        if osa is None:
            return None
        if (osa.file is None) == (not osa.rows):
            self.vika('a posterior is file = "posterior" or file = "mine.json".', POSTERIORI)
            return None
        rivit = osa.rows if osa.file is None else self._vedosrivit(osa.file, osa.draws)
        if rivit and len(rivit) != osa.draws:
            self.vika(f"it has {len(rivit)} draws, {osa.draws} are asked.", f"{POSTERIORI}.draws")
            return None
        tasot = []
        for n, rivi in enumerate(rivit, start=1):
            try:
                arvot = {avain: self.parametrit.check(avain, arvo) for avain, arvo in self.parit(rivi, POSTERIORI)}
            except ViallinenSyote as virhe:
                for vika in virhe.viat:
                    self.vika(f"draw {n}: {vika.viesti}", POSTERIORI, vika.ehdotus)
                return None
            tasot.append(Taso(f"draw-{n}", arvot))
        missa = f"{self.nimi}:{rivilla(self.rivit, POSTERIORI) or 1}"
        return Tekija(POSTERIORI, "uncertainty", tuple(tasot), where=missa) if tasot else None

    def _vedosrivit(self, nimi: str, draws: int) -> list[dict[str, Any]]:
        """The first draws of a posterior file, which are written into the study that a sweep keeps."""
        from kalibrointi import posteriori

        try:
            luettu = posteriori.lue(str(Path(self.kansio) / nimi) if nimi.endswith(".json") else nimi)
        except ViallinenSyote as virhe:
            for vika in virhe.viat:
                self.vika(vika.viesti, f"{POSTERIORI}.file", vika.ehdotus)
            return []
        puskuri = io.StringIO()
        csv.writer(puskuri, lineterminator="\n").writerows([luettu.avaimet, *luettu.vedokset[:draws].tolist()])
        self.liitteet[nimi] = puskuri.getvalue()
        return [dict(zip(luettu.avaimet, rivi, strict=True)) for rivi in luettu.vedokset[:draws].tolist()]

    def _sanat(self, raaka: Any, kokeet: Sequence[Koe]) -> dict[str, dict[str, str]]:
        """[words]: how reports name factors and their levels; each key must be one of them."""
        tekijat = {t.key: t for koe in kokeet for t in koe.factors}
        tasot = [(t.key, taso.value) for t in tekijat.values() for taso in t.levels]
        tunnetut = [*tekijat, *(f"{avain}.{x if isinstance(x, str) else nayta(x)}" for avain, x in tasot)]
        tulos = {}
        for avain, arvo in self.parit(raaka, "words"):
            if avain not in tunnetut:
                viesti = "names no factor of this study, nor a level of one (factor.level)."
                self.vika(viesti, f"words.{avain}", lahin(avain, tunnetut))
                continue
            try:
                tulos[avain] = Tekstit.model_validate(arvo).model_dump(exclude_none=True)
            except ValidationError as virhe:
                for polku, tieto in pydantic_viat(virhe):
                    viesti, sana = _viesti(tieto, tuple(Tekstit.model_fields))
                    self.vika(viesti, ".".join(("words", avain, *polku)), sana)
        return tulos

    def _tarkista_pohja(self, otsake: _Otsake, skenaario: str, polku: str) -> bool:
        """Is there such a scenario, and does it stand with this horizon, sample and region? How values fit together is
        seen point by point, when the points are made.
        """
        from runs import skenaariot

        try:
            muut: dict[str, Any] = {"end": otsake.end, "otos": otsake.otos, "alue": otsake.region}
            skenaariot.lue(skenaariopolku(skenaario, self.kansio), kokonaan=False, **muut)
        except ViallinenSyote as virhe:
            for vika in virhe.viat:
                kohta = {"--end": "end", "--otos": "otos", "--alue": "region"}.get(vika.tiedosto, polku)
                oma = not vika.tiedosto or vika.tiedosto.startswith("--")
                viesti = vika.viesti if oma else f"{vika.tiedosto}{f':{vika.rivi}' if vika.rivi else ''}: {vika.viesti}"
                self.vika(viesti, kohta, vika.ehdotus)
            return False
        return True

    def _tarkista_vuodet(self, otsake: _Otsake, tulokset: _Tulokset, kokeet: Sequence[Koe]) -> None:
        """Years that are kept are lived to their end, and no lever comes after the last month."""
        from runs import skenaariot

        muut: dict[str, Any] = {"end": otsake.end, "otos": otsake.otos, "alue": otsake.region}
        loppu = skenaariot.lue(skenaariopolku(otsake.scenario, self.kansio), kokonaan=False, **muut).end
        viimeinen = int(loppu[:4]) if loppu.endswith("-12") else int(loppu[:4]) - 1
        for vuosi in tulokset.years:
            if vuosi > viimeinen:
                viesti = f"{vuosi} is not lived to its end: the run ends {loppu}, its last full year is {viimeinen}."
                self.vika(viesti, "outcomes.years")
        for tekija in (t for koe in kokeet for t in koe.factors):
            avaimet = [tekija.key, *(avain for taso in tekija.levels for avain in taso.settings)]
            kuukaudet = {avain.partition(":")[0] for avain in avaimet if ":" in avain}
            if myohassa := sorted(kk for kk in kuukaudet if kk > loppu):
                viesti = f"from {myohassa[0]} on: the run ends {loppu}, so this would change nothing."
                self.viat.append(Vika(viesti, *_paikka(tekija.where), tekija.key))

    def _tarkista_raportti(self, raportti: _Raportti, tulokset: _Tulokset) -> None:
        """What a report shows is kept."""
        for nimi in raportti.outcomes if tulokset.measures else ():
            if (mittari := nimi.partition(":")[0]) not in tulokset.measures:
                viesti = f"'{mittari}' is not kept; [outcomes] measures: {luettele(tulokset.measures)}."
                self.vika(viesti, "report.outcomes", lahin(mittari, tulokset.measures))

    def _kokeet(self, raaka: dict[str, Any], otsake: _Otsake | None) -> list[Koe]:
        osat = raaka.get("experiment", [])
        if not (isinstance(osat, list) and all(isinstance(osa, dict) for osa in osat)):
            self.vika("experiments are written [[experiment]], with double brackets.", "experiment")
            return []
        yhteiset = {nimi: raaka[nimi] for nimi in _KOKEEN_OMAT if nimi in raaka}
        if not osat:
            koe = self._koe("main", yhteiset, "", dict.fromkeys(_KOKEEN_OMAT, ""), otsake)
            return [koe] if koe else []
        kokeet: dict[str, Koe] = {}
        for n, osa in enumerate(osat):
            polku = f"experiment.{n}"
            for vieras in sorted(osa.keys() - {"name", *_KOKEEN_OMAT}):
                sallitut = ("name", *_KOKEEN_OMAT)
                viesti = f"unknown field '{vieras}'; allowed: {luettele(sallitut)}."
                self.vika(viesti, f"{polku}.{vieras}", lahin(vieras, sallitut))
            nimi = osa.get("name")
            if not (isinstance(nimi, str) and _NIMI.fullmatch(nimi)):
                self.vika(f"an experiment needs a name of a-z, 0-9 and -, got {nimi!r}.", f"{polku}.name")
                continue
            if nimi in kokeet:
                self.vika(f"two experiments are called '{nimi}'.", f"{polku}.name")
            paikat = {k: f"{polku}." if k in osa else "" for k in _KOKEEN_OMAT}
            if koe := self._koe(nimi, {**yhteiset, **osa}, polku, paikat, otsake):
                kokeet[nimi] = koe
        return list(kokeet.values())

    def _koe(
        self, nimi: str, raaka: dict[str, Any], polku: str, paikat: Mapping[str, str], otsake: _Otsake | None
    ) -> Koe | None:
        """One experiment. paikat: field -> beginning of its path in the file."""
        alussa = len(self.viat)
        skenaario = raaka.get("scenario", "")
        if polku and paikat["scenario"] and otsake and isinstance(skenaario, str):
            self._tarkista_pohja(otsake, skenaario, f"{polku}.scenario")
        lukija = _Tekijalukija(self, otsake)
        vivut = lukija.tekijat(raaka.get("levers", {}), "lever", f"{paikat['levers']}levers")
        epavarmat = lukija.tekijat(
            raaka.get("uncertainties", {}), "uncertainty", f"{paikat['uncertainties']}uncertainties"
        )
        vedokset = [self.vedokset] if self.vedokset else []
        self._tarkista_paallekkaisyys([*vivut, *epavarmat, *vedokset], polku)
        asetelmat = self._asetelmat(raaka.get("design", {}), vivut, epavarmat, f"{paikat['design']}design")
        vialliset = set(raaka.get("levers", ())) - {tekija.key for tekija in vivut}
        viite = self._viite(raaka.get("reference", {}), vivut, f"{paikat['reference']}reference", vialliset)
        if len(self.viat) > alussa:
            return None
        rivi = rivilla(self.rivit, polku or "design") or rivilla(self.rivit, "levers")
        oletukset = (*epavarmat, *vedokset)
        return Koe(nimi, str(skenaario), tuple(vivut), oletukset, *asetelmat, viite, f"{self.nimi}:{rivi or 1}")

    def _tarkista_paallekkaisyys(self, tekijat: Sequence[Tekija], polku: str) -> None:
        """Two factors must not set one thing."""
        kuka: dict[str, str] = {}
        for tekija in tekijat:
            omat = {avain for taso in tekija.levels for avain in taso.settings} or {tekija.key}
            if any(taso.scenario for taso in tekija.levels):
                omat |= {"scenario"}
            for avain in sorted(omat):
                if avain in kuka:
                    viesti = f"both '{kuka[avain]}' and '{tekija.key}' set {avain}: only one factor may."
                    self.viat.append(Vika(viesti, *_paikka(tekija.where), tekija.key))
                kuka.setdefault(avain, tekija.key)

    def _viite(
        self, raaka: Any, vivut: Sequence[Tekija], polku: str, vialliset: Collection[str]
    ) -> dict[str, Tasoarvo]:
        """The reference's value of each lever; of those that are faulty themselves nothing more is said."""
        omat = {tekija.key: tekija for tekija in vivut}
        viite: dict[str, Tasoarvo] = {}
        for avain, arvo in self.parit(raaka, polku):
            if avain in vialliset:
                continue
            if avain not in omat:
                viesti = f"no such lever in this study; it has: {luettele(omat) or 'none'}."
                self.vika(viesti, f"{polku}.{avain}", lahin(avain, omat))
                continue
            arvo_ = self.tasoarvo(omat[avain], arvo, f"{polku}.{avain}")
            if arvo_ is not None:
                viite[avain] = arvo_
        return viite

    def tasoarvo(self, tekija: Tekija, arvo: Any, polku: str) -> Tasoarvo | None:
        """A value written for a factor, as in the points table; None with the fault noted."""
        if oikein := desimaalipilkku(arvo):
            self.vika(pilkkuviesti(str(arvo), oikein), polku)
            return None
        if tekija.range is not None:
            ala, yla = tekija.range
            if isinstance(arvo, bool) or not isinstance(arvo, (int, float)) or not ala <= arvo <= yla:
                self.vika(f"{nayta(arvo)} is not in the factor's range {ala:g} ... {yla:g}.", polku)
                return None
            return float(arvo)
        arvo = float(arvo) if isinstance(arvo, int) and not isinstance(arvo, bool) else arvo
        arvo = nayta(arvo) if isinstance(arvo, list) else arvo
        tasot = [taso.value for taso in tekija.levels]
        if not any(type(taso) is type(arvo) and taso == arvo for taso in tasot):
            viesti = f"{nayta(arvo)} is not a level of '{tekija.key}'; levels: {luettele(map(nayta, tasot))}."
            self.vika(viesti, polku, lahin(str(arvo), map(str, tasot)))
            return None
        return arvo

    def parit(self, raaka: Any, polku: str) -> Iterator[tuple[str, Any]]:
        """(key, value) of a table; `a.b = 1` unquoted means "a.b"."""
        if not isinstance(raaka, dict):
            self.vika(f"must be a table of 'key = value', got {raaka!r}.", polku)
            return
        for avain, arvo in raaka.items():
            if isinstance(arvo, dict) and avain in self.parametrit.groups:
                yield from ((f"{avain}.{loppu}", osa) for loppu, osa in arvo.items())
            else:
                yield avain, arvo

    # ------------------------------------------------------------------------------------------- design
    def _asetelmat(
        self, raaka: Any, vivut: Sequence[Tekija], epavarmat: Sequence[Tekija], polku: str
    ) -> tuple[Menetelma | None, Menetelma | None, Menetelma | None]:
        if not isinstance(raaka, dict):
            self.vika(f"must be a table [design], got {raaka!r}.", polku)
            return None, None, None
        sallitut = ("levers", "uncertainties", "joint")
        for vieras in sorted(raaka.keys() - set(sallitut)):
            viesti = f"unknown field '{vieras}'; allowed: {luettele(sallitut)}."
            self.vika(viesti, f"{polku}.{vieras}", lahin(vieras, sallitut))
        if "joint" in raaka:
            if "levers" in raaka or "uncertainties" in raaka:
                self.vika("'joint' designs all factors: leave out levers and uncertainties.", f"{polku}.joint")
            return None, None, self._menetelma(raaka["joint"], [*vivut, *epavarmat], f"{polku}.joint")
        tulos: list[Menetelma | None] = []
        for nimi, tekijat, oletus in (("levers", vivut, "grid"), ("uncertainties", epavarmat, None)):
            if nimi not in raaka and (oletus is None or not tekijat):
                if tekijat:
                    viesti = f"[design] does not say how {nimi} are chosen; methods: {luettele(MENETELMAT)}."
                    self.vika(viesti, polku)
                tulos.append(None)
            else:
                tulos.append(self._menetelma(raaka.get(nimi, oletus), tekijat, f"{polku}.{nimi}"))
        return tulos[0], tulos[1], None

    def _menetelma(self, raaka: Any, tekijat: Sequence[Tekija], polku: str) -> Menetelma | None:
        raaka = {"method": raaka} if isinstance(raaka, str) else raaka
        osa = self._osa(_Menetelma, raaka, polku)
        if osa is None:
            return None
        alussa = len(self.viat)
        if not tekijat:
            self.vika("a design with no factors: nothing would vary. Give factors or leave it out.", polku)
        self._tarkista_kentat(osa, raaka, polku)
        if osa.method in ("grid", "oat"):
            for tekija in tekijat:
                if tekija.range is not None and not tekija.steps and osa.method == "grid":
                    viesti = "a grid needs values: give a list, or range with steps = 2 or more."
                    self.viat.append(Vika(viesti, *_paikka(tekija.where), tekija.key))
        rivit = self._rivit(osa, tekijat, polku) if osa.method == "list" else ()
        if len(self.viat) > alussa:
            return None
        return Menetelma(osa.method, osa.points, osa.seed, osa.levels, osa.second_order, rivit)

    def _tarkista_kentat(self, osa: _Menetelma, raaka: Mapping[str, Any], polku: str) -> None:
        """Fields a method needs, and those it does not know."""
        omat = {
            "grid": (), "oat": (), "list": ("file", "rows"), "lhs": ("points", "seed"), "sobol": ("points", "seed"),
            "saltelli": ("points", "seed", "second_order"), "morris": ("points", "seed", "levels"),
        }[osa.method]  # fmt: skip
        for vieras in sorted(raaka.keys() - {"method", *omat}):
            viesti = f"method '{osa.method}' has no '{vieras}'; it has: {luettele(omat) or 'no fields'}."
            self.vika(viesti, f"{polku}.{vieras}")
        if "points" in omat and not osa.points:
            self.vika(f"method '{osa.method}' needs 'points', a whole number from 1.", polku)
        elif osa.method in ("sobol", "saltelli") and osa.points & (osa.points - 1):
            lahella = 1 << max(0, osa.points.bit_length() - 1)
            viesti = f"'points' of {osa.method} is a power of two: {lahella} or {2 * lahella}, got {osa.points}."
            self.vika(viesti, f"{polku}.points")
        if osa.method == "list" and (osa.file is None) == (not osa.rows):
            if osa.file is None:
                self.vika('an empty list design: give rows = [{...}, ...] or file = "points.csv".', polku)
            else:
                self.vika("give either rows or file, not both.", polku)

    def _rivit(self, osa: _Menetelma, tekijat: Sequence[Tekija], polku: str) -> tuple[Mapping[str, Tasoarvo], ...]:
        if osa.file:
            raa_at, paikka = self._csv(osa.file, f"{polku}.file"), osa.file
        else:
            raa_at, paikka = [dict(self.parit(rivi, polku)) for rivi in osa.rows], "row"
        omat = {tekija.key: tekija for tekija in tekijat}
        rivit = []
        for n, raaka in enumerate(raa_at, start=1):
            for vieras in [avain for avain in raaka if avain not in omat]:
                viesti = f"{paikka} {n}: no factor '{vieras}'; this design has: {luettele(omat)}."
                self.vika(viesti, polku, lahin(vieras, omat))
            for puuttuu in [avain for avain in omat if avain not in raaka]:
                self.vika(f"{paikka} {n}: '{puuttuu}' is missing.", polku)
            alussa = len(self.viat)
            arvot = {a: self.tasoarvo(omat[a], raaka[a], polku) for a in omat if a in raaka}
            self.viat[alussa:] = [
                Vika(f"{paikka} {n}: {v.viesti}", v.tiedosto, v.rivi, v.avain, v.ehdotus) for v in self.viat[alussa:]
            ]
            rivit.append({avain: arvo for avain, arvo in arvot.items() if arvo is not None})
        return tuple(rivit)

    def _csv(self, nimi: str, polku: str) -> list[dict[str, Any]]:
        """Rows of a CSV file: a head of factors' keys, then a row per point; numbers and true/false are such."""
        try:
            teksti = lue_teksti(Path(self.kansio) / nimi, "CSV file")
        except ViallinenSyote as virhe:
            for vika in virhe.viat:
                self.vika(f"{vika.tiedosto}: {vika.viesti}", polku)
            return []
        self.liitteet[nimi] = teksti
        rivit = [rivi for rivi in csv.reader(io.StringIO(teksti)) if any(solu.strip() for solu in rivi)]
        if len(rivit) < 2:
            self.vika(f"{nimi} has no points: a head of factors' keys and at least one row are needed.", polku)
            return []
        paa = [solu.strip() for solu in rivit[0]]
        if len(paa) == 1 and ";" in paa[0]:
            self.vika(f"{nimi} is separated by semicolons: use commas, and a decimal point in numbers.", polku)
            return []
        for toistuva in sorted({avain for avain in paa if paa.count(avain) > 1}):
            self.vika(f"{nimi}: the column '{toistuva}' stands twice.", polku)
        for n, rivi in enumerate(rivit[1:], start=2):
            if len(rivi) != len(paa):
                self.vika(f"{nimi} line {n}: {len(rivi)} cells, the head has {len(paa)}.", polku)
                return []
        return [{avain: _solu(solu) for avain, solu in zip(paa, rivi, strict=True)} for rivi in rivit[1:]]


class _Tekijalukija:
    """Reads [levers] and [uncertainties] of one experiment."""

    def __init__(self, lukija: _Lukija, otsake: _Otsake | None) -> None:
        self.lukija, self.otsake, self.parametrit = lukija, otsake, lukija.parametrit

    def tekijat(self, raaka: Any, laji: Laji, polku: str) -> list[Tekija]:
        """The factors of a table."""
        tulos = []
        for avain, arvo in self.lukija.parit(raaka, polku):
            paikka = f"{polku}.{avain}"
            if avain == "scenario" or "." not in avain:
                tekija = self._nippu(avain, arvo, laji, paikka)
            else:
                tekija = self._parametri(avain, arvo, laji, paikka)
            if tekija:
                tulos.append(tekija)
        return tulos

    def _missa(self, paikka: str) -> str:
        return f"{self.lukija.nimi}:{rivilla(self.lukija.rivit, paikka) or 1}"

    # ------------------------------------------------------------------------------------- one parameter
    def _parametri(self, avain: str, arvo: Any, laji: Laji, paikka: str) -> Tekija | None:
        parametri = self._tunne(avain, paikka)
        if parametri is None:
            return None
        if parametri.kind != laji:
            oikea = "[levers]" if parametri.kind == "lever" else "[uncertainties]"
            viesti = f"is a parameter of kind {parametri.kind}: write it under {oikea} ({parametri.text.get('en')})."
            self.lukija.vika(viesti, paikka)
            return None
        missa = self._missa(paikka)
        if isinstance(arvo, list):
            tasot = self._tasot(avain, arvo, parametri, paikka)
            return Tekija(avain, laji, tasot, where=missa) if tasot else None
        if not isinstance(arvo, dict):
            tavat = "a list of values, or { range = [low, high] }, or {} for all that is allowed"
            viesti = f"write {tavat}; got {nayta(arvo)}."
            self.lukija.vika(viesti, paikka)
            return None
        return self._taulusta(avain, arvo, laji, parametri, paikka, missa)

    def _tunne(self, avain: str, paikka: str) -> Parametri | None:
        """The parameter of "key" or "YYYY-MM:key"."""
        alkaen, _, nimi = avain.rpartition(":")
        try:
            if alkaen:
                kuukausi(alkaen)
        except ValueError as virhe:
            self.lukija.vika(str(virhe), paikka)
            return None
        if nimi not in self.parametrit:
            ehdotus = lahin(nimi, self.parametrit)
            viesti = "no such parameter (`sote parameters` lists them)."
            self.lukija.vika(viesti, paikka, f"{alkaen}:{ehdotus}".lstrip(":") if ehdotus else "")
            return None
        return self.parametrit[nimi]

    def _tasot(self, avain: str, arvot: list[Any], parametri: Parametri, paikka: str) -> tuple[Taso, ...]:
        if not arvot:
            self.lukija.vika("an empty list: no value to run.", paikka)
            return ()
        tasot: dict[str, Taso] = {}
        for arvo in arvot:
            sopiva = self._arvo(avain, arvo, paikka)
            if sopiva is None:
                continue
            if nayta(sopiva) in tasot:
                self.lukija.vika(f"the value {nayta(sopiva)} stands twice.", paikka)
            nimi = nayta(sopiva) if isinstance(sopiva, tuple) else sopiva
            tasot[nayta(sopiva)] = Taso(nimi, {avain: sopiva})
        return tuple(tasot.values())

    def _arvo(self, avain: str, arvo: Any, paikka: str) -> Any:
        """A value of a parameter, also tried alone on the study's scenario; None with the faults noted."""
        try:
            sopiva = self.parametrit.check(avain.rpartition(":")[2], arvo)
        except ViallinenSyote as virhe:
            for vika in virhe.viat:
                self.lukija.vika(vika.viesti, paikka, vika.ehdotus)
            return None
        return sopiva

    def _taulusta(
        self, avain: str, taulu: dict[str, Any], laji: Laji, parametri: Parametri, paikka: str, missa: str
    ) -> Tekija | None:
        sallitut = ("range", "steps", "scale")
        for vieras in sorted(taulu.keys() - set(sallitut)):
            viesti = f"unknown field '{vieras}'; allowed: {luettele(sallitut)}."
            self.lukija.vika(viesti, f"{paikka}.{vieras}", lahin(vieras, sallitut))
            return None
        if parametri.range is None or isinstance(parametri.value, tuple):
            kaikki = [False, True] if isinstance(parametri.value, bool) else list(parametri.choices or ())
            if taulu or not kaikki or parametri.joined_by:
                self.lukija.vika(f"has no range: write a list of values. Allowed: {parametri.allowed}.", paikka)
                return None
            return Tekija(avain, laji, self._tasot(avain, kaikki, parametri, paikka), where=missa)
        vali = self._vali(avain, taulu.get("range", list(parametri.range)), paikka)
        askelia, asteikko = taulu.get("steps", 0), taulu.get("scale", "linear")
        if isinstance(askelia, bool) or not isinstance(askelia, int) or (askelia and not 2 <= askelia <= 1000):
            self.lukija.vika(f"'steps' is a whole number 2 ... 1000, got {nayta(askelia)}.", f"{paikka}.steps")
            return None
        if asteikko not in ("linear", "log"):
            self.lukija.vika(f"'scale' is linear or log, got {nayta(asteikko)}.", f"{paikka}.scale")
            return None
        if vali and asteikko == "log" and vali[0] <= 0:
            self.lukija.vika(f"scale log needs a range above 0, got {nayta(list(vali))}.", paikka)
            return None
        return Tekija(avain, laji, (), vali, askelia, asteikko == "log", missa) if vali else None

    def _vali(self, avain: str, vali: Any, paikka: str) -> tuple[float, float] | None:
        if not (isinstance(vali, list) and len(vali) == 2):
            self.lukija.vika(f"'range' is [low, high], got {nayta(vali)}.", f"{paikka}.range")
            return None
        arvot = [self._arvo(avain, arvo, paikka) for arvo in vali]
        if None in arvot:
            return None
        if arvot[0] >= arvot[1]:
            self.lukija.vika(f"'range' is [low, high] with low below high, got {nayta(vali)}.", f"{paikka}.range")
            return None
        return float(arvot[0]), float(arvot[1])

    # ------------------------------------------------------------------------------------- a bundle
    def _nippu(self, nimi: str, arvo: Any, laji: Laji, paikka: str) -> Tekija | None:
        missa = self._missa(paikka)
        if nimi == "scenario" and isinstance(arvo, list):
            arvo = {str(skenaario): {"scenario": skenaario} for skenaario in arvo}
        if nimi == POSTERIORI:
            self.lukija.vika("draws of a posterior have a table of their own, [posterior] with file and draws.", paikka)
            return None
        if not _TEKIJANIMI.fullmatch(nimi):
            self.lukija.vika(f"'{nimi}' is neither a parameter (group.name) nor a bundle's name (a-z, 0-9, _).", paikka)
            return None
        if not isinstance(arvo, dict) or not all(isinstance(osa, dict) for osa in arvo.values()):
            viesti = "is no parameter (group.name), and a bundle is a table of levels: level = { key = value }."
            self.lukija.vika(viesti, paikka, lahin(nimi, self.parametrit))
            return None
        if not arvo:
            self.lukija.vika("a bundle without levels: no value to run.", paikka)
            return None
        tasot = [self._nipun_taso(taso, asetukset, paikka) for taso, asetukset in arvo.items()]
        return Tekija(nimi, laji, tuple(tasot), where=missa)

    def _nipun_taso(self, nimi: str, asetukset: dict[str, Any], paikka: str) -> Taso:
        oma = f"{paikka}.{nimi}"
        skenaario, arvot = None, {}
        for avain, arvo in self.lukija.parit(asetukset, oma):
            if avain == "scenario":
                skenaario = arvo if isinstance(arvo, str) else None
                if skenaario is None:
                    self.lukija.vika(f"a scenario is a name or a .toml file, got {arvo!r}.", oma)
                elif self.otsake:
                    self.lukija._tarkista_pohja(self.otsake, skenaario, oma)
            elif self._tunne(avain, f"{oma}.{avain}"):
                sopiva = self._arvo(avain, arvo, f"{oma}.{avain}")
                if sopiva is not None:
                    arvot[avain] = sopiva
        return Taso(nimi, arvot, skenaario)


# --------------------------------------------------------------------------------------------------- words
def _viesti(tieto: dict, sallitut: Sequence[str]) -> tuple[str, str]:
    """(sentence, likely word) of a pydantic record; what is special to studies first."""
    nimi = str(tieto["loc"][-1]) if tieto["loc"] else ""
    if oikein := desimaalipilkku(tieto["input"]):
        return pilkkuviesti(str(tieto["input"]), oikein), ""
    if tieto["type"] in ("list_type", "tuple_type"):
        return f"'{nimi}' must be a list in brackets, got {nayta(tieto['input'])}.", ""
    if tieto["type"] in ("float_type", "int_type", "greater_than"):
        return f"'{nimi}' must be a number above 0, got {nayta(tieto['input'])}.", ""
    if tieto["type"] == "bool_type":
        return f"'{nimi}' must be true or false, got {nayta(tieto['input'])}.", ""
    return pydantic_viesti(tieto, sallitut)


def _paikka(missa: str) -> tuple[str, int]:
    tiedosto, _, rivi = missa.rpartition(":")
    return tiedosto, int(rivi)


def _solu(teksti: str) -> Any:
    """A CSV cell as a value: true, false, a number, else text."""
    teksti = teksti.strip()
    if teksti in ("true", "false"):
        return teksti == "true"
    try:
        return float(teksti)
    except ValueError:
        return teksti


_TIEDOSTORIVI = re.compile(r"""file\s*=\s*(["'])(?P<nimi>[^"']+)\1""")


def _liitteet_mukaan(teksti: str, liitteet: Mapping[str, str]) -> str:
    """The text with each `file = "x.csv"` of a design written out as rows, so that the study stands alone."""

    def riveiksi(osuma: re.Match[str]) -> str:
        if osuma["nimi"] not in liitteet:
            return osuma[0]
        rivit = list(csv.reader(io.StringIO(liitteet[osuma["nimi"]])))
        paa = [solu.strip() for solu in rivit[0]]
        taulut = []
        for rivi in rivit[1:]:
            if any(solu.strip() for solu in rivi):
                solut = (f'"{avain}" = {_tarkasti(_solu(solu))}' for avain, solu in zip(paa, rivi, strict=True))
                taulut.append("{ " + ", ".join(solut) + " }")
        return f"rows = [{', '.join(taulut)}]"

    return _TIEDOSTORIVI.sub(riveiksi, teksti)


def _tarkasti(arvo: Any) -> str:
    """A value as TOML that is read as the same bits."""
    return repr(arvo) if isinstance(arvo, float) else nayta(arvo)
