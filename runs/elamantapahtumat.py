"""What a resident lived, told from the traces of the rules: visits, choices, services, work, illness, death.

Every number is one that a rule read, drew or returned (runs/jaljitys.py); probabilities of channels are the shares of
the draw's range that the rule itself sends each way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from runs.jaljitys import Jalki, Kutsu, osuudet

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

KANAVAT = ("public", "occupational", "own money", "emergency", "gave up")
TYO = ("employed", "unemployed", "student", "pensioner", "other, outside work", "child under 15")
SUKUPUOLET, KIELET = ("man", "woman"), ("Finnish", "Swedish", "other")
HOIDETTU = ("kunta_hoidettu_", "hoidettu_", "suuyksikko_hoidettu")  # share treated: of all, own, of the oral unit
POISSA = {2: "died", 3: "moved out of the region"}


@dataclass(frozen=True)
class Tapahtuma:
    """One thing that happened: its kind, one line of text, and the figures behind it."""

    laji: str
    teksti: str
    tiedot: dict[str, Any] = field(default_factory=dict)


class Kertoja:
    """Puts traces of one model into words: it knows the names of centres and service lines."""

    def __init__(self, malli: SoteMalli) -> None:
        self.malli = malli
        self.rivit = {r.koodi: r.nimi["en"] for r in malli.paketit.rivit}
        self.tilat = {r.koodi for r in malli.paketit.rivit if r.on_tila}

    def tapahtumat(self, jaljet: list[Jalki]) -> Iterator[Tapahtuma]:
        """What happened in a month, in the order of the rules."""
        for jalki in jaljet:
            kertoa = _KERTOJAT.get(jalki.nimi) or self._rivin_kertoja(jalki.nimi)
            if kertoa and jalki.tulos and (tapahtuma := kertoa(self, jalki)):
                yield tapahtuma

    def _rivin_kertoja(self, nimi: str) -> Callable[[Kertoja, Jalki], Tapahtuma | None] | None:
        """`kayttaa_suu` -> the teller of `kayttaa`."""
        alku, _, koodi = nimi.partition("_")
        return _RIVIKERTOJAT.get(alku) if koodi in self.rivit else None

    def keskus(self, paikka: int) -> str:
        """Name of a centre; private ones say so in their name."""
        return self.malli.keskuspaikat[paikka].nimi

    # primary care ----------------------------------------------------------------------------------------------------

    def kontakti(self, jalki: Jalki) -> Tapahtuma | None:
        """Contacts of the month: the channel with its probabilities and draws (R3, R4)."""
        kontakteja = int(jalki.tulos["kaynnit"])
        if not kontakteja:
            return None
        kanava, hinta = KANAVAT[int(jalki.tulos["kanava"])], _hinta(jalki)
        todennakoisyydet = kanavat(jalki)
        arvat = {nimi: float(jalki.luettu[nimi]) for nimi in ("u_kanava", "u_haku")}
        luettelo = ", ".join(f"{nimi} {100 * p:.0f} %" for nimi, p in todennakoisyydet.items() if p >= 0.005)
        euroa = f", {hinta:,.0f} EUR" if hinta else ""
        arpoen = f"draws {arvat['u_kanava']:.3f}, {arvat['u_haku']:.3f}"
        teksti = f"needs {_kpl(kontakteja, 'doctor contact')}: {kanava}{euroa} ({luettelo}; {arpoen})"
        tiedot = {"contacts": kontakteja, "channel": kanava, "probabilities": todennakoisyydet, "draws": arvat}
        return Tapahtuma("contact", teksti, tiedot | {"cost": hinta})

    def hoitaja(self, jalki: Jalki) -> Tapahtuma | None:
        """Nurse and other contacts at the centre."""
        kontakteja, hinta = int(jalki.muuttujat["n"]), _hinta(jalki)
        if not kontakteja:
            return None
        tiedot = {"contacts": kontakteja, "sought": hinta > 0.0, "cost": hinta}
        teksti = f"{hinta:,.0f} EUR" if hinta else "not sought"
        return Tapahtuma("nurse", f"needs {_kpl(kontakteja, 'nurse contact')}: {teksti}", tiedot)

    # choice ----------------------------------------------------------------------------------------------------------

    def harkinta(self, jalki: Jalki) -> Tapahtuma | None:
        """A switch considered: the choice set and what was chosen (R5, R6)."""
        if not (vaihtoehdot := self.valintajoukko(jalki)):
            return None
        valittu = int(jalki.tulos["keskus"])
        vaihtaa = valittu != int(jalki.ennen["keskus"])
        kohde = next(v for v in vaihtoehdot if v["place"] == valittu)
        loppu = f"moves to {kohde['centre']}" if vaihtaa else "stays"
        tiedot = {
            "attention": huomio(jalki), "draws": {n: float(jalki.luettu[n]) for n in ("u_harkinta", "u_valinta")},
            "moves": vaihtaa, "chosen": kohde["centre"], "choice_set": vaihtoehdot,
        }  # fmt: skip
        osat = f"{kohde['km']:.1f} km, {kohde['wait']:.0f} days, probability {100 * kohde['probability']:.0f} %"
        return Tapahtuma("choice", f"considers {len(vaihtoehdot)} centres and {loppu} ({osat})", tiedot)

    def valintajoukko(self, jalki: Jalki) -> list[dict[str, Any]]:
        """The centres compared, the own one first, with utility and probability; [] when no switch was considered."""
        arviot = _arviot(jalki)
        summa = sum(float(paino.tulos) for _, paino in arviot)
        joukko = []
        for arvio, paino in arviot:
            paikka = int(paino.muuttujat.get("j", jalki.ennen["keskus"]))
            nahty = {nimi: float(arvio.argumentit[nimi]) for nimi in ("km", "odotus", "laatu", "yksityinen")}
            joukko.append(
                {
                    "place": paikka,
                    "centre": self.keskus(paikka),
                    "own": "j" not in paino.muuttujat,
                    "km": nahty["km"],
                    "wait": nahty["odotus"],
                    "quality": nahty["laatu"],
                    "private": nahty["yksityinen"] > 0.0,
                    "utility": float(paino.argumentit["x"]),
                    "probability": float(paino.tulos) / summa,
                }
            )
        return joukko

    def suljettu(self, jalki: Jalki) -> Tapahtuma:
        """The own centre closed."""
        uusi = self.keskus(int(jalki.tulos["keskus"]))
        return Tapahtuma("closure", f"the own centre closes; listed at {uusi}", {"chosen": uusi})

    # other lines -----------------------------------------------------------------------------------------------------

    def palvelu(self, jalki: Jalki) -> Tapahtuma | None:
        """Events of one service line: treated or not for want of money."""
        rivi, kertoja, hinta = self._rivi(jalki), int(jalki.muuttujat["n"]), _hinta(jalki)
        if not kertoja:
            return None
        osuus = float(next(arvo for nimi, arvo in jalki.luettu.items() if nimi.startswith(HOIDETTU)))
        tiedot = {"line": rivi, "events": kertoja, "treated": hinta > 0.0, "share_treated": osuus, "cost": hinta}
        teksti = f"{hinta:,.0f} EUR" if hinta else f"left untreated ({100 * osuus:.1f} % are treated)"
        return Tapahtuma("service", f"{rivi.lower()}, {_kpl(kertoja, 'event')}: {teksti}", tiedot)

    def tila(self, jalki: Jalki) -> Tapahtuma | None:
        """Entering or leaving long-term care; a month spent in it is in the month's cost."""
        muutos = jalki.muuttui.get(jalki.nimi.partition("_")[2])
        if muutos is None:
            return None
        rivi, alkaa = self._rivi(jalki), bool(muutos[1])
        return Tapahtuma("state", f"{'enters' if alkaa else 'leaves'} {rivi.lower()}", {"line": rivi, "enters": alkaa})

    def _rivi(self, jalki: Jalki) -> str:
        return self.rivit[jalki.nimi.partition("_")[2]]

    # the rest of life ------------------------------------------------------------------------------------------------

    def saapuminen(self, jalki: Jalki) -> Tapahtuma:
        """First month here: born or moved in."""
        ika = int(jalki.luettu["ika"])
        return Tapahtuma("arrival", f"moves here at the age of {ika}" if ika else "is born", {"age": ika})

    def sairaus(self, jalki: Jalki) -> Tapahtuma | None:
        """A new chronic disease."""
        if not jalki.muuttui:
            return None
        maara = int(jalki.tulos["krooniset"])
        vaara = float(jalki.luettu["ika_ilmaantuvuus"] * jalki.luettu["viidennes_sairaus"] * jalki.muuttujat["x"])
        tiedot = {"chronic": maara, "hazard": vaara, "draw": float(jalki.luettu["uy_sairaus"])}
        teksti = f"a new chronic disease, number {maara} (hazard {100 * vaara:.1f} % a year)"
        return Tapahtuma("illness", teksti, tiedot)

    def tyo(self, jalki: Jalki) -> Tapahtuma | None:
        """A new work status."""
        if "tyo" not in jalki.muuttui:
            return None
        tyo = TYO[int(jalki.tulos["tyo"])]
        tiedot = {"work": tyo, "occupational_health": bool(jalki.tulos["tyoterveys"])}
        return Tapahtuma("work", f"work status: {tyo}", tiedot)

    def poistuminen(self, jalki: Jalki) -> Tapahtuma:
        """Death or moving out."""
        mika = POISSA[int(jalki.tulos["elossa"])]
        (raja,) = (float(v) for n, v in jalki.luettu.items() if not n.startswith("u_") and n != "elossa")
        (arpa,) = (float(v) for n, v in jalki.luettu.items() if n.startswith("u_"))
        teksti = f"{mika} (probability {100 * raja:.2f} % this month, draw {arpa:.4f})"
        return Tapahtuma("exit", teksti, {"status": mika, "probability": raja, "draw": arpa})


