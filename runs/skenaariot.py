"""Scenarios: what is run. A scenario names only its differences from a base; here the chain is read and resolved.

Who has the last word: layers are read from the base to the scenario itself, then the overrides (`--set`). What a later
layer says about a parameter from month m on replaces everything earlier layers said about it from m to the end. So
`--set ohjaus.virement=0.1` holds for the whole run, `--set "2023-01:ohjaus.virement=0.1"` from 2023 on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from agentit.ohjelma import Ohjelma, aseta
from kalibrointi import alueet, tuotantorakenteet
from kalibrointi.parametrit import MAAILMARYHMAT, Arvo, Parametrit, lue_oletukset, nayta
from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs.skenaariotiedosto import Kirjaus, Tekstit, Tiedosto, kuukausi, lue_tiedosto, otososuus, rivilla

KANSIO = Path(__file__).parent / "skenaariot"
ALKU = "2017-01"  # the facts are of 2017: a run starts there until another base year has facts
VIIMEINEN = "2030-12"  # the last year of the mortality projection
Asetukset = Sequence[str] | Mapping[str, Any]  # ["key=value", "2023-01:key=value"] or {"key": value}


class Maarays(BaseModel):
    """Maarays (provision): one value said by one layer, from a month on ('' = from the start)."""

    model_config = ConfigDict(frozen=True)
    avain: str
    arvo: Arvo
    alkaen: str
    lahde: str  # file:line, or --set


class Skenaario(BaseModel):
    """Skenaario (scenario), resolved and checked: the chain's provisions in the order they take effect."""

    model_config = ConfigDict(frozen=True)
    name: str
    chain: tuple[str, ...]  # names from the base to this scenario
    text: Tekstit
    notes: tuple[Tekstit, ...]  # limits of this scenario and its bases
    start: str
    end: str
    region: str  # key of a region that ships, or full path of a region's folder
    otos: float
    own_region: str = ""  # the region the caller asked for, as asked
    layers: tuple[tuple[Maarays, ...], ...]  # provisions by layer: files of the chain, then overrides
    files: dict[str, str]  # file -> SHA-256
    defaults: dict[str, Arvo] = Field(repr=False)
    _ohjelma: Ohjelma | None = PrivateAttr(None)

    @property
    def extends(self) -> str | None:
        """The base, or None."""
        return self.chain[-2] if len(self.chain) > 1 else None

    @property
    def label(self) -> str:
        """The name, with overrides if there are any: 'nykytila-2017 + alue=pirkanmaa + ohjaus.virement=0.1'."""
        omat = self.layers[len(self.chain)] if len(self.layers) > len(self.chain) else ()
        osat = [f"{m.alkaen}:{m.avain}={nayta(m.arvo)}".lstrip(":") for m in omat]
        alue = [f"alue={self.own_region}"] if self.own_region else []
        return " + ".join([self.name, *alue, *osat])

    @property
    def months(self) -> int:
        """Length of the run in months; the first is kk 0."""
        return self.kk(self.end) + 1

    def kk(self, kuukausi: str) -> int:
        """Month index of 'YYYY-MM', counted from the start; negative before it."""
        return _luku(kuukausi) - _luku(self.start)

    def ohjelma(self) -> Ohjelma:
        """The dated parameter programme the model runs by; made once."""
        if self._ohjelma is None:
            self._ohjelma = self._tee_ohjelma()
        return self._ohjelma

    def _tee_ohjelma(self) -> Ohjelma:
        polut: dict[str, Sequence[tuple[int, Arvo]]] = {avain: [(0, arvo)] for avain, arvo in self.defaults.items()}
        for maaraykset in self.layers:
            for maarays in sorted(maaraykset, key=self._alku):
                polut[maarays.avain] = aseta(polut[maarays.avain], self._alku(maarays), maarays.arvo)
        return Ohjelma(polut)

    @property
    def set(self) -> dict[str, Arvo]:
        """Values that differ from the defaults from the start, after the whole chain."""
        ohjelma = self.ohjelma()
        return {avain: arvo for avain, arvo in ohjelma.at(0).items() if arvo != self.defaults[avain]}

    @property
    def change(self) -> dict[str, dict[str, Arvo]]:
        """Month -> values that change in it, after the whole chain."""
        ohjelma = self.ohjelma()
        return {nimea(self.start, kk): ohjelma.changes(kk) for kk in ohjelma.change_months}

    def _alku(self, maarays: Maarays) -> int:
        return max(0, self.kk(maarays.alkaen)) if maarays.alkaen else 0


