"""Money in the year and in the month: who decides how much (January), who pays whom (every month).

January: state funding -> orderer's estimate and frame -> contract -> liikelaitos's split -> share of need treated
(R14, R15, R17). In
nykytila municipalities pay what need costs. Every month the plan is paid out through the money matrix; centres are
paid by expectation,
a resident's own cost is the draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agentit import alustus, kapitaatio, valtio
from agentit.palvelupaketit import PRIMAARI
from agentit.raha import Raha, Tili, to_cents
from agentit.rahoitusmalli import raportti
from agentit.rakenne import HUSIN_PAKETIT
from agentit.sopimus import saantosopimus

if TYPE_CHECKING:
    from agentit.malli import SoteMalli
    from agentit.sotekeskus import Sotekeskus

JARJESTAJARYHMAT = ("kunnat", "jarjestaja", "liikelaitos")  # who pays producers with public money
MUUT_PAKETIT = ("tyoterveys", "yksityislaakari", "rahoitus")
OSTOPAKETIT = ("ikaantyneet", "vammais", "lapset")


def avaa_kirjat(malli: SoteMalli) -> None:
    """Accounts of the money matrix; sources of money and the end of it stand for the economy outside."""
    lahteet = [
        ("valtio", "valtio"),
        ("veronmaksajat", "veronmaksajat"),
        ("asukkaat", "asukkaat"),
        ("tyonantajat", "tyonantajat"),
    ]
    lahteet += [("kela", "kela"), ("rahoittajat", "rahoittajat"), ("kansantalous", "kansantalous")]
    muut = [
        ("jarjestaja", "jarjestaja"),
        ("liikelaitos", "liikelaitos"),
        ("hus", "hus"),
        ("ostopalvelut", "ostopalvelut"),
    ]
    muut += [("tyoterveys", "tyoterveys"), ("yksityislaakarit", "yksityislaakarit")]
    tilit = [Tili(n, r, saa_ylittaa=True) for n, r in lahteet] + [Tili(n, r) for n, r in muut]
    tilit += [Tili(f"kunta_{k.koodi}", "kunnat") for k in malli.kunnat]
    malli.raha = Raha(tilit, (*malli.paketit.paketit, *MUUT_PAKETIT))
    for k in malli.keskuspaikat:
        avaa_tili(malli, k)


def avaa_tili(malli: SoteMalli, keskus: Sotekeskus) -> None:
    """Account of a centre, old or new."""
    malli.raha.register(Tili(keskus.tili, f"{'yksityiset' if keskus.yksityinen else 'julkiset'} keskukset"))


# January ---------------------------------------------------------------------------------------------------------


def tammikuu(malli: SoteMalli) -> None:
    """Money of the year: prices, need in euros, funding, contract, split, and what it treats."""
    hinnat(malli)
    tarve = tarve_euroina(malli)
    malli.liikelaitos.tarve = tarve.sum(0)
    vaki = malli.vaki()
    nyt = (vaki, float(tarve.sum()) / vaki / malli.perushinnat[PRIMAARI])  # need per resident at fixed prices
    malli.tarve_asukasta_kohti = (malli.tarve_asukasta_kohti[-1] if malli.tarve_asukasta_kohti else nyt, nyt)
    if malli.maakunta:
        _maakunta(malli)
    else:
        malli.liikelaitos.purkaa()
        malli.liikelaitos.jako = malli.liikelaitos.tarve.copy()
        malli.jarjestaja.viime_tarve = malli.liikelaitos.tarve.copy()
        for kunta in malli.kunnat:
            kunta.jarjestaa_itse()
            kunta.edistaa_terveytta(0.0)
    malli.hintakertoimet = {r.koodi: 1.0 for r in malli.paketit.rivit}
    if malli.maakunta:
        osuudet, malli.hintakertoimet = malli.liikelaitos.hoidettu()
        for kunta in malli.kunnat:
            kunta.hoidettu = osuudet
    malli.kunnat_nakyviin()
    malli.sidonta.hinnat({k: h * malli.hintakertoimet[k] for k, h in malli.hinnat.items()})
    alustus.hoitamattomat(malli, 0, malli.asukkaita_rivilla)
    jako = malli.liikelaitos.jako[None, :] * tarve / np.maximum(tarve.sum(0), 1e-9)
    malli.menot_kunnittain = jako  # (M, K) EUR a year to be paid
    malli.muut_kanavat = _muut_kanavat(malli)


def hinnat(malli: SoteMalli) -> None:
    """Unit costs of the year: real growth, upward pay harmonisation after the merger, efficiency gains."""
    p, v = malli.p, malli.vuosi_indeksi
    taso = (1.0 + float(p["tarve.kasvu"])) ** v
    if malli.maakunta and malli.kk_maakunnasta is not None and malli.kk_maakunnasta < 12:
        malli.liikelaitos.palkkataso = 1.0 + float(p["liikelaitos.palkkojen_yhtenaistys"])
    malli.perushinnat = {k: h * taso * malli.liikelaitos.palkkataso for k, h in malli.hinnat_perusvuosi.items()}
    malli.hinnat = {k: h * (1.0 - malli.liikelaitos.tehokkuus) for k, h in malli.perushinnat.items()}


def tarve_euroina(malli: SoteMalli) -> np.ndarray:
    """Need at the standard of care, EUR a year, by municipality and package (M, K); primary care by centres'
    reference demand."""
    sums, u = malli.sidonta.b.units["kunta"].sums, float(malli.p["puute.muu"])
    tasot = np.array([k.hintataso for k in malli.kunnat])
    paketit = malli.paketit.paketit
    out = np.zeros((len(malli.kunnat), len(paketit)))
    malli.rivitarve = {}
    for r in malli.paketit.rivit:
        if r.koodi == PRIMAARI:
            continue
        per_vuosi = sums[f"tarve_{r.koodi}"] * malli.paino * (1.0 if r.on_tila else 12.0 * (1.0 - u))
        euroa = per_vuosi * malli.perushinnat[r.koodi] * tasot
        out[:, paketit.index(r.paketti)] += euroa
        malli.rivitarve[r.koodi] = float(euroa.sum())
    for k in malli.keskukset:
        kysynta = k.tarvittava_kapasiteetti() if not k.yksityinen else k.kuorma
        out[k.kunta, paketit.index(PRIMAARI)] += 12.0 * kysynta * malli.perushinnat[PRIMAARI]
    malli.rivitarve[PRIMAARI] = float(out[:, paketit.index(PRIMAARI)].sum())
    return out


def _maakunta(malli: SoteMalli) -> None:
    """County year: funding (R17), estimate and frame (R15), contract, split (R14)."""
    j, lk, p = malli.jarjestaja, malli.liikelaitos, malli.p
    paketit = np.array(malli.paketit.paketit)
    tarve = lk.tarve
    j.rahoitus = _valtion_rahoitus(malli)
    maksut = float(p["kunta.asiakasmaksut"]) * float(tarve.sum())
    raha = lk.varautuu(j.rahoitus + maksut, float(tarve.sum()))
    hinnat(malli)
    mukana, viime = np.ones(len(paketit), bool), j.viime_tarve
    j.arvioi(tarve, raportti(tarve, lk.painot(mukana), lk.strategia(), float(p["ohjaus.liioittelu"])))
    if malli.suora_valinta:
        # The orderer pays centres itself, by a tariff that follows last year's share of need, which contacts show.
        mukana &= paketit != PRIMAARI
        sote = int(np.flatnonzero(~mukana)[0])
        tariffitaso = float(p["kapitaatio.tariffi"]) / malli.paketit[PRIMAARI].eur_asukas
        lk.jako[sote] = raha * viime[sote] / viime.sum() * tariffitaso
        lk.kattavuus[sote] = lk.jako[sote] / (tarve[sote] * (1.0 - lk.tehokkuus))
        raha -= lk.jako[sote]
    j.kehystaa(raha, mukana)
    j.sopimus = saantosopimus(malli.vuosi, raha, j.kehys[mukana], list(paketit[mukana]), p)
    # The rule's contract quotes the orderer's frame, so the frame itself is executed, to the last bit (null of R14).
    lk.jakaa(j.sopimus.raha, j.kehys, mukana)
    lk.kirjaa_ehkaisy(malli.rivitarve)
    for kunta in malli.kunnat:
        kunta.yhdentyy()
        kunta.edistaa_terveytta(lk.ehkaisyhistoria[0])


def _valtion_rahoitus(malli: SoteMalli) -> float:
    """State funding of the year (R17): the first county year starts from what the municipalities spent, net of fees."""
    ehdot, p = valtio.Rahoitusehdot.parametreista(malli.p), malli.p
    vaki, tarpeisuus = malli.vaki(), malli.tarve_asukasta_kohti
    h = malli.rahoitushistoria
    if not h:  # the base is the municipalities' last year: its spending, its residents, their need
        h.update(perus=malli.viime_menot * (1.0 - float(p["kunta.asiakasmaksut"])), polku=1.0, alku=malli.kk - 12)
        h.update(vaki=tarpeisuus[0][0], tarve=tarpeisuus[0][1], laskettu={}, toteuma={})
    h["polku"] *= 1.0 + ehdot.kasvu
    vuosia = (malli.kk - h["alku"]) / 12.0
    kerroin = valtio.rahoituskerroin(ehdot, vuosia, vaki / h["vaki"], tarpeisuus[1][1] / h["tarve"])
    laskettu = valtio.laskennallinen(h["perus"], h["polku"], kerroin)
    h["laskettu"][malli.vuosi] = laskettu
    ennen = malli.vuosi - int(ehdot.tarkistusviive)
    korjaus = 0.0
    if ennen in h["laskettu"] and ennen in h["toteuma"]:
        korjaus = valtio.tarkistus(h["toteuma"][ennen], h["laskettu"][ennen], ehdot.tarkistusosuus)
    return laskettu + korjaus


def _muut_kanavat(malli: SoteMalli) -> dict[str, float]:
    """Money of occupational health and private doctors, EUR a year, from the residents' levels of the year."""
    c, p, n = malli.sidonta.b.columns, malli.p, malli.asukkaita_rivilla
    elossa = c["elossa"][:n] == 1
    katetut = float(np.count_nonzero(c["tyoterveys"][:n][elossa])) * malli.paino
    kk = max(malli.kk % 12, 1)
    yksityiset = (
        malli.viime_yksityiskaynnit if malli.kk else float(c["yksityinen_v"][:n].sum()) * 12.0 / kk * malli.paino
    )
    yksityiset += float(c["esh_yksityinen_v"][:n][elossa].sum()) * malli.paino
    return {
        "tth": katetut * float(p["kanava.tth_kustannus"]),
        "tth_korvaus": katetut * float(p["kanava.tth_korvaus"]),
        "yksityinen": yksityiset * float(p["kanava.yksityishinta"]),
        "yksityinen_korvaus": yksityiset * float(p["kanava.yksityiskorvaus"]),
    }


