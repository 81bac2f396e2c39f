package dev.headroom.sched;

import dev.headroom.units.CpuSet;

/**
 * A task as a scheduler sees it: parameters, state, and the scheduler's own bookkeeping.
 *
 * <p>The machine owns the task and writes {@link #cpu()}; the scheduler owns the fields that start with "sched". Not
 * thread safe: a task belongs to one simulation.
 */
public final class SchedTask {

    /** Weight of a fair task of nice 0, the unit of Linux' load weights. */
    public static final int NICE_0_WEIGHT = LoadWeights.NICE_0;

    private final int id;
    private final String name;
    private SchedAttributes attributes;
    /** What it was given; the on-line part of it is allowed. */
    private CpuSet affinity;

    private CpuSet allowedCpus;
    private CpuSet fallbackCpus;
    private int group;
    private int cpu = -1;
    private boolean queued;
    private boolean running;

    /** RR: what is left of the quantum in ticks. */
    public int schedQuantumTicks;

    /**
     * Makes a task.
     *
     * @param id number, unique in the simulation; ties between equal tasks go to the lower one
     * @param name for people
     * @param policy scheduling policy
     * @param priority 1 (least) to 99 (most urgent) for real-time policies, 0 for the others
     * @param weight load weight of a fair task, {@link #NICE_0_WEIGHT} for nice 0
     * @param allowedCpus where it may run
     * @throws IllegalArgumentException if a parameter is impossible
     */
    public SchedTask(
            final int id,
            final String name,
            final SchedulingPolicy policy,
            final int priority,
            final int weight,
            final CpuSet allowedCpus) {
        this(id, name, attributes(name, policy, priority, weight), allowedCpus);
    }

    /**
     * Makes a task.
     *
     * @param id number, unique in the simulation and dense from 0; ties between equal tasks go to the lower one
     * @param name for people
     * @param attributes policy and its parameters
     * @param allowedCpus where it may run
     */
    public SchedTask(final int id, final String name, final SchedAttributes attributes, final CpuSet allowedCpus) {
        this.id = id;
        this.name = name;
        this.attributes = attributes;
        setAllowedCpus(allowedCpus);
    }

    private static SchedAttributes attributes(
            final String name, final SchedulingPolicy policy, final int priority, final int weight) {
        try {
            return new SchedAttributes(policy, priority, weight, null, 0);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("task " + name + ": " + e.getMessage(), e);
        }
    }

    /** Returns the number of the task. */
    public int id() {
        return id;
    }

    /** Returns the name of the task. */
    public String name() {
        return name;
    }

    /** Returns the scheduling policy. */
    public SchedulingPolicy policy() {
        return attributes.policy();
    }

    /** Returns the real-time priority, 1 to 99, or 0. */
    public int priority() {
        return attributes.priority();
    }

    /** Returns the load weight. */
    public int weight() {
        return attributes.weight();
    }

    /** Returns what a DEADLINE task reserves, or null for other policies. */
    public Reservation reservation() {
        return attributes.reservation();
    }

    /** Returns policy and parameters. */
    public SchedAttributes attributes() {
        return attributes;
    }

    /** Sets policy and parameters; called by the scheduler while the task is in none of its queues. */
    public void apply(final SchedAttributes newAttributes) {
        attributes = newAttributes;
    }

    /** Returns the number of the control group, 0 for the root. */
    public int group() {
        return group;
    }

    /** Puts the task into a control group; called by the scheduler, or before the task is placed. */
    public SchedTask inGroup(final int newGroup) {
        group = newGroup;
        return this;
    }

    /** Returns the slice in ns that a fair task asks for, 0 for the default. */
    public long sliceNs() {
        return attributes.sliceNs();
    }

    /** Returns where the task may run. */
    public CpuSet allowedCpus() {
        return allowedCpus;
    }

    /** Sets where the task may run; refuses an empty set. */
    public void setAllowedCpus(final CpuSet cpus) {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("task " + name + " may run on no CPU");
        }
        affinity = cpus;
        allowedCpus = cpus;
    }

    /**
     * Says which CPUs are on-line: of the affinity only these are allowed. A task with none of them keeps its affinity
     * until it needs a CPU.
     */
    public void setOnlineCpus(final CpuSet online) {
        final CpuSet left = affinity.and(online);
        allowedCpus = left.isEmpty() ? affinity : left;
    }

    /** Returns what the affinity becomes when all of its CPUs are off-line, or null for all CPUs. */
    public CpuSet fallbackCpus() {
        return fallbackCpus;
    }

    /** Sets what the affinity becomes when all of its CPUs are off-line: those of the cpuset, under cgroup v2. */
    public SchedTask fallingBackTo(final CpuSet cpus) {
        fallbackCpus = cpus;
        return this;
    }

    /** Returns whether the affinity holds more than one CPU, on-line or not. */
    public boolean isMigratable() {
        return affinity.size() > 1;
    }

    /** Returns the CPU on which the task runs, waits or last ran; -1 before its first placement. */
    public int cpu() {
        return cpu;
    }

    /** Returns whether the task is runnable: waiting in a run queue or running. */
    public boolean isQueued() {
        return queued;
    }

    /** Returns whether the task is the current one of its CPU. */
    public boolean isRunning() {
        return running;
    }

    /** Called by the scheduler when it puts the task on a CPU's run queue. */
    public void placedOn(final int newCpu) {
        cpu = newCpu;
        queued = true;
    }

    /** Called by the scheduler when the task stops being runnable. */
    public void blocked() {
        queued = false;
        running = false;
    }

    /** Called by the scheduler when the task becomes, or stops being, the current one of its CPU. */
    public void setRunning(final boolean nowRunning) {
        running = nowRunning;
    }

    @Override
    public String toString() {
        return name;
    }
}
