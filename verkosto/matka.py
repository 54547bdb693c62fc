"""Travel: road kilometres from the centre of a postal area to a unit, and the K nearest units of every area.

km = detour x sqrt( straight line^2 + own^2 ),   own = mean distance of residents from their area's centre
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Liuku = npt.NDArray[np.float32]
Luvut = npt.NDArray[np.int32]

MUTKA = 1.25
OMA_KERROIN = 0.35
OMA_RAJAT_KM = (0.5, 4.0)
EI_YKSIKKOA = -1


def oma_etaisyys(
    pinta_ala_km2: npt.ArrayLike, kerroin: float = OMA_KERROIN, rajat_km: tuple[float, float] = OMA_RAJAT_KM
) -> npt.NDArray[np.float64]:
    """Mean distance (km) of residents from the centre of their own area: `kerroin` x sqrt(area), within `rajat_km`."""
    return np.clip(kerroin * np.sqrt(np.asarray(pinta_ala_km2, float)), *rajat_km)


def matkat(
    alue_x_km: npt.ArrayLike,
    alue_y_km: npt.ArrayLike,
    oma_km: npt.ArrayLike,
    yksikko_x_km: npt.ArrayLike,
    yksikko_y_km: npt.ArrayLike,
    mutka: float = MUTKA,
) -> Liuku:
    """Road kilometres from each of A areas to each of U units, (A, U) float32."""
    dx = np.asarray(alue_x_km, float)[:, None] - np.asarray(yksikko_x_km, float)
    dy = np.asarray(alue_y_km, float)[:, None] - np.asarray(yksikko_y_km, float)
    return (mutka * np.sqrt(dx**2 + dy**2 + np.asarray(oma_km, float)[:, None] ** 2)).astype(np.float32)


class Matkataulu:
    """Kilometres from A areas to units that open and close, and the K nearest open units of every area.

    Unit indices are permanent: a closed unit keeps its column, a new one gets the next. Ties go to the lower index.

    Attributes:
        km: (A, U) float32, all units ever opened.
        auki: (U,) bool.
        lahimmat: (A, K) int32 open units by rising distance, -1 where there are fewer than K.
        lahimmat_km: (A, K) float32, inf where there is none.
    """

    def __init__(
        self,
        alue_x_km: npt.ArrayLike,
        alue_y_km: npt.ArrayLike,
        pinta_ala_km2: npt.ArrayLike,
        k: int,
        mutka: float = MUTKA,
        oma_kerroin: float = OMA_KERROIN,
        oma_rajat_km: tuple[float, float] = OMA_RAJAT_KM,
    ) -> None:
        """Areas without units; `k` >= 1 nearest units are kept."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}.")
        self._x, self._y = np.asarray(alue_x_km, float), np.asarray(alue_y_km, float)
        self._oma, self._mutka = oma_etaisyys(pinta_ala_km2, oma_kerroin, oma_rajat_km), mutka
        alueita = len(self._x)
        self.km: Liuku = np.empty((alueita, 0), np.float32)
        self.auki = np.empty(0, bool)
        self.lahimmat: Luvut = np.full((alueita, k), EI_YKSIKKOA, np.int32)
        self.lahimmat_km: Liuku = np.full((alueita, k), np.inf, np.float32)

    @property
    def k(self) -> int:
        """How many nearest units are kept for an area."""
        return self.lahimmat.shape[1]

    def avaa(self, x_km: npt.ArrayLike, y_km: npt.ArrayLike) -> Luvut:
        """Open units at these coordinates; returns their indices."""
        x, y = np.atleast_1d(np.asarray(x_km, float)), np.atleast_1d(np.asarray(y_km, float))
        uudet = np.arange(len(self.auki), len(self.auki) + len(x), dtype=np.int32)
        self.km = np.concatenate([self.km, matkat(self._x, self._y, self._oma, x, y, self._mutka)], axis=1)
        self.auki = np.concatenate([self.auki, np.ones(len(x), bool)])
        self._lisaa(uudet)
        return uudet

    def avaa_uudelleen(self, yksikko: int) -> None:
        """Open a closed unit again in its old place."""
        self._tunne(yksikko)
        if self.auki[yksikko]:
            raise ValueError(f"Unit {yksikko} is open already.")
        self.auki[yksikko] = True
        self._lisaa(np.array([yksikko], np.int32))

    def sulje(self, yksikko: int) -> None:
        """Close a unit: only areas that had it among their nearest are searched again."""
        self._tunne(yksikko)
        if not self.auki[yksikko]:
            raise ValueError(f"Unit {yksikko} is closed already.")
        self.auki[yksikko] = False
        rivit = np.flatnonzero((self.lahimmat == yksikko).any(axis=1))
        avoimet = np.flatnonzero(self.auki).astype(np.int32)
        self._kirjaa(rivit, np.broadcast_to(avoimet, (len(rivit), len(avoimet))))

    def lahin(self, sallitut: npt.NDArray[np.bool_] | None = None) -> Luvut:
        """Nearest open unit of every area, (A,); `sallitut` (A, U) restricts the choice, -1 where nothing is left."""
        kelpaa = np.broadcast_to(self.auki, self.km.shape)
        if sallitut is not None:
            kelpaa = kelpaa & sallitut
        km = np.where(kelpaa, self.km, np.inf)
        return np.where(kelpaa.any(axis=1), km.argmin(axis=1), EI_YKSIKKOA).astype(np.int32)

    def _tunne(self, yksikko: int) -> None:
        if not 0 <= yksikko < len(self.auki):
            raise IndexError(f"No unit {yksikko}; units are 0 ... {len(self.auki) - 1}.")

    def _lisaa(self, uudet: Luvut) -> None:
        """Let opened units into the lists of the areas they are near enough to."""
        viimeinen, raja = self.lahimmat[:, -1:], self.lahimmat_km[:, -1:]
        km = self.km[:, uudet]
        rivit = np.flatnonzero(((km < raja) | ((km == raja) & ((viimeinen < 0) | (uudet < viimeinen)))).any(axis=1))
        laajennettu = np.broadcast_to(uudet, (len(rivit), len(uudet)))
        self._kirjaa(rivit, np.concatenate([self.lahimmat[rivit], laajennettu], axis=1))

    def _kirjaa(self, rivit: npt.NDArray[np.int64], ehdokkaat: Luvut) -> None:
        """Sort the candidates (rows, n) of these areas by distance and keep the K best; -1 is no candidate."""
        km = np.where(ehdokkaat >= 0, self.km[rivit[:, None], ehdokkaat], np.float32(np.inf))
        jarjestys = np.lexsort((ehdokkaat, km), axis=1)[:, : self.k]
        n = jarjestys.shape[1]
        self.lahimmat[rivit], self.lahimmat_km[rivit] = EI_YKSIKKOA, np.inf
        self.lahimmat_km[rivit, :n] = np.take_along_axis(km, jarjestys, axis=1)
        self.lahimmat[rivit, :n] = np.take_along_axis(ehdokkaat, jarjestys, axis=1)
