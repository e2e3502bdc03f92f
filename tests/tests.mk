# What `make test` runs: unit tests under ASan and UBSan, then the steps of
# tests/run.sh with the release build. Included by the Makefile.

.PHONY: test-steps
test: test-deps-if-missing
	@$(MAKE) $(PARALLEL) --no-print-directory MODE=asan unit T=$(T)
	@if [ -z "$(T)" ]; then $(MAKE) --no-print-directory test-steps; fi

test-steps: all
	@$(MAKE) $(PARALLEL) --no-print-directory $(BUILD)/libgongkai.a $(BUILD)/csv-split
	@$(MAKE) $(PARALLEL) --no-print-directory MODE=asan $(BUILD)/asan/gongkai
	@tests/run.sh

# Records as lines of JSON, for tests/csv.
$(BUILD)/csv-split: tests/csv/split.c $(OUT)/libgongkai.a
	@$(CC) $(CFLAGS) -o $@ $< $(OUT)/libgongkai.a $(LDLIBS)

# Longer: fuzzing, valgrind, big data, more invented districts.
test-long: long-deps-if-missing test
	@tests/run.sh long

# A tenth of a city, or PERCENT="1 10 100". The table of README "Speed".
.PHONY: bench-peers bench-ingest bench-growth
bench: all $(addprefix $(OUT)/bench/,paper page import plan)
	@tests/bench/run.sh $(PERCENT)

# Whole runs of 1 %, 10 % and 100 % of a city, and what each takes of the one before it.
bench-growth: all
	@tests/bench/growth.sh $(PERCENT)

# The same work by DuckDB, Hugo and Typst: make bench-peers PERCENT=100
bench-peers: peer-deps-if-missing all
	@tests/bench/peers.sh $(PERCENT)

# Issue rows into memory, by DuckDB and by the import.
bench-ingest: peer-deps-if-missing $(OUT)/bench/import $(OUT)/bench/plan
	@tests/bench/ingest.sh $(PERCENT)

$(OUT)/bench/plan: tests/fuzz/make_plan.c $(OUT)/libgongkai.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $< $(OUT)/libgongkai.a $(LDLIBS)

$(OUT)/bench/%: tests/bench/%.c $(OUT)/libgongkai.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $< $(OUT)/libgongkai.a $(LDLIBS)

# A page of the district that the unit tests invent.
$(OUT)/bench/page: LDLIBS += -lcmocka

# Writes what the import says of tests/errors/NAME anew, to be read as a diff.
accept:
	ACCEPT=1 CASE=$(CASE) $(MAKE) $(PARALLEL) --no-print-directory MODE=asan unit T=errors
	@git --no-pager diff --stat -- tests/errors 2>/dev/null || true

# Writes where things stand on paper (tests/paper) anew, to be read as a diff.
.PHONY: accept-paper
accept-paper:
	@rm -f tests/paper/*.txt
	ACCEPT=1 $(MAKE) $(PARALLEL) --no-print-directory MODE=fast unit T=geometry
	@git --no-pager diff --stat -- tests/paper 2>/dev/null || true

# Lines and branches of generator/data/ that the unit tests and tests/errors reach.
.PHONY: coverage
coverage: test-deps-if-missing
	@tests/coverage.sh
