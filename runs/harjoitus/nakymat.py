"""Views: exactly what goes on the wire to each role, the projector and the facilitator, and nothing else.

Everybody gets the public board. Orderer and liikelaitos see the offers and their own figures: the orderer its estimate
of need - late, noisy and in two digits, as codes in a report are - the liikelaitos true need. Each other role sees its
own measures. What a view does not name is never sent: there is no hiding on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from agentit.neuvottelu import JARJESTAJA, LIIKELAITOS, OSAPUOLET
from agentit.sopimus import Kumppanuussopimus, palkkio_ja_seuraamus, tavoitetoteuma
from runs.harjoitus.arviot import kierroksen_arviot, yhteenveto
from runs.harjoitus.huone import Huone, Jasen, Kierros
from runs.harjoitus.komennot import jarjestyksessa, muokattavat
from runs.harjoitus.roolit import TARKKAILIJA, roolit
from runs.harjoitus.vuodet import LAUTA

NORMAALI_80 = 1.2816  # half-width of an 80 % interval in standard deviations
SAMA = 1e-6  # items of two offers that differ by less are agreed
PALJASTETAAN = ("tulokset", "pohdinta", "paattynyt")  # phases in which forecasts are shown to all
JULKISET_KENTAT = ("vaihe", "kierros", "versio", "viesti", "maaraaika", "tauolla")


def nakyma(h: Huone, jasen: Jasen) -> dict[str, Any]:
    """What a member's screen is sent."""
    perus = {**julkinen(h), "mina": {"jasen": jasen.id, "nimi": jasen.nimi, "rooli": jasen.rooli}}
    return perus if jasen.rooli is None else {**perus, "rooli": rooli(h, jasen.rooli)}


def julkinen(h: Huone) -> dict[str, Any]:
    """The public board: the projector's view, and a part of everybody's."""
    e = h.esiasetus
    return {
        **{k: getattr(h, k) for k in JULKISET_KENTAT},
        "harjoitus": {"nimi": e.name, "teksti": e.text.model_dump(), "alue": e.region, "palvelut": list(e.services)},
        "osa": h.osa, "osia": len(e.part), "kierroksia": e.part[h.osa].rounds,
        "rahoitusmalli": e.part[h.osa].financing,
        "vuodet": list(range(h.vuosi, h.vuosi + e.years_per_round)),
        "roolit": [{"rooli": r, "pelaa": h.pelaa(r), "paikalla": _paikalla(h, r)} for r in e.roles],
        "vapaana": sum(1 for j in h.jasenet.values() if j.rooli is None),
        "kortit": list(h.kortit),
        "lauta": lauta(h),
        "arvioitavat": list(e.forecast),
        "arvioineet": sorted(h.arviot),
        "neuvottelu": _eteneminen(h),
        "sopimus": _voimassa(h),
        "lausunnot": dict(h.lausunnot),
        **(_tulokset(h) if h.vaihe in PALJASTETAAN else {}),
    }  # fmt: skip


def rooli(h: Huone, nimi: str) -> dict[str, Any]:
    """A role's own part: brief, goals, levers, figures, forecast, and for those who may see them the offers."""
    r = roolit()[nimi]
    omat = {k.key: h.keinot.get(nimi, {}).get(k.key) for k in r.levers}
    out: dict[str, Any] = {
        "nimi": nimi,
        "pelaa": h.pelaa(nimi),
        "tehtava": r.brief.model_dump(),
        "tavoitteet": [x.model_dump() for x in r.goals],
        "keinot": [
            {
                "avain": k.key, "arvot": list(k.values), "arvo": omat[k.key],
                "odottaa_valintaa": _odottaa(h, k.needs_choice),
            }
            for k in r.levers
        ],
        "lausuu": r.statement,
        "mittarit": _sarjat(h, r.measures),
        "arvio": h.arviot.get(nimi),
    }  # fmt: skip
    if h.tammikuu and nimi in (*OSAPUOLET, TARKKAILIJA):
        out["poyta"] = poyta(h, nimi)
    if h.tammikuu and nimi == JARJESTAJA:
        out["tieto"] = jarjestajan_tieto(h.tammikuu[JARJESTAJA])
    if h.tammikuu and nimi == LIIKELAITOS:
        out["tieto"] = {"tarve": dict(h.tammikuu[LIIKELAITOS]["tarve"])}
    return out