# --------------------------------------------------------------------------------------------------- reading
def lue(
    nimi_tai_polku: str | Path,
    asetukset: Asetukset = (),
    *,
    end: str | None = None,
    otos: float | None = None,
    alue: str | Path | None = None,
    kansio: Path = KANSIO,
    parametrit: Parametrit | None = None,
    kokonaan: bool = True,
) -> Skenaario:
    """Read, resolve and check a scenario by name or path. Raises `ViallinenSyote` with all faults.

    asetukset: overrides, `["key=value", "2023-01:key=value"]` or `{"key": value}`; end, otos: in place of the file's;
    alue: key of a region, or the path of a region's folder, in place of the file's; kokonaan: also check that the
    values fit together by the rules of the model, which must be imported for it.
    """
    parametrit = lue_oletukset() if parametrit is None else parametrit
    viat: list[Vika] = []
    ketju = _ketju(nimi_tai_polku, kansio, viat)
    kerrokset = [_kerros(tiedosto, parametrit, viat) for tiedosto in ketju]
    omat = _asetuskerros(asetukset, parametrit, viat)
    if not ketju:
        raise ViallinenSyote(viat)
    kentat = _kentat(ketju, end, otos, alue, viat)
    viat += [_myohassa(m, kentat["end"]) for m in omat if m.alkaen > kentat["end"]]
    if viat:
        raise ViallinenSyote(viat)
    skenaario = Skenaario(
        name=ketju[-1].otsake.name,
        chain=tuple(tiedosto.otsake.name for tiedosto in ketju),
        text=ketju[-1].otsake.text,
        notes=tuple(tiedosto.otsake.note for tiedosto in ketju if tiedosto.otsake.note.get("en")),
        layers=(*kerrokset, *((omat,) if omat else ())),
        files={tiedosto.nimi: tiedosto.tiiviste for tiedosto in ketju},
        defaults=parametrit.defaults(),
        **kentat,
    )
    if kokonaan:
        _tarkista_kokonaisuus(skenaario)
    return skenaario


def _myohassa(maarays: Maarays, loppu: str) -> Vika:
    viesti = f"takes effect after the run's end {loppu}: it would never be in force."
    return Vika(viesti, maarays.lahde, avain=maarays.avain)


def _tarkista_kokonaisuus(skenaario: Skenaario) -> None:
    """Do the values fit together? Raises `ViallinenSyote`."""
    if viat := [*_korvausviat(skenaario), *_valintaviat(skenaario), *_rahoitusviat(skenaario)]:
        raise ViallinenSyote(viat)
    if "rakenne.tuotanto" in skenaario.defaults:
        tuotantorakenteet.tarkista(skenaario.ohjelma(), skenaario.region)


def _korvausviat(skenaario: Skenaario) -> Iterable[Vika]:
    """Each rule of the law, or of arithmetic, that the compensation of centres breaks; where it was last said."""
    if "kapitaatio.kiintea_osuus" not in skenaario.defaults:
        return
    from agentit import kapitaatio, suuehdot

    ohjelma = skenaario.ohjelma()
    kuukaudet = (0, *ohjelma.change_months)
    viat = dict.fromkeys(v for kk in kuukaudet for v in kapitaatio.ohjelmavirheet(ohjelma.at(kk)))
    viat |= dict.fromkeys(v for kk in kuukaudet for v in suuehdot.virheet_kuussa(ohjelma, kk))
    for viesti in viat:
        sanat = {
            "weights '": "kapitaatio.painot",
            "'tasa'": "kapitaatio.painot",
            "kapitaatio.kattaa": "kapitaatio.kattaa",
        }
        sanat |= {"suun_valinta": "valinnanvapaus.suun_valinta", "oral units": "valinnanvapaus.suun_valinta"}
        avain = next((avain for sana, avain in sanat.items() if sana in viesti), "kapitaatio.kiintea_osuus")
        sanottu = [m for kerros in skenaario.layers for m in kerros if m.avain == avain]
        yield Vika(viesti, sanottu[-1].lahde if sanottu else "", avain=avain)


