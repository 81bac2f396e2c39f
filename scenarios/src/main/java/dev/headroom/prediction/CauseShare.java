package dev.headroom.prediction;

/**
 * The part of one cause in some latencies.
 *
 * @param cause its name
 * @param share part of their sum, 0 to 1
 */
public record CauseShare(String cause, double share) {}
