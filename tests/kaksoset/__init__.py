"""Twins of the model in plain Mesa: residents as ordinary `mesa.Agent` objects that act one by one.

`saantokaksonen` lives by the model's own rules and draws and must equal it bit for bit. `mesakaksonen` says the same
equations in ordinary Python with Mesa's own random numbers: it must agree within statistical error, and speed is
measured against it.
"""
