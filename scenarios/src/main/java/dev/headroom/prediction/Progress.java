package dev.headroom.prediction;

/** Is told how far a prediction has come; called from several threads, one at a time. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /**
     * One more replication is complete.
     *
     * @param done how many are complete
     * @param total how many there are, of all variants together
     */
    void replicationDone(int done, int total);
}
