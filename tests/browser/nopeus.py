"""How fast the browser is: `python -m tests.browser.nopeus`. Prints goal and measured figure of each.

First paint of a cold page; from a lever to the first answer (`alustava`) and to the refined one; stopping; and with
`--kayttajia 25` pages open at once, clicks beside running simulations, and memory per viewer. Needs a quiet machine.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.palvelin import chromi, palvelu

TAVOITTEET = {
    "first paint, cold, s": 4.0,
    "lever to first answer, s": 1.0,
    "lever to refined answer, s": 10.0,
    "stop, s": 0.3,
    "click beside runs, p95, s": 1.0,
}
ODOTUS = 600_000  # ms


def main() -> None:
    """Measure and print."""
    lukija = argparse.ArgumentParser(description=__doc__)
    lukija.add_argument("--kayttajia", type=int, default=25)
    kayttajia = lukija.parse_args().kayttajia
    with tempfile.TemporaryDirectory() as kansio, palvelu(Path(kansio) / "loki") as (osoite, prosessi), chromi() as s:
        tulokset = yksin(s, osoite)
        ennen = muisti(prosessi.pid)
        viiveet = yhdessa(s, osoite, kayttajia)
        tulokset["click beside runs, p95, s"] = sorted(viiveet)[int(0.95 * (len(viiveet) - 1))]
        tulokset["click beside runs, median, s"] = statistics.median(viiveet)
        tulokset["memory per viewer, MB"] = (muisti(prosessi.pid) - ennen) / max(kayttajia, 1)
    for nimi, arvo in tulokset.items():
        tavoite = TAVOITTEET.get(nimi)
        sana = "" if tavoite is None else f"goal {tavoite:g}: {'met' if arvo <= tavoite else 'NOT MET'}"
        print(f"{nimi:34} {arvo:8.2f}  {sana}")


def yksin(selain: Browser, osoite: str) -> dict[str, float]:
    """One viewer on a server that has just started."""
    konteksti = selain.new_context(base_url=osoite)
    sivu = konteksti.new_page()
    sivu.set_default_timeout(ODOTUS)
    alku = time.monotonic()
    sivu.goto("/tutki?kieli=en")
    sivu.locator("h1").first.wait_for()
    tulokset = {"first paint, cold, s": time.monotonic() - alku}
    sivu.locator(".tilarivi.valmis").wait_for()  # the baseline is lived: what stands on the server when one comes
    alku = _muuta(sivu, "tarve")
    sivu.wait_for_function("document.querySelector('.mittari .merkki')?.textContent.includes('provisional')")
    tulokset["lever to first answer, s"] = time.monotonic() - alku
    sivu.locator(".tilarivi.valmis").wait_for()
    tulokset["lever to refined answer, s"] = time.monotonic() - alku
    _muuta(sivu, "tasa")
    nappi = sivu.get_by_role("button", name="Stop")
    nappi.wait_for()
    alku = time.monotonic()
    nappi.click()
    sivu.locator(".tilarivi.keskeytetty").wait_for()
    tulokset["stop, s"] = time.monotonic() - alku
    konteksti.close()
    return tulokset


def _muuta(sivu: Page, painot: str) -> float:
    alku = time.monotonic()
    sivu.get_by_label("Weights of capitation", exact=True).select_option(painot)
    return alku


def yhdessa(selain: Browser, osoite: str, kayttajia: int) -> list[float]:
    """Many viewers, each with another lever so that runs go on; seconds from a click on a tab to the open tab."""
    kontekstit = [selain.new_context(base_url=osoite) for _ in range(kayttajia)]
    sivut = [k.new_page() for k in kontekstit]
    for i, sivu in enumerate(sivut):
        sivu.set_default_timeout(ODOTUS)
        sivu.goto(f"/tutki?kieli=en&k.kapitaatio.kiintea_osuus={0.7 + 0.01 * i:.2f}")
    for sivu in sivut:
        sivu.locator(".mittarit").wait_for()
    viiveet = []
    for koodi in ("raha", "alueet", "taulukko"):
        for sivu in sivut:
            alku = time.monotonic()
            sivu.locator(f"#v-{koodi}").click()
            sivu.locator(f"#v-{koodi}[aria-selected=true]").wait_for()
            viiveet.append(time.monotonic() - alku)
    for konteksti in kontekstit:
        konteksti.close()
    return viiveet


def muisti(pid: int) -> float:
    """Resident memory of the server's own process, MB; 0 where /proc does not tell."""
    try:
        rivit = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(r.split()[1]) / 1024 for r in rivit if r.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    main()
