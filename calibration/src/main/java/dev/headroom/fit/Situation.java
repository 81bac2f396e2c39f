package dev.headroom.fit;

import dev.headroom.workload.Activity;

/**
 * A situation in which a wake-up happens.
 *
 * @param before what the CPU did before
 * @param beside what the other hyperthread does
 * @param balanced whether the CPU belongs to a scheduling domain
 * @param migratable whether the woken thread may run on several CPUs
 */
public record Situation(Activity before, Activity beside, boolean balanced, boolean migratable) {}
