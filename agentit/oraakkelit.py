"""Laws the institutions must obey: closed forms, published numbers and nulls, as rows that anyone can print.

`sote check laws` shows the rows and pytest asserts them; both read `kaikki()`. A row compares one computed number with
the number it must equal. What needs a whole model run (conservation over months, martingale of deaths, paired nulls) is
checked elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from agentit import jono, kapitaatio, kustannukset, ponnistus, raha, rahoitusmalli, saatavuus, terveyserot, valtio

OSUUDET = np.array([0.073, 0.027, 0.320, 0.060, 0.050, 0.015, 0.100, 0.230, 0.085, 0.040])  # packages' shares of money
AKUUTTI = np.array([0.75, 0.80, 1.25, 1.30, 0.75, 0.80, 0.75, 1.05, 1.00, 0.70])  # historical-acute weights


@dataclass(frozen=True, slots=True)
class Oraakkelirivi:
    """One law: what was computed, what it must be, and where that is written."""

    id: str
    what: str
    expected: float
    got: float
    ok: bool
    source: str


def rivi(id: str, what: str, expected: float, got: npt.ArrayLike, tol: float, source: str) -> Oraakkelirivi:
    """A row that holds when |got - expected| <= tol; tol 0 asks for the same bits."""
    value = float(np.asarray(got))
    return Oraakkelirivi(id, what, float(expected), value, abs(value - expected) <= tol, source)


# financing models -----------------------------------------------------------------------------------------------


def rahoitusmallit() -> Iterator[Oraakkelirivi]:
    """R14: delegation, virement cap, break-even, pooled estimates, the null bit for bit."""
    deleg = "Holmström 1984; quadratic delegation"
    noise = np.array([-1.0, 1.0])
    for b, s in ((0.5, 1.0), (1.5, 1.0)):
        lump, split = np.mean((b + 0.0 * noise) ** 2), np.mean((s * noise) ** 2)
        want = rahoitusmalli.delegoinnin_tappiot(b, s)
        yield rivi("R14.kerta", f"loss of the lump sum, bias {b}", want[0], lump, 1e-12, deleg)
        yield rivi(
            "R14.palvelu", f"loss of the pre-split beside it, ignorance {s}, bias {b}", want[1], split, 1e-12, deleg
        )
    theta = (np.arange(20_000) + 0.5) / 20_000
    caps = np.linspace(0.5, 1.1, 601)
    loss = [np.mean((np.minimum(theta + 0.2, c) - theta) ** 2) for c in caps]
    cap_source = "Alonso & Matouschek 2008, Rev. Econ. Stud. 75:259"
    yield rivi(
        "R14.katto",
        "best virement cap, bias .2",
        rahoitusmalli.paras_katto(0.2),
        caps[np.argmin(loss)],
        1e-3,
        cap_source,
    )
    yield rivi("R14.katto", "loss at the best cap", 0.0293, rahoitusmalli.katon_tappio(0.2, 0.8), 5e-5, cap_source)
    yield rivi("R14.katto", "loss of full delegation", 0.04, rahoitusmalli.katon_tappio(0.2, 1.2), 1e-12, cap_source)
    fixed = np.mean((0.5 - theta) ** 2)
    yield rivi("R14.katto", "loss of no delegation", 1 / 12, fixed, 1e-6, cap_source)
    yield from _kumpi_voittaa()
    lag = rahoitusmalli.viiveen_varianssi(0.06, 0.8, 1.0)
    for s, t in ((0.05, 0.36), (0.10, 0.53), (0.15, 0.72), (0.20, 0.93)):
        got = rahoitusmalli.tasapainobias(s, AKUUTTI, OSUUDET, lag)
        yield rivi(
            "R14.tasapaino", f"break-even bias at noise {s}", t, got, 0.006, "t sd(h) = sqrt((1 - sum p2)(s2 + lag))"
        )
    for d in (0.05, 0.2):
        x = 0.5 * np.exp([d, -d])
        skew = rahoitusmalli.tulos(x / x.sum(), np.array([0.5, 0.5]))[2]
        yield rivi(
            "R14.kl", f"misallocation of two packages, log error {d}", math.log(math.cosh(d)), skew, 1e-12, "log cosh d"
        )
    b, s = 0.5, 1.0
    w = s * s / (s * s + b * b)
    yield rivi(
        "R16.yhdessa",
        "loss of the best mix of two errors",
        b * b * s * s / (b * b + s * s),
        np.mean((w * b + (1 - w) * s * noise) ** 2),
        1e-12,
        "precision weights",
    )
    yield from _rahoitusmallien_nolla()


def _kumpi_voittaa() -> Iterator[Oraakkelirivi]:
    """Who loses least, exactly: the pre-split when bias > noise, one sum when noise > bias, a band of virement between.

    Reduced case of the code's own split: two packages, need p = (1 + z, 1 - z) / 2 with z = +-s alike likely, a frame
    of halves, a wish p (1 + b) : (1 - p) (1 - b). Loss: mean misallocation of `tulos`.
    """
    need = np.array([[1 + z, 1 - z] for z in (0.2, -0.2)]) / 2

    def loss(b: float, v: float) -> float:
        wish = rahoitusmalli.halu(need, [1 + b, 1 - b])
        split = rahoitusmalli.jaa(np.ones(2), wish, np.full((2, 2), 0.5), v)
        return float(rahoitusmalli.tulos(split, need)[2].mean())

    source, bands = "quadratic delegation in logs, derived here", np.linspace(0.01, 0.4, 40)
    for b, winner in ((0.3, "pre-split"), (0.1, "one sum"), (0.2, "a band between")):
        losses = {"pre-split": loss(b, 0.0), "one sum": loss(b, math.inf)}
        lead = (losses["one sum"] > losses["pre-split"]) - (losses["one sum"] < losses["pre-split"])
        if winner == "a band between":
            best = min(loss(b, v) for v in bands)
            yield rivi(
                "R14.voittaa", f"bias {b}, noise .2: a band beats both", 1, best < min(losses.values()), 0, source
            )
        else:
            want = 1 if winner == "pre-split" else -1
            yield rivi("R14.voittaa", f"bias {b}, noise .2: {winner} loses less", want, lead, 0, source)
    kl = 0.5 * (1.2 * math.log(1.2) + 0.8 * math.log(0.8))
    yield rivi("R14.voittaa", "loss of the pre-split, closed form", kl, loss(0.0, 0.0), 1e-12, "KL of (1 +- s) / 2")


def _rahoitusmallien_nolla() -> Iterator[Oraakkelirivi]:
    """s = t = 0 and no lag: the frame is the wish, so every band gives the same bits."""
    n = OSUUDET * np.exp(0.1 * np.sin(np.arange(200.0).reshape(20, 10)))
    g, money = np.ones(10), np.ones(20)
    w = rahoitusmalli.painot(g, AKUUTTI, OSUUDET, 0.0)
    est = rahoitusmalli.arvio(rahoitusmalli.nahty(n, np.roll(n, 1, 0), 0.0), np.cos(n), 0.0)
    frame, wish = rahoitusmalli.kehys(money, g, est), rahoitusmalli.halu(n, w)
    free = rahoitusmalli.jaa(money, wish)
    for v in (0.0, 0.1, 1.0):
        differ = (rahoitusmalli.jaa(money, wish, frame, v) != free).sum()
        yield rivi("R14.nolla", f"cells that differ from the lump sum at band {v}", 0, differ, 0, "s = t = lag = 0")


# providers ------------------------------------------------------------------------------------------------------


def ponnistukset() -> Iterator[Oraakkelirivi]:
    """R10: quality under capitation, its speed, its nulls and its stability."""
    source = "symmetric logit, cost k q2 / 2: q* = margin M b (1/J)(1 - 1/J) / k"
    eta = ponnistus.askelosuus(4.0)
    q: npt.NDArray[np.float64] = np.zeros(4)
    path = [q := ponnistus.laatuaskel_kiintea(q, 20, 20_000, 0.18, 40_000, eta) for _ in range(200)]
    star = ponnistus.paras_laatu_kiintea(4, 0.18, 20, 20_000, 40_000)
    yield rivi("R10.laatu", "q* of four centres", 0.3375, star, 1e-12, source)
    yield rivi("R10.laatu", "gradient steps end at q*", star, path[-1].mean(), 1e-9, source)
    yield rivi(
        "R10.vauhti", "share of the way after 4 quarters", 0.5, path[3].mean() / star, 1e-9, "eta = 1 - .5^(1/4)"
    )
    yield rivi(
        "R10.vakaus",
        "G at these values",
        0.0405,
        ponnistus.epasymmetria(0.25, 0.18, 20, 20_000, 40_000),
        1e-12,
        "G = margin M b2 s (1 - 2s) / k",
    )
    for what, reward in (
        ("believed slope 0", ponnistus.laadun_rajatuotto(20, 0.0, 0.25, 0.0, 4.0)),
        ("margin 0 and altruism 0", ponnistus.laadun_rajatuotto(0, 0.17, 0.25, 0.0, 4.0)),
    ):
        yield rivi(
            "R10.nolla", f"effort with {what}", 0.0, ponnistus.paras_laatu(reward, 0.0, 0.25, 8.0), 0, "least effort"
        )
    for centres, want in ((2, 0.223), (4, 0.330), (8, 0.382)):
        share = 1.0 / centres
        reward = ponnistus.laadun_rajatuotto(20, 0.18, share, 0.0, 0.0)
        got = ponnistus.paras_laatu(reward, 0.18, share, 8.0)
        yield rivi(
            "R10.kilpailijat", f"quality of {centres} rivals, cost per listed resident", want, got, 6e-4, "P22 sign"
        )
    s = ponnistus.logit_osuudet(0.17, np.array([0.0, 0.0, 0.0, 0.0]))[0]
    h = 1e-6
    up = ponnistus.logit_osuudet(0.17, np.array([h, 0.0, 0.0, 0.0]))[0]
    yield rivi(
        "R6.logit", "d ln s / dq = b (1 - s)", 0.17 * (1 - s), (math.log(up) - math.log(s)) / h, 1e-6, "logit share"
    )


def jonot() -> Iterator[Oraakkelirivi]:
    """R8: stationary wait, inversion, linear drain, visits conserved."""
    source = "fluid queue: demand(w) = capacity; backlog = w x slow capacity / 30.4"
    ehdot = jono.Jonoehdot()
    stationary = jono.Jono(ehdot, 1000.0, 24.4)
    for _ in range(168):
        stationary.kuukausi(1000.0)
    yield rivi("R8.kaannos", "wait stays at its target for 168 months", 24.4, stationary.odotus, 1e-9, source)
    d0, q = 1000.0 / (1 + 24.4 / 7) ** -0.2, jono.Jono(ehdot, 1000.0, 24.4)
    total_in = 0.0
    start, treated = q.jonossa, 0.0
    for _ in range(400):
        load = d0 * (1 + q.tuttu / 7) ** -0.2
        q.kuukausi(load, 1050.0)
        total_in, treated = total_in + load, treated + q.hoidettu
    want = jono.vakaa_odotus(d0, 1050.0, -0.2)
    yield rivi("R8.vakaa", "stationary wait, capacity + 5 %", want, q.odotus, 1e-5, source)
    slow = q.hidas_kapasiteetti(1050.0)
    yield rivi("R8.vakaa", "its backlog", want * slow / jono.KUUKAUDEN_PAIVAT, q.jonossa, 1e-3, source)
    yield rivi(
        "R8.sailyminen",
        "visits in - out - change of backlog",
        0,
        total_in - treated - (q.jonossa - start),
        1e-6,
        "conservation",
    )
    drain = jono.Jono(ehdot, 1000.0, 120.0)
    back = drain.jonossa
    drain.kuukausi(0.0)
    yield rivi(
        "R8.tyhjenee",
        "backlog after a month without arrivals",
        max(0.0, back - 1000.0),
        drain.jonossa,
        1e-9,
        "linear drain",
    )


def kapitaatiot() -> Iterator[Oraakkelirivi]:
    """R9: mean weight 1, the parts pay out the tariff, the law's share."""
    n = 5000
    x = np.arange(n)
    columns = {
        "ika": x % 100,
        "sukupuoli": x % 2,
        "tyo": x % 6,
        "krooniset": x % 4,
        "kustannus_ed": (x * 7) % 900,
        "tyoterveys": (x % 3 == 0),
    }
    cost = 50.0 + 2.0 * (x % 100) + 30.0 * (x % 4)
    for valinta in kapitaatio.TEKIJAT:
        k = kapitaatio.sovita(valinta, columns, cost)
        yield rivi(
            "R9.paino", f"mean weight, {valinta}", 1.0, kapitaatio.paino(k, columns).mean(), 1e-12, "by construction"
        )
    osat = kapitaatio.korvausosat(0.8, 1.0, 1.0)
    price = kapitaatio.suoritehinta(osat, 220.0, 10_000, 18_000)
    pay = kapitaatio.tuotto(osat, 220.0, 10_000, 10_000, 1_500, price)
    yield rivi(
        "R9.tuotto",
        "pay per resident and year, all as expected",
        220.0,
        pay.yhteensa * 12 / 10_000,
        1e-9,
        "the parts sum to the tariff",
    )
    broken = len(kapitaatio.lakivirheet(kapitaatio.korvausosat(0.5, 1.0, 0.0)))
    yield rivi("R9.laki", "rules broken by a fixed share of 1/2", 1, broken, 0, "HE 16/2018 vp: at least 2/3 (C37)")


