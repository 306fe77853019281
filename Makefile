# Lockstep. `make run` and `make test` need rustup with a stable toolchain, Node 20 or newer with npm, a C compiler
# and make; whatever else is missing they install, at pinned versions (see .make/tools.sh).

PORT ?= 3000
export PORT

.PHONY: run test watch shots bench engines fuzz dist clean

run: ## build the site as it is shipped, and serve it
	@.make/run

test: ## everything: formatting, lints, all Rust tests, the WASM build, the tests in a browser
	@.make/test

watch: ## serve a development build, and rebuild on every change
	@.make/watch

shots: ## pictures of the page: three widths, light and dark, into end2end/shots
	@.make/shots

bench: ## how fast the simulator is, beside bare Rust, in one table
	@.make/bench

engines: ## the same models on other discrete-event engines: see server/simulator/engines
	@.make/engines

fuzz: ## a million strange inputs for each reader of what strangers send (needs the nightly toolchain)
	@.make/fuzz

dist: ## one program with the site within it, in target/dist, to be put anywhere
	@.make/dist

clean: ## remove what was built; the installed tools stay
	@rm -rf target server/simulator/fuzz/target server/simulator/engines/target end2end/node_modules end2end/test-results end2end/playwright-report end2end/shots
