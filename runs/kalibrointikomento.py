"""`sote calibrate`: fit what can be fitted to the targets, say plainly what is not known, write a posterior file."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from kalibrointi.posteriori import Posteriori
    from runs.suorittimet import Suoritin

ULKONA, KESKEYTETTY = 4, 75
PAKETIT = {"sklearn": "scikit-learn", "emcee": "emcee", "SALib": "SALib"}


def calibrate(
    short: Annotated[bool, typer.Option("--short", help="A small fit, in minutes; the full one takes hours.")] = False,
    name: Annotated[str, typer.Option(help="Name of the posterior.")] = "posterior",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the calibration (default: one named after it, in the results').")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same file.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Worker processes (default: one per processor).")
    ] = None,
    json: Json = False,
) -> None:
    """Fit parameters to the targets by waves of runs; goes on where it was. Exit code 4 when its own gates fail."""
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs import ajo, kalibrointiajo, moottori

    if puuttuu := [nimi for moduuli, nimi in PAKETIT.items() if find_spec(moduuli) is None]:
        viesti = f"calibration needs packages that are not installed ({', '.join(puuttuu)}): extra 'calibration'."
        raise ViallinenSyote(Vika(viesti))
    koko = kalibrointiajo.LYHYT if short else kalibrointiajo.TAYSI
    ajo.tarkista_siemen(seed)
    kansio = out or ajo.oletuskansio() / "kalibrointi" / f"{name}-{'short' if short else 'full'}-{seed}"
    try:
        tyo = kalibrointiajo.Kalibrointi(name, koko, seed, kansio, _suorittimet(workers), naytto.edistyminen)
        tulos = tyo.kalibroi()
    except moottori.Keskeytys:
        naytto.sano("Interrupted; what was finished is on disk. The same command goes on from there.")
        raise typer.Exit(KESKEYTETTY) from None
    tiedosto = kansio / f"{name}.json"
    tulos.kirjoita(tiedosto)
    if json:
        naytto.tulosta_json("calibrate", {"file": str(tiedosto), "version": tulos.versio, **tulos.tiedot})
    else:
        nayta(tulos)
        naytto.sano("The posterior is in")
        naytto.tulosta(str(tiedosto))
    raise typer.Exit(0 if kelpaa(tulos) else ULKONA)


def posterior(
    name: Annotated[str, typer.Argument(metavar="POSTERIOR", help="One that ships, or FILE.json.")] = "posterior",
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="Another fit: do they agree within Monte Carlo error?")
    ] = None,
    json: Json = False,
) -> None:
    """What a posterior learned, or whether two fits agree. Exit code 4 when they do not."""
    from kalibrointi import posteriori
    from runs import posteriorivertailu

    luettu = posteriori.lue(name)
    if other is None:
        posteriorivertailu.parametrit(luettu)
        if json:
            naytto.tulosta_json("posterior", {"name": luettu.nimi, "version": luettu.versio, **luettu.tiedot})
        else:
            nayta(luettu)
        return
    toinen = posteriori.lue(other)
    ero = posteriorivertailu.vertaa(luettu, toinen)
    if json:
        naytto.tulosta_json("posterior", {"a": luettu.versio, "b": toinen.versio, **ero.json()})
        raise typer.Exit(0 if ero.samat else ULKONA)
    rivit = [
        (e.key, *(naytto.luku(x) for x in (e.mean_a, e.error_a, e.mean_b, e.error_b)), f"{e.z:+.1f}",
         f"{e.prior_sd:+.2f}")
        for e in ero.erot
    ]  # fmt: skip
    naytto.taulukko(("parameter", ">A", ">error", ">B", ">error", ">z", ">prior sd"), rivit)
    suurin, k = max(abs(e.z) for e in ero.erot), len(ero.erot)
    sana = "agree within" if ero.samat else "DIFFER by more than"
    naytto.tulosta(f"The fits {sana} Monte Carlo error: largest |z| of {k} is {suurin:.1f}, allowed {ero.raja:.1f}.")
    if ero.vain_a or ero.vain_b:
        naytto.tulosta(f"Only in one of them: {', '.join((*ero.vain_a, *ero.vain_b))}.")
    raise typer.Exit(0 if ero.samat else ULKONA)


def trials(
    uncertainty: Annotated[
        str | None, typer.Option("--uncertainty", metavar="POSTERIOR", help="Draw from it: its name or FILE.json.")
    ] = None,
    draws: Annotated[int, typer.Option(min=2, help="Draws, each with its own seed.")] = 10,
    otos: Annotated[float, typer.Option(help="Sample of Uusimaa; smaller places take more.")] = 0.02,
    out: Annotated[Path, typer.Option(metavar="FILE.json", help="Predictions; a CSV stands beside it.")] = Path(
        "trials.json"
    ),
    processes: Annotated[int | None, typer.Option(help="Worker processes (default: one per processor).")] = None,
    json: Json = False,
) -> None:
    """The choice trials of 2017-19 run forward: predictions with 90 % intervals, written to a file."""
    from kalibrointi import posteriori
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs import kokeiluennusteet

    if out.suffix != ".json" or not out.resolve().parent.is_dir():
        raise ViallinenSyote(Vika(f"'{out}' must be a .json file in a folder that exists.", "--out"))
    luettu = posteriori.lue(uncertainty) if uncertainty else None
    with naytto.edistyminen("Trials run forward") as kerro:
        ennusteet = kokeiluennusteet.ennusta(luettu, draws, otos, processes, kerro)
    tiedot = kokeiluennusteet.kirjoita(ennusteet, luettu, otos, out)
    if json:
        naytto.tulosta_json("trials", {"file": str(out), **tiedot})
        return
    rivit = [
        (e.place, e.what, naytto.luku(e.mean), f"{naytto.luku(e.low)} - {naytto.luku(e.high)}", e.unit)
        for e in ennusteet
    ]
    naytto.taulukko(("place", "what", ">mean", ">90 % interval", "unit"), rivit)
    naytto.sano("The predictions are in")
    naytto.tulosta(f"{out}\n{out.with_suffix('.csv')}")


def _suorittimet(workers: int | None) -> Callable[[], Suoritin]:
    from runs import suorittimet

    return suorittimet.Yksin if workers == 1 else lambda: suorittimet.Allas(workers)


def kelpaa(tulos: Posteriori) -> bool:
    """Did recovery pass in every block, and are enough targets in?"""
    from runs.tavoitetarkistus import VAHINTAAN

    palautui = all(lohko["recovery"]["passed"] for lohko in tulos.tiedot["blocks"])
    return palautui and all(tulos.tiedot["shares_in"][k] >= raja for k, raja in VAHINTAAN.items())


def nayta(tulos: Posteriori) -> None:
    """Recovery, what was learned of each parameter, and every target against real runs of the posterior."""
    for lohko in tulos.tiedot["blocks"]:
        r = lohko["recovery"]
        rivit = [
            (p["key"], *(naytto.luku(x) for x in p["prior"]), *(naytto.luku(p[k]) for k in ("low", "median", "high")),
             f"{p['width']:.2f}", f"{p.get('shift', float('nan')):+.2f}",
             "" if p["identified"] else "not identified", f"{p['recovered']:.2f}")
            for p in lohko["parameters"]
        ]  # fmt: skip
        naytto.taulukko(
            ("parameter", ">from", ">to", ">5 %", ">median", ">95 %", ">width", ">shift", "", ">recovered"), rivit,
            f"block {lohko['block']}: {lohko['share_of_prior_left']:.2%} of the prior left",
        )  # fmt: skip
        frozen = ", ".join(lohko["frozen"]) or "none"
        naytto.tulosta(
            f"Known truths: {r['coverage']:.0%} of 90 % intervals held them ({r['truths']} truths). Frozen: {frozen}."
        )
        for suunta in lohko.get("directions", ()):
            painot = ", ".join(f"{p:+.2f} {avain}" for avain, p in suunta["weights"].items())
            naytto.tulosta(f"Narrowed to {suunta['width']:.2f}: {painot}")
        naytto.tulosta()
    solut = [
        (e["target"], e["use"], naytto.luku(e["figure"]), naytto.luku(e["mean"]),
         f"{naytto.luku(e['low'])} - {naytto.luku(e['high'])}", f"{e['z']:+.1f}", "in" if e["in"] else "OUT")
        for e in tulos.tiedot["predictions"]
    ]  # fmt: skip
    naytto.taulukko(
        ("target", "use", ">figure", ">model", "90 % predictive", ">z", "in/out"), solut, "Runs of the posterior"
    )
    osuudet: dict[str, Any] = tulos.tiedot["shares_in"]
    naytto.tulosta("In: " + ", ".join(f"{k} {v:.0%}" for k, v in osuudet.items()) + ".")
    naytto.tulosta(
        "Width: posterior 90 % interval over the prior's; 1 = the data say nothing. Shift: of the mean, in standard\n"
        "deviations of the prior. Narrowed to: width of a direction, its parameters in prior standard deviations."
    )
