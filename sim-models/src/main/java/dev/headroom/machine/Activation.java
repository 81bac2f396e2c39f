package dev.headroom.machine;

/**
 * One pending release of a periodic task and the ledger of what delayed it.
 *
 * <p>The ledger is exact: every ns from the programmed time until the thread reads the clock is booked to one cause.
 */
final class Activation {

    private final long[] ledgerNs;
    private long releaseNs;
    private long accountedUntilNs;
    private boolean open;

    Activation(final int causes) {
        ledgerNs = new long[causes];
    }

    void open(final long nowNs) {
        java.util.Arrays.fill(ledgerNs, 0);
        releaseNs = nowNs;
        accountedUntilNs = nowNs;
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    long releaseNs() {
        return releaseNs;
    }

    /** Books the time since the last booking to a cause. */
    void book(final int cause, final long nowNs) {
        ledgerNs[cause] += nowNs - accountedUntilNs;
        accountedUntilNs = nowNs;
    }

    /** Books a part of the time since the last booking. */
    void bookPart(final int cause, final long partNs) {
        ledgerNs[cause] += partNs;
        accountedUntilNs += partNs;
    }

    /**
     * Closes the activation when the thread reads the clock.
     *
     * @return the latency in ns
     * @throws IllegalStateException if the booked causes do not sum up to the latency
     */
    long close(final long nowNs) {
        final long latencyNs = nowNs - releaseNs;
        long sumNs = 0;
        for (final long partNs : ledgerNs) {
            sumNs += partNs;
        }
        if (sumNs != latencyNs || accountedUntilNs != nowNs) {
            throw new IllegalStateException("causes sum up to " + sumNs + " ns, latency is " + latencyNs + " ns");
        }
        open = false;
        return latencyNs;
    }

    long[] ledgerNs() {
        return ledgerNs;
    }
}
