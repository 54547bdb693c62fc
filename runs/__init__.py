"""What is run: scenarios, one run, paired comparison, the `sote` command.

    import runs

    malli = runs.build("uusimaa-valinnanvapaus-2023", otos=0.002, seed=1)   # a SoteMalli, which is a mesa.Model
    malli.run_for(12)
    malli.results()                                                         # tidy pandas DataFrame

    runs.compare("nykytila-2017", "uusimaa-liikelaitos-2021", pairs=20)     # paired differences with 95 % intervals

Heavy imports (Mesa, Numba, pandas) happen when a function is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from agentit.malli import SoteMalli
    from runs.skenaariot import Asetukset

__all__ = ["build", "chain", "compare"]


def build(
    name_or_path: str | Path,
    otos: float | None = None,
    seed: int = 1,
    set: Asetukset = (),
    alue: str | Path | None = None,
) -> SoteMalli:
    """The model of a scenario, at the start of its first month.

    name_or_path: a shipped scenario (`sote scenario list`) or a .toml file; otos: share of residents simulated, 0-1
    (default: the scenario's); seed: 0 ... 2^63 - 1; set: overrides, `["kapitaatio.kiintea_osuus=0.8"]`,
    `["2023-01:valinnanvapaus.suora_valinta=true"]` or `{"key": value}`; alue: key of a region ("pirkanmaa") or path of
    a region's folder (default: the scenario's).
    Raises `kalibrointi.viat.ViallinenSyote` (a ValueError) with all faults of the input.
    """
    from runs import ajo, skenaariot

    skenaario = skenaariot.lue(name_or_path, set, otos=otos, alue=alue)
    return ajo.rakenna_malli(skenaario, skenaario.otos, ajo.tarkista_siemen(seed))


def compare(a: str, b: str, pairs: int = 20, **valinnat: Any) -> pd.DataFrame:
    """What scenario b does compared with a, on `pairs` paired seeds; see `runs.vertailu.compare`.

    One row per (vuosi, mittari, ryhma): value_a, value_b, difference with its 95 % interval low-high, standard error
    paired and unpaired, their ratio. Further: otos, seed, set, alue, processes, progress.
    """
    from runs import vertailu

    return vertailu.compare(a, b, pairs, **valinnat)


def chain(scenarios: Sequence[str], pairs: int = 20, **valinnat: Any) -> pd.DataFrame:
    """Each scenario compared with the one before it; every scenario is run once. See `runs.vertailu.chain`."""
    from runs import vertailu

    return vertailu.chain(scenarios, pairs, **valinnat)
