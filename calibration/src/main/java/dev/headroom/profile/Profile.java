package dev.headroom.profile;

import dev.headroom.cost.CostModel;
import dev.headroom.machine.KernelConfig;
import dev.headroom.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The calibration profile of one environment. Immutable.
 *
 * @param id short name, such as {@code c5-prt}
 * @param title what it stands for, in one line
 * @param topology its CPUs
 * @param kernel its kernel
 * @param perCpuDiskQueues whether the block device has a queue and an interrupt for each CPU
 * @param costs every cost, in the unit of its name
 * @param measured measured conditions, for reports only
 */
public record Profile(
        String id,
        String title,
        Certified<Topology> topology,
        Certified<KernelConfig> kernel,
        Certified<Boolean> perCpuDiskQueues,
        CostModel costs,
        List<MeasuredCondition> measured) {

    /** Name and version of the document format. */
    public static final String FORMAT = "headroom-profile/1";

    /** Copies the list. */
    public Profile {
        measured = List.copyOf(measured);
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
