# The parts of continuous integration, one function each. .ci/run and .ci/long
# source this file and choose parts.
#
# Each part runs in its own shell under `set -e`: its first failing command ends
# the part, and the other parts still run. The summary at the end lists the
# result of each part. A part that cannot run on this machine calls `skip` with
# the reason, which is not a failure.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export CI=true

tool=(go tool "-modfile=$root/.ci/tools/go.mod")
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

skip() {
  echo "SKIPPED: $*"
  exit 75
}

# part_test runs the test command of the README, then the tests of the
# measurements, which are separate modules.
part_test() {
  unset FRAGEN_CORPUS
  go test ./... 2>&1 | tee "$logs/test"
  go -C bench test ./...
  go -C conformance test ./...
}

part_vet() {
  go vet ./...
  go -C bench vet ./...
  go -C conformance vet ./...
  go -C reviewtest vet ./...
  go -C sitetest vet ./...
}

part_tidy() {
  go mod tidy -diff
  go -C bench mod tidy -diff
  go -C conformance mod tidy -diff
  go -C reviewtest mod tidy -diff
  go -C sitetest mod tidy -diff
  go -C .ci/tools mod tidy -diff
}

part_gofumpt() {
  "${tool[@]}" gofumpt -d . >"$logs/gofumpt" || true # it exits with 1 if it prints a diff
  if [ -s "$logs/gofumpt" ]; then
    cat "$logs/gofumpt"
    echo "not formatted; run: make format"
    return 1
  fi
}

part_staticcheck() {
  "${tool[@]}" staticcheck ./...
  (cd bench && "${tool[@]}" staticcheck ./...)
  (cd conformance && "${tool[@]}" staticcheck ./...)
  (cd reviewtest && "${tool[@]}" staticcheck ./...)
  (cd sitetest && "${tool[@]}" staticcheck ./...)
}

# part_govulncheck needs the vulnerability database. It is skipped if the
# database cannot be reached, and fails if our code calls vulnerable code.
part_govulncheck() {
  local status=0
  "${tool[@]}" govulncheck ./... >"$logs/govulncheck" 2>&1 || status=$?
  cat "$logs/govulncheck"
  if [ "$status" -eq 1 ] && grep -q 'fetching vulnerabilities' "$logs/govulncheck"; then
    skip "the vulnerability database cannot be reached, so no vulnerabilities were checked"
  fi
  return "$status"
}

# part_cases tests the cases of which the test command runs only some, and compiles and
# vets their SDKs.
part_cases() {
  FRAGEN_LONG=1 go test ./cmd/fragen ./generator ./generator/gosdk ./generator/review \
    -run '^(TestGolden|TestGoldenVersions|TestSnapshots|TestCompiles|TestCatalogue|TestReviewFieldEffects|TestWays)$'
}

# part_fresh checks that the committed output is up to date: first in memory,
# then with the generate command of the README, which must change no file.
part_fresh() {
  go run ./cmd/fragen check
  if ! git rev-parse --git-dir >/dev/null 2>&1; then
    echo "not a git checkout: compared in memory only"
    return 0
  fi
  local before after
  before=$(work_tree)
  go generate ./...
  after=$(work_tree)
  if [ "$before" != "$after" ]; then
    git status --porcelain
    git --no-pager diff --stat
    echo "go generate ./... changed the work tree; commit what it writes"
    return 1
  fi
}

# work_tree prints a fingerprint of the work tree.
work_tree() {
  git status --porcelain
  git --no-pager diff | git hash-object --stdin
}

# part_corpus runs the tests with real descriptions. FRAGEN_CORPUS_STEP=10, which
# .ci/run sets, generates the SDK of every tenth description and checks its types,
# and compiles every tenth of a sample. Results of packages whose tests do not use
# the corpus come from the test cache.
part_corpus() {
  local corpus=${FRAGEN_CORPUS:-$root/../shared/corpus}
  [ -d "$corpus" ] || skip "no corpus of real descriptions: set FRAGEN_CORPUS to its folder"
  FRAGEN_CORPUS=$(cd "$corpus" && pwd) go test -timeout 40m ./...
}

