package dev.headroom.format.hofer;

import dev.headroom.format.TsvRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which CPUs worked under one condition of one set ({@code placement.tsv}): use, never latencies, so a prediction may
 * read it.
 *
 * <p>On virtual machines these are CPUs of the host. The watching tool numbers the CPUs that are online, so after CPUs
 * were lost its numbers need not be the kernel's.
 *
 * @param set name of the set
 * @param condition name of the conditions
 * @param runs number of runs behind the figures
 * @param cpusSeen logical CPUs seen, ascending
 * @param busyPercentByCpu mean user and system time together, in percent, of each CPU above 5 percent
 */
public record Placement(
        String set, String condition, int runs, List<Integer> cpusSeen, SortedMap<Integer, Integer> busyPercentByCpu) {

    static final List<String> COLUMNS = List.of("set", "condition", "runs", "cpus_seen", "busy_cpus_percent");

    private static final String CPU_LIST = "\\d{1,5}(,\\d{1,5})*";
    private static final String SHARE = "\\d{1,5}:\\d{1,3}";

    /** Copies list and map, so that the record does not change. */
    public Placement {
        cpusSeen = List.copyOf(cpusSeen);
        busyPercentByCpu = Collections.unmodifiableSortedMap(new TreeMap<>(busyPercentByCpu));
    }

    static Placement of(final TsvRow row) {
        return new Placement(
                row.text("set"),
                row.text("condition"),
                row.intValue("runs", 0, Integer.MAX_VALUE),
                cpus(row),
                shares(row));
    }

    private static List<Integer> cpus(final TsvRow row) {
        final String text = row.text("cpus_seen");
        if (!text.matches(CPU_LIST)) {
            throw row.wrong("cpus_seen", "no list of CPUs", "numbers separated by commas");
        }
        final List<Integer> cpus = new ArrayList<>();
        for (final String cpu : text.split(",")) {
            cpus.add(Integer.valueOf(cpu));
        }
        return cpus;
    }

    private static SortedMap<Integer, Integer> shares(final TsvRow row) {
        final SortedMap<Integer, Integer> shares = new TreeMap<>();
        final String text = row.text("busy_cpus_percent");
        if (text.equals("-")) {
            return shares;
        }
        for (final String share : text.split(" ")) {
            if (!share.matches(SHARE)) {
                throw row.wrong("busy_cpus_percent", "no list of shares", "CPU:PERCENT separated by blanks, or -");
            }
            final String[] parts = share.split(":");
            shares.put(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
        }
        return shares;
    }
}
