"""The `sote` command. The result goes to stdout, the talk to stderr; `--json` gives the result as JSON (runs/json.md).

Exit codes: 0 done; 1 a fault in the model itself; 2 bad input, nothing was left behind; 3 a sweep was run but some of
its runs failed; 4 a check found something out of its band; 75 a sweep was interrupted and can be resumed; 130
interrupted, nothing was left behind.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from runs import (
    analyysikomento,
    datakomento,
    julkaisukomento,
    kalibrointikomento,
    kelpoisuuskomento,
    naytto,
    saikeet,
    sarjakomento,
)
from runs.harjoitus import komento as harjoituskomento
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    import pandas as pd

    from kalibrointi.parametrit import Parametri
    from kalibrointi.posteriori import Posteriori
    from runs.skenaariot import Peruste, Skenaario

KOODIT = (
    "Exit codes: 0 done, 1 fault in the model, 2 bad input, 3 some runs of a sweep failed, 4 a check is out of its "
    "band, 75 a sweep was interrupted and can be resumed, 130 interrupted."
)


class SoteRyhma(TyperGroup):
    """The one place where an error becomes a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; user errors never show a traceback."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            naytto.sano("Interrupted; nothing half-written was left behind.")
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of our stdout has gone, as in `sote parameters | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as virhe:
            if isinstance(virhe, typer.Abort) or hasattr(virhe, "exit_code"):
                raise
            raise typer.Exit(_virhekoodi(virhe, ctx)) from None


def _virhekoodi(virhe: Exception, ctx: Any) -> int:
    from kalibrointi.viat import ViallinenSyote, Vika

    komento = ctx.invoked_subcommand or ""
    json_muodossa = bool(ctx.find_root().meta.get("json"))
    if isinstance(virhe, ViallinenSyote):
        naytto.virheet(komento, virhe.viat, 2, json_muodossa)
        return 2
    traceback.print_exception(virhe)
    ensi = f"{type(virhe).__name__}: {virhe}".splitlines()[0]
    viesti = f"a fault in Sotemalli itself, not in your input. Please report the lines above. {ensi}"
    naytto.virheet(komento, [Vika(viesti)], 1, json_muodossa)
    return 1


app = typer.Typer(
    cls=SoteRyhma, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, epilog=KOODIT,
    help="Sotemalli: what free choice, capitation and steering do to health gaps and costs.",
)  # fmt: skip
skenaariokomennot = typer.Typer(cls=SoteRyhma, no_args_is_help=True, help="List, explain, compare and check scenarios.")
app.add_typer(skenaariokomennot, name="scenario")
app.add_typer(datakomento.app, name="data")
app.add_typer(analyysikomento.app, name="analyze")
app.add_typer(sarjakomento.app, name="sweep")
app.add_typer(harjoituskomento.app, name="exercise")
app.command()(sarjakomento.slurm)
app.command()(julkaisukomento.report)
app.command()(julkaisukomento.reproduce)
app.command()(kelpoisuuskomento.validate)
app.command()(kelpoisuuskomento.document)
app.command()(kalibrointikomento.calibrate)
app.command()(kalibrointikomento.trials)
app.command()(kalibrointikomento.posterior)
sarjakomento.app.command()(julkaisukomento.export)


# --------------------------------------------------------------------------------------------------- options
def _liukuluku(teksti: str) -> float:
    from kalibrointi.viat import desimaalipilkku, pilkkuviesti

    if oikein := desimaalipilkku(teksti):
        raise typer.BadParameter(pilkkuviesti(teksti, oikein))
    try:
        return float(teksti)
    except ValueError:
        raise typer.BadParameter(f"'{teksti}' is not a number.") from None


Otos = Annotated[
    float | None, typer.Option(help="Share of residents simulated, 0-1 (default: the scenario's).", parser=_liukuluku)
]
Siemen = Annotated[int, typer.Option(help="Seed: same seed, same luck.")]
Aseta = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override a parameter; from a month on: 2023-01:KEY=VALUE."),
]
Loppu = Annotated[str | None, typer.Option("--end", metavar="YYYY-MM", help="Last month of the run.")]
Alue = Annotated[
    str | None,
    typer.Option(
        "--alue", metavar="REGION", help="Region: a key (uusimaa, pirkanmaa, keski-suomi) or a folder, ./mine."
    ),
]
Epavarmuus = Annotated[
    str | None,
    typer.Option(
        "--uncertainty",
        metavar="POSTERIOR",
        help="Draw the fitted parameters by seed: a posterior's name or FILE.json.",
    ),
]
Prosessit = Annotated[int | None, typer.Option(help="Worker processes (default: one per processor).")]
Kieli = Annotated[str, typer.Option("--lang", help="Language of texts: fi, sv or en.")]
Nimi = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name (sote scenario list) or path of a .toml file.")]


@app.callback(invoke_without_command=True)
def juuri(version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False) -> None:
    """Sotemalli: what free choice, capitation and steering do to health gaps and costs."""
    if version:
        from runs.alkupera import versio

        naytto.tulosta(f"sotemalli {versio()}")
        raise typer.Exit


def _tarkista_kieli(kieli: str) -> str:
    from kalibrointi.viat import ViallinenSyote, Vika

    if kieli not in ("fi", "sv", "en"):
        raise ViallinenSyote(Vika(f"no texts in '{kieli}'. Languages: fi, sv, en.", "--lang"))
    return kieli


# --------------------------------------------------------------------------------------------------- main job
@app.command()
def esittely(
    out: Annotated[Path | None, typer.Option(help="Folder for figures and tables (a new or empty one).")] = None,
    otos: Otos = None,
    pairs: Annotated[
        int | None, typer.Option(help="Paired seeds (default: what a minute on two processors allows).")
    ] = None,
    seed: Siemen = 1,
    uncertainty: Epavarmuus = None,
    processes: Prosessit = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """The main job: the reform step by step, tables and figures."""
    from runs import esittely as tyo

    _tarkista_kieli(lang)
    posteriori = _posteriori(uncertainty)
    with naytto.edistyminen("The reform, step by step") as kerro:
        tulos = tyo.esittele(
            out=out,
            otos=otos,
            pairs=pairs,
            seed=seed,
            processes=processes,
            kieli=lang,
            progress=kerro,
            posteriori=posteriori,
        )
    naytto.tulosta_json("esittely", tulos.json()) if json else naytto.tulosta(tulos.teksti())


# --------------------------------------------------------------------------------------------------- run, compare
@app.command()
def run(
    scenario: Nimi,
    otos: Otos = None,
    seed: Siemen = 1,
    out: Annotated[Path | None, typer.Option(help="Folder of the run (a new or empty one).")] = None,
    set_: Aseta = None,
    end: Loppu = None,
    alue: Alue = None,
    agreement: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Partnership agreements to execute (sote negotiate --out).")
    ] = None,
    uncertainty: Epavarmuus = None,
    json: Json = False,
) -> None:
    """Run one scenario into a folder of its own."""
    from runs import ajo, skenaariot, vedokset

    skenaario = skenaariot.lue(scenario, set_ or (), end=end, otos=otos, alue=alue)
    skenaario = vedokset.vedoksella(skenaario, _posteriori(uncertainty, skenaario), ajo.tarkista_siemen(seed))
    _huomauta([skenaario])
    with naytto.edistyminen(f"{skenaario.label}, seed {seed}") as kerro:
        kansio = ajo.aja(skenaario, seed=seed, out=out, progress=kerro, komento=sys.argv, sopimustiedosto=agreement)
    vuodet = ajo.lue_vuodet(kansio)
    if json:
        naytto.tulosta_json("run", {"folder": str(kansio), "scenario": skenaario.label, "yearly": vuodet})
        return
    if len(vuodet):
        viimeinen = vuodet[vuodet["vuosi"] == vuodet["vuosi"].max()]
        rivit = [(r.mittari, r.ryhma, naytto.luku(r.arvo), r.yksikko) for r in _paarivit(viimeinen)]
        naytto.taulukko(
            ("measure", "group", ">value", "unit"), rivit, f"{skenaario.label}, {viimeinen['vuosi'].iloc[0]}"
        )
    naytto.sano("The run is in")
    naytto.tulosta(str(kansio))


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="Scenario to compare with.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Scenario whose effect is asked.")],
    pairs: Annotated[int, typer.Option(help="Paired seeds.")] = 20,
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    set_b: Annotated[
        list[str] | None,
        typer.Option("--set-b", metavar="KEY=VALUE", help="Override in B only: the effect of one lever."),
    ] = None,
    end: Loppu = None,
    year: Annotated[int | None, typer.Option(help="Year shown (default: the last).")] = None,
    all_groups: Annotated[bool, typer.Option("--all", help="Show every group, not only all residents.")] = False,
    alue: Alue = None,
    uncertainty: Epavarmuus = None,
    processes: Prosessit = None,
    json: Json = False,
) -> None:
    """What B does compared with A, on paired runs."""
    from runs import skenaariot

    yhteiset = set_ or []
    ensin = skenaariot.lue(a, yhteiset, end=end, otos=otos, alue=alue)
    toinen = skenaariot.lue(b, [*yhteiset, *(set_b or [])], end=end, otos=otos or ensin.otos, alue=alue)
    _huomauta([ensin, toinen])
    posteriori = _posteriori(uncertainty, ensin)
    with naytto.edistyminen(f"{ensin.label} against {toinen.label}, {pairs} pairs") as kerro:
        from runs import vertailu

        muut: dict[str, Any] = {"processes": processes, "progress": kerro, "posteriori": posteriori}
        taulu = vertailu.compare(ensin, toinen, pairs, seed=seed, **muut)
    from runs import epavarmuusjako

    if json:
        tiedot = {"a": ensin.label, "b": toinen.label, "pairs": pairs, "otos": ensin.otos, "seed": seed}
        ylitykset = [vars(y) for y in epavarmuusjako.varoitukset(taulu)]
        naytto.tulosta_json("compare", {**tiedot, "contrasts": taulu, "outside_observed": ylitykset})
        return
    _nayta_vertailu(taulu, ensin, toinen, year, all_groups)
    for ylitys in epavarmuusjako.varoitukset(taulu):
        naytto.sano(f"warning: {ylitys.sentence}")


def _posteriori(nimi: str | None, skenaario: Skenaario | None = None) -> Posteriori | None:
    """The posterior asked for, with a word on it."""
    if nimi is None:
        return None
    from kalibrointi import posteriori
    from runs import vedokset

    luettu = posteriori.lue(nimi)
    naytto.sano(f"note: {vedokset.huomautus(luettu, skenaario)}")
    return luettu


def _nayta_vertailu(taulu: pd.DataFrame, a: Skenaario, b: Skenaario, vuosi: int | None, kaikki: bool) -> None:
    from kalibrointi.viat import ViallinenSyote, Vika, luettele

    vuodet = sorted(taulu["vuosi"].unique())
    if not vuodet:
        naytto.sano("No full calendar year was run: there is nothing to compare.")
        return
    vuosi = vuodet[-1] if vuosi is None else vuosi
    if vuosi not in vuodet:
        raise ViallinenSyote(Vika(f"no results of {vuosi}. Years: {luettele(vuodet)}.", "--year"))
    omat = taulu[taulu["vuosi"] == vuosi]
    naytto.tulosta(
        f"A  {a.label}\nB  {b.label}\nYear {vuosi}; B - A with its 95 % interval over {omat['pairs'].max()} pairs."
    )
    maailmoja = "p95" in omat
    hajonta = (">5 %", ">95 %", ">same sign") if maailmoja else ()
    naytto.taulukko(
        ("measure", "group", ">A", ">B", ">B - A", ">low", ">high", *hajonta, ">SE ratio", "unit"),
        [
            (r.mittari, r.ryhma, naytto.luku(r.value_a), naytto.luku(r.value_b), naytto.luku(r.difference, True),
             naytto.luku(r.low, True), naytto.luku(r.high, True),
             *((naytto.luku(r.p5, True), naytto.luku(r.p95, True), f"{r.same_sign}/{r.pairs}") if maailmoja else ()),
             naytto.luku(r.ratio), r.yksikko)
            for r in (omat.itertuples() if kaikki else _paarivit(omat))
        ],
    )  # fmt: skip
    naytto.tulosta("SE ratio: how many times larger the standard error of as many unpaired runs would be.")
    if omat["adjusted"].any():
        naytto.tulosta(
            "B - A is read at equal luck of what has a say in one of these worlds only: the orderer's errors, or the "
            "sample's\nneed in what lists are paid. B is A + (B - A)."
        )
    if maailmoja:
        naytto.tulosta(
            "low - high: 95 % interval of the mean over drawn worlds; 5 - 95 %: the worlds themselves, parameters and "
            "chance\ntogether. The study epavarmuus and `sote analyze uncertainty` tell these and assumptions apart."
        )


def _paarivit(taulu: pd.DataFrame) -> list[Any]:
    """Rows about all residents, or all rows when there are none."""
    rivit = list(taulu.itertuples())
    return [rivi for rivi in rivit if rivi.ryhma in ("", "kaikki")] or rivit


def _huomauta(skenaariot: Sequence[Skenaario]) -> None:
    """Limits a reader must know, once each."""
    for huomautus in dict.fromkeys(note.get("en") for skenaario in skenaariot for note in skenaario.notes):
        naytto.sano(f"note: {huomautus}")
    from kalibrointi import alueet, tarvevakiot

    for alue, arvot in {s.region: s.ohjelma().at(0) for s in skenaariot}.items():
        if not tarvevakiot.tuotteesta(alue, arvot):
            viite = alueet.hae(alue).viitealue
            naytto.sano(f"note: need relations of {viite} are fitted anew for these parameters (some seconds).")


@app.command()
def why(
    a: Annotated[str | None, typer.Argument(metavar="A", help="Scenario to compare with.")] = None,
    b: Annotated[str | None, typer.Argument(metavar="B", help="Scenario whose effect is asked.")] = None,
    measure: Annotated[str, typer.Option(help="Yearly measure to explain, as sote compare --all names it.")] = "odotus",
    group: Annotated[str, typer.Option(help="Group of the measure.")] = "kaikki",
    year: Annotated[int | None, typer.Option(help="Year explained (default: the last).")] = None,
    pairs: Annotated[int, typer.Option(help="Paired seeds, each with some 17 runs.")] = 8,
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    set_b: Annotated[
        list[str] | None,
        typer.Option("--set-b", metavar="KEY=VALUE", help="Override in B only: what one lever does, and why."),
    ] = None,
    end: Loppu = None,
    alue: Alue = None,
    kuva: Annotated[
        Path | None, typer.Option("--kuva", metavar="FILE", help="Draw the bars: FILE as .svg and as .png.")
    ] = None,
    incentives: Annotated[
        str | None,
        typer.Option(metavar="SCENARIO", help="Instead: what one more client is worth to each actor in this world."),
    ] = None,
    processes: Prosessit = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """Why B differs from A: a paired difference split into mechanisms."""
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs import miksi, miksiteksti, skenaariot

    _tarkista_kieli(lang)
    yhteiset = set_ or []
    if incentives is not None:
        if a is not None:
            raise ViallinenSyote(Vika("give either two scenarios or --incentives SCENARIO, not both.", "--incentives"))
        _kannustimet(skenaariot.lue(incentives, yhteiset, end=end, otos=otos, alue=alue), year, seed, lang, json)
        return
    if a is None or b is None:
        raise ViallinenSyote(Vika("give two scenarios: sote why A B."))
    miksiteksti.tarkista_kuva(kuva)
    ensin = skenaariot.lue(a, yhteiset, end=end, otos=otos, alue=alue)
    toinen = skenaariot.lue(b, [*yhteiset, *(set_b or [])], end=end, otos=otos or ensin.otos, alue=alue)
    _huomauta([ensin, toinen])
    kysymys = miksi.Kysymys(measure, group)
    with naytto.edistyminen(f"Why {toinen.label} differs from {ensin.label}, {pairs} pairs") as kerro:
        selitys = miksi.selita(ensin, toinen, kysymys, year, pairs, seed=seed, processes=processes, progress=kerro)
    if kuva:
        miksiteksti.piirra(selitys, kuva, lang)
    naytto.tulosta_json("why", selitys.json()) if json else miksiteksti.nayta(selitys, lang)


def _kannustimet(skenaario: Skenaario, vuosi: int | None, seed: int, kieli: str, json: bool) -> None:
    from runs import kannustinraportti

    _huomauta([skenaario])
    with naytto.edistyminen(f"Incentives in {skenaario.label}") as kerro:
        raportti = kannustinraportti.raportoi(skenaario, vuosi, seed, kerro)
    naytto.tulosta_json("why", raportti.json()) if json else kannustinraportti.nayta(raportti, kieli)


# --------------------------------------------------------------------------------------------------- negotiation
@app.command()
def negotiate(
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="Where the sides sit.")] = "uusimaa-virement",
    orderer: Annotated[
        str | None, typer.Option(help="tough, cooperative or evidence (default: the scenario's).")
    ] = None,
    liikelaitos: Annotated[
        str | None, typer.Option(help="tough, cooperative or evidence (default: the scenario's).")
    ] = None,
    rounds: Annotated[int | None, typer.Option(help="Most offers, an even number.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the agreement (default: the county's first).")] = None,
    interactive: Annotated[
        str | None, typer.Option(metavar="SIDE", help="Play a side yourself: orderer or liikelaitos.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the agreement: sote run SCENARIO --agreement FILE.")
    ] = None,
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    alue: Alue = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """Negotiate a partnership agreement: the log of offers and what was agreed."""
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
    from runs import neuvottelukomento as tyo

    _tarkista_kieli(lang)
    viat = [
        Vika(f"unknown '{arvo}'. Allowed: {luettele(sallitut)}.", valinta, ehdotus=lahin(arvo, sallitut))
        for valinta, arvo, sallitut in (
            ("--orderer", orderer, tyo.TAVAT), ("--liikelaitos", liikelaitos, tyo.TAVAT),
            ("--interactive", interactive, tyo.SIVUT),
        )
        if arvo is not None and arvo not in sallitut
    ]  # fmt: skip
    if viat:
        raise ViallinenSyote(viat)
    tavat = {tyo.SIVUT[s]: t and tyo.TAVAT[t] for s, t in (("orderer", orderer), ("liikelaitos", liikelaitos))}
    sivu = tyo.SIVUT.get(interactive or "")
    ihmiset = {sivu: tyo.ihminen(sivu, lang, naytto.kysy)} if sivu else {}
    with naytto.edistyminen(f"{scenario}: up to the negotiation") as kerro:
        poyta = tyo.valmistele(scenario, tavat, rounds, year, otos, seed, alue, set_ or (), kerro)
    n = poyta.istu(ihmiset)  # a person talks when the progress bar has gone
    if out:
        n.kirjoita(out)
    naytto.tulosta_json("negotiate", n.json()) if json else tyo.nayta(n, lang)
    if out:
        naytto.sano(f"The agreement is in {out}")


# --------------------------------------------------------------------------------------------------- scenarios
@skenaariokomennot.command("list")
def luettele_skenaariot(lang: Kieli = "en", json: Json = False) -> None:
    """All scenarios that ship, each with what it changes."""
    from runs import skenaariot

    _tarkista_kieli(lang)
    luetut = [skenaariot.lue(nimi) for nimi in skenaariot.luettelo()]
    if json:
        rivit = [{"name": s.name, "extends": s.extends, "text": s.text.model_dump()} for s in luetut]
        naytto.tulosta_json("scenario list", rivit)
        return
    rivit_ = [(s.name, s.extends or "", s.text.get(lang)) for s in luetut]
    naytto.taulukko(("scenario", "extends", "what it changes"), rivit_)


@skenaariokomennot.command("show")
def nayta_skenaario(
    scenario: Nimi,
    key: Annotated[str | None, typer.Argument(help="One parameter (with --why: only its reasons).")] = None,
    why: Annotated[bool, typer.Option("--why", help="Show which file and line sets each value.")] = False,
    set_: Aseta = None,
    alue: Alue = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """A resolved scenario: what differs from the defaults, from when, and on request why."""
    from runs import skenaariot

    _tarkista_kieli(lang)
    skenaario = skenaariot.lue(scenario, set_ or (), alue=alue)
    ohjelma = skenaario.ohjelma()
    sanotut = dict.fromkeys(m.avain for kerros in skenaario.layers for m in kerros)
    avaimet = [key] if key else sorted(sanotut)
    perusteet = {avain: skenaariot.miksi(skenaario, avain) for avain in avaimet}
    if json:
        arvot = {
            avain: {"path": [{"from": skenaariot.nimea(skenaario.start, kk), "value": arvo}
                             for kk, arvo in ohjelma.path(avain)],
                    "why": [vars(peruste) for peruste in perusteet[avain]]}
            for avain in avaimet
        }  # fmt: skip
        kentat = skenaario.model_dump(include={"name", "chain", "text", "notes", "start", "end", "region", "otos"})
        naytto.tulosta_json("scenario show", {**kentat, "parameters": arvot})
        return
    naytto.tulosta(f"{skenaario.label}\n{skenaario.text.get(lang)}")
    for huomautus in skenaario.notes:
        naytto.tulosta(f"Note: {huomautus.get(lang)}")
    ketju = " -> ".join(skenaario.chain)
    naytto.tulosta(f"{ketju}; {skenaario.start} to {skenaario.end}, {skenaario.region}, otos {skenaario.otos:g}")
    if not why:
        naytto.taulukko(("parameter", "value"), [(a, skenaariot.sanoin(skenaario, ohjelma, a)) for a in avaimet])
        return
    naytto.taulukko(("parameter", "from", "value", "said by", "where", "source"), _perusterivit(perusteet))


def _perusterivit(perusteet: dict[str, list[Peruste]]) -> list[tuple[str, ...]]:
    from kalibrointi.parametrit import nayta

    rivit: list[tuple[str, ...]] = []
    for avain, askeleet in perusteet.items():
        for n, p in enumerate(askeleet):
            arvo = nayta(p.value) if p.in_force else f"({nayta(p.value)}, replaced)"
            rivit.append(("" if n else avain, p.since, arvo, p.layer, p.where, p.source))
    return rivit


@skenaariokomennot.command("diff")
def vertaa_skenaarioita(
    a: Annotated[str, typer.Argument(metavar="A")], b: Annotated[str, typer.Argument(metavar="B")], json: Json = False
) -> None:
    """What differs between two resolved scenarios."""
    from runs import skenaariot

    erot = skenaariot.erot(skenaariot.lue(a), skenaariot.lue(b))
    if json:
        naytto.tulosta_json("scenario diff", [{"key": ero.avain, "a": ero.a, "b": ero.b} for ero in erot])
    elif erot:
        naytto.taulukko(("parameter", a, b), [(ero.avain, ero.a, ero.b) for ero in erot])
    else:
        naytto.tulosta("The two scenarios are the same.")


@skenaariokomennot.command("describe")
def kuvaa_skenaariot(
    scenarios: Annotated[list[str] | None, typer.Argument(help="Names or files (default: all that ship).")] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of runs behind the figures.")] = 6,
    otos: Otos = None,
    processes: Prosessit = None,
    out: Annotated[str | None, typer.Option(help="Write the page to this file.")] = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """A paragraph on each scenario: what differs, what the model says, which pattern it can be held against."""
    from kalibrointi import levy
    from runs import skenaariokuvaus, skenaariot

    nimet = scenarios or skenaariot.luettelo()
    with naytto.edistyminen("describe") as kerro:
        kuvaukset = skenaariokuvaus.kuvaa(nimet, pairs, otos, lang, processes, kerro)
    if json:
        naytto.tulosta_json("scenario describe", skenaariokuvaus.json(kuvaukset))
        return
    sivu = skenaariokuvaus.markdown(kuvaukset, pairs, otos or skenaariot.lue(nimet[0]).otos, lang)
    if out:
        levy.kirjoita_syrjassa(Path(out), sivu.encode())
        naytto.sano(f"Written: {out}")
    else:
        naytto.tulosta(sivu)


@skenaariokomennot.command("validate")
def tarkista_skenaariot(
    scenarios: Annotated[list[str] | None, typer.Argument(help="Names or files (default: all that ship).")] = None,
    alue: Alue = None,
    json: Json = False,
) -> None:
    """Check scenario files and a region's folder: every fault with file, line and key; exit code 2 if any."""
    from kalibrointi.viat import ViallinenSyote
    from runs import skenaariot

    nimet = scenarios or skenaariot.luettelo()
    viat = list(dict.fromkeys(vika for nimi in nimet for vika in skenaariot.tarkista(nimi, alue=alue)))
    if viat:
        raise ViallinenSyote(viat)
    naytto.tulosta_json("scenario validate", {"sound": nimet}) if json else naytto.tulosta(f"{len(nimet)} sound.")


# --------------------------------------------------------------------------------------------------- parameters
@app.command()
def parameters(
    key: Annotated[str | None, typer.Argument(help="One parameter in full, or a group.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only lever or uncertainty.")] = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """All parameters, a group, or one in full."""
    from kalibrointi.parametrit import lue_oletukset

    _tarkista_kieli(lang)
    omat = _rajaa(list(lue_oletukset().values()), key, kind)
    if json:
        naytto.tulosta_json("parameters", [{"key": p.key, "where": p.where, **p.model_dump()} for p in omat])
    elif len(omat) == 1:
        _nayta_parametri(omat[0], lang)
    else:
        from kalibrointi.parametrit import nayta

        rivit = [(p.key, nayta(p.value), p.allowed, p.kind, p.status, p.rule, p.text.get(lang)) for p in omat]
        naytto.taulukko(("parameter", "value", "allowed", "kind", "status", "rule", "what it is"), rivit)


def _rajaa(kaikki: list[Parametri], avain: str | None, laji: str | None) -> list[Parametri]:
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

    ryhmat = list(dict.fromkeys(p.group for p in kaikki))
    if laji not in (None, "lever", "uncertainty"):
        raise ViallinenSyote(Vika(f"no kind '{laji}'. Kinds: lever, uncertainty.", "--kind"))
    if avain is not None and avain not in ryhmat and all(p.key != avain for p in kaikki):
        viesti = f"no such parameter or group. Groups: {luettele(ryhmat)}."
        raise ViallinenSyote(Vika(viesti, avain=avain, ehdotus=lahin(avain, [*ryhmat, *(p.key for p in kaikki)])))
    return [p for p in kaikki if avain in (None, p.key, p.group) and laji in (None, p.kind)]


def _nayta_parametri(p: Parametri, kieli: str) -> None:
    from kalibrointi.parametrit import nayta

    kentat = {
        "parameter": p.key, "value": nayta(p.value), "allowed": p.allowed, "unit": p.unit, "date": p.date,
        "source": p.source, "status": p.status, "kind": p.kind, "rule": p.rule, "what it is": p.text.get(kieli),
        "where": p.where,
    }  # fmt: skip
    for nimi, arvo in kentat.items():
        naytto.tulosta(f"{nimi:<11}{arvo}")


# --------------------------------------------------------------------------------------------------- looking inside
@app.command()
def schedule(
    scenario: Nimi = "nykytila-2017",
    time: Annotated[bool, typer.Option("--time", help="Live a year and show the time each step takes.")] = False,
    otos: Otos = None,
    alue: Alue = None,
    json: Json = False,
) -> None:
    """What happens in a month, in order."""
    if time:
        import runs

        with naytto.edistyminen(f"{scenario}: a year timed") as kerro:
            malli = runs.build(scenario, otos=otos, alue=alue)
            malli.run_for(12)  # compiling and the first year's setting up are not timed
            malli.schedule.timing = True
            for kk in range(12):
                malli.run_for(1)
                kerro(kk + 1, 12)
        rivit = malli.schedule.rows()
    else:
        from agentit.kuukausi import schedule as kuukausiohjelma

        rivit = kuukausiohjelma().rows()  # the steps, without a model to live them
    if json:
        naytto.tulosta_json("schedule", rivit)
        return
    sarakkeet = [nimi if isinstance(arvo, str) else f">{nimi}" for nimi, arvo in rivit[0].items()]
    naytto.taulukko(sarakkeet, [[str(solu) for solu in rivi.values()] for rivi in rivit])


@app.command()
def rules(
    which: Annotated[
        str | None, typer.Argument(metavar="[RULE]", help="A number (R6), a name or a parameter: these rules in full.")
    ] = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """Every rule: equation, source, parameters with their values, file and line."""
    import runs
    from runs import saantoluettelo

    _tarkista_kieli(lang)
    saannot = saantoluettelo.luettelo(runs.build("nykytila-2017", otos=0.0005))
    omat = saantoluettelo.valitse(saannot, which) if which else saannot
    if json:
        naytto.tulosta_json("rules", [saanto.json() for saanto in omat])
    elif which:
        naytto.tulosta("\n\n\n".join(saantoluettelo.kokonaan(saanto, lang) for saanto in omat))
    else:
        naytto.taulukko(
            ("no", "rule", "who", "what it says", ">parameters", "where"), saantoluettelo.rivit(saannot), "Rules"
        )
        naytto.tulosta("In full, with equation, source and values: sote rules NUMBER, NAME or PARAMETER.")


@app.command()
def resident(
    number: Annotated[int, typer.Argument(metavar="N", help="The resident's number.")],
    scenario: Nimi = "nykytila-2017",
    versus: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO2]", help="The same resident in another world.")
    ] = None,
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    end: Loppu = None,
    kuukaudet: Annotated[
        list[str] | None,
        typer.Option(metavar="YYYY-MM[:YYYY-MM]", help="Months told in full: every rule, every draw, the choice set."),
    ] = None,
    alue: Alue = None,
    json: Json = False,
) -> None:
    """The life of one resident, in one world or two."""
    from runs import asukaskertomus, skenaariot

    nimet = [scenario, *([versus] if versus else [])]
    luetut = [skenaariot.lue(nimi, set_ or (), end=end, otos=otos, alue=alue) for nimi in nimet]
    _huomauta(luetut)
    with naytto.edistyminen(f"Resident {number}") as kerro:
        kertomus = asukaskertomus.kerro(
            luetut, number, otos=luetut[0].otos, seed=seed, progress=kerro, kuukaudet=kuukaudet or ()
        )
    naytto.tulosta_json("resident", kertomus.json()) if json else naytto.tulosta(kertomus.teksti())


@app.command()
def network(
    scenario: Nimi,
    kk: Annotated[
        str | None, typer.Option("--kk", metavar="YYYY-MM", help="Month shown (default: the scenario's last).")
    ] = None,
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    alue: Alue = None,
    raja: Annotated[
        float, typer.Option("--raja", metavar="MINUTES", help="Reach is within this many minutes.", parser=_liukuluku)
    ] = 30.0,
    vie: Annotated[
        Path | None, typer.Option("--vie", metavar="FILE", help="Write the network: .graphml, .gexf or .json.")
    ] = None,
    kartta: Annotated[Path | None, typer.Option("--kartta", metavar="FILE", help="Draw the map: .svg or .png.")] = None,
    kohde: Annotated[
        str, typer.Option("--kohde", help="What the map's minutes are to: sotekeskus or sairaala.")
    ] = "sotekeskus",
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """The service network at a month: reach, concentration, bridges; a network file and a map."""
    from runs import skenaariot, verkkoraportti

    _tarkista_kieli(lang)
    verkkoraportti.tarkista_valinnat(vie, kartta, kohde, raja)
    skenaario = skenaariot.lue(scenario, set_ or (), end=kk, otos=otos, alue=alue)
    _huomauta([skenaario])
    with naytto.edistyminen(f"{skenaario.label}, network of {skenaario.end}") as kerro:
        raportti = verkkoraportti.raportoi(skenaario, seed=seed, raja=raja, progress=kerro)
    if vie:
        raportti.vie(vie)
    if kartta:
        raportti.piirra(kartta, lang, kohde)
    if json:
        naytto.tulosta_json("network", raportti.json())
        return
    for n, (otsikko, sarakkeet, rivit) in enumerate(raportti.taulut(lang)):
        naytto.tulosta("" if n else f"{skenaario.label}, {skenaario.region}, {skenaario.end}\n")
        naytto.taulukko(sarakkeet, rivit, otsikko)


@app.command()
def capitation(
    scenario: Nimi = "nykytila-2017",
    otos: Otos = None,
    seed: Siemen = 1,
    set_: Aseta = None,
    alue: Alue = None,
    json: Json = False,
) -> None:
    """What each set of capitation weights foresees of cost, and whom it makes profitable."""
    from runs import kapitaatioraportti

    with naytto.edistyminen(f"{scenario}: two years lived") as kerro:
        rivit = kapitaatioraportti.raportoi(scenario, otos, seed, set_ or (), alue, progress=kerro)
    if json:
        naytto.tulosta_json("capitation", [r.json() for r in rivit])
        return
    naytto.taulukko(*kapitaatioraportti.taulu(rivit), "Weights: R2 of expected and lived cost; margin / mean payment")
    naytto.tulosta("Margin above 0: the payment is more than the residents of the segment are expected to cost.")


@app.command()
def plane(
    scenario: Nimi = "uusimaa-liikelaitos-2021",
    measure: Annotated[str, typer.Option(help="Outcome: log_kattavuus or tyydyttamaton.")] = "log_kattavuus",
    biases: Annotated[str, typer.Option(metavar="T,T,...", help="Biases t of the liikelaitos.")] = "0,0.2,0.4,0.6,0.8",
    noises: Annotated[str, typer.Option(metavar="S,S,...", help="Noises s of the orderer.")] = "0,0.1,0.2,0.3,0.4",
    pairs: Annotated[int, typer.Option(help="Paired seeds of every point.")] = 12,
    otos: Annotated[float | None, typer.Option(help="Share of residents simulated, 0-1.", parser=_liukuluku)] = 0.001,
    seed: Siemen = 1,
    set_: Aseta = None,
    end: Loppu = "2024-12",
    kuva: Annotated[
        Path | None, typer.Option("--kuva", metavar="FILE", help="Draw the plane: FILE as .svg and as .png.")
    ] = None,
    processes: Prosessit = None,
    lang: Kieli = "en",
    json: Json = False,
) -> None:
    """Who wins by bias and noise: lump sum, pre-split budget or virement, in the whole model."""
    from runs import miksiteksti, rahoitustaso, tasoteksti

    _tarkista_kieli(lang)
    miksiteksti.tarkista_kuva(kuva)
    akselit = rahoitustaso.akseli(biases, "--biases"), rahoitustaso.akseli(noises, "--noises")
    with naytto.edistyminen(f"Plane of {measure}, {pairs} pairs") as kerro:
        taso = rahoitustaso.laske(
            scenario, measure, *akselit, pairs, asetukset=set_ or (), otos=otos, seed=seed, end=end,
            processes=processes, progress=kerro,
        )  # fmt: skip
    if kuva:
        tasoteksti.piirra(taso, kuva, lang)
    naytto.tulosta_json("plane", taso.json()) if json else tasoteksti.nayta(taso, lang)


@app.command()
def check(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="start, laws, ...")],
    otos: Otos = None,
    seeds: Annotated[int | None, typer.Option(help="Seeds to average over (default: the suite's).")] = None,
    processes: Prosessit = None,
    only: Annotated[str | None, typer.Option(help="Of suite patterns only these, e.g. P10,P11.")] = None,
    json: Json = False,
) -> None:
    """Check the model against its targets, laws or published patterns."""
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
    from runs import tarkistukset

    if suite not in tarkistukset.SUITES:
        viesti = f"unknown suite '{suite}'. Suites: {luettele(tarkistukset.SUITES)}."
        raise ViallinenSyote(Vika(viesti, ehdotus=lahin(suite, tarkistukset.SUITES)))
    if only is not None and suite != "patterns":
        raise ViallinenSyote(Vika(f"is for suite patterns; '{suite}' is run whole.", "--only"))
    osat = [osa.strip() for osa in (only or "").split(",") if osa.strip()]
    valinnat = {"otos": otos, "seeds": seeds, "processes": processes, "only": osat or None}
    with naytto.edistyminen(f"check {suite}") as kerro:
        annetut = {nimi: arvo for nimi, arvo in valinnat.items() if arvo is not None}
        rivit = list(tarkistukset.SUITES[suite](progress=kerro, **annetut))
    ulkona = sum(not rivi.in_band for rivi in rivit)
    kirjattu = sum(rivi.recorded for rivi in rivit)
    if json:
        naytto.tulosta_json("check", {"suite": suite, "rows": [_tarkistusrivi(rivi) for rivi in rivit], "out": ulkona})
    else:
        taulu = [(r.id, r.what, r.band, r.model, "in" if r.in_band else "OUT", _perustelu(r)) for r in rivit]
        naytto.taulukko(("id", "what", "band", ">model", "in/out", "source"), taulu, f"check {suite}")
        tiedossa = f" {kirjattu} of those out are on record, with their cause." if kirjattu else ""
        naytto.tulosta(f"{len(rivit) - ulkona} of {len(rivit)} in their bands.{tiedossa}")
    raise typer.Exit(4 if ulkona > kirjattu else 0)


def _perustelu(rivi: Any) -> str:
    """The source of a band; for a row that is out also why it is."""
    return rivi.source if rivi.in_band or not rivi.cause else f"{rivi.source} - {rivi.cause}"


def _tarkistusrivi(rivi: Any) -> dict[str, Any]:
    return {
        nimi: getattr(rivi, nimi)
        for nimi in ("id", "what", "band", "model", "in_band", "source", "cause", "recorded", "z")
    }


@app.command()
def doctor(
    lammita: Annotated[
        bool, typer.Option("--lammita", help="Compile all rules now, so that the first run starts at once.")
    ] = False,
    json: Json = False,
) -> None:
    """Is everything in place? Exit code 4 when something is not."""
    from runs import kunto, lammitys

    rivit = kunto.tarkista()
    if lammita:
        with naytto.edistyminen("Compiling the rules") as kerro:
            rivit.append(kunto.Tila("rules", True, lammitys.lammita(kerro)))
    if json:
        naytto.tulosta_json("doctor", [vars(rivi) for rivi in rivit])
    else:
        naytto.taulukko(("what", "", "detail"), [(r.what, "ok" if r.ok else "NOT OK", r.detail) for r in rivit])
    raise typer.Exit(0 if all(rivi.ok for rivi in rivit) else 4)


@app.command(name="app")
def selain(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of this machine.")] = 8765,
    host: Annotated[
        str, typer.Option(help="Address it answers at; only this machine unless you say otherwise.")
    ] = "127.0.0.1",
    feedback: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Where feedback on accessibility goes; shown in the statement."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Start it, ask a few things of it, stop it.")] = False,
    json: Json = False,
) -> None:
    """The browser: explore and compare scenarios in Finnish, Swedish or English. Ctrl-C ends it."""
    from importlib import import_module
    from importlib.util import find_spec

    from kalibrointi.viat import ViallinenSyote, Vika

    puuttuu = [nimi for nimi in ("solara", "babel", "uvicorn") if find_spec(nimi) is None]
    if puuttuu:
        viesti = f"the browser needs packages that are not installed ({', '.join(puuttuu)}). Run: {ASENNA_SELAIN}"
        raise ViallinenSyote(Vika(viesti))
    if feedback:
        os.environ["SOTE_PALAUTE"] = feedback
    palvelin = import_module("visualisointi.selain.palvelin")
    try:
        if check:
            _nayta_selainkoe(palvelin.koe(), json)
        naytto.sano(f"Sotemalli in the browser: http://{host}:{port}/  (Ctrl-C ends it)")
        palvelin.palvele(host, port)
    except palvelin.Puuttuu as virhe:
        raise ViallinenSyote(Vika(str(virhe))) from virhe
    except OSError as virhe:
        viesti = f"{host}:{port} cannot be used ({virhe.strerror or virhe}). Another one may be running; try --port."
        raise ViallinenSyote(Vika(viesti, "--port")) from virhe


def _nayta_selainkoe(rivit: list[tuple[str, bool, str]], json: bool) -> None:
    if json:
        naytto.tulosta_json("app", [{"what": what, "ok": ok, "detail": detail} for what, ok, detail in rivit])
    else:
        naytto.taulukko(("what", "", "detail"), [(what, "ok" if ok else "NOT OK", d) for what, ok, d in rivit])
    raise typer.Exit(0 if all(ok for _what, ok, _d in rivit) else 4)


ASENNA_SELAIN = "python3 runs/kaynnista.py sote app"


def _keskeyta(signaali: int, kehys: Any) -> None:
    raise KeyboardInterrupt


def _vain_kutsuttu(ryhma: typer.Typer, sanat: Sequence[str]) -> None:
    """Leaves in a group the command that is called: to read the options of forty others takes longer than some answer.

    A word that names none leaves all, so that help, completion and the likely word are as ever.
    """
    nimi = sanat[0] if sanat else ""
    komennot = [
        k for k in ryhma.registered_commands
        if k.callback and (k.name or typer.main.get_command_name(k.callback.__name__)) == nimi
    ]  # fmt: skip
    ryhmat = [r for r in ryhma.registered_groups if r.name == nimi]
    if komennot or ryhmat:
        ryhma.registered_commands, ryhma.registered_groups = komennot, ryhmat
    for oma in ryhmat:
        if oma.typer_instance:
            _vain_kutsuttu(oma.typer_instance, sanat[1:])


def main() -> None:
    """Entry point of the `sote` command; a plain kill is as clean as Ctrl-C."""
    signal.signal(signal.SIGTERM, _keskeyta)
    saikeet.oletuksena_yksi()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for any takes longer than to check a study
    _vain_kutsuttu(app, sys.argv[1:])
    try:
        try:
            app(prog_name="sote")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # the reader went away, as in `sote parameters | head -1`: nothing to say to anyone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
