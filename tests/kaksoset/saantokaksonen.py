"""A plain-Mesa twin: residents are ordinary `mesa.Agent` objects; each lives the model's rules, read as plain Python.

    kaksonen = Saantokaksonen(ohjelma, maailma, paketit, seed=1)
    kaksonen.run_for(12)
    rekisteri(kaksonen)         # name -> column, to be compared with the compiled model's columns

No compiled loop runs over these residents: an agent finds what a rule's arguments are called among its own attributes,
the figures that organisations publish, parameters and draws; evaluates the guard; calls the rule; and keeps what it
returns. Organisations and money are the model's own classes. They look residents up in a register that the agents fill
in before each of their turns.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import CodeType, MappingProxyType

import mesa
import numpy as np

from agentit import (
    aktiivisuus,
    elamankulku,
    hakeutuminen,
    kuolleisuus,
    linjasiirrot,
    markkinat,
    raharata,
    sydan,
    tarve,
    valinnanvapaus,
)
from agentit.aikataulu import Schedule
from agentit.malli import SoteMalli
from agentit.palvelupaketit import IKIA, PRIMAARI, Rivi
from agentit.saannot import Rule
from agentit.satunnaisvirrat import draw, key, shared_draw
from agentit.sotekeskus import Sotekeskus

ELOSSA = 1
KAISTOJA = 4  # a compiled loop adds to its sums in four lanes by row number; the order of additions is part of the bits
LAPSI, VANHEMMAN_IKA = 18, 35
LAHELLA_KM = 5.0


@cache
def ehto(saanto: Rule) -> tuple[CodeType, tuple[str, ...]] | None:
    """The rule's guard as code and the names in it; None for a rule that concerns everybody."""
    if not saanto.when:
        return None
    nimet = (n.id for n in ast.walk(ast.parse(saanto.when)) if isinstance(n, ast.Name))
    return compile(saanto.when, saanto.name, "eval"), tuple(dict.fromkeys(nimet))


