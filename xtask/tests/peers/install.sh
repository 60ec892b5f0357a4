#!/usr/bin/env bash
# Installs the peers of the test `peers` into the virtual environment target/peers, where the test finds them.
set -euo pipefail
cd "$(dirname "$0")/../../.."
# An incomplete environment would hide a Python that has the packages.
trap 'rm -rf target/peers' ERR
python3 -m venv target/peers
target/peers/bin/python -m pip install --quiet --requirement xtask/tests/peers/requirements.txt
# A server of S3 that verifies signatures, compiled in some minutes. Its tests are skipped without it.
cargo install s3s-fs@0.14.1 --features binary --locked --root target/peers ||
    echo "s3s-fs is not installed; its tests will be skipped" >&2
