"""`sote exercise`: presets, a session played by stand-ins, a log run again, an anonymous export."""

from __future__ import annotations

import csv as csv_
import io
import json as json_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    from runs.harjoitus.huone import Huone
    from runs.harjoitus.peli import Toisto
    from runs.harjoitus.purku import Ero

ERI = 4  # exit code: something differs
EROJA = 20  # differences shown
NAYTETTAVAT = ("odotus", "kustannus_asukas", "tyydyttamaton", "sijoitettuja_1000")


LokiPolku = Annotated[Path, typer.Argument(metavar="FILE", help="Log of a session (.sqlite).")]
app = typer.Typer(no_args_is_help=True, help="The negotiation classroom: presets, sessions, replay, export.")


@app.command()
def presets(
    lang: Annotated[str, typer.Option("--lang", help="Language: fi, sv or en.")] = "en", json: Json = False
) -> None:
    """The exercises that ship."""
    from runs.harjoitus import esiasetus

    kaikki = [esiasetus.lue(nimi) for nimi in esiasetus.luettelo()]
    if json:
        naytto.tulosta_json("exercise presets", [e.model_dump(mode="json") for e in kaikki])
        return
    rivit = [
        (
            e.name, f"{e.region} {e.first_year}-{e.viimeinen_vuosi}",
            " + ".join(f"{o.rounds} {o.financing}" for o in e.part), ", ".join(e.roles), e.text.get(lang),
        )
        for e in kaikki
    ]  # fmt: skip
    naytto.taulukko(("preset", "world", "rounds", "roles", "what it is"), rivit)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of this machine.")] = 8766,
    host: Annotated[
        str, typer.Option(help="Address it answers at; 0.0.0.0 lets phones of the same network in.")
    ] = "127.0.0.1",
    rooms: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the rooms' logs are kept.")] = None,
) -> None:
    """Serve the classroom alone: rooms for teams, facilitator and projector. Ctrl-C ends it; nothing is lost."""
    from importlib import import_module
    from importlib.util import find_spec

    from kalibrointi.viat import ViallinenSyote, Vika

    if puuttuu := [nimi for nimi in ("starlette", "uvicorn", "segno") if find_spec(nimi) is None]:
        viesti = (
            f"the classroom needs packages that are not installed ({', '.join(puuttuu)}): pip install sotemalli[app]"
        )
        raise ViallinenSyote(Vika(viesti))
    palvelin, etuosat = (import_module(f"visualisointi.selain.{nimi}") for nimi in ("harjoituspalvelin", "etuosat"))
    naytto.sano(f"The classroom: http://{_osoite(host)}:{port}/harjoitus  (Ctrl-C ends it)")
    try:
        palvelin.palvele(host, port, rooms)
    except etuosat.Puuttuu as virhe:
        raise ViallinenSyote(Vika(str(virhe))) from virhe
    except OSError as virhe:
        viesti = f"{host}:{port} cannot be used ({virhe.strerror or virhe}). Another one may be running; try --port."
        raise ViallinenSyote(Vika(viesti, "--port")) from virhe


