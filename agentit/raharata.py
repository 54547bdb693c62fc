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

from agentit import (
    alustus,
    arviosattuma,
    erikoisosa,
    hyte,
    kapitaatio,
    rakenne,
    suuraha,
    valintakokeilu,
    valintaohjaus,
    valtio,
)
from agentit.erikoisosa import ERIKOISPAKETTI
from agentit.henkilosto import palkkakertoimet
from agentit.ohjaus import OHJAUSPAKETTI
from agentit.palvelupaketit import PRIMAARI
from agentit.raha import Raha, Tili, to_cents
from agentit.rakenne import HUSIN_PAKETIT
from agentit.sopimus import saantosopimus
from agentit.sotekeskus import lisatyokulut, mitoittavat, tarvittavat_kapasiteetit
from agentit.suunvalinta import SUU
from agentit.valintaraha import MUU_VAESTO

if TYPE_CHECKING:
    from agentit.liikelaitos import Liikelaitos
    from agentit.malli import SoteMalli
    from agentit.sopimus import Kumppanuussopimus
    from agentit.sotekeskus import Sotekeskus
    from agentit.valintaraha import Maksut

JARJESTAJARYHMAT = ("kunnat", "jarjestaja", "liikelaitos")  # who pays producers with public money
MUUT_PAKETIT = ("tyoterveys", "yksityislaakari", "rahoitus", OHJAUSPAKETTI, hyte.HYTEPAKETTI, MUU_VAESTO)
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
    muut += [("setelituottajat", "asiakasseteli"), ("budjettituottajat", "henkilokohtainen budjetti")]
    muut += [("avustajat", "henkilokohtainen budjetti")]
    lahteet += [("muut_maakunnat", "muut maakunnat")]
    tilit = [Tili(n, r, saa_ylittaa=True) for n, r in lahteet] + [Tili(n, r) for n, r in muut]
    tilit += [Tili(f"kunta_{k.koodi}", "kunnat") for k in malli.kunnat]
    malli.raha = Raha(tilit, (*malli.paketit.paketit, *MUUT_PAKETIT))
    for k in malli.keskuspaikat:
        avaa_tili(malli, k)


def avaa_tuottajien_tilit(malli: SoteMalli) -> None:
    """Accounts of production areas that have none yet."""
    tunnetut = {tili.nimi for tili in malli.raha.tilit}
    for lk in malli.liikelaitokset:
        if lk.tili not in tunnetut:
            malli.raha.register(Tili(lk.tili, "liikelaitos"))


def avaa_tili(malli: SoteMalli, keskus: Sotekeskus) -> None:
    """Account of a centre, old or new."""
    malli.raha.register(Tili(keskus.tili, f"{'yksityiset' if keskus.yksityinen else 'julkiset'} keskukset"))


# January ---------------------------------------------------------------------------------------------------------