# part_site tests the reference pages in a browser. It reports the checks that
# were skipped, for example because npm cannot be reached.
part_site() {
  install_chromium
  local status=0
  go -C sitetest test -count 1 -timeout 5m -v . >"$logs/site" 2>&1 || status=$?
  grep -vE '^=== (RUN|PAUSE|CONT|NAME)|^ *--- PASS' "$logs/site" || true
  if grep -q 'SKIPPED' "$logs/site"; then
    echo "some checks were skipped, see above"
  fi
  return "$status"
}

# install_chromium installs Debian's Chromium and a small font with Chinese
# characters, if Chromium is missing and the user may install packages.
install_chromium() {
  if ! command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
      { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        chromium fonts-dejavu-core fonts-wqy-microhei; } >"$logs/apt" 2>&1 || tail -n 5 "$logs/apt"
    fi
    command -v chromium >/dev/null || skip "Chromium is not installed and cannot be installed, so the reference pages were not tested"
  fi
}

# part_reviewtest compares the findings of reviews with the Go compiler, apidiff, oasdiff
# and openapi3filter. It also reviews versions of real descriptions, if there are any. With
# FRAGEN_LONG, the SDKs of both versions send requests.
part_reviewtest() {
  local corpus=${FRAGEN_CORPUS:-$root/../shared/corpus} status=0
  unset FRAGEN_CORPUS
  [ ! -d "$corpus" ] || FRAGEN_CORPUS=$(cd "$corpus" && pwd)
  FRAGEN_CORPUS=${FRAGEN_CORPUS-} go -C reviewtest test -count 1 -timeout 40m -v . >"$logs/reviewtest" 2>&1 || status=$?
  grep -vE '^=== (RUN|PAUSE|CONT|NAME)' "$logs/reviewtest" || true
  return "$status"
}

# part_pipeline generates SDKs from random and mutated descriptions for 30 s. The seeds
# are always the same, so a failure depends on the change that is checked. .ci/long
# tests other seeds each day.
part_pipeline() {
  FRAGEN_PIPELINE=${FRAGEN_PIPELINE:-30s} go test -run '^TestPipeline$' -v ./generator
}

# part_fuzz runs each fuzz target for FUZZTIME, 10 s by default. The regular
# expression FUZZ selects targets by "package name". The targets are listed by
# the go command, so a new one is never missed. A target has one worker, and one
# target runs on each CPU.
part_fuzz() {
  local status=0
  go test -run '^$' -list '^Fuzz' ./... >"$logs/list"
  awk '/^Fuzz/ {names[n++] = $1}
       /^ok/   {for (i = 0; i < n; i++) print $2, names[i]; n = 0}' "$logs/list" |
    grep -E -e "${FUZZ:-.}" >"$logs/targets" || true
  if [ ! -s "$logs/targets" ]; then
    echo "no fuzz target matches FUZZ='${FUZZ-}'"
    return 1
  fi
  export -f fuzz_one
  export logs
  xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 2 bash -c 'fuzz_one "$@"' fuzz <"$logs/targets" || status=$?
  echo "$(wc -l <"$logs/targets") fuzz targets; failed: $(cat "$logs"/failed.* 2>/dev/null | tr '\n' ' ')"
  return "$status"
}

