package dev.headroom.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import nl.tudelft.simulation.dsol.eventlists.EventListInterface;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;

/**
 * DSOL's list of future events as an indexed 4-ary heap.
 *
 * <p>Order: time, then higher priority, then the order of scheduling in this heap. The keys lie in primitive arrays
 * beside the references, so comparing reads no event object. Every event knows its index; add, move, remove and removal
 * of the first cost O(log4 n) and, for a {@link ReusableEvent}, allocate nothing once the arrays have grown. Events of
 * other classes get a stand-in, found again through an identity map.
 *
 * <p>Source: D. B. Johnson, Priority queues with update and finding minimum spanning trees (d-ary heaps), 1975. Not
 * thread safe.
 */
final class EventHeap implements EventListInterface<Long> {

    /** What {@link #firstNs()} returns when nothing is pending: later than any time, in ns. */
    static final long NONE_NS = Long.MAX_VALUE;

    /** Orders from here on belong to priority 0, DSOL's end of replication, which comes after slot timers. */
    private static final long LOWEST_PRIORITY_ORDER = 12L << 56;

    private long[] timesNs = new long[16];
    private long[] orders = new long[16];
    private ReusableEvent[] events = new ReusableEvent[16];
    private int size;
    private long sequence;
    private final Map<SimEventInterface<Long>, ReusableEvent> standIns = new IdentityHashMap<>();

    /** Returns the time of the first event in ns, {@link #NONE_NS} if nothing is pending. */
    long firstNs() {
        return size == 0 ? NONE_NS : timesNs[0];
    }

    /** Returns whether the first event has priority 0. */
    boolean firstIsOfLowestPriority() {
        return orders[0] >= LOWEST_PRIORITY_ORDER;
    }

    /**
     * Schedules an event or moves it if it is pending; moving counts as a new scheduling in the order at equal times.
     *
     * @param event the event
     * @param timeNs when, in ns
     * @throws IllegalStateException if it is pending in another heap
     */
    void schedule(ReusableEvent event, long timeNs) {
        long number = sequence++;
        long order = (12L - event.getPriority()) << 56 | number;
        if (event.heap == null) {
            grow();
            event.heap = this;
            event.place(timeNs, number);
            siftUp(size++, timeNs, order, event);
        } else if (event.heap == this) {
            event.place(timeNs, number);
            resettle(event.index, timeNs, order, event);
        } else {
            throw new IllegalStateException(event + " is pending in another simulator");
        }
    }

    /** Takes the first event out, which must exist; foreign events come as their stand-in. */
    ReusableEvent pop() {
        ReusableEvent first = events[0];
        removeAt(0);
        return first;
    }

    @Override
    public void add(SimEventInterface<Long> event) {
        if (event instanceof ReusableEvent own) {
            schedule(own, own.timeNs());
        } else if (!standIns.containsKey(event)) {
            ReusableEvent standIn = new ReusableEvent(event);
            standIns.put(event, standIn);
            schedule(standIn, standIn.timeNs());
        }
    }

    @Override
    public boolean contains(SimEventInterface<Long> event) {
        return pending(event) != null;
    }

    @Override
    public boolean remove(SimEventInterface<Long> event) {
        ReusableEvent entry = pending(event);
        if (entry == null) {
            return false;
        }
        removeAt(entry.index);
        return true;
    }

    @Override
    public void clear() {
        for (int i = 0; i < size; i++) {
            events[i].heap = null;
            events[i] = null;
        }
        size = 0;
        standIns.clear();
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public SimEventInterface<Long> first() {
        return size == 0 ? null : events[0].face();
    }

    @Override
    public SimEventInterface<Long> removeFirst() {
        return size == 0 ? null : pop().face();
    }

    /** Iterates over a copy in the order of execution; the iterator removes nothing. */
    @Override
    public Iterator<SimEventInterface<Long>> iterator() {
        return IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> timesNs[a] != timesNs[b]
                        ? Long.compare(timesNs[a], timesNs[b])
                        : Long.compare(orders[a], orders[b]))
                .map(i -> events[i].face())
                .toList()
                .iterator();
    }

    private ReusableEvent pending(SimEventInterface<Long> event) {
        ReusableEvent entry = event instanceof ReusableEvent own ? own : standIns.get(event);
        return entry != null && entry.heap == this ? entry : null;
    }

    private void removeAt(int index) {
        ReusableEvent gone = events[index];
        gone.heap = null;
        if (gone.face() != gone) {
            standIns.remove(gone.face());
        }
        int last = --size;
        ReusableEvent moved = events[last];
        events[last] = null;
        if (index < last) {
            resettle(index, timesNs[last], orders[last], moved);
        }
    }

    /** Puts an event with new keys at a place that is free, above or below it. */
    private void resettle(int index, long timeNs, long order, ReusableEvent event) {
        int parent = (index - 1) >> 2;
        if (index > 0 && isBefore(timeNs, order, parent)) {
            siftUp(index, timeNs, order, event);
        } else {
            siftDown(index, timeNs, order, event);
        }
    }

    private void siftUp(int start, long timeNs, long order, ReusableEvent event) {
        int hole = start;
        while (hole > 0) {
            int parent = (hole - 1) >> 2;
            if (!isBefore(timeNs, order, parent)) {
                break;
            }
            put(hole, timesNs[parent], orders[parent], events[parent]);
            hole = parent;
        }
        put(hole, timeNs, order, event);
    }

    private void siftDown(int start, long timeNs, long order, ReusableEvent event) {
        int hole = start;
        for (int child = 4 * hole + 1; child < size; child = 4 * hole + 1) {
            int earliest = child;
            int end = Math.min(child + 4, size);
            for (int i = child + 1; i < end; i++) {
                if (isBefore(timesNs[i], orders[i], earliest)) {
                    earliest = i;
                }
            }
            if (isBefore(timeNs, order, earliest)) {
                break;
            }
            put(hole, timesNs[earliest], orders[earliest], events[earliest]);
            hole = earliest;
        }
        put(hole, timeNs, order, event);
    }

    private boolean isBefore(long timeNs, long order, int index) {
        long otherNs = timesNs[index];
        return timeNs < otherNs || (timeNs == otherNs && order < orders[index]);
    }

    private void put(int index, long timeNs, long order, ReusableEvent event) {
        timesNs[index] = timeNs;
        orders[index] = order;
        events[index] = event;
        event.index = index;
    }

    private void grow() {
        if (size == events.length) {
            timesNs = Arrays.copyOf(timesNs, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
    }
}