def tammikuu(malli: SoteMalli) -> None:
    """Money of the year: prices, need in euros, funding, contract, split, and what it treats."""
    for lk in malli.liikelaitokset:
        lk.palkat_nousevat()
    rakenne.yhtenaistyvat(malli)
    hyte.tammikuu(malli)
    if malli.maakunta and len(malli.liikelaitokset) > 1:
        malli.liikelaitos.koostaa(malli.liikelaitokset)
    hinnat(malli)
    taso = malli.liikelaitos.kustannustaso
    malli.palkkasuhde = _suhde(malli, [lk.kustannustaso for lk in malli.liikelaitokset], taso)
    malli.valintaraha.tammikuu()
    tarve = tarve_euroina(malli)
    malli.tarve_kunnittain = tarve
    for lk in (malli.liikelaitos, *malli.liikelaitokset):
        lk.tarve = (tarve * lk.solut).sum(0)
    vaki = malli.vaki()
    kaikki = float(tarve.sum()) + malli.kerrokset.keventamaton(malli.rivitarve[PRIMAARI])
    kaikki += malli.valintaraha.ennallaan() + malli.linjat.ennallaan(malli.rivitarve)
    nyt = (vaki, kaikki / vaki / malli.perushinnat[PRIMAARI])  # need per resident at fixed prices
    malli.tarve_asukasta_kohti = (malli.tarve_asukasta_kohti[-1] if malli.tarve_asukasta_kohti else nyt, nyt)
    if malli.maakunta:
        _maakunta(malli, tarve)
    else:
        for lk in (malli.liikelaitos, *malli.liikelaitokset):
            lk.purkaa()
            lk.jako = lk.tarve.copy()
        malli.jarjestaja.viime_tarve = malli.liikelaitos.tarve.copy()
        malli.jarjestaja.viime_kunnittain = tarve.copy()
        for kunta in malli.kunnat:
            kunta.jarjestaa_itse()
            kunta.edistaa_terveytta(0.0)
        rakenne.yhdentyvat(malli)
    malli.hintasuhde = _suhde(malli, [_taso(lk) for lk in malli.liikelaitokset], _taso(malli.liikelaitos))
    malli.hintakertoimet = {r.koodi: 1.0 for r in malli.paketit.rivit}
    malli.hintatasot = _hintatasot(malli)
    if malli.maakunta:
        _hoidetaan(malli)
    _kriteerit_nakyviin(malli)
    malli.hintakertoimet[PRIMAARI] *= malli.kerrokset.kevennys
    for koodi in malli.linjat.siirretyt:
        malli.hintakertoimet[koodi] *= malli.linjat.kulu(koodi)
    malli.kunnat_nakyviin()
    malli.sidonta.hinnat({k: h * malli.hintakertoimet[k] / malli.linjat.katettu(k) for k, h in malli.hinnat.items()})
    for kanava in ("kattavuus", "ehkaisy"):
        malli.kanavat.kulje(kanava)
    alustus.hoitamattomat(malli, 0, malli.asukkaita_rivilla)
    malli.menot_kunnittain = _menot_kunnittain(malli, tarve)  # (M, K) EUR a year to be paid
    malli.muut_kanavat = _muut_kanavat(malli)


def hinnat(malli: SoteMalli) -> None:
    """Unit costs of the year: real growth, pay and scale of the producers, efficiency gains."""
    p, v = malli.p, malli.vuosi_indeksi
    taso = (1.0 + float(p["tarve.kasvu"])) ** v
    malli.perushinnat = {k: h * taso * malli.liikelaitos.kustannustaso for k, h in malli.hinnat_perusvuosi.items()}
    malli.hinnat = {k: h * (1.0 - malli.liikelaitos.tehokkuus) for k, h in malli.perushinnat.items()}


def _suhde(malli: SoteMalli, tasot: list[float], koko: float) -> np.ndarray:
    """(M, K) level of each cell's producer relative to the whole's; exactly 1 where there is one producer."""
    suhde = np.ones((len(malli.kunnat), len(malli.paketit.paketit)))
    if len(tasot) > 1:
        suhde /= koko
    for lk, taso in zip(malli.liikelaitokset, tasot, strict=True):
        suhde[lk.solut] = taso / koko
    return suhde


def _hintatasot(malli: SoteMalli) -> np.ndarray:
    """(M, lines) level of unit costs of each municipality's services, what its residents' own costs are made by."""
    paketit = malli.paketit.paketit
    rivin_paketti = [paketit.index(r.paketti) for r in malli.paketit.rivit]
    return np.array([k.hintataso for k in malli.kunnat])[:, None] * malli.hintasuhde[:, rivin_paketti]


def _taso(lk: Liikelaitos) -> float:
    """Level of its unit costs: pay up, efficiency gains down."""
    return lk.kustannustaso * (1.0 - lk.tehokkuus)


def _kriteerit_nakyviin(malli: SoteMalli) -> None:
    """Criteria that have moved: more is given to those in care, and fewer are left without in the same proportion."""
    for j, r in enumerate(malli.paketit.rivit):
        for kunta in malli.kunnat:
            f = kunta.kriteerikerroin(r.koodi)
            if f != 1.0:
                ennen = kunta.hoidettu[r.koodi]
                kunta.hoidettu = {**kunta.hoidettu, r.koodi: 1.0 - (1.0 - ennen) / f}
                malli.hintatasot[kunta.indeksi, j] *= f * ennen / kunta.hoidettu[r.koodi]


