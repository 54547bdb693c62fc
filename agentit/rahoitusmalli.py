"""Financing models of the liikelaitos: one allocation function in which the virement band is the model.

The orderer gives a frame per service package; the liikelaitos splits the money as it wants, but may leave each line of
the frame by at most the share v (virement). v = 0 is **palvelukokonaisuuksittain** (budget split in advance), no band
is **kertabudjetti** (one sum), between them lies virement. There is no second code path.

Need N_k is in euros at the standard of care, p_k = N_k / sum N, coverage c_k = x_k / N_k. The outcome of a year is

    W = adequacy - misallocation = log(B / sum N) - KL(p || x / B)              (curvature e = 1)

and for isoelastic curvature e the equally distributed equivalent coverage replaces the geometric mean, so that
misallocation is Atkinson's index of coverage in logs (Atkinson 1970, J. Econ. Theory 2:244).

Sources: rules R14, R15; Holmstrom 1984 and Alonso & Matouschek 2008 (Rev. Econ. Stud. 75:259) for delegation.
Arrays: packages on the last axis (K,), any leading axes are worlds or years. Draws are passed in, never made here.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]

KERTABUDJETTI = math.inf
PALVELUKOKONAISUUKSITTAIN = 0.0


def kaista(virement: float) -> float:
    """Band of the parameter ohjaus.virement: 1 (all of every line may be moved) means no band, kertabudjetti."""
    return KERTABUDJETTI if virement >= 1.0 else virement


# the split ------------------------------------------------------------------------------------------------------


def jaa(
    raha: npt.ArrayLike, halu: npt.ArrayLike, kehys: npt.ArrayLike | None = None, v: float = KERTABUDJETTI
) -> Luvut:
    """Split `raha` in proportion to `halu` (..., K), each part within (1 - v, 1 + v) of `kehys` (water-filling).

    x_k = clip(m halu_k, (1 - v) kehys_k, (1 + v) kehys_k) with m such that the parts add up to `raha`. A free split
    that lies inside the band is returned itself: models whose wish equals the frame agree bit for bit at every v.
    Raises ValueError on wishes <= 0, v < 0 and a frame that does not add up to the money.
    """
    raha = np.asarray(raha, dtype=np.float64)
    halu = np.asarray(halu, dtype=np.float64)
    if not v >= 0 or not (halu > 0).all():
        raise ValueError("the band v must be >= 0 and every wish > 0")
    oma = raha[..., None] * (halu / halu.sum(-1, keepdims=True))
    if kehys is None or math.isinf(v):
        return oma
    kehys = np.asarray(kehys, dtype=np.float64)
    if not np.allclose(kehys.sum(-1), raha, rtol=1e-9, atol=0.0):
        raise ValueError(f"the frame adds up to {kehys.sum(-1)}, not to the money {raha}")
    lo, hi = kehys * max(0.0, 1.0 - v), kehys * (1.0 + v)
    inside = ((oma >= lo) & (oma <= hi)).all(-1, keepdims=True)
    if inside.all():
        return oma
    return np.where(inside, oma, kehys if v == 0 else _vesitaytto(raha, halu, lo, hi))


def _vesitaytto(raha: Luvut, halu: Luvut, lo: Luvut, hi: Luvut) -> Luvut:
    """Exact water-filling: the sum is piecewise linear in m between the sorted points lo/halu and hi/halu."""
    lo, hi, halu = np.broadcast_arrays(lo, hi, halu)
    m = np.sort(np.concatenate([lo / halu, hi / halu], -1), -1)
    total = np.clip(m[..., :, None] * halu[..., None, :], lo[..., None, :], hi[..., None, :]).sum(-1)
    goal = np.broadcast_to(raha[..., None], total.shape[:-1] + (1,))
    j = np.clip((total < goal).sum(-1, keepdims=True), 1, m.shape[-1] - 1)
    m0, m1 = np.take_along_axis(m, j - 1, -1), np.take_along_axis(m, j, -1)
    t0, t1 = np.take_along_axis(total, j - 1, -1), np.take_along_axis(total, j, -1)
    step = np.where(t1 > t0, (goal - t0) / np.where(t1 > t0, t1 - t0, 1.0), 0.0)
    return np.clip((m0 + np.clip(step, 0.0, 1.0) * (m1 - m0)) * halu, lo, hi)


def painot(strategia: npt.ArrayLike, akuutti: npt.ArrayLike, osuudet: npt.ArrayLike, t: float) -> Luvut:
    """Weights of the liikelaitos (K,): (1 - t) strategy + t historical-acute, the latter with mean 1 over need shares.

    t is its bias: 0 serves the strategy, 1 repeats history and the acute lines. Assumption card: always swept.
    """
    g, h = np.asarray(strategia, dtype=np.float64), normitettu(akuutti, osuudet)
    return g if t == 0 else (1.0 - t) * g + t * h


def normitettu(akuutti: npt.ArrayLike, osuudet: npt.ArrayLike) -> Luvut:
    """Historical-acute weights scaled to mean 1 over need shares (K,)."""
    a, p = np.asarray(akuutti, dtype=np.float64), np.asarray(osuudet, dtype=np.float64)
    return a * (p.sum() / (p * a).sum())


def halu(tarve: npt.ArrayLike, paino: npt.ArrayLike, kaarevuus: float = 1.0) -> Luvut:
    """What a chooser with these weights wants to spend, up to scale: x_k ~ N_k w_k^(1/e), from d/dx w N u(x/N)."""
    w = np.asarray(paino, dtype=np.float64)
    return np.asarray(tarve, dtype=np.float64) * (w if kaarevuus == 1.0 else w ** (1.0 / kaarevuus))


# information ----------------------------------------------------------------------------------------------------


def nahty(nyt: npt.ArrayLike, viime: npt.ArrayLike, viive: float) -> Luvut:
    """Need the orderer can see with a lag of 0-1 years: geometric between this year's and last year's need."""
    a, b = np.asarray(nyt, dtype=np.float64), np.asarray(viime, dtype=np.float64)
    return a if viive == 0 else b if viive == 1 else a * (b / a) ** viive


def arvio(
    nahty_tarve: npt.ArrayLike, epsilon: npt.ArrayLike, s: float, raportti: npt.ArrayLike | None = None, w: float = 0.0
) -> Luvut:
    """The orderer's estimate of need: (seen e^(s eps))^(1 - w) report^w, with standard normal draws eps (..., K).

    s is its ignorance, w the weight it gives to the liikelaitos's report. Source: R15; the form is an assumption.
    """
    own = np.asarray(nahty_tarve, dtype=np.float64) * np.exp(s * np.asarray(epsilon, dtype=np.float64))
    if raportti is None or w == 0:
        return own
    r = np.asarray(raportti, dtype=np.float64)
    return r if w == 1 else own * (r / own) ** w


def ratchet(arvio: npt.ArrayLike, viime: npt.ArrayLike, strategia: npt.ArrayLike, r: float) -> Luvut:
    """The estimate (K,) mixed with last year's split, EUR, as if it had been right: (1 - r) estimate + r spent / g.

    It averages out noise at v = 0; with a band the liikelaitos's bias walks into the frame year by year. At r = 0 the
    band is measured from the need estimate alone. The form is an assumption.
    """
    a, x = np.asarray(arvio, dtype=np.float64), np.asarray(viime, dtype=np.float64)
    if r == 0 or not (x > 0).all():
        return a
    toteuma = x / np.asarray(strategia, dtype=np.float64)
    return (1.0 - r) * a + r * toteuma * (a.sum() / toteuma.sum())


def raportti(tarve: npt.ArrayLike, paino: npt.ArrayLike, strategia: npt.ArrayLike, liioittelu: float) -> Luvut:
    """Need the liikelaitos reports: N (w / g)^m. m = 1 asks for exactly its own split; uniform overstatement drops out.

    Identity: report weight 1 and tilt 1 give the lump-sum split at every band.
    """
    n = np.asarray(tarve, dtype=np.float64)
    if liioittelu == 0:
        return n
    return n * (np.asarray(paino, dtype=np.float64) / np.asarray(strategia, dtype=np.float64)) ** liioittelu


def kehys(raha: npt.ArrayLike, strategia: npt.ArrayLike, arvioitu: npt.ArrayLike, kaarevuus: float = 1.0) -> Luvut:
    """The orderer's frame: the money split as it would, by strategy weights on *estimated* need."""
    return jaa(raha, halu(arvioitu, strategia, kaarevuus))


