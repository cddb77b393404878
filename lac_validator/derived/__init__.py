"""Facts that many rules share, named as the field names them, each worked out once a return.

A derived fact is a function marked ``@derived``; a rule, or another derived fact, asks for it by its name. Importing
this package registers those of every module in it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
