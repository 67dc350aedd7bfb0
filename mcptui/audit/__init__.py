"""What is dangerous about an entry, by rules that read it and nothing else: no file, no network, no program.

A rule is a function over a ``Case``, in the module of its subject, and a ``Rule`` beside it that says the rest.
"""
