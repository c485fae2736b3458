"""Pure rules of reports: windows and their year before, suppression of small cells, figures."""
