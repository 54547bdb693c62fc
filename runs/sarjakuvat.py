"""A sweep's figures: from its observations to the charts of `visualisointi.sarjakuviot`, with findings as titles.

A title never claims more than the intervals do; the Monte Carlo error and the spread over worlds stand apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from runs import herkkyys as hk
from runs.havainnot import HAJONTA, OLETUS, Havainnot, Kohde, Tekija, Tulema, kohinan_osuus, vaikutus
from runs.kestavyys import raja
from runs.tutkimussanat import Sanasto, erottuu
from visualisointi import kuviot, sanat
from visualisointi import sarjakuviot as sk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from runs.ehdot import Ehto
    from runs.loyto import Ehtotulos

KOHINAA = 0.5  # share of the variance between worlds above which their spread is drawn as luck
P_RAJA = 0.05  # of regional sensitivity: above it an assumption is drawn as not told from chance
SARJOJA = 3  # policies beside the one compared with in a chart of years
_SUUREET = {
    "morris": "Morris \u03bc*", "sobol": "Sobol, S_T", "pawn": "PAWN", "regional": "KS", "oat": "min\u2013max",
}  # fmt: skip
RIVEJA = 12  # assumptions in a chart: the strongest


@dataclass(frozen=True, slots=True)
class Kuva:
    """A finished chart: key, texts around it and the figure."""

    avain: str
    tekstit: kuviot.Tekstit
    kuvio: Figure

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return tavuiksi(self, "", "")[".svg"].decode()


class Piirtaja:
    """Draws one sweep in one language. alue, sarja, otos: for the source line."""

    def __init__(self, h: Havainnot, sanasto: Sanasto, sarja: str, alue: str, otos: float) -> None:
        self.h, self.s = h, sanasto
        from runs.alkupera import versio

        siemenia = int(h.results["replicate"].nunique())
        prosenttia = sanat.luku(100.0 * otos, 0 if otos >= 0.01 else 1, sanasto.kieli)
        self.lahde = sanasto.s(
            "lahde", versio=versio(), sarja=sarja, maailmoja=len(h.maailmat) if h.maailman_tekijat else 1,
            siemenia=siemenia, otos=prosenttia, alue=alue,
        )  # fmt: skip
        self._heikot: dict[tuple[str, Tulema], set[str]] = {}

    def _tekstit(self, otsikko: str, ala: str) -> kuviot.Tekstit:
        return kuviot.Tekstit(sanat.isolla(otsikko), ala, self.lahde)

    def _ala(self, avain: str, tulema: Tulema, **muut: object) -> str:
        return self.s.s(avain, mittari=self.s.mittari(tulema), aika=self.s.aika(self.h, tulema), **muut)

    # ---------------------------------------------------------------------------------------------- levers
    def keinot(self, tulema: Tulema) -> Kuva:
        """What every lever does to an outcome."""
        s, kohteet = self.s, [k for k in self.h.kohteet(tulema) if k.keino is not None]
        vaikutukset = [vaikutus(k.erot) for k in kohteet]
        tarkkuus = s.tarkkuus(tulema, *(v.ero for v in vaikutukset))
        kerroin = s.kerroin(tulema)
        rivit = []
        for k, v in zip(kohteet, vaikutukset, strict=True):
            rivit.append(
                sk.Keinorivi(
                    s.tekija(str(k.keino)), s.muutos(k), kerroin * v.ero, kerroin * v.ala, kerroin * v.yla,
                    kerroin * v.p5, kerroin * v.p95, s.ero(tulema, v.ero, tarkkuus),
                    s.vali(tulema, v.ala, v.yla, tarkkuus), s.vali(tulema, v.p5, v.p95, tarkkuus), erottuu(v, tulema),
                    kohinan_osuus(k.erot) > KOHINAA,
                )
            )  # fmt: skip
        tekstit = self._tekstit(self.keinolause(tulema), self._ala("keinot_ala", tulema))
        paneelit = (s.s("paneeli_sattuma"), s.s("paneeli_maailmat"))
        return Kuva("keinot", tekstit, sk.keinot(tekstit, rivit, paneelit, kerroin * raja(tulema)))

    def keinolause(self, tulema: Tulema) -> str:
        """The largest effect that stands out and matters, in one sentence."""
        s = self.s
        omat = [(k, vaikutus(k.erot)) for k in self.h.kohteet(tulema) if k.keino is not None]
        merkittavat = [(k, v) for k, v in omat if erottuu(v, tulema)]
        if not merkittavat:
            return s.s("keinot_ei", mittari=s.lyhyt(tulema))
        k, v = max(merkittavat, key=lambda kv: abs(kv[1].ero))
        lause = s.lause(tulema, v.ero, s.tarkkuus(tulema, v.ero))
        return s.s("keinot_otsikko", keino=s.kohde(k, tulema), lause=lause)

    def lampokartta(self, tulemat: Sequence[Tulema]) -> Kuva:
        """Levers by outcomes: what moves what."""
        s = self.s
        taulu = [
            [(k, vaikutus(k.erot), tulema) for k in self.h.kohteet(tulema) if k.keino is not None] for tulema in tulemat
        ]
        rivit = []
        for i, (kohde, _, _) in enumerate(taulu[0]):
            ruudut = []
            for sarake, tulema in zip(taulu, tulemat, strict=True):
                suurin = max(abs(v.ero) for _, v, _ in sarake) or 1.0
                v, tarkkuus = sarake[i][1], s.tarkkuus(tulema, *(v.ero for _, v, _ in sarake))
                ruudut.append(sk.Ruutu(v.ero / suurin, s.ero(tulema, v.ero, tarkkuus), not erottuu(v, tulema)))
            rivit.append((s.tekija(str(kohde.keino)), s.muutos(kohde), ruudut))
        kaikki = [osa for sarake in taulu for osa in sarake]
        merkittavat = [(k, v, t) for k, v, t in kaikki if erottuu(v, t)]
        otsikko = s.s("lampo_ei", kaikki=len(kaikki))
        if merkittavat:
            k, v, t = max(merkittavat, key=lambda m: abs(m[1].ero) / (raja(m[2]) or abs(m[1].ero) or 1.0))
            lause = s.lause(t, v.ero, s.tarkkuus(t, v.ero))
            otsikko = s.s("lampo_otsikko", n=len(merkittavat), kaikki=len(kaikki), keino=s.kohde(k, t), lause=lause)
        tekstit = self._tekstit(otsikko, s.s("lampo_ala", aika=s.aika(self.h, tulemat[0])))
        return Kuva("lampokartta", tekstit, sk.lampokartta(tekstit, [s.mittari(t) for t in tulemat], rivit))

    # ---------------------------------------------------------------------------------------------- assumptions
    def heikot(self, kohde: Kohde, tulema: Tulema) -> set[str]:
        """Assumptions whose influence on the target is not told from chance: regional sensitivity, any sample."""
        avain = (kohde.nimi, tulema)
        if avain not in self._heikot:
            a, y = hk.asetelma(self.h), kohde.maailmoittain
            on = np.isfinite(y)
            if hk.tunnista(a.u) == "oat" or on.sum() < hk.VAHINTAAN:
                self._heikot[avain] = {t.avain for t, x in zip(a.tekijat, a.x.T, strict=True) if not _liikkuu(x, y)}
            else:
                rivit = hk.alueellinen(a, a.x[on], y[on])
                self._heikot[avain] = {t for t, suure, arvo, *_ in rivit if suure == "p" and arvo > P_RAJA}
        return self._heikot[avain]

    def heilahdukset(self, tulema: Tulema, kohde: Kohde | None = None) -> Kuva:
        """Tornado of a target: the level, or a lever's effect."""
        s = self.s
        kohde = kohde or self.suurin(tulema)
        h = hk.heilahdukset(self.h, kohde)
        heikot = self.heikot(kohde, tulema)
        tekijat = {t.avain: t for t in self.h.maailman_tekijat}
        k = s.kerroin(tulema)
        rivit = [
            sk.Heilahdus(
                s.tekija(r.factor), k * r.at_low, k * r.at_high, s.paa(tekijat[r.factor], r.low_value),
                s.paa(tekijat[r.factor], r.high_value), r.factor in heikot,
            )
            for r in h.head(RIVEJA).itertuples()
        ]  # fmt: skip
        keski = float(h["middle"].iloc[0])
        laajuus = float(max(h["at_low"].max(), h["at_high"].max()) - min(h["at_low"].min(), h["at_high"].min()))
        tarkkuus = max(s.tarkkuus(tulema, *h["at_low"], *h["at_high"]), s.askeldesimaalit(tulema, laajuus))
        etumerkilla = kohde.keino is not None

        def luku(x: float) -> str:
            return sanat.luku(x, tarkkuus, s.kieli, etumerkki=etumerkilla)

        vahva = [r.factor for r in h.itertuples() if r.factor not in heikot]
        nimi = s.kohde(kohde, tulema)
        avain = "heilahdus_otsikko" if vahva else "heilahdus_ei"
        tekstit = self._tekstit(
            s.s(avain, kohde=nimi, oletus=s.tekija(vahva[0]) if vahva else ""), self._ala("heilahdus_ala", tulema)
        )
        yksitellen = any(t.luokkia for t in tekijat.values()) or hk.tunnista(hk.asetelma(self.h).u) == "oat"
        selite = (s.s("oletus_alin"), s.s("oletus_ylin")) if yksitellen else (s.s("oletus_pieni"), s.s("oletus_suuri"))
        keskiteksti = s.s("kaikki_maailmat", x=luku(k * keski))
        return Kuva("heilahdukset", tekstit, sk.heilahdukset(tekstit, rivit, k * keski, luku, keskiteksti, selite))

    def suurin(self, tulema: Tulema) -> Kohde:
        """The lever's effect of largest size; the level when no lever was crossed with worlds."""
        kohteet = self.h.kohteet(tulema)
        return max(kohteet[1:], key=lambda k: abs(vaikutus(k.erot).ero), default=kohteet[0])

    def oletuslampo(self, tulema: Tulema, indeksit: pd.DataFrame) -> Kuva:
        """Assumptions by targets: the index of `herkkyys`."""
        s = self.s
        menetelma = str(indeksit.loc[indeksit["method"] != "noise", "method"].iloc[0])
        suure = hk.PAALUVUT[menetelma]
        omat = indeksit[(indeksit["method"] == menetelma) & (indeksit["statistic"] == suure)]
        kohteet = self.h.kohteet(tulema)
        leveana = omat.pivot(index="factor", columns="target", values="value")[[k.nimi for k in kohteet]]
        voimat = leveana / leveana.max().where(lambda x: x > 0, 1.0) if menetelma == "morris" else leveana
        heikot = {k.nimi: self.heikot(k, tulema) for k in kohteet}
        jarjestys = leveana.iloc[:, 1:].mean(axis=1) if len(kohteet) > 1 else leveana.iloc[:, 0]
        rivit = []
        for tekija in jarjestys.sort_values(ascending=False, kind="stable").index[:RIVEJA]:
            ruudut = [
                sk.Ruutu(float(voimat.loc[tekija, k.nimi]), s.numero(round(float(leveana.loc[tekija, k.nimi]), 2)),
                         tekija in heikot[k.nimi])
                for k in kohteet
            ]  # fmt: skip
            rivit.append((s.tekija(str(tekija)), "", ruudut))
        maarat = {t: sum(t not in heikot[k.nimi] for k in kohteet[1:] or kohteet) for t in leveana.index}
        paras = max(maarat, key=lambda t: (maarat[t], jarjestys[t]))
        avain = "oletuslampo_otsikko" if maarat[paras] else "oletuslampo_ei"
        tekstit = self._tekstit(
            s.s(avain, oletus=s.tekija(paras)),
            self._ala("oletuslampo_ala", tulema, suure=_SUUREET[menetelma]),
        )  # fmt: skip
        return Kuva("oletuslampo", tekstit, sk.lampokartta(tekstit, [s.kohde(k, tulema) for k in kohteet], rivit, True))

    # ---------------------------------------------------------------------------------------------- years
    def nauhat(self, tulema: Tulema) -> Kuva:
        """Levels by year with their spread over worlds, and each lever's paired difference below."""
        s, valikoimat = self.s, self.h.keinovalikoimat
        yhdella = [i for i in range(1, len(valikoimat)) if (valikoimat.iloc[i] != valikoimat.iloc[0]).sum() == 1]
        omat = [0, *yhdella[:SARJOJA]]
        vuodet = sorted(
            int(v) for v in self.h.results.loc[self.h.results["measure"] == tulema.mittari, "year"].unique()
        )
        kuutiot = {v: self.h.kuutio(Tulema(tulema.mittari, tulema.ryhma, v, v)) for v in vuodet}
        k, x = s.kerroin(tulema), [float(v) for v in vuodet]
        viimeinen = kuutiot[vuodet[-1]]
        tarkkuus = s.tarkkuus(tulema, *(np.nanmean(viimeinen[i] - viimeinen[0]) for i in omat[1:]))
        sarjat, erot = [], []
        for n, i in enumerate(omat):
            nimi = s.s("vertailu") if i == 0 else s.valikoima(self.h, i).partition(": ")[2]
            luku = s.taso(tulema, float(np.nanmean(viimeinen[i])))
            tasot = {v: c[i] for v, c in kuutiot.items()}
            sarjat.append(kuviot.Sarja(sanat.isolla(nimi), x, *_nauha(tasot, k, n, luku)))
            if i:
                viimeisin = s.ero(tulema, float(np.nanmean(viimeinen[i] - viimeinen[0])), tarkkuus)
                osat = _nauha({v: c[i] - c[0] for v, c in kuutiot.items()}, k, n, f"{vuodet[-1]}: {viimeisin}")
                erot.append(kuviot.Sarja(s.valikoima(self.h, i), x, *osat))
        tekstit = self._tekstit(self._nauhaotsikko(tulema, viimeinen), self._ala("nauhat_ala", tulema))
        desimaaleja = 0 if max(abs(np.nanmean(viimeinen)) * k, 0.0) >= 100 else 1

        def akseliluku(arvo: float) -> str:
            return sanat.luku(arvo, desimaaleja if abs(arvo) >= 1 or arvo == 0 else max(desimaaleja, tarkkuus), s.kieli)

        erotus = s.s("nauhat_erot", yksikko=s.yksikko(tulema))
        return Kuva(
            "nauhat", tekstit, kuviot.aikasarjat(tekstit, sarjat, erot, erotus, akseliluku, alkaa_nollasta=False)
        )

    def _nauhaotsikko(self, tulema: Tulema, viimeinen: np.ndarray) -> str:
        """How wide assumptions spread the level, against the largest lever effect."""
        s = self.s
        vertailu = np.nanmean(viimeinen[0], axis=1)
        suurin = abs(vaikutus(self.suurin(tulema).erot).ero)
        if len(vertailu) < 2 or suurin == 0.0 or not erottuu(vaikutus(self.suurin(tulema).erot), tulema):
            return self.keinolause(tulema)
        p5, p95 = np.nanpercentile(vertailu, (5, 95))
        return s.s("nauhat_oletukset" if p95 - p5 > suurin else "nauhat_keinot", mittari=s.lyhyt(tulema))

    # ---------------------------------------------------------------------------------------------- worlds
    def kestavyys(self, tulema: Tulema, parit: pd.DataFrame) -> Kuva:
        """Share of worlds in which each policy is below, like and above the one compared with."""
        s, vertailu = self.s, self._vertailunumero(parit)
        jarjestetty = parit.assign(ero=parit["below"] - parit["above"]).sort_values(
            "ero", ascending=False, kind="stable"
        )
        rivit = [
            sk.Osuusrivi(s.valikoima(self.h, int(r.policy)), r.below, r.same, r.above) for r in jarjestetty.itertuples()
        ]
        ehdokkaat = [(max(r.below, r.above), r) for r in parit.itertuples()]
        osuus, r = max(ehdokkaat, key=lambda e: e[0])
        if osuus <= 0.5:
            otsikko = s.s("kestavyys_ei", mittari=s.lyhyt(tulema))
        else:
            nimi = s.lyhyt(tulema)
            otsikko = s.s(
                "kestavyys_otsikko", keinot=s.valikoima(self.h, int(r.policy)), mittari=sanat.pienella(nimi),
                suunta=s.s("pienempi" if r.below > r.above else "suurempi"), osuus=s.prosentti(osuus),
            )  # fmt: skip
        rajasana = s.maara(tulema, s.numero(s.kerroin(tulema) * raja(tulema)))
        ala = self._ala(
            "kestavyys_ala", tulema, maailmoja=int(parit["worlds"].max()), raja=rajasana,
            vertailu=s.valikoima(self.h, vertailu, vain_erot=False),
        )  # fmt: skip
        tekstit = self._tekstit(otsikko, ala)
        nimet = (s.s("pienempi"), s.s("ei_eroa"), s.s("suurempi"))

        def osuusluku(x: float) -> str:
            return f"{s.prosentti(x)}{'' if s.kieli == 'en' else sanat.KOVA_VALI}%"

        return Kuva("kestavyys", tekstit, sk.osuuspalkit(tekstit, rivit, nimet, osuusluku))

    def _vertailunumero(self, parit: pd.DataFrame) -> int:
        puuttuu = set(range(len(self.h.keinovalikoimat))) - set(parit["policy"])
        return min(puuttuu, default=0)

    # ---------------------------------------------------------------------------------------------- conditions
    def laatikko(self, tulema: Tulema, t: Ehtotulos) -> Kuva | None:
        """The box found, and the way to it; None when there is none."""
        if t.loyto is None or t.loyto.valittu is None:
            return None
        s, b = self.s, t.loyto.valittu
        tekijat = {x.avain: x for x in self.h.maailman_tekijat}
        rivit = [self._ehtorivi(tekijat[avain], ehto) for avain, ehto in b.ehdot.items()]
        tekstit = self._tekstit(
            self.ehtolause(tulema, t),
            self._ala(
                "ehdot_ala", tulema, tiheys=s.prosentti(b.tiheys), pohja=s.prosentti(t.loyto.pohjatiheys),
                kattavuus=s.prosentti(b.kattavuus),
            ),
        )  # fmt: skip
        kuvio = sk.ehdot(
            tekstit, rivit, [(x.kattavuus, x.tiheys) for x in t.loyto.polku], (b.kattavuus, b.tiheys),
            (s.s("kattavuus"), s.s("tiheys")), lambda x: f"{s.prosentti(x)} %",
            (s.s("paneeli_ehdot"), s.s("paneeli_kuorinta")),
        )  # fmt: skip
        return Kuva("ehdot", tekstit, kuvio)

    def ehtolause(self, tulema: Tulema, t: Ehtotulos) -> str:
        """When the target passes its limit, in one sentence."""
        s = self.s
        suunta = s.s("yli" if t.yli else "alle")
        nimi = s.kohde(t.kohde, tulema)
        rajasana = self._rajasana(tulema, t)
        if t.loyto is None or t.loyto.valittu is None:
            return s.s("ehdot_ei", kohde=nimi, suunta=suunta, raja=rajasana)
        ehdot = sanat.luettelo([self._ehtosana(a, e) for a, e in t.loyto.valittu.ehdot.items()], s.kieli)
        return s.s("ehdot_otsikko", kohde=nimi, suunta=suunta, raja=rajasana, ehdot=ehdot)

    def _rajasana(self, tulema: Tulema, t: Ehtotulos) -> str:
        return self.s.taso(tulema, t.raja) if t.kohde.keino is None else self.s.numero(self.s.kerroin(tulema) * t.raja)

    def _ehtosana(self, avain: str, e: Ehto) -> str:
        s, nimi = self.s, self.s.tekija(avain)
        nimi = sanat.pienella(nimi)
        if e.arvot is not None:
            return s.s("ehto_arvot", nimi=nimi, arvot=", ".join(s.arvo(avain, a) for a in e.arvot))
        tekija = next(t for t in self.h.maailman_tekijat if t.avain == avain)
        ala, yla = (None if x is None else s.paa(tekija, x) for x in (e.ala, e.yla))
        mika = (
            "ehto_vali"
            if e.ala is not None and e.yla is not None
            else "ehto_vahintaan"
            if e.ala is not None
            else "ehto_enintaan"
        )
        return s.s(mika, nimi=nimi, ala=ala, yla=yla)

    def _ehtorivi(self, t: Tekija, e: Ehto) -> sk.Ehtorivi:
        s = self.s
        if e.arvot is not None:
            paikat = sorted(t.arvot.index(a) for a in e.arvot)
            n = len(t.arvot)
            teksti = ", ".join(s.arvo(t.avain, a) for a in e.arvot)
            return sk.Ehtorivi(s.tekija(t.avain), paikat[0] / n, (paikat[-1] + 1) / n, teksti, "", "")
        alin, ylin = float(t.arvot[0]), float(t.arvot[-1])
        laajuus = (ylin - alin) or 1.0
        alku, loppu = ((alin if e.ala is None else e.ala), (ylin if e.yla is None else e.yla))
        if e.ala is not None and e.yla is not None:
            teksti = f"{s.paa(t, e.ala)}\u2013{s.paa(t, e.yla)}"
        else:
            teksti = s.s("vahintaan", x=s.paa(t, alku)) if e.ala is not None else s.s("enintaan", x=s.paa(t, loppu))
        paikat_ = ((alku - alin) / laajuus, (loppu - alin) / laajuus)
        return sk.Ehtorivi(s.tekija(t.avain), *paikat_, teksti, s.paa(t, alin), s.paa(t, ylin))

    def rinnakkaiset(self, tulema: Tulema, t: Ehtotulos) -> Kuva:
        """Worlds as lines through their assumptions to the target."""
        s, y = self.s, t.kohde.maailmoittain
        ehdot: Mapping[str, Ehto] = t.loyto.valittu.ehdot if t.loyto and t.loyto.valittu else {}
        heilahdukset = hk.heilahdukset(self.h, t.kohde)["factor"].tolist()
        on = np.isfinite(y)
        akselit = []
        tekijat = {x.avain: x for x in self.h.maailman_tekijat if x.laji == OLETUS}
        valitut = [a for a in dict.fromkeys([*ehdot, *heilahdukset]) if a in tekijat][:5]
        a = hk.asetelma(self.h)
        sarakkeet = {t.avain: a.x[:, i] for i, t in enumerate(a.tekijat)}
        for avain in valitut:
            tekija, x = tekijat[avain], sarakkeet[avain]
            alin, ylin = float(x.min()), float(x.max())
            rivi = self._ehtorivi(tekija, ehdot[avain]) if avain in ehdot else None
            ehto = (rivi.alku, rivi.loppu) if rivi else None
            paat = (s.paa(tekija, tekija.arvot[0]), s.paa(tekija, tekija.arvot[-1]))
            akselit.append(sk.Pystyakseli(s.tekija(avain), *paat, _paikat(x, alin, ylin, on), ehto))
        k = s.kerroin(tulema)
        alin, ylin = float(y[on].min()), float(y[on].max())
        tarkkuus = s.tarkkuus(tulema, alin, ylin)
        luvut = [sanat.luku(k * v, tarkkuus, s.kieli, etumerkki=t.kohde.keino is not None) for v in (alin, ylin)]
        nimi = s.kohde(t.kohde, tulema)
        akselit.append(sk.Pystyakseli(nimi, luvut[0], luvut[1], _paikat(y, alin, ylin, on), None, True))
        tekstit = self._tekstit(self.ehtolause(tulema, t), self._ala("rinnakkain_ala", tulema))
        suunta = s.s("yli" if t.yli else "alle")
        selite = (s.s("kiinnostavat", suunta=suunta, raja=self._rajasana(tulema, t)), s.s("muut"))
        return Kuva("rinnakkaiset", tekstit, sk.rinnakkaiset(tekstit, akselit, t.osumat[on].tolist(), selite))

    def taso(self, tulema: Tulema, kohde: Kohde, x: str, y: str) -> Kuva:
        """Worlds on the plane of two assumptions, by the sign of a lever's effect: (bias, noise) planes."""
        s, a = self.s, hk.asetelma(self.h)
        sarakkeet = {t.avain: a.x[:, i] for i, t in enumerate(a.tekijat)}
        ero = kohde.maailmoittain
        merkit = [_merkki(kohde.erot[i]) for i in range(len(ero))]
        osuudet = [float(np.mean([m == puoli for m in merkit])) for puoli in (1, -1)]
        nimi = s.kohde(kohde, tulema)
        if min(osuudet) > 0.0:
            otsikko = s.s("taso_otsikko", kohde=nimi, yli=s.prosentti(osuudet[0]), alle=s.prosentti(osuudet[1]))
        else:
            otsikko = s.s("taso_sama", kohde=nimi)
        tekstit = self._tekstit(otsikko, self._ala("taso_ala", tulema))
        k = s.kerroin(tulema)
        piirros = sk.Taso(
            sarakkeet[x].tolist(), sarakkeet[y].tolist(), (k * ero).tolist(), merkit, s.tekija(x), s.tekija(y),
            (s.s("taso_yli"), s.s("taso_alle"), s.s("taso_epavarma")),
        )  # fmt: skip
        tarkkuus = s.tarkkuus(tulema, float(np.nanmax(np.abs(ero))))

        def luku(v: float) -> str:
            return sanat.luku(v, tarkkuus, s.kieli)

        askel = s.s("taso_koko", yksikko=s.yksikko(tulema))
        return Kuva("taso", tekstit, sk.taso(tekstit, piirros, luku, (s.numero, s.numero), askel))


