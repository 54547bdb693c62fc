"""`sote analyze`: sensitivity, discovery, robustness and comparison of sweeps; tables on stdout, `--json`, figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from runs.epavarmuusjako import Vastaus
    from runs.havainnot import Havainnot, Tulema
    from runs.loyto import Ehtotulos
    from runs.sarjakuvat import Kuva as Kuvio
    from runs.sarjakuvat import Piirtaja
    from runs.sarjavertailu import Sarjaero

app = typer.Typer(
    no_args_is_help=True,
    help="What a sweep says: sensitivity, conditions, robustness, comparison. Levers and uncertainties stay apart.",
)
TORNADOT = ("tornado", "levers", "matrix", "assumptions", "bands")  # figures of sensitivity
EHTOKUVAT = ("box", "parallel", "plane")  # figures of discover
RIVEJA = 40  # rows of a comparison shown


Sarja = Annotated[Path, typer.Argument(metavar="SWEEP", help="A sweep's folder.")]
Mittari = Annotated[
    str | None, typer.Option("--measure", metavar="MEASURE[:GROUP]", help="Outcome (default: the study's first).")
]
Vuodet = Annotated[
    str | None, typer.Option("--years", metavar="2026[-2030]", help="Years averaged (default: the last five kept).")
]
Koe = Annotated[str | None, typer.Option("--experiment", help="Experiment of the study (default: the first).")]
Kuva = Annotated[Path | None, typer.Option("--kuva", metavar="FILE", help="Draw it: FILE as .svg and as .png.")]
Kieli = Annotated[str, typer.Option("--lang", help="Language of figures: fi, sv or en.")]


@app.command()
def sensitivity(
    sweep: Sarja,
    measure: Mittari = None,
    years: Vuodet = None,
    experiment: Koe = None,
    method: Annotated[
        str | None, typer.Option(help="morris, sobol, oat, pawn or regional (default: what the design allows).")
    ] = None,
    kuva: Kuva = None,
    kuvalaji: Annotated[
        str, typer.Option(metavar="KIND", help="What --kuva draws: tornado, levers, matrix, assumptions or bands.")
    ] = "tornado",
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """What each lever does, and which uncertainties decide the outcome and that effect."""
    from runs import herkkyys

    _tarkista_kuvalaji(kuvalaji, TORNADOT)
    h, tulema = _avaa(sweep, measure, years, experiment, kuva, lang)
    vivut = h.keinojen_vaikutukset(tulema)
    indeksit = None
    if h.maailman_tekijat:
        indeksit = herkkyys.herkkyys(h, tulema, method, tasoja=_tasoja(sweep, h))
    if kuva:
        _piirra(lambda p: _tornado(p, kuvalaji, h, tulema, indeksit), sweep, h, tulema, kuva, lang)
    if json:
        tiedot = _tiedot(sweep, h, tulema)
        naytto.tulosta_json("analyze sensitivity", {**tiedot, "levers": vivut, "indices": indeksit})
        return
    naytto.tulosta(_otsikko(h, tulema))
    if len(vivut):
        _nayta_vivut(vivut)
    if indeksit is None:
        naytto.tulosta("No uncertainty varies in this sweep.")
    else:
        _nayta_indeksit(indeksit)


@app.command()
def discover(
    sweep: Sarja,
    measure: Mittari = None,
    target: Annotated[
        str | None, typer.Option(metavar="LEVER=VALUE", help="Effect looked at (default: the level of the outcome).")
    ] = None,
    above: Annotated[float | None, typer.Option(help="Worlds of interest: target above this.")] = None,
    below: Annotated[float | None, typer.Option(help="Worlds of interest: target below this.")] = None,
    coverage: Annotated[float | None, typer.Option(help="Densest box that covers at least this share, 0-1.")] = None,
    density: Annotated[float | None, typer.Option(help="Largest box at least this dense, 0-1.")] = None,
    years: Vuodet = None,
    experiment: Koe = None,
    kuva: Kuva = None,
    kuvalaji: Annotated[
        str,
        typer.Option(metavar="KIND", help="What --kuva draws: box, parallel (axes) or plane (of two uncertainties)."),
    ] = "box",
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """Under which conditions: a box of uncertainties where the target is above or below a limit (PRIM)."""
    from runs import loyto

    _tarkista_kuvalaji(kuvalaji, EHTOKUVAT)
    h, tulema = _avaa(sweep, measure, years, experiment, kuva, lang)
    tulos = loyto.etsi(h, tulema, target, above, below, coverage, density)
    if kuva:
        _piirra(lambda p: _ehtokuva(p, kuvalaji, h, tulema, tulos), sweep, h, tulema, kuva, lang)
    if json:
        naytto.tulosta_json("analyze discover", {**_tiedot(sweep, h, tulema), **tulos.json()})
    else:
        naytto.tulosta(_otsikko(h, tulema))
        loyto.nayta(tulos)


@app.command()
def robustness(
    sweep: Sarja,
    measure: Mittari = None,
    against: Annotated[int, typer.Option(help="Number of the policy compared with (0: the study's reference).")] = 0,
    limit: Annotated[
        float | None, typer.Option(help="Differences up to this count as none (default: the measure's own).")
    ] = None,
    better: Annotated[str | None, typer.Option(help="What is wished for: lower or higher; regret needs it.")] = None,
    years: Vuodet = None,
    experiment: Koe = None,
    kuva: Kuva = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """In what share of worlds one policy is below or above another, and what the wrong choice costs (regret)."""
    from runs import kestavyys

    parempi = kestavyys.tarkista_parempi(better)
    h, tulema = _avaa(sweep, measure, years, experiment, kuva, lang)
    parit, keinot = kestavyys.kestavyys(h, tulema, raja_=limit, parempi=parempi, vertailu=against)
    if kuva:
        _piirra(lambda p: p.kestavyys(tulema, parit), sweep, h, tulema, kuva, lang)
    if json:
        tiedot = _tiedot(sweep, h, tulema)
        raja = kestavyys.raja(tulema) if limit is None else limit
        suunta = parempi or kestavyys.suunta(tulema)
        tiedot |= {"against": against, "limit": raja, "better": suunta}
        naytto.tulosta_json("analyze robustness", {**tiedot, "pairs": parit, "policies": keinot})
        return
    naytto.tulosta(_otsikko(h, tulema))
    _nayta_kestavyys(parit, keinot, against)


@app.command()
def uncertainty(
    sweep: Sarja,
    years: Vuodet = None,
    experiment: Koe = None,
    lang: Annotated[str, typer.Option("--lang", help="Language of the sentences: fi, sv or en.")] = "en",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="Write the answers in three languages; a CSV beside it.")
    ] = None,
    json: Json = False,
) -> None:
    """What each lever does to every outcome, in a sentence, and what is not known of it: parameters, assumptions,
    chance. A sweep made for it: the study epavarmuus."""
    from runs import epavarmuusjako as jako
    from runs import raporttitiedosto
    from runs.varasto import Varasto

    raporttitiedosto.tarkista(None, lang)
    h, tulemat, sanasto = jako.avaa(Varasto(sweep), lang, years, experiment)
    vastaukset, ylitykset = jako.vastaukset(h, tulemat, sanasto), jako.ylitykset(h, tulemat, sanasto)
    if out is not None:
        _kirjoita_vastaukset(sweep, years, experiment, out)
    vaihtelee, puuttuu = jako.kortit(h)
    if json:
        tiedot = _tiedot(sweep, h, tulemat[0])
        osat = {k: tiedot[k] for k in ("sweep", "experiment", "years", "crossed", "worlds")}
        kortit = {"varied": vaihtelee, "missing": puuttuu}
        rivit = {"answers": [v.json() for v in vastaukset], "outside_observed": [vars(y) for y in ylitykset]}
        naytto.tulosta_json("analyze uncertainty", {**osat, "cards": kortit, **rivit})
        return
    _nayta_jako(vastaukset)
    naytto.tulosta("\nIn words\n" + "\n".join(v.sentence for v in vastaukset))
    for y in ylitykset:
        naytto.sano(f"warning: {y.sentence}")
    if puuttuu:
        naytto.sano(f"warning: this sweep holds still what nobody has measured: {', '.join(puuttuu)}.")


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="A sweep's folder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another sweep's folder.")],
    year: Annotated[int | None, typer.Option(help="Year shown (default: the last they share).")] = None,
    json: Json = False,
) -> None:
    """Two sweeps: what differs in how they were made, and what it did to the runs they share, bit for bit."""
    from runs import sarjavertailu
    from runs.varasto import Varasto

    ero = sarjavertailu.vertaa(Varasto(a), Varasto(b), year)
    if json:
        tiedot = {"a": str(a), "b": str(b), "runs_a": ero.ajoja_a, "runs_b": ero.ajoja_b, "shared": ero.yhteisia}
        tiedot |= {"rows": ero.riveja, "same": ero.samoja}
        erot = [{"key": k, "a": x, "b": y} for k, (x, y) in ero.erot.items()]
        naytto.tulosta_json("analyze compare", {**tiedot, "differs": erot, "differences": ero.taulu})
    else:
        _nayta_ero(ero)


# --------------------------------------------------------------------------------------------------- input
def _avaa(
    sarja: Path, mittari: str | None, vuodet: str | None, koe: str | None, kuva: Path | None, kieli: str
) -> tuple[Havainnot, Tulema]:
    """The sweep's observations and the outcome asked for. Raises `ViallinenSyote`."""
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs import tulemat
    from runs.miksiteksti import tarkista_kuva
    from runs.varasto import Varasto

    if kieli not in ("fi", "sv", "en"):
        raise ViallinenSyote(Vika(f"no texts in '{kieli}'. Languages: fi, sv, en.", "--lang"))
    tarkista_kuva(kuva)
    return tulemat.avaa(Varasto(sarja), mittari, vuodet, koe)


