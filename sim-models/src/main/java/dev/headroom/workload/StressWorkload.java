package dev.headroom.workload;

/**
 * One worker of {@code stress}.
 *
 * @param kind which of its workers
 */
public record StressWorkload(StressKind kind) implements Workload {}
