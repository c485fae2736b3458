"""Reads of reports: figures, the lists behind them, editions."""
