"""A made-up region of three municipalities and six postal areas, written as files: what a user adds as the fourth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from kalibrointi.faktat import IKASARAKKEET, PAAVO_IAT

ALUE = """\
avain: koealue
nimi: {fi: Koealue, sv: Provområde, en: Trial region}
sairaanhoitopiiri: Koealueen sairaanhoitopiiri
keskussairaala: Koesairaala
viitealue: uusimaa
kuolleisuussuhde:
  arvo: [1.1, 1.05]
  tila: oletus
  lahde: "Made up"
lahteet: "Made up"
"""
KUNNAT = {"901": ("Alku", 12000), "902": ("Keski", 3000), "903": ("Loppu", 800)}
ALUEET = {  # postal code: municipality, share of its residents, km east, km north
    "99100": ("901", 0.6, 0, 0),
    "99110": ("901", 0.3, 4, 1),
    "99120": ("901", 0.1, 9, -6),
    "99200": ("902", 0.7, 25, 10),
    "99210": ("902", 0.3, 33, 12),
    "99300": ("903", 1.0, 10, 40),
}


def kunnat() -> pd.DataFrame:
    """Municipalities without tile map and without net cost."""
    rivit = []
    for i, (koodi, (nimi, vaki)) in enumerate(KUNNAT.items()):
        rivit.append(
            {
                "kuntanumero": koodi, "nimi_fi": nimi, "nimi_sv": nimi, "toiminnallinen_alue": "Koe",
                "vaesto_2017": vaki, "vaesto_2018": vaki - 5 * i, "vaesto_2022": vaki + 200 - 150 * i,
                "alle_15_pct": 18 - i, "ika_15_64_pct": 60 - 2 * i, "yli_64_pct": 22 + 3 * i, "ruotsinkieliset_pct": 1,
                "ulkomaan_kansalaiset_pct": 2, "tyollisyysaste_pct": 70 - i, "tyottomyys_pct": 10 + i,
                "elakelaiset_pct": 27 + 4 * i, "sote_nettokustannus_eur_as": "",
            }
        )  # fmt: skip
    return pd.DataFrame(rivit)


def postialueet() -> pd.DataFrame:
    """Postal areas with the age profile of 2016; one has a suppressed cell."""
    alut = np.array([*PAAVO_IAT, 100])
    leveys = np.minimum(np.diff(alut), 12) * np.interp(alut[:-1], [0, 60, 75, 90], [1, 1, 0.8, 0.3])
    rivit = []
    for koodi, (kunta, osuus, x, y) in ALUEET.items():
        vaki = round(KUNNAT[kunta][1] * osuus)
        iat = np.round(leveys / leveys.sum() * vaki).astype(int)
        aikuisia, taysi_ikaisia = int(iat[4:].sum()), int(iat[5:].sum())
        rivi = {
            "postinumero": koodi, "nimi": f"Alue {koodi}", "kuntanumero": kunta, "x_tm35fin_m": 500_000 + 1000 * x,
            "y_tm35fin_m": 6_800_000 + 1000 * y, "pinta_ala_m2": 10_000_000, "vaesto": int(iat.sum()),
            "naiset": int(iat.sum()) // 2, "miehet": int(iat.sum()) - int(iat.sum()) // 2,
            **dict(zip(IKASARAKKEET, iat.tolist(), strict=True)),
            "alin_tuloluokka": round(taysi_ikaisia * 0.25), "keskimmainen_tuloluokka": round(taysi_ikaisia * 0.6),
            "ylin_tuloluokka": round(taysi_ikaisia * 0.15), "tyolliset": round(aikuisia * 0.5),
            "tyottomat": round(aikuisia * 0.07), "opiskelijat": round(aikuisia * 0.08),
            "elakelaiset": round(aikuisia * 0.3), "muut": round(aikuisia * 0.05),
        }  # fmt: skip
        rivit.append(rivi)
    rivit[2]["tyottomat"] = ""
    return pd.DataFrame(rivit)


def yksikot() -> pd.DataFrame:
    """One known station, one hospital."""
    sarakkeet = ("nimi", "laji", "postinumero", "x_tm35fin_m", "y_tm35fin_m", "tila")
    rivit = [
        ("Alun terveysasema", "terveysasema", "99100", 500_200, 6_800_100, "tilasto"),
        ("Koesairaala", "sairaala", "99110", 504_000, 6_801_000, "arvio"),
    ]
    return pd.DataFrame(rivit, columns=sarakkeet)


def kirjoita(kansio: Path) -> Path:
    """The four files of the region in a folder, which is returned."""
    kansio.mkdir(parents=True, exist_ok=True)
    (kansio / "alue.yaml").write_text(ALUE, encoding="utf-8")
    for nimi, taulu in (("kunnat", kunnat()), ("postialueet", postialueet()), ("yksikot", yksikot())):
        taulu.to_csv(kansio / f"{nimi}.csv", index=False)
    return kansio