def _hoidetaan(malli: SoteMalli) -> None:
    """What the year's money treats in each municipality, and how the price of care differs between producers."""
    osuudet, malli.hintakertoimet = malli.liikelaitos.hoidettu()
    if len(malli.liikelaitokset) == 1:
        for kunta in malli.kunnat:
            kunta.hoidettu = osuudet
        return
    rivit, paketit = malli.paketit.rivit, malli.paketit.paketit
    for kunta in malli.kunnat:
        kunta.hoidettu = {}
    for lk in malli.liikelaitokset:
        osuudet, kertoimet = lk.hoidettu()
        for j, r in enumerate(rivit):
            omat = lk.solut[:, paketit.index(r.paketti)]
            for i in np.flatnonzero(omat).tolist():
                malli.kunnat[i].hoidettu[r.koodi] = osuudet[r.koodi]
            if omat.any():
                malli.hintatasot[omat, j] *= kertoimet[r.koodi] / malli.hintakertoimet[r.koodi]


def _menot_kunnittain(malli: SoteMalli, tarve: np.ndarray) -> np.ndarray:
    """(M, K) money of the year by municipality: a producer's money of a package follows the need of its
    municipalities."""
    if not malli.maakunta or len(malli.liikelaitokset) == 1:
        return malli.liikelaitos.jako[None, :] * tarve / np.maximum(tarve.sum(0), 1e-9)
    osat = [
        lk.jako[None, :] * (tarve * lk.solut) / np.maximum((tarve * lk.solut).sum(0), 1e-9)
        for lk in malli.liikelaitokset
    ]
    return np.sum(osat, 0)


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
        i = paketit.index(r.paketti)
        per_vuosi = sums[f"tarve_{r.koodi}"] * malli.paino * (1.0 if r.on_tila else 12.0 * (1.0 - u))
        kriteerit = np.array([k.kriteerikerroin(r.koodi) for k in malli.kunnat])
        euroa = per_vuosi * malli.perushinnat[r.koodi] * tasot * malli.palkkasuhde[:, i] * kriteerit
        euroa = euroa * malli.valintaraha.kerroin(r.koodi) * malli.linjat.kulu(r.koodi)
        malli.valintaraha.kirjaa(r.koodi, euroa)
        out[:, i] += euroa
        malli.rivitarve[r.koodi] = float(euroa.sum())
    keskukset = malli.keskukset
    for k, tarvittava in zip(keskukset, tarvittavat_kapasiteetit(keskukset).tolist(), strict=True):
        kysynta = tarvittava if not k.yksityinen else k.kuorma
        hinta = malli.perushinnat[PRIMAARI] * float(malli.palkkasuhde[k.kunta, paketit.index(PRIMAARI)])
        out[k.kunta, paketit.index(PRIMAARI)] += 12.0 * kysynta * hinta
    malli.rivitarve[PRIMAARI] = float(out[:, paketit.index(PRIMAARI)].sum())
    return out


def _maakunta(malli: SoteMalli, tarve: np.ndarray) -> None:
    """County year: funding (R17), estimates and the areas' money (R15, R22), frames, contracts, splits (R14)."""
    j, koko, p = malli.jarjestaja, malli.liikelaitos, malli.p
    malli.neuvottelupoyta.maksa()
    viime = j.viime_kunnittain
    j.rahoitus = _valtion_rahoitus(malli)
    maksut = float(p["kunta.asiakasmaksut"]) * float(koko.tarve.sum())
    arviot = j.arvioi(malli.liikelaitokset, tarve)
    rahat = j.jakaa_alueille(j.rahoitus + maksut, arviot)
    kehykset = []
    j.sopimukset, j.arviosattuma = [], 0.0
    for lk, arvio, saatu in zip(malli.liikelaitokset, arviot, rahat, strict=True):
        raha = malli.ohjaus.perii(lk, saatu)
        kehykset.append(_sopimusvuosi(malli, lk, arvio, raha, (viime * lk.solut).sum(0)))
    j.kehys = np.sum(kehykset, 0)
    j.sopimus = j.sopimukset[0] if len(j.sopimukset) == 1 else _yhteissopimus(malli, j.kehys)
    if len(malli.liikelaitokset) > 1:
        koko.koostaa(malli.liikelaitokset)
    hinnat(malli)
    rakenne.yhdentyvat(malli)
    for kunta in malli.kunnat:
        kunta.edistaa_terveytta(_ehkaisyn_kattavuus(malli, kunta.indeksi, tarve))


