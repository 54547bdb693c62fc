"""`sote data`: fresh figures from Sotkanet and Statistics Finland in the project's table form, and what ships already.

Nothing else in the project asks a service: runs use the shipped tables and need no network. Exit code 1 when a service
cannot be asked or answers nothing usable, 2 when the question is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs import naytto
from runs.jsonvalinta import Json

if TYPE_CHECKING:
    import pandas as pd

    from kalibrointi.lahteet import Paivitys
    from kalibrointi.lataus import Aineisto, Hakija
    from kalibrointi.viat import Vika

RIVEJA_NAYTETAAN = 60
KUNTANUMERON_PITUUS = 3  # a postal code has five digits

app = typer.Typer(
    no_args_is_help=True, help="Fresh figures from Sotkanet and Statistics Finland; sources of what ships."
)


Palvelu = Annotated[str, typer.Argument(metavar="SERVICE", help="sotkanet or pxweb.")]
Tunnus = Annotated[str, typer.Argument(metavar="ID", help="Number of an indicator, or path of a table (.../12tg.px).")]
Vuodet = Annotated[str, typer.Option(metavar="2016-2018,2020", help="Years (default: the last one there is).")]
Alue = Annotated[
    str,
    typer.Option(
        metavar="REGION",
        help="Region of the model (uusimaa, ./folder), codes (091,049), for Sotkanet a kind (maakunta); default: all.",
    ),
]
Sukupuolet = Annotated[str, typer.Option(metavar="total,male,female", help="Sexes, Sotkanet only.")]
Valinta = Annotated[
    list[str] | None,
    typer.Option(metavar="VARIABLE=VALUES", help="Values of a table's variable: Tiedot=M411,M404; Ikä=* (PxWeb only)."),
]
Osoite = Annotated[
    str,
    typer.Option(help="Address of a mirror (http://127.0.0.1:8000).", envvar="SOTEMALLI_OSOITE", show_envvar=True),
]
Uudelleen = Annotated[bool, typer.Option("--uudelleen", help="Ask anew even when the answer is in the cache.")]


@app.command()
def lista(json: Json = False) -> None:
    """What ships: every table's source, year and licence, and what a service can give anew."""
    from kalibrointi import lahteet

    rivit = lahteet.sarakkeet()
    if json:
        tiedot = [{**vars(r), "paivitys": vars(r.paivitys) if r.paivitys else None} for r in rivit]
        naytto.tulosta_json("data lista", tiedot)
        return
    ryhmat: dict[tuple[str, ...], list[str]] = {}
    for r in rivit:  # columns that say the same share a row
        anew = r.paivitys.sanoin if r.paivitys else "-"
        ryhmat.setdefault((r.taulu, r.lahde, r.vuosi, r.lisenssi, anew), []).append(r.sarake)
    solut = [
        (taulu, _lyhyesti(nimet), vuosi, lisenssi, anew, lahde)
        for (taulu, lahde, vuosi, lisenssi, anew), nimet in ryhmat.items()
    ]
    naytto.taulukko(("table", "columns", "year", "licence", "anew from", "source"), solut)


def _lyhyesti(nimet: list[str]) -> str:
    return ", ".join(nimet) if len(nimet) <= 3 else f"{nimet[0]} ... {nimet[-1]} ({len(nimet)})"


@app.command()
def selaa(
    service: Palvelu,
    what: Annotated[str, typer.Argument(metavar="[WORD | FOLDER | TABLE]", help="Sotkanet: a word of the title.")] = "",
    osoite: Osoite = "",
    uudelleen: Uudelleen = False,
    json: Json = False,
) -> None:
    """Look around: Sotkanet's indicators by a word, PxWeb's folders, a table's variables."""
    from kalibrointi import pxweb, sotkanet

    with _kesken("data selaa", json):
        hakija = _hakija(service, osoite, uudelleen)
        if service == "sotkanet":
            otsikot: tuple[str, ...] = ("id", "title")
            rivit: list[Any] = sotkanet.etsi(hakija, what)
        elif what.endswith(".px"):
            otsikot = ("variable", "name", "values", "first and last")
            muuttujat = pxweb.taulu(hakija, what).muuttujat
            rivit = [(m.koodi, m.teksti, len(m.arvot), _paat(m.arvot)) for m in muuttujat]
        else:
            otsikot = ("id", "kind", "text")
            rivit = [(k.tunnus, "table" if k.taulu else "folder", k.teksti) for k in pxweb.listaa(hakija, what)]
    if json:
        naytto.tulosta_json("data selaa", [dict(zip(otsikot, rivi, strict=True)) for rivi in rivit])
    else:
        naytto.taulukko(otsikot, rivit)


