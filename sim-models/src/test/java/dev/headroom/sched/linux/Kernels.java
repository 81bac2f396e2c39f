package dev.headroom.sched.linux;

import dev.headroom.sched.IdealMachine;
import dev.headroom.sched.Reservation;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.KernelOptions;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.sched.linux.core.LinuxConfig;
import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Schedulers of kernels for tests: one socket, one thread per core, one partition, 250 ticks per second. */
public final class Kernels {

    /** Nanoseconds of a millisecond. */
    public static final long MS = 1_000_000L;
    /** Time between ticks in ns. */
    public static final long TICK_NS = 4 * MS;

    private Kernels() {}

    /** Returns the configuration of a kernel, real-time throttling included. */
    public static LinuxConfig config(final int major, final int minor, final int cpus) {
        final Topology topology = Topology.regular(1, cpus, 1, false);
        return new LinuxConfig(
                topology,
                List.of(topology.allCpus()),
                new KernelVersion(major, minor),
                250,
                List.of(),
                RealTimeThrottling.DEFAULT);
    }

    /** Returns the same configuration with other options. */
    public static LinuxConfig with(final LinuxConfig config, final UnaryOperator<KernelOptions> change) {
        return config.withOptions(change.apply(config.options()));
    }

    /** Makes a machine with ticks. */
    public static IdealMachine machine(final LinuxConfig config) {
        return new IdealMachine(new LinuxScheduler(config), config.topology().cpus(), TICK_NS);
    }

    /** Makes a task that may run everywhere up to CPU 1023, or on some CPUs. */
    public static SchedTask task(final int id, final String name, final SchedAttributes attributes, final int... cpus) {
        return new SchedTask(id, name, attributes, cpus.length == 0 ? CpuSet.range(0, 1023) : CpuSet.of(cpus));
    }

    /** Returns a reservation in ms whose deadline is its period. */
    public static SchedAttributes reserve(final long runtimeMs, final long periodMs) {
        return SchedAttributes.deadline(new Reservation(runtimeMs * MS, periodMs * MS, periodMs * MS, false));
    }
}