# money and state ------------------------------------------------------------------------------------------------


def rahat() -> Iterator[Oraakkelirivi]:
    """Money matrix: cents split exactly, balances equal to opening + matrix; funding shares; brake."""
    parts = raha.split_cents(10_000, [1, 1, 1])
    yield rivi("raha.jako", "100.00 EUR in three: the parts add up", 10_000, parts.sum(), 0, "largest remainder")
    books = raha.Raha([raha.Tili("valtio", "valtio", True), raha.Tili("a", "a"), raha.Tili("b", "b")], ["x"])
    for kk in range(12):
        books.transfer("valtio", "a", "x", 1_000 + kk)
        books.split("a", ["b"], "x", 500, [1.0])
        books.close_month()
    rows = books.rows()
    yield rivi("raha.sailyminen", "sum of all balances after a year, cents", 0, books.balances.sum(), 0, "conservation")
    net = rows[rows[:, 2] == 1, 4].sum() - rows[rows[:, 1] == 1, 4].sum()
    yield rivi(
        "raha.sailyminen", "balance - (in - out) of an account, cents", 0, books.balance("a") - net, 0, "conservation"
    )
    ehdot = valtio.Rahoitusehdot(vaestonkasvu=0.0, tarpeen_kasvu=0.0)
    yield rivi(
        "R17.osuudet",
        "funding at the nation's residents, need and HYTE",
        1.0,
        valtio.rahoituskerroin(ehdot, 5, 1.0),
        1e-12,
        "10 + 89 + 1 %",
    )
    saved = 22.0 * (valtio.polku([0.024] * 10)[-1] - valtio.polku([0.009] * 10)[-1])
    yield rivi(
        "R17.jarru", "bn EUR saved in the tenth year of 22 bn", 3.83, saved, 0.01, "compound growth 2.4 -> 0.9 %"
    )


