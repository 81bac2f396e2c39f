/**
 * Compact scheduler traces: one tab-separated line per tracepoint of {@code perf sched} or ftrace, the first line a
 * legend. {@code ts_ns cpu kind fields...}, see {@link dev.headroom.format.schedtrace.SchedEvent}.
 */
package dev.headroom.format.schedtrace;
