"""R23 What happens when contacts of the sote centre move from near services to another layer of the network.

    factor = 1 + s_e v_e + s_m v_m + s_k v_k                    (exactly 1 when nothing moves)
    v_e = d ((1 + g_e) exp(c km) - 1) - (1 - d) (1 - n)         electronic: d who can; n met near all the same
    v_m = (1 + g_m) exp(c (km - km_m)) - 1                      mobile: comes near those who live far
    v_k = (1 + g_k) exp(-c (km_k - km)) - 1                     centralised: the trip is longer

s share of contacts moved, km to the nearest open unit, c decay of seeking per km, g = (availability of the layer /
availability of near)^elasticity - 1. The factor multiplies readiness to seek (R3). Where services were in the base year
is in the base year's readiness already: only what moves acts. What a contact costs moves with the layer, so a centre
needs less (or more) staff for the same contacts; a share of electronic contacts ends in a near visit as well.

Source: who can - Statistics Finland, use of ICT 2018 (daily internet use by age); visits after electronic contacts -
Bavafa, Hitt & Terwiesch 2018 (Management Science), +6 %; decay - order of Turner et al. 2008 (Br J Gen Pract 58:471);
the rest oletus (kerros.*).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agentit.kielet import KIELET, Mitta
from agentit.mittakuutio import IKARAJAT, Kuutio
from agentit.palvelupaketit import IKIA, PRIMAARI
from agentit.rivisummat import Rivit, Sarake
from agentit.saannot import exp, rule_function
from verkosto.kerrokset import KESKITETTY, LAHI, LIIKKUVA, SAHKOINEN

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

Luvut = npt.NDArray[np.float64]
SIIRROT = {
    SAHKOINEN: "kerros.sahkoinen_siirto",
    LIIKKUVA: "kerros.liikkuva_siirto",
    KESKITETTY: "kerros.keskittaminen",
}
DIGIVALMIUDEN_IAT = (0, 40, 50, 60, 70, 82, 95, 110)  # ages of kerros.digivalmius, linear between
MATKARYHMAT = ("km_alle_3", "km_3_7", "km_yli_7")  # to the nearest open centre, by MATKARAJAT
IKARYHMAT = {"ika_0_17": (0, 17), "ika_18_64": (18, 64), "ika_65_74": (65, 74), "ika_75": (75, IKIA)}


@rule_function
def kerroskerroin(
    kieli, digi, km, km_keskitetty, s_sahkoinen, s_liikkuva, s_keskitetty, digi_sv, digi_muu,
    etu_sahkoinen, etu_liikkuva, etu_keskitetty, silti, vaimennus, km_liikkuva,
):  # fmt: skip
    """Readiness to seek after a shift of layers, relative to the base year's layers (the equations of the module)."""
    d = digi
    if kieli == 1:
        d = digi * digi_sv
    if kieli == 2:
        d = digi * digi_muu
    sahkoinen = d * ((1.0 + etu_sahkoinen) * exp(vaimennus * km) - 1.0) - (1.0 - d) * (1.0 - silti)
    liikkuva = (1.0 + etu_liikkuva) * exp(vaimennus * max(km - km_liikkuva, 0.0)) - 1.0
    keskitetty = (1.0 + etu_keskitetty) * exp(-vaimennus * max(km_keskitetty - km, 0.0)) - 1.0
    return max(1.0 + s_sahkoinen * sahkoinen + s_liikkuva * liikkuva + s_keskitetty * keskitetty, 0.0)


