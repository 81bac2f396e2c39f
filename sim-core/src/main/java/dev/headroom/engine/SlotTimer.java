package dev.headroom.engine;

/**
 * A {@link Timer} that owns one slot of its loop's {@link TimerTree}.
 *
 * <p>The slot is known only when the run starts, because timers may be added in any order and slots are numbered by
 * phase.
 */
final class SlotTimer implements Timer {

    final Phase phase;
    final String name;
    final TimerAction action;

    private final EventLoop loop;
    private long dueNs = NEVER_NS;
    private TimerTree tree;
    private int slot;

    /**
     * Makes a disarmed timer that has no slot yet.
     *
     * @param loop where it belongs
     * @param phase its place among the events of one instant
     * @param name what fires, for messages
     * @param action what to do when it fires
     */
    SlotTimer(EventLoop loop, Phase phase, String name, TimerAction action) {
        this.loop = loop;
        this.phase = phase;
        this.name = name;
        this.action = action;
    }

    /** Gives the timer its slot; the tree holds its due time from here on. */
    void attach(TimerTree itsTree, int itsSlot) {
        tree = itsTree;
        slot = itsSlot;
    }

    @Override
    public void arm(long newDueNs) {
        if (newDueNs < loop.nowNs() || newDueNs >= NEVER_NS) {
            throw refusal(newDueNs);
        }
        dueNs = newDueNs;
        if (tree != null) {
            tree.set(slot, newDueNs);
        }
    }

    @Override
    public void disarm() {
        if (dueNs == NEVER_NS) {
            return;
        }
        dueNs = NEVER_NS;
        if (tree != null) {
            tree.set(slot, NEVER_NS);
        }
    }

    @Override
    public long dueNs() {
        return dueNs;
    }

    /**
     * Disarms the timer, acts, and brings the tree up to date if the action did not.
     *
     * <p>Between the first and the last step the tree still shows the old due time on the path above this slot. Nobody
     * looks at the root meanwhile, and whichever update ends the method rewrites the whole path, so one update is saved
     * whenever the action arms its own timer again, which is the usual case.
     *
     * @param nowNs the due time in ns
     */
    void fire(long nowNs) {
        dueNs = NEVER_NS;
        try {
            action.fire(nowNs);
        } finally {
            if (dueNs == NEVER_NS) {
                tree.set(slot, NEVER_NS);
            }
        }
    }

    private IllegalArgumentException refusal(long newDueNs) {
        String why = newDueNs >= NEVER_NS ? "at or after NEVER_NS" : "before now, " + loop.nowNs() + " ns";
        return new IllegalArgumentException("timer '" + name + "' cannot be armed for " + newDueNs + " ns, " + why);
    }

    @Override
    public String toString() {
        return "timer '" + name + "'";
    }
}
