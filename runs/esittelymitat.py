"""What the main job measures: steps, measures with the smallest difference that matters, contrasts and verdicts.

A contrast is `vertailu.vastakohta`, the same code as in `sote compare`, of each run's mean over the last years:
differences of single years are noisy, and what lasts is asked. A verdict never claims a difference when its interval
covers zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualisointi import sanat

if TYPE_CHECKING:
    import pandas as pd

    from agentit.maailma import Maailma
    from agentit.ohjelma import Ohjelma
    from runs.skenaariot import Skenaario

KAIKKI = "kaikki"
VIIMEISET = 5  # years averaged: 2026-2030 of the full horizon
SUURI = 0.2  # share of the level from which a difference is a reason to doubt the assumptions
RAHAVIRTA = "rahavirta"


@dataclass(frozen=True, slots=True)
class Askel:
    """Askel (step): what scenario b does compared with a."""

    koodi: str
    a: str
    b: str


ASKELEET = (
    Askel("liikelaitos", "nykytila-2017", "uusimaa-liikelaitos-2021"),
    Askel("valinta", "uusimaa-liikelaitos-2021", "uusimaa-valinnanvapaus-2023"),
    Askel("kapitaatio", "uusimaa-valinnanvapaus-2023", "uusimaa-tarvekapitaatio"),
    Askel("rahoitusmalli", "uusimaa-palvelukokonaisuuksittain", "uusimaa-kertabudjetti"),
)


@dataclass(frozen=True, slots=True)
class Mitta:
    """A measure of the main job, of all residents.

    raja: smallest difference that matters, in the model's unit (a judgement: nobody has fixed these).
    suhteessa: is a share of the level a sensible scale? paatevuosi: a rate up to the last year, not averaged.
    """

    koodi: str
    raja: float
    suhteessa: bool = True
    paatevuosi: bool = False


MITAT = (
    Mitta("elinajanodote_ero", 0.1),  # a tenth of a year; the gap is 8
    Mitta("erreygers_tyydyttamaton", 0.005, suhteessa=False),
    Mitta("tyydyttamaton", 0.005),  # half a percentage point of adults
    Mitta("kustannus_asukas", 15.0),  # half a per cent
    Mitta("menokasvu_asukas", 0.0005, suhteessa=False, paatevuosi=True),  # .05 percentage points a year
    Mitta("ero_jarruun_asukas", 0.005, suhteessa=False),
    Mitta("odotus", 1.0),  # a day
    Mitta("osuus_7vrk", 0.01),
    Mitta("odotusero", 1.0, suhteessa=False),
    Mitta("lista_yksityinen", 0.01, suhteessa=False),
    Mitta("ehkaisyosuus", 0.005),
    Mitta("tyytyvaisyys", 0.01),
)
PAAMITAT = ("elinajanodote_ero", "erreygers_tyydyttamaton", "kustannus_asukas", "odotus")  # told first


# --------------------------------------------------------------------------------------------------- runs
class Rahakertoja:
    """A model that also tells its money tree: rows `rahavirta`, ryhma 'payer>receiver', million EUR a year."""

    def __init__(self, malli: Any) -> None:
        self.malli = malli

    @property
    def ohjelma(self) -> Ohjelma:
        """The programme it lives by."""
        return self.malli.ohjelma

    @ohjelma.setter
    def ohjelma(self, uusi: Ohjelma) -> None:
        self.malli.ohjelma = uusi

    @property
    def kk(self) -> int:
        """Months lived."""
        return int(self.malli.kk)

    @property
    def maailma(self) -> Maailma:
        """The world it lives in."""
        return self.malli.maailma

    def peilaa(self, siemen: int) -> None:
        """Live on with the mirror image of the luck that organisations have with this seed."""
        self.malli.peilaa(siemen)

    def run_for(self, kuukausia: int) -> None:
        """Live that many months."""
        self.malli.run_for(kuukausia)

    def results(self, taso: str = "vuosi", kk: int | None = None) -> pd.DataFrame:
        """The model's results and, by years, the money of its last years; as they were after `kk` months, if given."""
        import pandas as pd

        taulu = self.malli.results(taso)
        if taso != "vuosi" or taulu.empty:
            return taulu
        kk = self.kk if kk is None else kk
        taulu = taulu[taulu["vuosi"] < taulu["vuosi"].min() + kk // 12]
        vuosi, vuosia = int(taulu["vuosi"].max()), min(VIIMEISET, taulu["vuosi"].nunique())
        virrat = rahavirrat(self.malli.raha, slice(kk - 12 * vuosia, kk))
        rivit = [(vuosi, RAHAVIRTA, f"{a}>{b}", eur / 1e6 / vuosia, "milj. EUR/v") for (a, b), eur in virrat.items()]
        return pd.concat([taulu, pd.DataFrame(rivit, columns=list(taulu.columns))], ignore_index=True)


def rakenna(skenaario: Skenaario, otos: float, seed: int) -> Any:
    """The model of a scenario, with its money tree; a `runs.ajo.Rakentaja`."""
    from runs import ajo

    return Rahakertoja(ajo.rakenna_malli(skenaario, otos, seed))


_PALVELUT = {
    "esh": "erikois",
    "paivystys": "erikois",
    "lnpsyk": "erikois",
    "ikaantyneet": "ikaantyneet",
    "lapset": "lapset",
    "vammais": "vammais",
}
_JARJESTAJAT = ("kunnat", "jarjestaja")
_TUOTTAJAT = ("hus", "liikelaitos")
_KESKUKSET = {"julkiset keskukset": "sote_julkinen", "yksityiset keskukset": "sote_yksityinen"}


def rahavirrat(raha: Any, kuukaudet: slice) -> dict[tuple[str, str], float]:
    """Public money of these months, EUR: payer -> organiser -> (hospital district or liikelaitos) -> service."""
    virrat: dict[tuple[str, str], float] = {}
    for (maksaja, saaja, paketti), sentit in raha.money_tree(kuukaudet).items():
        if saaja in _JARJESTAJAT or (maksaja in _JARJESTAJAT and saaja in _TUOTTAJAT):
            pari = (maksaja, saaja)
        elif saaja in _KESKUKSET and maksaja in (*_JARJESTAJAT, *_TUOTTAJAT):
            pari = (maksaja, _KESKUKSET[saaja])
        elif maksaja in (*_JARJESTAJAT, *_TUOTTAJAT):  # bought or made: ends in the service
            pari = (maksaja, _PALVELUT.get(paketti, "muut"))
        else:
            continue
        virrat[pari] = virrat.get(pari, 0.0) + sentit / 100.0
    return virrat


# --------------------------------------------------------------------------------------------------- derived, averaged
def taydenna(ajot: pd.DataFrame, skenaariot: Sequence[Skenaario]) -> pd.DataFrame:
    """Runs with spending per resident against the brake: growth a year since the base year, distance to its path.

    Trend and brake are growth of the nation's spending; per resident they are that less the nation's population growth.
    """
    import pandas as pd

    from agentit.kustannukset import jarruvertailu

    vaadi(ajot, ["kustannus_asukas"])
    menot = ajot[(ajot["mittari"] == "kustannus_asukas") & (ajot["ryhma"] == KAIKKI)].sort_values("vuosi")
    trendi, jarru = kasvut_asukasta_kohti(skenaariot[0])
    rivit = []
    for (skenaario, seed), omat in menot.groupby(["skenaario", "seed"], sort=False):
        polku = omat["arvo"].tolist()
        for i, vuosi in enumerate(omat["vuosi"].tolist()[1:], start=2):
            vertailu = jarruvertailu(polku[:i], trendi, jarru)
            rivit.append((skenaario, seed, vuosi, "menokasvu_asukas", KAIKKI, vertailu.kasvu, "osuus/v"))
            rivit.append((skenaario, seed, vuosi, "ero_jarruun_asukas", KAIKKI, vertailu.ero_jarruun, "osuus"))
    sarakkeet = ["skenaario", "seed", "vuosi", "mittari", "ryhma", "arvo", "yksikko"]
    return pd.concat([ajot, pd.DataFrame(rivit, columns=sarakkeet)], ignore_index=True)


def kasvut_asukasta_kohti(skenaario: Skenaario) -> tuple[float, float]:
    """Yearly growth per resident of the trend and of the brake."""
    p = skenaario.ohjelma().at(0)
    vaki = 1.0 + float(p["valtio.vaestonkasvu"])
    return (1.0 + float(p["valtio.trendi"])) / vaki - 1.0, (1.0 + float(p["valtio.jarru"])) / vaki - 1.0


def vaadi(ajot: pd.DataFrame, mittarit: Iterable[str]) -> None:
    """Raises RuntimeError that names the measures the model did not give."""
    puuttuu = sorted(set(mittarit) - set(ajot["mittari"]))
    if puuttuu:
        raise RuntimeError(f"the model gives no measure {', '.join(puuttuu)}: the main job cannot show it")


def vuodet(ajot: pd.DataFrame) -> list[int]:
    """The last years, those that are averaged."""
    return sorted(int(v) for v in ajot["vuosi"].unique())[-VIIMEISET:]


def keskiarvot(ajot: pd.DataFrame) -> pd.DataFrame:
    """Every run's mean over the last years, as rows of its last year; rates up to the last year are that year's."""
    import pandas as pd

    from runs.vertailu import SATTUMAT

    viimeiset = ajot[ajot["vuosi"].isin(vuodet(ajot))]
    paate = [m.koodi for m in MITAT if m.paatevuosi]
    loppu = viimeiset["vuosi"].max()
    viimeiset = viimeiset[~viimeiset["mittari"].isin(paate) | (viimeiset["vuosi"] == loppu)]
    avain = ["skenaario", "seed", "mittari", "ryhma", "yksikko"]
    luvut = [c for c in ("arvo", *SATTUMAT) if c in viimeiset]
    keski = viimeiset.groupby(avain, sort=False, as_index=False)[luvut].mean()
    return pd.DataFrame({**keski, "vuosi": int(loppu)})


# --------------------------------------------------------------------------------------------------- contrasts
def kontrastit(ajot: pd.DataFrame, hajonta: bool = False) -> pd.DataFrame:
    """Contrasts of the last years' means: step, and the columns of `vertailu.vastakohta`, every measure and group.

    hajonta: also the spread over worlds, when each seed has parameters of its own.
    """
    import pandas as pd

    from runs.vertailu import vastakohta

    keski = keskiarvot(ajot[ajot["mittari"] != RAHAVIRTA])
    taulut = []
    for askel in ASKELEET:
        taulu = vastakohta(keski, askel.a, askel.b, hajonta=hajonta)
        taulu.insert(0, "askel", askel.koodi)
        taulut.append(taulu)
    return pd.concat(taulut, ignore_index=True)


def paarivit(kaikki: pd.DataFrame, kieli: str) -> pd.DataFrame:
    """The rows that are shown: every step and measure of all residents, with threshold, verdict and sentence."""
    import pandas as pd

    vaadi(kaikki, (m.koodi for m in MITAT))
    rivit = []
    omat = kaikki[kaikki["ryhma"] == KAIKKI].set_index(["askel", "mittari"])
    for askel in ASKELEET:
        for mitta in MITAT:
            rivi = omat.loc[(askel.koodi, mitta.koodi)].to_dict()
            laji = arvio(rivi, mitta)
            rivit.append({
                "askel": askel.koodi, "mittari": mitta.koodi, **rivi, "threshold": mitta.raja, "verdict": laji,
                "sentence": lause(rivi, mitta.koodi, laji, kieli),
            })  # fmt: skip
    return pd.DataFrame(rivit)


def arvio(rivi: Mapping[str, Any], mitta: Mitta) -> str:
    """Verdict of a contrast: sama, ei_valia, ei_eroa, epavarma, pieni, ero or suuri.

    sama: the same in every pair; ei_valia: one pair; ei_eroa: the interval covers zero and lies within what matters;
    epavarma: it covers zero but not only what is too small; pieni: a difference, too small to matter; ero: one that
    matters; suuri: one so large that the assumptions are to be doubted.
    """
    ero, ala, yla = rivi["difference"], rivi["low"], rivi["high"]
    if ero == 0 and (rivi["se_paired"] == 0 or rivi["pairs"] == 1):
        return "sama"
    if not (ala == ala and yla == yla):
        return "ei_valia"
    if ala <= 0 <= yla:
        return "ei_eroa" if max(-ala, yla) <= mitta.raja else "epavarma"
    if abs(ero) < mitta.raja:
        return "pieni"
    return "suuri" if mitta.suhteessa and abs(ero) > SUURI * abs(rivi["value_a"]) > 0 else "ero"


def lause(rivi: Mapping[str, Any], koodi: str, laji: str, kieli: str) -> str:
    """The contrast in one sentence, without a capital or a full stop."""
    if laji == "sama":
        return sanat.teksti("muuttumaton", kieli)
    if laji in ("ei_eroa", "epavarma", "ei_valia"):
        return sanat.teksti(laji, kieli)
    if laji == "pieni" and not any(merkki in "123456789" for merkki in ero_sanoin(rivi, koodi, kieli)[0]):
        return sanat.teksti("nakymaton", kieli)
    perus = muutos(rivi, koodi, kieli)
    return perus if laji == "ero" else sanat.teksti(laji, kieli, lause=perus)


def muutos(rivi: Mapping[str, Any], koodi: str, kieli: str) -> str:
    """What moves, which way and how much: 'the wait shortens by 1.6 days'."""
    mittari = sanat.MITTARIT[koodi]
    maara = sanat.luku(abs(mittari.kerroin * rivi["difference"]), eron_desimaalit(rivi, koodi), kieli)
    maara = f"{maara}{sanat.KOVA_VALI}{mittari.ero_yksikko[kieli]}"
    return (mittari.kasvaa if rivi["difference"] > 0 else mittari.pienenee)[kieli].format(d=maara)


def eron_desimaalit(rivi: Mapping[str, Any], koodi: str) -> int:
    """Decimals of a difference: not beyond its error, two figures below one, two decimals more than its level."""
    mittari = sanat.MITTARIT[koodi]
    ero, puolivali = (mittari.kerroin * x for x in (abs(rivi["difference"]), (rivi["high"] - rivi["low"]) / 2.0))
    vahintaan = min(mittari.desimaaleja, 1)
    enintaan = mittari.desimaaleja + 2
    if ero > 0:
        enintaan = min(enintaan, max(vahintaan, 1 - math.floor(math.log10(ero))))
    return sanat.desimaaleja(puolivali, vahintaan, enintaan)


def ero_sanoin(rivi: Mapping[str, Any], koodi: str, kieli: str) -> tuple[str, str]:
    """A difference and its interval in the unit shown: ('−1,6', '−2,1…−1,1')."""
    kerroin, tarkkuus = sanat.MITTARIT[koodi].kerroin, eron_desimaalit(rivi, koodi)
    luvut = [kerroin * float(rivi[nimi]) for nimi in ("difference", "low", "high")]
    return sanat.luku(luvut[0], tarkkuus, kieli, etumerkki=True), sanat.vali(luvut[1], luvut[2], tarkkuus, kieli)