def _kirjoita_vastaukset(sarja: Path, vuodet: str | None, koe: str | None, out: Path) -> None:
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs import vastaustiedosto
    from runs.varasto import Varasto

    if out.suffix != ".json" or not out.resolve().parent.is_dir():
        raise ViallinenSyote(Vika(f"'{out}' must be a .json file in a folder that exists.", "--out"))
    vastaustiedosto.kirjoita(vastaustiedosto.kokoa(Varasto(sarja), vuodet, koe), out)
    naytto.sano(f"The answers are in {out} and {out.with_suffix('.csv')}")


def _tasoja(sarja: Path, h: Havainnot) -> int:
    """Levels of the sweep's Morris design."""
    from runs.varasto import Varasto

    koe = Varasto(sarja).study.experiment(h.koe)
    menetelma = koe.joint or koe.uncertainty_design
    return menetelma.levels if menetelma else 4


def _tarkista_kuvalaji(laji: str, lajit: tuple[str, ...]) -> None:
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

    if laji not in lajit:
        viesti = f"no figure '{laji}'. Figures: {luettele(lajit)}."
        raise ViallinenSyote(Vika(viesti, "--kuvalaji", ehdotus=lahin(laji, lajit)))


def _tornado(p: Piirtaja, laji: str, h: Havainnot, tulema: Tulema, indeksit: pd.DataFrame | None) -> Kuvio | None:
    from runs import tulemat

    if laji == "bands":
        return p.nauhat(tulema)
    if laji in ("levers", "matrix"):
        omat = [tulema, *(t for t in tulemat.oletukset(h) if t != tulema)]
        return (p.keinot(tulema) if laji == "levers" else p.lampokartta(omat[:6])) if h.keinot else None
    if indeksit is None:
        return None
    return p.heilahdukset(tulema) if laji == "tornado" else p.oletuslampo(tulema, indeksit)


