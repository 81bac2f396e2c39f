package dev.headroom.replay;

import java.util.ArrayList;
import java.util.List;

/** What a recorded task executed from a wake-up until it blocked. */
final class Stretch {

    private final List<Step> steps = new ArrayList<>();
    private final List<Long> preemptionsNs = new ArrayList<>();
    private long demandNs;
    private boolean isLast;
    /** Whether the task was late at its end, so that it went on at once. */
    private boolean isLate;
    /** When the task was woken, and when it blocked; 0 if the trace does not show it. */
    long wokenNs;
    /** See {@link #wokenNs}. */
    long blockedNs;

    /** Adds execution. */
    void execute(final long ns) {
        demandNs += ns;
    }

    /** The task ends with it. */
    void ends() {
        isLast = true;
    }

    /** The task was late at its end: it went on at once. */
    void late() {
        isLate = true;
    }

    /** Returns whether the task was late at its end. */
    boolean isLate() {
        return isLate;
    }

    /** Returns whether the task ends with it. */
    boolean isLast() {
        return isLast;
    }

    /** It was preempted at this point of its execution. */
    void preempted() {
        preemptionsNs.add(demandNs);
    }

    /** Returns whether it was preempted between two points of its execution, in ns. */
    boolean wasPreempted(final long afterNs, final long untilNs) {
        for (int i = 0; i < preemptionsNs.size(); i++) {
            if (preemptionsNs.get(i) > afterNs && preemptionsNs.get(i) <= untilNs) {
                return true;
            }
        }
        return false;
    }

    /** Adds a step; steps stand in the order of their places. */
    void add(final Step step) {
        int place = steps.size();
        while (place > 0 && steps.get(place - 1).atNs() > step.atNs()) {
            place--;
        }
        steps.add(place, step);
    }

    /** Splits it into parts of a length in ns; the first one is what the others leave. Steps stay where they are. */
    List<Stretch> split(final long lengthNs, final int parts) {
        final List<Stretch> split = new ArrayList<>();
        long fromNs = 0;
        for (int part = 0; part < parts; part++) {
            final long untilNs = demandNs - (parts - 1 - part) * lengthNs;
            final Stretch one = new Stretch();
            one.execute(untilNs - fromNs);
            for (final Step step : steps) {
                if ((part == 0 || step.atNs() > fromNs) && (step.atNs() <= untilNs || part == parts - 1)) {
                    one.add(new Step(step.atNs() - fromNs, step.kind(), step.pid(), step.delayNs(), step.attributes()));
                }
            }
            for (final long preemptionNs : preemptionsNs) {
                if (preemptionNs > fromNs && preemptionNs <= untilNs) {
                    one.preemptionsNs.add(preemptionNs - fromNs);
                }
            }
            one.isLast = isLast && part == parts - 1;
            split.add(one);
            fromNs = untilNs;
        }
        return split;
    }

    /** Returns the execution time in ns, interrupts excluded. */
    long demandNs() {
        return demandNs;
    }

    /** Returns the steps, by their places. */
    List<Step> steps() {
        return steps;
    }
}
