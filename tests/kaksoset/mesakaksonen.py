"""The yardstick: the residents' month as one would write it in Mesa - agents with attributes, `math`, Mesa's own draws.

    mesakaksonen = Mesakaksonen(malli)        # the residents and centres of a SoteMalli that has not lived yet
    mesakaksonen.run_for(12)

The same equations and parameters as the rules of the model (their sources stand there), in nykytila: municipalities
organise, choice is closed but for the yearly change of a public station. Whatever a Mesa user would do to be quick
without leaving Mesa is done: constants in plain lists and attributes, few passes over the agents, a draw taken only
where it can matter. Capitation weights stay those of the first year; the money matrix and the measures are left out.
"""

from __future__ import annotations

from math import exp, log, log1p, sqrt
from types import SimpleNamespace

import mesa
import numpy as np
from scipy.special import ndtri

from agentit.jono import KUUKAUDEN_PAIVAT, VIIKKOJA
from agentit.malli import SoteMalli
from agentit.palvelupaketit import IKIA, PRIMAARI
from agentit.sotekeskus import PIENIN_KAPASITEETTI, Sotekeskus, ponnistavat

JULKINEN, TYOTERVEYS, YKSITYINEN, PAIVYSTYS, LUOPUI = range(5)
TYOLLINEN, TYOTON, ELAKELAINEN, LAPSI = 0, 1, 3, 5
ALKU = (
    "ikakk", "ika", "sukupuoli", "alue", "kunta", "kieli", "sija", "viidennes", "kvintiili", "tyo", "tyokk",
    "tyoterveys", "hauraus", "krooniset", "terveys", "toimintakyky", "hoitovelka", "kuukausia", "usko_laatu",
    "usko_odotus", "hakukerroin", "kapitaatiopaino", "kuolinvaara", "tarve_muu", "taso_sote", "esh_julkinen_v",
    "esh_yksityinen_v",
)  # fmt: skip
KERTYMAT = (
    "kustannus_v", "tarve_v", "julkinen_v", "tth_v", "yksityinen_v", "paivystys_v", "puute_v", "kuolinodote",
    "kuukaudet_v", "vaihdot_v",
)  # fmt: skip


def poisson(arpa: float, odotus: float) -> int:
    """Poisson count of a uniform draw by inversion, at most 8."""
    if arpa < 1.0 - odotus:  # below exp(-odotus), so zero
        return 0
    p = kertyma = exp(-odotus)
    n = 0
    while arpa >= kertyma and n < 8:
        n += 1
        p *= odotus / n
        kertyma += p
    return n


