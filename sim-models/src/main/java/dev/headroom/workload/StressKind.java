package dev.headroom.workload;

import java.util.Locale;

/** The workers of {@code stress}, in the order in which it forks one of each per round. */
public enum StressKind {
    /** {@code -c}: computes square roots without end. */
    CPU(Activity.COMPUTE),
    /** {@code -i}: calls {@code sync} without end. */
    IO(Activity.KERNEL_SYNC),
    /** {@code -m}: touches memory without end. */
    VM(Activity.MEMORY),
    /** {@code -d}: writes a file and removes it, without end. */
    HDD(Activity.KERNEL_DISK);

    private final Activity activity;

    StressKind(final Activity activity) {
        this.activity = activity;
    }

    /** Returns what the worker does while it runs. */
    public Activity activity() {
        return activity;
    }

    /** Returns whether the worker blocks for the device again and again. */
    public boolean blocks() {
        return this == IO || this == HDD;
    }

    /** Returns the name used in documents, such as {@code hdd}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