def _rahoitusviat(skenaario: Skenaario) -> Iterable[Vika]:
    """Criteria of state funding that do not share all of the money, where one was last said."""
    from agentit import valtio

    ohjelma, alku = skenaario.ohjelma(), "valtio."
    viat = (v for kk in (0, *ohjelma.change_months) for v in valtio.ohjelmavirheet(ohjelma.at(kk)))
    for viesti in dict.fromkeys(viat):
        sanottu = [m for kerros in skenaario.layers for m in kerros if m.avain in OSUUDET]
        viimeinen = sanottu[-1] if sanottu else None
        yield Vika(viesti, viimeinen.lahde if viimeinen else "", avain=viimeinen.avain if viimeinen else alku)


OSUUDET = ("valtio.asukasosuus", "valtio.tarveosuus", "valtio.hyteosuus")


def muunna(skenaario: Skenaario, asetukset: Asetukset) -> Skenaario:
    """A scenario that is read already, with overrides put on top: `lue(name, asetukset)` without reading files again.

    Raises `ViallinenSyote` as `lue` does. The scenario must not have overrides yet.
    """
    viat: list[Vika] = []
    omat = _asetuskerros(asetukset, lue_oletukset(), viat) if asetukset else ()
    viat += [_myohassa(m, skenaario.end) for m in omat if m.alkaen > skenaario.end]
    if viat:
        raise ViallinenSyote(viat)
    uusi = skenaario.model_copy(update={"layers": (*skenaario.layers, *((omat,) if omat else ()))})
    uusi._ohjelma = None  # a copy takes it along
    _tarkista_kokonaisuus(uusi)
    return uusi


def _valintaviat(skenaario: Skenaario) -> Iterable[Vika]:
    """What the client's plan of a personal budget breaks, where it was last said."""
    from agentit import henkilokohtainen_budjetti

    ohjelma, avain = skenaario.ohjelma(), "henkilokohtainen_budjetti.jako"
    viat = (v for kk in (0, *ohjelma.change_months) for v in henkilokohtainen_budjetti.virheet(ohjelma.at(kk)))
    for viesti in dict.fromkeys(viat):
        sanottu = [m for kerros in skenaario.layers for m in kerros if m.avain == avain]
        yield Vika(viesti, sanottu[-1].lahde if sanottu else "", avain=avain)


def luettelo(kansio: Path = KANSIO) -> list[str]:
    """Names of the scenarios of a folder, bases before what extends them, otherwise by name."""
    nimet = sorted(polku.stem for polku in Path(kansio).glob("*.toml"))
    syvyys: dict[str, tuple[str, ...]] = {}
    for nimi in nimet:
        try:
            syvyys[nimi] = tuple(tiedosto.otsake.name for tiedosto in _ketju(nimi, kansio, []))
        except ViallinenSyote:
            syvyys[nimi] = (nimi,)
    return sorted(nimet, key=lambda nimi: syvyys[nimi] or (nimi,))


def _etsi(nimi_tai_polku: str | Path, kansio: Path, viereinen: Path | None = None) -> Path:
    """The file meant. A name is looked for beside the file that extends it, then among the shipped scenarios."""
    teksti = str(nimi_tai_polku)
    if teksti.endswith(".toml") or "/" in teksti or "\\" in teksti:
        polku = Path(teksti).expanduser()
        return viereinen / polku if viereinen else polku
    for paikka in (viereinen, kansio):
        if paikka and (paikka / f"{teksti}.toml").is_file():
            return paikka / f"{teksti}.toml"
    tunnetut = sorted(polku.stem for polku in Path(kansio).glob("*.toml"))
    viesti = f"unknown scenario '{teksti}'. Scenarios: {luettele(tunnetut)}; a file is given as a path ending in .toml."
    raise ViallinenSyote(Vika(viesti, ehdotus=lahin(teksti, tunnetut)))


