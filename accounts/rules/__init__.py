"""Ground floor of accounts: pure rules about people, units, roles and the audit chain.

Nothing here imports Django, reads a clock or draws an unseeded number.
"""