def _sopimusvuosi(malli: SoteMalli, lk: Liikelaitos, arvio: np.ndarray, raha: float, viime: np.ndarray) -> np.ndarray:
    """Frame, contract and split of one production area's year; returns the frame (K,)."""
    j, p, tarve = malli.jarjestaja, malli.p, lk.tarve
    paketit = np.array(malli.paketit.paketit)
    mukana = lk.mukana
    lk.jako, lk.kattavuus = np.zeros(len(tarve)), np.ones(len(tarve))
    if not mukana.any():  # nobody in a small sample needs what it produces
        return np.zeros(len(tarve))
    sovittavat, osuus = _sovittavat(malli, mukana, viime)
    rahoitus = raha * osuus
    sovittu = malli.neuvottelupoyta.sopii(lk, arvio, rahoitus, viime, sovittavat) if sovittavat.any() else None
    if sovittu is not None:
        raha = sovittu.raha / osuus
    raha = lk.varautuu(raha, float(tarve.sum()))
    saatu = raha
    for i, tariffitaso in _suoraan(malli, mukana):
        # The orderer pays units itself, by a tariff that follows last year's share of need, which contacts show.
        mukana[i] = False
        lk.jako[i] = saatu * viime[i] / viime.sum() * tariffitaso
        lk.kattavuus[i] = lk.jako[i] / (tarve[i] * (1.0 - lk.tehokkuus))
        raha -= lk.jako[i]
    if not mukana.any():
        return np.zeros(len(tarve))
    neuvoteltu = sovittu is not None
    if sovittu is None:
        # The rule's contract quotes the orderer's frame: the frame itself is executed, to the last bit (null of R14).
        kehys = j.kehystaa(raha, arvio, mukana)
        sovittu = saantosopimus(malli.vuosi, raha, kehys[mukana], list(paketit[mukana]), p)
    else:
        kehys = malli.neuvottelupoyta.kehys(sovittu, raha, mukana)
    j.sopimukset.append(sovittu)
    malli.neuvottelupoyta.merkitse(lk, sovittu, rahoitus)
    lk.jakaa(raha, kehys, mukana, sovittu.virement)
    if not neuvoteltu:
        j.arviosattuma = arviosattuma.arvioi(lk, raha, j.muut_arviot, mukana, sovittu.virement)
    lk.kirjaa_ehkaisy(malli.rivitarve)
    return kehys


def _sovittavat(malli: SoteMalli, mukana: np.ndarray, viime: np.ndarray) -> tuple[np.ndarray, float]:
    """Packages (K,) a contract is about and their share of the money: not the units the orderer pays itself."""
    muut, osuus = mukana.copy(), 1.0
    for i, tariffitaso in _suoraan(malli, mukana):
        muut[i] = False
        osuus -= float(viime[i] / viime.sum() * tariffitaso)
    return muut, osuus


def _suoraan(malli: SoteMalli, mukana: np.ndarray) -> list[tuple[int, float]]:
    """Packages the orderer pays by list, with the level of the tariff (1 = what they cost in the base year)."""
    p, paketit, tasot = malli.p, malli.paketit.paketit, dict[str, float]()
    if malli.suora_valinta:
        tasot[PRIMAARI] = float(p["kapitaatio.tariffi"]) / malli.paketit[PRIMAARI].eur_asukas
    if malli.suunhoito is not None:
        tasot[SUU] = float(p["kapitaatio.suutariffi"]) / malli.paketit[SUU].eur_asukas
    return [(i, taso) for paketti, taso in tasot.items() if mukana[i := paketit.index(paketti)]]


def _yhteissopimus(malli: SoteMalli, kehys: np.ndarray) -> Kumppanuussopimus:
    """The areas' contracts as one, for reading."""
    mukana = kehys > 0
    nimet = [k for k, m in zip(malli.paketit.paketit, mukana.tolist(), strict=True) if m]
    raha = sum(s.raha for s in malli.jarjestaja.sopimukset)
    saanto = saantosopimus(malli.vuosi, raha, kehys[mukana], nimet, malli.p)
    return malli.neuvottelupoyta.yhteinen(saanto, malli.jarjestaja.sopimukset)


