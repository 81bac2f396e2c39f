package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.engine.Timeline;
import dev.headroom.random.RandomStreams;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.linux.core.KernelVersion;
import dev.headroom.units.CpuSet;

/**
 * The threads of PREEMPT_RT that do the work of interrupts.
 *
 * <p>Design. The handler of the disk interrupt only wakes its thread, FIFO 50, which does what the handler does
 * elsewhere and passes the completion on. Timers of fair tasks expire in a thread of their CPU: {@code ktimersoftd}
 * (FIFO 1) of the 3.x and 4.x series, {@code ksoftirqd} (nice 0) of 5.x, {@code ktimers} (FIFO 1) from 6.1 on. Timers
 * of real-time and DEADLINE tasks expire in the interrupt.
 *
 * <p>Deviations. The short handler costs what the handler of a timer costs, and so does a timer in a thread. Write-back
 * stays a stretch of work on some CPU.
 *
 * <p>Source: {@code kernel/irq/manage.c} (forced threads), {@code kernel/softirq.c} and {@code kernel/time/hrtimer.c}
 * (HRTIMER_MODE_SOFT) of Linux and its PREEMPT_RT patches, read for the rules.
 */
final class KernelThreads {

    private static final String INTERRUPT_LABEL = "irq/disk";
    private static final int INTERRUPT_PRIORITY = 50;
    private static final int TIMER_PRIORITY = 1;

    private final KernelThread[] interrupts;
    private final KernelThread[] timers;

    private KernelThreads(final int cpus) {
        interrupts = new KernelThread[cpus];
        timers = new KernelThread[cpus];
    }

    /** Returns how many threads a machine has. */
    static int count(final MachineConfig config) {
        return config.settings().threadedInterrupts() ? 2 * config.topology().cpus() : 0;
    }

    /** Numbers the causes under which others book the time of the threads. */
    static void register(final MachineConfig config, final Causes causes) {
        if (config.settings().threadedInterrupts()) {
            for (final String label :
                    new String[] {INTERRUPT_LABEL, timerLabel(config.kernel().series())}) {
                causes.running(label);
                causes.sectionOf(label);
            }
        }
    }

    /** Adds the threads of a machine, asleep on their CPUs; returns null if it has none. */
    static KernelThreads add(
            final Machine machine, final MachineConfig config, final Timeline timeline, final RandomStreams random) {
        if (!config.settings().threadedInterrupts()) {
            return null;
        }
        final KernelThreads threads = new KernelThreads(config.topology().cpus());
        final KernelVersion series = config.kernel().series();
        for (int cpu = 0; cpu < threads.timers.length; cpu++) {
            if (config.settings().offline().contains(cpu)) {
                continue;
            }
            threads.interrupts[cpu] = new KernelThread(
                    bound(machine, INTERRUPT_LABEL, cpu, SchedAttributes.fifo(INTERRUPT_PRIORITY)),
                    INTERRUPT_LABEL,
                    machine.causes,
                    random.stream(INTERRUPT_LABEL),
                    CostName.DISK_INTERRUPT,
                    (thread, about, nowNs) -> machine.passOn(about, nowNs));
            asleep(machine, threads.interrupts[cpu], timeline);
            threads.timers[cpu] = new KernelThread(
                    bound(machine, timerLabel(series), cpu, timerAttributes(series)),
                    timerLabel(series),
                    machine.causes,
                    random.stream(timerLabel(series)),
                    CostName.TIMER_INTERRUPT,
                    (thread, about, nowNs) -> machine.wakeBy(thread, about, nowNs));
            asleep(machine, threads.timers[cpu], timeline);
        }
        return threads;
    }

    private static SchedTask bound(
            final Machine machine, final String label, final int cpu, final SchedAttributes attributes) {
        return new SchedTask(machine.tasks().size(), label + "-" + cpu, attributes, CpuSet.of(cpu));
    }

    private static void asleep(final Machine machine, final KernelThread thread, final Timeline timeline) {
        machine.add(thread, timeline);
        thread.parentCpu = thread.sched.allowedCpus().first();
        thread.start(machine, 0);
    }

    private static boolean hasTimerThread(final KernelVersion series) {
        return !series.isAtLeast(5, 0) || series.isAtLeast(6, 1);
    }

    private static String timerLabel(final KernelVersion series) {
        return hasTimerThread(series) ? series.isAtLeast(5, 0) ? "ktimers" : "ktimersoftd" : "ksoftirqd";
    }

    private static SchedAttributes timerAttributes(final KernelVersion series) {
        return hasTimerThread(series) ? SchedAttributes.fifo(TIMER_PRIORITY) : SchedAttributes.other(0);
    }

    /** The short handler of the disk interrupt ran on a CPU. */
    void diskInterrupt(final MachineTask about, final Machine machine, final Cpu on, final long nowNs) {
        interrupts[on.id()].submit(about, machine, on, nowNs);
    }

    /** The timer of a fair task expired on a CPU. */
    void timerExpired(final MachineTask task, final Machine machine, final Cpu on, final long nowNs) {
        timers[on.id()].submit(task, machine, on, nowNs);
    }
}
