package dev.headroom.replay;

import java.util.ArrayList;
import java.util.List;

/** Times that CPUs of a trace took to switch, and to push. */
final class SwitchPaths {

    /** Longer paths than this are something else: a kernel that could not be preempted. */
    private static final long LONGEST_PATH_NS = 60_000;
    /** A task that leaves so long after the switch of its CPU was not pushed on that account, in ns. */
    private static final long LONGEST_PUSH_NS = 30_000;

    private final List<Long> preemptionsNs = new ArrayList<>();
    private final List<Long> idleExitsNs = new ArrayList<>();
    private final List<Long> remotePreemptionsNs = new ArrayList<>();
    private final List<Long> remoteIdleExitsNs = new ArrayList<>();
    private final List<Long> pushesNs = new ArrayList<>();

    /** A task was preempted so long after the cause, in ns; negative if none is known. */
    void preempted(final long pathNs, final boolean byOtherCpu) {
        add(byOtherCpu ? remotePreemptionsNs : preemptionsNs, pathNs, LONGEST_PATH_NS);
    }

    /** A CPU left idle so long after the cause, in ns; negative if none is known. */
    void outOfIdle(final long pathNs, final boolean byOtherCpu) {
        add(byOtherCpu ? remoteIdleExitsNs : idleExitsNs, pathNs, LONGEST_PATH_NS);
    }

    /** A real-time task was moved away so long after the last switch of the CPU that moved it, in ns. */
    void pushed(final long sinceSwitchNs) {
        add(pushesNs, sinceSwitchNs, LONGEST_PUSH_NS);
    }

    private static void add(final List<Long> values, final long ns, final long lessThanNs) {
        if (ns >= 0 && ns < lessThanNs) {
            values.add(ns);
        }
    }

    /** Returns the medians; what no other CPU caused stands for what the trace does not show. */
    GivenLoad.SwitchCosts costs() {
        final long preemptionNs = median(preemptionsNs, 0);
        final long idleExitNs = median(idleExitsNs, 0);
        return new GivenLoad.SwitchCosts(
                preemptionNs,
                idleExitNs,
                median(remotePreemptionsNs, preemptionNs),
                median(remoteIdleExitsNs, idleExitNs),
                median(pushesNs, 0));
    }

    private static long median(final List<Long> values, final long otherwiseNs) {
        final List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? otherwiseNs : sorted.get(sorted.size() / 2);
    }
}
