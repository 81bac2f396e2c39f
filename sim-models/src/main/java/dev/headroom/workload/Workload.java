package dev.headroom.workload;

/** What one task does; the closed family of behaviours the machine can execute. */
public sealed interface Workload permits PeriodicWorkload, RelayWorkload, StressWorkload {}
