"""`sote sweep plan | run | status | resume | retry | studies` and `sote slurm`: many runs, planned, killed, resumed.

Exit codes: 0 done; 2 bad input or the folder is in use; 3 all was run, but some runs failed; 75 interrupted, all that
was finished is on disk and the command to go on is printed.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from runs.moottori import Loppu, Suunnitelma
    from runs.suorittimet import Suoritin
    from runs.tutkimus import Tutkimus
    from runs.varasto import Varasto

OSA_EPAONNISTUI, KESKEYTETTY = 3, 75
MOOTTORIT = ("pool", "dask", "single")

app = typer.Typer(no_args_is_help=True, help="Many runs: plan a study, run it, look at it, resume it, retry failures.")


Tutkimusnimi = Annotated[
    str, typer.Argument(metavar="STUDY", help="Name (sote sweep studies) or path of a .toml file.")
]
Kansio = Annotated[Path, typer.Argument(metavar="FOLDER", help="A sweep's folder.")]
Out = Annotated[Path | None, typer.Option(help="Folder of the sweep (default: one named after the study).")]
Tyolaisia = Annotated[int | None, typer.Option("--workers", help="Worker processes (default: one per processor).")]
Moottorinimi = Annotated[
    str, typer.Option("--engine", help="pool (this computer), dask (a cluster) or single (this process).")
]
Osoite = Annotated[str | None, typer.Option("--address", help="The Dask scheduler, tcp://HOST:8786.")]
Osa = Annotated[str | None, typer.Option("--shard", metavar="K/N", help="Only the K-th of N parts, each run anywhere.")]
Muisti = Annotated[
    int | None, typer.Option("--memory", metavar="MB", help="Most memory a worker may have (default: an even share).")
]
Uudelleen = Annotated[bool, typer.Option("--reuse/--no-reuse", help="Take equal runs from sweeps beside this one.")]


# --------------------------------------------------------------------------------------------------- plan
@app.command()
def plan(
    study: Tutkimusnimi,
    out: Out = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count only: no pilot runs, no time.")] = False,
    workers: Tyolaisia = None,
    json: Json = False,
) -> None:
    """What a study would run: points, runs, reuse, time and disk. Nothing is written."""
    from runs import pisteet, tutkimustiedosto

    tutkimus = tutkimustiedosto.lue(study)
    maara = pisteet.count(tutkimus)
    if dry_run:
        tulos: dict[str, Any] = _luvut(tutkimus, maara)
    else:
        from runs import sweeparvio

        with naytto.edistyminen(f"Pilot runs of {tutkimus.name}") as kerro:
            suunnitelma, kansio = _suunnittele(tutkimus, out)
            tulos = _luvut(tutkimus, maara) | sweeparvio.arvioi(suunnitelma, kansio, workers, kerro)
    if json:
        naytto.tulosta_json("sweep plan", tulos)
    else:
        _nayta_suunnitelma(tulos)


def _luvut(tutkimus: Tutkimus, pisteita: int) -> dict[str, Any]:
    """What is known without a model: all of `plan --dry-run`."""
    toistot = tutkimus.replicates
    kokeet = [
        {
            "name": koe.name,
            "levers": [t.key for t in koe.levers],
            "uncertainties": [t.key for t in koe.uncertainties],
            "design": {
                nimi: m.method
                for nimi, m in (
                    ("levers", koe.lever_design),
                    ("uncertainties", koe.uncertainty_design),
                    ("joint", koe.joint),
                )
                if m
            },
        }
        for koe in tutkimus.experiments
    ]
    return {
        "study": tutkimus.name,
        "question": tutkimus.question.get("en"),
        "experiments": kokeet,
        "points": pisteita,
        "replicates": [toistot.first, toistot.most],
        "runs": [pisteita * toistot.first, pisteita * toistot.most],
    }


def _nayta_suunnitelma(t: dict[str, Any]) -> None:
    def vali(luvut: list[int]) -> str:
        return f"{luvut[0]:,}" if luvut[0] == luvut[1] else f"{luvut[0]:,} to {luvut[1]:,}, as precision asks"

    naytto.tulosta(f"{t['study']}: {t['question']}\n")
    for koe in t["experiments"]:
        asetelma = ", ".join(f"{nimi} {menetelma}" for nimi, menetelma in koe["design"].items()) or "one point"
        naytto.tulosta(f"experiment  {koe['name']}: {asetelma}")
        for nimi in ("levers", "uncertainties"):
            if koe[nimi]:
                naytto.tulosta(f"  {nimi:<14}{', '.join(koe[nimi])}")
    naytto.tulosta(f"points      {t['points']:,}")
    naytto.tulosta(f"replicates  {vali(t['replicates'])}")
    naytto.tulosta(f"runs        {vali(t['runs'])}")
    if "seconds_per_run" not in t:
        return
    naytto.tulosta(f"reused      {t['reused']:,} from {len(t['reused_from'])} earlier sweeps")
    naytto.tulosta(f"time        {_kesto(t['seconds'])} on {t['workers']} workers; {t['seconds_per_run']:.2f} s a run")
    naytto.tulosta(f"disk        {t['bytes'] / 1e6:.1f} MB of {t['free_bytes'] / 1e9:.1f} GB free in {t['folder']}")
    for huomautus in t["notes"]:
        naytto.sano(f"note: {huomautus}")


def _kesto(sekunteja: float) -> str:
    if sekunteja < 90:
        return f"{sekunteja:.0f} s"
    return f"{sekunteja / 60:.0f} min" if sekunteja < 5400 else f"{sekunteja / 3600:.1f} h"


def _suunnittele(tutkimus: Tutkimus, out: Path | None) -> tuple[Suunnitelma, Path]:
    """The plan, and the sweep's folder: the same study under the same model has the same folder."""
    from runs import moottori

    suunnitelma = moottori.Suunnitelma(tutkimus)
    return suunnitelma, out or oletuskansio(suunnitelma)


