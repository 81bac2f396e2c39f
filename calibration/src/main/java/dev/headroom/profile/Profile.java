package dev.headroom.profile;

import dev.headroom.cost.Cost;
import dev.headroom.cost.CostModel;
import dev.headroom.machine.KernelConfig;
import dev.headroom.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The calibration profile of one environment. Immutable.
 *
 * @param id short name, such as {@code c5-prt}
 * @param title what it stands for, in one line
 * @param topology its CPUs
 * @param kernel its kernel
 * @param perCpuDiskQueues whether the block device has a queue and an interrupt for each CPU
 * @param costs every cost, in the unit of its name
 * @param alternatives other sets of costs that explain the measurements about as well as {@code costs}, the best fit;
 *     may be empty
 * @param loop CPU time in ns of the calibrated loop that is one job of a measuring task, where one was measured
 * @param measured measured conditions, for reports only
 */
public record Profile(
        String id,
        String title,
        Certified<Topology> topology,
        Certified<KernelConfig> kernel,
        Certified<Boolean> perCpuDiskQueues,
        CostModel costs,
        List<CostModel> alternatives,
        Optional<Cost> loop,
        List<MeasuredCondition> measured) {

    /** Name and version of the document format. */
    public static final String FORMAT = "headroom-profile/1";

    /** Copies the lists. */
    public Profile {
        alternatives = List.copyOf(alternatives);
        measured = List.copyOf(measured);
    }

    /**
     * Makes the profile of an environment in which no loop was measured.
     *
     * @param id short name
     * @param title what it stands for
     * @param topology its CPUs
     * @param kernel its kernel
     * @param perCpuDiskQueues whether the block device has a queue for each CPU
     * @param costs every cost
     * @param alternatives other sets of costs
     * @param measured measured conditions
     */
    public Profile(
            final String id,
            final String title,
            final Certified<Topology> topology,
            final Certified<KernelConfig> kernel,
            final Certified<Boolean> perCpuDiskQueues,
            final CostModel costs,
            final List<CostModel> alternatives,
            final List<MeasuredCondition> measured) {
        this(id, title, topology, kernel, perCpuDiskQueues, costs, alternatives, Optional.empty(), measured);
    }

    /**
     * Returns the costs of a replication: the best fit for the first, then the alternatives in turn, so that what
     * replications have in common and where they differ holds the uncertainty of the costs.
     *
     * @param replication number of the replication, from 0
     */
    public CostModel costsOf(final int replication) {
        final int set = replication % (alternatives.size() + 1);
        return set == 0 ? costs : alternatives.get(set - 1);
    }

    /** Returns the profile with other costs, and without a loop, which is measured with the costs. */
    public Profile withCosts(final CostModel best, final List<CostModel> others) {
        return new Profile(id, title, topology, kernel, perCpuDiskQueues, best, others, measured);
    }

    /** Returns the profile under another id. */
    public Profile named(final String newId) {
        return new Profile(newId, title, topology, kernel, perCpuDiskQueues, costs, alternatives, loop, measured);
    }

    /** Returns the profile with other alternatives. */
    public Profile withAlternatives(final List<CostModel> others) {
        return new Profile(id, title, topology, kernel, perCpuDiskQueues, costs, others, loop, measured);
    }

    /** Returns the profile with a measured loop. */
    public Profile withLoop(final Cost measuredLoop) {
        return new Profile(
                id,
                title,
                topology,
                kernel,
                perCpuDiskQueues,
                costs,
                alternatives,
                Optional.of(measuredLoop),
                measured);
    }

    /** Returns SHA-256 of the canonical document in hexadecimal digits: equal profiles have equal digests. */
    public String digest() {
        return sha256(ProfileWriter.write(this).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the names of everything nobody measured for this environment, in the order of the document. */
    public List<String> assumed() {
        final List<String> names = new ArrayList<>();
        addIf(topology.certificate().assumed(), "topology", names);
        addIf(kernel.certificate().assumed(), "kernel", names);
        addIf(perCpuDiskQueues.certificate().assumed(), "disk", names);
        costs.costs().forEach((name, cost) -> addIf(cost.certificate().assumed(), name.key(), names));
        loop.ifPresent(cost -> addIf(cost.certificate().assumed(), "loop", names));
        return names;
    }

    /**
     * Returns SHA-256 in hexadecimal digits.
     *
     * @param bytes what to digest
     * @return 64 digits
     */
    public static String sha256(final byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (final NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void addIf(final boolean assumed, final String name, final List<String> names) {
        if (assumed) {
            names.add(name);
        }
    }
}
