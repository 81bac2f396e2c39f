package dev.headroom.prediction;

/**
 * The latest activation of all tasks and replications: whose wake-up latency is the largest part of its period.
 *
 * @param replication number of its replication from 0
 * @param task name of its task
 * @param releaseNs its programmed time in ns since the start of the run
 * @param latencyNs its wake-up latency
 */
public record LatestActivation(int replication, String task, long releaseNs, long latencyNs) {}
