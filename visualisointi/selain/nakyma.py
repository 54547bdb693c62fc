"""What is looked at, as a link: region, scenario, changed levers and assumptions, the tab. A link says it all.

`Nakyma.parse(query)` never raises: what a link says wrong is left out and told in `viat`, in plain words.
"""

from __future__ import annotations

import urllib.parse
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from kalibrointi.parametrit import Arvo, Parametri, Parametrit, lue_oletukset, nayta
from kalibrointi.viat import ViallinenSyote
from runs.skenaariot import VIIMEINEN, Skenaario, lue, luettelo
from visualisointi import sanat
from visualisointi.selain.asukkaat import JOUKOT
from visualisointi.selain.kieli import KIELET, OLETUS, kaantaja
from visualisointi.selain.viat import sanoina

ALUEET = ("uusimaa", "pirkanmaa", "keski-suomi")
PERUSTA = "nykytila-2017"
ESIVALINTA = "uusimaa-valinnanvapaus-2023"
VALILEHDET = ("viidennekset", "miksi", "epavarmuus", "raha", "alueet", "verkko", "lista", "kannustimet", "taulukko")
VUODET = tuple(range(2018, 2029))
PISIN = 4_000  # characters of a query that are read
KEINO, OLETUSKORTTI = "k.", "o."
_LISAKSI = {"fi": "Lisäksi ", "sv": "Dessutom ", "en": "In addition "}


@cache
def parametrit() -> Parametrit:
    """The parameter tree."""
    return lue_oletukset()


@lru_cache(maxsize=256)
def _skenaario(nimi: str, asetukset: tuple[str, ...], alue: str) -> Skenaario:
    """A page reads the same few again and again."""
    return lue(nimi, asetukset, end=VIIMEINEN, alue=alue)


@cache
def skenaariot() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    return tuple(luettelo())


def skenaarion_nimi(koodi: str, kieli: str = OLETUS) -> str:
    """A scenario's name to read: as the figures call it, else its file name."""
    sanoina = sanat.SKENAARIOT.get(koodi)
    return sanoina[kieli] if sanoina else koodi.removeprefix("uusimaa-").replace("-", " ").capitalize()


def skenaarion_kuvaus(koodi: str, kieli: str) -> str:
    """What a scenario is; one that says "in addition" names what it adds to."""
    skenaario = lue(koodi)
    teksti = skenaario.text.get(kieli)
    if skenaario.extends and teksti.startswith(_LISAKSI[kieli]):
        return kaantaja(kieli)("Built on “{parent}”.", parent=skenaarion_nimi(skenaario.extends, kieli)) + f" {teksti}"
    return teksti


def maailman_nimi(nakyma: Nakyma) -> str:
    """Name of the view's scenario; says when levers have been changed in it."""
    nimi = skenaarion_nimi(nakyma.skenaario, nakyma.kieli)
    return kaantaja(nakyma.kieli)("{scenario}, changed", scenario=nimi) if nakyma.keinot else nimi


