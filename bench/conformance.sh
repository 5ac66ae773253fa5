#!/usr/bin/env bash
# Writes docs/conformance.md: the conformance of fragen with 100 real descriptions, and
# that of other generators with the first N of them, 20 by default.
# usage: FRAGEN_CORPUS=PATH bash bench/conformance.sh [N]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../conformance"

n=${1:-20}
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
GOBIN=$bin go install github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
GOBIN=$bin go install github.com/ogen-go/ogen/cmd/ogen@v1.25.0

beside=
for tool in oapi-codegen ogen; do
  go run . -n "$n" -tool "$tool=$bin/$tool" -json "$bin/$tool.json"
  beside+=${beside:+,}$tool=$bin/$tool.json
done
go run . -docs ../docs/conformance.md -beside "$beside"
