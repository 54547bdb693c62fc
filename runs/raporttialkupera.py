"""Where a report's numbers come from: versions, hashes, seal, how to repeat them, how to cite them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kalibrointi.viat import Vika
from visualisointi import raporttisanat, raporttisivu

if TYPE_CHECKING:
    from runs.varasto import Varasto


def tarkista_sinetti(varasto: Varasto) -> list[Vika] | None:
    """Is the sweep as it was sealed? [] when it is, faults when it is not, None when it has no seal (unfinished)."""
    try:
        sinetti = json.loads((varasto.path / "SEAL").read_text(encoding="utf-8"))
        summat = dict(sinetti["sha256"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as virhe:
        return [Vika(f"the SEAL cannot be read: {virhe}.", str(varasto.path))]
    viat = []
    for nimi, summa in summat.items():
        polku = varasto.path / nimi
        if not polku.is_file():
            viat.append(Vika("missing.", str(polku)))
        elif _sha256(polku) != summa:
            viat.append(Vika("changed since the sweep was sealed.", str(polku)))
    omat = {pala.path.relative_to(varasto.path).as_posix() for pala in varasto.chunks()}
    viat += [Vika("not under the seal.", str(varasto.path / nimi)) for nimi in sorted(omat - set(summat))]
    return viat


def _sha256(polku: Path) -> str:
    with polku.open("rb") as tiedosto:
        return hashlib.file_digest(tiedosto, "sha256").hexdigest()


def osat(varasto: Varasto, kieli: str) -> Iterable[str]:
    """Section of provenance: a table, and the commands that repeat the calculation."""

    def t(avain: str, **tiedot: object) -> str:
        return raporttisanat.sana(avain, kieli, **tiedot)

    yield raporttisivu.kappale(t("alkupera_selite"))
    yield raporttisivu.taulukko([t("tieto"), f"#{t('arvo')}"], list(_rivit(varasto, t)))
    yield raporttisivu.kappale(t("toista"))
    yield raporttisivu.koodi(f"sote reproduce {varasto.path.name} --sample 20\nsote reproduce {varasto.path.name}")


def _rivit(varasto: Varasto, t: Any) -> Iterable[tuple[str, str]]:
    m = varasto.manifest
    yield "Sotemalli", str(m["sotemalli"])
    if git := m.get("git"):
        yield "git", t("muutettu", x=git["commit"]) if git.get("modified") else str(git["commit"])
    yield t("tehty"), str(m["created"])
    viat = tarkista_sinetti(varasto)
    if viat is None:
        yield t("sinetti"), t("sinetti_puuttuu")
    else:
        yield t("sinetti"), t("sinetti_rikki", mika=str(viat[0])) if viat else t("sinetti_ehja")
    toistot = m.get("replicates", {})
    if toistot:
        viimeinen = toistot["seed"] + int(varasto.results()["replicate"].max()) - 1
        yield t("siemenet"), f"{toistot['seed']}\u2026{viimeinen}"
    yield t("tutkimus"), f"{m['study']['name']} {m['study'].get('fingerprint', '')}".strip()
    for nimi, tiiviste in m.get("hashes", {}).items():
        yield t(nimi) if nimi in raporttisanat.RAPORTTI else nimi, str(tiiviste)
    paketit = ", ".join(f"{nimi} {versio}" for nimi, versio in m.get("packages", {}).items())
    yield "Python", f"{m.get('python', '')}; {paketit}".strip("; ")
    yield t("platform"), str(m.get("platform", ""))


def viittaus(varasto: Varasto, kieli: str) -> Iterable[str]:
    """Section of citation."""
    m = varasto.manifest
    kysymys = varasto.study.question
    yield raporttisivu.kappale(raporttisanat.sana("viittaus_selite", kieli))
    yield raporttisivu.koodi(
        raporttisanat.sana(
            "viite", kieli, versio=m["sotemalli"], kysymys=kysymys.get(kieli) or kysymys.get("en"),
            sarja=varasto.path.name, tunniste=m["study"].get("fingerprint", ""),
        )
    )  # fmt: skip
