"""Checks of care chains (R19): heart failure, generic coordination, whole-system integration, choice, bridges, nulls.

Every contrast is paired: same seed, same residents. Rows say where patients are lost. No parameter is a ratio of
readmissions: P40 is met or not by hand-over loss times the effect of follow-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.ajo import Edistyminen
from runs.kuviokoe import kuvio
from runs.siementyot import siemenittain
from runs.tarkistusrivi import Tarkistusrivi, bandi, keskivirhe, virheineen

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

OTOS, SIEMENIA = 0.04, 4
NYKY, SYDAN, SYDANOHJELMA = "nykytila-2017", "pirkanmaa-nykytila", "pirkanmaa-sydanvajaatoiminta"
VASTUU, INTEGRAATIO = "uusimaa-vastuutyontekija", "uusimaa-integraatio"
LIIKELAITOS, VALINTA = "uusimaa-liikelaitos-2021", "uusimaa-suora-valinta"
SYDANVUODET, VASTUUVUODET = (2019, 2022), (2021, 2022)  # programme in force
INTEGRAATIO_LOPPUU = 2030
VALINTAVUOSI = 2025
VIPUJA = ("yhteinen_tieto", "vastuutyontekija", "maarittely", "yksi_organisaatio")
NOLLAOTOS, NOLLAKUUT = 0.001, (1, 36)
Mitat = dict[str, float]


@dataclass
class Siemen:
    """One seed: ratios and paired differences by name, and what is only printed."""

    luvut: Mitat = field(default_factory=dict)
    havio: Mitat = field(default_factory=dict)  # chain:step -> share lost; chain:group -> persons lost a year


def tarkista(
    progress: Edistyminen | None = None, otos: float = OTOS, seeds: int = SIEMENIA, processes: int | None = None
) -> list[Tarkistusrivi]:
    """All rows; fewer seeds and a smaller sample are quicker and noisier."""
    return rivit(otos, seeds, processes, progress)


def rivit(otos: float, seeds: int, processes: int | None, progress: Edistyminen | None) -> list[Tarkistusrivi]:
    """All rows, in the order of the module."""
    mitatut = siemenittain(mittaa, otos, range(1, seeds + 1), processes, progress)
    return [*_lukurivit(mitatut), *_siltarivit(), *_nollarivit(), *_haviorivit(mitatut)]


# one seed ----------------------------------------------------------------------------------------------------------


def mittaa(otos: float, seed: int) -> Siemen:
    """Everything that needs residents, one seed, in a worker."""
    s = Siemen()
    _sydan(s, otos, seed)
    _vastuutyontekija(s, otos, seed)
    pieni = otos / 5.0  # expected need and lists: sums over residents, hardly noisy when paired
    _integraatio(s, pieni, seed)
    _valinta(s, pieni, seed)
    return s


def kuviorivit(otos: float, seeds: int, processes: int | None = None) -> list[Tarkistusrivi]:
    """Rows of published patterns alone: P40, P43, P45."""
    mitatut = siemenittain(mittaa_kuviot, otos, range(1, seeds + 1), processes)
    return [r for r in _lukurivit(mitatut) if kuvio(r.id)]


def mittaa_kuviot(otos: float, seed: int) -> Siemen:
    """One seed of what the patterns need."""
    s = Siemen()
    _sydan(s, otos, seed)
    _integraatio(s, otos / 5.0, seed)
    _valinta(s, otos / 5.0, seed)
    return s


def _malli(skenaario: str, otos: float, seed: int, asetukset: Any = ()) -> SoteMalli:
    from runs import ajo, skenaariot

    return ajo.rakenna_malli(skenaariot.lue(skenaario, asetukset), otos, seed)


def _pari(a: str, b: str, otos: float, seed: int) -> tuple[SoteMalli, SoteMalli]:
    """Models of two scenarios in the month where they part: what they share is lived once."""
    from runs import skenaariot, tilannekuva

    malli, ohjelma = _malli(a, otos, seed), skenaariot.lue(b).ohjelma()
    malli.run_for(malli.ohjelma.first_difference(ohjelma) or 0)
    toinen = tilannekuva.kopio(malli)
    toinen.ohjelma = ohjelma
    return malli, toinen  # type: ignore[return-value]


def _elettyina(a: str, b: str, otos: float, seed: int, loppuvuosi: int) -> tuple[SoteMalli, SoteMalli]:
    """The same at the end of a year."""
    pari = _pari(a, b, otos, seed)
    for malli in pari:
        malli.run_for(12 * (loppuvuosi - malli.alkuvuosi + 1) - malli.kk)
    return pari


def uusinnat(malli: SoteMalli, vuodet: tuple[int, int]) -> Mitat:
    """Periods begun, and of them the share that came back within six months: by heart failure, by any cause."""
    r = malli.results()
    r = r[(r["vuosi"] >= vuodet[0]) & (r["vuosi"] <= vuodet[1]) & (r["ryhma"] == "kaikki")]
    summa = r.groupby("mittari")["arvo"].sum()
    jaksot = float(summa["sydan_jaksot"])
    hf, kaikki = (float(summa[x]) / jaksot for x in ("sydan_uusinnat", "sydan_paluut"))
    return {"hf": hf, "kaikki": kaikki, "jaksot": jaksot}


def _sydan(s: Siemen, otos: float, seed: int) -> None:
    """Programme against none, and what the heart failure of the base is like."""
    ilman, ohjelma = _elettyina(SYDAN, SYDANOHJELMA, otos, seed, SYDANVUODET[1])
    a, b = uusinnat(ilman, SYDANVUODET), uusinnat(ohjelma, SYDANVUODET)
    s.luvut |= {"sydan_hf": b["hf"] / a["hf"], "sydan_kaikki": b["kaikki"] / a["kaikki"]}
    s.luvut |= {"perus_hf": a["hf"], "perus_kaikki": a["kaikki"], "sydan_avo": b["jaksot"] / a["jaksot"]}
    r = ilman.results()
    s.luvut["potilaita"] = float(r[(r["mittari"] == "sydan_potilaat") & (r["vuosi"] == 2017)]["arvo"].sum())
    c, n = ilman.sidonta.b.columns, ilman.asukkaita_rivilla
    tuore = (c["elossa"][:n] == 1) & (c["sydankk"][:n] >= ilman.kk - 12)
    s.luvut["kuolleisuus"] = float(-np.expm1(-12.0 * c["kuolinvaara"][:n][tuore].astype(float)).mean())
    sydan = (c["elossa"][:n] == 1) & (c["sydan"][:n] == 1)
    jaksoja = float(r[(r["mittari"].isin(["sydan_jaksot", "sydan_uusinnat"])) & (r["vuosi"] == 2022)]["arvo"].sum())
    s.luvut["osuus_linjasta"] = jaksoja / (12.0 * float(c["taso_esh_vuode"][:n][sydan].sum(dtype=float)) * ilman.paino)


def _vastuutyontekija(s: Siemen, otos: float, seed: int) -> None:
    ilman, mukana = _elettyina(NYKY, VASTUU, otos, seed, VASTUUVUODET[1])
    a, b = uusinnat(ilman, VASTUUVUODET), uusinnat(mukana, VASTUUVUODET)
    s.luvut |= {"vastuu_hf": b["hf"] / a["hf"], "vastuu_kaikki": b["kaikki"] / a["kaikki"]}
    r = ilman.results()
    r = r[(r["vuosi"] == VASTUUVUODET[1]) & r["mittari"].isin(["ketju_havio", "ketju_kadonneet"])]
    s.havio = {f"{m} {g}": float(x) for m, g, x in zip(r["mittari"], r["ryhma"], r["arvo"], strict=True)}


def _integraatio(s: Siemen, otos: float, seed: int) -> None:
    """Need of acute hospital care (emergency and inpatient events) a year, whole-system integration against none."""
    polut: list[np.ndarray] = []
    for malli in _pari(NYKY, INTEGRAATIO, otos, seed):
        polku: list[float] = [_akuuttitarve(malli)]  # need of the year that has just ended
        while malli.vuosi <= INTEGRAATIO_LOPPUU:
            malli.run_for(12)
            polku.append(_akuuttitarve(malli))
        polut.append(np.array(polku))
    vuosia = len(polut[0]) - 1
    for nimi, tarve in zip(("ilman", "mukana"), polut, strict=True):
        s.luvut[f"kasvu_{nimi}"] = float((tarve[-1] / tarve[0]) ** (1.0 / vuosia) - 1.0)
    ero = np.log(polut[1] / polut[0])
    s.luvut["kasvuero"] = s.luvut["kasvu_mukana"] - s.luvut["kasvu_ilman"]
    s.luvut["viive"] = float(ero[3] / ero[-1])  # share of the effect there at the end of the third year


def _valinta(s: Siemen, otos: float, seed: int) -> None:
    a, b = (_koordinaatio(x) for x in _elettyina(LIIKELAITOS, VALINTA, otos, seed, VALINTAVUOSI))
    s.luvut["koordinaatio"], s.luvut["koordinaatiotaso"] = b - a, a


def _akuuttitarve(malli: SoteMalli) -> float:
    """Expected emergency and inpatient events a month at this January's need."""
    summat = malli.sidonta.b.units["kunta"].sums
    return float(sum(summat[f"tarve_{x}"].sum() for x in ("paivystys", "esh_vuode")))


