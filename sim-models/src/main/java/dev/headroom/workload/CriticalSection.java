package dev.headroom.workload;

/**
 * A part of every job in which its task holds a lock.
 *
 * @param lock name of the lock
 * @param atNs CPU time in ns from the start of the job until it asks for the lock
 * @param lengthNs CPU time in ns for which it then holds it; a job that is shorter releases it at its end
 */
public record CriticalSection(String lock, long atNs, long lengthNs) {

    /** Refuses impossible times. */
    public CriticalSection {
        if (atNs < 0 || lengthNs <= 0) {
            throw new IllegalArgumentException("a critical section begins at 0 or later and has a length");
        }
    }

    /** Returns the CPU time in ns of the job at which it ends. */
    public long endNs() {
        return atNs + lengthNs;
    }
}