def _ketju(nimi_tai_polku: str | Path, kansio: Path, viat: list[Vika]) -> list[Tiedosto]:
    """The files from the base to the scenario; [] with the faults noted when the chain cannot be followed."""
    ketju: list[Tiedosto] = []
    seuraava: str | Path | None = nimi_tai_polku
    viereinen: Path | None = None
    while seuraava is not None:
        try:
            polku = _etsi(seuraava, kansio, viereinen)
            if polku.resolve() in (tiedosto.polku.resolve() for tiedosto in ketju):
                keha = " -> ".join([*(tiedosto.otsake.name for tiedosto in ketju), polku.stem])
                raise ViallinenSyote(Vika(f"'extends' goes in a circle: {keha}."))
            ketju.append(lue_tiedosto(polku))
        except ViallinenSyote as virhe:
            viat.extend(_paikanna(vika, ketju) for vika in virhe.viat)
            return []
        seuraava, viereinen = ketju[-1].otsake.extends, polku.parent
    return ketju[::-1]


def _paikanna(vika: Vika, ketju: Sequence[Tiedosto]) -> Vika:
    """A fault met while following `extends` is shown where the word stands."""
    if vika.tiedosto or not ketju:
        return vika
    return Vika(vika.viesti, ketju[-1].nimi, rivilla(ketju[-1].rivit, "extends"), "extends", vika.ehdotus)


def _kerros(tiedosto: Tiedosto, parametrit: Parametrit, viat: list[Vika]) -> tuple[Maarays, ...]:
    """The provisions of one file, checked."""
    maaraykset: dict[tuple[str, str], Maarays] = {}
    for kirjaus in tiedosto.kirjaukset:
        _lisaa(maaraykset, kirjaus, f"{tiedosto.nimi}:{kirjaus.rivi}", tiedosto.nimi, parametrit, viat)
    return tuple(maaraykset.values())


def _lisaa(
    maaraykset: dict[tuple[str, str], Maarays],
    kirjaus: Kirjaus,
    lahde: str,
    tiedosto: str,
    parametrit: Parametrit,
    viat: list[Vika],
) -> None:
    if (kirjaus.avain, kirjaus.alkaen) in maaraykset:
        milloin = f"from {kirjaus.alkaen}" if kirjaus.alkaen else "from the start"
        ensin = maaraykset[kirjaus.avain, kirjaus.alkaen].lahde
        viat.append(Vika(f"given twice {milloin}; first at {ensin}.", tiedosto, kirjaus.rivi, kirjaus.avain))
    if kirjaus.alkaen and kirjaus.avain.partition(".")[0] in MAAILMARYHMAT:
        viesti = "is read once, when the world is built: set it from the start, without a month."
        viat.append(Vika(viesti, tiedosto, kirjaus.rivi, kirjaus.avain))
    try:
        arvo = parametrit.check(kirjaus.avain, kirjaus.arvo, tiedosto, kirjaus.rivi)
    except ViallinenSyote as virhe:
        viat.extend(virhe.viat)
        return
    maaraykset[kirjaus.avain, kirjaus.alkaen] = Maarays(
        avain=kirjaus.avain, arvo=arvo, alkaen=kirjaus.alkaen, lahde=lahde
    )


def _asetuskerros(asetukset: Asetukset, parametrit: Parametrit, viat: list[Vika]) -> tuple[Maarays, ...]:
    """The overrides as one layer."""
    if isinstance(asetukset, str):
        asetukset = [asetukset]
    parit = asetukset.items() if isinstance(asetukset, Mapping) else (_jaa(asetus, viat) for asetus in asetukset)
    maaraykset: dict[tuple[str, str], Maarays] = {}
    for nimi, arvo in filter(None, parit):
        alkaen, _, avain = nimi.rpartition(":")
        try:
            if alkaen:
                kuukausi(alkaen)
            if isinstance(arvo, str):
                arvo = parametrit.parse(avain, arvo)
        except ViallinenSyote as virhe:
            viat.extend(virhe.viat)
            continue
        except ValueError as virhe:
            viat.append(Vika(str(virhe), "--set", avain=nimi))
            continue
        _lisaa(maaraykset, Kirjaus(avain, arvo, alkaen, None), "--set", "--set", parametrit, viat)
    return tuple(maaraykset.values())


