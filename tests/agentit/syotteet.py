"""Which rows' rules were given other inputs in one model than in another: what paired worlds are tested on.

Inputs are everything a rule reads that is not the row's own: attributes of its units, parameters, cells of tables.
Draws are the same by construction, own columns differ only if an input has differed before.
"""

import ast

import numpy as np

from agentit import valikointi


class Syotteet:
    """Listens to `Rule.run`: one record per call, in order, until taken by `pois`."""

    def __init__(self):
        self.kutsut = []

    def seuraava(self, run):
        """`Rule.run` that is listened to."""

        def kuunneltu(saanto, b, alku=0, loppu=None, threads=1):
            self.kutsut.append((saanto.name, *luetut(saanto, b, alku, len(b.ids) if loppu is None else loppu)))
            run(saanto, b, alku, loppu, threads)

        return kuunneltu

    def pois(self):
        """Records so far; the next ones start a new list."""
        kutsut, self.kutsut = self.kutsut, []
        return kutsut

    @staticmethod
    def erot(a, b):
        """(rows,) to which some call gave another input, or that only one of the calls concerned."""
        assert [kutsu[0] for kutsu in a] == [kutsu[0] for kutsu in b], "the same rules in the same order"
        return np.any([(x != y).any(0) & (kx | ky) for (_, kx, x), (_, ky, y) in zip(a, b, strict=True)], axis=0)


def luetut(saanto, b, alku, loppu):
    """(rows,) whom the rule concerns in alku..loppu, and (inputs, rows) float64 it reads from outside the row."""
    n = len(b.ids)
    koskee = b.columns[b.active] == 1
    koskee[:alku] = koskee[loppu:] = False
    lajit = {nimi: saanto.kind(nimi, b) for nimi in saanto.reads}
    if saanto.when:
        koskee &= _ehto(saanto.when, _Luettavat(saanto, b))
    ulkoa = [np.broadcast_to(_arvo(laji, nimi, b), n) for nimi, laji in lajit.items() if laji in ("unit", "parameter")]
    if taulut := [nimi for nimi, laji in lajit.items() if laji == "table"]:
        ulkoa += _solut(taulut, b)
    return koskee, np.array([np.asarray(x, float) for x in ulkoa]).reshape(len(ulkoa), n)


class _Luettavat(dict):
    """Values a guard reads, by name, looked up when asked for."""

    def __init__(self, saanto, b):
        super().__init__()
        self.saanto, self.b = saanto, b

    def __missing__(self, nimi):
        return _arvo(self.saanto.kind(nimi, self.b), nimi, self.b)


def _arvo(laji, nimi, b):
    if laji == "column":
        return b.columns[nimi]
    if laji == "parameter":
        return b.parameters[nimi[2:]]
    if laji == "unit":
        yksikko, ominaisuus = b.split(nimi)
        return b.units[yksikko].attributes[ominaisuus][np.maximum(b.units[yksikko].index, 0)]
    return b.draws(nimi)


def _solut(taulut, b):
    """Cells of the tables of centres that a resident can look at: of the own centre and the own area's candidates."""
    alue, keskus = b.columns["alue"], b.columns["keskus"]
    ehdokkaat = b.tables["ehdokkaat"][alue]
    katsottavat = np.column_stack([keskus, ehdokkaat]).T
    solut = list(ehdokkaat.T)
    for nimi in taulut:
        taulu = b.tables[nimi[2:]]
        if nimi == "t_ehdokkaat":
            continue
        if nimi == "t_kate":  # by the resident's own segment, not by centre
            solut.append(taulu[valikointi.segmentit(*(b.columns[x] for x in ("ika", "tyoterveys", "krooniset")))])
            continue
        solut += [taulu[alue, j] if taulu.ndim == 2 else taulu[j] for j in katsottavat]
    return solut


class _Taulukoiksi(ast.NodeTransformer):
    def visit_BoolOp(self, solmu):
        self.generic_visit(solmu)
        merkki = ast.BitAnd() if isinstance(solmu.op, ast.And) else ast.BitOr()
        tulos = solmu.values[0]
        for muu in solmu.values[1:]:
            tulos = ast.BinOp(tulos, merkki, muu)
        return tulos


def _ehto(ehto, arvot):
    """A rule's guard over all rows."""
    puu = ast.fix_missing_locations(_Taulukoiksi().visit(ast.parse(ehto, mode="eval")))
    return eval(compile(puu, "<when>", "eval"), {}, arvot)