def _osoite(host: str) -> str:
    """The address to open: where all are answered, this machine's own on its network, so that phones can follow."""
    import socket

    if host != "0.0.0.0":
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))  # sends nothing: asks which of this machine's addresses would be used
            return str(s.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@app.command()
def play(
    preset: Annotated[str, typer.Argument(metavar="PRESET", help="Name (sote exercise presets) or path of a .toml.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the log of the session (a new file).")] = None,
    otos: Annotated[float | None, typer.Option(help="Share of residents simulated (default: the preset's).")] = None,
    seed: Annotated[int | None, typer.Option(help="Luck (default: the preset's).")] = None,
    json: Json = False,
) -> None:
    """Play a whole exercise, every role by its stand-in."""
    import tempfile

    from runs.harjoitus import esiasetus, peli

    e = esiasetus.lue(preset)
    with tempfile.TemporaryDirectory() as kansio:
        polku = out or Path(kansio) / "peli.sqlite"
        with naytto.edistyminen(f"Playing {e.name}") as kerro:
            istunto = peli.pelaa(e, polku, otos, seed, kerro)
        huone = istunto.huone
        istunto.sulje()
    _nayta(huone, "exercise play", str(out) if out else None, json)
    if out and not json:
        naytto.sano(f"The log is in {out}")


@app.command()
def replay(file: LokiPolku, json: Json = False) -> None:
    """Run a session's log again: every figure of the model must come out the same. Exit code 4 when one does not."""
    from runs.harjoitus import peli

    with naytto.edistyminen(f"Running {file.name} again") as kerro:
        huone, toisto = peli.toista(file, kerro)
    if json:
        naytto.tulosta_json("exercise replay", {**_toisto_json(toisto), "session": yhteenveto(huone)})
    else:
        for ero in toisto.erot[:EROJA]:
            naytto.tulosta(ero)
        naytto.tulosta(
            f"{toisto.lukuja - len(toisto.erot):,} of {toisto.lukuja:,} figures of {toisto.laskentoja} computations "
            f"are the same, bit for bit ({toisto.tapahtumia} events)."
        )
    raise typer.Exit(ERI if toisto.erot else 0)


def _toisto_json(t: Toisto) -> dict[str, Any]:
    return {
        "same": not t.erot, "events": t.tapahtumia, "computations": t.laskentoja, "figures": t.lukuja,
        "differences": t.erot,
    }  # fmt: skip


@app.command()
def export(
    file: LokiPolku,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="A CSV file (default: JSON lines on stdout).")
    ] = None,
    json: Json = False,
) -> None:
    """A session for research: no nicknames, no secrets, no free texts."""
    from kalibrointi.levy import kirjoita_syrjassa
    from runs.harjoitus import vienti

    rivit = vienti.vie(file)
    if out:
        puskuri = io.StringIO()
        kirjoittaja = csv_.writer(puskuri)
        kirjoittaja.writerow(("nro", "s", "laji", "rooli", "tiedot"))
        for r in rivit:
            muut = {k: v for k, v in r.items() if k not in ("nro", "s", "laji", "rooli")}
            tiedot = json_.dumps(muut, ensure_ascii=False, sort_keys=True)
            kirjoittaja.writerow((r["nro"], r["s"], r["laji"], r.get("rooli", ""), tiedot))
        kirjoita_syrjassa(out, puskuri.getvalue().encode())
    if json:
        naytto.tulosta_json("exercise export", {"file": str(out) if out else None, "events": rivit})
    elif out:
        naytto.sano(f"{len(rivit)} events are in {out}")
    else:
        for r in rivit:
            naytto.tulosta(json_.dumps(r, ensure_ascii=False, sort_keys=True))


@app.command()
def debrief(
    file: LokiPolku,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Debrief, minutes and agreement drafts, HTML and Word.")
    ] = None,
    pairs: Annotated[int, typer.Option(min=1, max=40, help="Lucks: 1 = the room's own; more give intervals.")] = 1,
    lang: Annotated[str, typer.Option("--lang", help="Language: fi, sv or en.")] = "fi",
    json: Json = False,
) -> None:
    """What the agreements did: against last year's contract, the other financing model, and for whom."""
    from runs.harjoitus import purku

    _kieli(lang)
    huone = _huone(file)
    with naytto.edistyminen("Living the worlds that might have been") as kerro:
        p = purku.pura(huone, pairs, kerro)
    nimet: list[str] = []
    if out:
        from runs.harjoitus import asiakirjat

        nimet = asiakirjat.kirjoita_kaikki(p, out, lang)
    if json:
        naytto.tulosta_json("exercise debrief", {"folder": str(out) if out else None, "files": nimet, **p.json()})
        return
    for k, erot in p.kierrokset:
        rivit = [(e.mittari, naytto.luku(e.elettiin), naytto.luku(e.muuten), _ero(e)) for e in erot]
        otsikko = f"{k.vuosi} ({huone.esiasetus.part[k.osa].financing}): last year's contract kept"
        naytto.taulukko(("measure", ">as lived", ">otherwise", ">difference"), rivit, otsikko)
    for osa, malli, erot in p.mallit:
        rivit = [(e.mittari, naytto.luku(e.elettiin), naytto.luku(e.muuten), _ero(e)) for e in erot]
        otsikko = f"{huone.esiasetus.part[osa].financing}: the same terms under {malli}"
        naytto.taulukko(("measure", ">as lived", ">otherwise", ">difference"), rivit, otsikko)
    if nimet:
        naytto.sano(f"In {out}: {', '.join(nimet)}")


@app.command()
def kit(
    preset: Annotated[str, typer.Argument(metavar="PRESET", help="Name (sote exercise presets) or path of a .toml.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder.")] = Path("ohjaajan-kansio"),
    lang: Annotated[str, typer.Option("--lang", help="Language: fi, sv or en.")] = "fi",
    json: Json = False,
) -> None:
    """The facilitator's kit of a preset, for printing: guide with timing, role briefs, form, questionnaire."""
    from runs.harjoitus import esiasetus, opas

    _kieli(lang)
    e = esiasetus.lue(preset)
    nimet = opas.kirjoita_kaikki(e, out, lang)
    if json:
        naytto.tulosta_json("exercise kit", {"folder": str(out), "files": nimet, "minutes": opas.kesto(e)})
        return
    naytto.sano(f"{opas.kesto(e):g} minutes. In {out}:")
    naytto.tulosta("\n".join(nimet))


