"""The list of rules misses nothing: every rule, every parameter, every name has its words and its reader."""

import json
from typing import ClassVar

import pytest
from typer.testing import CliRunner

import runs
from agentit import linjasiirrot
from agentit.asiakasseteli import SETELIVIVUT
from agentit.henkilokohtainen_budjetti import BUDJETTIVIVUT
from agentit.malli import SoteMalli
from agentit.ohjelma import Ohjelma
from kalibrointi import allianssit, maailma, palvelupaketit
from kalibrointi.parametrit import lue_oletukset
from kalibrointi.viat import ViallinenSyote
from runs import saantoluettelo
from runs.cli import app
from runs.selitteet import LASKETUT, RIVIPARAMETRIT, parametrit, selite

OTOS = 0.0003


@pytest.fixture(scope="module")
def malli():
    return runs.build("nykytila-2017", otos=OTOS)


@pytest.fixture(scope="module")
def luettelo(malli):
    return saantoluettelo.luettelo(malli)


def test_every_rule_of_a_resident_is_listed_once(malli, luettelo):
    omat = [s for s in luettelo if s.kuka == "asukas"]
    assert len({s.nimi for s in omat}) == len(omat)
    assert sum(len(s.rivit) or 1 for s in omat) == len(malli.sidonta.kaikki_saannot)
    for s in omat:
        tiedosto, rivi = s.paikka.split(":")
        teksti = (saantoluettelo.JUURI / tiedosto).read_text(encoding="utf-8").splitlines()
        assert teksti[int(rivi) - 1].startswith(f"def {s.nimi}(")
        assert s.yhtalo
        assert s.kirjoittaa or s.lisaa


def test_every_name_in_a_rule_has_words(malli):
    nimet = {n for s in malli.sidonta.kaikki_saannot for n in (*s.reads, *s.writes, *s.adds)}
    assert sorted(n for n in nimet if not selite(malli, n)) == []


def test_a_parameter_that_a_rule_reads_is_in_the_tree_or_told_to_be_computed(malli):
    luetut = {n[2:] for s in malli.sidonta.kaikki_saannot for n in s.reads if n.startswith("p_")}
    rivit = {alku + r.koodi for alku in RIVIPARAMETRIT for r in malli.paketit.rivit}
    assert sorted(luetut - set(parametrit()) - set(LASKETUT) - rivit) == []
    assert sorted(set(LASKETUT) - luetut) == [], "words of parameters that no rule reads"


def test_every_parameter_stands_with_a_rule_and_says_who_reads_it(luettelo):
    puu = lue_oletukset()
    luetellut = {p.key for s in luettelo for p in s.parametrit}
    assert sorted(set(puu) - luetellut) == []
    assert sorted(avain for avain, lukijat in saantoluettelo.lukijat().items() if not lukijat) == []


class Muistava(dict):
    """Remembers which keys were asked for."""

    kysytyt: ClassVar[set[str]] = set()

    def __getitem__(self, avain):
        self.kysytyt.add(avain)
        return super().__getitem__(avain)

    def get(self, avain, oletus=None):
        self.kysytyt.add(avain)
        return super().get(avain, oletus)