# fuzz_one runs one fuzz target. It repeats a run that fails only with "context
# deadline exceeded", because the fuzzer of Go 1.26 can report its own timeout as
# a failure (go.dev/issue/75804). A real failure writes the failing input.
# Minimizing an input is limited to two seconds: the default of a minute would
# take most of a short run.
fuzz_one() {
  local attempt duration=${FUZZTIME:-10s} name=${1//\//_}.$2
  for attempt in 1 2 3; do
    if go test -run '^$' -fuzz "^$2\$" -fuzztime "$duration" -fuzzminimizetime 2s -parallel 1 "$1" </dev/null >"$logs/$name" 2>&1; then
      echo "--- $2 ($duration): $(tail -n 1 "$logs/$name")"
      return 0
    fi
    if ! grep -q 'context deadline exceeded' "$logs/$name" || grep -q 'Failing input written' "$logs/$name"; then
      break
    fi
    echo "--- $2: timeout of the fuzzer (attempt $attempt of 3)"
  done
  cat "$logs/$name"
  echo "$2" >"$logs/failed.$name"
  return 1
}

# part_race tests the packages that are safe for concurrent use.
part_race() {
  race_detector
  go test -race ./generated/... ./sdktest ./templates/... ./examples/...
}

race_detector() {
  if [ "$(go env CGO_ENABLED)" != 1 ] || ! command -v "$(go env CC)" >/dev/null; then
    skip "the race detector needs cgo and a C compiler"
  fi
}

# The long parts.

# short_tests makes the tests short. part_corpus runs them as long as .ci/long wants.
short_tests() {
  unset FRAGEN_CORPUS FRAGEN_LONG FRAGEN_PIPELINE FRAGEN_SEED
}

part_raceall() {
  short_tests
  race_detector
  go test -race -timeout 60m ./...
}

part_repeat() {
  short_tests
  go test -count 3 -shuffle on -timeout 60m ./...
}

part_bench() {
  go test -run '^$' -bench . -benchmem -count 6 ./... | tee "$logs/bench"
  "${tool[@]}" benchstat "$logs/bench"
}

part_coldbuild() {
  go -C bench run ./coldbuild
}

# part_beside compares the builds of SDKs with those of go-github and stripe-go, which the
# go command downloads.
part_beside() {
  local corpus=${FRAGEN_CORPUS:-$root/../shared/corpus}
  [ -d "$corpus" ] || skip "no corpus of real descriptions: set FRAGEN_CORPUS to its folder"
  FRAGEN_CORPUS=$(cd "$corpus" && pwd) go -C bench run ./beside
}

# part_codec compares the JSON codec with encoding/json and ogen.
part_codec() {
  local status=0
  go -C bench run ./codec -raw "$logs/codec" || status=$?
  [ ! -s "$logs/codec" ] || "${tool[@]}" benchstat "$logs/codec"
  return "$status"
}

# part_scale measures large descriptions.
part_scale() {
  local corpus=${FRAGEN_CORPUS:-$root/../shared/corpus}
  [ -d "$corpus" ] || skip "no corpus of real descriptions: set FRAGEN_CORPUS to its folder"
  corpus=$(cd "$corpus" && pwd)
  go -C bench run ./scale -corpus "$corpus"
}

# part_conformance compares the data of SDKs with real descriptions: 100 of them, and the
# examples of all. If CONFORMANCE_STEP is 10, it measures every tenth of these. Results are
# cached, so a run that was interrupted continues.
part_conformance() {
  local corpus=${FRAGEN_CORPUS:-$root/../shared/corpus}
  [ -d "$corpus" ] || skip "no corpus of real descriptions: set FRAGEN_CORPUS to its folder"
  corpus=$(cd "$corpus" && pwd)
  go -C conformance run . -corpus "$corpus" -step "${CONFORMANCE_STEP:-10}"
  go -C conformance run . -corpus "$corpus" -step "${CONFORMANCE_STEP:-10}" -examples -n 0 -jobs 2
}

# part_codes measures a table of 10,000 codes in 20 languages.
part_codes() {
  go -C bench run ./codes
}

# run_parts runs the named parts in order and prints a summary. It fails if one
# of them failed.
run_parts() {
  local name started status failed=0 summary=""
  for name in "$@"; do
    if ! declare -F "part_$name" >/dev/null; then
      echo "unknown part $name; known parts: $(declare -F | sed -n 's/^declare -f part_//p' | tr '\n' ' ')" >&2
      return 2
    fi
  done
  for name in "$@"; do
    printf '\n=== %s\n' "$name"
    started=$SECONDS
    # Not in a condition: bash would ignore set -e inside.
    set +e
    (set -e; "part_$name")
    status=$?
    set -e
    case $status in
      0) status=ok ;;
      75) status=skipped ;;
      *) status=FAILED failed=1 ;;
    esac
    summary+=$(printf '%-12s %-8s %4d s' "$name" "$status" $((SECONDS - started)))$'\n'
  done
  if [ -s "$logs/test" ]; then
    printf '\n=== go test ./...\n'
    grep -E '^(ok|FAIL|---|panic:)' "$logs/test" || true
  fi
  printf '\n=== summary\n%s' "$summary"
  return "$failed"
}
