/**
 * Estimates costs from measurements.
 *
 * <p>Three steps, each with the data that determine it: the waits of the load's workers from CPU statistics; rare
 * disturbances from the maxima of idle runs, by maximum likelihood; everything else from means, quantiles and maxima,
 * by CMA-ES over a semi-analytic composition of the latency. The composition uses the same costs as the machine model
 * and the frequencies of the situations in which wake-ups happen, which the machine model itself produced.
 */
package dev.headroom.fit;