def oletuskansio(suunnitelma: Suunnitelma) -> Path:
    """`sweeps/<study>-<hash>` in the results' folder."""
    from runs import ajo

    tunnus = suunnitelma.study.fingerprint[:4] + suunnitelma.fingerprint[:4]
    return ajo.oletuskansio() / "sweeps" / f"{suunnitelma.study.name}-{tunnus}"


# --------------------------------------------------------------------------------------------------- run
@app.command()
def run(
    study: Tutkimusnimi,
    out: Out = None,
    workers: Tyolaisia = None,
    engine: Moottorinimi = "pool",
    address: Osoite = None,
    shard: Osa = None,
    memory: Muisti = None,
    reuse: Uudelleen = True,
    json: Json = False,
) -> None:
    """Run a study into a folder; started again, it goes on where it was."""
    from runs import moottori, sweeparvio, tutkimustiedosto

    osa = _shard(shard)
    suoritin = _suoritin(engine, address, workers, memory)
    suunnitelma, kansio = _suunnittele(tutkimustiedosto.lue(study), out)
    if not (kansio / "points.parquet").is_file():
        sweeparvio.tarkista_tulokset(suunnitelma)
    moottori.begin(suunnitelma, kansio, sys.argv)
    _aja(kansio, suoritin, json, "sweep run", suunnitelma=suunnitelma, shard=osa, reuse=_viereiset(kansio, reuse))


@app.command()
def resume(
    folder: Kansio,
    workers: Tyolaisia = None,
    engine: Moottorinimi = "pool",
    address: Osoite = None,
    shard: Osa = None,
    memory: Muisti = None,
    json: Json = False,
) -> None:
    """Do what a sweep still lacks. Failures stay failures (see retry)."""
    from runs.varasto import Varasto

    Varasto(folder)
    _aja(folder, _suoritin(engine, address, workers, memory), json, "sweep resume", shard=_shard(shard))