def _liikkuu(x: np.ndarray, y: np.ndarray) -> bool:
    """Does the target move when this factor does (one at a time)?"""
    omat = y[(x != x[0]) & np.isfinite(y)]
    return bool(len(omat)) and bool((omat != y[0]).any())


def _merkki(erot: np.ndarray) -> int:
    """1 or -1 when the interval of this world's difference leaves zero out, else 0; with one seed its bare sign."""
    v = vaikutus(erot[None, :])
    if not math.isfinite(v.ala):
        return int(np.sign(v.ero)) if math.isfinite(v.ero) else 0
    return 1 if v.ala > 0.0 else -1 if v.yla < 0.0 else 0


def _paikat(x: np.ndarray, alin: float, ylin: float, on: np.ndarray) -> list[float]:
    """Places on an axis, 0-1 of its length."""
    paikat: list[float] = ((x - alin) / ((ylin - alin) or 1.0))[on].tolist()
    return paikat


def _nauha(
    vuosittain: Mapping[int, np.ndarray], k: float, laji: int, luku: str
) -> tuple[list[float], int, str, list[float] | None, list[float] | None]:
    """What a series needs: mean over worlds by year, style, last number, 5 % and 95 % of worlds (None: one world).

    vuosittain: year -> numbers by world and replicate.
    """
    y, ala, yla = [], [], []
    for luvut in vuosittain.values():
        maailmat = np.nanmean(luvut, axis=1)
        y.append(k * float(np.nanmean(maailmat)))
        p5, p95 = np.nanpercentile(maailmat, HAJONTA)
        ala.append(k * float(p5))
        yla.append(k * float(p95))
    if all(len(luvut) == 1 for luvut in vuosittain.values()):
        return y, laji, luku, None, None
    return y, laji, luku, ala, yla


