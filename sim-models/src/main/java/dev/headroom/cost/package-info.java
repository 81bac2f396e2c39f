/**
 * What the hardware and the kernel cost: durations of things that exist, each with the certificate of its origin.
 *
 * <p>A cost is never a latency of a condition. What a condition does to a latency must follow from the model.
 */
package dev.headroom.cost;
