#!/usr/bin/env bash
# Checks the k6 scripts against k6's types, without k6: names and arguments of its functions, options, and what they return.
# Needs Node 18 or newer with npm. Takes seconds; what it installs is kept in target/k6.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v npm > /dev/null || { echo 'k6/check.sh: npm is missing; install Node 18 or newer' >&2; exit 1; }

mkdir -p target/k6
npm install --prefix target/k6 --silent --no-audit --no-fund --save-exact typescript@7.0.2 @types/k6@2.3.0
rm -f target/k6/*.js
cp k6/*.js target/k6
cd target/k6
# Parameters without a type are allowed: these are scripts.
node_modules/.bin/tsc --noEmit --allowJs --checkJs --strict --noImplicitAny false \
  --target es2022 --module esnext --moduleResolution bundler --types k6 ./*.js
