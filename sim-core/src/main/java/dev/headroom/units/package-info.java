/**
 * Quantities as people write them and as Linux writes them: durations with a unit, lists of CPUs.
 *
 * <p>Inside the simulator a time is a {@code long} in nanoseconds and a set of CPUs is a
 * {@link dev.headroom.units.CpuSet}; text is turned into these at the edge, once, by this package.
 */
package dev.headroom.units;