@dataclass(frozen=True)
class Nakyma:
    """One view. `keinot` hold from January of `alkaen` on and in the scenario only; `oletukset` from the start, in both
    worlds."""

    kieli: str = OLETUS
    alue: str = "uusimaa"
    skenaario: str = ESIVALINTA
    alkaen: int = 2023
    keinot: tuple[tuple[str, str], ...] = ()  # key -> value as text, sorted
    oletukset: tuple[tuple[str, str], ...] = ()
    valilehti: str = VALILEHDET[0]
    mittari: str = "odotus"
    muut: tuple[str, ...] = ()  # scenarios compared, on the page that compares
    joukko: str = JOUKOT[0]  # on the page that follows a resident: who may be picked
    asukas: int = 0  # the resident's number, 0: the first who may be picked
    viat: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, kysely: str | None) -> Nakyma:
        """From a link's query. Read once: every event of a page asks for its view."""
        return _luettu((kysely or "")[:PISIN])

    @classmethod
    def _parse(cls, kysely: str) -> Nakyma:
        raaka = dict(urllib.parse.parse_qsl(kysely.lstrip("?")))
        kieli = raaka.get("kieli", OLETUS)
        kieli = kieli if kieli in KIELET else OLETUS
        viat: list[str] = []
        alku = cls(kieli=kieli)
        nakyma = cls(
            kieli=kieli,
            alue=_valittu(raaka, "alue", ALUEET, alku.alue, viat, kieli),
            skenaario=_valittu(raaka, "skenaario", skenaariot(), alku.skenaario, viat, kieli),
            alkaen=int(_valittu(raaka, "alkaen", tuple(str(v) for v in VUODET), str(alku.alkaen), viat, kieli)),
            keinot=_arvot(raaka, KEINO, "lever", viat, kieli),
            oletukset=_arvot(raaka, OLETUSKORTTI, "uncertainty", viat, kieli),
            valilehti=_valittu(raaka, "nakyma", VALILEHDET, alku.valilehti, viat, kieli),
            mittari=_valittu(raaka, "mittari", _mittarit(), alku.mittari, viat, kieli),
            joukko=_valittu(raaka, "joukko", JOUKOT, alku.joukko, viat, kieli),
            asukas=_numero(raaka, "asukas", viat, kieli),
            muut=tuple(n for n in raaka.get("muut", "").split(",") if n in skenaariot())[:4],
        )
        nakyma = replace(nakyma, viat=tuple(viat))
        try:
            nakyma.maailma()
        except ViallinenSyote as virhe:
            viat.append(f"{sanoina(virhe, kieli)} {kaantaja(kieli)('What the link changed was left out.')}")
            nakyma = replace(nakyma, keinot=(), oletukset=(), viat=tuple(viat))
        return nakyma

    def kysely(self) -> str:
        """The link's query: only what differs from the defaults, and always the language."""
        alku = Nakyma()
        parit = [("kieli", self.kieli)]
        for nimi, arvo, oletus in (
            ("alue", self.alue, alku.alue),
            ("skenaario", self.skenaario, alku.skenaario),
            ("alkaen", str(self.alkaen), str(alku.alkaen)),
            ("nakyma", self.valilehti, alku.valilehti),
            ("mittari", self.mittari, alku.mittari),
            ("muut", ",".join(self.muut), ""),
            ("joukko", self.joukko, alku.joukko),
            ("asukas", str(self.asukas), "0"),
        ):
            if arvo != oletus:
                parit.append((nimi, arvo))
        parit += [(KEINO + avain, arvo) for avain, arvo in self.keinot]
        parit += [(OLETUSKORTTI + avain, arvo) for avain, arvo in self.oletukset]
        return urllib.parse.urlencode(parit)

    # worlds ------------------------------------------------------------------------------------------------------

    def asetukset(self) -> tuple[str, ...]:
        """The scenario's overrides as `--set` takes them."""
        omat = tuple(f"{avain}={arvo}" for avain, arvo in self.oletukset)
        return omat + tuple(f"{self.alkaen}-01:{avain}={arvo}" for avain, arvo in self.keinot)

    def maailmoina(self) -> Nakyma:
        """The view as far as it says which worlds are lived: two such are equal when nothing has to be lived anew."""
        return Nakyma(
            alue=self.alue, skenaario=self.skenaario, alkaen=self.alkaen, keinot=self.keinot, oletukset=self.oletukset
        )

    def perusta(self) -> Skenaario:
        """The baseline: as of 2017, under the same assumptions. Raises `ViallinenSyote`."""
        return _skenaario(PERUSTA, self.asetukset()[: len(self.oletukset)], self.alue)

    def maailma(self) -> Skenaario:
        """The scenario with what is changed. Raises `ViallinenSyote`."""
        return _skenaario(self.skenaario, self.asetukset(), self.alue)

    def esivalinta(self) -> Skenaario:
        """The scenario as it is shipped, under the same assumptions."""
        return _skenaario(self.skenaario, self.asetukset()[: len(self.oletukset)], self.alue)

    def komento(self) -> str:
        """The same on the command line: assumptions in both worlds, levers in the scenario only."""
        n, asetukset = len(self.oletukset), self.asetukset()
        osat = ["" if self.alue == "uusimaa" else f" --alue {self.alue}", *(f" --set {x}" for x in asetukset[:n])]
        osat += [f" --set-b {x}" for x in asetukset[n:]]
        return f"sote compare {PERUSTA} {self.skenaario}{''.join(osat)}"

    def aseta(self, avain: str, teksti: str) -> Nakyma:
        """With one lever or assumption set; back at the scenario's own value it is no change. Raises
        `ViallinenSyote`."""
        parametri = parametrit()[avain]
        arvo = parametrit().parse(avain, teksti)
        keino = parametri.kind == "lever"
        parit = {k: v for k, v in (self.keinot if keino else self.oletukset) if k != avain}
        if arvo != self.oma_arvo(parametri):
            parit[avain] = nayta(arvo)
        arvot = tuple(sorted(parit.items()))
        uusi = replace(self, keinot=arvot, viat=()) if keino else replace(self, oletukset=arvot, viat=())
        uusi.maailma()
        return uusi

    def oma_arvo(self, parametri: Parametri) -> Arvo:
        """What the scenario itself says of a parameter, at the time the levers take effect."""
        return _ohjelma(self.skenaario, self.alue, self.alkaen, parametri.kind)[parametri.key]

    def arvo(self, parametri: Parametri) -> Arvo:
        """The value in force."""
        parit = dict(self.keinot if parametri.kind == "lever" else self.oletukset)
        if parametri.key in parit:
            return parametrit().parse(parametri.key, parit[parametri.key])
        return self.oma_arvo(parametri)


