"""Residents to follow: who may be picked, and the two lives of the one who was. In a worker process, wordless.

A pick is by segment, or by how differently the two worlds end for the resident. One seed, the fast sample: the same
worlds as the first answer of the page that explores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.asukaskertomus import kerro, kustannus
from runs.skenaariot import Skenaario, nimea

if TYPE_CHECKING:
    import pandas as pd

    from runs.elamanero import Elama, Kuukausi

OTOS, SIEMEN = 0.01, 1
EHDOKKAITA = 12
IAKAS, MONISAIRAS = 75, 2  # years at the start; chronic diseases at the end
JOUKOT = (
    "huonompi",
    "parempi",
    "vaihtajat",
    "viidennes_1",
    "viidennes_5",
    "kieli_sv",
    "ika_75",
    "monisairaat",
    "lapset",
)


@dataclass(frozen=True)
class Ehdokas:
    """A resident who may be followed: number, age at the start, sex and language by code, fifth 1-5, municipality."""

    tunnus: int
    ika: int
    sukupuoli: int
    kieli: int
    viidennes: int
    kunta: int


@dataclass(frozen=True)
class Joukko:
    """A segment: how many in the sample, shares and mean difference (scenario - baseline), and some to follow.

    muualla: share listed elsewhere in the two worlds at the end; laatu, velka: mean difference of health utility and of
    the share of need left untreated.
    """

    koko: int
    muualla: float
    laatu: float
    velka: float
    ehdokkaat: tuple[Ehdokas, ...]


def joukot(a: Any, b: Any) -> dict[str, Joukko]:
    """Segments of those who live here from the start to the end in both worlds. a, b: lived `SoteMalli`s."""
    taulu = _taulu(a, b)
    laatuero = taulu["laatu"]
    valinnat: dict[str, pd.DataFrame] = {
        "huonompi": taulu[laatuero < 0].sort_values(["laatu", "tunnus"]),
        "parempi": taulu[laatuero > 0].sort_values(["laatu", "tunnus"], ascending=[False, True]),
        "vaihtajat": taulu[taulu["muualla"]],
        "viidennes_1": taulu[taulu["viidennes"] == 1],
        "viidennes_5": taulu[taulu["viidennes"] == 5],
        "kieli_sv": taulu[taulu["kieli"] == 1],
        "ika_75": taulu[taulu["ika"] >= IAKAS],
        "monisairaat": taulu[taulu["krooniset"] >= MONISAIRAS],
        "lapset": taulu[taulu["ika"] < 15],
    }
    return {nimi: _joukko(omat, nimi in ("huonompi", "parempi")) for nimi, omat in valinnat.items()}


def _taulu(a: Any, b: Any) -> pd.DataFrame:
    """Residents here from start to end in both worlds: who they are, and what differs at the end."""
    import pandas as pd

    sarakkeet = (
        "elossa",
        "ika",
        "sukupuoli",
        "kieli",
        "viidennes",
        "kunta",
        "krooniset",
        "terveys",
        "hoitovelka",
        "keskus",
    )
    taulut = []
    for malli in (a, b):
        n = len(malli.asukkaat.ids)
        tulo = malli.maailma.vaesto.tulokk[:n]
        omat = pd.DataFrame({s: malli.sidonta.b.columns[s][:n] for s in sarakkeet})
        omat.index = pd.Index(malli.asukkaat.ids.astype("int64"), name="tunnus")
        taulut.append(omat[(tulo < 0) & (omat["elossa"] == 1).to_numpy()])
    x, y = taulut
    yhteiset = x.index.intersection(y.index).sort_values()
    x, y = x.loc[yhteiset], y.loc[yhteiset]
    return pd.DataFrame(
        {
            "tunnus": yhteiset,
            "ika": x["ika"].astype(int) - a.kk // 12,
            "sukupuoli": x["sukupuoli"],
            "kieli": x["kieli"],
            "viidennes": x["viidennes"].astype(int) + 1,
            "kunta": x["kunta"],
            "krooniset": y["krooniset"],
            "laatu": (y["terveys"] - x["terveys"]).astype(float),
            "velka": (y["hoitovelka"] - x["hoitovelka"]).astype(float),
            "muualla": x["keskus"] != y["keskus"],
        }
    ).reset_index(drop=True)


def _joukko(taulu: pd.DataFrame, jarjestyksessa: bool) -> Joukko:
    n = len(taulu)
    if not n:
        return Joukko(0, 0.0, 0.0, 0.0, ())
    valitut = taulu.head(EHDOKKAITA) if jarjestyksessa else taulu.iloc[:: max(1, n // EHDOKKAITA)].head(EHDOKKAITA)
    ehdokkaat = tuple(
        Ehdokas(*(int(x) for x in r))
        for r in valitut[["tunnus", "ika", "sukupuoli", "kieli", "viidennes", "kunta"]].itertuples(index=False)
    )
    muualla, laatu, velka = (float(taulu[s].mean()) for s in ("muualla", "laatu", "velka"))
    return Joukko(n, muualla, laatu, velka, ehdokkaat)


# --------------------------------------------------------------------------------------------------- one life, twice
@dataclass(frozen=True)
class Kk:
    """A month lived: events as (kind, figures), centre, health utility, cost in EUR, the choice set had she looked."""

    nimi: str
    tapahtumat: tuple[tuple[str, dict[str, Any]], ...]
    keskus: str
    laatu: float
    kustannus: float
    joukko: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Maailma:
    """A life in one world: facts at the start, months, how it ends."""

    skenaario: str
    tiedot: dict[str, Any]
    kuukaudet: tuple[Kk, ...]
    loppu: dict[str, str]


@dataclass(frozen=True)
class Elamat:
    """The same resident in both worlds. ohjelma, elama: months in which rules (which) and life part."""

    tunnus: int
    a: Maailma
    b: Maailma
    ohjelma: tuple[str, tuple[str, ...]] | None
    elama: str | None


def elamat(
    skenaariot: Sequence[Skenaario], tunnus: int, otos: float, seed: int, naytteet: Sequence[str],
    edistyi: Callable[[int, int], None],
) -> Elamat:  # fmt: skip
    """Live both worlds with an eye on the resident. naytteet: months of which the choice set is told even unlooked at.

    Raises `ViallinenSyote` when she is not in this sample.
    """
    kertomus = kerro(skenaariot, tunnus, otos, seed, edistyi, naytteet)
    ero = kertomus.ero or {}
    ohjelma = ero.get("programme")
    a, b = (_maailma(elama) for elama in kertomus.elamat)
    return Elamat(
        tunnus, a, b,
        (ohjelma["month"], tuple(e["key"] for e in ohjelma["differs"])) if ohjelma else None,
        ero["life"]["month"] if ero.get("life") else None,
    )  # fmt: skip


def _maailma(elama: Elama) -> Maailma:
    edelliset: list[Kuukausi | None] = [None, *elama.kuukaudet]
    kuukaudet = tuple(
        Kk(
            nimi=nimea(elama.skenaario.start, k.kk),
            tapahtumat=tuple((t.laji, dict(t.tiedot)) for t in k.tapahtumat),
            keskus=k.keskus,
            laatu=float(k.tila["terveys"]),
            kustannus=kustannus(k, edellinen),
            joukko=tuple((k.valinta or {}).get("choice_set") or ()),
        )
        for edellinen, k in zip(edelliset, elama.kuukaudet, strict=False)
    )
    return Maailma(elama.skenaario.name, elama.tiedot, kuukaudet, elama.loppu)
