# `make help` says what there is.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
UP := $(BIN)/python manage.py up --port $(PORT) $(if $(LAN),--lan)

.DEFAULT_GOAL := help
.PHONY: help run dev test promises fuzz bench bench-quiet bench-live lint format clean

help:  ## Danh sách lệnh
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

# Stamps: a step runs again only when what it depends on has changed.
$(VENV)/bin/pip:
	@echo "› Tạo môi trường Python ($(PYTHON)) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python 3.11 trở lên: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Chưa tạo được môi trường Python: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: $(VENV)/bin/pip requirements.txt
	@echo "› Cài thư viện (lần đầu khoảng một phút) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
	  -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "› Cài công cụ kiểm thử …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime  ## Chạy hệ thống (LAN=1: cho điện thoại cùng mạng; PORT=8000)
	@exec $(UP)

dev: $(VENV)/.runtime  ## Chạy với DEBUG, dành cho người phát triển
	@DEBUG=1 exec $(UP)

test: $(VENV)/.dev  ## Kiểm tra tất cả (GROUPS="static unit": chỉ vài nhóm)
	@$(BIN)/python -m tests.suite $(GROUPS)

promises: $(VENV)/.dev  ## Các cam kết ở cỡ dài (hàng giờ); ghi vào docs/measurements.md
	@mkdir -p var; rm -f var/promises.jsonl
	@PROMISES=long PROMISE_RECORD=$(CURDIR)/var/promises.jsonl \
	  $(BIN)/python -m tests.suite promises; code=$$?; \
	  PROMISES=long $(BIN)/python -m tests.measurements var/promises.jsonl docs/measurements.md; exit $$code

N ?= 50000
SEED ?= 28
fuzz: $(VENV)/.dev  ## Tệp hỏng, tệp bịa qua cửa tải lên (N=50000 SEED=28 MINUTES=9; dừng rồi chạy tiếp được)
	@$(BIN)/python -m tests.quiz.hostile --runs $(N) --seed $(SEED) --minutes $(or $(MINUTES),0)

bench: $(VENV)/.dev  ## Đo hiệu năng (benchmarks/)
	@set -e; for file in benchmarks/bench_*.py; do echo "=== $$file"; $(BIN)/python $$file; done

QUIET := $(BIN)/python benchmarks/bench_storm.py --times 5 --only alone --only import --only report
bench-quiet: $(VENV)/.dev  ## Đo riêng lúc nộp bài dồn dập (máy phải rảnh; khoảng 10 phút)
	@uptime; $(QUIET) && $(QUIET) --postgres; uptime

bench-live: $(VENV)/.dev  ## Phòng thi trực tiếp so với các hệ khác (ROOM="--sizes 1000"; khoảng 20 phút)
	@$(BIN)/python benchmarks/live_room.py $(ROOM)

lint: $(VENV)/.dev  ## Kiểm tra hình thức, kiểu và tầng
	@$(BIN)/python -m tests.suite static

format: $(VENV)/.dev  ## Định dạng mã nguồn
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

clean:  ## Xóa môi trường Python và bộ đệm (không xóa dữ liệu trong var/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache var/mypy