# every month -------------------------------------------------------------------------------------------------------


def kuukausi(malli: SoteMalli) -> None:
    """Pay the month: sources -> organisers -> producers -> wages and purchases; staff follows money."""
    tulot = _keskusten_tulot(malli)
    hinta = malli.hinnat[PRIMAARI]
    for k, tulo in zip(malli.keskukset, tulot.tolist(), strict=True):
        k.mitoittaa(tulo, hinta)
    if malli.maakunta:
        _maksa_maakunta(malli, tulot)
    else:
        _maksa_kunnat(malli, tulot)
    _maksa_tuotannosta(malli)
    malli.raha.close_month()


def _keskusten_tulot(malli: SoteMalli) -> np.ndarray:
    """Income of open centres this month, EUR: capitation under choice (R9), else a budget by its list's need and the
    year's coverage."""
    keskukset, p = malli.keskukset, malli.p
    i = malli.paketit.paketit.index(PRIMAARI)
    if not malli.suora_valinta:
        c = float(malli.liikelaitos.kattavuus[i])
        hinta = malli.hinnat[PRIMAARI]
        return np.array([c * hinta * k.tarvittava_kapasiteetti() + k.lisatyokulu(hinta) for k in keskukset])
    lista, paino = np.array([k.lista for k in keskukset]), np.array([k.paino for k in keskukset])
    kuorma = np.array([k.kuorma for k in keskukset])
    osat = malli.korvausosat
    tariffi = float(malli.liikelaitos.jako[i]) / max(paino.sum(), 1.0)
    malli.tariffi = tariffi
    kayntihinta = kapitaatio.suoritehinta(osat, tariffi, float(lista.sum()), 12.0 * float(kuorma.sum()))
    seuraamus = float(p["kapitaatio.seuraamus"]) * _rajan_yli(malli)
    return kapitaatio.tuotto(osat, tariffi, paino, lista, kuorma, kayntihinta, seuraamus=seuraamus).yhteensa


