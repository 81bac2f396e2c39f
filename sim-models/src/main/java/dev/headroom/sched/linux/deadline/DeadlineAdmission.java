package dev.headroom.sched.linux.deadline;

import dev.headroom.sched.Reservation;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.units.CpuSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which DEADLINE tasks the kernel accepts, asked for one task after the other.
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

    /** The shortest period in ns, where periods are limited. */
    public static final long LEAST_PERIOD_NS = 100_000L;
    /** The longest period in ns, where periods are limited: {@code sched_deadline_period_max_us} is 2^22. */
    public static final long MOST_PERIOD_NS = (1L << 22) * 1000;

    /** Why a task is refused. */
    public enum Refusal {
        /** Its period is out of bounds. */
        PERIOD,
        /** It may not run on all CPUs of its root domain. */
        AFFINITY,
        /** Its root domain has not enough bandwidth left. */
        BANDWIDTH
    }

    private final boolean limitsPeriods;
    private final boolean open;
    private final long perCpu;
    private final Map<CpuSet, Long> reserved = new HashMap<>();

    /** Makes the rules of a kernel on which nothing is reserved yet. */
    public DeadlineAdmission(
            final KernelVersion version, final RealTimeThrottling throttling, final KernelOptions options) {
        limitsPeriods = version.isAtLeast(5, 9);
        open = throttling.runtimeNs() == RealTimeThrottling.UNLIMITED_NS;
        final long server = options.fairServerRuntimeNs() == 0
                ? 0
                : Bandwidth.of(options.fairServerRuntimeNs(), options.fairServerPeriodNs());
        perCpu = Bandwidth.most(throttling) - server;
    }

    /**
     * A task asks for a reservation.
     *
     * @param rootDomain the CPUs of its root domain
     * @param wanted what it asks for
     * @param allowedCpus where it may run
     * @return why it is refused; empty if it has the reservation now
     */
    public Optional<Refusal> ask(final CpuSet rootDomain, final Reservation wanted, final CpuSet allowedCpus) {
        if (limitsPeriods && (wanted.periodNs() < LEAST_PERIOD_NS || wanted.periodNs() > MOST_PERIOD_NS)) {
            return Optional.of(Refusal.PERIOD);
        }
        if (open) {
            return Optional.empty();
        }
        if (!allowedCpus.containsAll(rootDomain)) {
            return Optional.of(Refusal.AFFINITY);
        }
        final long sum = reserved.getOrDefault(rootDomain, 0L) + bandwidth(wanted);
        if (sum > perCpu * rootDomain.size()) {
            return Optional.of(Refusal.BANDWIDTH);
        }
        reserved.put(rootDomain, sum);
        return Optional.empty();
    }

    private static long bandwidth(final Reservation reservation) {
        return Bandwidth.of(reservation.runtimeNs(), reservation.periodNs());
    }

    /** Returns how many CPUs of a root domain would be reserved together with a task. */
    public double reservedWith(final CpuSet rootDomain, final Reservation wanted) {
        return share(reserved.getOrDefault(rootDomain, 0L) + bandwidth(wanted));
    }

    /** Returns how many CPUs of a root domain can be reserved, 1.8 of 2 for example. */
    public double available(final CpuSet rootDomain) {
        return open ? rootDomain.size() : share(perCpu * rootDomain.size());
    }

    private static double share(final long bandwidth) {
        return (double) bandwidth / Bandwidth.UNIT;
    }
}
