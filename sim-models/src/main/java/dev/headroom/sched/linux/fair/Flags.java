package dev.headroom.sched.linux.fair;

/**
 * Why an entity enters or leaves a queue, bits that add up: the kernel's {@code ENQUEUE_} and {@code DEQUEUE_} flags.
 */
final class Flags {

    /** It leaves because it has nothing to run any more. */
    static final int SLEEP = 1;
    /** It enters because it has something to run again. */
    static final int WAKE_UP = 1 << 1;
    /** It enters for the first time. */
    static final int INITIAL = 1 << 2;
    /** It goes to another CPU while runnable. */
    static final int MOVE = 1 << 3;
    /** It leaves at last after it had stayed for its negative lag. */
    static final int DELAYED = 1 << 4;
    /** It leaves at once, whatever its lag. */
    static final int SPECIAL = 1 << 5;

    private Flags() {}

    static boolean has(final int flags, final int flag) {
        return (flags & flag) != 0;
    }
}
