"""`sote negotiate`: one January's negotiation lived in the model, its log of offers, the agreement and its file.

The scenario is lived up to the January; there the sides know what the model's orderer and liikelaitos know. A person
can take either side at the terminal; an offer that is refused is answered with every error at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agentit.neuvottelu import JARJESTAJA, LIIKELAITOS, OSAPUOLET, Asialista, Kasin, Kohdat, Tarjous, Tilanne
from agentit.neuvottelupoyta import Poytakirja
from kalibrointi import palvelupaketit
from kalibrointi.viat import ViallinenSyote, Vika, desimaalipilkku, lahin, luettele, pilkkuviesti
from runs import ajo, naytto, skenaariot
from runs.sopimustiedosto import kirjoita
from visualisointi import sanat

if TYPE_CHECKING:
    from agentit.malli import SoteMalli

TAVAT = {"tough": "tiukka", "cooperative": "yhteistyohaluinen", "evidence": "nayttoon_perustuva"}
SIVUT = {"orderer": JARJESTAJA, "liikelaitos": LIIKELAITOS}
SKENAARIO, OTOS = "uusimaa-virement", 0.005
NAYTETTAVAT = ("lapset", "lnpsyk", "ikaantyneet")  # packages of the three practice services
Kysy = Callable[[str], str]


def sana(avain: str, kieli: str) -> str:
    """A word of the negotiation in a language."""
    return sanat.NEUVOTTELU[avain][kieli]


def asian_nimi(nimi: str, kieli: str) -> str:
    """Words of an agenda item: 'jako.lapset' -> 'Split: children, youth, families'."""
    ryhma, _, osa = nimi.partition(".")
    if not osa:
        return sana(ryhma, kieli)
    if ryhma == "jako":
        rivit = palvelupaketit.lue().rivit_paketissa(osa)
        taulu = sanat.NEUVOTTELU if osa == "esh" else sanat.RAHA  # packages of several lines have names of their own
        sanoin = taulu[osa][kieli] if osa in taulu else rivit[0].nimi[kieli]
        return f"{sana(ryhma, kieli)}: {sanoin}"
    return f"{sana(ryhma, kieli)}: {sana(osa, kieli)}"


# the talk ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Neuvottelut:
    """What was negotiated in one January: minutes of every producer's talk."""

    skenaario: str
    vuosi: int
    otos: float
    seed: int
    kirjat: tuple[Poytakirja, ...]

    def json(self) -> dict[str, Any]:
        """Everything, plain."""
        return {
            "scenario": self.skenaario,
            "year": self.vuosi,
            "otos": self.otos,
            "seed": self.seed,
            "negotiations": [_kirja_json(k) for k in self.kirjat],
        }

    def kirjoita(self, polku: Path) -> None:
        """The agreements as a file that `sote run --agreement` executes."""
        kirjoita(polku, {(k.vuosi, k.laitos): k.sopimus for k in self.kirjat})


def _kirja_json(k: Poytakirja) -> dict[str, Any]:
    return {
        "liikelaitos": k.laitos,
        "funding": k.katto,
        "last_year_eur": k.viimeraha,
        "last_year": dict(k.viimevuosi),
        "offers": [
            {"round": t.kierros, "by": t.tekija, "why": t.perustelu, "items": dict(t.kohdat)} for t in k.tulos.historia
        ],
        "agreed": k.tulos.sopu,
        "accepted_by": k.tulos.hyvaksyja,
        "agreement": k.sopimus.as_dict(),
    }


@dataclass
class Poyta:
    """A model that has lived up to the January, and what is about to be negotiated there."""

    malli: SoteMalli
    skenaario: skenaariot.Skenaario
    vuosi: int
    seed: int

    def istu(self, ihmiset: Mapping[str, Kasin] | None = None) -> Neuvottelut:
        """Negotiate. `ihmiset`: side -> who plays it in place of its rule."""
        poyta = self.malli.neuvottelupoyta
        poyta.neuvottelijat.update(ihmiset or {})
        ajo.ela(self.malli, self.skenaario.months)
        kirjat = tuple(k for k in poyta.poytakirjat if k.vuosi == self.vuosi)
        return Neuvottelut(self.skenaario.name, self.vuosi, self.skenaario.otos, self.seed, kirjat)