def jarjestajan_tieto(t: Mapping[str, Any]) -> dict[str, Any]:
    """The orderer's estimate of need: two significant digits and an 80 % interval, of a year that has gone."""
    s = NORMAALI_80 * float(t["virhe"])
    luvut = {
        paketti: [_koodattu(x), _koodattu(x * math.exp(-s)), _koodattu(x * math.exp(s))]
        for paketti, x in t["arvio"].items()
    }
    return {"arvio": luvut, "vuodelta": t["vuodelta"]}


def _koodattu(x: float, numeroita: int = 2) -> float:
    """Rounded to so many significant digits."""
    return 0.0 if x == 0 else round(x, numeroita - 1 - math.floor(math.log10(abs(x))))


def poyta(h: Huone, nimi: str) -> dict[str, Any]:
    """The negotiating table: agenda, money, offers, and how far the two sides are from each other."""
    t = h.tammikuu
    omat, muut = _viimeisin(h, nimi), _viimeisin(h, "", poissa=nimi)
    return {
        "asiat": {k: [a.low, a.high] for k, a in h.lista.asiat.items()},
        "muokattavat": muokattavat(h) if nimi in OSAPUOLET else [],
        "viimeraha": t["viimeraha"],
        "rahoitus": t["vara"],
        "viimevuosi": dict(t["viimevuosi"]),
        "tarjoukset": [{**x, "kohdat": dict(x["kohdat"])} for x in h.tarjoukset],
        "enintaan": h.esiasetus.offers,
        "vuorossa": h.vuorossa,
        "hyvaksyja": h.hyvaksyja,
        "hylatty": h.hylatty,
        "vain_vastaus": h.viimeinen_tehty,
        "erot": erot(omat, muut) if omat and muut else [],
    }


def _viimeisin(h: Huone, rooli_: str, poissa: str = "") -> Mapping[str, float]:
    """Position of the last offer of a role, or of anybody but `poissa`."""
    sopivat = [x for x in h.tarjoukset if x["rooli"] == rooli_ or (poissa and x["rooli"] != poissa)]
    return sopivat[-1]["kohdat"] if sopivat else {}


def erot(a: Mapping[str, float], b: Mapping[str, float]) -> list[str]:
    """Items on which two positions differ."""
    return [k for k in jarjestyksessa(a) if abs(a[k] - b[k]) > SAMA]


def _eteneminen(h: Huone) -> dict[str, Any]:
    """How the talks go, without what was said in them."""
    asioita = muokattavat(h) if h.tammikuu else []
    viimeiset = [_viimeisin(h, r) for r in OSAPUOLET]
    auki = [k for k in erot(*viimeiset) if k in asioita] if all(viimeiset) else list(asioita)
    return {
        "tarjouksia": len(h.tarjoukset), "enintaan": h.esiasetus.offers, "vuorossa": h.vuorossa,
        "sovittu": bool(h.hyvaksyja), "asioita": len(asioita), "auki": [] if h.hyvaksyja else auki,
    }  # fmt: skip


def _voimassa(h: Huone) -> dict[str, Any] | None:
    """The agreement that holds or was just locked; None before the first of the part."""
    if h.lukittu is not None:
        return {**_sopimus(h.tammikuu, h.lukittu), "lukittu": True}
    edelliset = h.osan_kierrokset
    return {**_sopimus(edelliset[-1].tammikuu, edelliset[-1].lukittu), "lukittu": False} if edelliset else None


