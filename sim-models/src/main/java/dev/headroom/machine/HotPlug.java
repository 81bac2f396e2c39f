package dev.headroom.machine;

import dev.headroom.engine.Phase;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.units.CpuSet;
import java.util.Optional;

/**
 * Takes CPUs off-line and on-line again.
 *
 * <p>Design. A CPU leaves when it is in no kernel path and no non-preemptible section. The scheduler moves its tasks
 * off and may refuse. Timers that were armed on it expire on another CPU, the first one on-line; so do the interrupt of
 * the disk and unbound work, and the interrupt of the disk stays where it went. The CPU comes back idle.
 *
 * <p>Deviations. What off-line and on-line take is not charged, neither to the CPU nor to the one that does it. Work
 * bound to the CPU is lost meanwhile. Threads of interrupts are not moved: machines that have them keep their CPUs.
 *
 * <p>Source: {@code hrtimers_dead_cpu}, {@code irq_migrate_all_off_this_cpu} and {@code kernel/cpu.c} of Linux, read
 * for the rules.
 */
final class HotPlug {

    private static final long RETRY_NS = 100_000;

    private final Machine machine;
    private final MachineConfig config;
    private final Timeline timeline;

    HotPlug(final Machine machine, final MachineConfig config, final Timeline timeline) {
        this.machine = machine;
        this.config = config;
        this.timeline = timeline;
    }

    /** Plans what the configuration says; the machine has its CPUs. */
    void start() {
        config.settings().replugs().forEach(this::plan);
    }

    private void plan(final Replug replug) {
        final Cpu cpu = machine.cpu(replug.cpu());
        final Timer[] off = new Timer[1];
        off[0] = timeline.addTimer(Phase.ENVIRONMENT, "cpu " + replug.cpu() + " off-line", nowNs -> {
            final Optional<Long> busyUntilNs = cpu.busyUntilNs(nowNs, RETRY_NS);
            if (busyUntilNs.isEmpty()) {
                unplug(cpu, nowNs);
            } else if (busyUntilNs.get() < replug.onNs()) {
                off[0].arm(busyUntilNs.get());
            }
        });
        off[0].arm(replug.offNs());
        timeline.addTimer(Phase.ENVIRONMENT, "cpu " + replug.cpu() + " on-line", nowNs -> plug(cpu, nowNs))
                .arm(replug.onNs());
    }

    private void unplug(final Cpu cpu, final long nowNs) {
        for (int id = 0; id < machine.cpus(); id++) {
            machine.cpu(id).settle(nowNs);
        }
        if (machine.scheduler.unplug(cpu.id(), nowNs)) {
            cpu.wentOffline(nowNs);
            machine.unplugged(cpu, standIn(), nowNs);
        }
    }

    private void plug(final Cpu cpu, final long nowNs) {
        if (cpu.isOffline()) {
            machine.scheduler.plug(cpu.id(), nowNs);
            cpu.cameOnline(nowNs);
            machine.schedulerCalled(cpu.id(), nowNs);
        }
    }

    /** An interrupt came for a CPU that is off-line: another one takes it, unless it was bound to the CPU. */
    void interruptElsewhere(final Interrupt interrupt, final long nowNs) {
        switch (interrupt.kind()) {
            case TIMER, DISK, WRITE_BACK, DAEMON -> machine.cpu(standIn()).interrupt(interrupt, nowNs);
            case TICK, RESCHEDULE, BUDGET, HOUSEKEEPING -> {}
        }
    }

    /** Where the timer of a sleeping task expires. */
    Cpu timerCpu(final MachineTask task) {
        final Cpu own = machine.cpu(task.sched.cpu());
        return own.isOffline() ? machine.cpu(standIn()) : own;
    }

    /** The CPU that does what one that is off-line had to do. */
    private int standIn() {
        final int daemon = firstOnline(config.daemonCpus());
        return daemon >= 0 ? daemon : firstOnline(config.topology().allCpus());
    }

    /** The first CPU of some that is on-line, -1 if none is. */
    int firstOnline(final CpuSet some) {
        final CpuSet plugged = some.minus(config.settings().offline());
        for (int cpu = plugged.first(); cpu >= 0; cpu = plugged.next(cpu)) {
            if (!machine.cpu(cpu).isOffline()) {
                return cpu;
            }
        }
        return -1;
    }
}
