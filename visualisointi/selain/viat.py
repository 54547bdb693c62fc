"""What is wrong, in the language of the page: the engine tells faults in English, a page never does.

A value out of its range is told from the parameter itself; rules that join several values have a sentence each here.
A fault nobody foresaw is told in general words, with the lever it concerns.
"""

from __future__ import annotations

import re

from kalibrointi.parametrit import Parametri, Parametrit
from kalibrointi.viat import ViallinenSyote, Vika
from visualisointi import sanat
from visualisointi.selain.kieli import Kaantaja, kaantaja, yksikko


def arvovika(parametrit: Parametrit, avain: str, teksti: str, kieli: str) -> str:
    """Why a typed value is none of this parameter's; "" when it is one."""
    _, p = kaantaja(kieli), parametrit[avain]
    try:
        parametrit.parse(avain, teksti)
    except ViallinenSyote:
        pass
    else:
        return ""
    if isinstance(p.value, bool):
        return _("“{value}” is neither in use nor not in use.", value=teksti)
    if p.choices or isinstance(p.value, str):
        return _("“{value}” is not one of the choices.", value=teksti)
    try:
        float(teksti)
    except ValueError:
        return _("“{value}” is not a number.", value=teksti)
    if p.range is None:
        return _("“{value}” is not allowed here.", value=teksti)
    return _("{value} is outside what is allowed, {range}.", value=_luku(teksti, kieli), range=_vali(p, kieli))


def _vali(p: Parametri, kieli: str) -> str:
    assert p.range is not None
    lo, hi = (_luku(f"{x:.6g}", kieli) for x in p.range)
    return f"{lo}–{hi} {yksikko(p.unit, kieli)}".strip()


def _luku(teksti: str, kieli: str) -> str:
    teksti = teksti.strip().replace("-", sanat.MIINUS)
    return teksti if kieli == "en" else teksti.replace(".", ",")


def sanoina(virhe: BaseException | None, kieli: str) -> str:
    """All faults of bad input as sentences of the page; of anything else ""."""
    if not isinstance(virhe, ViallinenSyote):
        return ""
    return " ".join(dict.fromkeys(_lause(vika, kieli) for vika in virhe.viat))


def _lause(vika: Vika, kieli: str) -> str:
    _ = kaantaja(kieli)
    for kaava, lause in _saannot(_):
        if osuma := re.search(kaava, vika.viesti):
            return lause.format(**{k: _luku(f"{float(v):.12g}", kieli) for k, v in osuma.groupdict().items()})
    return yleinen(vika, kieli)


def yleinen(vika: Vika, kieli: str) -> str:
    """What is said of a fault that has no sentence of its own."""
    from visualisointi.selain.nakyma import parametrit

    _ = kaantaja(kieli)
    if vika.avain in parametrit():
        nimi = getattr(parametrit()[vika.avain].text, kieli)
        return _("This does not fit together with the other choices: {what}.", what=sanat.pienella(nimi))
    return _("These choices do not fit together.")


def _saannot(_: Kaantaja) -> list[tuple[str, str]]:
    """(what the engine says, the sentence of the page)."""
    return [
        (
            r"fixed share (?P<x>[\d.]+) is below 2/3",
            _(
                "The fixed payment would be {x} of the compensation: the law asks for at least two thirds, 2/3 "
                "(HE 16/2018 vp)."
            ),
        ),
        (
            r"parts of the compensation add up to (?P<x>[\d.]+)",
            _("The parts of the compensation add up to {x}, not to 1."),
        ),
        (
            r"compensation shares fixed",
            _("The parts of the compensation must be at least 0 and add up to 1."),
        ),
        (
            r"'tasa' means|weights '.*' name",
            _("In the weights of capitation each part stands once, and “the same for all” stands alone."),
        ),
        (
            r"kapitaatio\.kattaa = '.*stands alone",
            _("What capitation covers: the narrow sote centre stands alone, and each addition once."),
        ),
        (
            r"shares of residents, need and HYTE add up to (?P<x>[\d.]+)",
            _(
                "The shares of state funding by residents, need and health promotion add up to {x}, not to 1: set them "
                "together in a scenario file."
            ),
        ),
        (
            r"an oral unit that residents choose has a tariff of its own",
            _(
                "Capitation of the sote centre cannot cover oral health when residents choose an oral health unit: it "
                "has a payment of its own (HE 16/2018 vp)."
            ),
        ),
        (
            r"needs rakenne\.jarjestaja = maakunta",
            _("Oral health by list needs the county as organiser: it pays by list (HE 16/2018 vp)."),
        ),
        (
            r"oral units have lists by",
            _("Oral health units have their lists already: within a run that cannot be taken back or changed."),
        ),
        (
            r"no rows for '.*' in ",
            _("This structure of production is not defined in this region."),
        ),
        (
            r"has several organisers, a county is one",
            _(
                "This structure has several organisers and a county is only one: leave the municipalities as "
                "organisers."
            ),
        ),
        (
            r"are the same world: there is no difference to explain",
            _("The scenario is the same world as the baseline: there is no difference to explain."),
        ),
        (
            r"A has direct choice when B has none",
            _("The baseline has direct choice and the scenario none: the difference cannot be split this way."),
        ),
        (
            r"the model gives no '|is given in world . only|has no group '",
            _("The model does not give this measure in both worlds: there is no difference to explain."),
        ),
        (
            r"resident (?P<n>\d+) is not in this sample",
            _("Resident no. {n} is not in this sample. Pick another."),
        ),
        (
            r"resident (?P<n>\d+) comes here in",
            _("Resident no. {n} moves here only after the end of the run. Pick another."),
        ),
    ]
