"""Ways of making an entry's reach smaller: its folders, its package's version, its sandbox.

Every function takes the ``args`` of an entry and returns new ones; nothing here reads or writes a file.
What cannot be narrowed is ``Refused`` with what would be needed instead.
"""