def _paat(arvot: dict[str, str]) -> str:
    sanoin = [f"{koodi} {teksti}" if koodi != teksti else koodi for koodi, teksti in arvot.items()]
    return " ... ".join(dict.fromkeys([sanoin[0], sanoin[-1]])) if sanoin else "-"


@app.command()
def nayta(
    service: Palvelu,
    id_: Tunnus,
    vuodet: Vuodet = "",
    alue: Alue = "",
    sukupuolet: Sukupuolet = "total",
    valinta: Valinta = None,
    osoite: Osoite = "",
    uudelleen: Uudelleen = False,
    json: Json = False,
) -> None:
    """Show an indicator or a table, and where it came from."""
    with _kesken("data nayta", json):
        aineisto = _lataa(_hakija(service, osoite, uudelleen), service, id_, vuodet, alue, sukupuolet, valinta)
    if json:
        rivit = aineisto.rivit.astype(object)
        tiedot = {"rows": naytto.jsoniksi(rivit.where(rivit.notna(), None)), "measures": aineisto.mittarit}
        naytto.tulosta_json("data nayta", {**tiedot, "notes": aineisto.huomautukset, "source": aineisto.lahde.json()})
        return
    _nayta(aineisto)


@app.command()
def hae(
    service: Palvelu,
    id_: Tunnus,
    out: Annotated[Path, typer.Option(help="The CSV; its sources go beside it as a yaml of the same name.")],
    vuodet: Vuodet = "",
    alue: Alue = "",
    sukupuolet: Sukupuolet = "total",
    valinta: Valinta = None,
    korvaa: Annotated[bool, typer.Option("--korvaa", help="Write over files of this name.")] = False,
    osoite: Osoite = "",
    uudelleen: Uudelleen = False,
    json: Json = False,
) -> None:
    """Put an indicator or a table away: a tidy CSV and a yaml with its sources."""
    from kalibrointi import lahteet

    lahteet.tarkista_kohde(out, korvaa)  # before the network is asked
    with _kesken("data hae", json):
        aineisto = _lataa(_hakija(service, osoite, uudelleen), service, id_, vuodet, alue, sukupuolet, valinta)
    selite = lahteet.kirjoita(aineisto, out, korvaa)
    if json:
        tiedot = {"table": str(out), "sources": str(selite), "rows": len(aineisto.rivit)}
        naytto.tulosta_json("data hae", {**tiedot, "source": aineisto.lahde.json()})
        return
    naytto.sano(f"{len(aineisto.rivit)} rows of {aineisto.lahde.otsikko}; sources in {selite}")
    naytto.tulosta(str(out))


@app.command()
def vertaa(
    columns: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COLUMN]...", help="Columns (vaesto_2017) or indicators (127); default: all there are."
        ),
    ] = None,
    alue: Annotated[str, typer.Option(metavar="REGION", help="Region of the model: a key or a folder.")] = "uusimaa",
    osoite: Osoite = "",
    uudelleen: Uudelleen = False,
    json: Json = False,
) -> None:
    """How what ships differs from what the services give now."""
    from kalibrointi import lahteet

    valitut = lahteet.valitse(columns or [])
    taulut, viat = _vertaa(valitut, alue, lahteet.aluekoodit(alue), osoite, uudelleen)
    if json:
        rivit = [rivi for taulu in taulut.values() for rivi in taulu.to_dict(orient="records")]
        naytto.tulosta_json("data vertaa", {"rows": rivit, "failed": {nimi: str(vika) for nimi, vika in viat.items()}})
    else:
        solut = [
            (r.sarake, r.alue, r.alue_nimi, naytto.luku(r.oma), naytto.luku(r.haettu), naytto.luku(r.ero, True))
            for taulu in taulut.values()
            for r in taulu[taulu["ero"] != 0].itertuples()  # a missing one differs too
        ]
        if solut:
            naytto.taulukko(("column", "code", "name", ">ships", ">now", ">difference"), solut)
        for p in valitut:
            if p.sarake in taulut:
                naytto.tulosta(_yhteenveto(p, taulut[p.sarake]))
    for nimi, vika in viat.items():
        naytto.sano(f"error: {nimi}: {vika}")
    raise typer.Exit(1 if viat else 0)


