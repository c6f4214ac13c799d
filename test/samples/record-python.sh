#!/usr/bin/env bash
# What real Python prints for the samples: needs a python with torch 2.13 and numpy 2, given as the first argument.
set -eu
cd "$(dirname "$0")/../.."
for sample in samples/*.py; do "$1" "$sample" > "test/samples/python/$(basename "$sample").txt"; done
