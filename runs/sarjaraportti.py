"""`sote report SWEEP`: one self-contained page that a county board can read, in Finnish, Swedish or English.

Question, what was compared, what is not known, results, how sure they are, what they depend on, when they turn round,
limits, provenance, citation. Every sentence about a difference comes from its interval; what is not told from chance
is not told. Built by `rakenna`, put on disk by `kirjoita`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from runs import herkkyys as hk
from runs import kestavyys, loyto, raporttialkupera, sarjakuvat, tulemat
from runs.havainnot import OLETUS, Havainnot, Kohde, Tulema, Vaikutus, kohinan_osuus, vaikutus
from runs.kestavyys import raja
from runs.sarjakuvat import KOHINAA, Kuva, Piirtaja
from runs.tutkimussanat import erottuu
from visualisointi import raporttisanat, raporttisivu, sanat, sarjasanat

if TYPE_CHECKING:
    from kalibrointi.parametrit import Parametri
    from runs.tutkimus import Koe, Menetelma, Tekija
    from runs.varasto import Varasto

TULEMIA = 6  # outcomes in a report at most
KUVITETTUJA = 4  # of them with figures of their own
KAANTYY = 0.05  # share of worlds of the other sign above which an effect is said to turn round
EHTOJA = 3  # effects that turn round, told in full
_KOODIT = re.compile(r" \([^()]*=[^()]*\)")  # "(tasa = nothing, ...)": how a study file writes values


@dataclass(frozen=True, slots=True)
class Vastaus:
    """One effect of one lever on one outcome."""

    tulema: Tulema
    kohde: Kohde
    vaikutus: Vaikutus
    samansuuntainen: float  # share of worlds whose mean has the sign of the whole
    kohina: float  # share of the variance between worlds that is the seeds'

    @property
    def erottuu(self) -> bool:
        """Is it told from chance, and large enough to matter?"""
        return erottuu(self.vaikutus, self.tulema)

    @property
    def kaantyy(self) -> bool:
        """Does it change direction in worlds that are not few, and not by luck?"""
        return 1.0 - self.samansuuntainen > KAANTYY and self.kohina < KOHINAA


class Raportti:
    """The report on one experiment of a sweep in one language."""

    def __init__(self, varasto: Varasto, kieli: str, experiment: str | None = None) -> None:
        """Raises `ViallinenSyote` when the sweep has no results or no such experiment."""
        self.varasto, self.kieli = varasto, kieli
        self.tutkimus = varasto.study
        self.h = Havainnot.lue(varasto, experiment)
        self.koe: Koe = self.tutkimus.experiment(self.h.koe)
        self.p: Piirtaja = sarjakuvat.piirtaja(varasto, self.h, kieli)
        self.s = self.p.s
        self.tulemat = tulemat.raportin(self.h, self.tutkimus)[:TULEMIA]
        self.vastaukset = [self._vastaus(t, k) for t in self.tulemat for k in self.h.kohteet(t) if k.keino is not None]
        self.kuvia = 0

    def _vastaus(self, tulema: Tulema, kohde: Kohde) -> Vastaus:
        v, y = vaikutus(kohde.erot), kohde.maailmoittain
        y = y[np.isfinite(y)]
        sama = float(np.mean(np.sign(y) == np.sign(v.ero))) if len(y) else float("nan")
        return Vastaus(tulema, kohde, v, sama, kohinan_osuus(kohde.erot))

    def t(self, avain: str, **tiedot: object) -> str:
        """A phrase of the report."""
        return raporttisanat.sana(avain, self.kieli, **tiedot)

    # ---------------------------------------------------------------------------------------------- the page
    def html(self) -> str:
        """The whole page."""
        lyhyesti = raporttisivu.luettelo(self.lyhyesti())
        sanasto = raporttisivu.maaritelmat((a[self.kieli], b[self.kieli]) for a, b in raporttisanat.SANASTO)
        osiot = [
            ("lyhyesti", "", raporttisivu.laatikko(f"<h2>{self.t('lyhyesti')}</h2>", lyhyesti, luokka="brief")),
            self._osio("asetelma", *self._asetelma()),
            self._osio("oletukset", *self._oletukset()),
            self._osio("laskenta", *self._laskenta()),
            self._osio("tulokset", *self._tulokset()),
            self._osio("varmuus", *self._varmuus()),
            self._osio("riippuu", *self._riippuu()),
            self._osio("kaantyy", *self._kaantyy()),
            self._osio("rajoitukset", raporttisivu.luettelo(self._rajoitukset())),
            self._osio("alkupera", *raporttialkupera.osat(self.varasto, self.kieli)),
            self._osio("viittaus", *raporttialkupera.viittaus(self.varasto, self.kieli)),
            self._osio("sanasto", sanasto),
        ]  # fmt: skip
        m, alue = self.varasto.manifest, self._alue()
        ylapuoli = self.t("ylapuoli", alue=alue, alku=str(m["start"])[:4], loppu=str(m["end"])[:4])
        johdanto = raporttisivu.kappale(self.t("johdanto"), "lead")
        if teksti := self.tutkimus.text.get(self.kieli):
            johdanto += raporttisivu.kappale(teksti)
        alatunniste = self.t("alatunniste", versio=m["sotemalli"])
        return raporttisivu.sivu(
            self.kieli, self._kysymys(), ylapuoli, johdanto, osiot, alatunniste, self.t("sisallys")
        )

    def _osio(self, avain: str, *osat: str) -> tuple[str, str, str]:
        otsikko = self.t(avain)
        return avain, otsikko, raporttisivu.osio(avain, otsikko, *osat)

    def _kysymys(self) -> str:
        return str(self.tutkimus.question.get(self.kieli) or self.tutkimus.question.get("en"))

    def _alue(self) -> str:
        return sarjakuvat.aluenimi(self.varasto.manifest["region"], self.kieli)

    # ---------------------------------------------------------------------------------------------- in brief
    def lyhyesti(self) -> list[str]:
        """The answer in a few sentences."""
        if all(math.isnan(v.vaikutus.ala) for v in self.vastaukset):
            return [self.t("ei_siementen_valia")]
        kohdat = [self._keinosta(nimi) for nimi in dict.fromkeys(v.kohde.nimi for v in self.vastaukset)]
        merkittavat = [v for v in self.vastaukset if v.erottuu]
        if not merkittavat and not self._kaantyvat():
            return [self.t("ei_merkittavia"), self.t("raja_ennuste")]
        kohdat = self._liikkumattomat(merkittavat) + kohdat
        kohdat += [self._auki(v) for v in self._kaantyvat()]
        if ratkaiseva := self.ratkaiseva_oletus():
            kohdat.append(self.t("riippuu_lause", oletus=self.s.tekija(ratkaiseva)))
        if merkittavat and len(self.h.maailmat) > 1 and self.h.maailman_tekijat:
            kaantyvat = [v for v in merkittavat if v.kaantyy]
            avain = "ei_kaanny_lyhyt" if not kaantyvat else "kaantyy_yksi" if len(kaantyvat) == 1 else "kaantyy_lause"
            kohdat.append(self.t(avain, n=len(kaantyvat)))
        kohdat.append(self.t("raja_ennuste"))
        return kohdat

    def _liikkumattomat(self, merkittavat: Sequence[Vastaus]) -> list[str]:
        """Outcomes that no lever moves, in one sentence: what the question asks for must not be passed over."""
        liikkuvat = {v.tulema for v in [*merkittavat, *self._kaantyvat()]}
        nimet = [sanat.pienella(self.s.lyhyt(t)) for t in self.tulemat if t not in liikkuvat]
        return [self.t("ei_liiku", mittarit="; ".join(nimet))] if nimet else []

    def _keinosta(self, nimi: str) -> str:
        """What one lever's change does, over all outcomes."""
        omat = [v for v in self.vastaukset if v.kohde.nimi == nimi]
        keino = self.s.kohde(omat[0].kohde, omat[0].tulema)
        lauseet = [self._lause(v) for v in omat if v.erottuu]
        if not lauseet:
            return self.t("ei_vaikutusta", keino=keino)
        return self.t("vaikutuksia", keino=keino, lauseet="; ".join(lauseet))

    def _auki(self, v: Vastaus) -> str:
        """An effect that matters in both directions, each in some worlds."""
        nimi, tarkkuus = self.s.lyhyt(v.tulema), self.s.tarkkuus(v.tulema, v.vaikutus.p5, v.vaikutus.p95)
        vali = self.s.vali(v.tulema, v.vaikutus.p5, v.vaikutus.p95, tarkkuus)
        tiedot = {"mittari": sanat.pienella(nimi), "vali": vali, "yksikko": self.s.yksikko(v.tulema)}
        return self.t("suunta_auki", keino=self.s.kohde(v.kohde, v.tulema), **tiedot)

    def _lause(self, v: Vastaus) -> str:
        lause = self.s.lause(v.tulema, v.vaikutus.ero, self.s.tarkkuus(v.tulema, v.vaikutus.ero))
        if v.vaikutus.maailmoja < 2:
            return lause
        return self.t("suunnassa", lause=lause, osuus=self.s.prosentti(v.samansuuntainen))

    def ratkaiseva_oletus(self) -> str:
        """The uncertainty that moves effects that matter more than chance in most of them; "" when none does."""
        if not self._maailmoja_riittaa():
            return ""
        pisteet: dict[str, float] = {}
        for v in [v for v in self.vastaukset if v.erottuu]:
            heikot = self.p.heikot(v.kohde, v.tulema)
            h = hk.heilahdukset(self.h, v.kohde)
            for r in h.itertuples():
                if r.factor not in heikot:
                    osuus = abs(r.at_high - r.at_low) / max(abs(v.vaikutus.ero), 1e-12)
                    pisteet[r.factor] = pisteet.get(r.factor, 0.0) + min(osuus, 2.0)
        return max(pisteet, key=lambda a: pisteet[a], default="")

    def _maailmoja_riittaa(self) -> bool:
        return bool(self.h.maailman_tekijat) and len(self.h.maailmat) >= hk.VAHINTAAN

    # ---------------------------------------------------------------------------------------------- what, how
    def _asetelma(self) -> Iterable[str]:
        rivit = []
        for t in self.koe.levers:
            arvot = self.h.keinovalikoimat[t.key].unique().tolist() if t.key in self.h.keinovalikoimat else t.grid()
            vertailu = self.h.keinovalikoimat[t.key].iloc[0] if t.key in self.h.keinovalikoimat else None
            sanoin = [
                self.t("vertailu_sulut", arvo=self.s.arvo(t.key, a)) if a == vertailu else self.s.arvo(t.key, a)
                for a in arvot
            ]
            rivit.append((self.s.tekija(t.key), "; ".join(sanoin), self._alkaen(t), self._selite(t)))
        yield raporttisivu.kappale(self.t("keinot_selite"))
        yield raporttisivu.taulukko(
            [self.t("keino"), self.t("vaihtoehdot"), f"={self.t('alkaen')}", self.t("mita")], rivit
        )

    def _alkaen(self, t: Tekija) -> str:
        """The first month a lever moves anything."""
        kuukaudet = [avain.partition(":")[0] for taso in t.levels for avain in taso.settings if ":" in avain]
        return min(
            [*kuukaudet, *([t.key.partition(":")[0]] if ":" in t.key else [])],
            default=str(self.varasto.manifest["start"]),
        )

    def _selite(self, t: Tekija) -> str:
        """What a lever is: the parameter's text, or what each level of a bundle sets."""
        if parametri := self.s.parametri(t.key):
            return _KOODIT.sub("", str(parametri.text.get(self.kieli)).partition(";")[0])
        osat = []
        for taso in t.levels:
            asetukset = [
                f"{self.s.tekija(avain)} = {self.s.arvo(avain, arvo)}" for avain, arvo in taso.settings.items()
            ]
            asetukset += [str(taso.scenario)] if taso.scenario else []
            osat.append(f"{self.s.arvo(t.key, taso.value)}: {', '.join(asetukset) or self.s.s('vertailu')}")
        return "; ".join(osat)

    def _oletukset(self) -> Iterable[str]:
        if not self.koe.uncertainties:
            yield raporttisivu.kappale(self.t("ei_oletuksia"))
            return
        rivit = []
        for t in self.koe.uncertainties:
            p = self.s.parametri(t.key)
            if t.range:
                vali = "\u2013".join(self.s.numero(x) for x in t.range)
            else:
                vali = "; ".join(self.s.arvo(t.key, taso.value) for taso in t.levels)
            perus = self.s.numero(p.value) if p and isinstance(p.value, (int, float)) else ""
            status = sarjasanat.STATUS.get(p.status, {}).get(self.kieli, p.status) if p else ""
            yksikko = self._yksikko(p.unit) if p else ""
            nimi = f"{self.s.tekija(t.key)}, {yksikko}" if yksikko else self.s.tekija(t.key)
            rivit.append((nimi, vali, perus, status, self._lahde(p)))
        yield raporttisivu.laatikko(raporttisivu.kappale(self.t("oletukset_selite")))
        sarakkeet = ("oletus", "vaihteluvali", "perusarvo", "peruste", "lahde")
        yield raporttisivu.taulukko([f"{'=' if x == 'vaihteluvali' else ''}{self.t(x)}" for x in sarakkeet], rivit)

    def _lahde(self, p: Parametri | None) -> str:
        """Where an assumption comes from. Notes on sources are in Finnish; what nobody measured is said in words."""
        if p is None:
            return ""
        return p.source if self.kieli == "fi" or p.status != "oletus" else self.t("mallin_oletus")

    def _yksikko(self, yksikko: str) -> str:
        """A parameter's unit in the report's language; units are written in Finnish."""
        return raporttisanat.YKSIKOT.get(yksikko, {"fi": yksikko}).get(self.kieli, "")

    def _laskenta(self) -> Iterable[str]:
        tila, m = self.varasto.status(), self.varasto.manifest
        loput = self.t("epaonnistui", n=tila["failed"]) if tila["failed"] else ""
        loput += self.t("kesken", n=tila["left"]) if tila["left"] else ""
        yield raporttisivu.kappale(
            self.t(
                "laskenta_ajot", ajoja=sanat.luku(tila["done"], 0, self.kieli),
                valikoimia=len(self.h.keinovalikoimat) or 1,
                maailmoja=len(self.h.maailmat) if self.h.maailman_tekijat else 1,
                siemenia=self.h.results["replicate"].nunique(), epaonnistui=loput, alku=str(m["start"])[:4],
                loppu=str(m["end"])[:4], otos=self._otos(), alue=self._alue(),
            )
        )  # fmt: skip
        yhdessa = self.koe.joint
        keinot, oletukset = (yhdessa or self.koe.lever_design), (yhdessa or self.koe.uncertainty_design)
        yield raporttisivu.kappale(
            self.t("menetelma", keinot=self._menetelma(keinot), oletukset=self._menetelma(oletukset))
        )
        yield raporttisivu.kappale(self.t("paritus", aika=self.s.aika(self.h, self.tulemat[0])))

    def _menetelma(self, m: Menetelma | None) -> str:
        return self.t(m.method) if m else self.t("ei_vaihdu")

    def _otos(self) -> str:
        otos = float(self.varasto.manifest["otos"])
        return sanat.luku(100.0 * otos, 0 if otos >= 0.01 else 1, self.kieli)

    # ---------------------------------------------------------------------------------------------- results
    def _kuva(self, kuva: Kuva, taulu: str = "") -> str:
        self.kuvia += 1
        svg = sarjakuvat.sivulle(kuva, self.kieli, self.varasto.path.name)
        return raporttisivu.kuva(svg, f"k{self.kuvia}", self.t("taulukkona"), taulu)

    def _tulokset(self) -> Iterable[str]:
        yield raporttisivu.kappale(self.t("tulokset_selite"))
        if not self.vastaukset:
            return
        yield self._kuva(self.p.lampokartta(self.tulemat))
        for tulema in self.tulemat[:KUVITETTUJA]:
            yield raporttisivu.alaotsikko(self.s.lyhyt(tulema))
            yield self._kuva(self.p.keinot(tulema), self._keinotaulu(tulema))
        if len(self.h.results["year"].unique()) > 2:
            yield self._kuva(self.p.nauhat(self._tarkein()))

    def _tarkein(self) -> Tulema:
        """The outcome with the effect that is largest against what matters."""
        merkittavat = [v for v in self.vastaukset if v.erottuu] or self.vastaukset
        return max(
            merkittavat, key=lambda v: abs(v.vaikutus.ero) / (raja(v.tulema) or abs(v.vaikutus.ero) or 1.0)
        ).tulema

    def _keinotaulu(self, tulema: Tulema) -> str:
        omat = [v for v in self.vastaukset if v.tulema == tulema]
        tarkkuus = self.s.tarkkuus(tulema, *(v.vaikutus.ero for v in omat))
        rivit = [
            (self.s.tekija(str(v.kohde.keino)), self.s.muutos(v.kohde), self.s.ero(tulema, v.vaikutus.ero, tarkkuus),
             self.s.vali(tulema, v.vaikutus.ala, v.vaikutus.yla, tarkkuus),
             self.s.vali(tulema, v.vaikutus.p5, v.vaikutus.p95, tarkkuus))
            for v in omat
        ]  # fmt: skip
        sarakkeet = [self.t("keino"), self.t("muutos"), *(f">{self.t(x)}" for x in ("ero", "vali95", "maailmat590"))]
        return raporttisivu.taulukko(sarakkeet, rivit)

    # ---------------------------------------------------------------------------------------------- how sure
    def _varmuus(self) -> Iterable[str]:
        yield raporttisivu.kappale(self.t("varmuus_selite"))
        if not self.h.keinot or len(self.h.maailmat) < 2 or not self.h.maailman_tekijat:
            return
        for tulema in self._merkittavat_tulemat()[:KUVITETTUJA]:
            parit, keinot = kestavyys.kestavyys(self.h, tulema)
            yield self._kuva(self.p.kestavyys(tulema, parit))
            if "best" in keinot:
                yield from self._katumus(tulema, keinot)

    def _merkittavat_tulemat(self) -> list[Tulema]:
        """Outcomes on which some lever has an effect that matters; the first outcome when there are none."""
        return list(dict.fromkeys(v.tulema for v in self.vastaukset if v.erottuu)) or self.tulemat[:1]

    def _katumus(self, tulema: Tulema, keinot: Any) -> Iterable[str]:
        suunta = self.t("vahemman" if kestavyys.suunta(tulema) == "lower" else "enemman")
        k, yksikko = self.s.kerroin(tulema), self.s.yksikko(tulema)
        tarkkuus = self.s.tarkkuus(tulema, float(keinot["regret_max"].max()))
        rivit = [
            (self.s.valikoima(self.h, int(r.policy)), self.s.prosentti(r.best),
             *(sanat.luku(k * x, tarkkuus, self.kieli) for x in (r.regret_mean, r.regret_p95)))
            for r in keinot.sort_values("regret_mean", kind="stable").head(12).itertuples()
        ]  # fmt: skip
        yksikoin = [f">{self.t(x)}{f', {yksikko}' if yksikko else ''}" for x in ("jaa_keski", "jaa_p95")]
        sarakkeet = [self.t("vaihtoehto"), f">{self.t('paras')}", *yksikoin]
        yield raporttisivu.taulukko(sarakkeet, rivit, self.t("katumus_otsikko", mittari=self.s.lyhyt(tulema)))
        yield raporttisivu.kappale(self.t("katumus_selite", suunta=suunta))

    # ---------------------------------------------------------------------------------------------- depends, turns
    def _riippuu(self) -> Iterable[str]:
        if not self.h.maailman_tekijat:
            yield raporttisivu.kappale(self.t("ei_oletuksia"))
            return
        if not self._maailmoja_riittaa():
            yield raporttisivu.kappale(self.t("liian_vahan", n=len(self.h.maailmat), raja=hk.VAHINTAAN))
            return
        yield raporttisivu.kappale(self.t("riippuu_selite"))
        menetelma = self.koe.joint or self.koe.uncertainty_design
        for tulema in self._merkittavat_tulemat()[:KUVITETTUJA]:
            liikkuvat = [k for k in self.h.kohteet(tulema) if self._liikkuu(k, tulema)]
            vivut = [k for k in liikkuvat if k.keino is not None]
            if not vivut:
                yield raporttisivu.kappale(self.t("ei_ratkaise", mittari=self.s.lyhyt(tulema)))
            if liikkuvat and len(self.h.maailman_tekijat) > 1:
                indeksit = hk.herkkyys(self.h, tulema, tasoja=menetelma.levels if menetelma else 4)
                yield self._kuva(self.p.oletuslampo(tulema, indeksit))
            if vivut:
                kohde = max(vivut, key=lambda k: float(hk.heilahdukset(self.h, k).eval("abs(at_high - at_low)").max()))
                yield self._kuva(self.p.heilahdukset(tulema, kohde))

    def _liikkuu(self, kohde: Kohde, tulema: Tulema) -> bool:
        """Does some assumption move it more than chance?"""
        return len(self.p.heikot(kohde, tulema)) < len(self.h.maailman_tekijat)

    def _kaantyvat(self) -> list[Vastaus]:
        """Effects that turn round and whose size matters in some worlds: the most divided first."""
        if len(self.h.maailmat) < 2 or not self.h.maailman_tekijat:
            return []
        omat = [v for v in self.vastaukset if v.kaantyy and self._kahteen_suuntaan(v)]
        return sorted(omat, key=lambda v: v.samansuuntainen)

    def _kahteen_suuntaan(self, v: Vastaus) -> bool:
        """Does it matter in both directions in more than a few worlds, wherever in its interval the whole may lie?

        Seeds move all worlds together, and the spread between worlds must not be mostly luck.
        """
        y, pienin, w = v.kohde.maailmoittain, raja(v.tulema), v.vaikutus
        if not (math.isfinite(w.ala) and v.kohina < KOHINAA):
            return False
        siirrot = (0.0, w.ala - w.ero, w.yla - w.ero)
        return bool(min(min(np.mean(y + d > pienin), np.mean(y + d < -pienin)) for d in siirrot) > KAANTYY)

    def _kaantyy(self) -> Iterable[str]:
        kaantyvat = self._kaantyvat()
        if not kaantyvat:
            avain = "ei_kaanny" if self.h.maailman_tekijat and len(self.h.maailmat) > 1 else "ei_oletuksia"
            yield raporttisivu.kappale(self.t(avain))
            return
        yield raporttisivu.kappale(self.t("kaantyy_selite"))
        for v in kaantyvat[:EHTOJA]:
            yield from self._ehdot(v)

    def _ehdot(self, v: Vastaus) -> Iterable[str]:
        tulos = loyto.etsi(self.h, v.tulema, v.kohde.nimi)
        laatikko = self.p.laatikko(v.tulema, tulos)
        nimi = f"{self.s.lyhyt(v.tulema)} \u2013 {self.s.kohde(v.kohde, v.tulema)}"
        yield raporttisivu.alaotsikko(nimi)
        if laatikko is None:
            osuus = self.s.prosentti(1.0 - v.samansuuntainen)
            yield raporttisivu.kappale(self.t("ei_ehtoja", kohde=self.s.kohde(v.kohde, v.tulema), osuus=osuus))
        else:
            yield self._kuva(laatikko)
            yield self._kuva(self.p.rinnakkaiset(v.tulema, tulos))
        oletukset = [t.avain for t in self.h.maailman_tekijat if t.laji == OLETUS and not t.luokkia]
        jarjestys = [a for a in hk.heilahdukset(self.h, v.kohde)["factor"] if a in oletukset]
        if len(jarjestys) >= 2:
            yield self._kuva(self.p.taso(v.tulema, v.kohde, jarjestys[0], jarjestys[1]))

    # ---------------------------------------------------------------------------------------------- limits
    def _rajoitukset(self) -> list[str]:
        siemenia = int(self.h.results["replicate"].nunique())
        kohdat = [
            self.t("raja_ennuste"), self.t("raja_osuus"), self.t("raja_oletukset", osio=self.t("oletukset")),
            self.t("raja_otos", otos=self._otos()), self.t("raja_pituus", loppu=str(self.varasto.manifest["end"])[:4]),
        ]  # fmt: skip
        if siemenia < 10:
            kohdat.append(self.t("raja_siemenet", n=siemenia))
        rajat = [
            f"{sanat.pienella(self.s.lyhyt(t))} {self.s.maara(t, self.s.numero(self.s.kerroin(t) * raja(t)))}"
            for t in self.tulemat
            if raja(t)
        ]
        if rajat:
            kohdat.append(self.t("raja_merkitys", rajat="; ".join(rajat)))
        kohdat += self._kohinahuomiot()
        kohdat += list(dict.fromkeys(str(n.get(self.kieli) or n.get("en")) for n in self._huomautukset()))
        return kohdat

    def _kohinahuomiot(self) -> list[str]:
        huomiot = []
        for v in [v for v in self.vastaukset if v.erottuu]:
            if v.kohina > KOHINAA:
                tiedot = {"mittari": self.s.lyhyt(v.tulema), "kohde": self.s.kohde(v.kohde, v.tulema)}
                huomiot.append(self.t("raja_kohina", osuus=self.s.prosentti(v.kohina), **tiedot))
        return huomiot

    def _huomautukset(self) -> Sequence[Any]:
        """Notes of the scenarios the points stand on."""
        from runs import skenaariot

        pohjat = {self.koe.scenario, *(taso.scenario for t in self.koe.factors for taso in t.levels if taso.scenario)}
        return [n for pohja in sorted(pohjat) for n in skenaariot.lue(pohja).notes]


def rakenna(varasto: Varasto, kieli: str = "fi", experiment: str | None = None) -> str:
    """The report on a sweep as one HTML page. Raises `ViallinenSyote` when it has no results."""
    return Raportti(varasto, kieli, experiment).html()
