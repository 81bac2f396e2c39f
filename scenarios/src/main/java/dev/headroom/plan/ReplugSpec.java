package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.MachineRun;
import dev.headroom.machine.Replug;
import dev.headroom.units.CpuSet;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.List;

/** Reads which CPUs go off-line and come back while the machine runs. */
final class ReplugSpec {

    static final String KEY = "replug";

    private static final int MOST = 1000;

    private ReplugSpec() {}

    /**
     * Reads the list.
     *
     * @param list items with CPUs and two times
     * @param plugged the CPUs that are there
     * @return one entry for each CPU and item
     */
    static List<Replug> read(final DocumentNode list, final CpuSet plugged) {
        final List<Replug> replugs = new ArrayList<>();
        for (final DocumentNode item : list.list(1, MOST)) {
            item.mapping("cpus", "off", "on");
            final DocumentNode cpusNode = item.required("cpus", "cpus: 1-3");
            final CpuSet cpus = cpusNode.cpus();
            if (cpus.isEmpty() || !plugged.containsAll(cpus)) {
                throw cpusNode.mistake(
                        "CPU " + cpus.minus(plugged) + " is not there", "the machine has the CPUs " + plugged);
            }
            final long offNs = time(item, "off", MachineRun.SETTLING_NS);
            final long onNs = time(item, "on", offNs + 1);
            for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu)) {
                final Replug replug = new Replug(cpu, offNs, onNs);
                requireApart(replug, replugs, item);
                replugs.add(replug);
            }
            requireOneLeft(offNs, replugs, plugged, item);
        }
        return replugs;
    }

    private static long time(final DocumentNode item, final String key, final long leastNs) {
        return item.required(key, key + ": 5s").durationNs(leastNs, 3600 * Durations.SECOND_NS);
    }

    private static void requireApart(final Replug replug, final List<Replug> before, final DocumentNode item) {
        for (final Replug other : before) {
            if (other.cpu() == replug.cpu() && other.offNs() <= replug.onNs() && replug.offNs() <= other.onNs()) {
                throw item.mistake(
                        "CPU " + replug.cpu() + " is off-line then already", "let it come back before it goes again");
            }
        }
    }

    /** The CPUs off-line are the most where one goes: at the beginning of this item, or of one within it. */
    private static void requireOneLeft(
            final long offNs, final List<Replug> replugs, final CpuSet plugged, final DocumentNode item) {
        for (final Replug at : replugs) {
            final CpuSet off = CpuSet.of(replugs.stream()
                    .filter(other -> other.isOffAt(at.offNs()))
                    .mapToInt(Replug::cpu)
                    .toArray());
            if (at.offNs() >= offNs && off.equals(plugged)) {
                throw item.mistake(
                        "takes all CPUs off-line at " + Durations.exact(at.offNs()), "leave at least one CPU on-line");
            }
        }
    }
}
