# Sourced by the scripts beside it: where things are, which JDKs there are, and some sums.
# Milliseconds and the like are whole numbers, as bash has no others.

export LC_ALL=C
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
agent=${PORTEIRO_JAR:-$root/agent/target/porteiro.jar}
programs=$root/benchmarks/target/programs.jar
runs=
jdks=()
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The script's own head comment.
usage() {
  local line
  while IFS= read -r line && [[ $line == '#'* ]]; do
    line=${line#\#}
    [[ $line == '!'* ]] || echo "${line# }"
  done <"$0"
}

fail() {
  echo "${0##*/}: $1" >&2
  exit "${2:-1}"
}

# arguments RUNS ARGUMENT...: sets runs, which are RUNS unless told otherwise, and jdks.
arguments() {
  local home version
  local -A found=()
  runs=$1
  shift
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        exit
        ;;
      --runs)
        runs=${2-}
        if (($# > 1)); then shift; fi
        ;;
      -*) fail "there is no option $1, see --help" 2 ;;
      *) jdks+=("$1") ;;
    esac
    shift
  done
  [[ $runs =~ ^[1-9][0-9]{0,3}$ ]] || fail "--runs takes a number from 1 to 9999, not '$runs'" 2
  if ((${#jdks[@]} == 0)); then
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
      version=$(feature "$home")
      if [[ $version == 17 || $version == 25 ]] && [[ -z ${found[$version]:-} ]]; then
        found[$version]=$home
        jdks+=("$home")
      fi
    done
  fi
  ((${#jdks[@]} > 0)) || fail "found no JDK 17 or 25: name the homes of some, see --help"
  for home in "${jdks[@]}"; do
    [[ -n $(feature "$home") ]] || fail "'$home' is not the home of a JDK" 2
  done
  need "$agent"
}

# need FILE: ends with what to do when the build has not made it yet.
need() {
  [[ -f $1 ]] || fail "there is no $1: mvn -q -pl agent,benchmarks -am package -DskipTests"
}

# feature HOME: 17 for a JDK 17; nothing for what is no JDK.
feature() {
  local first
  [[ -n $1 && -x $1/bin/java ]] || return 0
  first=$("$1/bin/java" -version 2>&1 | head -n 1)
  if [[ $first =~ version\ \"([0-9]+) ]]; then echo "${BASH_REMATCH[1]}"; fi
}

# median NUMBER...
median() {
  local sorted
  mapfile -t sorted < <(printf '%s\n' "$@" | sort -n)
  echo $(((sorted[($# - 1) / 2] + sorted[$# / 2]) / 2))
}

# thousandths NUMBER: 1049 as 1.049
thousandths() {
  printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
}

# at_most WHAT VALUE LIMIT, at_least WHAT VALUE LIMIT: say whether a bar is kept; when one is not,
# missed becomes 1, which the script ends with.
missed=0
at_most() {
  if (($2 <= $3)); then
    echo "  $1: ok"
  else
    echo "  $1: MISSED"
    missed=1
  fi
}

at_least() {
  at_most "$1" "$3" "$2"
}
