"""Home, dashboards, feeds and embeds: pages that look across everything."""