def _jaa(asetus: str, viat: list[Vika]) -> tuple[str, str] | None:
    """'2023-01:key=value' -> ('2023-01:key', 'value')."""
    avain, yhtasuuri, arvo = asetus.partition("=")
    if yhtasuuri and avain.strip() and arvo.strip():
        return avain.strip(), arvo.strip()
    viat.append(Vika(f"write key=value or 2023-01:key=value, got '{asetus}'.", "--set"))
    return None


def _kentat(
    ketju: Sequence[Tiedosto], end: str | None, otos: float | None, alue: str | Path | None, viat: list[Vika]
) -> dict[str, Any]:
    """start, end, region and otos: the last file of the chain that names one, then the caller's."""
    kentat: dict[str, Any] = {"start": ALKU, "end": "2030-12", "region": alueet.OLETUSALUE, "otos": 0.02}
    lahteet: dict[str, tuple[str, int | None]] = dict.fromkeys(kentat, ("", None))
    viereinen: Path | None = None  # a folder named in a file is looked for from where the file stands
    for tiedosto in ketju:
        for nimi in kentat:
            if (arvo := getattr(tiedosto.otsake, nimi)) is not None:
                kentat[nimi], lahteet[nimi] = arvo, (tiedosto.nimi, tiedosto.rivit.get(nimi))
                viereinen = tiedosto.polku.parent if nimi == "region" else viereinen
    for nimi, annettu, tarkista in (("end", end, kuukausi), ("otos", otos, otososuus)):
        if annettu is not None:
            try:
                kentat[nimi], lahteet[nimi] = tarkista(annettu), (f"--{nimi}", None)
            except ValueError as virhe:
                viat.append(Vika(str(virhe), f"--{nimi}"))
    for nimi, viesti, sana in _kenttaviat(kentat):
        viat.append(Vika(viesti, *lahteet[nimi], nimi if lahteet[nimi][1] else "", sana))
    kentat["own_region"] = ""
    if alue is not None:
        ennen = _alue(kentat["region"], viereinen, ("", None), [])
        kentat["region"] = _alue(alue, None, ("--alue", None), viat)
        kentat["own_region"] = Path(kentat["region"]).name if kentat["region"] != ennen else ""
    else:
        kentat["region"] = _alue(kentat["region"], viereinen, lahteet["region"], viat)
    return kentat


def _alue(alue: str | Path, viereinen: Path | None, lahde: tuple[str, int | None], viat: list[Vika]) -> str:
    """How the region is written down; a fault of the word is shown where it stands, those of a folder of yours in its
    `alue.yaml`. What ships is sound, and is not read until a world is built.
    """
    try:
        nimi = alueet.nimea(alue, viereinen)
    except ViallinenSyote as virhe:
        for vika in virhe.viat:
            viesti = f"{vika.tiedosto}: {vika.viesti}".lstrip(": ")
            viat.append(Vika(viesti, *lahde, "region" if lahde[1] else "", vika.ehdotus))
        return str(alue)
    if not alueet.on_polku(nimi):
        return nimi
    try:
        alueet.hae(nimi)
    except ViallinenSyote as virhe:
        viat += virhe.viat
    return nimi


