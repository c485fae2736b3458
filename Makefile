PYTHON ?= $(shell command -v python3.11 || command -v python3)

.PHONY: help
help:  ## Danh sách lệnh
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12
