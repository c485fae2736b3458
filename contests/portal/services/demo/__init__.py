"""A demo that is alive: real services under a demo clock, from one seed, dated from today.

Everything invented here is marked: contests are `is_demo`, accounts are demo accounts, phone
numbers lie in 0900 0xx xxx.
"""
