"""Money matrix: who pays whom for which service package, in whole cents, one month at a time.

Every posting has both ends, so the books cannot fail to balance; what can go wrong is refused by name: an unknown
account or package, a payment to oneself, a fraction of a cent, an account spending what it does not have. Stocks exist
only as opening balance + matrix and cannot be written from outside. The money tree ("sote-rahapuu") and the flows
3.6 / 0.7 / 0.7 bn EUR are labellings of the same rows, never books of their own.

Accounting form: transaction-flow matrix of stock-flow consistent models (Godley & Lavoie 2007, Monetary Economics).
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Sentit = npt.NDArray[np.int64]
Nimet = str | Sequence[str] | npt.NDArray[np.integer]

_BITTEJA = 20  # accounts and packages each fit in 20 bits of a sorting key
_MASKI = (1 << _BITTEJA) - 1


class RahaVirhe(ValueError):
    """A posting the books refuse; the message names the accounts and the sum."""


@dataclass(frozen=True, slots=True)
class Tili:
    """Account: `ryhma` is its branch in the money tree, `saa_ylittaa` marks a source that may go below zero.

    Sources stand for the economy outside the model (state, households, employers, wages); nobody else may overdraw.
    """

    nimi: str
    ryhma: str
    saa_ylittaa: bool = False


def to_cents(euros: npt.ArrayLike) -> Sentit:
    """Round euros to whole cents (half to even); any shape in, int64 out."""
    return np.rint(np.asarray(euros, dtype=np.float64) * 100.0).astype(np.int64)


def split_cents(cents: int, weights: npt.ArrayLike) -> Sentit:
    """Split whole cents in proportion to weights (n,) by largest remainder; ties go to the earlier part.

    The parts always add up to `cents`: sums are split from the top down, never rounded part by part.
    Raises RahaVirhe on a negative or fractional sum and on weights that are negative, not finite or all zero.
    """
    w = np.asarray(weights, dtype=np.float64)
    if cents != int(cents) or cents < 0:
        raise RahaVirhe(f"cannot split {cents}: whole cents >= 0 are needed")
    if w.ndim != 1 or not np.isfinite(w).all() or (w < 0).any() or not w.sum() > 0:
        raise RahaVirhe("cannot split by these weights: one finite weight >= 0 per part is needed, and one above 0")
    exact = int(cents) * (w / w.sum())
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: int(cents) - int(parts.sum())]] += 1
    return parts


class Raha:
    """Money matrix payer x receiver x package with its accounts, balances and closed months.

    Cents are int64; a closed month is stored as COO rows (n, 4): payer, receiver, package, cents, sorted and unique.
    """

    def __init__(self, tilit: Iterable[Tili], paketit: Sequence[str]) -> None:
        self.tilit: list[Tili] = []
        self.paketit = tuple(paketit)
        self.kuukaudet: list[Sentit] = []
        self._tili: dict[str, int] = {}
        self._paketti = {nimi: i for i, nimi in enumerate(self.paketit)}
        self._alku = np.zeros(0, np.int64)  # opening balance of each account
        self._suljettu = np.zeros(0, np.int64)  # opening balance + closed months
        self._saldo = np.zeros(0, np.int64)
        self._lahde = np.zeros(0, bool)
        self._avoin: list[tuple[Sentit, Sentit]] = []  # (keys, cents) posted since the last close
        for tili in tilit:
            self.register(tili)

    # accounts ---------------------------------------------------------------------------------------------------

    def register(self, tili: Tili, opening_cents: int = 0) -> int:
        """Open an account and return its index; a new centre may be registered in any month."""
        if tili.nimi in self._tili:
            raise RahaVirhe(f"account {tili.nimi!r} exists already")
        if len(self.tilit) > _MASKI:
            raise RahaVirhe(f"at most {_MASKI + 1} accounts")
        self._tili[tili.nimi] = len(self.tilit)
        self.tilit.append(tili)
        for name in ("_alku", "_suljettu", "_saldo"):
            setattr(self, name, np.append(getattr(self, name), np.int64(opening_cents)))
        self._lahde = np.append(self._lahde, tili.saa_ylittaa)
        return len(self.tilit) - 1

    def number(self, name: str) -> int:
        """Index of one account."""
        found = self._tili.get(name)
        return int(self.account(name)) if found is None else found

    def account(self, names: Nimet) -> npt.NDArray[np.int64]:
        """Indices of accounts: one name, a sequence of names, or indices (checked for range only)."""
        return _indeksit(names, self._tili, "account")

    def package(self, names: Nimet) -> npt.NDArray[np.int64]:
        """Indices of packages, as in `account`."""
        return _indeksit(names, self._paketti, "package")

    def balance(self, name: str) -> int:
        """Balance of one account in cents: opening balance + all its postings so far."""
        return int(self._saldo[self.account(name)])

    @property
    def balances(self) -> Sentit:
        """Balances of all accounts in cents (a copy: only transfers change a balance)."""
        return self._saldo.copy()

    # postings ---------------------------------------------------------------------------------------------------

    def transfer(self, payer: str, receiver: str, package: str, cents: int) -> None:
        """Move whole cents from one account to another; a refund is a transfer the other way."""
        if cents != int(cents):
            raise RahaVirhe(f"{payer} -> {receiver} for {package}: {cents} is not a whole number of cents")
        self.transfer_many(payer, receiver, package, np.array([int(cents)], np.int64))

    def split(self, payer: str, receivers: Nimet, package: str, cents: int, weights: npt.ArrayLike) -> Sentit:
        """Pay `cents` to several receivers in proportion to weights; returns what each got."""
        parts = split_cents(cents, weights)
        self.transfer_many(payer, receivers, package, parts)
        return parts

    def transfer_many(self, payers: Nimet, receivers: Nimet, packages: Nimet, cents: npt.ArrayLike) -> None:
        """Post many transfers at once; payers, receivers and packages are broadcast against cents (n,).

        The rows happen at the same moment: what an account receives in a call can be spent only in the next one.
        Nothing is posted when any row is refused. Rows of zero cents are dropped.
        """
        c = np.asarray(cents)
        if c.ndim != 1 or c.dtype.kind not in "iu":
            raise RahaVirhe(f"cents must be a one-dimensional array of integers, got {c.dtype} {c.shape}: use to_cents")
        a, b, p = (
            i if i.shape == c.shape else np.broadcast_to(i, c.shape)
            for i in (self.account(payers), self.account(receivers), self.package(packages))
        )
        lahtee = self._tarkista(a, b, p, c)
        keys = (a << (2 * _BITTEJA)) | (b << _BITTEJA) | p
        keep = c > 0
        self._saldo += np.bincount(b, c, len(self.tilit)).astype(np.int64) - lahtee.astype(np.int64)
        self._avoin.append((keys[keep], c[keep].astype(np.int64)))

    def _tarkista(self, a: Sentit, b: Sentit, p: Sentit, c: Sentit) -> npt.NDArray[np.float64]:
        """Refuse negative sums, self-payments and overdrafts before anything is posted; cents each account pays."""
        for bad, why in ((c < 0, "a negative sum; a refund is a transfer the other way"), (a == b, "pays itself")):
            if np.count_nonzero(bad):
                i = int(np.flatnonzero(bad)[0])
                payer, receiver = self.tilit[a[i]].nimi, self.tilit[b[i]].nimi
                raise RahaVirhe(f"{payer} -> {receiver} for {self.paketit[p[i]]}, {c[i] / 100:.2f} EUR: {why}")
        out = np.bincount(a, weights=c, minlength=len(self.tilit))  # exact below 2^53 cents
        short = (out > self._saldo) & (out > 0) & ~self._lahde
        if np.count_nonzero(short):
            i = int(np.flatnonzero(short)[0])
            to = self.tilit[b[np.flatnonzero(a == i)[0]]].nimi
            raise RahaVirhe(
                f"{self.tilit[i].nimi} has {self._saldo[i] / 100:.2f} EUR and cannot pay {out[i] / 100:.2f} EUR to {to}"
                + (" and others" if (a == i).sum() > 1 else "")
            )
        return out

    # months -----------------------------------------------------------------------------------------------------

    def close_month(self) -> Sentit:
        """Check that money is conserved, store the month as sorted COO rows (n, 4) and return them (read-only)."""
        rows = self._kuukauden_rivit()
        self._suljettu = self._suljettu + self._netto(rows)
        if (self._suljettu != self._saldo).any():
            names = [self.tilit[i].nimi for i in np.flatnonzero(self._suljettu != self._saldo)[:5]]
            raise RahaVirhe(f"balances moved outside the matrix: {', '.join(names)}")
        if self._saldo.sum() != self._alku.sum():
            raise RahaVirhe("the sum of balances changed: money was created or lost")
        rows.flags.writeable = False
        self.kuukaudet.append(rows)
        self._avoin = []
        return rows

    def audit(self) -> None:
        """Recompute every balance from the opening balances and all closed and open rows; raises if any differs."""
        net = self._alku.copy()
        for rows in (*self.kuukaudet, self._kuukauden_rivit()):
            net += self._netto(rows)
        if (net != self._saldo).any():
            names = [self.tilit[i].nimi for i in np.flatnonzero(net != self._saldo)[:5]]
            raise RahaVirhe(f"balance differs from opening + matrix: {', '.join(names)}")

    def _kuukauden_rivit(self) -> Sentit:
        if not self._avoin:
            return np.zeros((0, 4), np.int64)
        keys = np.concatenate([k for k, _ in self._avoin])
        cents = np.concatenate([c for _, c in self._avoin])
        order = np.argsort(keys, kind="stable")
        keys, cents = keys[order], cents[order]
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
        total = np.add.reduceat(cents, first) if len(first) else cents
        k = keys[first]
        return np.column_stack([k >> (2 * _BITTEJA), (k >> _BITTEJA) & _MASKI, k & _MASKI, total])

    def _netto(self, rows: Sentit) -> Sentit:
        net = np.zeros(len(self.tilit), np.int64)
        np.subtract.at(net, rows[:, 0], rows[:, 3])
        np.add.at(net, rows[:, 1], rows[:, 3])
        return net

    # views ------------------------------------------------------------------------------------------------------

    def rows(self, months: slice = slice(None)) -> Sentit:
        """Closed months as one COO table (n, 5): month index, payer, receiver, package, cents."""
        first, last, step = months.indices(len(self.kuukaudet))
        parts = [
            np.column_stack([np.full(len(r), kk), r]) for kk in range(first, last, step) if len(r := self.kuukaudet[kk])
        ]
        return np.concatenate(parts) if parts else np.zeros((0, 5), np.int64)

    def view[Avain: Hashable](
        self, label: Callable[[Tili, Tili, str], Avain | None], months: slice = slice(None)
    ) -> dict[Avain, int]:
        """Sum cents by any labelling of (payer, receiver, package); rows labelled None are left out."""
        out: dict[Avain, int] = {}
        for (a, b, p), cents in self._yhteensa(months).items():
            key = label(self.tilit[a], self.tilit[b], self.paketit[p])
            if key is not None:
                out[key] = out.get(key, 0) + cents
        return out

    def money_tree(self, months: slice = slice(None)) -> dict[tuple[str, str, str], int]:
        """The sote-rahapuu: cents by (payer's group, receiver's group, package)."""
        return self.view(lambda a, b, p: (a.ryhma, b.ryhma, p), months)

    def flows(self, payer_group: str, months: slice = slice(None)) -> dict[str, int]:
        """Cents paid by one group to each other group, e.g. the orderer's 3.6 / 0.7 / 0.7 bn EUR."""
        return self.view(lambda a, b, p: b.ryhma if a.ryhma == payer_group != b.ryhma else None, months)

    def _yhteensa(self, months: slice) -> Mapping[tuple[int, int, int], int]:
        rows = self.rows(months)
        if not len(rows):
            return {}
        keys = (rows[:, 1] << (2 * _BITTEJA)) | (rows[:, 2] << _BITTEJA) | rows[:, 3]
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        cents = np.add.reduceat(rows[order, 4], first)
        places = zip(
            (keys[first] >> (2 * _BITTEJA)).tolist(), ((keys[first] >> _BITTEJA) & _MASKI).tolist(), strict=True
        )
        packages = (keys[first] & _MASKI).tolist()
        return {(a, b, p): c for (a, b), p, c in zip(places, packages, cents.tolist(), strict=True)}


def _indeksit(names: Nimet, known: dict[str, int], what: str) -> npt.NDArray[np.int64]:
    if not isinstance(names, str) and isinstance(names, np.ndarray) and names.dtype.kind in "iu":
        numbers = names.astype(np.int64, copy=False)
        if np.count_nonzero(numbers.view(np.uint64) >= len(known)):  # a negative one is a very large one
            raise RahaVirhe(f"{what} index out of range: 0-{len(known) - 1} are known")
        return numbers
    try:
        if isinstance(names, str):
            return np.int64(known[names])  # type: ignore[return-value]
        return np.array([known[n] for n in names], np.int64)
    except KeyError as missing:
        name = str(missing.args[0])
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(list(known)[:12])}"
        raise RahaVirhe(f"unknown {what} {name!r}{hint}") from None
