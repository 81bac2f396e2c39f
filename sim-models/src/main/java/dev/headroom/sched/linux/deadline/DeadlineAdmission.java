package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which DEADLINE tasks the kernel accepts.
 *
 * <p>Design. Every root domain has a bandwidth: the share {@code sched_rt_runtime_us / sched_rt_period_us} of each of
 * its CPUs. A task is accepted if what it reserves, run time per period, fits into what earlier tasks left, and if it
 * may run on every CPU of the domain; for less CPUs one makes an exclusive cpuset. From Linux 6.12 on the fair server
 * of each CPU is one of the reservations. With {@code sched_rt_runtime_us} at -1 everything is accepted. Periods are
 * limited to 100 us and 4.2 s from Linux 5.9 on. Bandwidths are rounded to 2^-20 as the kernel rounds them.
 *
 * <p>Source: {@code sched_dl_overflow}, {@code __checkparam_dl} and {@code __sched_setscheduler}, Linux 4.4 to 6.18,
 * read for the rules; measured on 6.18: 0.900 of each CPU is left for tasks.
 */
public final class DeadlineAdmission {

    private static final long LEAST_PERIOD_NS = 100_000L;
    private static final long MOST_PERIOD_NS = (1L << 22) * 1000;

    /**
     * A task that asks for a reservation.
     *
     * @param name for people
     * @param reservation what it asks for
     * @param allowedCpus where it may run
     */
    public record Request(String name, Reservation reservation, CpuSet allowedCpus) {}

    private final boolean limitsPeriods;
    private final boolean open;
    private final long most;
    private final long server;

    /** Makes the rules of a kernel. */
    public DeadlineAdmission(
            final KernelVersion version, final RealTimeThrottling throttling, final KernelOptions options) {
        limitsPeriods = version.isAtLeast(5, 9);
        open = throttling.runtimeNs() == RealTimeThrottling.UNLIMITED_NS;
        most = Bandwidth.most(throttling);
        server = options.fairServerRuntimeNs() == 0
                ? 0
                : Bandwidth.of(options.fairServerRuntimeNs(), options.fairServerPeriodNs());
    }

    /** Returns the share of each CPU that is left for tasks, 0.90 for example; 1 where there is no limit. */
    public double sharePerCpu() {
        return open ? 1 : share(most - server);
    }

    /**
     * Says who of some tasks is refused, in the order in which they ask.
     *
     * @param rootDomain the CPUs of the root domain in which the tasks are
     * @param requests the tasks
     * @return a sentence per task that is refused, with the numbers and what would be accepted
     */
    public List<String> refusals(final CpuSet rootDomain, final List<Request> requests) {
        final List<String> refusals = new ArrayList<>();
        long used = server * rootDomain.size();
        for (final Request request : requests) {
            final Reservation wanted = request.reservation();
            final long bandwidth = Bandwidth.of(wanted.runtimeNs(), wanted.periodNs());
            if (limitsPeriods && (wanted.periodNs() < LEAST_PERIOD_NS || wanted.periodNs() > MOST_PERIOD_NS)) {
                refusals.add(request.name() + ": a period of " + wanted.periodNs() + " ns is outside " + LEAST_PERIOD_NS
                        + " to " + MOST_PERIOD_NS + " ns");
            } else if (!open && !request.allowedCpus().containsAll(rootDomain)) {
                refusals.add(request.name() + ": may run on CPUs " + request.allowedCpus() + " of its root domain "
                        + rootDomain
                        + "; a DEADLINE task must be allowed on all of them, or be in an exclusive cpuset");
            } else if (!open && most * rootDomain.size() < used + bandwidth) {
                refusals.add(String.format(
                        Locale.ROOT,
                        "%s: reserves %.4f CPUs (%d of %d ns), but CPUs %s have %.4f left of %.4f%s",
                        request.name(),
                        share(bandwidth),
                        wanted.runtimeNs(),
                        wanted.periodNs(),
                        rootDomain,
                        share(most * rootDomain.size() - used),
                        share(most * rootDomain.size()),
                        server > 0
                                ? String.format(
                                        Locale.ROOT, ", %.4f of them for fair tasks", share(server * rootDomain.size()))
                                : ""));
            } else {
                used += bandwidth;
            }
        }
        return refusals;
    }

    private static double share(final long bandwidth) {
        return (double) bandwidth / Bandwidth.UNIT;
    }
}
