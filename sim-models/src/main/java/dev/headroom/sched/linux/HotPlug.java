package dev.headroom.sched.linux;

import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.OnlineCpus;
import dev.headroom.sched.linux.core.SchedulingDomains;
import dev.headroom.sched.linux.deadline.DeadlineAdmission;
import dev.headroom.units.CpuSet;
import java.util.Arrays;
import java.util.List;

/**
 * Takes CPUs off-line.
 *
 * <p>Design. The tasks of the CPU are moved off in the order of their classes, each to a CPU of its affinity, those
 * that wait for a budget last ({@link OnlineCpus#fallback}). The last CPU stays, and so does one without which the
 * reservations of its root domain do not fit.
 *
 * <p>Deviations. Scheduling domains and root domains keep the CPU; it takes part in nothing. cpusets keep it too, as
 * under cgroup v2; under v1 they lose it for good. The stopper threads that do the work cost nothing.
 *
 * <p>Source: {@code sched_cpu_deactivate}, {@code balance_push} and {@code dl_bw_manage} of {@code kernel/sched}, Linux
 * 4.4 to 6.12, read for the rules.
 */
final class HotPlug {

    private final LinuxScheduler scheduler;
    private final LinuxConfig config;
    private final SchedulingDomains domains;
    private final OnlineCpus online;

    HotPlug(
            final LinuxScheduler scheduler,
            final LinuxConfig config,
            final SchedulingDomains domains,
            final OnlineCpus online) {
        this.scheduler = scheduler;
        this.config = config;
        this.domains = domains;
        this.online = online;
    }

    /** Takes a CPU off-line; returns whether that was possible. */
    boolean unplug(final int cpu, final long nowNs) {
        final CpuSet rest = online.cpus().minus(CpuSet.of(cpu));
        if (rest.isEmpty() || !holdsReservations(domains.rootDomain(cpu), rest)) {
            return false;
        }
        online.set(rest);
        // Whoever is moved may make others be pushed: none of them may go to a CPU that left before.
        queuedOn(cpu).forEach(online::allowSome);
        scheduler.clear(cpu, task -> moveOff(task, nowNs), nowNs);
        queuedOn(cpu).forEach(task -> moveOff(task, nowNs));
        return true;
    }

    private List<SchedTask> queuedOn(final int cpu) {
        return Arrays.stream(online.tasks())
                .filter(task -> task != null && task.isQueued() && task.cpu() == cpu)
                .toList();
    }

    private void moveOff(final SchedTask task, final long nowNs) {
        scheduler.moveTo(task, online.fallback(task, task.cpu()), nowNs);
    }

    private boolean holdsReservations(final CpuSet rootDomain, final CpuSet rest) {
        final CpuSet left = rootDomain.and(rest);
        final DeadlineAdmission admission =
                new DeadlineAdmission(config.version(), config.throttling(), config.options());
        for (final SchedTask task : online.tasks()) {
            if (task != null
                    && task.reservation() != null
                    && !task.attributes().inherited()
                    && rootDomain.contains(task.cpu())
                    && (left.isEmpty()
                            || admission.ask(left, task.reservation(), left).isPresent())) {
                return false;
            }
        }
        return true;
    }
}