class _Erat:
    """Transfers of one moment, gathered and posted together; accounts and packages by name or index."""

    def __init__(self, raha: Raha) -> None:
        self.raha = raha
        self.osat: list[tuple[np.ndarray, ...]] = []

    def lisaa(self, maksaja: object, saaja: object, paketti: str, sentit: object) -> None:
        """One transfer or many; payers and receivers are broadcast against the cents."""
        c = np.atleast_1d(np.asarray(sentit, np.int64))
        a, b, k = self.raha.account(maksaja), self.raha.account(saaja), self.raha.package(paketti)  # type: ignore[arg-type]
        self.osat.append(tuple(x if x.ndim else np.full(len(c), x) for x in (a, b, k, c)))

    def maksa(self) -> None:
        """Post them; what is received can be spent from the next posting on."""
        a, b, k, c = (np.concatenate(x) for x in zip(*self.osat, strict=True))
        self.raha.transfer_many(a, b, k, c)
        self.osat = []


def _rajan_yli(malli: SoteMalli) -> np.ndarray:
    """1 for open centres whose mean wait was over the legal maximum last month, else 0: what a sanction is for."""
    raja = malli.jonoehdot.enimmaisodotus
    return np.array([float(k.jono.odotus > raja) for k in malli.keskukset])


def _maksa_kunnat(malli: SoteMalli, tulot: np.ndarray) -> None:
    """Nykytila: state grant, taxes and fees to municipalities; they pay the hospital district, purchases, centres and
    own work."""
    r, p, paketit = malli.raha, malli.p, malli.paketit.paketit
    kunnat = r.account([f"kunta_{k.koodi}" for k in malli.kunnat])
    menot = to_cents(malli.menot_kunnittain / 12.0)
    sote = paketit.index(PRIMAARI)
    keskusmeno = to_cents(tulot)
    keskuksen_kunta = np.array([k.kunta for k in malli.keskukset])
    menot[:, sote] = np.bincount(keskuksen_kunta, keskusmeno, minlength=len(kunnat)).astype(np.int64)
    yhteensa = menot.sum(1)
    maksut = (yhteensa * float(p["kunta.asiakasmaksut"])).astype(np.int64)
    valtiolta = (yhteensa * float(p["kunta.valtionosuus"])).astype(np.int64)
    erat = _Erat(r)
    erat.lisaa("asukkaat", kunnat, "rahoitus", maksut)
    erat.lisaa("valtio", kunnat, "rahoitus", valtiolta)
    erat.lisaa("veronmaksajat", kunnat, "rahoitus", yhteensa - maksut - valtiolta)
    erat.maksa()
    edelleen = _Erat(r)
    erat.lisaa(kunnat[keskuksen_kunta], r.account([k.tili for k in malli.keskukset]), PRIMAARI, keskusmeno)
    for i, paketti in enumerate(paketit):
        if i == sote:
            continue
        osuus = 1.0 if paketti in HUSIN_PAKETIT else _ostojen_osuus(malli, paketti)
        tuottaja = "hus" if paketti in HUSIN_PAKETIT else "ostopalvelut"
        muilta = menot[:, i] if osuus == 1.0 else (menot[:, i] * osuus).astype(np.int64)
        erat.lisaa(kunnat, tuottaja, paketti, muilta)
        erat.lisaa(kunnat, "kansantalous", paketti, menot[:, i] - muilta)
        edelleen.lisaa(tuottaja, "kansantalous", paketti, muilta.sum())
    erat.maksa()
    edelleen.maksa()
    malli.kuukausimenot = float(yhteensa.sum()) / 100.0


