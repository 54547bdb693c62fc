"""Speed and size of the model, printed. From the root of the checkout:

    python -m tests.benchmarks.nopeus                       everything at full scale, some ten minutes
    python -m tests.benchmarks.nopeus ajo --kuukausia 24    one part, a shorter horizon
    python -m tests.benchmarks.nopeus mesa askeleet --otos 0.1

Parts:
    kaannos    all rules compiled into an empty cache folder, then read from it
    rakennus   the world and the model of its first month
    ajo        a whole run with its results saved, on one core and with two threads
    askeleet   steps of the month
    saannot    every rule over all residents, ns per row, dearest first
    verkko     what the service network costs a run: as it is, and read every month
    mesa       the model against the same month in idiomatic Mesa (tests/kaksoset/mesakaksonen.py), in turns

Each part runs in a process of its own, so that peak memory is its own. Times are wall clock unless said otherwise;
where there are rounds, the median is shown and the fastest beside it. A goal is printed beside what was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

JUURI = Path(__file__).parents[2]
SUORA, SKENAARIO = "uusimaa-suora-valinta", "uusimaa-valinnanvapaus-2023"  # choice of centres only; all its forms
AJORIVI = (
    "{yhteensa:6.1f} s = {rakennus:.1f} build + {kuukaudet:.1f} months + {tallennus:.1f} saving; "
    "{cpu:.1f} s cpu; peak {muisti:.0f} MiB; {ns:.0f} ns per resident-month"
)
ASKELRIVI = "  {number:2d} {step:20s} {calls:3d} calls {ms:8.1f} ms each {osuus:6.1%}"
SAANTORIVI = "  {ns:6.2f}  {best:6.2f}  {rule:28s} {kind:6s} reads {reads:2d} writes {writes:2d} adds {adds}"
Valinnat = argparse.Namespace
Luvut = dict[str, Any]


def tulosta_kaannos(v: Valinnat) -> None:
    with tempfile.TemporaryDirectory() as kansio:
        kylma, lammin = (lapsessa("kaannos", v, SOTEMALLI_CACHE=kansio) for _ in range(2))
        tiedostoja = len(list(Path(kansio).rglob("*.nbi")))
    print(f"  empty cache folder   {kylma['s']:6.1f} s ({kylma['cpu']:.1f} s cpu)     goal 20")
    print(f"  filled               {lammin['s']:6.1f} s ({lammin['cpu']:.1f} s cpu)     {tiedostoja} loops")


def tulosta_rakennus(v: Valinnat) -> None:
    r = lapsessa("rakennus", v)
    print(f"  world, from the tables         {r['maailma']:6.2f} s     goal 5 with the model")
    print(f"  another world of the region    {r['toinen']:6.2f} s")
    print(f"  model: first state, base year  {r['malli']:6.2f} s")
    print(f"  {r['asukkaita']:,} residents and {r['tulijoita']:,} to come, {r['tavua']} bytes each")
    print(f"  peak memory                    {r['muisti']:6.0f} MiB")


def tulosta_ajo(v: Valinnat) -> None:
    print(f"  {v.kuukausia} months, otos {v.otos:g}, results saved.        goals: 60 s on one core, 1,024 MiB")
    for skenaario in v.ajettavat:
        print(f"  {skenaario}")
        for saikeita in (1, 2):
            omat = argparse.Namespace(**{**vars(v), "skenaario": skenaario, "saikeita": saikeita})
            r = lapsessa("ajo", omat)
            r["ns"] = r["kuukaudet"] / r["asukaskuukausia"] * 1e9
            print(f"    {'one core' if saikeita == 1 else 'two threads':12s}" + AJORIVI.format(**r))


def tulosta_askeleet(v: Valinnat) -> None:
    r = lapsessa("askeleet", v)
    print(f"  one year of {r['asukkaita']:,} residents, {r['s']:.2f} s on one thread")
    for x in r["rivit"]:
        print(ASKELRIVI.format(**x, osuus=x["seconds"] / r["s"]))


def tulosta_saannot(v: Valinnat) -> None:
    r = lapsessa("saannot", v)
    print(f"  {r['asukkaita']:,} rows, one thread, {v.kierroksia} rounds\n  ns/row    best  rule")
    for x in r["rivit"]:
        print(SAANTORIVI.format(**x))


def tulosta_verkko(v: Valinnat) -> None:
    r = lapsessa("verkko", v)
    print(f"  {v.kuukausia} months, otos {v.otos:g}, one process, one thread; {r['keskuksia']} centres at the end")
    for nimi, teksti in (("", "opening, closing, travel tables "), ("_luettuna", "and read every month, with reach")):
        aika = r["luettuna" if nimi else "verkko"]
        print(f"  {teksti}  {aika:7.3f} s of {r['ajo']:.1f} s     ratio {r[f'suhde{nimi}']:.3f}     goal 1.15")
    kaikki, yksi = r["kaikki_uudelleen"], r["yksi_sulkeminen"]
    print(f"  drawing all travel edges anew     {kaikki:7.4f} s; after one closing {yksi:.4f} s")


def tulosta_mesa(v: Valinnat) -> None:
    r = lapsessa("mesa", v)
    print(f"  years in turns, {v.kierroksia} rounds, nykytila, one thread; ns per resident-month")
    for nimi, teksti in (("mesa", "idiomatic Mesa"), ("pieni", "model, as many"), ("malli", "model")):
        ns = r["ns"][nimi]
        n = r["asukkaita"][nimi]
        print(f"  {teksti:16s} {n:10,} residents  {statistics.median(ns):9.0f}  (fastest {min(ns):.0f})")
    suhde = statistics.median(a / b for a, b in zip(r["ns"]["mesa"], r["ns"]["malli"], strict=True))
    print(f"  model is {suhde:.0f} times as fast (median of the rounds' ratios)     goal 100")


def lapsessa(osa: str, v: Valinnat, **ymparisto: str) -> Luvut:
    """The figures of a part, measured in a new process."""
    komento = [sys.executable, "-m", "tests.benchmarks.mittaukset", json.dumps({**vars(v), "osa": osa})]
    tulos = subprocess.run(komento, cwd=JUURI, env=os.environ | ymparisto, stdout=subprocess.PIPE, text=True)
    if tulos.returncode:
        sys.exit(f"{osa}: the measuring process ended with {tulos.returncode}")
    return json.loads(tulos.stdout.splitlines()[-1])


OSAT = {
    "kaannos": (tulosta_kaannos, "compiling all rules"),
    "rakennus": (tulosta_rakennus, "building"),
    "ajo": (tulosta_ajo, "a whole run"),
    "askeleet": (tulosta_askeleet, "steps"),
    "saannot": (tulosta_saannot, "rules"),
    "verkko": (tulosta_verkko, "the service network"),
    "mesa": (tulosta_mesa, "against idiomatic Mesa"),
}


def tulosta_kone() -> None:
    """Machine and versions: figures mean nothing without them."""
    from importlib.metadata import version

    paketit = ", ".join(f"{p} {version(p)}" for p in ("numpy", "numba", "mesa"))
    kuorma = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}, {paketit}; {os.cpu_count()} cores{kuorma}; {platform.platform()}")


def main() -> None:
    """Print the chosen parts."""
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("osat", nargs="*", help="parts, see above; all when none is named")
    a.add_argument("--otos", type=float, default=1.0, help="share of residents (1)")
    a.add_argument("--kuukausia", type=int, default=168, help="months of a run (168)")
    a.add_argument("--skenaario", help=f"scenario ({SKENAARIO}; 'ajo': {SUORA} as well)")
    a.add_argument("--kierroksia", type=int, default=5, help="rounds of 'saannot' and 'mesa' (5)")
    a.add_argument("--mesaotos", type=float, default=0.02, help="share of residents in idiomatic Mesa (0.02)")
    v = a.parse_args()
    v.ajettavat = [v.skenaario] if v.skenaario else [SUORA, SKENAARIO]
    v.skenaario = v.skenaario or SKENAARIO
    if tuntemattomat := set(v.osat) - set(OSAT):
        a.error(f"unknown part {', '.join(sorted(tuntemattomat))}; parts: {', '.join(OSAT)}")
    tulosta_kone()
    for osa in v.osat or OSAT:
        tulosta, otsikko = OSAT[osa]
        print(f"\n{osa}: {otsikko}", flush=True)
        tulosta(v)


if __name__ == "__main__":
    main()