def _ehtokuva(p: Piirtaja, laji: str, h: Havainnot, tulema: Tulema, tulos: Ehtotulos) -> Kuvio | None:
    from runs import herkkyys

    if laji == "box":
        return p.laatikko(tulema, tulos)
    if laji == "parallel":
        return p.rinnakkaiset(tulema, tulos)
    jarjestys = herkkyys.heilahdukset(h, tulos.kohde)["factor"].tolist()
    return p.taso(tulema, tulos.kohde, *jarjestys[:2]) if len(jarjestys) > 1 else None


def _piirra(
    piirra: Callable[[Piirtaja], Kuvio | None], sarja: Path, h: Havainnot, tulema: Tulema, tiedosto: Path, kieli: str
) -> None:
    """Draw one figure beside the tables: FILE.svg and FILE.png."""
    from kalibrointi.levy import kirjoita_syrjassa
    from runs import sarjakuvat
    from runs.varasto import Varasto

    kuva = piirra(sarjakuvat.piirtaja(Varasto(sarja), h, kieli))
    if kuva is None:
        naytto.sano("No figure: nothing was found to draw.")
        return
    for paate, tavut in sarjakuvat.tavuiksi(kuva, kieli, f"{sarja.name} {tulema.nimi}").items():
        kirjoita_syrjassa(tiedosto.with_suffix(paate), tavut)