class Kaksosasukas(mesa.Agent):
    """A resident with attributes of its own: float32 or whole numbers, named as the model's columns."""

    model: Saantokaksonen

    def __init__(self, malli: Saantokaksonen, rivi: int) -> None:
        """Takes its first state from row `rivi` of the register."""
        super().__init__(malli)
        self.rivi, self.tunnus = rivi, int(malli.asukkaat.ids[rivi])
        for nimi, sarake in malli.asukkaat.columns.items():
            setattr(self, nimi, sarake[rivi] if sarake.dtype.kind == "f" else int(sarake[rivi]))

    # living a rule

    def elaa(self, saanto: Rule, palvelu: str = "", nimet: Mapping[str, str] = MappingProxyType({})) -> None:
        """Lives a rule; `palvelu` is the service line whose levels, prices and draws a rule of lines is about.
        nimet: what else its arguments stand for."""
        if self.elossa != ELOSSA:
            return
        lue = self.lukija(palvelu, nimet)
        if vartija := ehto(saanto):
            koodi, luetut = vartija
            if not eval(koodi, {n: lue(n) for n in luetut}):  # the guard stands in the rule as text
                return
        tulos = saanto(*map(lue, saanto._source.args))
        tulos = tulos if isinstance(tulos, tuple) else (tulos,)
        for nimi, arvo in zip(saanto.writes, tulos, strict=False):
            self.kirjaa(self.model.rivin_nimi(nimi, palvelu), arvo)
        for nimi, arvo in zip(saanto.adds, tulos[len(saanto.writes) :], strict=True):
            self.lisaa(self.model.rivin_nimi(nimi, palvelu), arvo)
        self.model.koettu[saanto.name] += 1

    def lukija(self, palvelu: str, nimet: Mapping[str, str]) -> Callable[[str], object]:
        return lambda nimi: self.lue(nimet.get(nimi) or self.model.rivin_nimi(nimi, palvelu))

    def lue(self, nimi: str) -> object:
        """What an argument's name stands for in this resident's life."""
        b = self.model.sidonta.b
        etuliite, _, loppu = nimi.partition("_")
        if nimi in b.columns:
            return getattr(self, nimi)
        if etuliite in ("u", "uy", "u0"):
            return draw(self.model.avain(nimi), self.tunnus)
        if etuliite in ("vy", "v0"):
            return shared_draw(self.model.avain(nimi), self.tunnus, int(b.places[self.rivi]))
        if etuliite == "p":
            arvo = b.parameters[loppu]
            return arvo if isinstance(arvo, int) else np.float32(arvo)
        if etuliite == "t":
            return b.tables[loppu]
        return b.units[etuliite].attributes[loppu][getattr(self, etuliite)]

    def kirjaa(self, nimi: str, arvo: object) -> None:
        """Keeps a result in the precision of its column."""
        tyyppi = self.model.asukkaat.columns[nimi].dtype.type
        setattr(self, nimi, np.float32(arvo) if tyyppi is np.float32 else int(tyyppi(int(arvo))))

    def lisaa(self, nimi: str, arvo: object) -> None:
        """Adds to a sum of the centre, municipality or area it belongs to."""
        yksikko = nimi.partition("_")[0]
        self.model.kaistat[nimi][self.rivi % KAISTOJA, getattr(self, yksikko)] += float(arvo)

    # January

    def vuosi_vaihtuu(self) -> None:
        self.laske_ikaluokat()
        if self.elossa != ELOSSA:  # who left last year is measured no more
            for nimi in elamankulku.vuosi_vaihtuu.writes:
                self.kirjaa(nimi, 0)
            return
        for saanto in (elamankulku.vuosi_vaihtuu, elamankulku.tyollistyy, elamankulku.tuloluokka):
            self.elaa(saanto)
        for saanto in (tarve.haurastuu, tarve.sairastuu, sydan.sydan_sairastuu, sydan.sydanvuosi_vaihtuu):
            self.elaa(saanto)
        for saanto in (elamankulku.voi,):
            self.elaa(saanto)

    def laske_ikaluokat(self) -> None:
        """Where a resident stands in tables by age, at the age of the middle of the year."""
        rajat = self.model.maailma.vaesto.ikarajat.tolist()
        luokka = {ika: sum(r <= ika for r in rajat) - 1 for ika in (LAPSI, VANHEMMAN_IKA)}
        ika = min((self.ikakk + 6) // 12, IKIA - 1)
        oma = sum(r <= ika for r in rajat) - 1
        self.uusiluokka = int(oma != self.ikaviides // 5)
        self.ikasuku, self.kuntaika = self.sukupuoli * IKIA + ika, self.kunta * IKIA + ika
        self.ikasukuviides, self.ikaviides = self.ikasuku * 5 + self.viidennes, oma * 5 + self.viidennes
        tuloluokka = luokka[VANHEMMAN_IKA] if oma < luokka[LAPSI] else oma
        self.ikaluokkasuku = self.sukupuoli * len(rajat) + tuloluokka

    def vuoden_tarve(self) -> None:
        """Hazard of death, readiness, level of every line, entry into care."""
        for saanto in (kuolleisuus.kuolinvaara, hakeutuminen.hakuhalu, elamankulku.tarve_nollataan):
            self.elaa(saanto)
        for r in self.model.tapahtumat:
            self.elaa(tarve.palvelutaso, r.koodi)
        self.elaa(aktiivisuus.lahetetaan)
        self.elaa(sydan.sydan_vuodetaso)
        self.elaa(hakeutuminen.erikoislaakarille)
        for r in self.model.tilat:
            self.elaa(tarve.hoitotaso, r.koodi)

    def jaa_hoitamatta(self) -> None:
        """What the year's money treats and leaves untreated."""
        for rivi in linjasiirrot.SIIRTYVAT:
            saanto, nimet = linjasiirrot.saanto(rivi)
            self.elaa(saanto, rivi, {**nimet, "kunta_hoidettu": f"kunta_hoidettu_{rivi}"})
        for r in self.model.tapahtumat:
            if r.koodi != PRIMAARI:
                self.elaa(tarve.jaa_hoitamatta, r.koodi)
        for r in self.model.tilat:
            self.elaa(tarve.hoitoon_paasy, r.koodi)

    # every month

    def vanhenee(self) -> None:
        for saanto in (kuolleisuus.vanhenee, kuolleisuus.kuolemanvaara, kuolleisuus.kuolee, kuolleisuus.muuttaa_pois):
            self.elaa(saanto)
        if self.elossa != ELOSSA:
            self.remove()

    def saapuu(self) -> None:
        self.laske_ikaluokat()
        for saanto in (elamankulku.saapuu, elamankulku.tuloluokka, sydan.sydan_alussa):
            self.elaa(saanto)
        self.vuoden_tarve()
        for r in self.model.tilat:
            self.elaa(tarve.alkutila, r.koodi)
        self.jaa_hoitamatta()

    def siirtyy_suljetusta(self) -> None:
        self.elaa(valinnanvapaus.siirtyy_suljetusta)

    def valitsee(self) -> None:
        self.elaa(valinnanvapaus.valitsee)

    def hakeutuu(self) -> None:
        for saanto in (hakeutuminen.kuormittaa, hakeutuminen.hakeutuu, hakeutuminen.hoitajan_luona):
            self.elaa(saanto)

    def kayttaa_palveluja(self) -> None:
        for r in self.model.tapahtumat:
            if r.koodi != PRIMAARI:
                self.elaa(tarve.kayttaa, r.koodi)
        for r in self.model.tilat:
            self.elaa(tarve.tilassa, r.koodi)
        self.elaa(sydan.sydan_kuussa)

    def oppii(self) -> None:
        for saanto in (valinnanvapaus.oppii, valinnanvapaus.keskustelee):
            self.elaa(saanto)

    def paattaa_vuoden(self) -> None:
        for saanto in (elamankulku.tyytyvaisyys, kuolleisuus.vaikutettavat):
            self.elaa(saanto)


class Saantokaksonen(SoteMalli):
    """The model with ordinary agents as residents.

    `rivit`: everybody who has lived here, in order of rows; `koettu`: how often each rule has concerned somebody.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.tapahtumat = [r for r in self.paketit.rivit if not r.on_tila]
        self.tilat: list[Rivi] = list(self.paketit.tilat)
        self.koettu: Counter[str] = Counter()
        self.rivinimet: dict[tuple[str, str], str] = {}
        self.rivit = [Kaksosasukas(self, i) for i in range(self.asukkaita_rivilla)]
        self.kaistat = {
            f"{yksikko}_{nimi}": np.zeros((KAISTOJA, len(summa)))
            for yksikko, u in self.sidonta.b.units.items()
            for nimi, summa in u.sums.items()
        }
        omat = {
            "vuosi vaihtuu": vuosi_vaihtuu, "vaesto": vaesto, "tarve": vuoden_tarve, "rahoitus ja sopimus": rahoitus,
            "markkina": markkina, "valinta": valinta, "hakeutuminen": hakeutuminen_kuussa, "palvelut": palvelut,
            "oppiminen": oppiminen, "mittaus": mittaus,
        }  # fmt: skip
        self.schedule = Schedule(
            replace(askel, action=omat.pop(askel.name) if askel.name in omat else organisaatiot(askel.action))
            for askel in self.schedule
        )
        assert not omat, f"no such steps in the model: {', '.join(omat)}"

    @property
    def elavat(self) -> mesa.agentset.AbstractAgentSet:
        """Residents who live here now."""
        return self.agents_by_type[Kaksosasukas]

    def rivin_nimi(self, nimi: str, palvelu: str) -> str:
        """What a name in a rule of lines stands for on one line: `taso` is `taso_suu`, `u_maara` is `u_maara_suu`."""
        if not palvelu:
            return nimi
        if (nimi, palvelu) not in self.rivinimet:
            self.rivinimet[nimi, palvelu] = self._rivin_nimi(nimi, palvelu)
        return self.rivinimet[nimi, palvelu]

    def _rivin_nimi(self, nimi: str, palvelu: str) -> str:
        if nimi in ("tila", "este"):  # a state, and the state that excludes it
            return palvelu if nimi == "tila" else "hoiva" if palvelu != "hoiva" else "sijoitus"
        if nimi == "kunta_hoidettu" and palvelu in linjasiirrot.SIIRTYVAT:
            return f"hoidettu_{palvelu}"  # differs between residents
        oma, b = f"{nimi}_{palvelu}", self.sidonta.b
        return (
            oma if nimi.startswith(("u_", "uy_", "u0_", "vy_", "v0_")) or b.what(oma) or oma in self.kaistat else nimi
        )

    def avain(self, virta: str) -> int:
        """Key of this month's, this year's or the permanent draws of a stream."""
        ajat = {"u": self.kk, "uy": self.vuosi, "u0": 0, "vy": self.vuosi, "v0": 0}
        return key(self.siemen, virta, ajat[virta.partition("_")[0]])

    def tekevat(self, mita: str, asukkaat: Iterable[Kaksosasukas] | None = None) -> None:
        """Residents act one after the other; then what they added is summed up."""
        if asukkaat is None:
            self.elavat.do(mita)
        for asukas in asukkaat or ():
            getattr(asukas, mita)()
        for nimi, kaista in self.kaistat.items():
            yksikko, _, summa = nimi.partition("_")
            self.sidonta.b.units[yksikko].sums[summa] += (kaista[0] + kaista[1]) + (kaista[2] + kaista[3])
            kaista[:] = 0.0

    def rekisteroi(self) -> None:
        """Fill in the register that organisations look residents up in."""
        for nimi, sarake in rekisteri(self).items():
            self.asukkaat.columns[nimi][: len(sarake)] = sarake


def rekisteri(malli: Saantokaksonen) -> dict[str, np.ndarray]:
    """Name -> column of everybody who has lived here, made of the agents' attributes."""
    return {
        nimi: np.array([getattr(a, nimi) for a in malli.rivit], sarake.dtype)
        for nimi, sarake in malli.asukkaat.columns.items()
    }


# the month -----------------------------------------------------------------------------------------------------


def organisaatiot(teko: Callable[[SoteMalli], object]) -> Callable[[Saantokaksonen], None]:
    """A turn of organisations, who look into the register."""

    def tee(malli: Saantokaksonen) -> None:
        malli.rekisteroi()
        teko(malli)

    return tee


def vuosi_vaihtuu(malli: Saantokaksonen) -> None:
    """January, but not the first."""
    if malli.kk:
        malli.tekevat("vuosi_vaihtuu", malli.rivit)


def vaesto(malli: Saantokaksonen) -> None:
    """A month older; then births and movers in, made as new agents."""
    malli.tekevat("vanhenee")
    n, tulokk = malli.asukkaita_rivilla, malli.maailma.vaesto.tulokk
    while malli.asukkaita_rivilla < len(tulokk) and tulokk[malli.asukkaita_rivilla] <= malli.kk:
        malli.asukkaat.columns["elossa"][malli.asukkaita_rivilla] = ELOSSA
        malli.rivit.append(Kaksosasukas(malli, malli.asukkaita_rivilla))
        malli.asukkaita_rivilla += 1
    malli.tekevat("saapuu", malli.rivit[n:])


def vuoden_tarve(malli: Saantokaksonen) -> None:
    """Levels of the year, January but not the first; from the register the year's capitation weights."""
    if malli.kk == 0:
        return
    malli.paivita_vuositaulut()
    malli.sidonta.nollaa("kunta")
    malli.tekevat("vuoden_tarve")
    malli.rekisteroi()
    malli.kapitaatiopainot()
    for asukas in malli.rivit:
        asukas.kapitaatiopaino = malli.asukkaat.columns["kapitaatiopaino"][asukas.rivi]


def rahoitus(malli: Saantokaksonen) -> None:
    """Money of the year is decided; it leaves something untreated."""
    malli.rekisteroi()
    raharata.tammikuu(malli)
    malli.tekevat("jaa_hoitamatta")


def markkina(malli: Saantokaksonen) -> None:
    """Centres open and close; residents of a closed one move on."""
    malli.rekisteroi()
    avoimet = malli.keskukset
    markkinat.puolivuosi(malli)
    if not all(k.auki for k in avoimet):
        malli.tekevat("siirtyy_suljetusta")


def sulje(malli: Saantokaksonen, keskus: Sotekeskus) -> None:
    """A centre closes in between."""
    malli.rekisteroi()
    markkinat.sulje(malli, keskus)
    malli.tekevat("siirtyy_suljetusta")


def valinta(malli: Saantokaksonen) -> None:
    """What draws attention this month, and what can be compared; then each considers."""
    b, p = malli.sidonta.b, malli.p
    tau = float(p["valinta.huomio_kk"])
    avauksesta = malli.kk_avauksesta
    hiipuminen = 0.0 if avauksesta is None else float(np.exp(-avauksesta / tau))
    uusi = [0.0] * len(malli.maailma.alueet.nimi)
    for keskus in malli.keskukset:
        for alue in range(len(uusi)) if keskus.yksityinen else ():
            if malli.matkat.km[alue, keskus.paikka] <= LAHELLA_KM:
                uusi[alue] = max(uusi[alue], float(np.exp(-(malli.kk - keskus.avattu) / tau)))
    malli.sidonta.aseta("alue", "uusi", uusi)
    malli.sidonta.aseta("alue", "avaus", [hiipuminen] * len(uusi))
    b.parameters["valinta_huomiokatto"] = 1.0  # the compiled rule passes over rows where nothing can happen
    b.tables.update(km=malli.matkat.km, ehdokkaat=malli.matkat.lahimmat, **malli.keskustaulut())
    malli.tekevat("valitsee")


def hakeutuminen_kuussa(malli: Saantokaksonen) -> None:
    """Care is sought."""
    aktiivisuus.kuukausi(malli)
    malli.sidonta.nollaa("keskus", "kuorma", "paino", "lista", "lisakuorma")
    malli.tekevat("hakeutuu")


def palvelut(malli: Saantokaksonen) -> None:
    """All other lines."""
    malli.tekevat("kayttaa_palveluja")


def oppiminen(malli: Saantokaksonen) -> None:
    """Beliefs; what each area and language thinks of its centres; centres' figures for the next month."""
    malli.sidonta.nollaa("keskus", "uskosumma")
    malli.sidonta.nollaa("aluekieli")
    malli.tekevat("oppii")
    u = malli.sidonta.b.units["aluekieli"]
    malli.sidonta.aseta("aluekieli", "usko", u.sums["uskosumma"] / np.maximum(u.sums["vaki"], 1.0))
    malli.keskukset_nakyviin()


def mittaus(malli: Saantokaksonen) -> None:
    """Measures, from the register."""
    if malli.kuukausi == 12:
        malli.tekevat("paattaa_vuoden")
    malli.rekisteroi()
    malli.mittarit.kuukausi()
    if malli.kuukausi == 12:
        malli.mittarit.vuosi()