def _ehkaisyn_kattavuus(malli: SoteMalli, kunta: int, tarve: np.ndarray) -> float:
    """Log coverage of preventive services two years ago in a municipality, by its producers' shares of that need."""
    tekijat = [lk for lk in malli.liikelaitokset if lk.solut[kunta].any()]
    if len(tekijat) == 1:
        return tekijat[0].ehkaisyhistoria[0]
    ehkaisevat = np.array([any(r.ehkaiseva for r in malli.paketit.rivit_paketissa(k)) for k in malli.paketit.paketit])
    painot = [float((tarve[kunta] * (lk.solut[kunta] & ehkaisevat)).sum()) for lk in tekijat]
    if not sum(painot) > 0:
        return 0.0
    return float(np.average([lk.ehkaisyhistoria[0] for lk in tekijat], weights=painot))


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
    keskushinnat = _keskushinnat(malli)
    tulot = _keskusten_tulot(malli, keskushinnat)
    osa, suu = erikoisosa.kuukausi(malli), suuraha.kuukausi(malli)
    mitoittavat(malli.keskukset, _netto(malli, tulot, osa), keskushinnat)
    if malli.maakunta:
        _maksa_maakunta(malli, tulot, osa, suu)
    else:
        _maksa_kunnat(malli, tulot)
    _maksa_tuotannosta(malli)
    hyte.maksa(malli)
    malli.raha.close_month()


def _keskushinnat(malli: SoteMalli) -> np.ndarray:
    """Price of a contact in each open centre, EUR, at the level of its production area."""
    i, hinta, keskukset = malli.paketit.paketit.index(PRIMAARI), malli.hinnat[PRIMAARI], malli.keskukset
    return np.asarray(hinta * malli.hintasuhde[keskukset.kunnat, i] * palkkakertoimet(malli, keskukset.yksityiset))


def _keskusten_tulot(malli: SoteMalli, hinnat: np.ndarray) -> np.ndarray:
    """Income of open centres this month, EUR: capitation under choice (R9), else a budget by its list's need and the
    year's coverage."""
    keskukset, p = malli.keskukset, malli.p
    i = malli.paketit.paketit.index(PRIMAARI)
    if not malli.suora_valinta:
        return _budjetit(malli, hinnat)
    lista, paino, kaynnit = (keskukset.luvut(x) for x in ("lista", "paino", "kaynnit"))
    osat = malli.korvausosat
    tariffi = float(malli.liikelaitos.jako[i]) / max(paino.sum(), 1.0)
    malli.tariffi = tariffi
    kayntihinta = kapitaatio.suoritehinta(osat, tariffi, float(lista.sum()), 12.0 * float(kaynnit.sum()))
    seuraamus = float(p["kapitaatio.seuraamus"]) * _rajan_yli(malli)
    syrjassa = _syrjassa(malli, float(lista.sum())) if osat.muu > 0 else 0.0
    tuotot = kapitaatio.tuotto(
        osat, tariffi, paino, lista, kaynnit, kayntihinta, seuraamus=seuraamus, syrjassa=syrjassa
    ).yhteensa
    if valintakokeilu.kaynnissa(malli) is None:
        return tuotot
    return np.where(keskukset.yksityiset, tuotot, _budjetit(malli, hinnat))


def _budjetit(malli: SoteMalli, hinnat: np.ndarray) -> np.ndarray:
    """Budget of every open centre this month, EUR: its list's need at the year's coverage, and overtime."""
    i = malli.paketit.paketit.index(PRIMAARI)
    peitto = np.full(len(malli.kunnat), malli.liikelaitos.kattavuus[i])
    for lk in malli.liikelaitokset:
        peitto[lk.solut[:, i]] = lk.kattavuus[i]
    keskukset = malli.keskukset
    return peitto[keskukset.kunnat] * hinnat * tarvittavat_kapasiteetit(keskukset) + lisatyokulut(keskukset, hinnat)


def _syrjassa(malli: SoteMalli, listattuja: float) -> np.ndarray:
    """Remoteness on the lists of open centres: km beyond the limit to the nearest centre, scaled to sum to the
    listed. Where nobody lives beyond the limit, all residents count alike."""
    c, n = malli.sidonta.b.columns, malli.asukkaita_rivilla
    elossa = c["elossa"][:n] == 1
    km = malli.sidonta.b.units["alue"].attributes["lahin_km"].astype(float)[c["alue"][:n][elossa]]
    yli = np.maximum(km - float(malli.p["kapitaatio.syrjaraja_km"]), 0.0)
    yli = yli if yli.any() else np.ones(len(yli))
    summat = np.bincount(c["keskus"][:n][elossa], yli, minlength=len(malli.keskuspaikat))
    omat = summat[malli.keskukset.paikat]
    return listattuja * omat / omat.sum()