# outcome --------------------------------------------------------------------------------------------------------


def tulos(x: npt.ArrayLike, tarve: npt.ArrayLike, kaarevuus: float = 1.0) -> tuple[Luvut, Luvut, Luvut]:
    """(W, adequacy, misallocation) in log points of coverage when x (..., K) meets need (..., K).

    W = log of the equally distributed equivalent of c = x / N with weights p = N / sum N and aversion e:
    e = 1: sum p log c; else log (sum p c^(1-e))^(1/(1-e)). Adequacy = log(B / sum N); misallocation >= 0.
    """
    x, n = np.asarray(x, dtype=np.float64), np.asarray(tarve, dtype=np.float64)
    p = n / n.sum(-1, keepdims=True)
    adequacy = np.log(x.sum(-1) / n.sum(-1))
    c = x / n
    if kaarevuus == 1.0:
        w = (p * np.log(c)).sum(-1)
    else:
        w = np.log((p * c ** (1.0 - kaarevuus)).sum(-1)) / (1.0 - kaarevuus)
    return w, adequacy, adequacy - w


def ehkaisyn_kattavuus(x: npt.ArrayLike, tarve: npt.ArrayLike, ehkaiseva: npt.ArrayLike) -> Luvut:
    """Mean log coverage of the preventive packages, weighted by their need: 0 = need exactly paid."""
    x, n = np.asarray(x, dtype=np.float64), np.asarray(tarve, dtype=np.float64)
    w = n * np.asarray(ehkaiseva, dtype=np.float64)
    return (w * np.log(x / n)).sum(-1) / w.sum(-1)