@lru_cache(maxsize=2000)
def _luettu(kysely: str) -> Nakyma:
    return Nakyma._parse(kysely)


@cache
def _ohjelma(skenaario: str, alue: str, vuosi: int, laji: str) -> dict[str, Arvo]:
    luettu = lue(skenaario, end=VIIMEINEN, alue=alue)
    return dict(luettu.ohjelma().at(luettu.kk(f"{vuosi}-01") if laji == "lever" else 0))


@cache
def perusarvot(alue: str) -> dict[str, Arvo]:
    """Values of the baseline: what the mark 'baseline' on a control says."""
    luettu = lue(PERUSTA, end=VIIMEINEN, alue=alue)
    return dict(luettu.ohjelma().at(luettu.months - 1))


def _mittarit() -> tuple[str, ...]:
    from visualisointi.sanat import MITTARIT

    return tuple(MITTARIT)


def _valittu(
    raaka: dict[str, str], nimi: str, sallitut: tuple[str, ...], oletus: str, viat: list[str], kieli: str
) -> str:
    arvo = raaka.get(nimi, oletus)
    if arvo in sallitut:
        return arvo
    viat.append(kaantaja(kieli)("The link names something that is not here ({what}); it was left out.", what=nimi))
    return oletus


def _numero(raaka: dict[str, str], nimi: str, viat: list[str], kieli: str) -> int:
    arvo = raaka.get(nimi, "0")
    if arvo.isascii() and arvo.isdigit() and len(arvo) <= 9:
        return int(arvo)
    viat.append(kaantaja(kieli)("The link names something that is not here ({what}); it was left out.", what=nimi))
    return 0


def _arvot(raaka: dict[str, str], alku: str, laji: str, viat: list[str], kieli: str) -> tuple[tuple[str, str], ...]:
    arvot: dict[str, str] = {}
    for nimi, teksti in raaka.items():
        if not nimi.startswith(alku):
            continue
        avain = nimi[len(alku) :]
        try:
            if avain not in parametrit() or parametrit()[avain].kind != laji:
                raise KeyError
            arvot[avain] = nayta(parametrit().parse(avain, teksti))
        except (KeyError, ViallinenSyote):
            viat.append(
                kaantaja(kieli)("The link sets a value that is not allowed ({what}); it was left out.", what=avain[:60])
            )
    return tuple(sorted(arvot.items()))
