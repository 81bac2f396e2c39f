package dev.headroom.prediction;

import dev.headroom.machine.RunResult;
import dev.headroom.plan.Plan;
import dev.headroom.plan.Variant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs all replications of a plan on some threads.
 *
 * <p>Replication k has the same seed in every variant, whatever the number of threads, so that variants are compared
 * under the same circumstances. Results are merged in the order of replications: the outcome is the same for any number
 * of threads.
 */
public final class PredictionRunner {

    private final Simulator simulator;
    private final int threads;
    private final Progress progress;

    /**
     * Makes a runner.
     *
     * @param simulator runs one replication
     * @param threads how many run at a time, at least 1
     * @param progress is told about every replication
     */
    public PredictionRunner(final Simulator simulator, final int threads, final Progress progress) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        this.simulator = simulator;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * Runs a plan.
     *
     * @param plan the plan
     * @return what the simulation says
     * @throws RuntimeException whatever the simulator threw first, in the order of replications
     */
    public Prediction run(final Plan plan) {
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final Counter counter =
                    new Counter(plan.variants().size() * plan.length().replications());
            final List<Deque<Future<RunResult>>> pending = plan.variants().stream()
                    .map(variant -> submit(variant, plan, pool, counter))
                    .toList();
            final List<VariantPrediction> variants = new ArrayList<>();
            for (int i = 0; i < pending.size(); i++) {
                final VariantMerger merger = new VariantMerger(plan.variants().get(i), plan.objectives());
                // Taken out of the queue, so that a merged result can be forgotten.
                while (!pending.get(i).isEmpty()) {
                    merger.add(result(pending.get(i).remove()));
                }
                variants.add(merger.result());
            }
            return new Prediction(plan, variants);
        } finally {
            pool.shutdownNow();
        }
    }

    private Deque<Future<RunResult>> submit(
            final Variant variant, final Plan plan, final ExecutorService pool, final Counter counter) {
        final Deque<Future<RunResult>> futures = new ArrayDeque<>();
        for (int number = 0; number < plan.length().replications(); number++) {
            final Replication one = Replication.of(plan, variant, number);
            futures.add(pool.submit(() -> {
                final RunResult result = simulator.run(one.machine(), one.seed(), one.durationNs());
                counter.increment();
                return result;
            }));
        }
        return futures;
    }

    private static RunResult result(final Future<RunResult> future) {
        try {
            return future.get();
        } catch (final ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failed.getCause());
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the prediction was interrupted", interrupted);
        }
    }

    /** Counts replications for the progress. */
    private final class Counter {

        private final int total;
        private int done;

        Counter(final int total) {
            this.total = total;
        }

        synchronized void increment() {
            done++;
            progress.replicationDone(done, total);
        }
    }
}
