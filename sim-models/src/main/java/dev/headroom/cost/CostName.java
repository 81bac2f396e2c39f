package dev.headroom.cost;

import java.util.Arrays;
import java.util.Locale;

/**
 * The costs that the machine model charges, each the duration (or rate, or ratio) of something that exists.
 *
 * <p>Durations are in ns of a CPU running alone on its core with the caches as they were left, unless said.
 */
public enum CostName {
    /**
     * A timer is due until its interrupt reaches the CPU, which goes on meanwhile: what a hypervisor takes to notice
     * that the timer of a virtual CPU expired and to tell it.
     */
    TIMER_DELIVERY(Unit.NANOSECONDS),
    /**
     * Hardware expiry of a timer until its handler has woken the thread: entry, hrtimer run, {@code try_to_wake_up}.
     */
    TIMER_INTERRUPT(Unit.NANOSECONDS),
    /**
     * From the scheduler's decision to the first user instruction of the new task: switch, return from the system call.
     */
    CONTEXT_SWITCH(Unit.NANOSECONDS),
    /**
     * A thread that has read the clock goes back to sleep: bookkeeping, system call, arming the timer, switching out.
     */
    GO_TO_SLEEP(Unit.NANOSECONDS),
    /** Leaving the idle loop and the idle state when an interrupt arrives. */
    IDLE_EXIT(Unit.NANOSECONDS),
    /**
     * Extra work of leaving idle on a CPU that belongs to a scheduling domain (nohz balancing state shared by its
     * CPUs).
     */
    DOMAIN_IDLE_EXIT(Unit.NANOSECONDS),
    /**
     * Extra work of waking a real-time thread that may run on several CPUs (list of pushable tasks, CPU priorities).
     */
    PUSHABLE_WAKE_UP(Unit.NANOSECONDS),
    /** Waking a thread on another CPU: inter-processor interrupt and its entry there. */
    REMOTE_WAKE_UP(Unit.NANOSECONDS),
    /** Refilling caches that computing work on the same CPU displaced. */
    REFILL_AFTER_COMPUTE(Unit.NANOSECONDS),
    /** Refilling caches that memory-touching work on the same CPU displaced. */
    REFILL_AFTER_MEMORY(Unit.NANOSECONDS),
    /** Refilling caches that kernel work (file data) on the same CPU displaced. */
    REFILL_AFTER_KERNEL(Unit.NANOSECONDS),
    /** What the wake-up path loses while the other hyperthread computes. */
    SMT_LOSS_COMPUTE(Unit.NANOSECONDS),
    /** What the wake-up path loses while the other hyperthread touches memory. */
    SMT_LOSS_MEMORY(Unit.NANOSECONDS),
    /** What the wake-up path loses while the other hyperthread is in the kernel (file data). */
    SMT_LOSS_KERNEL(Unit.NANOSECONDS),
    /** Speed of long-running work while the other hyperthread is busy, relative to running alone on the core. */
    SMT_THROUGHPUT(Unit.RATIO),
    /** Periodic scheduler tick: interrupt, accounting, preemption check. */
    TICK(Unit.NANOSECONDS),
    /** Interrupt of a block device until it has woken the waiting thread, softirq included. */
    DISK_INTERRUPT(Unit.NANOSECONDS),
    /**
     * Work of an unbound kernel thread (write-back, journal) for one completed request, during which its CPU does not
     * switch.
     */
    WRITE_BACK(Unit.NANOSECONDS),
    /** Share of the time in disk-writing kernel code that lies in non-preemptible sections. */
    DISK_SECTION_SHARE(Unit.RATIO),
    /** Length of the non-preemptible sections of disk-writing kernel code (write, truncate, journal). */
    DISK_SECTION(Unit.NANOSECONDS),
    /** Share of the time in {@code sync} that lies in non-preemptible sections. */
    SYNC_SECTION_SHARE(Unit.RATIO),
    /** Length of the non-preemptible sections of {@code sync} (lists of dirty inodes, write-back). */
    SYNC_SECTION(Unit.NANOSECONDS),
    /** Share of the time of a memory-touching task that lies in non-preemptible sections (faults, freeing pages). */
    MEMORY_SECTION_SHARE(Unit.RATIO),
    /** Length of the non-preemptible sections of a memory-touching task. */
    MEMORY_SECTION(Unit.NANOSECONDS),
    /** How often kernel housekeeping bound to a CPU (kworker, softirq, RCU) runs on each CPU. */
    HOUSEKEEPING_RATE(Unit.PER_SECOND),
    /** How long housekeeping bound to a CPU keeps that CPU from handling the next interrupt. */
    HOUSEKEEPING(Unit.NANOSECONDS),
    /** How often a daemon or an unbound kernel thread is active, on some CPU outside the shield. */
    DAEMON_RATE(Unit.PER_SECOND),
    /** How long a daemon's kernel work keeps its CPU from switching. */
    DAEMON(Unit.NANOSECONDS),
    /** How often the whole machine stands still (system management interrupt, hypervisor). */
    STALL_RATE(Unit.PER_SECOND),
    /** How long the whole machine stands still. */
    STALL(Unit.NANOSECONDS),
    /** CPU time of one burst of a disk-writing worker between two waits. */
    DISK_BURST(Unit.NANOSECONDS),
    /** Time a disk-writing worker waits for the device or for dirty pages to be written. */
    DISK_WAIT(Unit.NANOSECONDS),
    /** CPU time of one {@code sync} call. */
    SYNC_BURST(Unit.NANOSECONDS),
    /** Time a {@code sync} call waits for the device. */
    SYNC_WAIT(Unit.NANOSECONDS);

    /** The units in which a cost is given. */
    public enum Unit {
        /** Nanoseconds. */
        NANOSECONDS("ns"),
        /** A dimensionless ratio. */
        RATIO("ratio"),
        /** Events per second. */
        PER_SECOND("1/s");

        private final String symbol;

        Unit(final String symbol) {
            this.symbol = symbol;
        }

        /** Returns the symbol used in documents. */
        public String symbol() {
            return symbol;
        }
    }

    private final Unit unit;

    CostName(final Unit unit) {
        this.unit = unit;
    }

    /** Returns the unit of the values. */
    public Unit unit() {
        return unit;
    }

    /** Returns the name used in documents, such as {@code timer-interrupt}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a cost by its document name.
     *
     * @param key such as {@code timer-interrupt}
     * @return the cost
     * @throws IllegalArgumentException if there is none
     */
    public static CostName ofKey(final String key) {
        return Arrays.stream(values())
                .filter(cost -> cost.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no cost '" + key + "'"));
    }
}
