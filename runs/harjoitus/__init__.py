"""Harjoitus (exercise): the negotiation classroom - rooms, roles, rounds, stand-ins, a log that loses nothing."""
