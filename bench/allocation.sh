#!/usr/bin/env bash
# Checks what the hot path allocates against bench/allocation.properties, with JMH's gc profiler. Takes a minute. Fails if
# a benchmark allocates more than 5 % and a tenth of a byte beyond its budget. A budget is bytes for each span, scrape or page:
# they do not depend on the machine and on what else runs on it, as times do.
#
#   bench/allocation.sh            the benchmarks that have a budget
#   bench/allocation.sh --update   writes what they allocate now as their budget
#
# Raise a budget only on purpose, in the commit that needs it, and say in its message what the bytes are for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

budget=bench/allocation.properties
out=target/allocation
mkdir -p "$out/classes"

# Compiles what the benchmarks need, and not all tests, which would take another minute.
if [[ ! -d target/classes/dev ]]; then ./mvnw -q -B -ntp compile; fi
./mvnw -q -B -ntp -Pbench dependency:build-classpath -Dmdep.outputFile="$PWD/$out/classpath"
classpath=target/classes:$(cat "$out/classpath")
patterns=()
sources=()
while IFS== read -r name _; do
  patterns+=("\\.${name//./\\.}\$")
  sources+=(src/jmh/java/dev/toolwatch/*/"${name%%.*}.java")
done < <(grep -v '^#' "$budget")
mapfile -t sources < <(printf '%s\n' "${sources[@]}" | sort -u)
javac -nowarn -parameters -implicit:class -d "$out/classes" -sourcepath src/jmh/java:src/test/java -cp "$classpath" \
  -processor org.openjdk.jmh.generators.BenchmarkProcessor "${sources[@]}"

# So many calls, not so many seconds, and a compiler that keeps its caller waiting: the same on every machine.
calls=200
java -cp "$out/classes:$classpath" org.openjdk.jmh.Main "${patterns[@]}" \
  -jvmArgs '-Xms512m -Xmx512m -XX:+UseSerialGC -Xbatch' -f 1 -bm ss -wi 40 -wbs $calls -i 3 -bs $calls -prof gc -foe true \
  -p series=1000 -p format=TEXT -rf csv -rff "$out/result.csv" > "$out/log" || { cat "$out/log"; exit 1; }

awk -v calls=$calls -v update="${1:-}" -v budget="$budget" '
  NR == FNR {
    if ($0 ~ /^#/) comments = comments $0 "\n"
    else if (split($0, entry, "=") == 2) { names[++count] = entry[1]; limit[entry[1]] = entry[2] }
    next
  }
  /:[^:]*gc\.alloc\.rate\.norm"/ {
    split($0, column, ",")
    name = column[1]
    gsub(/^"|:.*$/, "", name)
    n = split(name, part, ".")
    measured[part[n - 1] "." part[n]] = column[5] / calls
  }
  END {
    if (update == "--update") printf "%s", comments > budget
    for (i = 1; i <= count; i++) {
      name = names[i]
      if (!(name in measured)) { print name ": was not measured"; failed = 1; continue }
      over = measured[name] > limit[name] * 1.05 + 0.1
      printf "%-32s %12.2f B, budget %12.2f B%s\n", name, measured[name], limit[name], over ? ": TOO MUCH" : ""
      if (update == "--update") printf "%s=%.2f\n", name, measured[name] > budget
      else if (over) failed = 1
    }
    if (failed) {
      print "A benchmark allocates more than its budget in " budget ". If that is meant, run bench/allocation.sh --update" \
        " and say in the commit what the bytes are for."
      exit 1
    }
  }' "$budget" "$out/result.csv"