def _maksa_maakunta(malli: SoteMalli, tulot: np.ndarray) -> None:
    """County: state -> orderer -> liikelaitos (and, under choice, centres by capitation); an overspend is borrowed."""
    r, p, paketit = malli.raha, malli.p, malli.paketit.paketit
    jako = to_cents(malli.liikelaitos.jako / 12.0)
    sote = paketit.index(PRIMAARI)
    keskusmeno = to_cents(tulot)
    jako[sote] = int(keskusmeno.sum())
    maksut = int(jako.sum() * float(p["kunta.asiakasmaksut"]))
    tarve = int(jako.sum()) - maksut
    valtiolta = min(round(malli.jarjestaja.rahoitus * 100 / 12), tarve)
    tulo, ketju, tuotanto, ostot = _Erat(r), _Erat(r), _Erat(r), _Erat(r)
    tulo.lisaa("valtio", "jarjestaja", "rahoitus", valtiolta)
    tulo.lisaa("rahoittajat", "jarjestaja", "rahoitus", tarve - valtiolta)
    tulo.lisaa("asukkaat", "jarjestaja", "rahoitus", maksut)
    tilit = r.account([k.tili for k in malli.keskukset])
    if malli.suora_valinta:
        ketju.lisaa("jarjestaja", tilit, PRIMAARI, keskusmeno)
    else:
        ketju.lisaa("jarjestaja", "liikelaitos", PRIMAARI, keskusmeno.sum())
        tuotanto.lisaa("liikelaitos", tilit, PRIMAARI, keskusmeno)
    for i, paketti in enumerate(paketit):
        if i == sote:
            continue
        ostettu = int(jako[i] * _ostojen_osuus(malli, paketti))
        ketju.lisaa("jarjestaja", "liikelaitos", paketti, jako[i])
        tuotanto.lisaa("liikelaitos", "ostopalvelut", paketti, ostettu)
        tuotanto.lisaa("liikelaitos", "kansantalous", paketti, int(jako[i]) - ostettu)
        ostot.lisaa("ostopalvelut", "kansantalous", paketti, ostettu)
    for erat in (tulo, ketju, tuotanto, ostot):
        erat.maksa()
    malli.kuukausimenot = float(jako.sum()) / 100.0