def kanavat(jalki: Jalki) -> dict[str, float]:
    """Probability of each channel for the month's contacts, measured on the rule."""
    ensin = osuudet(jalki, "u_kanava", 1, {"u_haku": 0.0})
    julkiseen = osuudet(jalki, "u_haku", 1, {"u_kanava": 1.0 - 2.0**-24})
    p = {KANAVAT[k]: osuus for k, osuus in ensin.items() if k in (1, 2, 3)}
    loput = ensin.get(0, 0.0)
    return p | {KANAVAT[k]: loput * julkiseen.get(k, 0.0) for k in (0, 4)}


def huomio(jalki: Jalki) -> float | None:
    """Monthly probability of considering a switch; None when the rule did not get that far."""
    return next((float(kutsu.tulos) for kutsu in jalki.kutsut if kutsu.nimi == "huomio"), None)


def _arviot(jalki: Jalki) -> list[tuple[Kutsu, Kutsu]]:
    """Calls of `hyoty` in the choice rule with the exponential taken after each, while they are summed up.

    The rule's own variables tell which centre: none yet at the own one, then the candidate `j`; `x` is there when it
    goes through the candidates again to find the chosen one.
    """
    kutsut = [kutsu for kutsu in jalki.kutsut if kutsu.nimi in ("hyoty", "exp") and "x" not in kutsu.muuttujat]
    return list(zip(kutsut[::2], kutsut[1::2], strict=True))


def _hinta(jalki: Jalki) -> float:
    return float(jalki.tulos["kustannus_v"]) - float(jalki.ennen["kustannus_v"])


def _kpl(maara: int, sana: str) -> str:
    return f"{maara} {sana}{'s' if maara != 1 else ''}"


Kertominen = Callable[[Kertoja, Jalki], Tapahtuma | None]
_KERTOJAT: dict[str, Kertominen] = {
    "hakeutuu": Kertoja.kontakti,
    "hoitajan_luona": Kertoja.hoitaja,
    "valitsee": Kertoja.harkinta,
    "siirtyy_suljetusta": Kertoja.suljettu,
    "saapuu": Kertoja.saapuminen,
    "sairastuu": Kertoja.sairaus,
    "tyollistyy": Kertoja.tyo,
    "kuolee": Kertoja.poistuminen,
    "muuttaa_pois": Kertoja.poistuminen,
}
_RIVIKERTOJAT: dict[str, Kertominen] = {"kayttaa": Kertoja.palvelu, "tilassa": Kertoja.tila}