def _koordinaatio(malli: SoteMalli) -> float:
    r = malli.results()
    r = r[(r["mittari"] == "koordinaatio") & (r["ryhma"] == "kaikki") & (r["vuosi"] == VALINTAVUOSI)]
    return float(r["arvo"].iloc[0])


# rows ----------------------------------------------------------------------------------------------------------------

P40 = "P40: Gonseth 2004; Holland 2005; 19 RCTs"
BANDIT: tuple[tuple[str, str, str, float, float, str, str], ...] = (
    ("sydanketju-P40", "heart-failure programme: ratio of 6-month HF readmission", "sydan_hf", 0.6, 0.8, P40, ""),
    ("sydanketju-P40-kaikki", "the same: readmission for any cause", "sydan_kaikki", 0.8, 0.95, P40, ""),
    ("sydanketju-P40-avo", "the same: admissions of patients met outside the months after discharge", "sydan_avo", 0.95,
     1.05, f"{P40}; community-recruited ~ no effect", ""),
    ("yleinen-koordinaatio", "named worker for heavy users: ratio of HF readmission", "vastuu_hf", 0.97, 1.03,
     "R19: generic coordination is expected to do about nothing (assumption)", ""),
    ("yleinen-koordinaatio-kaikki", "the same: readmission for any cause", "vastuu_kaikki", 0.97, 1.03,
     "R19: generic coordination is expected to do about nothing (assumption)", ""),
    ("sydanpotilaat", "Pirkanmaa: residents with heart failure, 2017", "potilaita", 9300.0, 13000.0,
     "C41 by population", ""),
    ("sydan-uusinta-6kk", "base: HF readmission within 6 months", "perus_hf", 0.15, 0.30,
     "general literature, from memory (arvio)", ""),
    ("sydan-paluu-6kk", "base: readmission for any cause within 6 months", "perus_kaikki", 0.35, 0.50,
     "general literature, from memory (arvio)", ""),
    ("sydan-osa-linjasta", "HF admissions as a share of the patients' inpatient need", "osuus_linjasta", 0.0, 1.0,
     "accounting: part of the line, no added cost", ""),
    ("sydan-kuolleisuus", "expected deaths in the year after discharge", "kuolleisuus", 0.22, 0.32, "C41: 27 %",
     "no deaths are added on top of the published rates: only frailty and age make patients' deaths more likely"),
    ("integraatio-P43", "acute hospital need: growth a year with integration less growth without", "kasvuero",
     -0.01, -1e-9, "P43: slower growth", ""),
    ("integraatio-P43-ei-leikkausta", "growth a year with integration", "kasvu_mukana", 1e-9, 0.1,
     "P43: no absolute cut", ""),
    ("integraatio-P43-viive", "share of the effect there after three years", "viive", 0.0, 0.5, "P43: lag >= 3 years",
     ""),
    ("koordinaatio-P45", "direct choice: change of the coordination index of multi-package users", "koordinaatio",
     -0.2, -1e-9, "P45: choice makes integrated care harder", ""),
)  # fmt: skip


