package dev.headroom.engine;

/**
 * How a replication ended.
 *
 * @param endedAtNs where the clock stood, in ns: the end time, or the time at which the replication was stopped
 * @param eventCount number of events and timers executed
 * @param stopped whether the model, or a listener, ended the replication
 */
public record RunOutcome(long endedAtNs, long eventCount, boolean stopped) {}