def _ostojen_osuus(malli: SoteMalli, paketti: str) -> float:
    """Purchases' share of a package: all purchases fall on social and elder care, disability and children."""
    if paketti not in OSTOPAKETIT:
        return 0.0
    jako, paketit = malli.liikelaitos.jako, malli.paketit.paketit
    ostettavat = sum(float(jako[paketit.index(k)]) for k in OSTOPAKETIT)
    return min(float(malli.p["kunta.ostot"]) * float(jako.sum()) / ostettavat, 0.95)


def _maksa_tuotannosta(malli: SoteMalli) -> None:
    """Centres pay what they cost (owners cover a loss and take a surplus); occupational health, private doctors,
    Kela's refunds."""
    r, keskukset = malli.raha, malli.keskukset
    tilit = r.account([k.tili for k in keskukset])
    menot = to_cents([k.meno for k in keskukset])
    saldot = r.balances[tilit]
    m = {k: int(v * 100 / 12) for k, v in malli.muut_kanavat.items()}
    erat = _Erat(r)
    erat.lisaa("rahoittajat", tilit, "rahoitus", np.maximum(menot - saldot, 0))
    erat.lisaa("tyonantajat", "tyoterveys", "tyoterveys", m["tth"])
    erat.lisaa("kela", "tyonantajat", "tyoterveys", m["tth_korvaus"])
    erat.lisaa("asukkaat", "yksityislaakarit", "yksityislaakari", m["yksityinen"])
    erat.lisaa("kela", "asukkaat", "yksityislaakari", m["yksityinen_korvaus"])
    erat.maksa()
    erat.lisaa(tilit, "kansantalous", PRIMAARI, menot)
    erat.lisaa(tilit, "rahoittajat", "rahoitus", np.maximum(saldot - menot, 0))
    erat.lisaa("tyoterveys", "kansantalous", "tyoterveys", m["tth"])
    erat.lisaa("yksityislaakarit", "kansantalous", "yksityislaakari", m["yksityinen"])
    erat.maksa()
