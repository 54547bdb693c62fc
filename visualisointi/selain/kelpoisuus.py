"""Validation on the page of model and data: what `sote validate` found, as it was last made or as it ships.

Nothing is computed here but sentences: rows, bands, verdicts and causes are read from files, with their day and
version. Names of rows are those of `runs.kelpoisuussivu`, in the page's language.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visualisointi import sanat
from visualisointi.kelpoisuussanat import EI_SAA, sana, syy
from visualisointi.selain.kieli import kaantaja

if TYPE_CHECKING:
    from runs.kelpoisuus import Sarjatulos
    from runs.tarkistusrivi import Tarkistusrivi

_PISTE = re.compile(r"(?<=\d)\.(?=\d)|(?<![\w.])\.(?=\d)")


@dataclass(frozen=True)
class Tulokset:
    """Newest results of the suites, those that still hold for this model, and what the calibration that ships says."""

    sarjat: Sequence[Sarjatulos]
    voimassa: frozenset[str]
    kalibrointi: dict[str, Any] | None


def hae() -> Tulokset:
    """Read the files, for which a thread of its own is wise."""
    from kalibrointi import posteriori
    from runs import kelpoisuus

    tulokset = kelpoisuus.uusimmat()
    kalibrointi = posteriori.KANSIO / "posterior.json"
    tiedot = posteriori.lue("posterior").tiedot if kalibrointi.is_file() else None
    return Tulokset(tulokset, frozenset(t.suite for t in tulokset if kelpoisuus.voimassa(t)), tiedot)


def sisus(t: Tulokset, kieli: str) -> dict[str, Any]:
    """The section for the page: brief, suites as tables, what is out and why, what the model must not be used for."""
    from runs.kelpoisuussivu import Sivu

    _, sivu, tulokset = kaantaja(kieli), Sivu(t.sarjat, kieli), t.sarjat
    sarakkeet = [_("What"), _("Interval"), _("Model"), _("In or out"), _("Source")]
    return {
        "johdanto": [sana("johdanto", kieli), _alkupera(t, kieli)],
        "lyhyesti": sivu.lyhyesti() + _kalibrointi(t.kalibrointi, kieli),
        "sarjat": [
            {
                "otsikko": f"{sana(x.suite, kieli)} ({len(x.rows) - len(x.out)}/{len(x.rows)})",
                "selite": sana(f"{x.suite}_selite", kieli),
                "sarakkeet": sarakkeet,
                "rivit": [_rivi(r, *nimi(sivu, r), kieli) for r in x.rows],
            }
            for x in tulokset
        ],
        "viat": {
            "otsikko": sana("viat", kieli),
            "selite": sana("viat_selite" if any(x.out for x in tulokset) else "ei_vikoja", kieli),
            "sarakkeet": [_("What"), _("Interval"), _("Model"), _("Why")],
            "rivit": [_vika(r, *nimi(sivu, r), kieli) for x in tulokset for r in x.out],
        },
        "ei_saa": {"otsikko": sana("ei_saa", kieli), "kohdat": EI_SAA[kieli]},
    }


def nimi(sivu: Any, r: Tarkistusrivi) -> tuple[str, str]:
    """A row's name in words, and the language of the words: a row that is newer than its words stands in English."""
    teksti = sivu._nimi(r)
    return teksti, "en" if teksti == r.what and r.id not in sivu.nimet else sivu.kieli


def _rivi(r: Tarkistusrivi, teksti: str, kielessa: str, kieli: str) -> dict[str, Any]:
    return {
        "nimi": teksti, "kieli": kielessa, "vali": luku(r.band, kieli), "malli": luku(r.model, kieli),
        "sisalla": r.in_band, "sana": sana("sisalla" if r.in_band else "ulkona", kieli), "lahde": r.source,
    }  # fmt: skip


def _vika(r: Tarkistusrivi, teksti: str, kielessa: str, kieli: str) -> dict[str, Any]:
    selitys, oma = syy(r.cause, kieli)
    return {
        "nimi": teksti, "kieli": kielessa, "vali": luku(r.band, kieli), "malli": luku(r.model, kieli),
        "syy": selitys, "syykieli": oma,
    }  # fmt: skip


def luku(teksti: str, kieli: str) -> str:
    """A band or a figure of the check with decimals and minus signs as the language writes them."""
    _ = kaantaja(kieli)
    sanoina = {
        "not in the model": _("not in the model"),
        "same bits": _("same bits"),
        "differ": _("differ"),
        "some": _("some"),
        "some of all": _("some of all"),
        "0 broken": _("none broken"),
        "0 differ": _("none differ"),
        "any: reported": _("any: reported only"),
    }
    if teksti in sanoina:
        return sanoina[teksti]
    for englanniksi, omin in (
        ("without its saving and costs", _("without its saving and costs")),
        ("actual - target", _("actual less target")),
    ):
        teksti = teksti.replace(englanniksi, omin)
    teksti = re.sub(r"(?<=\d) of (?=\d)", "/", teksti)
    teksti = re.sub(r"(?<![\w.])-(?=[\d.])", sanat.MIINUS, teksti).replace(" - ", "–")
    return teksti if kieli == "en" else _PISTE.sub(",", teksti)


def _alkupera(tulokset: Tulokset, kieli: str) -> str:
    """When each suite was checked, and whether the model is still the same."""
    from babel.dates import format_date

    _ = kaantaja(kieli)
    if not tulokset.sarjat:
        return _("No result is here: the command sote validate makes one.")
    from runs.alkupera import versio

    osat = [
        f"{sana(t.suite, kieli)} {format_date(datetime.date.fromisoformat(t.created), 'short', locale=_maa(kieli))}"
        for t in tulokset.sarjat
    ]
    teksti = _("Checked: {when}. This is version {version}.", when="; ".join(osat), version=versio())
    vanhat = [sana(t.suite, kieli) for t in tulokset.sarjat if t.suite not in tulokset.voimassa]
    if vanhat:
        teksti += " " + _(
            "The model or its figures have changed since for: {what}. The command sote validate checks anew.",
            what=sanat.luettelo(vanhat, kieli),
        )
    return teksti


def _maa(kieli: str) -> str:
    return {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}[kieli]


def _kalibrointi(tiedot: dict[str, Any] | None, kieli: str) -> list[str]:
    """What the calibration that ships found out, and what not."""
    if tiedot is None:
        return [sana("ei_posterioria", kieli)]
    _ = kaantaja(kieli)
    parametrit = [x for lohko in tiedot["blocks"] for x in lohko["parameters"]]
    omat = [e["in"] for e in tiedot["predictions"]]
    return [
        _(
            "Calibration: data narrow {n} of {all} parameters; {inside} of {targets} targets are inside their 90% "
            "predictive intervals.",
            n=sum(x["identified"] for x in parametrit), all=len(parametrit), inside=sum(omat), targets=len(omat),
        )
    ]  # fmt: skip
