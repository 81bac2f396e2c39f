package dev.headroom.sched.linux.fair;

import dev.headroom.units.CpuSet;

/**
 * What the CPUs of a scheduling group have to do, and the type of the group that follows from it.
 *
 * <p>Source: {@code update_sg_lb_stats} and {@code group_classify} of Linux 5.5 to 6.12, read for the rules.
 */
final class GroupStats {

    /** Types of groups, the one to take tasks from first last. */
    enum Type {
        /** Has CPU time left. */
        SPARE,
        /** Has none left, but its tasks need no more. */
        FULLY_BUSY,
        /** A task shares its CPU with urgent ones and would have more elsewhere; from 6.0 on. */
        MISFIT,
        /** Could not be balanced because tasks may not run everywhere. */
        IMBALANCED,
        /** More tasks than it has time for. */
        OVERLOADED
    }

    long load;
    long use;
    long runnable;
    /** Fair tasks. */
    int tasks;
    /** Tasks of all classes. */
    int running;

    int idleCpus;
    int cpus;
    long capacity;
    /** Greatest load of a CPU whose only fair task shares it with urgent ones; set by whoever looks for that. */
    long misfitLoad;
    /** Load for its capacity of an overloaded group, else 0 as balancing has it. */
    long averageLoad;
    /** Whether a CPU has more than one task. */
    boolean overloaded;

    Type type;

    /** Adds up the CPUs of a group, and classifies it. */
    void collect(
            final FairQueues queues, final CpuConditions conditions, final CpuSet group, final int imbalancePercent) {
        clear();
        for (int cpu = group.first(); cpu >= 0; cpu = group.next(cpu)) {
            add(queues, conditions, cpu);
        }
        classify(imbalancePercent, false);
        if (type == Type.OVERLOADED || type == Type.FULLY_BUSY) {
            averageLoad = loadForCapacity();
        }
    }

    void clear() {
        load = 0;
        use = 0;
        runnable = 0;
        tasks = 0;
        running = 0;
        idleCpus = 0;
        cpus = 0;
        capacity = 0;
        misfitLoad = 0;
        averageLoad = 0;
        overloaded = false;
    }

    void add(final FairQueues queues, final CpuConditions conditions, final int cpu) {
        load += queues.load(cpu);
        use += queues.expectedUse(cpu);
        runnable += queues.runnable(cpu);
        tasks += conditions.fairTasks(cpu);
        final int onCpu = conditions.running(cpu);
        running += onCpu;
        overloaded |= onCpu > 1;
        idleCpus += onCpu == 0 && conditions.isIdle(cpu) ? 1 : 0;
        addCapacity(conditions, cpu);
    }

    /** Adds a CPU whose tasks do not count. */
    void addCapacity(final CpuConditions conditions, final int cpu) {
        capacity += conditions.capacity(cpu);
        cpus++;
    }

    void classify(final int imbalancePercent, final boolean imbalanced) {
        if (isOverloaded(imbalancePercent)) {
            type = Type.OVERLOADED;
        } else if (imbalanced) {
            type = Type.IMBALANCED;
        } else if (misfitLoad > 0) {
            type = Type.MISFIT;
        } else {
            type = hasSpare(imbalancePercent) ? Type.SPARE : Type.FULLY_BUSY;
        }
    }

    private boolean isOverloaded(final int imbalancePercent) {
        return running > cpus
                && (capacity * 100 < use * imbalancePercent || capacity * imbalancePercent < runnable * 100);
    }

    private boolean hasSpare(final int imbalancePercent) {
        return running < cpus
                || capacity * imbalancePercent >= runnable * 100 && capacity * 100 > use * imbalancePercent;
    }

    long loadForCapacity() {
        return load * FairAverage.FULL / capacity;
    }

    /** Whether this group is a better place for a new task than another one. */
    boolean isIdlerThan(final GroupStats other) {
        if (type != other.type) {
            return type.compareTo(other.type) < 0;
        }
        return switch (type) {
            case OVERLOADED, FULLY_BUSY -> averageLoad < other.averageLoad;
            case IMBALANCED, MISFIT -> false;
            case SPARE -> idleCpus > other.idleCpus || idleCpus == other.idleCpus && use < other.use;
        };
    }

    /** Whether this group is a better one to take tasks from than another one of the same type. */
    boolean isBusierThan(final GroupStats other) {
        return switch (type) {
            case OVERLOADED -> averageLoad > other.averageLoad;
            case IMBALANCED, FULLY_BUSY -> false;
            case MISFIT -> misfitLoad >= other.misfitLoad;
            case SPARE -> idleCpus < other.idleCpus || idleCpus == other.idleCpus && running > other.running;
        };
    }
}