def _yhteenveto(p: Paivitys, taulu: pd.DataFrame) -> str:
    samat, puuttuu = int((taulu["ero"] == 0).sum()), int(taulu["ero"].isna().sum())
    lopuksi = f", {puuttuu} missing on one side" if puuttuu else ""
    return f"{p.sarake}: {samat} of {len(taulu)} the same{lopuksi} ({p.sanoin})"


def _vertaa(
    valitut: list[Paivitys], alue: str, koodit: set[str], osoite: str, uudelleen: bool
) -> tuple[dict[str, pd.DataFrame], dict[str, Vika]]:
    """Column -> comparison, and column -> why there is none; columns of one answer are asked for together."""
    from kalibrointi import lahteet, pxweb, sotkanet
    from kalibrointi.lataus import Latausvirhe
    from kalibrointi.viat import ViallinenSyote

    kysymykset: dict[tuple[str, str, int], list[Paivitys]] = {}
    for p in valitut:
        kysymykset.setdefault((p.palvelu, p.tunnus, p.vuosi), []).append(p)
    taulut, viat = {}, {}
    for (palvelu, tunnus, vuosi), omat in kysymykset.items():
        hakija = _hakija(palvelu, osoite, uudelleen)
        try:
            if palvelu == "sotkanet":
                aineisto = sotkanet.hae(hakija, int(tunnus), [vuosi])
            else:
                aineisto = pxweb.hae(hakija, tunnus, [vuosi], koodit, {"Tiedot": [p.mittari for p in omat]})
            taulut.update({p.sarake: lahteet.vertaa(p, aineisto, alue) for p in omat})
        except (Latausvirhe, ViallinenSyote) as virhe:  # the other columns are compared all the same
            viat.update({p.sarake: virhe.viat[0] for p in omat})
    return taulut, viat


# --------------------------------------------------------------------------------------------------- asking
@contextmanager
def _kesken(komento: str, json: bool) -> Iterator[None]:
    """A service that fails is exit code 1 in plain words."""
    from kalibrointi.lataus import Latausvirhe

    try:
        yield
    except Latausvirhe as virhe:
        naytto.virheet(komento, virhe.viat, 1, json)
        raise typer.Exit(1) from None


def _hakija(palvelu: str, osoite: str, uudelleen: bool) -> Hakija:
    from kalibrointi import lataus, pxweb, sotkanet
    from kalibrointi.viat import ViallinenSyote, Vika, lahin

    tunnetut = {"sotkanet": ("Sotkanet", sotkanet.OSOITE), "pxweb": ("Statistics Finland", pxweb.OSOITE)}
    if palvelu not in tunnetut:
        viesti = f"no service '{palvelu}'. Services: sotkanet, pxweb."
        raise ViallinenSyote(Vika(viesti, ehdotus=lahin(palvelu, tunnetut)))
    nimi, oletus = tunnetut[palvelu]
    return lataus.Hakija(nimi, lataus.osoitteeksi(osoite, oletus), uudelleen, kerro=naytto.sano)


def _lataa(
    hakija: Hakija, palvelu: str, tunnus: str, vuodet: str, alue: str, sukupuolet: str, valinta: list[str] | None
) -> Aineisto:
    from kalibrointi import pxweb, sotkanet
    from kalibrointi.viat import ViallinenSyote, Vika

    omat_vuodet = lue_vuodet(vuodet)
    koodit, luokka, mallin = lue_alue(alue)
    if palvelu == "pxweb":
        if luokka or sukupuolet != "total":
            avain = "--alue" if luokka else "--sukupuolet"
            raise ViallinenSyote(Vika("not for pxweb: name the values with --valinta VARIABLE=VALUES.", avain))
        return pxweb.hae(hakija, tunnus, omat_vuodet, koodit, lue_valinnat(valinta or []))
    if valinta:
        raise ViallinenSyote(Vika("only for pxweb; Sotkanet takes --vuodet, --alue and --sukupuolet.", "--valinta"))
    if not (tunnus.isascii() and tunnus.isdigit() and len(tunnus) < 10):
        raise ViallinenSyote(Vika("an indicator of Sotkanet is a number: sote data selaa sotkanet WORD", tunnus))
    if mallin:  # has postal codes too
        koodit = {koodi for koodi in koodit if len(koodi) == KUNTANUMERON_PITUUS}
    nimet = [osa.strip() for osa in sukupuolet.split(",") if osa.strip()]
    return sotkanet.hae(hakija, int(tunnus), omat_vuodet, koodit, luokka or sotkanet.KUNTA, nimet)


