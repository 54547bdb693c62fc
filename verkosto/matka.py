"""Travel: road kilometres and minutes from the centre of a postal area to a unit, and the nearest units of every area.

km = detour x sqrt( straight line^2 + own^2 ),   own = mean distance of residents from their area's centre
min = start + 60 x ( near / v(area) + near / v(unit) + (km - 2 near) / main road ),   near = min(km / 2, `lahimatka_km`)

Minutes are by car and door to door. Near its ends a way goes at the local speed, which falls from country to town with
the logarithm of residents per square kilometre; between them it goes along main roads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Vauhdit:
    """Terms of travel time: minutes before the car moves, km/h in town, in the country and on main roads."""

    alku_min: float = 5.0
    lahimatka_km: float = 3.0
    tiivis_kmh: float = 22.0
    harva_kmh: float = 50.0
    paatie_kmh: float = 75.0
    tiheysrajat: tuple[float, float] = (50.0, 5000.0)  # residents/km2: at most the first is country, the second town

    def paikallinen(self, tiheys: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Local speed (km/h) at a density of residents per square kilometre."""
        ala, yla = np.log(self.tiheysrajat)
        osuus = np.clip((np.log(np.maximum(np.asarray(tiheys, float), 1e-9)) - ala) / (yla - ala), 0.0, 1.0)
        return self.harva_kmh + (self.tiivis_kmh - self.harva_kmh) * osuus

    def minuutit(
        self, km: npt.ArrayLike, lahto_kmh: npt.ArrayLike, perilla_kmh: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        """Minutes of a way of `km`, from its length and the local speeds at its ends; arrays as NumPy pairs them."""
        matka = np.asarray(km, float)
        lahi = np.minimum(matka / 2.0, self.lahimatka_km)
        tunnit = lahi / np.asarray(lahto_kmh, float) + lahi / np.asarray(perilla_kmh, float)
        return self.alku_min + 60.0 * (tunnit + (matka - 2.0 * lahi) / self.paatie_kmh)


class Matkataulu:
    """Kilometres from A areas to units that open and close, and the K nearest open units of every area.

    Unit indices are permanent: a closed unit keeps its column, a new one gets the next. Ties go to the lower index.

    Attributes:
        km: (A, U) float32, all units ever opened.
        auki: (U,) bool.
        lahimmat: (A, K) int32 open units by rising distance, -1 where there are fewer than K.
        lahimmat_km: (A, K) float32, inf where there is none.
        muuttuneet: (A,) bool, areas whose nearest units have changed since a reader last took note.
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
        self.muuttuneet = np.zeros(alueita, bool)

    @property
    def k(self) -> int:
        """How many nearest units are kept for an area."""
        return self.lahimmat.shape[1]

    def kilometrit(self, x_km: npt.ArrayLike, y_km: npt.ArrayLike) -> Liuku:
        """Road kilometres from each area to each of these places, (A, n), whether there is a unit or not."""
        return matkat(self._x, self._y, self._oma, np.atleast_1d(x_km), np.atleast_1d(y_km), self._mutka)

    def avaa(self, x_km: npt.ArrayLike, y_km: npt.ArrayLike) -> Luvut:
        """Open units at these coordinates; returns their indices."""
        x, y = np.atleast_1d(np.asarray(x_km, float)), np.atleast_1d(np.asarray(y_km, float))
        uudet = np.arange(len(self.auki), len(self.auki) + len(x), dtype=np.int32)
        self.km = np.concatenate([self.km, self.kilometrit(x, y)], axis=1)
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
        self.muuttuneet[rivit] = True
        self.lahimmat[rivit], self.lahimmat_km[rivit] = EI_YKSIKKOA, np.inf
        self.lahimmat_km[rivit, :n] = np.take_along_axis(km, jarjestys, axis=1)
        self.lahimmat[rivit, :n] = np.take_along_axis(ehdokkaat, jarjestys, axis=1)


class Minuuttitaulu:
    """Minutes from A areas to places of several kinds that open and close, and the quickest open place of each kind.

    Place indices are permanent. Kept up at every opening and closing; ties go to the lower index.

    Attributes:
        minuutit: for each place ever opened its (A,) float64 minutes.
        laji: kind of each place.
        auki: whether each is open.
        nopein, nopein_min: by kind, (A,) quickest open place and its minutes; -1 and inf where there is none.
        muuttuneet: (A,) bool, areas whose quickest places have changed since a reader last took note.
    """

    def __init__(self, tiheys: npt.ArrayLike, vauhdit: Vauhdit) -> None:
        """Areas with `tiheys` residents per square kilometre (A,), no places."""
        self.vauhdit = vauhdit
        self.kmh = vauhdit.paikallinen(tiheys)
        self.minuutit: list[npt.NDArray[np.float64]] = []
        self.laji: list[str] = []
        self.auki: list[bool] = []
        self.nopein: dict[str, Luvut] = {}
        self.nopein_min: dict[str, npt.NDArray[np.float64]] = {}
        self.muuttuneet = np.zeros(len(self.kmh), bool)

    def avaa(self, km: npt.ArrayLike, sijainti: int, laji: str) -> int:
        """Open a place of a kind in postal area `sijainti`, `km` (A,) away; returns its index."""
        paikka = len(self.laji)
        self.minuutit.append(self.vauhdit.minuutit(km, self.kmh, self.kmh[sijainti]))
        self.laji.append(laji)
        self.auki.append(True)
        if laji not in self.nopein:
            self.nopein[laji] = np.full(len(self.kmh), EI_YKSIKKOA, np.int32)
            self.nopein_min[laji] = np.full(len(self.kmh), np.inf)
        rivit = self.minuutit[paikka] < self.nopein_min[laji]
        self.nopein[laji][rivit], self.nopein_min[laji][rivit] = paikka, self.minuutit[paikka][rivit]
        self.muuttuneet |= rivit
        return paikka

    def sulje(self, paikka: int) -> None:
        """Close a place: only areas whose quickest it was are searched again."""
        laji = self.laji[paikka]
        self.auki[paikka] = False
        rivit = np.flatnonzero(self.nopein[laji] == paikka)
        self.muuttuneet[rivit] = True
        self.nopein[laji][rivit], self.nopein_min[laji][rivit] = EI_YKSIKKOA, np.inf
        avoimet = self.avoimet([laji])
        if avoimet:
            taulu = np.stack([self.minuutit[i][rivit] for i in avoimet], axis=1)
            self.nopein[laji][rivit] = np.asarray(avoimet, np.int32)[taulu.argmin(axis=1)]
            self.nopein_min[laji][rivit] = taulu.min(axis=1)

    def avoimet(self, lajit: Sequence[str]) -> list[int]:
        """Open places of these kinds."""
        return [i for i, laji in enumerate(self.laji) if self.auki[i] and laji in lajit]

    def lyhin(self, lajit: Sequence[str]) -> npt.NDArray[np.float64]:
        """Minutes to the quickest open place of any of these kinds, (A,); inf where there is none."""
        taulut = [self.nopein_min[laji] for laji in lajit if laji in self.nopein_min]
        return np.minimum.reduce(taulut) if taulut else np.full(len(self.kmh), np.inf)