class Kerrosvaikutus:
    """The layers of one model: puts what residents read in place, weighs the contacts of every centre, measures.

    Attributes:
        kuormapainot: (places,) what a contact of each centre asks of its staff, near contact of the base year = 1.
        kevennys: their mean over contacts, 1.0 when nothing moves.
    """

    def __init__(self, malli: SoteMalli) -> None:
        self.malli, self.kerrokset = malli, malli.paketit.kerrokset
        self.kuormapainot: Luvut = np.ones(len(malli.sidonta.b.units["keskus"].sums["lista"]))
        self.kevennys = 1.0
        self._keskitetty_km = self._matka_keskitettyyn()

    def _matka_keskitettyyn(self) -> npt.NDArray[np.float32]:
        """Kilometres from each postal area to the centralised site of its functional area (A,).

        The site is the public station that is nearest to most people of the functional area, at the start.
        """
        m = self.malli.maailma
        alueet = np.array(m.kunnat.toiminnallinen_alue)[m.alueet.kunta]
        oma = self.malli.sidonta.b.units["alue"].attributes["keskus"].astype(np.int64)
        km = self.malli.matkat.km
        out = np.empty(len(alueet), np.float32)
        for nimi in dict.fromkeys(alueet.tolist()):
            w = alueet == nimi
            out[w] = km[w, int(np.argmax(np.bincount(oma[w], m.alueet.vaesto[w])))]
        return out

    # what residents read ---------------------------------------------------------------------------------------------

    def nakyviin(self) -> None:
        """Digital readiness by age, distances, and what availability of the layers is worth: once a year."""
        malli, s, p = self.malli, self.malli.sidonta, self.malli.p
        s.aseta("ika", "digi", np.interp(np.arange(IKIA), DIGIVALMIUDEN_IAT, p["kerros.digivalmius"]))
        s.aseta("alue", "lahin_km", malli.matkat.lahimmat_km[:, 0])
        s.aseta("alue", "keskitetty_km", self._keskitetty_km)
        for kerros, etu in self.edut().items():
            s.b.parameters[f"kerros_etu_{kerros}"] = etu
        self.kerrokset.siirretty(PRIMAARI, self.siirrot())  # refuses to move more than near services carry

    def siirrot(self) -> dict[str, float]:
        """Share of the sote centres' contacts moved to each layer, in force."""
        return {kerros: float(self.malli.p[avain]) for kerros, avain in SIIRROT.items()}

    def edut(self) -> dict[str, float]:
        """Gain in seeking from a layer's availability relative to near: (a / a_near)^elasticity - 1."""
        e, lahi = float(self.malli.p["kerros.saatavuusjousto"]), self.kerrokset[LAHI].saatavuus_arvo
        return {k: (self.kerrokset[k].saatavuus_arvo / lahi) ** e - 1.0 for k in SIIRROT}

    def keventamaton(self, eurot: float) -> float:
        """EUR to add to the sote centres' need to see it as if nothing had moved: the state funds need, not how it is
        met."""
        return eurot * (1.0 / self.kevennys - 1.0)

    # what contacts weigh ---------------------------------------------------------------------------------------------

    def kontaktit(self, ika: np.ndarray, kieli: np.ndarray, alue: np.ndarray) -> dict[str, Luvut]:
        """Moved contacts that take place, by layer, and the whole, per contact that would have been sought before.

        Keys: the layers of `SIIRROT`, and "kaikki": the factor of `kerroskerroin`.
        """
        p, a, s = self.malli.p, self.malli.sidonta.b.units, self.siirrot()
        etu, c = self.edut(), float(p["kerros.matkavaimennus"])
        kielittain = np.array([1.0, float(p["kerros.digi_sv"]), float(p["kerros.digi_muu"])])
        d = a["ika"].attributes["digi"][ika].astype(float) * kielittain[kieli]
        km = a["alue"].attributes["lahin_km"].astype(float)
        liikkuva = np.exp(c * np.maximum(km - float(p["kerros.liikkuva_km"]), 0.0))[alue]
        keskitetty = np.exp(-c * np.maximum(self._keskitetty_km - km, 0.0))[alue]
        out = {
            SAHKOINEN: s[SAHKOINEN] * d * (1.0 + etu[SAHKOINEN]) * np.exp(c * km)[alue],
            LIIKKUVA: s[LIIKKUVA] * (1.0 + etu[LIIKKUVA]) * liikkuva,
            KESKITETTY: s[KESKITETTY] * (1.0 + etu[KESKITETTY]) * keskitetty,
        }
        silti = s[SAHKOINEN] * (1.0 - d) * float(p["kerros.lahikaynti_silti"])
        return out | {"kaikki": 1.0 - sum(s.values()) + silti + sum(out.values())}

    def punnitse(self) -> None:
        """Weight of a contact in every centre this year, from who is on its list."""
        self.kuormapainot, self.kevennys = np.ones(len(self.kuormapainot)), 1.0
        if any(self.siirrot().values()):
            self.kuormapainot, self.kevennys = self._painot()

    def _painot(self) -> tuple[Luvut, float]:
        malli = self.malli
        n, c = malli.asukkaita_rivilla, malli.sidonta.b.columns
        e = np.flatnonzero(c["elossa"][:n] == 1)
        k = self.kontaktit(c["ika"][e], c["kieli"][e], c["alue"][e])
        paino = 1.0 + sum(k[x] * lisa for x, lisa in self._lisakulut().items()) / np.maximum(k["kaikki"], 1e-9)
        w = c["taso_sote"][e].astype(float) * c["hakukerroin"][e]
        koko = len(self.kuormapainot)
        summa = np.bincount(c["keskus"][e], w, koko)
        keski = float((w * paino).sum() / w.sum())
        summat = np.bincount(c["keskus"][e], w * paino, koko)
        return np.divide(summat, summa, out=np.full(koko, keski), where=summa > 0), keski

    def _lisakulut(self) -> dict[str, float]:
        """Cost of a moved contact over that of a near one, by layer; an electronic one may end in a near visit as
        well."""
        p = self.malli.p
        return {
            SAHKOINEN: float(p["kerros.hinta_sahkoinen"]) + float(p["kerros.paluu"]) - 1.0,
            LIIKKUVA: float(p["kerros.hinta_liikkuva"]) - 1.0,
            KESKITETTY: float(p["kerros.hinta_keskitetty"]) - 1.0,
        }

    # measures --------------------------------------------------------------------------------------------------------

    def sarakkeet(self, x: Rivit) -> dict[str, Sarake]:
        """What is summed for `mitat`: readiness; once contacts have moved, those before the shift and those moved."""
        out = {"hakukerroin": x["hakukerroin"]}
        if any(self.siirrot().values()):
            k = self.kontaktit(x["ika"], x["kieli"], x["alue"])
            ennen = x["julkinen_v"] / np.maximum(k["kaikki"], 1e-9)
            out |= {"ennen": ennen} | {f"ennen_{nimi}": ennen * maara for nimi, maara in k.items()}
        return out

    def mitat(self, kuutio: Kuutio, eurot: Mapping[str, float]) -> Iterator[Mitta]:
        """Contacts of the sote centres and EUR by layer; electronic share and readiness by age, language and distance.

        eurot: EUR per resident by line. Within a line money is split as contacts are; in sote centres also by what a
        contact of the layer costs.
        """
        osat = self._kerroksittain(kuutio)
        for koodi, osuus in zip(self.kerrokset.koodit, osat, strict=True):
            yield "kerroksen_osuus", float(osuus), "osuus", f"kerros_{koodi}"
        saatavuus, saavutettavuus = self.kerrokset.tunnusluvut(osat)
        yield "kerrosten_saatavuus", saatavuus, "0-1", "kaikki"
        yield "kerrosten_saavutettavuus", saavutettavuus, "0-1", "kaikki"
        yield from self._ryhmittain(kuutio)
        yield from self._euroina(osat, eurot)

    def _ryhmittain(self, kuutio: Kuutio) -> Iterator[Mitta]:
        """Electronic share of contacts and readiness to seek by age, language (also of working age) and distance."""
        vaki, haku, kaikki = (ryhmittain(kuutio, x) for x in ("vaki", "hakukerroin", "julkinen_v"))
        sahkoiset = kaikki * self.kerrokset.osuus(PRIMAARI, SAHKOINEN)
        if "ennen" in kuutio:
            sahkoiset = ryhmittain(kuutio, "ennen") * self.kerrokset.osuus(PRIMAARI, SAHKOINEN)
            sahkoiset += ryhmittain(kuutio, f"ennen_{SAHKOINEN}")
        ryhmat = RYHMAT | {f"ika_18_64:kieli_{nimi}": (1, j) for j, nimi in enumerate(KIELET)}
        for nimi, missa in ryhmat.items():
            yield "sahkoisten_osuus", suhde(sahkoiset[missa], kaikki[missa]), "osuus", nimi
            yield "hakuvalmius", suhde(haku[missa], vaki[missa]), "0-1", nimi

    def _kerroksittain(self, kuutio: Kuutio) -> Luvut:
        """The sote centres' contacts by layer (6,), shares: the base year's mix, less what moved, plus where it
        came."""
        osat = self.kerrokset.osuudet(PRIMAARI)
        if "ennen" not in kuutio:
            return osat
        ennen = kuutio.kaikki("ennen")
        suhde = kuutio.kaikki("ennen_kaikki") / ennen
        tullut = {x: kuutio.kaikki(f"ennen_{x}") / ennen for x in SIIRROT}
        for x, osuus in tullut.items():
            osat[self.kerrokset.koodit.index(x)] += osuus
        osat[self.kerrokset.koodit.index(LAHI)] += suhde - 1.0 - sum(tullut.values())
        return osat / suhde

    def _euroina(self, osat: Luvut, eurot: Mapping[str, float]) -> Iterator[Mitta]:
        """EUR per resident and year by layer, all lines."""
        summa = np.zeros(len(osat))
        perus = self.kerrokset.osuudet(PRIMAARI)
        for rivi, eur in eurot.items():
            jako = self.malli.linjat.eurojako(rivi)
            if rivi == PRIMAARI:
                hinnat = np.array([1.0 + self._lisakulut().get(k, 0.0) for k in self.kerrokset.koodit])
                jako = perus + (osat - perus) * hinnat  # what the base year's mix costs is in the line's unit cost
                jako = jako / jako.sum()
            summa += eur * jako
        for koodi, eur in zip(self.kerrokset.koodit, summa, strict=True):
            yield "kerroksen_kustannus", float(eur), "EUR/asukas", f"kerros_{koodi}"


