package dev.headroom.sched.linux.core;

/**
 * What the version of a kernel does not say: how it was built, and the switches and numbers of its debug interface.
 *
 * @param realTimeGroups whether groups have a real-time run time of their own ({@code CONFIG_RT_GROUP_SCHED})
 * @param realTimeShare feature {@code RT_RUNTIME_SHARE}: CPUs borrow real-time run time from each other
 * @param realTimePushIpi feature {@code RT_PUSH_IPI}: a CPU that wants real-time work asks overloaded ones to push
 * @param deadlineHighResolution feature {@code HRTICK_DL}: budgets end at their time and not at the next tick
 * @param fairServerRuntimeNs run time in ns that the fair server keeps for fair tasks, 0 for no fair server
 * @param fairServerPeriodNs period of the fair server in ns
 * @param newlyIdleRandom feature {@code NI_RANDOM}: a CPU that goes idle balances the less often the less that helped
 */
public record KernelOptions(
        boolean realTimeGroups,
        boolean realTimeShare,
        boolean realTimePushIpi,
        boolean deadlineHighResolution,
        long fairServerRuntimeNs,
        long fairServerPeriodNs,
        boolean newlyIdleRandom) {

    private static final long SERVER_RUNTIME_NS = 50_000_000L;
    private static final long SERVER_PERIOD_NS = 1_000_000_000L;

    /** Refuses a fair server that wants more than all of the time. */
    public KernelOptions {
        if (fairServerRuntimeNs < 0 || fairServerPeriodNs < 1 || fairServerRuntimeNs > fairServerPeriodNs) {
            throw new IllegalArgumentException("impossible fair server: run time " + fairServerRuntimeNs
                    + " ns, period " + fairServerPeriodNs + " ns; needs 0 <= run time <= period");
        }
    }

    /**
     * Returns what a kernel of a version starts with: run time is shared until 5.9, pushes are asked for from 4.1, the
     * fair server came with 6.12, the rarer balancing with 6.19 and late kernels of some earlier series. Distributions
     * differ in {@code CONFIG_RT_GROUP_SCHED}; here it is off.
     */
    public static KernelOptions defaults(final KernelVersion version) {
        final long serverNs = version.isAtLeast(6, 12) ? SERVER_RUNTIME_NS : 0;
        return new KernelOptions(
                false,
                !version.isAtLeast(5, 10),
                version.isAtLeast(4, 1),
                false,
                serverNs,
                SERVER_PERIOD_NS,
                version.isAtLeast(6, 19));
    }

    /**
     * Returns the same with the switches of a list as {@code /sys/kernel/debug/sched/features} shows it: words such as
     * {@code RT_PUSH_IPI} or {@code NO_RT_PUSH_IPI}; other words do not matter.
     */
    public KernelOptions withFeatures(final String features) {
        final String words = " " + features.trim().replaceAll("\\s+", " ") + " ";
        return new KernelOptions(
                realTimeGroups,
                feature(words, "RT_RUNTIME_SHARE", realTimeShare),
                feature(words, "RT_PUSH_IPI", realTimePushIpi),
                feature(words, "HRTICK_DL", deadlineHighResolution),
                fairServerRuntimeNs,
                fairServerPeriodNs,
                feature(words, "NI_RANDOM", newlyIdleRandom));
    }

    private static boolean feature(final String words, final String name, final boolean otherwise) {
        return words.contains(" " + name + " ") || otherwise && !words.contains(" NO_" + name + " ");
    }

    /** Returns the same with or without {@code CONFIG_RT_GROUP_SCHED}. */
    public KernelOptions withRealTimeGroups(final boolean groups) {
        return new KernelOptions(
                groups,
                realTimeShare,
                realTimePushIpi,
                deadlineHighResolution,
                fairServerRuntimeNs,
                fairServerPeriodNs,
                newlyIdleRandom);
    }

    /** Returns the same with budgets that end at their time. */
    public KernelOptions withDeadlineHighResolution() {
        return new KernelOptions(
                realTimeGroups,
                realTimeShare,
                realTimePushIpi,
                true,
                fairServerRuntimeNs,
                fairServerPeriodNs,
                newlyIdleRandom);
    }

    /** Returns the same with another fair server; run time 0 for none. */
    public KernelOptions withFairServer(final long runtimeNs, final long periodNs) {
        return new KernelOptions(
                realTimeGroups,
                realTimeShare,
                realTimePushIpi,
                deadlineHighResolution,
                runtimeNs,
                periodNs,
                newlyIdleRandom);
    }
}
