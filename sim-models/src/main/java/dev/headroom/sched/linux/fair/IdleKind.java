package dev.headroom.sched.linux.fair;

/** Why a CPU balances, the kernel's {@code enum cpu_idle_type}. */
enum IdleKind {
    /** A tick, and the CPU has something to run. */
    BUSY,
    /** A tick, and it has nothing to run. */
    IDLE,
    /** It is about to have nothing to run. */
    NEWLY_IDLE
}
