# `make` or `make help` lists what there is. Nothing here is needed to use
# fragen; each target is a short name for a command that works without make.

.DEFAULT_GOAL := help
.PHONY: help generate check test update lint format site screenshots corpus fuzz race bench codec coldbuild scale codes cover ci long clean

GO    ?= go
TOOL  := $(GO) tool -modfile=.ci/tools/go.mod
COUNT ?= 10

help: ## Print this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: ## Write generated/ anew from spec/ and codes.yaml
	$(GO) generate ./...

check: ## Say whether generated/ is what its inputs make
	$(GO) run ./cmd/fragen check

test: ## Run all tests
	$(GO) test ./...

update: ## Rewrite the golden files that differ (look at the diff afterwards)
	$(GO) test ./generator -update

lint: ## Vet, gofumpt, staticcheck, govulncheck
	bash .ci/run lint

format: ## Format the sources
	$(TOOL) gofumpt -l -w .

site: ## Look at the reference pages in Chromium
	$(GO) -C sitetest test -count 1 .

screenshots: ## Make the pictures of the reference pages in docs/ anew
	$(GO) -C sitetest test -count 1 -run Screenshots . -screenshots

corpus: ## Run the tests again with real descriptions (FRAGEN_CORPUS or ../shared/corpus)
	bash .ci/run corpus

fuzz: ## Fuzz every target for 10 s (FUZZTIME=1m for longer, FUZZ=regexp for some)
	bash .ci/run fuzz

race: ## Run the runtime's and the SDK's tests under the race detector
	bash .ci/run race

bench: ## Run the benchmarks COUNT times and summarize them
	$(GO) test -run '^$$' -bench . -benchmem -count $(COUNT) ./... | tee bench.out
	$(TOOL) benchstat bench.out

codec: ## Compare reading and writing JSON with encoding/json and ogen
	$(GO) -C bench run ./codec

coldbuild: ## Compare a cold build of the SDK with one of net/http alone
	$(GO) -C bench run ./coldbuild

scale: ## Measure large descriptions (FRAGEN_CORPUS or ../shared/corpus)
	FRAGEN_CORPUS="$${FRAGEN_CORPUS:-../../shared/corpus}" $(GO) -C bench run ./scale

codes: ## Measure a table of 10,000 codes in 20 languages
	$(GO) -C bench run ./codes

cover: ## Measure the tests' coverage and show it in a browser
	$(GO) test -coverprofile=coverage.out -coverpkg=./... ./...
	$(GO) tool cover -html=coverage.out

ci: ## Everything that continuous integration runs
	bash .ci/run

long: ## What takes too long for every change: long fuzzing, races everywhere, benchmarks
	bash .ci/long

clean: ## Remove what the targets above leave behind
	rm -f bench.out coverage.out
