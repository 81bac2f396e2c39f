package dev.headroom.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the worst activations of a task with their ledgers: a bounded min-heap, reused without allocation. */
final class WorstActivations {

    private final long[] latencyNs;
    private final long[] releaseNs;
    private final long[][] ledgerNs;
    private int size;

    WorstActivations(final int capacity, final int causes) {
        latencyNs = new long[capacity];
        releaseNs = new long[capacity];
        ledgerNs = new long[capacity][causes];
    }

    void offer(final long latency, final Activation activation) {
        if (size < latencyNs.length) {
            set(size, latency, activation);
            siftUp(size++);
        } else if (latency > latencyNs[0]) {
            set(0, latency, activation);
            siftDown();
        }
    }

    private void set(final int place, final long latency, final Activation activation) {
        latencyNs[place] = latency;
        releaseNs[place] = activation.releaseNs();
        System.arraycopy(activation.ledgerNs(), 0, ledgerNs[place], 0, ledgerNs[place].length);
    }

    private void siftUp(final int from) {
        int place = from;
        while (place > 0 && latencyNs[place] < latencyNs[(place - 1) / 2]) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void siftDown() {
        int place = 0;
        while (true) {
            int least = place;
            for (int child = 2 * place + 1; child <= 2 * place + 2 && child < size; child++) {
                least = latencyNs[child] < latencyNs[least] ? child : least;
            }
            if (least == place) {
                return;
            }
            swap(place, least);
            place = least;
        }
    }

    private void swap(final int a, final int b) {
        final long latency = latencyNs[a];
        latencyNs[a] = latencyNs[b];
        latencyNs[b] = latency;
        final long release = releaseNs[a];
        releaseNs[a] = releaseNs[b];
        releaseNs[b] = release;
        final long[] ledger = ledgerNs[a];
        ledgerNs[a] = ledgerNs[b];
        ledgerNs[b] = ledger;
    }

    List<TaskResult.WorstActivation> worstFirst(final Causes causes) {
        final List<TaskResult.WorstActivation> worst = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            worst.add(new TaskResult.WorstActivation(releaseNs[i], latencyNs[i], totals(causes, ledgerNs[i])));
        }
        worst.sort(Comparator.comparingLong(TaskResult.WorstActivation::latencyNs)
                .reversed()
                .thenComparingLong(TaskResult.WorstActivation::releaseNs));
        return worst;
    }

    /** Names the nonzero entries of a ledger, longest first. */
    static List<TaskResult.CauseTotal> totals(final Causes causes, final long[] ledger) {
        final List<TaskResult.CauseTotal> totals = new ArrayList<>();
        for (int cause = 0; cause < ledger.length; cause++) {
            if (ledger[cause] != 0) {
                totals.add(new TaskResult.CauseTotal(causes.name(cause), ledger[cause]));
            }
        }
        totals.sort(Comparator.comparingLong(TaskResult.CauseTotal::totalNs)
                .reversed()
                .thenComparing(TaskResult.CauseTotal::cause));
        return totals;
    }
}
