"""Facts that many rules share, named as the field names them, each worked out once a return.

A derived fact is a function marked ``@derived``; a rule, or another derived fact, asks for it by its name.
"""
