"""Slides of an exercise, made from the same texts as the screens and the guide: what it is about, financing models,
roles, how a round goes, what is agreed, the rounds with their events, the debrief."""

from __future__ import annotations

from contextlib import suppress

from runs.harjoitus import asiakirjat
from runs.harjoitus.esiasetus import AJASTETUT, Esiasetus
from runs.harjoitus.kortit import kortit
from runs.harjoitus.roolit import roolit
from visualisointi import diasivu
from visualisointi.diasivu import Dia
from visualisointi.harjoitussanat import sana


def kalvot(e: Esiasetus, kieli: str) -> list[Dia]:
    """The slides of a preset, in the order of the session."""

    def s(avain: str, **tiedot: object) -> str:
        return sana(avain, kieli, **tiedot)

    kierros = [f"{s(f'v_{v}')}: {s('k_minuuttia', min=f'{e.minutes[v]:g}')}" for v in AJASTETUT]
    mallit = [s(f"k_malli_{o}") for o in dict.fromkeys(o.financing for o in e.part)]
    out = [
        Dia(s("k_kalvo_miksi"), tuple(s(f"k_kalvo_miksi_{n}") for n in (1, 2, 3)), e.text.get(kieli)),
        Dia(s("k_kalvo_mallit"), (*mallit, *([s("k_sama_onni")] if len(e.part) > 1 else [])), s("ei_ennuste")),
        Dia(s("k_kalvo_roolit"), tuple(_rooli(nimi, kieli) for nimi in e.roles)),
        Dia(s("k_kalvo_kierros"), tuple(kierros), s("k_sano_arvio")),
        Dia(
            s("k_kalvo_sopimus"), tuple(asiakirjat.kohdan_nimi(k, kieli) for k in kohdat(e)),
            " ".join([s("k_neuvottelija"), s(f"k_sovittelu_{e.no_agreement}")]),
        ),
        Dia(s("k_kalvo_liity"), (s("k_liity_1"), s("u_nimiohje"), s("u_valitse_rooli")), s("k_sano_odotus")),
    ]  # fmt: skip
    for osa, o in enumerate(e.part):
        malli = s("osa", n=osa + 1, malli=s(f"rm_{o.financing}"))
        for n in range(1, o.rounds + 1):
            tapahtumat = tuple(f"{kortit()[k].name.get(kieli)}. {kortit()[k].text.get(kieli)}" for k in e.kortit(n))
            otsikko = s("kierros_vuosi", n=n, vuosi=e.vuosi(n))
            out.append(Dia(otsikko, (malli, s("k_sano_tilanne"), s("k_sano_arvio")), s("k_sano_neuvottelu")))
            if tapahtumat:
                out.append(Dia(s("k_kalvo_tapahtuma"), tapahtumat))
            out.append(Dia(s("v_pohdinta"), (s("k_sano_tulokset"), s("k_sano_pohdinta"))))
    kysymykset = tuple(s(f"k_purku_{n}") for n in (1, 3, 4, 5))
    return [*out, Dia(s("k_purku"), kysymykset, s("k_sano_paattynyt"))]


def kohdat(e: Esiasetus) -> list[str]:
    """Items people may agree on: money, band, split of the services in play, goals, chains, bonus, sanction."""
    tavoitteet = [k for k in asiakirjat.jako_ja_tavoitteet() if k.startswith("tavoite.")]
    return ["raha", "virement", *(f"jako.{k}" for k in e.services), *tavoitteet, "ketjut", "kannustin", "seuraamus"]


def muodot(e: Esiasetus, kieli: str, alatunniste: str) -> list[tuple[str, bytes]]:
    """(ending, bytes): HTML, and PowerPoint where python-pptx is installed."""
    diat, otsikko = kalvot(e, kieli), sana("u_harjoitus", kieli)
    sivu = diasivu.html(otsikko, e.name, diat, kieli, alatunniste, sana("sisallys", kieli))
    out = [("html", sivu.encode())]
    with suppress(diasivu.DiatPuuttuu):
        out.append(("pptx", diasivu.powerpoint(otsikko, diat, kieli, alatunniste)))
    return out


def _rooli(nimi: str, kieli: str) -> str:
    """A role's name and the first sentence of its brief."""
    r = roolit()[nimi]
    return f"{r.name.get(kieli)}: {r.brief.get(kieli).partition('. ')[0].rstrip('.')}."
