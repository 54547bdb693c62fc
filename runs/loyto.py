"""`sote analyze discover`: conditions on uncertainties under which an outcome, or what a lever does, passes a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
from runs import naytto
from runs.ehdot import Ehto, Laatikko, Loyto
from runs.ehdot import etsi as etsi_laatikko
from runs.havainnot import OLETUS, Havainnot, Kohde, Tulema
from runs.havainnot import nayta as arvo_sanoin


@dataclass(frozen=True, slots=True)
class Ehtotulos:
    """What was asked (target above or below a limit) and what was found; `syy` says why nothing could be."""

    kohde: Kohde
    yli: bool
    raja: float
    osumat: np.ndarray  # by world
    loyto: Loyto | None
    syy: str = ""

    def json(self) -> dict[str, Any]:
        """As runs/json.md has it."""
        tulos: dict[str, Any] = {
            "target": self.kohde.nimi, "above": self.yli, "limit": self.raja, "of_interest": int(self.osumat.sum()),
            "why_none": self.syy, "box": None, "path": [],
        }  # fmt: skip
        if self.loyto is not None:
            tulos["path"] = [{"coverage": b.kattavuus, "density": b.tiheys, "share": b.osuus, "worlds": b.maailmoja,
                              "conditions": len(b.ehdot)} for b in self.loyto.polku]  # fmt: skip
            if self.loyto.valittu is not None:
                b = self.loyto.valittu
                ehdot = [_ehto_json(avain, ehto, b) for avain, ehto in b.ehdot.items()]
                tulos["box"] = {
                    "coverage": b.kattavuus, "density": b.tiheys, "share": b.osuus, "worlds": b.maailmoja,
                    "p": b.sattuma_p, "conditions": ehdot,
                }  # fmt: skip
        return tulos


def _ehto_json(avain: str, ehto: Ehto, laatikko: Laatikko) -> dict[str, Any]:
    return {
        "factor": avain, "low": ehto.ala, "high": ehto.yla, "values": ehto.arvot,
        "quasi_p": laatikko.quasi_p.get(avain),
    }  # fmt: skip


def valitse_kohde(h: Havainnot, tulema: Tulema, nimi: str | None) -> Kohde:
    """The level, or the effect named lever=value; a lever's last part is enough. Raises `ViallinenSyote`."""
    kohteet = h.kohteet(tulema)
    if nimi is None:
        return kohteet[0]
    keino, _, arvo = nimi.partition("=")
    for kohde in kohteet[1:]:
        paatteet = (kohde.keino, str(kohde.keino).rpartition(":")[2], str(kohde.keino).rpartition(".")[2])
        if keino in paatteet and arvo_sanoin(kohde.arvo) == arvo:
            return kohde
    nimet = [k.nimi for k in kohteet[1:]]
    viesti = (
        f"no effect '{nimi}' in this sweep. Effects: {luettele(nimet) or 'none, no lever was crossed with worlds'}."
    )
    raise ViallinenSyote(Vika(viesti, "--target", ehdotus=lahin(nimi, nimet)))


def etsi(
    h: Havainnot,
    tulema: Tulema,
    kohde: str | None = None,
    yli: float | None = None,
    alle: float | None = None,
    kattavuus: float | None = None,
    tiheys: float | None = None,
) -> Ehtotulos:
    """Find the conditions. Without a limit: of an effect, worlds where its sign is the rarer one; of a level, its worst
    (highest) quarter. Raises `ViallinenSyote` for what cannot be asked; what cannot be found is told in `syy`."""
    for arvo, valinta in ((kattavuus, "--coverage"), (tiheys, "--density")):
        if arvo is not None and not 0.0 < arvo <= 1.0:
            raise ViallinenSyote(Vika(f"a share is above 0 and at most 1, got {arvo:g}.", valinta))
    if yli is not None and alle is not None:
        raise ViallinenSyote(Vika("give either --above or --below, not both."))
    k = valitse_kohde(h, tulema, kohde)
    y = k.maailmoittain
    on = np.isfinite(y)
    raja = yli if yli is not None else alle
    ylla = yli is not None
    if raja is None:
        raja = 0.0 if k.keino is not None else float(np.quantile(y[on], 0.75))
        ylla = bool(k.keino is None or (y[on] > 0).mean() < 0.5)
    osumat = on & ((y > raja) if ylla else (y < raja))
    oletukset = [t.avain for t in h.maailman_tekijat if t.laji == OLETUS]
    if not oletukset:
        return Ehtotulos(k, ylla, raja, osumat, None, "no uncertainty varies in this sweep")
    try:
        loyto = etsi_laatikko(h.maailmat.loc[on, oletukset], osumat[on], kattavuus=kattavuus, tiheys=tiheys)
    except ViallinenSyote as virhe:
        return Ehtotulos(k, ylla, raja, osumat, None, virhe.viat[0].viesti.rstrip("."))
    return Ehtotulos(k, ylla, raja, osumat, loyto, loyto.syy)


def nayta(t: Ehtotulos) -> None:
    """Question, box and the way to it on stdout."""
    kohde = "the level" if t.kohde.keino is None else f"the effect of {t.kohde.nimi}"
    sana = "above" if t.yli else "below"
    naytto.tulosta(f"{t.osumat.sum()} of {len(t.osumat)} worlds have {kohde} {sana} {naytto.luku(t.raja)}.")
    if t.loyto is None or t.loyto.valittu is None:
        naytto.tulosta(f"No conditions found: {t.syy}.")
        return
    b = t.loyto.valittu
    naytto.tulosta()
    rivit = [(avain, ehto_sanoin(ehto), naytto.luku(b.quasi_p[avain])) for avain, ehto in b.ehdot.items()]
    naytto.taulukko(("uncertainty", "condition", ">quasi-p"), rivit, "All of these together")
    naytto.tulosta(
        f"Density {100 * b.tiheys:.0f} % (of all worlds {100 * t.loyto.pohjatiheys:.0f} %), coverage "
        f"{100 * b.kattavuus:.0f} %; {b.maailmoja} worlds inside. "
        f"Shuffled worlds give a box as good with p = {b.sattuma_p:.2f}."
    )
    naytto.tulosta()
    polku = [
        (len(x.ehdot), f"{100 * x.kattavuus:.0f}", f"{100 * x.tiheys:.0f}", x.maailmoja) for x in _harvenna(t.loyto)
    ]
    naytto.taulukko((">conditions", ">coverage %", ">density %", ">worlds"), polku, "On the way in")


def _harvenna(loyto: Loyto) -> list[Laatikko]:
    """At most a dozen boxes of the way in, the first and the last among them."""
    n = len(loyto.polku)
    return [loyto.polku[i] for i in sorted({round(k * (n - 1) / 11) for k in range(12)})]


def ehto_sanoin(ehto: Ehto) -> str:
    """A condition in symbols: 0.2 ... 0.5, at least 0.2, one of a, b."""
    if ehto.arvot is not None:
        return " or ".join(arvo_sanoin(a) for a in ehto.arvot)
    if ehto.ala is not None and ehto.yla is not None:
        return f"{naytto.luku(ehto.ala)} ... {naytto.luku(ehto.yla)}"
    return f"at least {naytto.luku(ehto.ala)}" if ehto.ala is not None else f"at most {naytto.luku(ehto.yla or 0.0)}"