def _netto(malli: SoteMalli, tulot: np.ndarray, osa: erikoisosa.Erikoisosa | None) -> np.ndarray:
    """Centres' income after their share of specialised care; the tariff that firms see carries that money too."""
    if osa is None:
        return tulot
    malli.tariffi += 12.0 * float(osa.summa.sum()) / 100.0 / max(sum(k.paino for k in malli.keskukset), 1.0)
    return tulot + osa.netto


class _Erat:
    """Transfers of one moment, gathered and posted together; accounts and packages by name or index."""

    def __init__(self, raha: Raha) -> None:
        self.raha = raha
        self.yksittaiset: list[tuple[int, int, int, int]] = []  # payer, receiver, package, cents
        self.sarjat: list[np.ndarray] = []  # (4, n) of the same

    def lisaa(self, maksaja: object, saaja: object, paketti: str, sentit: object) -> None:
        """One transfer or many; payers and receivers are broadcast against the cents."""
        r, k = self.raha, int(self.raha.package(paketti))
        if isinstance(maksaja, str) and isinstance(saaja, str):
            self.yksittaiset.append((r.number(maksaja), r.number(saaja), k, int(sentit)))  # type: ignore[call-overload]
            return
        a, b, maara = r.account(maksaja), r.account(saaja), np.asarray(sentit, np.int64)  # type: ignore[arg-type]
        sarja = np.empty((4, *np.broadcast_shapes(a.shape, b.shape, maara.shape)), np.int64)
        sarja[0], sarja[1], sarja[2], sarja[3] = a, b, k, maara
        self.sarjat.append(sarja.reshape(4, -1))

    def maksa(self) -> None:
        """Post them; what is received can be spent from the next posting on."""
        sarjat = [np.array(self.yksittaiset, np.int64).T] if self.yksittaiset else []
        sarjat += self.sarjat
        if sarjat:
            self.raha.transfer_many(*np.concatenate(sarjat, 1))
        self.yksittaiset, self.sarjat = [], []


def _rajan_yli(malli: SoteMalli) -> np.ndarray:
    """1 for open centres whose mean wait was over the legal maximum last month, else 0: what a sanction is for."""
    return (malli.keskukset.luvut("jono.odotus") > malli.jonoehdot.enimmaisodotus).astype(float)


def _maksa_kunnat(malli: SoteMalli, tulot: np.ndarray) -> None:
    """Nykytila: state grant, taxes and fees to municipalities; they pay the hospital district, purchases, centres and
    own work."""
    r, p, paketit = malli.raha, malli.p, malli.paketit.paketit
    kunnat = r.account([f"kunta_{k.koodi}" for k in malli.kunnat])
    menot = to_cents(malli.menot_kunnittain / 12.0)
    sote = paketit.index(PRIMAARI)
    keskusmeno = to_cents(tulot)
    keskuksen_kunta = malli.keskukset.kunnat
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
    lopuksi = _Erat(r)
    laitos = _kunnan_laitos(malli)  # (M, K) index of the joint organisation that produces, -1 = the old producer
    tilit = r.account([lk.tili for lk in malli.liikelaitokset])
    keskustilit = malli.keskukset.tilit
    oma = laitos[keskuksen_kunta, sote] < 0
    erat.lisaa(kunnat[keskuksen_kunta[oma]], keskustilit[oma], PRIMAARI, keskusmeno[oma])
    yhteinen = np.flatnonzero(~oma)
    valissa = tilit[laitos[keskuksen_kunta[yhteinen], sote]]
    erat.lisaa(kunnat[keskuksen_kunta[yhteinen]], valissa, PRIMAARI, keskusmeno[yhteinen])
    edelleen.lisaa(valissa, keskustilit[yhteinen], PRIMAARI, keskusmeno[yhteinen])
    for i, paketti in enumerate(paketit):
        if i == sote:
            continue
        oma = laitos[:, i] < 0
        osuus = 1.0 if paketti in HUSIN_PAKETIT else _ostojen_osuus(malli, paketti)
        tuottaja = "hus" if paketti in HUSIN_PAKETIT else "ostopalvelut"
        muilta = menot[oma, i] if osuus == 1.0 else (menot[oma, i] * osuus).astype(np.int64)
        erat.lisaa(kunnat[oma], tuottaja, paketti, muilta)
        erat.lisaa(kunnat[oma], "kansantalous", paketti, menot[oma, i] - muilta)
        edelleen.lisaa(tuottaja, "kansantalous", paketti, muilta.sum())
        for n, lk in enumerate(malli.liikelaitokset if malli.yhteislaitoksia else ()):
            jasenet = laitos[:, i] == n
            if not jasenet.any():
                continue
            summa = int(menot[jasenet, i].sum())
            ostettu = int(summa * _ostojen_osuus(malli, paketti))
            erat.lisaa(kunnat[jasenet], lk.tili, paketti, menot[jasenet, i])
            edelleen.lisaa(lk.tili, "ostopalvelut", paketti, ostettu)
            edelleen.lisaa(lk.tili, "kansantalous", paketti, summa - ostettu)
            lopuksi.lisaa("ostopalvelut", "kansantalous", paketti, ostettu)
    for x in (erat, edelleen, lopuksi):
        x.maksa()
    malli.kuukausimenot = float(yhteensa.sum()) / 100.0


