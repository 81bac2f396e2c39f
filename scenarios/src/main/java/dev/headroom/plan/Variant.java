package dev.headroom.plan;

import dev.headroom.machine.MachineConfig;
import dev.headroom.profile.Profile;

/**
 * The containers of a plan on one machine.
 *
 * @param name for reports; {@link Plan#AS_PLANNED} for the plan itself
 * @param required whether a missed objective of this variant makes the plan fail
 * @param profile the environment
 * @param machine what is simulated
 */
public record Variant(String name, boolean required, Profile profile, MachineConfig machine) {}