def valmistele(
    scenario: str,
    tavat: Mapping[str, str | None],
    kierroksia: int | None = None,
    vuosi: int | None = None,
    otos: float | None = None,
    seed: int = 1,
    alue: str | None = None,
    asetukset: Sequence[str] = (),
    progress: ajo.Edistyminen | None = None,
) -> Poyta:
    """Live the scenario up to the January. `tavat`: side -> manner of its rule, None = the scenario's.

    Raises `ViallinenSyote` when no county organises that January, or an answer is not allowed.
    """
    vuosi = _vuosi(skenaariot.lue(scenario, asetukset, alue=alue), vuosi)
    valitut = {"neuvottelu.kaytossa": "true", **{f"neuvottelu.{s}": t for s, t in tavat.items() if t}}
    if kierroksia is not None:
        valitut["neuvottelu.kierroksia"] = str(kierroksia)
    kaikki = [*asetukset, *(f"{vuosi}-01:{avain}={arvo}" for avain, arvo in valitut.items())]
    osuus = OTOS if otos is None else otos
    skenaario = skenaariot.lue(scenario, kaikki, end=f"{vuosi}-01", otos=osuus, alue=alue)
    malli = ajo.rakenna_malli(skenaario, skenaario.otos, ajo.tarkista_siemen(seed))
    ajo.ela(malli, skenaario.months - 1, progress)
    return Poyta(malli, skenaario, vuosi, seed)


def _vuosi(skenaario: skenaariot.Skenaario, vuosi: int | None) -> int:
    """The January negotiated: the one asked for, or the first in which a county organises."""
    ohjelma = skenaario.ohjelma()
    vuodet = [
        int(skenaario.start[:4]) + kk // 12
        for kk in range(12, skenaario.months, 12)
        if ohjelma.at(kk)["rakenne.jarjestaja"] == "maakunta"
    ]
    if not vuodet:
        raise ViallinenSyote(Vika(f"in '{skenaario.name}' no county ever organises: there is nobody to negotiate."))
    if vuosi is not None and vuosi not in vuodet:
        viesti = f"no negotiation in {vuosi}: a county organises in the Januaries {vuodet[0]}-{vuodet[-1]}."
        raise ViallinenSyote(Vika(viesti, "--year"))
    return vuodet[0] if vuosi is None else vuosi


# what is shown -------------------------------------------------------------------------------------------------------
def nayta(n: Neuvottelut, kieli: str) -> None:
    """Log of offers and the agreement, as tables on stdout."""
    for k in n.kirjat:
        naytto.tulosta(f"{n.skenaario} {n.vuosi}, {k.laitos}: {sana('viimeraha', kieli)} {_milj(k.viimeraha)}\n")
        naytto.taulukko(_lokisarakkeet(kieli), [_lokirivi(t, k, kieli) for t in k.tulos.historia], sana("loki", kieli))
        naytto.tulosta(f"=> {loppu(k, kieli)}\n")
        naytto.taulukko(*_sopimustaulu(k, kieli))


def loppu(k: Poytakirja, kieli: str) -> str:
    """How it ended, in a sentence."""
    if k.tulos.sopu:
        return sana("hyvaksyi", kieli).format(kuka=sana(k.tulos.hyvaksyja, kieli), n=len(k.tulos.historia))
    return sana("ei_sopua", kieli)


def _milj(euroa: float) -> str:
    return f"{euroa / 1e6:,.1f} M€"


def _lokisarakkeet(kieli: str) -> tuple[str, ...]:
    nimet = ("kierros", "tekija", ">raha", ">virement", ">jako", ">tavoite", ">ketjut", "miksi")
    return tuple(">" * nimi.startswith(">") + sana(nimi.lstrip(">"), kieli) for nimi in nimet)


def _lokirivi(t: Tarjous, k: Poytakirja, kieli: str) -> tuple[str, ...]:
    x = t.kohdat
    tyyli, _, paino = t.perustelu.partition(" ")
    miksi = sana(tyyli, kieli) + (f": {sana('toisen_paino', kieli)} {paino}" if paino else "")
    return (
        str(t.kierros),
        sana(t.tekija, kieli),
        f"{x['raha']:.3f}",
        f"{x['virement']:.2f}",
        "/".join(f"{100 * x[f'jako.{p}']:.1f}" for p in NAYTETTAVAT if f"jako.{p}" in x),
        "/".join(f"{x[nimi]:.2f}" for nimi in k.asialista.ryhmassa("tavoite")),
        f"{x['ketjut']:.2f}",
        miksi,
    )


def _sopimustaulu(k: Poytakirja, kieli: str) -> tuple[tuple[str, ...], list[tuple[str, ...]], str]:
    """Item by item: last year, what each side asked first, what holds, how that differs from last year."""
    avaukset = {t.tekija: t.kohdat for t in reversed(k.tulos.historia)}
    sarakkeet = (
        sana("kohta", kieli),
        f">{sana('viime', kieli)}",
        *(f">{sana(s, kieli)}" for s in OSAPUOLET),
        f">{sana('sovittu', kieli)}",
        f">{sana('ero', kieli)}",
    )
    rivit = []
    for nimi in k.asialista.asiat:
        lopullinen = k.tulos.kohdat[nimi]
        arvot = [k.viimevuosi[nimi], *(avaukset.get(s, {}).get(nimi) for s in OSAPUOLET), lopullinen]
        ero = lopullinen - k.viimevuosi[nimi]
        rivit.append((asian_nimi(nimi, kieli), *(arvo_sanoin(nimi, x, k) for x in arvot), _ero(nimi, ero, k)))
    return sarakkeet, rivit, sana("sopimus", kieli)


