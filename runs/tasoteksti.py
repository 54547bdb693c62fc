"""What `sote plane` says: the table of cells, one honest sentence, the figure - in fi, sv or en."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kalibrointi.levy import kirjoita_syrjassa
from runs import naytto
from runs.rahoitustaso import EI, ENNALTA, KERTA, MALLIT
from visualisointi import kuviot, sanat, tasokuvio
from visualisointi.tasosanat import tasosana

if TYPE_CHECKING:
    from runs.rahoitustaso import Solu, Taso

KERTOIMET = {"log_kattavuus": (1000.0, 1), "tyydyttamaton": (100.0, 2)}  # to the unit shown, decimals


def lause(taso: Taso, kieli: str) -> str:
    """Who wins where, counted; what the closed form says of it."""
    selvat = len(taso.solut) - taso.voitot(EI)
    alku = tasosana(
        "lause", kieli, solut=len(taso.solut), kerta=taso.voitot(KERTA), ennalta=taso.voitot(ENNALTA),
        ei=taso.voitot(EI), kaista=sum(x.virement for x in taso.solut),
    )  # fmt: skip
    return f"{alku} {tasosana('kaavasta', kieli, sama=taso.samaa_mielta, selvat=selvat)}" if selvat else alku


def _ero(taso: Taso, solu: Solu, kieli: str) -> tuple[str, str]:
    """Difference and interval in the unit shown."""
    kerroin, desimaaleja = KERTOIMET[taso.mittari]
    ero = sanat.luku(kerroin * solu.ero, desimaaleja, kieli, etumerkki=True)
    return ero, sanat.vali(kerroin * solu.ala, kerroin * solu.yla, desimaaleja, kieli)


def taulu(taso: Taso, kieli: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows: a cell each."""
    t = lambda avain: tasosana(avain, kieli)  # noqa: E731
    kerroin, desimaaleja = KERTOIMET[taso.mittari]
    sarakkeet = (
        ">t", ">s", *(f">{t(k)}" for k in MALLIT), f">{t('ero')}", f">{t('vali')}", t("parempi"), f">{t('kaavan_t')}"
    )  # fmt: skip
    rivit = []
    for x in taso.solut:
        parempi = t(x.voittaja) + (f"; {t('virement')}" + ("!" if x.selvasti else "") if x.virement else "")
        luvut = (sanat.luku(kerroin * x.arvot[k], desimaaleja, kieli) for k in MALLIT)
        paikka = (sanat.luku(x.t, 1, kieli), sanat.luku(x.s, 2, kieli))
        rivit.append((*paikka, *luvut, *_ero(taso, x, kieli), parempi, sanat.luku(taso.tasapaino(x.s), 2, kieli)))
    return sarakkeet, rivit


def nayta(taso: Taso, kieli: str) -> None:
    """Table and sentence on stdout."""
    naytto.tulosta(_ala(taso, kieli) + "\n")
    naytto.taulukko(*taulu(taso, kieli))
    naytto.tulosta("\n" + lause(taso, kieli))


def _ala(taso: Taso, kieli: str) -> str:
    ensi, viime = taso.vuodet
    mitta = tasosana(taso.mittari, kieli)
    return tasosana("ala", kieli, skenaario=taso.skenaario, ensi=ensi, viime=viime, mitta=mitta)


# figure --------------------------------------------------------------------------------------------------------------


def kuva(taso: Taso, kieli: str) -> dict[str, bytes]:
    """The plane as SVG and PNG: ending -> bytes; the same answer gives the same bytes."""
    from runs.alkupera import versio

    otos = sanat.luku(100 * taso.otos, 0 if taso.otos >= 0.01 else 1, kieli)
    parit = sanat.isolla(sanat.miksisana("parit", kieli, pareja=taso.pareja, otos=otos))
    tekstit = kuviot.Tekstit(
        lause(taso, kieli), _ala(taso, kieli), tasosana("lahde", kieli, versio=versio(), parit=parit)
    )
    solut = [
        tasokuvio.Tasosolu(x.t, x.s, *_ero(taso, x, kieli), x.voittaja, int(x.virement) + int(x.selvasti))
        for x in taso.solut
    ]
    nimet = tasokuvio.Tasosanat(
        tasosana("bias", kieli), tasosana("virhe", kieli),
        {k: tasosana(f"voittaa_{k}", kieli) for k in (KERTA, ENNALTA, EI)},
        *(tasosana(k, kieli) for k in ("kaista", "kaista_selva", "kaava")),
    )  # fmt: skip
    tiedot = {
        "Title": tekstit.otsikko, "Description": tekstit.alaotsikko, "Source": tekstit.lahde,
        "Identifier": f"{taso.skenaario} / {taso.mittari} {taso.seed}", "Language": kieli,
    }  # fmt: skip
    piirros = tasokuvio.taso(tekstit, solut, taso.kaava, nimet, lambda x: sanat.luku(x, 1, kieli))
    return {Path(nimi).suffix: tavut for nimi, tavut in kuviot.tiedostot(piirros, "taso", tiedot).items()}


def piirra(taso: Taso, tiedosto: Path, kieli: str) -> None:
    """Write the figure twice, as .svg and as .png."""
    for paate, tavut in kuva(taso, kieli).items():
        kirjoita_syrjassa(tiedosto.with_suffix(paate), tavut)
