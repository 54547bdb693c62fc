"""What a reader would see at once: text over the page's edge, text upon text."""

import itertools


def _laatikot(kuva):
    piirrin = kuva.canvas.get_renderer()
    kuva.draw_without_rendering()
    for akselit in kuva.axes:
        merkit = [t for akseli in (akselit.xaxis, akselit.yaxis) for t in _nakyvat(akseli)] if akselit.axison else []
        for teksti in (*akselit.texts, *merkit):
            if teksti.get_text().strip() and teksti.get_visible():
                yield teksti.get_text(), teksti.get_window_extent(piirrin)


def _nakyvat(akseli):
    """Labels of the ticks within view."""
    ala, yla = sorted(akseli.get_view_interval())
    return [m.label1 for m in akseli.get_major_ticks() if ala - 1e-9 <= m.get_loc() <= yla + 1e-9]


def yli_sivun(kuva):
    """Texts that leave the page."""
    leveys, korkeus = kuva.bbox.size
    return [t for t, b in _laatikot(kuva) if b.x0 < 0 or b.y0 < 0 or b.x1 > leveys or b.y1 > korkeus]


def paallekkain(kuva, sieto=1.5):
    """Pairs of texts that lie upon each other by more than `sieto` points both ways."""
    out = []
    for (t, a), (u, b) in itertools.combinations(_laatikot(kuva), 2):
        leveys, korkeus = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if leveys > sieto and korkeus > sieto + 2.0:  # line boxes are higher than their letters
            out.append((t, u))
    return out