# --------------------------------------------------------------------------------------------------- shown
def _tiedot(sarja: Path, h: Havainnot, tulema: Tulema) -> dict[str, Any]:
    return {
        "sweep": str(sarja), "experiment": h.koe, "measure": tulema.mittari, "group": tulema.ryhma,
        "years": tulema.vuodet(h.results["year"].unique()), "crossed": h.ristiin, "worlds": len(h.maailmat),
    }  # fmt: skip


def _otsikko(h: Havainnot, tulema: Tulema) -> str:
    vuodet = tulema.vuodet(h.results["year"].unique())
    aika = str(vuodet[0]) if len(vuodet) == 1 else f"mean of {vuodet[0]}-{vuodet[-1]}"
    maailmoja = len(h.maailmat) if h.maailman_tekijat else 1
    return f"{tulema.nimi}, {aika}; experiment {h.koe}: {len(h.keinovalikoimat) or 1} policies in {maailmoja} worlds"


def _nayta_vivut(vivut: pd.DataFrame) -> None:
    rivit = [
        (r.lever, f"{_sana(r.reference)} -> {_sana(r.value)}", naytto.luku(r.difference, True), _vali(r.low, r.high),
         _vali(r.p5, r.p95), r.worlds, r.seeds)
        for r in vivut.itertuples()
    ]  # fmt: skip
    naytto.tulosta("\nWhat levers do: paired difference, averaged over the other levers and over worlds\n")
    naytto.taulukko(("lever", "change", ">difference", ">95 % (seeds)", ">5-95 % (worlds)", ">worlds", ">seeds"), rivit)


def _nayta_indeksit(indeksit: pd.DataFrame) -> None:
    """A table of each target: factors by their main index."""
    for kohde, omat in indeksit.groupby("target", sort=False):
        naytto.tulosta()
        kohina = omat.loc[omat["method"] == "noise", "value"].iloc[0]
        loppu = f"; seeds make {100 * kohina:.0f} % of the variance between worlds" if kohina == kohina else ""
        naytto.tulosta(f"What decides the {_kohteesta(str(kohde))}{loppu}")
        for laji, nimi in (("uncertainty", "uncertainty"), ("lever", "lever, designed as one"), ("pair", "pair")):
            for menetelma, rivit in omat[omat["kind"] == laji].groupby("method", sort=False):
                _nayta_menetelma(str(menetelma), rivit, nimi)


def _nayta_menetelma(menetelma: str, rivit: pd.DataFrame, nimi: str) -> None:
    """Factors of one kind by one method, the greatest index first."""
    from runs.herkkyys import PAALUVUT

    taulu = rivit.pivot(index="factor", columns="statistic", values="value")
    paa = PAALUVUT[menetelma] if PAALUVUT[menetelma] in taulu else str(rivit["statistic"].iloc[0])
    valit = rivit[rivit["statistic"] == paa].set_index("factor")
    suureet = [paa, *(s for s in dict.fromkeys(rivit["statistic"]) if s != paa)]
    taulu = taulu.sort_values(paa, ascending=False, kind="stable")
    on_vali = bool(valit["low"].notna().any())
    solut = []
    for i, r in taulu.iterrows():
        rivi = [i, *(naytto.luku(r[s]) for s in suureet)]
        if on_vali:
            rivi.insert(2, f"{naytto.luku(valit.loc[i, 'low'])} ... {naytto.luku(valit.loc[i, 'high'])}")
        solut.append(rivi)
    otsikot = [f">{s}" for s in suureet]
    if on_vali:
        otsikot.insert(1, ">95 %")
    naytto.tulosta()
    naytto.taulukko((f"{nimi} ({menetelma})", *otsikot), solut)


def _kohteesta(kohde: str) -> str:
    return "level of the outcome" if kohde == "level" else f"effect of {kohde}"