def _kunnan_laitos(malli: SoteMalli) -> np.ndarray:
    """(M, K) number of the joint organisation that produces while municipalities organise; -1 = there is none."""
    laitos = np.full((len(malli.kunnat), len(malli.paketit.paketit)), -1)
    if malli.yhteislaitoksia:
        for n, lk in enumerate(malli.liikelaitokset):
            laitos[lk.solut] = n
    return laitos


def _maksa_maakunta(
    malli: SoteMalli, tulot: np.ndarray, osa: erikoisosa.Erikoisosa | None, suu: suuraha.Suuraha | None
) -> None:
    """County: state -> orderer -> producers (and, under choice, centres by capitation); an overspend is borrowed.

    `osa`, the share of specialised care that capitation carries, goes through the centres to the producer; `suu` is
    what oral units with lists are paid."""
    r, p, paketit = malli.raha, malli.p, malli.paketit.paketit
    jaot = to_cents(np.array([lk.jako for lk in malli.liikelaitokset]) / 12.0)
    sote = paketit.index(PRIMAARI)
    keskusmeno = to_cents(tulot)
    suoraan = {sote} if suu is None else {sote, paketit.index(SUU)}
    jaot[:, list(suoraan)] = 0
    ohjauskulut = to_cents(np.array([lk.ohjauskulu for lk in malli.liikelaitokset]) / 12.0)
    valintakulut = valintaohjaus.kulut(malli)
    maksettava = int(jaot.sum()) + int(keskusmeno.sum()) + int(ohjauskulut.sum()) + valintakulut
    maksettava += 0 if suu is None else int(suu.tulo.sum())
    maksut = int(maksettava * float(p["kunta.asiakasmaksut"]))
    tarve = maksettava - maksut
    valtiolta = min(round(malli.jarjestaja.rahoitus * 100 / 12), tarve)
    tulo, ketju, valissa, tuotanto, ostot = _Erat(r), _Erat(r), _Erat(r), _Erat(r), _Erat(r)
    tulo.lisaa("valtio", "jarjestaja", "rahoitus", valtiolta)
    tulo.lisaa("rahoittajat", "jarjestaja", "rahoitus", tarve - valtiolta)
    tulo.lisaa("asukkaat", "jarjestaja", "rahoitus", maksut)
    tilit = malli.keskukset.tilit
    if malli.suora_valinta:
        ketju.lisaa("jarjestaja", tilit, PRIMAARI, keskusmeno)
    if suu is not None:
        suu.maksa(ketju, valissa)
    if osa is not None:
        laitostilit = r.account([lk.tili for lk in malli.liikelaitokset])
        ketju.lisaa("jarjestaja", tilit, "rahoitus", osa.tulo)  # passed on: it is a cost where care is given
        ketju.lisaa("rahoittajat", tilit, "rahoitus", np.maximum(osa.meno - osa.tulo - keskusmeno, 0))
        valissa.lisaa(tilit, laitostilit[osa.laitos], ERIKOISPAKETTI, osa.meno)
    if valintakulut:
        ketju.lisaa("jarjestaja", "kansantalous", OHJAUSPAKETTI, valintakulut)
    kunnassa = malli.keskukset.kunnat
    for n, (lk, jako, kulu) in enumerate(zip(malli.liikelaitokset, jaot, ohjauskulut.tolist(), strict=True)):
        if kulu:
            ketju.lisaa("jarjestaja", lk.tili, OHJAUSPAKETTI, kulu)
            tuotanto.lisaa(lk.tili, "kansantalous", OHJAUSPAKETTI, kulu)
        omat = lk.solut[kunnassa, sote]
        if not malli.suora_valinta and omat.any():
            ketju.lisaa("jarjestaja", lk.tili, PRIMAARI, keskusmeno[omat].sum())
            tuotanto.lisaa(lk.tili, tilit[omat], PRIMAARI, keskusmeno[omat])
        for i, paketti in enumerate(paketit):
            if i in suoraan or not lk.solut[:, i].any():
                continue
            muille = malli.valintaraha.maksut(lk, paketti, int(jako[i]))
            _maksa_valinnat(tulo, ketju, tuotanto, paketti, muille)
            jako[i] -= muille.yhteensa
            ostettu = _ostettu(malli, paketti, int(jako[i]), muille)
            keskuksilta = int(osa.summa[n]) if osa is not None and paketti == ERIKOISPAKETTI else 0
            ketju.lisaa("jarjestaja", lk.tili, paketti, int(jako[i]) - keskuksilta)
            tuotanto.lisaa(lk.tili, "ostopalvelut", paketti, ostettu)
            tuotanto.lisaa(lk.tili, "kansantalous", paketti, int(jako[i]) - ostettu)
            ostot.lisaa("ostopalvelut", "kansantalous", paketti, ostettu)
        muilta = malli.valintaraha.tulot_muualta(lk)
        ketju.lisaa("muut_maakunnat", lk.tili, MUU_VAESTO, muilta)
        tuotanto.lisaa(lk.tili, "kansantalous", MUU_VAESTO, muilta)
    for erat in (tulo, ketju, valissa, tuotanto, ostot):
        erat.maksa()
    malli.kuukausimenot = float(maksettava) / 100.0