def _sopimus(tammikuu: Mapping[str, Any], lukittu: Mapping[str, Any]) -> dict[str, Any]:
    kohdat = {k: lukittu["kohdat"][k] for k in jarjestyksessa(lukittu["kohdat"])}
    return {
        "vuosi": lukittu["vuosi"], "synty": lukittu["synty"], "kohdat": kohdat,
        "raha": kohdat["raha"] * tammikuu["viimeraha"],
    }  # fmt: skip


def lauta(h: Huone) -> dict[str, dict[str, float]]:
    """Public measures by year, of the years lived in this part."""
    return _sarjat(h, LAUTA)


def _sarjat(h: Huone, mittarit: tuple[str, ...]) -> dict[str, dict[str, float]]:
    out = {m: dict(h.historia.get(m, {})) for m in mittarit}
    for k in h.osan_kierrokset:
        for m in mittarit:
            out[m].update(k.tulos["rivit"].get(m, {}))
    return {m: sarja for m, sarja in out.items() if sarja}


def _tulokset(h: Huone) -> dict[str, Any]:
    """Forecasts and their scores, goals attained: shown to all once the year has been lived."""
    rivit = [x for k in h.kierrokset for x in kierroksen_arviot(k, _ennen(h, k.osa, k.numero))]
    viimeinen = h.kierrokset[-1] if h.kierrokset else None
    return {
        "arviot": rivit,
        "pisteet": yhteenveto(rivit),
        "tavoitteet": tavoitteet(viimeinen) if viimeinen else None,
    }


def tavoitteet(k: Kierros) -> dict[str, Any]:
    """How the agreement of a round is judged: each goal with weight and attainment, in all by the weights, and what
    that pays (EUR, + bonus, - sanction) in the January after."""
    sopimus, toteumat = Kumppanuussopimus.from_dict(k.tulos["sopimukset"][-1]), k.tulos["toteumat"]
    yhteensa = tavoitetoteuma(sopimus.tavoitteet, toteumat)
    rivit = [{"tavoite": t, "paino": w, "toteuma": toteumat[t]} for t, w in sopimus.tavoitteet.items() if w]
    return {
        "rivit": sorted(rivit, key=lambda r: (-r["paino"], r["tavoite"])), "yhteensa": yhteensa,
        "palkkio": palkkio_ja_seuraamus(sopimus, yhteensa), "sovittu": bool(sopimus.kannustin or sopimus.seuraamus),
    }  # fmt: skip


def _ennen(h: Huone, osa: int, numero: int) -> dict[str, dict[str, float]]:
    """Measures of the years before a round of a part; the years before the exercise are common to all parts."""
    out = {m: dict(sarja) for m, sarja in h.historia.items()}
    for k in h.kierrokset:
        if k.osa == osa and k.numero < numero:
            for m, sarja in k.tulos["rivit"].items():
                out.setdefault(m, {}).update(sarja)
    return out


def _paikalla(h: Huone, rooli_: str) -> int:
    return sum(1 for j in h.jasenet.values() if j.rooli == rooli_)


def _odottaa(h: Huone, vaatii_valinnan: bool) -> bool:
    return vaatii_valinnan and not h.tammikuu.get("valinta", False)


def ohjaaja(h: Huone) -> dict[str, Any]:
    """The facilitator's view: the board, the table, who is here, forecasts given; stand-ins' aims stay hidden."""
    out = {
        **julkinen(h),
        "koodi": h.koodi,
        "jasenet": [{"jasen": j.id, "nimi": j.nimi, "rooli": j.rooli} for j in h.jasenet.values()],
        "annetut_arviot": {k: dict(v) for k, v in h.arviot.items()},
        "voi_perua": bool(h._alut),
        "asiakirjoja": bool(h.kierrokset),
        "seuraava": h.seuraava_kierros() is not None,
    }
    if h.tammikuu:
        out["poyta"] = poyta(h, TARKKAILIJA)
    return out
