package dev.headroom.sched.linux.core;

import dev.headroom.sched.linux.core.SchedulingDomains.Domain;
import dev.headroom.units.CpuSet;
import java.util.List;

/**
 * Chooses one of several CPUs that would all do for a real-time or DEADLINE task.
 *
 * <p>Design. The CPU where the task last ran; else, from the smallest domain of that CPU outwards, the CPU that decides
 * if it lies in the domain, or any CPU of the domain; else the CPU that decides, or any. "Any" is the lowest number
 * until 5.10; from 5.11 on each CPU that decides goes round, behind the one it chose last.
 *
 * <p>Deviation. The kernel shares the place where a CPU goes on with other users of {@code cpumask_any_distribute}.
 *
 * <p>Source: the common end of {@code find_lowest_rq} and {@code find_later_rq}, read for the rules.
 */
public final class NearestCpu {

    private final SchedulingDomains domains;
    private final boolean distributes;
    private final int[] chosenLast;

    /** Makes the rule of a kernel version for the CPUs of some domains. */
    public NearestCpu(final SchedulingDomains domains, final int cpus, final KernelVersion version) {
        this.domains = domains;
        distributes = version.isAtLeast(5, 11);
        chosenLast = new int[cpus];
    }

    /**
     * Chooses a CPU.
     *
     * @param candidates at least one CPU
     * @param home where the task last ran
     * @param deciding the CPU on which the decision is made
     */
    public int choose(final CpuMask candidates, final int home, final int deciding) {
        if (candidates.contains(home)) {
            return home;
        }
        final int here = candidates.contains(deciding) ? deciding : -1;
        final List<Domain> levels = domains.of(home);
        for (int i = 0; i < levels.size(); i++) {
            final CpuSet span = levels.get(i).span();
            if (here >= 0 && span.contains(here)) {
                return here;
            }
            final int any = any(candidates, span, deciding);
            if (any >= 0) {
                return any;
            }
        }
        return here >= 0 ? here : any(candidates, domains.rootDomain(home), deciding);
    }

    private int any(final CpuMask candidates, final CpuSet span, final int deciding) {
        if (!distributes) {
            return candidates.next(-1, span);
        }
        int cpu = candidates.next(chosenLast[deciding], span);
        if (cpu < 0) {
            cpu = candidates.next(-1, span);
        }
        if (cpu >= 0) {
            chosenLast[deciding] = cpu;
        }
        return cpu;
    }
}