def _maksa_valinnat(tulo: _Erat, ketju: _Erat, tuotanto: _Erat, paketti: str, m: Maksut) -> None:
    """What a package's money buys outside the liikelaitos by vouchers, budgets and choice of county (R20)."""
    if not m.yhteensa:
        return
    tulo.lisaa("asukkaat", "setelituottajat", paketti, m.omavastuu)
    for tili, sentit in (("setelituottajat", m.setelit), ("budjettituottajat", m.budjetit), ("avustajat", m.avustajat)):
        ketju.lisaa("jarjestaja", tili, paketti, sentit)
    ketju.lisaa("jarjestaja", "muut_maakunnat", paketti, m.muualle)
    tuotanto.lisaa("setelituottajat", "kansantalous", paketti, m.setelit + m.omavastuu)
    tuotanto.lisaa("budjettituottajat", "kansantalous", paketti, m.budjetit)
    tuotanto.lisaa("avustajat", "kansantalous", paketti, m.avustajat)


def _ostettu(malli: SoteMalli, paketti: str, oma: int, muille: Maksut) -> int:
    """Cents of a package the liikelaitos buys: its purchases but for what clients now buy themselves."""
    siirtyi = (muille.yhteensa - muille.muualle) * float(malli.p["asiakasseteli.ostoista"])
    return min(max(int((oma + muille.yhteensa) * _ostojen_osuus(malli, paketti)) - int(siirtyi), 0), oma)


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
    tilit, menot = keskukset.tilit, to_cents(keskukset.luvut("meno"))
    saldot = r.balances[tilit]
    m = {k: int(v * 100 / 12) for k, v in malli.muut_kanavat.items()}
    erat = _Erat(r)
    erat.lisaa("rahoittajat", tilit, "rahoitus", np.maximum(menot - saldot, 0))
    erat.lisaa("tyonantajat", "tyoterveys", "tyoterveys", m["tth"])
    erat.lisaa("kela", "tyonantajat", "tyoterveys", m["tth_korvaus"])
    erat.lisaa("asukkaat", "yksityislaakarit", "yksityislaakari", m["yksityinen"])
    erat.lisaa("kela", "asukkaat", "yksityislaakari", m["yksityinen_korvaus"])
    jalkeen = _Erat(r)
    suuraha.maksa_tuotannosta(malli, erat, jalkeen)
    erat.maksa()
    jalkeen.maksa()
    erat.lisaa(tilit, "kansantalous", PRIMAARI, menot)
    erat.lisaa(tilit, "rahoittajat", "rahoitus", np.maximum(saldot - menot, 0))
    erat.lisaa("tyoterveys", "kansantalous", "tyoterveys", m["tth"])
    erat.lisaa("yksityislaakarit", "kansantalous", "yksityislaakari", m["yksityinen"])
    erat.maksa()