@pytest.mark.sekunteja
def test_every_parameter_of_the_tree_is_read_by_a_run(malli, monkeypatch):
    """A lever nobody reads would do nothing and say nothing. Seen in a run through all regimes, not in the text."""
    monkeypatch.setattr(Muistava, "kysytyt", set())
    monkeypatch.setattr(maailma, "dict", Muistava, raising=False)
    arvot = maailma._arvot(None)
    perusta = maailma._perusta.__wrapped__(*maailma._alueavain("uusimaa"), tuple(arvot.items()))
    maailma._vaesto(perusta, Muistava(arvot), OTOS, 0.1, 0.2)
    alkuperainen = Ohjelma.at
    monkeypatch.setattr(Ohjelma, "at", lambda ohjelma, kk: Muistava(alkuperainen(ohjelma, kk)))
    polut = {avain: [(0, arvo)] for avain, arvo in lue_oletukset().defaults().items()}
    polut["rakenne.jarjestaja"].append((12, "maakunta"))
    polut["valinnanvapaus.suora_valinta"].append((24, True))
    polut["neuvottelu.kaytossa"].append((12, True))
    polut["kapitaatio.painot"].append((24, "tarve"))
    polut["kapitaatio.kattaa"].append((24, "erikoisosuus"))
    polut["kapitaatio.muu_osuus"].append((24, 0.5))
    polut["sopimus.kannustin"].append((12, 0.05))
    polut["ohjaus.mittarikatto"].append((12, 0.9))
    polut["valinnanvapaus.suun_valinta"].append((24, True))
    polut["allianssi.alueet"].append((12, "kaikki"))
    for avain in (*SETELIVIVUT, *BUDJETTIVIVUT):
        polut[avain].append((12, 1.0))
    polut["liikelaitosvalinta.kaytossa"].append((12, True))
    for siirto in linjasiirrot.SIIRROT:
        polut[siirto.vipu].append((12, 0.1))
    polut["valinnanvapaus.neuvonta"].append((12, 1.0))
    polut["valinnanvapaus.hyvaksymisehto"].append((12, 1.0))
    sopimukset = allianssit.sopimukset("uusimaa", Ohjelma(polut))
    SoteMalli(Ohjelma(polut), malli.maailma, palvelupaketit.lue(), allianssit=sopimukset).run_for(37)
    saannoissa = {n[2:] for s in malli.sidonta.kaikki_saannot for n in s.reads if n.startswith("p_")}
    assert sorted(a for a in polut if a not in Muistava.kysytyt and a.replace(".", "_") not in saannoissa) == []


@pytest.mark.parametrize(
    ("mika", "odotetut"),
    [("R7", {"oppii"}), ("valitsee", {"valitsee"}), ("r9", {"kapitaatio"}), ("valinta.km", {"valitsee"})],
)
def test_a_rule_is_found_by_number_name_or_parameter(luettelo, mika, odotetut):
    assert odotetut <= {s.nimi for s in saantoluettelo.valitse(luettelo, mika)}


def test_an_unknown_rule_is_told_with_a_guess(luettelo):
    with pytest.raises(ViallinenSyote, match="Did you mean 'valitsee'"):
        saantoluettelo.valitse(luettelo, "valitse")


def test_a_rule_in_full_holds_equation_source_values_and_places(luettelo):
    (oppii,) = saantoluettelo.valitse(luettelo, "oppii")
    teksti = saantoluettelo.kokonaan(oppii)
    for sana in ("b' = b + a (q + e - b)", "Source: HealthSim", "oppi.oma = 0.25", "oppi.yaml:", "def oppii("):
        assert sana in teksti
    assert oppii.lahde.startswith("Source: HealthSim")
    assert "Source" not in oppii.yhtalo
    assert len(saantoluettelo.rivit(luettelo)) == len(luettelo)


def test_the_command_prints_the_list_a_rule_and_json(malli, monkeypatch):
    monkeypatch.setattr(runs, "build", lambda *args, **muut: malli)
    kaikki, yksi, jsonina, tuntematon = (
        CliRunner().invoke(app, ["rules", *valinnat]) for valinnat in ([], ["R7"], ["oppi.oma", "--json"], ["R99"])
    )
    assert "valinnanvapaus.py" in kaikki.stdout
    assert "oppi.oma = 0.25" in yksi.stdout
    (oppii,) = json.loads(jsonina.stdout)["result"]
    assert (oppii["rule"], oppii["numbers"]) == ("oppii", ["R7"])
    assert {p["key"] for p in oppii["parameters"]} > {"oppi.oma", "oppi.alue"}
    assert all(oppii["means"].values())
    assert (tuntematon.exit_code, tuntematon.stdout) == (2, "")