# measures -------------------------------------------------------------------------------------------------------


def mittarit() -> Iterator[Oraakkelirivi]:
    """Published and computed vectors of the inequality and cost measures."""
    india = "O'Donnell et al. 2008 (World Bank), ch. 8"
    births, rates = [29_939, 28_776, 26_528, 24_689, 19_739], [154.7, 152.9, 119.5, 86.9, 54.3]
    grouped = terveyserot.grouped_concentration_index(births, rates)
    yield rivi("ci.intia", "under-five deaths, grouped", -0.1694, grouped, 5e-5, india)
    rank = terveyserot.mid_rank(np.arange(5), births)
    yield rivi(
        "ci.intia", "the same by covariance", -0.1694, terveyserot.concentration_index(rates, rank, births), 5e-5, india
    )
    p, m = np.full(5, 0.2), [60.0, 63.0, 66.0, 69.0, 72.0]
    dce = "dceasimR example"
    c = terveyserot.grouped_concentration_index(p, m)
    yield rivi("sii", "slope index", 15.0, terveyserot.sii(p, m), 1e-9, dce)
    yield rivi("rii", "slope / mean", 0.2272727, terveyserot.rii(p, m, "kulma/keskiarvo"), 1e-7, dce)
    yield rivi("rii", "ratio of the ends", 1.25641, terveyserot.rii(p, m, "suhde"), 1e-5, dce)
    yield rivi("ci", "concentration index", 0.0363636, c, 1e-7, dce)
    yield rivi(
        "erreygers", "health on 0-100", 0.096, terveyserot.erreygers(c, 66.0, 0.0, 100.0), 1e-9, "Erreygers 2009"
    )
    h, rank = np.array([1, 1, 1, 1, 0, 1, 0, 0, 0, 0.0]), terveyserot.mid_rank(np.arange(10))
    mirror = terveyserot.bounded_index(h, rank) + terveyserot.bounded_index(1.0 - h, rank)
    yield rivi("erreygers", "binary outcome", -0.92, terveyserot.bounded_index(h, rank), 1e-12, "Erreygers 2009")
    yield rivi("erreygers", "mirror E(h) + E(1 - h)", 0.0, mirror, 1e-12, "Erreygers 2009")
    hi = terveyserot.horizontal_inequity(np.full(5, 4.0), [6, 5, 4, 3, 2], terveyserot.mid_rank(np.arange(5)))
    yield rivi("hi", "equal use, need 6 5 4 3 2", 0.20, hi, 1e-12, "O'Donnell et al. 2008, ch. 15")
    income = np.array([10, 20, 30, 40, 100.0])
    yield rivi("kakwani", "flat fee", -0.40, kustannukset.kakwani(np.ones(5), income), 1e-12, "Kakwani 1977: 0 - Gini")
    yield rivi("kakwani", "proportional fee", 0.0, kustannukset.kakwani(0.1 * income, income), 1e-12, "Kakwani 1977")
    z = np.exp(2.16 * ndtri((np.arange(200_000) + 0.5) / 200_000))
    yield rivi("karki", "costliest 10 % of a lognormal, sigma 2.16", 0.81, kustannukset.karkiosuus(z), 0.005, "C44")
    yield rivi("e30", "constant hazard .1", 10.0, terveyserot.life_expectancy(np.full(14, 0.1)), 1e-9, "1 / hazard")
    one = saatavuus.jatkuvuus([[3, 0], [1, 1]])
    yield rivi("coci", "one provider - two providers once each", 1.0, one[0] - one[1], 0, "Bice & Boxerman 1977")


RYHMAT: tuple[Callable[[], Iterator[Oraakkelirivi]], ...] = (
    rahoitusmallit,
    ponnistukset,
    jonot,
    kapitaatiot,
    rahat,
    mittarit,
)


def kaikki() -> list[Oraakkelirivi]:
    """Every law of these modules, in order."""
    return [row for ryhma in RYHMAT for row in ryhma()]