def _kenttaviat(kentat: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """(field, sentence, likely word) for what does not fit together."""
    if kentat["start"] != ALKU:
        yield "start", f"the facts are of 2017: a run starts {ALKU}, not {kentat['start']}.", ""
    if kentat["end"] < kentat["start"]:
        yield "end", f"the end {kentat['end']} is before the start {kentat['start']}.", ""
    elif kentat["end"] > VIIMEINEN:
        yield "end", f"the end {kentat['end']} is too late: the projections of the facts reach {VIIMEINEN}.", ""


# --------------------------------------------------------------------------------------------------- explaining
@dataclass(frozen=True)
class Peruste:
    """Where a value comes from: one line of `sote scenario show --why`."""

    value: Arvo
    since: str  # 'YYYY-MM'
    layer: str  # 'default', the scenario's name or '--set'
    where: str  # file:line, or --set
    in_force: bool  # False when a later layer replaced it before it took effect
    source: str = ""  # source, date and status of the default


def miksi(skenaario: Skenaario, avain: str, parametrit: Parametrit | None = None) -> list[Peruste]:
    """Everything said about one parameter, the default first, in the order the layers are read.

    Raises `ViallinenSyote` for an unknown key.
    """
    parametrit = lue_oletukset() if parametrit is None else parametrit
    if avain not in parametrit:
        raise ViallinenSyote(Vika("no such parameter.", avain=avain, ehdotus=lahin(avain, parametrit)))
    oletus = parametrit[avain]
    lahde = f"{oletus.source} ({oletus.date}, {oletus.status})"
    perusteet = [Peruste(skenaario.defaults[avain], skenaario.start, "default", oletus.where, True, lahde)]
    for nimi, kerros in zip((*skenaario.chain, "--set"), skenaario.layers, strict=False):
        for maarays in sorted(kerros, key=skenaario._alku):
            if maarays.avain == avain:
                alkaen = nimea(skenaario.start, skenaario._alku(maarays))
                perusteet = [replace(p, in_force=p.in_force and p.since < alkaen) for p in perusteet]
                perusteet.append(Peruste(maarays.arvo, alkaen, nimi, maarays.lahde, True))
    return perusteet


@dataclass(frozen=True)
class Ero:
    """A difference between two scenarios, both sides in words."""

    avain: str
    a: str
    b: str


def erot(a: Skenaario, b: Skenaario) -> list[Ero]:
    """Parameters whose programmes differ, then start, end, region and sample where they differ."""
    ohjelma_a, ohjelma_b = a.ohjelma(), b.ohjelma()
    avaimet = dict.fromkeys((*ohjelma_a.keys(), *ohjelma_b.keys()))
    rivit = [Ero(avain, sanoin(a, ohjelma_a, avain), sanoin(b, ohjelma_b, avain)) for avain in avaimet]
    rivit += [Ero(nimi, str(getattr(a, nimi)), str(getattr(b, nimi))) for nimi in ("start", "end", "region", "otos")]
    return [rivi for rivi in rivit if rivi.a != rivi.b]


def sanoin(skenaario: Skenaario, ohjelma: Ohjelma, avain: str) -> str:
    """A parameter's course in words: '12' or '12; from 2023-01: 6'."""
    if avain not in ohjelma.keys():  # noqa: SIM118
        return "-"
    (_, ensin), *muutokset = ohjelma.path(avain)
    osat = [f"from {nimea(skenaario.start, kk)}: {nayta(arvo)}" for kk, arvo in muutokset]
    return "; ".join([nayta(ensin), *osat])


def tarkista(nimi_tai_polku: str | Path, kansio: Path = KANSIO, alue: str | Path | None = None) -> list[Vika]:
    """All faults of a scenario, of the files it extends and of a region folder of one's own; [] when it is sound."""
    try:
        alue = lue(nimi_tai_polku, kansio=kansio, alue=alue).region
        if alueet.on_polku(alue):  # those that ship are held by the tests
            from kalibrointi import aluetaulut

            aluetaulut.taulut(alue)
    except ViallinenSyote as virhe:
        return list(virhe.viat)
    return []


def nimea(alku: str, kk: int) -> str:
    """Month index -> 'YYYY-MM'."""
    vuosi, kuu = divmod(_luku(alku) + kk, 12)
    return f"{vuosi:04d}-{kuu + 1:02d}"


def _luku(kuukausi: str) -> int:
    return int(kuukausi[:4]) * 12 + int(kuukausi[5:]) - 1
