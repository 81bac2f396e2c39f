package dev.headroom.cost;

import dev.headroom.random.Distribution;
import dev.headroom.random.Sampler;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * All costs of one environment (machine, kernel, hypervisor). Immutable; every {@link CostName} has a value; safe to
 * share between threads.
 */
public final class CostModel {

    private final String name;
    private final Map<CostName, Cost> costs;
    private final Map<CostName, Sampler> samplers = new EnumMap<>(CostName.class);
    private final Map<CostName, SectionLaw> sections = new EnumMap<>(CostName.class);

    /**
     * Makes a cost model.
     *
     * @param name id of the profile it stands for, such as {@code c5-prt}
     * @param costs a cost for every name
     * @throws IllegalArgumentException naming the costs that are absent
     */
    public CostModel(final String name, final Map<CostName, Cost> costs) {
        this.name = name;
        this.costs = Collections.unmodifiableMap(new EnumMap<>(costs));
        for (final CostName needed : CostName.values()) {
            if (!this.costs.containsKey(needed)) {
                throw new IllegalArgumentException("profile " + name + " lacks the cost '" + needed.key() + "'");
            }
        }
    }

    /** Returns the id of the profile. */
    public String name() {
        return name;
    }

    /** Returns the distribution of a cost. */
    public Distribution value(final CostName cost) {
        return costs.get(cost).value();
    }

    /** Returns the mean of a cost, for those that are ratios or rates. */
    public double mean(final CostName cost) {
        return value(cost).meanNs();
    }

    /** Returns the compiled form of a cost, built on first use and shared by all runs. */
    public synchronized Sampler sampler(final CostName cost) {
        return samplers.computeIfAbsent(cost, name -> Sampler.of(value(name)));
    }

    /**
     * Returns the compiled form of the sections of a kind of code, built on first use and shared by all runs.
     *
     * @param share cost that says which share of CPU time lies in sections
     * @param length cost that says how long they are
     */
    public synchronized SectionLaw sections(final CostName share, final CostName length) {
        return sections.computeIfAbsent(length, name -> SectionLaw.of(mean(share), value(name)));
    }

    /** Returns all costs in the order of their names. */
    public Map<CostName, Cost> costs() {
        return costs;
    }

    /** Returns a copy in which some costs are replaced. */
    public CostModel with(final Map<CostName, Cost> replacements) {
        final Map<CostName, Cost> merged = new EnumMap<>(costs);
        merged.putAll(replacements);
        return new CostModel(name, merged);
    }
}
