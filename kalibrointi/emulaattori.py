"""A Gaussian-process emulator of one target: linear mean, Matern kernel, noise of one seed told apart from the mean.

What it says of itself is tested by leaving out each run in turn: `loo` are standardised errors. Its variance is
inflated by their mean square when that is above 1; an emulator with too many large errors is not `luotettava` and may
rule nothing out. Shares that vary many-fold are emulated by their logarithm.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt

Luvut = npt.NDArray[np.float64]
MONINKERTAISIA = 3.0  # largest / smallest above which a positive target is emulated by its logarithm
SUURIA = 0.10  # share of leave-one-out errors beyond 2 sd that is still accepted
LYHIN = 0.5  # least length of a kernel: runs lie no nearer each other, so what is shorter is a seed's luck
PIENIN = 1e-9  # least variance, relative


class Emulaattori:
    """Emulator of y (n,) over coordinates x (n, d), 0-1. `ydin`: a fitted kernel to use as it is, with its noise.

    log: by logarithm or not, when it is not to be judged by these runs.
    """

    def __init__(
        self, x: Luvut, y: Luvut, seed: int = 1, ydin: tuple[Any, float] | None = None, log: bool | None = None
    ) -> None:
        self.x, self.y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        self.log = bool(y.min() > 0 and y.max() / y.min() > MONINKERTAISIA) if log is None else log
        t = np.log(y) if self.log else np.asarray(y, dtype=np.float64)
        self._hajonta2 = float(np.var(t))
        self.kertoimet = np.linalg.lstsq(self._lineaarinen(self.x), t, rcond=None)[0]
        jaannos = t - self._lineaarinen(self.x) @ self.kertoimet
        self.mitta = max(float(jaannos.std()), 1e-12)
        r = jaannos / self.mitta
        self.ydin, self.kohina = ydin or _sovita(self.x, r, seed)
        k = self.ydin(self.x) + (self.kohina + PIENIN) * np.eye(len(r))
        self._kaanteinen = np.linalg.inv(k)
        self._painot = self._kaanteinen @ r
        self.loo: Luvut = self._painot / np.sqrt(np.diag(self._kaanteinen))
        self.inflaatio = max(1.0, float(np.mean(self.loo**2)))
        self.luotettava = float(np.mean(np.abs(self.loo) > 2.0)) <= SUURIA

    @staticmethod
    def _lineaarinen(x: Luvut) -> Luvut:
        return np.hstack([np.ones((len(x), 1)), x])

    @property
    def siemenhajonta(self) -> float:
        """Standard deviation of one seed around the expected value; relative when `log`."""
        return float(np.sqrt(self.kohina) * self.mitta)

    def ennusta(self, x: Luvut) -> tuple[Luvut, Luvut]:
        """Expected value over seeds and the emulator's own variance (inflated) at coordinates (m, d)."""
        k = self.ydin(x, self.x)
        keski = self._lineaarinen(x) @ self.kertoimet + self.mitta * (k @ self._painot)
        oma = np.maximum(self.ydin.diag(x) - ((k @ self._kaanteinen) * k).sum(axis=1), PIENIN)
        varianssi = self.mitta**2 * self.inflaatio * oma
        if not self.log:
            return keski, varianssi
        varianssi = np.minimum(varianssi, 4.0)
        return np.exp(keski + varianssi / 2.0), np.expm1(varianssi) * np.exp(2.0 * keski + varianssi)

    def selitetty(self) -> float:
        """Share of the variance of runs left out that the emulator foresees: 1 - mean square error / variance of y."""
        virheet = self._painot / np.diag(self._kaanteinen) * self.mitta
        return float(1.0 - np.mean(virheet**2) / max(self._hajonta2, 1e-24))


def _sovita(x: Luvut, r: Luvut, seed: int) -> tuple[Any, float]:
    """Kernel (without noise) and noise variance by maximum likelihood."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    d = x.shape[1]
    ydin = ConstantKernel(0.5, (1e-3, 20.0)) * Matern(np.full(d, 1.0), (LYHIN, 30.0), nu=2.5)
    gp = GaussianProcessRegressor(ydin + WhiteKernel(0.3, (1e-6, 4.0)), n_restarts_optimizer=1, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: that coordinate does nothing
        gp.fit(x, r)
    return gp.kernel_.k1, float(gp.kernel_.k2.noise_level)