def _nayta_kestavyys(parit: pd.DataFrame, keinot: pd.DataFrame, vertailu: int) -> None:
    rivit = [
        (r.policy, _osuus(r.below), _osuusvali(r.below_low, r.below_high), _osuus(r.same), _osuus(r.above),
         _osuusvali(r.above_low, r.above_high), r.worlds, r.settings)
        for r in parit.itertuples()
    ]  # fmt: skip
    naytto.tulosta(f"\nShare of worlds, against policy {vertailu} ({keinot.loc[vertailu, 'settings']})\n")
    sarakkeet = (">policy", ">below %", ">95 %", ">no difference %", ">above %", ">95 %", ">worlds", "settings")
    naytto.taulukko(sarakkeet, rivit)
    luvut = [nimi for nimi in keinot.columns if nimi not in ("policy", "settings")]
    naytto.tulosta("\nPolicies: level, its 5-95 % over worlds, regret\n")
    naytto.taulukko(
        (">policy", *(f">{nimi.replace('_', ' ')}" for nimi in luvut), "settings"),
        [(r["policy"], *(naytto.luku(r[n]) for n in luvut), r["settings"]) for _, r in keinot.iterrows()],
    )
    naytto.tulosta("A share of worlds is no probability: nobody knows how likely each world is.")


def _nayta_jako(vastaukset: list[Vastaus]) -> None:
    rivit = [
        (v.change, v.measure, naytto.luku(v.difference, True), _vali(v.low, v.high), _vali(v.p5, v.p95),
         *(_osuus(x) for x in v.jako.osuudet().values()), "{} / {}".format(*v.merkki()), v.verdict)
        for v in vastaukset
    ]  # fmt: skip
    kaikki = (">parameter %", ">assumption %", ">both %", ">chance %", ">worlds", "sign")
    naytto.taulukko(("lever", "measure", ">difference", ">95 % (seeds)", ">5-95 % (worlds)", *kaikki), rivit)
    naytto.tulosta(
        "Shares of the variance of one paired run in one world. parameter: draws of the posterior; assumption: cards;\n"
        "both: what they do only together; chance: seeds. worlds: in n of N what most worlds say (less, more or no\n"
        "difference that matters). sign: clear when 90 % of worlds and the seeds' interval leave zero out."
    )


def _nayta_ero(ero: Sarjaero) -> None:
    naytto.tulosta(
        f"{ero.ajoja_a} and {ero.ajoja_b} runs, {ero.yhteisia} of them shared: {ero.samoja} of {ero.riveja} rows are "
        "the same bit for bit."
    )
    if ero.erot:
        rivit = [(avain, _lyhyt(x), _lyhyt(y)) for avain, (x, y) in ero.erot.items()]
        naytto.tulosta()
        naytto.taulukko(("what differs", "A", "B"), rivit)
    muuttuneet = ero.taulu[(ero.taulu["difference"] != 0) & ero.taulu["difference"].notna()]
    if muuttuneet.empty:
        return
    koko = (muuttuneet["difference"] / muuttuneet["value_a"].abs().clip(lower=1e-12)).abs()
    naytetaan = muuttuneet.loc[koko.sort_values(ascending=False).index[:RIVEJA]]
    naytto.tulosta()
    naytto.taulukko(
        ("measure", "group", ">A", ">B", ">B - A", ">95 % (seeds)", ">5-95 % (points)"),
        [
            (r.measure, r.group, naytto.luku(r.value_a), naytto.luku(r.value_b), naytto.luku(r.difference, True),
             _vali(r.low, r.high), _vali(r.p5, r.p95))
            for r in naytetaan.itertuples()
        ],
        f"Largest differences of {int(naytetaan['year'].iloc[0])}",
    )  # fmt: skip


def _lyhyt(arvo: Any) -> str:
    teksti = "-" if arvo is None else str(arvo)
    return teksti if len(teksti) <= 44 else f"{teksti[:43]}..."


def _vali(ala: float, yla: float) -> str:
    return "-" if ala != ala or yla != yla else f"{naytto.luku(ala, True)} ... {naytto.luku(yla, True)}"


def _osuusvali(ala: float, yla: float) -> str:
    return "-" if ala != ala else f"{100 * ala:.0f} ... {100 * yla:.0f}"


def _osuus(x: float) -> str:
    return "-" if x != x else f"{100 * x:.0f}"


def _sana(arvo: Any) -> str:
    from runs.havainnot import nayta

    return nayta(arvo)
