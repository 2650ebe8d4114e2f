#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# irqmask stat --prometheus: Prometheus' own parser reads it, and finds what was measured.
# shellcheck source=tests/debian/lib.sh
. ./lib.sh
load us=5000 repeat=3

echo 1 >$T/irqmask/enable
echo 1 >$delay/trigger
irqmask stat --prometheus >/tmp/irqmask.prom || fail "stat"
echo 0 >$T/irqmask/enable
python3 - "$irq" >/tmp/out 2>&1 <<'END' || fail "$(cat /tmp/out /tmp/irqmask.prom)"
import sys
from prometheus_client.parser import text_string_to_metric_families

families = {f.name: f for f in text_string_to_metric_families(open("/tmp/irqmask.prom").read())}
section = families["irqmask_section_seconds"]
assert section.type == "histogram", section
of_line = [s for s in section.samples if s.labels["irq"] == sys.argv[1]]
value = {s.name: s.value for s in of_line}
assert value["irqmask_section_seconds_count"] == 3, value
assert 0.015 <= value["irqmask_section_seconds_sum"] < 3, value
buckets = [s for s in of_line if s.name.endswith("_bucket")]
assert [s.value for s in buckets] == sorted(s.value for s in buckets), buckets
assert buckets[-1].labels["le"] == "+Inf" and buckets[-1].value == 3, buckets
assert all(s.value == 0 for s in buckets if float(s.labels["le"]) <= 0.004), buckets
assert {s.labels["actions"] for s in of_line} == {"irqmask_delay_test"}, of_line
END
rmmod irqmask_delay_test