@app.command()
def retry(
    folder: Kansio,
    workers: Tyolaisia = None,
    engine: Moottorinimi = "pool",
    address: Osoite = None,
    memory: Muisti = None,
    json: Json = False,
) -> None:
    """Run the failed runs again, and what is lacking."""
    from runs.varasto import Varasto

    Varasto(folder)
    _aja(folder, _suoritin(engine, address, workers, memory), json, "sweep retry", retry=True)


def _shard(teksti: str | None) -> tuple[int, int] | None:
    from kalibrointi.viat import ViallinenSyote, Vika

    if teksti is None:
        return None
    k, _, n = teksti.partition("/")
    if not (k.isdigit() and n.isdigit() and 1 <= int(k) <= int(n) <= 10_000):
        raise ViallinenSyote(Vika(f"a shard is K/N, for example 2/8, with 1 <= K <= N; got '{teksti}'.", "--shard"))
    return int(k), int(n)


def _suoritin(moottori: str, osoite: str | None, tyolaisia: int | None, muisti: int | None) -> Suoritin:
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele
    from runs import suorittimet

    if moottori not in MOOTTORIT:
        viesti = f"no engine '{moottori}'. Engines: {luettele(MOOTTORIT)}."
        raise ViallinenSyote(Vika(viesti, "--engine", ehdotus=lahin(moottori, MOOTTORIT)))
    if (moottori == "dask") != (osoite is not None):
        raise ViallinenSyote(Vika("--engine dask and --address tcp://HOST:8786 go together.", "--address"))
    for nimi, luku in (("--workers", tyolaisia), ("--memory", muisti)):
        if luku is not None and luku < 1:
            raise ViallinenSyote(Vika(f"a whole number from 1, got {luku}.", nimi))
    if osoite is not None:
        return suorittimet.Dask(osoite)
    return suorittimet.Yksin() if moottori == "single" else suorittimet.Allas(tyolaisia, muisti)


def _viereiset(kansio: Path, uudelleen: bool) -> Iterator[Varasto]:
    from runs.varasto import sweeps

    return iter(sweeps(kansio.absolute().parent)) if uudelleen else iter(())


def _aja(kansio: Path, suoritin: Suoritin, json: bool, komento: str, **muut: Any) -> None:
    """Run, tell how it ended, print the answer; exit code 3 when runs failed, 75 when interrupted."""
    from runs import moottori

    try:
        with naytto.edistyminen(f"{kansio.name}, {suoritin.workers} workers") as kerro:
            loppu = moottori.sweep(kansio, suoritin, progress=kerro, **muut)
    except moottori.Keskeytys as keskeytys:
        _kerro_keskeytys(keskeytys)
        raise typer.Exit(KESKEYTETTY) from None
    _kerro_loppu(loppu)
    if json:
        naytto.tulosta_json(komento, moottori.as_dict(loppu))
    else:
        _nayta_vastaus(loppu)
    raise typer.Exit(OSA_EPAONNISTUI if loppu.failed else 0)


def _kerro_keskeytys(keskeytys: Any) -> None:
    if keskeytys.vika:
        naytto.sano(f"error: {keskeytys.vika}")
    naytto.sano("Interrupted: what was finished is on disk, nothing is half-written. Go on with")
    naytto.sano(f"  sote sweep resume {shlex.quote(str(keskeytys.folder))}")


def _kerro_loppu(loppu: Loppu) -> None:
    naytto.sano(
        f"{loppu.done:,} runs in the store; {loppu.computed:,} computed now, {loppu.reused:,} taken from earlier "
        f"sweeps; {_kesto(loppu.seconds)}."
    )
    if loppu.failed:
        naytto.sano(
            f"{loppu.failed:,} runs failed: sote sweep status {loppu.folder} names them, retry runs them again."
        )
    if not loppu.sealed:
        naytto.sano("Not sealed yet: other shards, or replicates, are still to come.")