# --------------------------------------------------------------------------------------------------- files
def piirtaja(varasto: Any, h: Havainnot, kieli: str) -> Piirtaja:
    """A drawer for a stored sweep."""
    yksikot = h.results.drop_duplicates("measure").set_index("measure")["unit"].to_dict() if "unit" in h.results else {}
    tutkimus = varasto.study
    sanasto = Sanasto(kieli, getattr(tutkimus, "words", None), yksikot)
    koe = tutkimus.experiment(h.koe)
    pisteet = varasto.points()
    pohja = tutkimus.scenario_of(pisteet[pisteet["point"] == h.points["point"].iloc[0]].to_dict("records")[0])
    return Piirtaja(h, sanasto, tutkimus.name if koe.name == "main" else f"{tutkimus.name}/{koe.name}",
                    aluenimi(pohja.region, kieli), pohja.otos)  # fmt: skip


def aluenimi(avain: str, kieli: str) -> str:
    """Name of a region in a language."""
    from kalibrointi import alueet

    return str(getattr(alueet.hae(avain).nimi, kieli))


def tavuiksi(kuva: Kuva, kieli: str, tunnus: str) -> dict[str, bytes]:
    """The chart as ".svg" and ".png"; the same sweep gives the same bytes."""
    tiedostot = kuviot.tiedostot(kuva.kuvio, kuva.avain, _tiedot(kuva, kieli, tunnus))
    return {f".{nimi.rpartition('.')[2]}": tavut for nimi, tavut in tiedostot.items()}


def sivulle(kuva: Kuva, kieli: str, tunnus: str) -> bytes:
    """The chart as SVG for a page that has the typeface itself."""
    return kuviot.svg(kuva.kuvio, _tiedot(kuva, kieli, tunnus), kirjasimet=False)


def _tiedot(kuva: Kuva, kieli: str, tunnus: str) -> dict[str, str]:
    return {
        "Title": kuva.tekstit.otsikko, "Description": kuva.tekstit.alaotsikko, "Source": kuva.tekstit.lahde,
        "Identifier": tunnus, "Language": kieli,
    }  # fmt: skip
