#!/bin/sh
# Commits both examples, each in a throw-away repository with ftpolicy as its hook: the first
# commit is stopped, the second goes through. `sh examples/try.sh [PROGRAM]` fails otherwise.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=${1:-$here/../.venv/bin/ftpolicy}
case $program in
  /*) ;;
  */*) program=$PWD/$program ;;
esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset $(git rev-parse --local-env-vars)

# The examples were decided in November 2026, and a review date that has passed is a finding:
# judged as on that day they never go stale.
hook="exec '$program' check --staged --as-of 2026-11-22"

commit() {
  cp -R "$here/$1" "$scratch/" && cd "$scratch/$1" || exit 2
  git -c init.defaultBranch=main init -q
  mkdir -p .git/hooks
  printf '#!/bin/sh\n%s\n' "$hook" >.git/hooks/pre-commit
  chmod +x .git/hooks/pre-commit
  git add -A
  printf '$ git commit    # examples/%s\n' "$1"
  git -c user.name=You -c user.email=you@example.com -c commit.gpgSign=false \
    -c core.hooksPath=.git/hooks commit -q -m 'Tune the support model'
}

if (commit blocked); then
  echo 'examples/blocked went through, but it should have been stopped' >&2
  exit 1
fi
printf '%s\n\n' '=> nothing was committed'
(commit passing)
echo '=> committed'
