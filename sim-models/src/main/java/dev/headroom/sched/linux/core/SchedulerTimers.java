package dev.headroom.sched.linux.core;

import dev.headroom.sched.Scheduler;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The timers of a scheduling class: a heap by due time, first armed first among equals, as the kernel's hrtimer queue.
 */
public final class SchedulerTimers {

    /** A timer that is armed at most once at a time. */
    public static final class Timer {
        private final LongConsumer action;
        private long dueNs;
        private long sequence;
        private int place = -1;

        /**
         * Makes a timer that is not armed.
         *
         * @param action called with the current time in ns when the timer is due; it may be armed again there
         */
        public Timer(final LongConsumer action) {
            this.action = action;
        }

        /** Returns whether the timer is armed. */
        public boolean isArmed() {
            return place >= 0;
        }

        /** Returns when the timer is due, or was last. */
        public long dueNs() {
            return dueNs;
        }

        private boolean isBefore(final Timer other) {
            return dueNs != other.dueNs ? dueNs < other.dueNs : sequence < other.sequence;
        }
    }

    private Timer[] heap = new Timer[8];
    private int size;
    private long armed;

    /** Returns when the first timer is due, or {@link Scheduler#NEVER_NS}. */
    public long nextNs() {
        return size == 0 ? Scheduler.NEVER_NS : heap[0].dueNs;
    }

    /** Arms a timer, for another time if it is armed already. */
    public void arm(final Timer timer, final long dueNs) {
        cancel(timer);
        timer.dueNs = dueNs;
        timer.sequence = armed++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        rise(timer, size++);
    }

    /** Disarms a timer, if it is armed. */
    public void cancel(final Timer timer) {
        final int place = timer.place;
        if (place < 0) {
            return;
        }
        timer.place = -1;
        final Timer last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            if (place > 0 && last.isBefore(heap[place - 1 >> 1])) {
                rise(last, place);
            } else {
                sink(last, place);
            }
        }
    }

    /** Calls the timers that are due, in their order. */
    public void run(final long nowNs) {
        while (size > 0 && heap[0].dueNs <= nowNs) {
            final Timer due = heap[0];
            cancel(due);
            due.action.accept(nowNs);
        }
    }

    private void rise(final Timer timer, final int from) {
        int place = from;
        while (place > 0 && timer.isBefore(heap[place - 1 >> 1])) {
            put(heap[place - 1 >> 1], place);
            place = place - 1 >> 1;
        }
        put(timer, place);
    }

    private void sink(final Timer timer, final int from) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(timer)) {
                break;
            }
            put(heap[child], place);
            place = child;
        }
        put(timer, place);
    }

    private void put(final Timer timer, final int place) {
        heap[place] = timer;
        timer.place = place;
    }
}
