package dev.headroom.machine;

/**
 * A stretch of kernel code with interrupts off, made of parts that are booked to different causes. Reused by its CPU.
 */
final class KernelPath {

    private static final int PARTS_MAX = 8;

    private final int[] causes = new int[PARTS_MAX];
    private final long[] partsNs = new long[PARTS_MAX];
    private int parts;
    private long lengthNs;

    void clear() {
        parts = 0;
        lengthNs = 0;
    }

    void add(final int cause, final long ns) {
        causes[parts] = cause;
        partsNs[parts] = ns;
        parts++;
        lengthNs += ns;
    }

    long lengthNs() {
        return lengthNs;
    }

    /** The cause under which somebody books a part of the path that he did not see begin. */
    int mainCause() {
        return causes[parts - 1];
    }

    /** Books the time since the last booking: part by part if that is the whole path, else to the main cause. */
    void book(final Activation activation, final long nowNs) {
        if (activation.unaccountedNs(nowNs) != lengthNs) {
            activation.book(mainCause(), nowNs);
            return;
        }
        for (int part = 0; part < parts; part++) {
            activation.bookPart(causes[part], partsNs[part]);
        }
    }
}
