#!/usr/bin/env bash
# Installs the peers of the test `peers` into the virtual environment target/peers, where the test finds them.
set -euo pipefail
cd "$(dirname "$0")/../../.."
# An incomplete environment would hide a Python that has the packages.
trap 'rm -rf target/peers' ERR
python3 -m venv target/peers
target/peers/bin/python -m pip install --quiet --requirement xtask/tests/peers/requirements.txt