def lue_vuodet(teksti: str) -> list[int]:
    """'2016-2018,2020' -> [2016, 2017, 2018, 2020]. Raises `ViallinenSyote`."""
    from kalibrointi.viat import ViallinenSyote, Vika

    vuodet: set[int] = set()
    for osa in filter(None, (osa.strip() for osa in teksti.split(","))):
        alku, _, loppu = osa.partition("-")
        loppu = loppu or alku
        if not (alku.isdecimal() and loppu.isdecimal() and 1800 <= int(alku) <= int(loppu) <= 2200):
            raise ViallinenSyote(Vika(f"'{osa}' is no year or range of years (2016-2018,2020).", "--vuodet"))
        vuodet.update(range(int(alku), int(loppu) + 1))
    return sorted(vuodet)


def lue_alue(teksti: str) -> tuple[set[str], str, bool]:
    """(codes, kind of Sotkanet, is it a region of the model): a region's key or folder, codes, or a kind."""
    from kalibrointi import alueet, lahteet
    from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

    if not teksti:
        return set(), "", False
    avaimet = alueet.luettelo()
    if teksti in avaimet or alueet.on_polku(teksti):
        return lahteet.aluekoodit(teksti), "", True
    osat = {osa.strip() for osa in teksti.split(",")}
    if all(any(merkki.isdigit() for merkki in osa) and osa.isalnum() for osa in osat):
        return osat, "", False
    ehdotus = lahin(teksti, avaimet)
    if ehdotus or not teksti.replace("-", "").isalnum():
        viesti = f"no region '{teksti}'. Regions of the model: {luettele(avaimet)}; or codes, or a kind (maakunta)."
        raise ViallinenSyote(Vika(viesti, "--alue", ehdotus=ehdotus))
    return set(), teksti.upper(), False


def lue_valinnat(valinnat: list[str]) -> dict[str, list[str]]:
    """'Tiedot=M411,M404' -> {'Tiedot': ['M411', 'M404']}; a comma with a space after it is part of a name."""
    from kalibrointi.viat import ViallinenSyote, Vika

    luetut: dict[str, list[str]] = {}
    for valinta in valinnat:
        nimi, on, arvot = valinta.partition("=")
        if not (on and nimi.strip() and arvot.strip()):
            raise ViallinenSyote(Vika(f"'{valinta}' is not VARIABLE=VALUES.", "--valinta"))
        luetut.setdefault(nimi.strip(), []).extend(osa.strip() for osa in re.split(r",(?! )", arvot))
    return luetut


def _nayta(aineisto: Aineisto) -> None:
    lahde, rivit = aineisto.lahde, aineisto.rivit
    naytto.tulosta(lahde.otsikko)
    lisat = [s for s in rivit.columns if s not in ("alue", "alue_nimi", "vuosi", "mittari", "arvo", "yksikko")]
    sarakkeet = ("alue", "alue_nimi", "vuosi", *lisat, "mittari", "arvo", "yksikko")
    naytettavat = rivit.loc[:, list(sarakkeet)].head(RIVEJA_NAYTETAAN).astype(object)
    naytettavat = naytettavat.where(naytettavat.notna(), "")  # a table without time has no year
    otsikot = tuple(f">{s}" if s == "arvo" else s for s in sarakkeet)
    solut = [
        tuple(naytto.luku(arvo) if s == "arvo" else str(arvo) for s, arvo in zip(sarakkeet, rivi, strict=True))
        for rivi in naytettavat.itertuples(index=False)
    ]
    naytto.taulukko(otsikot, solut)
    if len(rivit) > RIVEJA_NAYTETAAN:
        naytto.tulosta(f"... {len(rivit) - RIVEJA_NAYTETAAN} more rows; all of them: --json, or sote data hae --out")
    for koodi, nimi in aineisto.mittarit.items():
        if koodi != nimi:
            naytto.tulosta(f"{koodi}: {nimi}")
    for huomautus in aineisto.huomautukset:
        naytto.tulosta(f"Note: {huomautus}.")
    paivitetty = f", updated {lahde.paivitetty}" if lahde.paivitetty else ""
    naytto.tulosta(f"{lahde.tuottaja}, {lahde.lisenssi}{paivitetty}; fetched {lahde.haettu} from {lahde.osoite}")
