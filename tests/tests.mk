# What `make test` runs, in order of cost. Included by the Makefile.

test: test-deps-if-missing
	@$(MAKE) --no-print-directory MODE=asan unit T=$(T)

test-long: test
