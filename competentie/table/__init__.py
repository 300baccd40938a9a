"""Many people: sources → packed ratings (`reading`, `gathering`, `packing`) → answers (`patterns`) → results.

`run` reads and scores, `sifting` sets wrong rows apart, and `judge` says what is wrong with them.
"""