def _lukurivit(mitatut: Sequence[Siemen]) -> Iterator[Tarkistusrivi]:
    """Rows of what was measured."""
    for tunnus, mika, nimi, ala, yla, lahde, syy in BANDIT:
        if nimi not in mitatut[0].luvut:
            continue
        arvo, virhe = keskivirhe([m.luvut[nimi] for m in mitatut])
        sisalla = ala <= arvo <= yla
        yield Tarkistusrivi(
            tunnus, mika, bandi(ala, yla), virheineen(arvo, virhe), sisalla, lahde, "" if sisalla else syy
        )


def _siltarivit() -> Iterator[Tarkistusrivi]:
    """A bridge removed from every chain of the base year: losses rise after it, nothing changes before it."""
    import networkx as nx

    from verkosto.palveluketju import absorboiva, poista_organisaatio, saavutettu, sillat

    malli = _malli(NYKY, NOLLAOTOS, 1)
    alue, ohitus = int(np.argmax(malli.maailma.alueet.vaesto)), float(malli.p["ketju.silta"])
    oikein, kaikkiaan, suurin = 0, 0, (0.0, "")
    for ketju in malli.ketjut.ketjut:
        verkko = malli.ketjut.verkko(ketju, alue)
        for silta in sillat(verkko):
            askeleet = [a for a, o in verkko.nodes(data="organisaatio") if o == silta]
            ennen, ilman = saavutettu(verkko), poista_organisaatio(verkko, silta, ohitus)
            jalkeen = absorboiva(ilman)[0]
            alavirta = set().union(*(nx.descendants(verkko, a) for a in askeleet)) - set(askeleet)
            ylavirta = set(ilman) - alavirta
            kaikkiaan += 1
            oikein += all(jalkeen[a] < ennen[a] - 1e-9 for a in alavirta if a in jalkeen) and all(
                abs(jalkeen[a] - ennen[a]) < 1e-12 for a in ylavirta
            )
            suurin = max(suurin, (max(ennen[a] - jalkeen[a] for a in alavirta), f"{ketju.koodi}: {silta}"))
    yield Tarkistusrivi(
        "silta-poistuu", "removing a bridge: losses rise downstream of it, none upstream; (chain, bridge) pairs right",
        f"{kaikkiaan} of {kaikkiaan}", f"{oikein} of {kaikkiaan}; worst {suurin[1]}, {suurin[0]:.2f} fewer reach",
        0 < kaikkiaan == oikein, "absorbing Markov chain by linear algebra",
    )  # fmt: skip