class Keskus(Sotekeskus):
    """Sote centre; residents add to `summa_` what the month brings, and read the wait it has made known."""

    # plain attributes, as one would have them, in place of the cells of a table
    altruismi = avattu = laatu = ehkaisy = tulo = meno = kuorma = lista = paino = kaynnit = tavoiteodotus = 0.0
    tappiokuukausia = hetkellinen = tiheys = lahete = tilat = henkilosto = vajaus = 0.0

    def julkaise(self) -> None:
        """Known wait as residents read it until the next time."""
        self.odotus = self.jono.tuttu
        self.odotusln = log1p(self.odotus / 7.0)
        self.haku = exp(float(self.model.p["haku.odotusjousto"]) * self.odotusln)

    def nollaa(self) -> None:
        self.summa_kuorma = self.summa_lista = self.summa_paino = self.uskosumma = 0.0

    def hoitaa(self) -> None:
        """The month's queue, then staff follows the budget."""
        w = self.model.paino
        self.vastaanottaa(self.summa_kuorma * w, self.summa_lista * w, self.summa_paino * w)
        hinta = self.model.hinnat[PRIMAARI]
        self.mitoittaa(hinta * self.tarvittava_kapasiteetti(), hinta)

    def vastaanottaa(self, kuorma: float, lista: float, paino: float) -> None:
        """A month of the queue."""
        self.kaynnit, self.kuorma, self.lista, self.paino = kuorma, kuorma, lista, paino
        j, e = self.jono, self.jono.ehdot
        pikaiset = e.nopeat * kuorma
        viikossa = (kuorma - pikaiset) / VIIKKOJA
        hidas = max(j.kapasiteetti - pikaiset, e.pohja * j.kapasiteetti)
        enintaan = hidas * e.enimmaisodotus / KUUKAUDEN_PAIVAT
        varaa = e.lisatyokatto * j.kapasiteetti / VIIKKOJA
        jonossa, ostettu = j.jonossa, 0.0
        for _ in range(VIIKKOJA):
            jonossa = max(jonossa + (viikossa - hidas / VIIKKOJA), 0.0)
            if jonossa > enintaan:
                lisa = min(jonossa - enintaan, varaa)
                jonossa -= lisa
                ostettu += lisa
        j.hoidettu, j.jonossa = kuorma + j.jonossa - jonossa, jonossa
        j.lisatyo = ostettu + max(0.0, pikaiset + e.pohja * j.kapasiteetti - j.kapasiteetti)
        j.odotus = min(KUUKAUDEN_PAIVAT * jonossa / hidas, e.pisin)
        j.tuttu += e.tieto * (j.odotus - j.tuttu)

    def tarvittava_kapasiteetti(self) -> float:
        """Contacts a month that keep the target wait."""
        j, e = self.jono, self.jono.ehdot
        odotus = min(self.tavoiteodotus, e.enimmaisodotus)
        muutos = (1.0 + odotus / 7.0) / (1.0 + j.tuttu / 7.0)
        kysynta = self.kuorma * muutos ** float(self.model.p["haku.odotusjousto"])
        hidas = max(j.kapasiteetti - e.nopeat * self.kuorma, e.pohja * j.kapasiteetti)
        return max(kysynta + (j.jonossa - odotus / KUUKAUDEN_PAIVAT * hidas) / 12.0, 0.5 * kysynta)

    def mitoittaa(self, tulo: float, hinta: float) -> None:
        """What the month costs; staff follows what its income leaves, or what a private one needs if that is less."""
        p, j = self.model.p, self.jono
        kiintea, panos = float(p["keskus.kiintea"]), float(p["ponnistus.kappa"]) * self.laatu**2
        panos += float(p["keskus.ehkaisykulu"]) * self.ehkaisy**2
        muuttuva, ehdot = (1.0 - kiintea) * hinta, self.mitoitusehdot(p, self.yksityinen)
        meno = kiintea * hinta * self.tilat
        meno += muuttuva * j.kapasiteetti + float(p["jono.lisatyohinta"]) * hinta * j.lisatyo
        self.tulo, self.meno = tulo, meno + panos / 2.0 * self.lista / 12.0
        varaa = tulo - (self.meno - muuttuva * j.kapasiteetti)
        alkaa = self.yksityinen and self.model.kk - self.avattu < ehdot.kaynnistys_kk
        if self.yksityinen:
            tarvittava = self.tarvittava_kapasiteetti()
            tavoite = tarvittava if alkaa else min((varaa - float(p["keskus.kate"]) * tulo) / muuttuva, tarvittava)
        else:
            tavoite = varaa / muuttuva
        ero = tavoite - self.vajaus - j.kapasiteetti
        j.kapasiteetti = max(j.kapasiteetti + ehdot.vauhti * ero, PIENIN_KAPASITEETTI)
        self.tilat += (j.kapasiteetti - self.tilat) / ehdot.tilojen_kk
        self.tappiokuukausia = self.tappiokuukausia + 1 if self.meno > tulo and not alkaa else 0