# Groups of residents in the measures of layers -> where they stand in (age, language, distance).
RYHMAT: dict[str, tuple[int | slice, ...]] = {
    "kaikki": (),
    **{nimi: (i,) for i, nimi in enumerate(IKARYHMAT)},
    **{f"kieli_{nimi}": (slice(None), j) for j, nimi in enumerate(KIELET)},
    **{nimi: (slice(None), slice(None), i) for i, nimi in enumerate(MATKARYHMAT)},
}


def ryhmittain(kuutio: Kuutio, nimi: str) -> Luvut:
    """Sums of those who live here by age, language and distance (4, 3, 3)."""
    alut = [IKARAJAT.index(ala) for ala, _ in IKARYHMAT.values()]
    return np.asarray(np.add.reduceat(kuutio(nimi, "ika", "kieli", "matka"), alut))


def suhde(osa: np.ndarray, koko: np.ndarray) -> float:
    """Ratio of sums; nan where there is nothing."""
    nimittaja = float(np.sum(koko, dtype=np.float64))
    return float(np.sum(osa, dtype=np.float64)) / nimittaja if nimittaja else float("nan")


def tammikuu(malli: SoteMalli) -> None:
    """Weigh the contacts of the year, once residents' readiness is known.

    Last month's load and the backlog are put in this year's weights: who waits will be met in this year's layers.
    """
    ennen = malli.kerrokset.kuormapainot
    malli.kerrokset.punnitse()
    malli.linjat.punnitse()
    for k in malli.keskukset:
        suhde = float(malli.kerrokset.kuormapainot[k.paikka] / ennen[k.paikka])
        k.kuorma *= suhde
        k.jono.jonossa *= suhde
