# What a contributor types: `make` lists it. CONTRIBUTING.md says more; `.ci/run` is what CI runs.
QUICK := atomic authors bookkeeping change change_disk change_prompts cli company completions crash defaults diagram \
	extending golden laws layers merge merge_laws numbers packs prompts refusals releases screenshots terminal
BLESS := authors company diagram extending golden merge numbers packs refusals screenshots verify

.DEFAULT_GOAL := help
.PHONY: help build check test all bless bench

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-8s %s\n", $$1, $$2}'

build: ## Build the program as it is released
	cargo build --locked --release

check: ## Check format and lints
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

test: ## Run the tests that need no container engine and no package index
	cargo test --locked --lib $(QUICK:%=--test %)

all: ## Install what the checks need and run everything, as CI does
	.ci/run

bless: ## Rewrite every expected output; look at the difference before you commit it
	BLESS=1 cargo test --locked $(BLESS:%=--test %)

bench: ## Measure `new` and `update` beside cp and git
	cargo bench --locked --bench new
	cargo bench --locked --bench update
