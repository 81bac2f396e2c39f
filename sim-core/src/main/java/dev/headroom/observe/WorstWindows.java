package dev.headroom.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the worst activations of every task are: those of the longest latency, and those of the longest response.
 *
 * <p>Design. A run is a function of its configuration and seed. So instead of keeping a history of everything in case
 * that it turns out to be interesting, a first run is observed by this class, which keeps some numbers per task, and a
 * second one by {@link TimelineBuilder}, which knows the windows from the start. No window is ever cut because a buffer
 * was too short, and the memory is what the windows hold.
 */
public final class WorstWindows implements SchedulingObserver {

    private final int worst;
    private final long marginNs;
    private Worst[] latencies;
    private Worst[] responses;

    /**
     * Keeps nothing yet.
     *
     * @param worst how many activations of each task are kept by latency, and as many by response
     * @param marginNs how far windows reach beyond the activation on either side
     */
    public WorstWindows(final int worst, final long marginNs) {
        this.worst = worst;
        this.marginNs = marginNs;
    }

    @Override
    public void begin(final int cpus, final List<String> tasks, final List<String> causes) {
        latencies = new Worst[tasks.size()];
        responses = new Worst[tasks.size()];
        for (int task = 0; task < tasks.size(); task++) {
            latencies[task] = new Worst(worst);
            responses[task] = new Worst(worst);
        }
    }

    @Override
    public void start(final int task, final long releaseNs, final long[] causesNs, final long nowNs) {
        latencies[task].offer(releaseNs, nowNs);
    }

    @Override
    public void completion(final int task, final long releaseNs, final long nowNs) {
        responses[task].offer(releaseNs, nowNs);
    }

    /** Returns the windows in ascending order; those that overlapped are one. */
    public List<TimeWindow> windows() {
        final List<TimeWindow> windows = new ArrayList<>();
        for (int task = 0; task < latencies.length; task++) {
            latencies[task].addTo(windows, marginNs);
            responses[task].addTo(windows, marginNs);
        }
        return TimeWindow.merged(windows);
    }

    /** The longest of some intervals, longest first; of equal ones the earlier. */
    private static final class Worst {

        private final long[] fromNs;
        private final long[] toNs;
        private int count;

        Worst(final int capacity) {
            fromNs = new long[capacity];
            toNs = new long[capacity];
        }

        void offer(final long from, final long to) {
            int place = count;
            while (place > 0 && to - from > toNs[place - 1] - fromNs[place - 1]) {
                place--;
            }
            if (place == fromNs.length) {
                return;
            }
            count = Math.min(count + 1, fromNs.length);
            System.arraycopy(fromNs, place, fromNs, place + 1, count - 1 - place);
            System.arraycopy(toNs, place, toNs, place + 1, count - 1 - place);
            fromNs[place] = from;
            toNs[place] = to;
        }

        void addTo(final List<TimeWindow> windows, final long marginNs) {
            for (int i = 0; i < count; i++) {
                windows.add(new TimeWindow(Math.max(0, fromNs[i] - marginNs), toNs[i] + marginNs));
            }
        }
    }
}