def _kieli(kieli: str) -> None:
    from kalibrointi.viat import ViallinenSyote, Vika

    if kieli not in ("fi", "sv", "en"):
        raise ViallinenSyote(Vika(f"unknown language '{kieli}'; allowed: fi, sv, en.", "--lang"))


@app.command()
def rule(
    file: LokiPolku,
    part: Annotated[int, typer.Option(help="Part of the exercise, 1, 2, ...")] = 1,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for the two files.")] = Path("saanto"),
    json: Json = False,
) -> None:
    """Write a part's deal as a rule: a scenario and an agreement file that `sote run` lives to the same numbers."""
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs.harjoitus import saanto

    huone = _huone(file)
    osat = sorted({k.osa + 1 for k in huone.kierrokset})
    if part not in osat:
        raise ViallinenSyote(Vika(f"no part {part} was lived; parts: {', '.join(map(str, osat))}.", "--part"))
    komento = saanto.kirjoita_kansio(huone, part - 1, out)
    if json:
        naytto.tulosta_json("exercise rule", {"folder": str(out), "command": komento})
        return
    naytto.sano("Run it:")
    naytto.tulosta(" ".join(komento))


def _huone(file: Path) -> Huone:
    """The room of a log in which something was lived. Raises `ViallinenSyote`."""
    from kalibrointi.viat import ViallinenSyote, Vika
    from runs.harjoitus.istunto import toista
    from runs.harjoitus.loki import Loki

    loki = Loki(file)
    huone = toista(loki)
    loki.sulje()
    if not huone.kierrokset:
        raise ViallinenSyote(Vika("no round of this session was lived yet.", str(file)))
    return huone


def _ero(e: Ero) -> str:
    vali = "" if e.ala is None or e.yla is None else f" ({naytto.luku(e.ala)} ... {naytto.luku(e.yla)})"
    return f"{naytto.luku(e.ero)}{vali}"


# what is told --------------------------------------------------------------------------------------------------------
def yhteenveto(h: Huone) -> dict[str, Any]:
    """A session in plain data: rounds with agreements and outcomes, forecast scores."""
    from runs.harjoitus import nakymat

    julki = nakymat.julkinen(h)
    return {
        "preset": h.esiasetus.name, "otos": h.otos, "seed": h.seed, "phase": h.vaihe, "events": h.versio,
        "rounds": [
            {
                "part": k.osa, "financing": h.esiasetus.part[k.osa].financing, "round": k.numero, "year": k.vuosi,
                "offers": len(k.tarjoukset), "made": k.lukittu["synty"], "agreement": dict(k.lukittu["kohdat"]),
                "money_eur": k.lukittu["kohdat"]["raha"] * k.tammikuu["viimeraha"], "cards": list(k.kortit),
                "changes": [list(m) for m in k.lukittu["muutokset"]], "contracts": k.tulos["sopimukset"],
                "outcomes": {m: dict(x) for m, x in k.tulos["rivit"].items()}, "goals": dict(k.tulos["toteumat"]),
            }
            for k in h.kierrokset
        ],
        "forecasts": julki.get("arviot", []), "scores": julki.get("pisteet", []),
    }  # fmt: skip


def _nayta(h: Huone, komento: str, tiedosto: str | None, json: bool) -> None:
    tiedot = yhteenveto(h)
    if json:
        naytto.tulosta_json(komento, {"log": tiedosto, **tiedot})
        return
    sarakkeet = (
        "financing",
        "year",
        ">offers",
        "made",
        ">money M€",
        ">virement",
        "cards",
        *(f">{m}" for m in NAYTETTAVAT),
    )
    naytto.taulukko(
        sarakkeet, [_rivi(r) for r in tiedot["rounds"]], f"{h.esiasetus.name}, otos {h.otos:g}, seed {h.seed}"
    )
    naytto.taulukko(
        ("forecasts by", ">made", ">held", ">score, points"),
        [(s["rooli"], str(s["arvioita"]), f"{100 * s['osui']:.0f} %", f"{s['pisteet']:.1f}") for s in tiedot["scores"]],
    )


def _rivi(r: dict[str, Any]) -> tuple[str, ...]:
    vuosi = max(r["outcomes"]["odotus"])
    return (
        r["financing"], str(r["year"]), str(r["offers"]), r["made"], f"{r['money_eur'] / 1e6:,.0f}",
        f"{r['agreement']['virement']:.2f}", ", ".join(r["cards"]),
        *(naytto.luku(r["outcomes"][m][vuosi]) for m in NAYTETTAVAT),
    )  # fmt: skip
