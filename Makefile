# What a contributor types: `make` lists it. CONTRIBUTING.md says more; `.ci/run` is what CI runs.
BLESS := authors company diagram extending golden merge numbers packs refusals screenshots

.DEFAULT_GOAL := help
.PHONY: help build check test page all bless bench

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-8s %s\n", $$1, $$2}'

build: ## Build the program as it is released
	cargo build --locked --release

check: ## Check format and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

test: ## Run the tests that need no container engine and no package index
	cargo test --locked --lib --test program -- --skip keepup::
	cargo test --locked --test tools -- completions::

page: ## Build the page to try tierup on: web/dist/index.html
	cd web && npm ci --no-audit --no-fund --loglevel=error && npm run build

all: ## Install what the checks need and run everything, as CI does
	.ci/run

bless: ## Rewrite every expected output; look at the difference before you commit it
	BLESS=1 cargo test --locked --test program -- $(BLESS:%=%::)
	BLESS=1 cargo test --locked --test tools -- verify::

bench: ## Measure `new` and `update` beside cp and git
	cargo bench --locked --bench new
	cargo bench --locked --bench update
