"""The job script of a sweep on a Slurm cluster: an array of node-sized jobs, each a shard; out of time is a resume.

CSC asks that short tasks be packed into few jobs, not one job each (docs.csc.fi, "High-throughput computing").
Partition names and sizes: docs.csc.fi, Roihu (2026); docs.lumi-supercomputer.eu, LUMI-C. They change: `sinfo` has the
last word.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from kalibrointi.viat import ViallinenSyote, Vika, lahin, luettele

VAROITUS_S = 180  # before the end of its time a job is told to write what it has


@dataclass(frozen=True)
class Jarjestelma:
    """A cluster: cores and partition of a whole node, partition of a part of one, most jobs in an array."""

    cores: int
    whole: str
    part: str
    jobs: int
    modules: tuple[str, ...]


JARJESTELMAT = {
    "roihu": Jarjestelma(384, "medium", "small", 400, ("module load python-data",)),
    "lumi": Jarjestelma(128, "standard", "small", 200, ("module load LUMI cray-python",)),
    "plain": Jarjestelma(64, "", "", 1000, ()),
}


def kirjoita(
    tutkimus: str,
    nimi: str,
    jarjestelma: str,
    projekti: str,
    toita: int,
    ytimia: int | None,
    tunteja: float,
    kansio: Path,
) -> str:
    """The text of the script. Raises `ViallinenSyote` with every fault of the options."""
    viat = _viat(jarjestelma, projekti, toita, ytimia, tunteja)
    if viat:
        raise ViallinenSyote(viat)
    j = JARJESTELMAT[jarjestelma]
    ydin = ytimia or j.cores
    osasto = j.whole if ydin == j.cores else j.part
    minuutteja = max(1, round(tunteja * 60))
    otsake = {
        "job-name": nimi, "account": projekti, "partition": osasto,
        "time": f"{minuutteja // 60:02d}:{minuutteja % 60:02d}:00",
        "nodes": 1, "ntasks": 1, "cpus-per-task": ydin, "output": f"{nimi}-%A_%a.out", "open-mode": "append",
        "signal": f"B:USR1@{VAROITUS_S}", "array": f"1-{toita}" if toita > 1 else "",
    }  # fmt: skip
    if osasto != j.whole or not osasto:
        otsake["mem-per-cpu"] = "2000M"
    rivit = [f"#SBATCH --{avain}={arvo}" for avain, arvo in otsake.items() if arvo]
    osa = f' --shard "$SLURM_ARRAY_TASK_ID/{toita}"' if toita > 1 else ""
    komento = f"sote sweep run {shlex.quote(tutkimus)} --out {shlex.quote(str(kansio))}{osa}"
    jono = 'JOB="$SLURM_JOB_ID"' if toita == 1 else 'JOB="${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"'
    return "\n".join(
        [
            "#!/bin/bash",
            *rivit,
            "",
            "set -u",
            *j.modules,
            'cd "$SLURM_SUBMIT_DIR"',
            "source .venv/bin/activate   # where Sotemalli is installed",
            "export OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1",
            jono,
            "",
            f"# Slurm warns {VAROITUS_S} s before the end: the sweep writes what it has and exits with 75;",
            "# the job is then queued again and goes on where it was.",
            f"{komento} &",
            "PID=$!",
            "trap 'kill -USR1 $PID' USR1",
            'wait "$PID"; CODE=$?',
            '[ "$CODE" -gt 128 ] && { wait "$PID"; CODE=$?; }   # the first wait ended with the signal itself',
            'if [ "$CODE" -eq 75 ]; then scontrol requeue "$JOB"; fi',
            'exit "$CODE"',
            "",
        ]
    )


def _viat(jarjestelma: str, projekti: str, toita: int, ytimia: int | None, tunteja: float) -> list[Vika]:
    viat = []
    if jarjestelma not in JARJESTELMAT:
        viesti = f"no system '{jarjestelma}'. Systems: {luettele(JARJESTELMAT)}."
        return [Vika(viesti, "--system", ehdotus=lahin(jarjestelma, JARJESTELMAT))]
    j = JARJESTELMAT[jarjestelma]
    if jarjestelma != "plain" and not re.fullmatch(r"project_\d+", projekti):
        viat.append(Vika(f"give the billing project, project_ and a number; got '{projekti}'.", "--account"))
    if not 1 <= toita <= j.jobs:
        viat.append(Vika(f"1 ... {j.jobs} jobs on {jarjestelma}, got {toita}.", "--nodes"))
    if ytimia is not None and not 1 <= ytimia <= j.cores:
        viat.append(Vika(f"1 ... {j.cores} cores on a node of {jarjestelma}, got {ytimia}.", "--cores"))
    if not 0.1 <= tunteja <= 72:
        viat.append(Vika(f"0.1 ... 72 hours, got {tunteja:g}.", "--hours"))
    return viat
