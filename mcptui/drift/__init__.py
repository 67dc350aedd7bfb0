"""The same server in several places: which entries are one server, and what they say differently.

Works on entries alone: no file is read, nothing is started, no variable is looked up.
"""
