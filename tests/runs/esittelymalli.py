"""A model quick enough for the main job's tests: it gives every measure that is shown, and rules move some of them."""

import random
from types import SimpleNamespace

from runs import esittelymitat as mitat

VIIDENNEKSET = [f"viidennes_{q}" for q in range(1, 6)]
TASOT = {
    "elinajanodote_ero": (7.6, "vuotta"),
    "erreygers_tyydyttamaton": (-0.03, "indeksi"),
    "tyydyttamaton": (0.05, "osuus"),
    "kustannus_asukas": (3000.0, "EUR/asukas"),
    "odotus": (27.0, "vrk"),
    "osuus_7vrk": (0.6, "osuus"),
    "odotusero": (0.3, "vrk"),
    "lista_yksityinen": (0.0, "osuus"),
    "ehkaisyosuus": (0.22, "osuus"),
    "tyytyvaisyys": (0.76, "osuus"),
}
KUNTIEN = {
    "valtio>kunnat": 1500.0,
    "veronmaksajat>kunnat": 3500.0,
    "kunnat>hus": 2000.0,
    "hus>erikois": 2000.0,
    "kunnat>ikaantyneet": 2500.0,
    "kunnat>sote_julkinen": 500.0,
}
MAAKUNNAN = {
    "valtio>jarjestaja": 5000.0,
    "jarjestaja>liikelaitos": 4500.0,
    "liikelaitos>erikois": 4500.0,
    "jarjestaja>sote_julkinen": 450.0,
    "jarjestaja>sote_yksityinen": 50.0,
}


class Esittelymalli:
    """Year's level = base + seed's luck + what the rules of December do; a lump sum lengthens waits by luck too."""

    def __init__(self, ohjelma, seed):
        self.ohjelma, self.seed, self.kk, self.vuodet = ohjelma, seed, 0, []
        self.maailma = SimpleNamespace(tunniste="koe")

    def run_for(self, kuukausia):
        for _ in range(kuukausia):
            if self.kk % 12 == 11:
                self.vuodet.append((2017 + self.kk // 12, dict(self.ohjelma.at(self.kk))))
            self.kk += 1

    def results(self, taso="vuosi"):
        import pandas as pd

        rivit = [rivi for vuosi, p in self.vuodet for rivi in self._vuosi(vuosi, p)]
        if self.vuodet:
            rivit += self._rahat(*self.vuodet[-1])
        return pd.DataFrame(rivit, columns=["vuosi", "mittari", "ryhma", "arvo", "yksikko"])

    def _vuosi(self, vuosi, p):
        onni = random.Random(self.seed * 10000 + vuosi)
        maakunta, valinta = p["rakenne.jarjestaja"] == "maakunta", bool(p["valinnanvapaus.suora_valinta"])
        jaettu = maakunta and p["ohjaus.virement"] == 0
        oma = onni.gauss()
        lisat = {
            "elinajanodote_ero": 0.004 * maakunta,
            "tyydyttamaton": 0.02 * maakunta,
            "kustannus_asukas": 20.0 * (vuosi - 2017) - 150.0 * maakunta - 5.0 * valinta,
            "odotus": (7.0 + 3.0 * oma) * maakunta - 20.0 * jaettu,
            "odotusero": 0.2 * oma * valinta,
            "lista_yksityinen": 0.05 * valinta,
        }
        for mittari, (taso, yksikko) in TASOT.items():
            arvo = taso + lisat.get(mittari, 0.0) + 0.01 * abs(taso) * onni.gauss()
            yield vuosi, mittari, "kaikki", arvo, yksikko
            if mittari in ("tyydyttamaton", "lista_yksityinen"):
                yield from (
                    (vuosi, mittari, ryhma, arvo * (1.2 - 0.1 * q), yksikko) for q, ryhma in enumerate(VIIDENNEKSET)
                )
        for suku, taso in (("miehet", 47.0), ("naiset", 54.0)):
            yield vuosi, "elinajanodote_ero", suku, 10.0 - 0.004 * maakunta, "vuotta"
            for q, ryhma in enumerate(VIIDENNEKSET):
                yield vuosi, "elinajanodote_30", f"{suku}:{ryhma}", taso + 2.0 * q + 0.01 * maakunta, "vuotta"

    def _rahat(self, vuosi, p):
        virrat = KUNTIEN if p["rakenne.jarjestaja"] == "kunnat" else MAAKUNNAN
        return [(vuosi, mitat.RAHAVIRTA, pari, milj, "milj. EUR/v") for pari, milj in virrat.items()]


def rakenna(skenaario, otos, seed):
    """A builder as `runs.ajo.rakenna_malli`."""
    return Esittelymalli(skenaario.ohjelma(), seed)


class Vajaa(Esittelymalli):
    """Gives no satisfaction."""

    def results(self, taso="vuosi"):
        taulu = super().results(taso)
        return taulu[taulu["mittari"] != "tyytyvaisyys"]


def rakenna_vajaa(skenaario, otos, seed):
    return Vajaa(skenaario.ohjelma(), seed)
