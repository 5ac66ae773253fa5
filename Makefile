# `make` or `make help` lists the targets. Each target is a short name for a
# command that also works without make.

.DEFAULT_GOAL := help
.PHONY: help generate check test update lint format site screenshots reviewtest corpus fuzz race bench codec coldbuild beside scale conformance codes cover ci long clean

GO    ?= go
TOOL  := $(GO) tool -modfile=.ci/tools/go.mod
COUNT ?= 10

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: ## Write generated/ from spec/ and codes.yaml
	$(GO) generate ./...

check: ## Check that generated/ is up to date
	$(GO) run ./cmd/fragen check

test: ## Run all tests
	$(GO) test ./...

update: ## Rewrite golden files that differ (review the diff)
	$(GO) test ./generator -update

lint: ## Vet, gofumpt, staticcheck, govulncheck
	bash .ci/run lint

format: ## Format the sources
	$(TOOL) gofumpt -l -w .

site: ## Test the reference pages in Chromium
	$(GO) -C sitetest test -count 1 .

screenshots: ## Update the screenshots of reference pages in docs/
	$(GO) -C sitetest test -count 1 -run Screenshots . -screenshots

reviewtest: ## Compare the findings of fragen review with those of other tools
	bash .ci/run reviewtest

corpus: ## Run the tests with real descriptions (FRAGEN_CORPUS or ../shared/corpus)
	bash .ci/run corpus

fuzz: ## Run each fuzz target for 10 s (FUZZTIME=1m sets the time, FUZZ=regexp selects targets)
	bash .ci/run fuzz

race: ## Run the runtime's and the SDK's tests under the race detector
	bash .ci/run race

bench: ## Run the benchmarks COUNT times and summarize them
	$(GO) test -run '^$$' -bench . -benchmem -count $(COUNT) ./... | tee bench.out
	$(TOOL) benchstat bench.out

codec: ## Compare JSON decoding and encoding with encoding/json and ogen
	$(GO) -C bench run ./codec

coldbuild: ## Compare the cold build of the SDK with that of net/http
	$(GO) -C bench run ./coldbuild

beside: ## Compare builds with go-github and stripe-go, with FRAGEN_CORPUS
	FRAGEN_CORPUS="$${FRAGEN_CORPUS:-../../shared/corpus}" $(GO) -C bench run ./beside

scale: ## Measure large descriptions (FRAGEN_CORPUS or ../shared/corpus)
	FRAGEN_CORPUS="$${FRAGEN_CORPUS:-../../shared/corpus}" $(GO) -C bench run ./scale

conformance: ## Compare the data of SDKs with 100 descriptions in FRAGEN_CORPUS
	FRAGEN_CORPUS="$${FRAGEN_CORPUS:-../../shared/corpus}" $(GO) -C conformance run .

codes: ## Measure a table of 10,000 codes in 20 languages
	$(GO) -C bench run ./codes

cover: ## Measure test coverage and show it in a browser
	$(GO) test -coverprofile=coverage.out -coverpkg=./... ./...
	$(GO) tool cover -html=coverage.out

ci: ## Run all of continuous integration
	bash .ci/run

long: ## Run long fuzzing, all tests under the race detector, and all benchmarks
	bash .ci/long

clean: ## Remove the files that other targets leave behind
	rm -f bench.out coverage.out
