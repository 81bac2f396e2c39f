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

    private double frequency = 1;

    /** Begins a path of code that runs at a frequency, as a share of the one at which its costs are stated. */
    void clear(final double atFrequency) {
        parts = 0;
        lengthNs = 0;
        frequency = atFrequency;
    }

    /** Adds code. */
    void add(final int cause, final long ns) {
        addFixed(cause, frequency == 1 ? ns : Math.round(ns / frequency));
    }

    /** Adds what takes as long at any frequency. */
    void addFixed(final int cause, final long ns) {
        causes[parts] = cause;
        partsNs[parts] = ns;
        parts++;
        lengthNs += ns;
    }

    long lengthNs() {
        return lengthNs;
    }

    /**
     * Books the executed stretch between two points of the path to the causes of the parts it covers.
     *
     * @param fromNs where in the path the stretch begins, in ns of execution
     * @param toNs where it ends
     */
    void book(final Activation activation, final long fromNs, final long toNs) {
        long beginNs = 0;
        for (int part = 0; part < parts && beginNs < toNs; part++) {
            final long endNs = beginNs + partsNs[part];
            final long coveredNs = Math.min(endNs, toNs) - Math.max(beginNs, fromNs);
            if (coveredNs > 0) {
                activation.bookPart(causes[part], coveredNs);
            }
            beginNs = endNs;
        }
    }
}
