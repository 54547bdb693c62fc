"""Istunto (session): a room that lives - commands in, events on disk, the model behind, whoever listens told.

One lock orders everything. A command is decided, its event written to disk, and only then is the state replaced and
anybody told. What the model has to compute (`laskenta`) runs outside the lock, so that the room stays awake; if the
server dies meanwhile, the log says so and the computation is done again, to the same numbers.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from runs.harjoitus import sijaiset
from runs.harjoitus.esiasetus import Esiasetus
from runs.harjoitus.huone import Huone, alusta, paatos, sovella
from runs.harjoitus.komennot import JASEN, OHJAAJA, Tekija, Torjuttu, aloita, paata, seurattavat, tiiviste, tunnistaa
from runs.harjoitus.loki import MUOTO, MUOTOVERSIO, Loki
from runs.harjoitus.vuodet import Vuodet, Vuosikone

KOODIN_MERKIT = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is read as something else
KOODIN_PITUUS = 6
LIITTYMISTUNNUS = 16  # characters of a browser's own secret, at least
TORJUTTUJA_MINUUTISSA = 20  # refusals written to the log for one sender in a minute; more are only counted
KOMENTOJA_SEKUNNISSA = 8.0  # of one sender, on average ...
KOMENTOJA_RYOPYSSA = 30.0  # ... and at once


class Istunto:
    """A room with its log open. `nyt` gives the time; tests and bots have clocks of their own."""

    def __init__(
        self, polku: Path | str, nyt: Callable[[], float] = time.time, kone: Callable[..., Vuodet] = Vuosikone
    ) -> None:
        """Open an existing log and become what it says. `kone`: who lives the years (`etakone`: another process)."""
        self.nyt = nyt
        self.loki = Loki(polku)
        self.huone = toista(self.loki)
        h = self.huone
        self.kone = kone(h.esiasetus, h.otos, h.seed)
        self.kuulijat: list[Callable[[Huone], None]] = []
        self._lukko, self._laskenta = threading.RLock(), threading.Lock()
        self._kysynta: dict[str, tuple[float, float]] = {}  # sender -> (tokens, when)
        self._torjutut: dict[str, list[float]] = {}

    @classmethod
    def avaa(
        cls,
        polku: Path | str,
        esiasetus: Esiasetus,
        otos: float | None = None,
        seed: int | None = None,
        koodi: str = "",
        nyt: Callable[[], float] = time.time,
        salaisuudet: tuple[str, str] = ("", ""),
        kone: Callable[..., Vuodet] = Vuosikone,
    ) -> Istunto:
        """Make a new room. `salaisuudet`: of the facilitator's link and of the projector's; '' = nobody has it."""
        oma = kone(esiasetus, otos, seed)  # faults of the world are told before anything is written
        ohjaaja, valkokangas = (tiiviste(x) if x else "" for x in salaisuudet)
        loki = Loki(polku, uusi=True)
        loki.lisaa(
            {
                "laji": "avattu", "muoto": MUOTO, "versio": MUOTOVERSIO, "koodi": koodi or uusi_koodi(),
                "esiasetus": esiasetus.model_dump(mode="json"), "otos": oma.otos, "seed": oma.seed,
                "ohjaaja": ohjaaja, "valkokangas": valkokangas,
            },
            nyt(),
        )  # fmt: skip
        loki.sulje()
        return cls(polku, nyt, kone)

    # commands ------------------------------------------------------------------------------------------------------

    def komento(self, tekija: Tekija, k: Mapping[str, Any]) -> Huone:
        """Carry out a command; returns the room after it. Raises Torjuttu, which is in the log then."""
        lahettaja = tekija.jasen or tekija.rooli or tekija.laji
        if tekija.laji == OHJAAJA:
            self._kysy_ensin(tekija, k)
        with self._lukko:
            nyt = self.nyt()
            try:
                self._tahti(lahettaja, tekija, nyt)
                tapahtuma = paata(self.huone, self.kone, tekija, k, nyt)
            except Torjuttu as virhe:
                self._torju(lahettaja, k, virhe, nyt)
                raise
            if tapahtuma is not None:
                self._kirjaa(tapahtuma, nyt)
        return self.huone

    def _kysy_ensin(self, tekija: Tekija, k: Mapping[str, Any]) -> None:
        """Decide once without the lock: what the model has to say is known then, and the room never waits for it."""
        with suppress(Torjuttu):
            paata(self.huone, self.kone, tekija, k, self.nyt())

    def ennakoi(self) -> None:
        """Ask the model for the next round's January before anybody needs it."""
        h = self.huone
        seuraava = (0, 1) if not h.kierros else h.seuraava_kierros()
        if h.vaihe in ("odotus", "tulokset", "pohdinta") and seuraava is not None:
            aloita(h, self.kone, *seuraava)

    def liity(self, nimi: str, tunnus: str = "") -> tuple[str, str]:
        """Somebody comes in: (member's id, secret that proves it later). Raises Torjuttu.

        `tunnus`: a long random text of the browser's own. Both are made from it, so that who was let in and never
        heard of it (the server died) asks again and is the same person; the log keeps only its hash.
        """
        if len(tunnus) < LIITTYMISTUNNUS:
            tunnus = secrets.token_urlsafe(24)
        jasen, avain, nro = (tiiviste(f"{mika} {self.huone.koodi} {tunnus}") for mika in ("jasen", "avain", "tunnus"))
        k = {"laji": "liity", "nimi": nimi, "jasen": jasen[:10], "avain": tiiviste(avain), "tunnus": nro}
        self.komento(Tekija(JASEN), k)
        return jasen[:10], avain

    def jasen(self, jasen: str, avain: str) -> Tekija | None:
        """Who comes back with this secret; None when it is not theirs."""
        j = self.huone.jasenet.get(jasen)
        return Tekija(JASEN, jasen=jasen) if j and tunnistaa(avain, j.avain) else None

    def on_ohjaaja(self, salaisuus: str) -> bool:
        """Is this the facilitator's secret?"""
        return bool(self.huone.ohjaaja) and tunnistaa(salaisuus, self.huone.ohjaaja)

    def on_valkokangas(self, salaisuus: str) -> bool:
        """Is this the projector's secret?"""
        return bool(self.huone.valkokangas) and tunnistaa(salaisuus, self.huone.valkokangas)

    def _kirjaa(self, tapahtuma: Mapping[str, Any], nyt: float) -> None:
        rivi = self.loki.lisaa(tapahtuma, nyt)
        self.huone = sovella(self.huone, rivi.tiedot, rivi.aika)
        for kuulija in list(self.kuulijat):
            kuulija(self.huone)

    def _tahti(self, lahettaja: str, tekija: Tekija, nyt: float) -> None:
        """A flood is refused: so many commands a second of one person."""
        if tekija.laji != JASEN:
            return
        pisteet, ennen = self._kysynta.get(lahettaja, (KOMENTOJA_RYOPYSSA, nyt))
        pisteet = min(pisteet + KOMENTOJA_SEKUNNISSA * (nyt - ennen), KOMENTOJA_RYOPYSSA)
        if pisteet < 1.0:
            self._kysynta[lahettaja] = (pisteet, nyt)
            raise Torjuttu("liian_tiheaan")
        self._kysynta[lahettaja] = (pisteet - 1.0, nyt)

    def _torju(self, lahettaja: str, k: Mapping[str, Any], virhe: Torjuttu, nyt: float) -> None:
        """Write a refusal down, but let nobody fill the disk with them."""
        tuoreet = [t for t in self._torjutut.get(lahettaja, []) if nyt - t < 60.0]
        self._torjutut[lahettaja] = tuoreet
        if len(tuoreet) < TORJUTTUJA_MINUUTISSA:
            tuoreet.append(nyt)
            laji = k.get("laji")
            self._kirjaa({"laji": "torjuttu", "koodi": virhe.koodi, "kuka": lahettaja[:40],
                          "komento": laji[:20] if isinstance(laji, str) else ""}, nyt)  # fmt: skip

    # by itself -----------------------------------------------------------------------------------------------------

    def sijaiset_toimivat(self) -> int:
        """Let stand-ins do all they can now; returns how many things they did."""
        tehty = 0
        with self._lukko:
            while not self._myohassa() and (siirto := sijaiset.seuraava(self.huone)) is not None:
                self.komento(*siirto)
                tehty += 1
        return tehty

    def _myohassa(self) -> bool:
        """Is the time of this phase over, so that a stand-in too would be refused?"""
        h = self.huone
        return h.vaihe == "neuvottelu" and h.tauolla is None and h.maaraaika is not None and self.nyt() > h.maaraaika

    def laske(self, edistyminen: Callable[[int, int], None] | None = None) -> bool:
        """Live the locked round in the model, if that is what the room waits for; returns whether it was done.

        Anybody may call it at any time, also twice: only a room in `laskenta` computes, and one computation is written.
        """
        with self._laskenta:
            h = self.huone
            if h.vaihe != "laskenta" or h.lukittu is None:
                return False
            polku = (*h.polku(), paatos(h.lukittu))
            tulos = self.kone.tulos(polku, seurattavat(h), edistyminen)
            with self._lukko:
                if self.huone.vaihe != "laskenta" or self.huone.lukittu != h.lukittu:
                    return False  # undone meanwhile
                self._kirjaa({"laji": "laskettu", "tulos": tulos}, self.nyt())
        return True

    def sulje(self) -> None:
        """Close the log."""
        self.loki.sulje()


def toista(loki: Loki) -> Huone:
    """The room a log makes. Raises `ViallinenSyote` for a damaged one."""
    rivit = loki.rivit()
    huone = alusta(rivit[0].tiedot)
    for rivi in rivit[1:]:
        huone = sovella(huone, rivi.tiedot, rivi.aika)
    return huone


def uusi_koodi() -> str:
    """A room code that nobody can foresee."""
    return "".join(secrets.choice(KOODIN_MERKIT) for _ in range(KOODIN_PITUUS))
