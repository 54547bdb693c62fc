"""What each scenario is, in a paragraph: what differs, what the model says, which pattern it can be held against.

`sote scenario describe`: figures are paired differences from the scenario's base, means over the last years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kalibrointi import kohteet
from runs import esittelymitat as mitat
from runs import jarjestelmat, skenaariot, vertailu
from runs.ajo import Edistyminen
from runs.skenaariot import Skenaario
from visualisointi import sanat

if TYPE_CHECKING:
    import pandas as pd

MITAT = ("elinajanodote_ero", "tyydyttamaton", "kustannus_asukas", "odotus", "lista_yksityinen", "tyytyvaisyys")


@dataclass(frozen=True)
class Kuvaus:
    """One scenario in words; `says` has a sentence for each measure that moves, `silent` the measures that do not."""

    name: str
    base: str
    region: str
    text: str
    differs: tuple[str, ...]
    says: tuple[str, ...]
    silent: tuple[str, ...]
    patterns: tuple[tuple[str, str, str], ...]  # id, pattern, band
    note: str


def kuvaa(
    nimet: Sequence[str],
    pairs: int = 6,
    otos: float | None = None,
    kieli: str = "en",
    processes: int | None = None,
    progress: Edistyminen | None = None,
) -> list[Kuvaus]:
    """Descriptions in the order of `nimet`; all scenarios and their bases are run together, each once."""
    luetut = {nimi: skenaariot.lue(nimi) for nimi in nimet}
    kaikki = dict(luetut)
    for skenaario in luetut.values():
        if skenaario.extends:
            kaikki.setdefault(skenaario.extends, skenaariot.lue(skenaario.extends))
    ajot = vertailu.ajot(list(kaikki.values()), pairs, otos=otos, processes=processes, progress=progress)
    keski = mitat.keskiarvot(ajot[ajot["mittari"].isin(MITAT) & (ajot["ryhma"] == mitat.KAIKKI)])
    return [_kuvaus(skenaario, kaikki, keski, kieli) for skenaario in luetut.values()]


def _kuvaus(s: Skenaario, kaikki: dict[str, Skenaario], keski: pd.DataFrame, kieli: str) -> Kuvaus:
    kerrotaan: list[str] = []
    vaiti: list[str] = []
    erot: tuple[str, ...] = ()
    if s.extends:
        erot = tuple(f"{ero.avain}: {ero.a} → {ero.b}" for ero in skenaariot.erot(kaikki[s.extends], s))
        if kaikki[s.extends].region != s.region:
            erot = (f"region: {kaikki[s.extends].region} → {s.region}", *erot)
        else:
            kerrotaan, vaiti = _lauseet(vertailu.vastakohta(keski, s.extends, s.name), kieli)
    tunnukset = dict.fromkeys(
        tunnus.strip() for rivi in jarjestelmat.lue() if rivi.scenario == s.name for tunnus in rivi.pattern.split(",")
    )
    tunnetut = kohteet.kuviot()
    kuviot = tuple((x, tunnetut[x].kuvio, tunnetut[x].bandi) for x in tunnukset if x in tunnetut)
    nootti = " ".join(x.get(kieli) or "" for x in s.notes).strip()
    teksti = s.text.get(kieli) or s.text.get("en") or ""
    return Kuvaus(s.name, s.extends or "", s.region, teksti, erot, tuple(kerrotaan), tuple(vaiti), kuviot, nootti)


def _lauseet(taulu: pd.DataFrame, kieli: str) -> tuple[list[str], list[str]]:
    """(sentences with interval, names of measures without a difference) of one contrast."""
    rivit = taulu.set_index("mittari")
    kerrotaan, vaiti = [], []
    for mitta in (m for m in mitat.MITAT if m.koodi in MITAT and m.koodi in rivit.index):
        rivi = rivit.loc[mitta.koodi].to_dict()
        laji = mitat.arvio(rivi, mitta)
        if laji in ("ero", "suuri"):
            ero, vali = mitat.ero_sanoin(rivi, mitta.koodi, kieli)
            kerrotaan.append(f"{mitat.lause(rivi, mitta.koodi, laji, kieli)} ({ero}; {vali})")
        else:
            vaiti.append(sanat.MITTARIT[mitta.koodi].lyhyt[kieli])
    return kerrotaan, vaiti


def markdown(kuvaukset: Sequence[Kuvaus], pairs: int, otos: float, kieli: str) -> str:
    """The descriptions as one page; how they were made stands first."""
    w = OTSIKOT[kieli]
    osat = [f"# {w['otsikko']}", w["alku"].format(pairs=pairs, otos=otos)]
    for k in kuvaukset:
        osat.append(f"## {k.name}")
        kappale = [k.text]
        if k.base:
            kappale.append(f"*{w['perusta']}*: {k.base}. *{w['erot']}*: {'; '.join(k.differs) or '-'}.")
        if k.says or k.silent:
            sanoo = [sanat.isolla(x) for x in k.says]
            if k.silent:
                sanoo.append(f"{w['vaiti']}: {', '.join(k.silent)}")
            kappale.append(f"*{w['sanoo']}*: {'. '.join(sanoo)}.")
        if k.patterns:
            kappale.append(f"*{w['kuviot']}*: " + "; ".join(f"{a} {b} ({c})" for a, b, c in k.patterns) + ".")
        if k.note:
            kappale.append(f"*{w['rajaus']}*: {k.note}")
        osat.append(" ".join(kappale))
    return "\n\n".join(osat) + "\n"


def json(kuvaukset: Sequence[Kuvaus]) -> list[dict]:
    """Plain fields for `--json`."""
    return [asdict(k) for k in kuvaukset]


OTSIKOT = {
    "fi": {
        "otsikko": "Skenaariot", "perusta": "Perusta", "erot": "Mikä eroaa", "sanoo": "Mitä malli sanoo",
        "vaiti": "Ei eroa, jolla olisi merkitystä", "kuviot": "Verrattavissa kuvioon", "rajaus": "Rajaus",
        "alku": "Viiden viimeisen vuoden keskiarvon ero perustasta, {pairs} paria, otos {otos}; "
        "suluissa ero ja 95 %:n väli.",
    },
    "sv": {
        "otsikko": "Scenarier", "perusta": "Bas", "erot": "Vad som skiljer", "sanoo": "Vad modellen säger",
        "vaiti": "Ingen skillnad som spelar roll", "kuviot": "Kan jämföras med mönster", "rajaus": "Begränsning",
        "alku": "Skillnad mot basen i de fem sista årens medeltal, {pairs} par, stickprov {otos}; "
        "inom parentes skillnad och 95 %-intervall.",
    },
    "en": {
        "otsikko": "Scenarios", "perusta": "Base", "erot": "What differs", "sanoo": "What the model says",
        "vaiti": "No difference that matters", "kuviot": "Can be held against", "rajaus": "Limit",
        "alku": "Difference from the base, mean of the last five years, {pairs} pairs, otos {otos}; "
        "in brackets the difference and its 95 % interval.",
    },
}  # fmt: skip
