package dev.headroom.workload;

/** What a CPU is doing, as far as its caches, its hyperthread sibling and the kernel's sections care. */
public enum Activity {
    /** Nothing: the idle loop. */
    IDLE,
    /** User code with a small working set. */
    COMPUTE,
    /** User code that walks through memory larger than the caches, with its page faults. */
    MEMORY,
    /** Kernel code that writes file data (write, truncate, journal). */
    KERNEL_DISK,
    /** Kernel code of {@code sync}: lists of dirty inodes, write-back. */
    KERNEL_SYNC
}
