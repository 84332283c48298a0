#!/bin/sh
# Becomes the process of the command that is named, so that signals reach it directly.
set -eu
case "${1:-}" in
  gateway | valuation-worker | replay)
    # The size of the young generation is explained in tools/run/stack/app.ts.
    exec node --max-semi-space-size=32 --import ./dist/libs/telemetry/src/register.js "dist/apps/$1/src/main.js"
    ;;
  migrate)
    exec node dist/apps/migrate/src/main.js
    ;;
  *)
    echo "Say what to run: gateway, valuation-worker, replay or migrate; not \"${1:-}\"." >&2
    exit 64
    ;;
esac
