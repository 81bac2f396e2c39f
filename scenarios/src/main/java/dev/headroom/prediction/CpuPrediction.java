package dev.headroom.prediction;

/**
 * How a CPU spends its time, as shares of it from 0 to 1 that add up to 1.
 *
 * @param cpu its number
 * @param idle idle
 * @param user tasks in user code
 * @param kernel tasks in kernel code, context switches
 * @param interrupt interrupt handlers
 * @param stolen standing still
 */
public record CpuPrediction(int cpu, double idle, double user, double kernel, double interrupt, double stolen) {

    /** Returns the share in which the CPU does something. */
    public double utilisation() {
        return user + kernel + interrupt;
    }
}