def ehkaisyn_kerroin(kattavuus: npt.ArrayLike, phi: float, raskas: npt.ArrayLike) -> Luvut:
    """Later need of the packages that prevention acts on: exp(-phi heavy coverage), to be used with a lag of years."""
    c = np.asarray(kattavuus, dtype=np.float64)[..., None]
    return np.exp(-phi * np.asarray(raskas, dtype=np.float64) * c)


def lakisaateinen(
    x: npt.ArrayLike, tarve: npt.ArrayLike, raskas: npt.ArrayLike, raha: npt.ArrayLike, osuus: float, v: float
) -> Luvut:
    """The split after the statutory floor: the share `osuus` of acute need is paid whatever the line says.

    Under kertabudjetti the gap is taken from the other packages; with lines it is overspent, so sum x may exceed the
    money: always report money beside W.
    """
    x, n = np.asarray(x, dtype=np.float64), np.asarray(tarve, dtype=np.float64)
    adequacy = np.minimum(1.0, np.asarray(raha, dtype=np.float64) / n.sum(-1))[..., None]
    low = osuus * n * (np.asarray(raskas) > 0) * adequacy
    if not math.isinf(v):
        return np.maximum(x, low)
    gap, free = np.maximum(low - x, 0.0), np.maximum(x - low, 0.0)
    return x + gap - free * (gap.sum(-1, keepdims=True) / free.sum(-1, keepdims=True))


# closed forms (oracles) -----------------------------------------------------------------------------------------


def kallistuksen_hajonta(akuutti: npt.ArrayLike, osuudet: npt.ArrayLike) -> float:
    """sd of the historical-acute weights over need shares: sd(h) in the break-even condition."""
    p = np.asarray(osuudet, dtype=np.float64)
    p = p / p.sum()
    return float(np.sqrt((p * (normitettu(akuutti, p) - 1.0) ** 2).sum()))


def viiveen_varianssi(shokki: float, rho: float, viive: float) -> float:
    """Variance of log need over a lag in years when it is AR(1): 2 shock^2 (1 - rho^lag) / (1 - rho^2)."""
    return 2.0 * shokki**2 * (1.0 - rho**viive) / (1.0 - rho**2)


def tasapainobias(
    s: float, akuutti: npt.ArrayLike, osuudet: npt.ArrayLike, viivevar: float = 0.0, kaarevuus: float = 1.0
) -> float:
    """Bias t at which kertabudjetti and palvelukokonaisuuksittain lose the same.

    The lump sum wins iff t sd(h) < e sqrt((1 - sum p^2) (s^2 + lag variance)).
    """
    p = np.asarray(osuudet, dtype=np.float64)
    p = p / p.sum()
    return kaarevuus * math.sqrt((1.0 - float((p**2).sum())) * (s * s + viivevar)) / kallistuksen_hajonta(akuutti, p)


def delegoinnin_tappiot(bias: float, s: float) -> tuple[float, float]:
    """Quadratic delegation: expected loss of (lump sum, pre-split) = (bias^2, s^2)."""
    return bias**2, s**2


def paras_katto(bias: float) -> float:
    """Best virement cap when need ~ U(0, 1) and the chooser wants need + bias: 1 - bias for 0 <= bias <= 1/2."""
    if not 0.0 <= bias <= 0.5:
        raise ValueError(f"the closed form holds for a bias in [0, 0.5], got {bias}")
    return 1.0 - bias


def katon_tappio(bias: float, katto: float) -> float:
    """Expected (min(need + bias, cap) - need)^2 over need ~ U(0, 1), for bias <= cap <= 1 + bias.

    = bias^2 (cap - bias) + (bias^3 + (1 - cap)^3) / 3; cap = 1 + bias is full delegation, loss bias^2.
    """
    if not bias <= katto <= 1.0 + bias:
        raise ValueError(f"cap {katto} outside [{bias}, {1 + bias}]")
    return bias**2 * (katto - bias) + (bias**3 + (1.0 - katto) ** 3) / 3.0
