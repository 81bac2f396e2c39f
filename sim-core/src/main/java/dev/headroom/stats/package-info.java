/**
 * Statistics of what a simulation observed: latency histograms, estimates with confidence intervals over replications,
 * the distribution of the maximum, and the distance between two histograms.
 */
package dev.headroom.stats;
