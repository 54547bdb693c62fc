"""Words of the exercise in Finnish, Swedish and English: documents, screens, and why a wish was refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

KIELET = ("fi", "sv", "en")
SANAT: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def sana(avain: str, kieli: str, **tiedot: object) -> str:
    """A word or sentence. Raises KeyError for a word nobody knows."""
    teksti = SANAT[avain][kieli]
    return teksti.format(**tiedot) if tiedot else teksti


def kaikki(kieli: str) -> dict[str, str]:
    """Every word in a language, for a screen."""
    return {avain: sanat[kieli] for avain, sanat in SANAT.items()}
