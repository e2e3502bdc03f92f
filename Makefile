# gongkai - see README.md. `make run` and `make test` are all that is needed on a fresh Debian 12.

CC       ?= gcc
BUILD    ?= build
MODE     ?= release
PREFIX   ?= /usr/local

# --- dependencies, listed once ------------------------------------------------
DEPS := gcc make pkg-config libc6-dev libcsv-dev libhpdf-dev liblua5.4-dev libcmark-dev \
        libharfbuzz-dev libfontconfig-dev libqrencode-dev libsodium-dev libsqlite3-dev \
        libzip-dev zlib1g-dev libdeflate-dev libpng-dev libseccomp-dev libexpat1-dev libmicrohttpd-dev \
        fonts-noto-cjk fonts-noto-cjk-extra fonts-lxgw-wenkai
TEST_DEPS := libcmocka-dev bats python3 poppler-utils qpdf lua5.4 locales chromium \
        minisign unzip zbar-tools libxml2-utils strace
# Node.js and npm from wherever they are; packages of other origins exclude Debian's npm.
TEST_DEPS += $(if $(shell command -v node),,nodejs) $(if $(shell command -v npm),,npm)
LINT_DEPS := clang-format clang-tidy cppcheck
LONG_DEPS := clang libclang-rt-14-dev valgrind time libreoffice-calc-nogui p7zip-full slurmctld slurmd slurm-client munge parallel python3-scipy
# What make bench-peers measures against; DuckDB and Typst come from npm.
PEER_DEPS := hugo poppler-utils python3
PEER_DEPS += $(if $(shell command -v node),,nodejs) $(if $(shell command -v npm),,npm)
# The Nu HTML checker runs on any Java.
LONG_DEPS += $(if $(shell command -v java),,default-jre-headless)
# PDFBox's preflight, and what newer Javas no longer bring along for it.
LONG_DEPS += libpdfbox2-java libcommons-io-java libactivation-java libjaxb-api-java

PKGS := harfbuzz harfbuzz-subset fontconfig libqrencode libsodium sqlite3 libzip zlib libdeflate libpng \
        libseccomp lua5.4 libcmark expat libmicrohttpd

PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)

WARN     := -Wall -Wextra -Wpedantic -Wshadow
FLAGS_release := -O2 -g
FLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FLAGS_fast    := -O0 -g
FLAGS_coverage := -O0 -g --coverage -fprofile-update=atomic
CFLAGS   += -std=c11 -D_GNU_SOURCE -DCMARK_NO_SHORT_NAMES $(WARN) $(FLAGS_$(MODE)) -Igenerator \
            $(PKG_CFLAGS)
LDLIBS   += -lcsv -lhpdf $(PKG_LIBS) -lpthread -lm
OUT      := $(if $(filter release,$(MODE)),$(BUILD),$(BUILD)/$(MODE))

SOURCES  := $(sort $(shell find generator -name '*.c'))
OBJECTS  := $(SOURCES:%.c=$(OUT)/obj/%.o)
MAIN     := $(OUT)/obj/generator/cli/main.o
LIB_OBJECTS := $(filter-out $(MAIN),$(OBJECTS))
T        ?=
UNIT     := $(sort $(wildcard tests/unit/test_$(if $(T),$(T),*).c))
UNIT_BINS := $(UNIT:tests/unit/%.c=$(OUT)/unit/%)

.PHONY: install all run test test-long bench deps test-deps lint format clean unit accept

# As many compilers as there are processors, unless whoever calls has said otherwise.
PARALLEL = $(if $(findstring j,$(filter-out --%,$(MAKEFLAGS))),,-j$(shell nproc))

all: deps-if-missing
	@$(MAKE) $(PARALLEL) --no-print-directory $(OUT)/gongkai

$(OUT)/gongkai: $(OBJECTS)
	$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/libgongkai.a: $(LIB_OBJECTS)
	@rm -f $@
	@ar rcs $@ $^

$(OUT)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/unit/%: tests/unit/%.c $(OUT)/libgongkai.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -o $@ $< $(OUT)/libgongkai.a $(LDLIBS) -lcmocka

-include $(OBJECTS:.o=.d) $(UNIT_BINS:=.d)

# --- what people call -----------------------------------------------------------
run: all
	$(OUT)/gongkai build
	@echo
	@echo "网站 site:       output/site/index.html"
	@echo "问题清单 report: output/report/problems.html"

install: all
	install -D -m 755 $(OUT)/gongkai $(DESTDIR)$(PREFIX)/bin/gongkai
	mkdir -p $(DESTDIR)$(PREFIX)/share/gongkai
	cp -R --no-preserve=ownership scripts themes $(DESTDIR)$(PREFIX)/share/gongkai/
	install -D -m 644 packaging/gongkai.1 $(DESTDIR)$(PREFIX)/share/man/man1/gongkai.1

unit: $(UNIT_BINS)
	@tests/units.sh $(UNIT_BINS)

include tests/tests.mk

# --- set-up: printed first, installed when missing --------------------------------
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
define install-missing
	@missing=$$(dpkg-query -W -f='$${Package} $${db:Status-Abbrev}\n' $(1) 2>/dev/null | awk '$$2=="ii"{print $$1}' \
	  | sort > /tmp/gongkai-have.$$$$; printf '%s\n' $(1) | sort | comm -23 - /tmp/gongkai-have.$$$$; rm -f /tmp/gongkai-have.$$$$); \
	if [ -n "$$missing" ]; then \
	  echo "Installing:" $$missing; \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

.PHONY: deps-if-missing test-deps-if-missing
deps-if-missing:
	$(call install-missing,$(DEPS))
test-deps-if-missing:
	$(call install-missing,$(DEPS) $(TEST_DEPS))
lint-deps-if-missing:
	$(call install-missing,$(DEPS) $(LINT_DEPS))
long-deps-if-missing:
	$(call install-missing,$(DEPS) $(TEST_DEPS) $(LONG_DEPS))
peer-deps-if-missing:
	$(call install-missing,$(DEPS) $(PEER_DEPS))
deps:
	@echo "The program needs: $(DEPS)"
	@echo "Its tests need:    $(TEST_DEPS)"
	@echo "make lint needs:   $(LINT_DEPS)"
	@$(MAKE) --no-print-directory deps-if-missing test-deps-if-missing

format: lint-deps-if-missing
	clang-format -i $(SOURCES) $(shell find generator -name '*.h') $(wildcard tests/unit/*.c)

lint: lint-deps-if-missing
	clang-format --dry-run -Werror $(SOURCES) $(shell find generator -name '*.h') $(wildcard tests/unit/*.c)
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
	  --suppress=missingIncludeSystem -Igenerator generator
	printf '%s\n' $(SOURCES) | xargs -P "$$(nproc)" -I{} \
	  clang-tidy --quiet --warnings-as-errors='*' {} -- $(CFLAGS)

clean:
	rm -rf $(BUILD)
