"""R5, R6, R8 Oral health of a resident: choosing an oral unit as a sote centre is chosen, and what loads its queue.

The rules of choosing, moving on and using care are those of sote centres and of every service line, bound here to the
oral unit's own columns, tables and streams; they share one compiled loop with them. Only what an oral unit's month adds
to has rules of its own. Not run before oral units have lists (`suunhoito.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentit import valinnanvapaus
from agentit.saannot import Rule, exp, rule

if TYPE_CHECKING:
    from agentit.sidonta import Sidonta

SUU = "suu"  # the line and the package of oral health
# Parameters of no tree: attention (of the month), and what does not carry over from sote centres.
VAKIOT = {
    "suun_huomiokatto": 0.0,
    "suun_tuttu": 0.0,
    "suun_tth": 1.0,
    "suun_tasoitus": 1.0,
    "suun_nollaodotus": 1.0,
}

OMAT = {"keskus": "suuyksikko", "kuukausia": "suukuukausia", "usko_laatu": "suu_laatu", "usko_odotus": "suu_odotus"}
TAULUT = ("km", "ehdokkaat", "odotus", "maine", "yksityinen", "ruotsi", "veto")


def _valinta() -> Rule:
    """R5 and R6 of sote centres for oral units: own parameters where the two differ, all others the same.

    Taste for private providers is the person's own and the same for both; occupational health has no oral care."""
    omat = {
        "valinta.paiva": "suu.paiva", "keskus.viiteodotus": "suu.odotus",
        "valinnanvapaus.vaihtovali_kk": "valinnanvapaus.suun_vaihtovali_kk",
        "valinnanvapaus.tiedotuskirje": "valinnanvapaus.suun_tiedotuskirje",
        "valinta.huomiokatto": "suun_huomiokatto",
        "valinta.tuttu": "suun_tuttu", "valinta.tth_odotus": "suun_tth",
    }  # fmt: skip
    nimet = {f"p_{a.replace('.', '_')}": f"p_{b.replace('.', '_')}" for a, b in omat.items()}
    nimet |= {f"t_{x}": f"t_suun_{x}" for x in TAULUT} | {f"u_{x}": f"u_suun_{x}" for x in ("harkinta", "valinta")}
    muut = {
        "vaihdot_v": "suuvaihdot",
        "alue_avaus": "alue_suun_avaus",
        "alue_uusi": "alue_suun_uusi",
        "u0_kirje": "u0_suun_kirje",
    }
    return valinnanvapaus.valitsee.bound("valitsee_suun", **OMAT, **nimet, **muut)


valitsee_suun = _valinta()
# Also lists those who have no oral unit yet: their unit is none, and none is not open.
saa_suuyksikon = valinnanvapaus.siirtyy_suljetusta.bound(
    "saa_suuyksikon", **OMAT, keskus_auki="suuyksikko_auki",
    alue_keskus="alue_suuyksikko", alue_odotus="alue_suun_odotus",
)  # fmt: skip


@rule(writes="suuyksikko")
def suuyksikko_keskuksesta(keskus_suuyksikko):
    """Capitation that covers oral health: the oral unit is the own sote centre's, or the public one it relies on."""
    return keskus_suuyksikko


@rule(writes="suu_tarve suu_taso")
def suun_odotustaso(
    taso_suu, hauraus, krooniset, ika_krooniset, ika_profiili_suu, viidennes_kerroin_suu, alue_ketju_suu,
    p_vakio_suu, p_g_suu, p_tarve_krooninen, p_suun_nollaodotus, p_suun_tasoitus,
):  # fmt: skip
    """Oral visits a month that would be sought at no wait: the own level, and what can be expected of such a person.

    own = level / (1 + w0/7)^e, the level being what is lived at the target wait w0. Expected, before the line's own
    shock: b profile(age) gradient(fifth) exp(g z + c (chronic - mean at this age)) x care chains, scaled so that the
    region's sum is the same. Queues are loaded with the latter: units are small in a sample, and shocks of a few people
    there would pass for need (R8).
    """
    x = exp(p_g_suu * hauraus + p_tarve_krooninen * (krooniset - ika_krooniset))
    taso = p_suun_tasoitus * p_vakio_suu * ika_profiili_suu * viidennes_kerroin_suu * x * alue_ketju_suu
    return taso_suu * p_suun_nollaodotus, taso


@rule(writes="suukuukausia suu_odotus", adds="suuyksikko_kuorma suuyksikko_paino suuyksikko_lista")
def kuormittaa_suun(suukuukausia, suu_odotus, suu_taso, suupaino, suuyksikko_hoidettu, suuyksikko_odotus):
    """A month on an oral unit's list: expected visits sought there, the capitation weight, and what its wait teaches.

    visits = need at no wait x share sought at the known wait. The belief about the wait moves half-way to it with every
    expected visit: the step of R7. Source: R8; the form of R7.
    """
    kaynnit = suu_taso * suuyksikko_hoidettu
    usko = suu_odotus + 0.5 * min(kaynnit, 1.0) * (suuyksikko_odotus - suu_odotus)
    return min(suukuukausia + 1, 600), usko, kaynnit, suupaino, 1.0


SAANNOT = (valitsee_suun, saa_suuyksikon, suuyksikko_keskuksesta, suun_odotustaso, kuormittaa_suun)


def yksikoittain(sidonta: Sidonta) -> None:
    """From here on use and unmet need of the oral line follow the own oral unit, not the municipality."""
    for saannot, nimet in (
        (sidonta.puute, {"hoidettu_suu": "suuyksikko_katettu"}),
        (sidonta.kaytto, {"hoidettu_suu": "suuyksikko_hoidettu", "taso_suu": "suu_tarve"}),
    ):
        for i, saanto in enumerate(saannot):
            if saanto.name.endswith(f"_{SUU}"):
                saannot[i] = saanto.bound(saanto.name, **nimet)