class Asukas(mesa.Agent):
    """Resident. Lists `tasot` (events a month), `sokit` go by event line, `tilassa`, `sisaan` by state."""

    model: Mesakaksonen

    def __init__(self, model: Mesakaksonen, rivi: int) -> None:
        super().__init__(model)
        self.rivi, alku = rivi, model.sarakkeet
        for nimi in ALKU:
            setattr(self, nimi, alku[nimi][rivi])
        for nimi in KERTYMAT:
            setattr(self, nimi, 0)
        self.u_tth = alku["u_tth"][rivi]
        self.sokit = [alku[f"sokki_{r.koodi}"][rivi] for r in model.tapahtumat]
        self.tasot = [alku[f"taso_{r.koodi}"][rivi] for r in model.tapahtumat]
        self.sisaan = [alku[f"sisaan_{r.koodi}"][rivi] * model.hoidettu for r in model.tilat]
        self.tilassa = [alku[r.koodi][rivi] > 0 for r in model.tilat]
        self.puute_muu = (sum(self.tasot) - self.tasot[model.primaari]) * (1.0 - model.hoidettu)
        self.kaytetty = 0  # lines used this year, one bit each
        self.kustannus_ed = self.kaytetty_ed = 0
        self.keskus = model.keskukset[alku["keskus"][rivi]]
        self.kunnallinen, self.yhteiso = model.kunnat[self.kunta], model.yhteisot[self.alue][self.kieli]
        self.kanava = None
        self.asetu()

    def asetu(self) -> None:
        """Age at the middle of the year, and its band."""
        self.vuoden_ika = min((self.ikakk + 6) // 12, IKIA - 1)
        self.ikaluokka = self.model.ikaluokat[self.vuoden_ika]

    def saapuu(self) -> None:
        """A newborn or a mover finds a centre and lives with its own draws from now on."""
        m, arpa = self.model, self.random
        ika, s = self.ika, m.vakiot
        self.asetu()
        self.hauraus = m.z_alussa[self.sukupuoli][self.vuoden_ika][self.viidennes] + arpa.gauss()
        maara = m.krooniset[ika] * m.sairaus[self.viidennes] * exp(0.4 * (self.hauraus - m.z[ika]) - 0.08)
        self.krooniset = min(poisson(arpa.random(), min(maara, 4.0)), 12)
        self.tyokk = 18 if arpa.random() < s.tyo_pitkaosuus else 3
        self.u_tth = arpa.random()
        self.tyoterveys = int(self.tyo == TYOLLINEN and self.u_tth < m.tth[self.viidennes])
        lahin, toinen, osuus = m.kotikeskukset[self.alue]
        self.keskus = toinen if arpa.random() < osuus else lahin
        self.kuukausia = 12 + int(48 * arpa.random())
        self.usko_laatu, self.usko_odotus = 0.0, lahin.odotus
        self.hoitovelka, self.terveys, self.toimintakyky = s.hoitovaikutus_velkataso, 0.85, 1.0
        self.sokit = [arpa.gauss() for _ in self.sokit]
        self.laske_tuloluokka()
        self.tilassa = [False] * len(m.tilat)
        self.vuoden_tarve()
        for i, r in enumerate(m.tilat):
            w = min(r.vakio * r.profiili[ika] * r.kerroin[self.viidennes] * exp(r.g * self.hauraus), 0.9)
            self.tilassa[i] = arpa.random() < w and not self.tilassa[r.este] and ika < r.ylaika

    # January

    def uusi_vuosi(self) -> None:
        """Last year's accounts close; work, income class, frailty, disease and health move on."""
        m, p, arpa = self.model, self.model.vakiot, self.random.random
        self.kustannus_ed, self.kaytetty_ed, self.kaytetty = self.kustannus_v, self.kaytetty, 0
        for nimi in KERTYMAT:
            setattr(self, nimi, 0)
        vanha = self.ikaluokka
        self.asetu()
        self.tyollisty(self.ikaluokka != vanha)
        self.laske_tuloluokka()
        rho = p.kuolleisuus_rho
        self.hauraus = rho * self.hauraus + sqrt(1.0 - rho * rho) * self.random.gauss()
        vaara = m.ilmaantuvuus[self.ika] * m.sairaus[self.viidennes]
        vaara *= exp(0.4 * self.hauraus - 0.08 - p.tarve_ehkaisyteho * self.keskus.ehkaisy - p.kunta_hyte)
        if arpa() < vaara:
            self.krooniset = min(self.krooniset + 1, 12)
        self.voi()

    def tyollisty(self, uusi_luokka: bool) -> None:
        m, p, arpa = self.model, self.model.vakiot, self.random.random
        if self.ika < 15:
            self.tyo, self.tyokk, self.tyoterveys = LAPSI, 0, 0
            return
        pysyy = self.tyo == ELAKELAINEN or arpa() >= p.tyo_vaihtuvuus
        if self.tyo != LAPSI and not uusi_luokka and pysyy:
            self.tyokk = min(self.tyokk + 12, 600)
        else:
            u, uusi = arpa(), 0
            for raja in m.tyorajat[self.ikaluokka][self.viidennes]:
                uusi += u >= raja
            self.tyokk = min(self.tyokk + 12, 600) if uusi == self.tyo else 0
            self.tyo = uusi
        self.tyoterveys = int(self.tyo == TYOLLINEN and self.u_tth < m.tth[self.viidennes])

    def laske_tuloluokka(self) -> None:
        m = self.model
        luokka = m.vanhempien_luokka if self.ikaluokka < m.aikuisten_luokka else self.ikaluokka
        self.kvintiili = sum(self.sija >= raja for raja in m.tulorajat[self.sukupuoli][luokka])

    def voi(self) -> None:
        m = self.model
        vanhuus, heikko = max(self.ika - 30, 0), max(self.hauraus, 0.0)
        hoiva, kotihoito = self.tilassa[m.hoiva], self.tilassa[m.kotihoito]
        t = 0.93 - 0.0028 * vanhuus - 0.02 * self.krooniset - 0.03 * heikko - 0.1 * self.hoitovelka - 0.15 * hoiva
        f = 1.0 - 0.0002 * vanhuus * vanhuus - 0.06 * heikko - 0.25 * hoiva - 0.15 * kotihoito
        self.terveys += 0.5 * (min(max(t, 0.05), 1.0) - self.terveys)
        self.toimintakyky += 0.5 * (min(max(f, 0.05), 1.0) - self.toimintakyky)

    def vuoden_tarve(self) -> None:
        """Hazard of death, readiness to seek care, level of every line, entry into care, what stays untreated."""
        m, p, ika, z = self.model, self.model.vakiot, self.ika, self.hauraus
        viidennes, gauss = self.viidennes, self.random.gauss
        g = m.gradientti[viidennes]
        x = m.suora[self.sukupuoli][self.vuoden_ika] * g + m.haurausvaikutus[ika] * (z + p.kuolleisuus_d * g)
        self.kuolinvaara = m.kuolleisuus[self.sukupuoli][self.vuoden_ika] * exp(x)
        self.hakukerroin = self.hakuhalu()
        krooninen = exp(p.tarve_krooninen * (self.krooniset - m.krooniset[ika]))
        self.tarve_muu = self.puute_muu = 0.0
        for i, r in enumerate(m.tapahtumat):
            sokki = r.pysyva * self.sokit[i] + r.vuosi * gauss()
            taso = r.vakio * r.profiili[ika] * r.kerroin[viidennes] * exp(r.g * z + sokki) * krooninen
            taso = self.tasot[i] = min(taso, 3.3)
            self.tarve_muu += taso
            self.kunnallinen.tarve[i] += taso
            if i == m.primaari:
                self.taso_sote = taso
            else:
                self.puute_muu += taso * (1.0 - m.hoidettu)
        self.laske_erikoislaakarit()
        for i, r in enumerate(m.tilat):
            w = min(r.vakio * r.profiili[ika] * r.kerroin[viidennes] * exp(r.g * z), 0.9)
            if self.tilassa[r.este]:
                w = 0.0
            self.sisaan[i] = min(r.sisaan * w / (1.0 - w), 0.5) * m.hoidettu
            self.kunnallinen.hoidon_tarve[i] += w

    def hakuhalu(self) -> float:
        p = self.model.vakiot
        herkkyys = p.haku_maksuherkkyys_alin if self.kvintiili == 0 else p.haku_maksuherkkyys
        maksu = exp(herkkyys * p.haku_maksu) if self.ika >= 18 else 1.0
        if self.ika < 20 or self.ika >= 62 or self.tyo == TYOLLINEN:
            return maksu
        if self.tyo == TYOTON:
            return maksu * (p.haku_pitkatyoton if self.tyokk >= 12 else p.haku_tyoton)
        return maksu * p.haku_muu

    def laske_erikoislaakarit(self) -> None:
        m, p, q = self.model, self.model.vakiot, self.kvintiili - 2
        tarve = 12.0 * self.tasot[m.esh_avo]
        self.esh_julkinen_v = tarve * p.kanava_erikois * exp(p.kanava_erikois_tulo * q)
        self.esh_yksityinen_v = tarve * p.kanava_erikois_oma * exp(p.kanava_erikois_oma_tulo * q)

    # every month

    def vanhenee(self) -> None:
        """A month older; may die or move out."""
        m, p, arpa = self.model, self.model.vakiot, self.random.random
        self.ikakk += 1
        ika = self.ika = self.ikakk // 12
        self.kuukaudet_v += 1
        f = exp(
            p.hoitovaikutus_velka * (self.hoitovelka - p.hoitovaikutus_velkataso)
            + p.hoitovaikutus_krooninen * (self.krooniset - m.krooniset[ika])
            - p.hoitovaikutus_laatu * self.keskus.laatu
        )
        a = m.vaikutettava[ika]
        kuolee = 1.0 - exp(-self.kuolinvaara * (1.0 - a + a * f))
        self.kuolinodote += kuolee
        if arpa() < kuolee:
            m.kuolleet += 1
            self.remove()
        elif arpa() < m.lahto[self.kunta][self.vuoden_ika]:
            self.remove()

    def ela(self) -> None:
        """Consider the own centre, seek primary care, use other services."""
        if self.random.random() < self.model.huomiokatto:
            self.harkitse()
        self.kuormita()
        self.hakeudu()
        self.kayta_palveluja()

    def harkitse(self) -> None:
        m, p = self.model, self.model.vakiot
        if self.kuukausia < p.valinnanvapaus_vaihtovali_kk:
            return
        huomio = p.valinta_huomio * exp(0.01 * (self.usko_odotus - 26.0) - 0.3 * self.usko_laatu)
        huomio *= 0.5 if self.ika >= 80 else 1.0
        if self.random.random() * m.huomiokatto >= huomio:
            return
        paiva = p.valinta_paiva * (p.valinta_tth_odotus if self.tyoterveys else 1.0)
        kieli = p.valinta_kieli if self.kieli == 1 else 0.0
        oma, km = self.keskus, m.km[self.alue]
        ehdolla, painot = [oma], [
            exp(
                p.valinta_pysyy - p.valinta_km * km[oma.paikka] - paiva * self.usko_odotus
                + p.valinta_laatu * self.usko_laatu + kieli * oma.ruotsi
            )
        ]  # fmt: skip
        for k in m.ehdokkaat[self.alue]:
            if k is not oma:
                v = -p.valinta_km * km[k.paikka] - paiva * k.odotus + p.valinta_laatu * k.maine + kieli * k.ruotsi
                ehdolla.append(k)
                painot.append(exp(v))
        valittu = self.random.choices(ehdolla, painot)[0]
        if valittu is not oma:
            self.keskus, self.kuukausia = valittu, 0
            self.usko_laatu, self.usko_odotus = valittu.maine, valittu.odotus
            self.vaihdot_v += 1

    def osuudet(self) -> tuple[float, float, float]:
        """Shares of occupational health, own money and emergency among those who want primary care."""
        p, x = self.model.vakiot, self.keskus.odotusln
        u = p.kanava_oma + p.kanava_oma_tulo * (self.kvintiili - 2) + p.kanava_oma_odotus * x
        if self.ika < 12:
            u += p.kanava_oma_lapsi
        tth = p.kanava_tth if self.tyoterveys else 0.0
        return tth, 1.0 / (1.0 + exp(-u)), p.kanava_paivystys + p.kanava_paivystys_odotus * x

    def kuormita(self) -> None:
        """Expected contacts by channel load the queue; what is forgone adds to the care deficit."""
        p, keskus, taso = self.model.vakiot, self.keskus, self.taso_sote
        tth, oma, paivystys = self.jako = self.osuudet()
        loput = taso * (1.0 - tth)
        julkisiin = loput * (1.0 - oma - paivystys)
        haku = self.haku = keskus.haku * self.hakukerroin
        julkinen = julkisiin * haku
        puute = (julkisiin - julkinen) * p.puute_osuus + self.puute_muu
        self.hoitovelka += (puute / (taso + self.tarve_muu + 0.001) - self.hoitovelka) / 12.0
        self.tarve_v += taso
        self.julkinen_v += julkinen
        self.tth_v += taso * tth * p.kanava_tth_lisa
        self.yksityinen_v += loput * oma
        self.paivystys_v += loput * paivystys
        self.puute_v += puute
        keskus.summa_kuorma += julkinen + taso * p.haku_hoitajasuhde * haku
        keskus.summa_paino += self.kapitaatiopaino
        keskus.summa_lista += 1.0

    def hakeudu(self) -> None:
        """This person's own month: contacts, then one channel; nurse contacts."""
        m, p, arpa, taso = self.model, self.model.vakiot, self.random.random, self.taso_sote
        self.kanava = None
        n = poisson(arpa(), taso)
        if n:
            tth, oma, paivystys = self.jako
            u = arpa()
            if u < tth:
                self.kanava = TYOTERVEYS
            elif u < tth + (1.0 - tth) * oma:
                self.kanava = YKSITYINEN
            elif u < tth + (1.0 - tth) * (oma + paivystys):
                self.kanava = PAIVYSTYS
            elif arpa() >= self.haku:
                self.kanava = LUOPUI
            else:
                self.kanava = JULKINEN
                self.maksa(n, m.tapahtumat[m.primaari])
        n = poisson(arpa(), taso * p.haku_hoitajasuhde)
        if n and arpa() < self.haku:
            r = m.tapahtumat[m.primaari]
            self.kustannus_v += n * r.hinta * self.kunnallinen.hintataso
            self.kaytetty |= r.bitti

    def maksa(self, n: int, r: SimpleNamespace) -> None:
        """Cost of n events of a line, lognormal."""
        s2 = log(1.0 + r.cv2 / n)
        hinta = exp(self.random.gauss(-0.5 * s2, sqrt(s2)))
        self.kustannus_v += n * r.hinta * self.kunnallinen.hintataso * hinta
        self.kaytetty |= r.bitti

    def kayta_palveluja(self) -> None:
        """Other lines and long-term care."""
        m, arpa = self.model, self.random.random
        for i, r in enumerate(m.tapahtumat):
            if i == m.primaari:
                continue
            n = poisson(arpa(), self.tasot[i])
            if n and arpa() < m.hoidettu:
                self.maksa(n, r)
        for i, r in enumerate(m.tilat):
            sisalla = self.tilassa[i]
            if not sisalla and arpa() < 1.0 - self.sisaan[i]:
                continue
            self.tilassa[i] = not self.tilassa[r.este] and self.ika < r.ylaika and not (sisalla and arpa() < r.poistuma)
            if self.tilassa[i]:
                self.kustannus_v += r.hinta * self.kunnallinen.hintataso
                self.kaytetty |= r.bitti

    def oppii(self) -> None:
        """Belief after a visit; then it joins the talk of the area and the centre's repute."""
        keskus = self.keskus
        if self.kanava == JULKINEN:
            p, q, usko = self.model.vakiot, keskus.laatu, self.usko_laatu
            ero = q + p.oppi_kokemushajonta * self.random.gauss() - usko
            askel = p.oppi_oma * p.oppi_tappio if ero < 0.0 else p.oppi_oma
            vertailu = p.oppi_vertailu * p.valinnanvapaus_vertailutieto * (q - usko)
            self.usko_laatu = usko + askel * ero + p.oppi_alue * (self.yhteiso.usko - usko) + vertailu
            self.usko_odotus += 0.5 * (keskus.odotus - self.usko_odotus)
        self.kuukausia += 1
        keskus.uskosumma += self.usko_laatu
        self.yhteiso.uskosumma += self.usko_laatu
        self.yhteiso.vaki += 1


class Mesakaksonen(mesa.Model):
    """Residents and centres of a region in nykytila; one step is a month."""

    maakunta, allianssi = False, None

    def __init__(self, malli: SoteMalli, rng: int | None = None) -> None:
        """Takes over the start of `malli`, which must not have lived a month; luck is its own, from `rng`."""
        super().__init__(rng=rng)
        self.alku, self.kk, self.paino, self.p, self.maailma = malli, 0, malli.paino, malli.p, malli.maailma
        self.kuolleet, self.ruotsimuisti = 0, {}
        self._vakiot()
        self._rivit()
        self._organisaatiot()
        self._sarakkeet()
        for rivi in range(malli.asukkaita_rivilla):
            Asukas(self, rivi)
        self.seuraava_rivi = malli.asukkaita_rivilla

    @property
    def asukkaat(self) -> mesa.agentset.AbstractAgentSet:
        """Residents who live here now."""
        return self.agents_by_type[Asukas]

    # tables as plain lists

    def _vakiot(self) -> None:
        b, w = self.alku.sidonta.b, self.alku.maailma
        self.vakiot = SimpleNamespace(**b.parameters)
        ika, viidennes = b.units["ika"].attributes, b.units["viidennes"].attributes
        self.ilmaantuvuus, self.krooniset, self.z = (ika[k].tolist() for k in ("ilmaantuvuus", "krooniset", "z"))
        self.haurausvaikutus, self.vaikutettava = ika["hauraus"].tolist(), ika["vaikutettava"].tolist()
        self.sairaus, self.gradientti, self.tth = (viidennes[k].tolist() for k in ("sairaus", "gradientti", "tth"))
        self.z_alussa = b.units["ikasukuviides"].attributes["z"].reshape(2, IKIA, 5).tolist()
        self.suora = b.units["ikasuku"].attributes["suora"].reshape(2, IKIA).tolist()
        rajat = w.vaesto.ikarajat.tolist()
        self.ikaluokat = [sum(r <= ika for r in rajat) - 1 for ika in range(IKIA)]
        self.aikuisten_luokka, self.vanhempien_luokka = self.ikaluokat[18], self.ikaluokat[35]
        self.tulorajat = w.vaesto.kvintiilirajat[:, :, 1:5].tolist()
        self.tyorajat = w.vaesto.tyoosuudet.cumsum(2)[:, :, :5].tolist()
        self.hoidettu = 1.0 - self.vakiot.puute_muu

    def _rivit(self) -> None:
        """Lines of service: what is specific to each."""
        b = self.alku.sidonta.b
        self.tapahtumat = [r for r in self.alku.paketit.rivit if not r.on_tila]
        self.tilat = list(self.alku.paketit.tilat)
        tilakoodit = [r.koodi for r in self.tilat]
        self.hoiva, self.kotihoito = tilakoodit.index("hoiva"), tilakoodit.index("kotihoito")

        def tee(r: object) -> SimpleNamespace:
            k = r.koodi
            luvut = {n: b.parameters[f"{n}_{k}"] for n in ("vakio", "g", "pysyva", "vuosi", "cv2", "bitti", "sisaan")}
            luvut |= {n: b.parameters[f"{n}_{k}"] for n in ("poistuma", "ylaika")}
            luvut["profiili"] = b.units["ika"].attributes[f"profiili_{k}"].tolist()
            luvut["kerroin"] = b.units["viidennes"].attributes[f"kerroin_{k}"].tolist()
            este = tilakoodit.index("hoiva" if k != "hoiva" else "sijoitus")
            return SimpleNamespace(koodi=k, este=este, on_tila=r.on_tila, hinta=0.0, **luvut)

        self.tapahtumat, self.tilat = [tee(r) for r in self.tapahtumat], [tee(r) for r in self.tilat]
        koodit = [r.koodi for r in self.tapahtumat]
        self.primaari, self.esh_avo = koodit.index(PRIMAARI), koodit.index("esh_avo")

    def _organisaatiot(self) -> None:
        malli, n = self.alku, len(self.tapahtumat)
        self.kunnat = [
            SimpleNamespace(hintataso=k.hintataso, tarve=[0.0] * n, hoidon_tarve=[0.0] * len(self.tilat))
            for k in malli.kunnat
        ]
        self.yhteisot = [
            [SimpleNamespace(usko=0.0, uskosumma=0.0, vaki=0) for _ in range(3)] for _ in malli.maailma.alueet.nimi
        ]
        self.yksikkotaulut: dict = {}
        self.keskukset = []
        for vanha in malli.keskuspaikat:
            k = Keskus(self, vanha.paikka, vanha.nimi, vanha.omistaja, vanha.alue, vanha.altruismi)
            k.jono, k.tilat, k.tavoiteodotus = SimpleNamespace(), vanha.tilat, vanha.tavoiteodotus
            for nimi in ("ehdot", "kapasiteetti", "jonossa", "odotus", "tuttu", "hoidettu", "lisatyo"):
                setattr(k.jono, nimi, getattr(vanha.jono, nimi))
            k.lista, k.uskosumma, k.maine = vanha.lista, 0.0, 0.0
            k.julkaise()
            self.keskukset.append(k)
        self.km = malli.matkat.km.tolist()
        self.ehdokkaat = [[self.keskukset[j] for j in lista if j >= 0] for lista in malli.matkat.lahimmat.tolist()]
        alue = malli.sidonta.b.units["alue"].attributes
        self.kotikeskukset = [
            (self.keskukset[a], self.keskukset[b], osuus)
            for a, b, osuus in zip(*(alue[k].tolist() for k in ("keskus", "toinenkeskus", "toinenosuus")), strict=True)
        ]

    def _sarakkeet(self) -> None:
        """First state of everybody, also of those who come later, and their permanent shocks."""
        asukkaat = self.alku.asukkaat
        self.sarakkeet = {nimi: sarake.tolist() for nimi, sarake in asukkaat.columns.items()}

        def pysyva(virta: str) -> np.ndarray:
            return self.alku.sidonta.b.draws(virta).clip(1e-7, 1.0 - 1e-7)

        self.sarakkeet["u_tth"] = pysyva("u0_tth").tolist()
        for r in self.tapahtumat:
            self.sarakkeet[f"sokki_{r.koodi}"] = ndtri(pysyva(f"v0_sokki_{r.koodi}")).tolist()

    # the month

    def step(self) -> None:
        """Live one month."""
        if self.kk % 12 == 0:
            if self.kk:
                self.asukkaat.do("uusi_vuosi")
            self._vuoden_taulut()
        self.asukkaat.do("vanhenee")
        self._tulijat()
        if self.kk and self.kk % 12 == 0:
            self.asukkaat.do("vuoden_tarve")
        self._valinnan_tiedot()
        centres = self.agents_by_type[Keskus]
        centres.do("nollaa")
        self.asukkaat.do("ela")
        centres.do("hoitaa")
        if self.kk % 3 == 0:
            self._panostus()
        self.asukkaat.do("oppii")
        self._puheet()
        centres.do("julkaise")
        self.kk += 1

    def _vuoden_taulut(self) -> None:
        """Death rates, moving out and prices of the year."""
        w, v = self.maailma, self.kk // 12
        taso, lahto = w.kuolleisuus.taso, w.muutto.lahto
        self.kuolleisuus = (taso[:, :, min(v, taso.shape[2] - 1)] / 12.0).tolist()
        self.lahto = (1.0 - (1.0 - lahto[min(v, len(lahto) - 1)]) ** (1.0 / 12.0)).tolist()
        kasvu = (1.0 + float(self.p["tarve.kasvu"])) ** v
        self.hinnat = {k: h * kasvu for k, h in self.alku.hinnat_perusvuosi.items()}
        for r in (*self.tapahtumat, *self.tilat):
            r.hinta = self.hinnat[r.koodi] / (12.0 if r.on_tila else 1.0)

    def _tulijat(self) -> None:
        """Births and movers in."""
        tulokk = self.maailma.vaesto.tulokk
        while self.seuraava_rivi < len(tulokk) and tulokk[self.seuraava_rivi] <= self.kk:
            Asukas(self, self.seuraava_rivi).saapuu()
            self.seuraava_rivi += 1

    def _valinnan_tiedot(self) -> None:
        """Repute of centres, and how likely anybody is to think of another one."""
        p = self.vakiot
        vertailu = p.oppi_vertailu * p.valinnanvapaus_vertailutieto
        for k in self.keskukset:
            maine = k.uskosumma * self.paino / (k.lista + p.oppi_maineen_vaki)
            k.maine = maine + vertailu * (k.laatu - maine)
        self.huomiokatto = 4.0 * p.valinta_huomio

    def _panostus(self) -> None:
        """Effort of centres, once a quarter; nobody can be attracted yet."""
        alueen = [0.0] * len(self.kunnat)
        for k in self.keskukset:
            alueen[k.kunta] += k.lista
        osuudet = np.array([min(k.lista / max(alueen[k.kunta], 1.0), 1.0) for k in self.keskukset])
        ponnistavat(self.keskukset, False, osuudet, np.zeros(len(self.keskukset)))
        self.agents_by_type[Keskus].do("julkaise")

    def _puheet(self) -> None:
        """What each area and language thinks of its centres."""
        for alue in self.yhteisot:
            for y in alue:
                y.usko = y.uskosumma / max(y.vaki, 1)
                y.uskosumma, y.vaki = 0.0, 0
