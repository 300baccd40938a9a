"""What everybody speaks of: the field's terms, the rule and its results, and what a person is told.

Pure: no file, terminal, clock, language or library. Outside this room its words are imported from here.
"""

from competentie.core.basis import *
from competentie.core.findings import *
from competentie.core.retention import *
from competentie.core.rule import *
from competentie.core.scoring import *
from competentie.core.terms import *
from competentie.core.text import *