def _nayta_vastaus(loppu: Loppu) -> None:
    if loppu.sealed:
        from runs import tutkimusvastaus
        from runs.varasto import Varasto

        tutkimusvastaus.nayta(Varasto(loppu.folder))
        naytto.sano("The sweep is in")
    naytto.tulosta(str(loppu.folder))


# --------------------------------------------------------------------------------------------------- status
@app.command()
def status(folder: Kansio, json: Json = False) -> None:
    """How far a sweep is; also while it runs."""
    from runs.varasto import Varasto

    varasto = Varasto(folder)
    tila, viat = varasto.status(), varasto.failures()
    if json:
        naytto.tulosta_json("sweep status", {**tila, "failures": viat})
        return
    vaihe = "running" if tila["running"] else "finished" if tila["sealed"] else "not running"
    naytto.tulosta(f"{tila['study']}: {vaihe}")
    naytto.tulosta(f"runs     {tila['done']:,} of {tila['tasks']:,} done, {tila['failed']:,} failed")
    naytto.tulosta(f"disk     {tila['bytes'] / 1e6:.1f} MB in {tila['chunks']} chunks")
    if tila["seconds_per_run"] is not None:
        naytto.tulosta(f"a run    {tila['seconds_per_run']:.2f} s (median)")
    if len(viat):
        ryhmat = viat.groupby("error").agg(n=("task", "size"), point=("point", "first"))
        rivit = [(r.n, r.point, virhe) for virhe, r in ryhmat.sort_values("n", ascending=False).iterrows()]
        naytto.taulukko((">runs", ">first point", "error"), rivit, "Failures")
    if not tila["running"] and not tila["sealed"]:
        naytto.sano(f"Go on with: sote sweep resume {shlex.quote(str(folder))}")


@app.command()
def studies(json: Json = False) -> None:
    """The studies that ship."""
    from runs import tutkimustiedosto

    luetut = [tutkimustiedosto.lue(nimi) for nimi in tutkimustiedosto.luettelo()]
    if json:
        naytto.tulosta_json("sweep studies", [{"name": t.name, "question": t.question.model_dump()} for t in luetut])
        return
    naytto.taulukko(("study", "question"), [(t.name, t.question.get("en")) for t in luetut])


# --------------------------------------------------------------------------------------------------- slurm
def slurm(
    study: Tutkimusnimi,
    system: Annotated[str, typer.Option(help="roihu, lumi, or plain (any Slurm).")] = "roihu",
    account: Annotated[str, typer.Option(help="Billing project, project_1234567.")] = "",
    nodes: Annotated[int, typer.Option(help="Jobs of a node each; each does its shard.")] = 1,
    cores: Annotated[int | None, typer.Option(help="Cores of a job (default: the system's node).")] = None,
    hours: Annotated[float, typer.Option(help="Time asked for a job; what is left is done by the next.")] = 2.0,
    folder: Annotated[Path, typer.Option(help="Folder of the sweep on the cluster's shared disk.")] = Path("sweep"),
    out: Annotated[Path | None, typer.Option(help="Write the script here (default: stdout).")] = None,
    json: Json = False,
) -> None:
    """Write the job script that runs a study on a Slurm cluster (CSC Roihu, LUMI)."""
    from kalibrointi import levy
    from runs import slurmskripti, tutkimustiedosto

    tutkimus = tutkimustiedosto.lue(study)
    if tutkimus.replicates.adaptive and nodes > 1:
        naytto.sano("note: shards run the first replicates; then resume on one node for those precision asks.")
    skripti = slurmskripti.kirjoita(study, tutkimus.name, system, account, nodes, cores, hours, folder)
    if out:
        levy.kirjoita_syrjassa(out, skripti.encode())
        naytto.sano(f"Written: {out}. Submit with: sbatch {out}")
    if json:
        naytto.tulosta_json("slurm", {"system": system, "file": str(out) if out else None, "script": skripti})
    elif not out:
        naytto.tulosta(skripti.rstrip())