def _nollarivit() -> Iterator[Tarkistusrivi]:
    """Levers at zero whatever they could do, and levers full that do nothing: nykytila to the last bit."""
    tehottomat = {f"ketju.teho_{v}": 0.0 for v in (*VIPUJA, "allianssi")}
    perus = _bitit({})
    for tunnus, mika, asetukset in (
        ("nollavipu", "levers at zero, their effects changed", {f"ketju.teho_{v}": 0.05 for v in VIPUJA}),
        ("tehoton-vipu", "levers full, their effects zero", tehottomat | {f"ketju.{v}": 1.0 for v in VIPUJA}),
    ):
        samat = [a == b for a, b in zip(perus, _bitit(asetukset), strict=True)]
        yield Tarkistusrivi(
            tunnus, f"{mika}: residents equal nykytila after {NOLLAKUUT[0]} and {NOLLAKUUT[1]} months",
            "equal, bit for bit", ", ".join("equal" if x else "differs" for x in samat), all(samat), "null of R19",
        )  # fmt: skip


def _bitit(asetukset: dict[str, float]) -> list[bytes]:
    import hashlib

    malli, out = _malli(NYKY, NOLLAOTOS, 1, asetukset), []
    for kk in NOLLAKUUT:
        malli.run_for(kk - malli.kk)
        tiiviste = hashlib.sha256()
        for sarake in malli.sidonta.b.columns.values():
            tiiviste.update(sarake.tobytes())
        out.append(tiiviste.digest())
    return out


def _haviorivit(mitatut: Sequence[Siemen]) -> Iterator[Tarkistusrivi]:
    """Where patients are lost: the steps of each chain by persons a year, and who they are."""
    keski = {avain: float(np.mean([m.havio[avain] for m in mitatut])) for avain in mitatut[0].havio}
    lue: Callable[[str], float] = lambda avain: keski.get(avain, float("nan"))  # noqa: E731
    ketjut = [avain.split()[1] for avain in keski if avain.startswith("ketju_kadonneet ") and ":" not in avain]
    for ketju in ketjut:
        alku = f"ketju_havio {ketju}:"
        askeleet = [avain.removeprefix(alku) for avain in keski if avain.startswith(alku)]
        osat = [f"{a} {100 * lue(alku + a):.0f} % ({lue(f'ketju_kadonneet {ketju}:{a}'):,.0f}/y)" for a in askeleet]
        viidennet = [lue(f"ketju_kadonneet {ketju}:viidennes_{q}") for q in (1, 5)]
        yield Tarkistusrivi(
            f"missa-{ketju}", f"where patients are lost, Uusimaa as of 2017: {ketju}", "a result, no band",
            "; ".join([*osat, f"lowest/highest fifth {viidennet[0] / viidennet[1]:.2f}"]), True,
            "expected flows from residents' levels; losses are assumptions (palveluketjun_askeleet.csv)",
        )  # fmt: skip