def arvo_sanoin(nimi: str, x: float | None, k: Poytakirja) -> str:
    """A value of an item: money in euros, shares in per cent, others as 0-1."""
    if x is None:
        return "-"
    if nimi == "raha":
        return _milj(x * k.viimeraha)
    return f"{100 * x:.2f} %" if nimi.startswith("jako.") else f"{x:.2f}"


def _ero(nimi: str, ero: float, k: Poytakirja) -> str:
    """A difference with its sign; nothing when it would show as zero."""
    if nimi == "raha":
        teksti = f"{ero * k.viimeraha / 1e6:+,.1f} M€"
    else:
        teksti = f"{100 * ero:+.2f}" if nimi.startswith("jako.") else f"{ero:+.2f}"
    return "" if not teksti.strip("+-0., M€") else teksti


# a person at the terminal --------------------------------------------------------------------------------------------
def ihminen(sivu: str, kieli: str, kysy: Kysy) -> Kasin:
    """A side played at the terminal. `kysy` shows a prompt and returns the line, EOFError at the end of input."""

    def siirto(t: Tilanne, virheet: tuple[str, ...]) -> Kohdat | None:
        for virhe in virheet:
            naytto.sano(f"  {sana('hylatty', kieli)}: {virhe}")
        if not virheet:
            _nayta_tilanne(t, sivu, kieli)
        while True:
            try:
                rivi = kysy(f"{sana(sivu, kieli)}, {sana('kierros', kieli)} {t.kierros}/{t.kierroksia}> ").strip()
            except EOFError:
                raise ViallinenSyote(Vika("the input ended before the negotiation did.", "--interactive")) from None
            if rivi in ("?", "help", "apua", "hjälp"):
                naytto.sano(sana("ohje", kieli))
            elif rivi.lower() in ("ok", "accept", "hyväksyn", "godkänner"):
                return None
            elif rivi.lower() in ("no", "refuse", "en", "nej", "") and t.vain_vastaus:
                return {}
            else:
                muutokset, viat = tulkitse(rivi, t.asialista)
                if not viat:
                    return muutokset
                for vika in viat:
                    naytto.sano(f"  {sana('hylatty', kieli)}: {vika}")

    return Kasin(sivu, siirto)


def tulkitse(rivi: str, lista: Asialista) -> tuple[dict[str, float], list[str]]:
    """'raha=0.99 lapset=0.11' -> changes, and every fault of the line; the last part of an item's name is enough."""
    muutokset: dict[str, float] = {}
    viat: list[str] = []
    lyhyet = {nimi.rpartition(".")[2]: nimi for nimi in lista.asiat}
    for osa in rivi.split():
        nimi, on, arvo = osa.partition("=")
        koko = nimi if nimi in lista.asiat else lyhyet.get(nimi, "")
        if not koko:
            ehdotus = lahin(nimi, [*lista.asiat, *lyhyet])
            viat.append(
                f"{nimi}: not on the agenda: {luettele(lista.asiat)}." + f" Did you mean '{ehdotus}'?" * bool(ehdotus)
            )
        elif not on:
            viat.append(f"{nimi}: write {nimi}=NUMBER.")
        elif oikein := desimaalipilkku(arvo):
            viat.append(f"{nimi}: {pilkkuviesti(arvo, oikein)}")
        else:
            try:
                muutokset[koko] = float(arvo)
            except ValueError:
                viat.append(f"{nimi}: '{arvo}' is not a number.")
    return muutokset, viat


def _nayta_tilanne(t: Tilanne, sivu: str, kieli: str) -> None:
    """The other's offer beside one's own last one, on stderr: the talk is not the result."""
    oma = next((x for x in reversed(t.historia) if x.tekija == sivu), None)
    muun = t.muun(sivu)
    naytto.sano(f"\n{sana('katto', kieli)} {t.katto:.4f}. {sana('ohje_lyhyt', kieli)}")
    for rivi in _tilannerivit(t, oma, muun, kieli):
        naytto.sano("  " + rivi)


def _tilannerivit(t: Tilanne, oma: Tarjous | None, muun: Tarjous | None, kieli: str) -> Iterator[str]:
    otsikot = [sana(x, kieli) for x in ("viime", "oma", "toisen", "ero")]
    yield f"{'':<24}" + "".join(f"{x:>16}" for x in otsikot)
    for nimi in t.asialista.asiat:
        arvot = [t.viimevuosi[nimi], oma and oma.kohdat[nimi], muun and muun.kohdat[nimi]]
        ero = muun.kohdat[nimi] - oma.kohdat[nimi] if oma and muun else None
        luvut = "".join(f"{'-' if x is None else f'{x:.4f}':>16}" for x in arvot)
        yield f"{nimi:<24}{luvut}" + (f"{ero:>+16.4f}" if ero is not None and abs(ero) > 5e-5 else "")
