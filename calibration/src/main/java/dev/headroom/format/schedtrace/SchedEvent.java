package dev.headroom.format.schedtrace;

import java.util.Optional;

/**
 * One event of a scheduler trace.
 *
 * @param kind what happened
 * @param timeNs when, in ns from the start of the trace
 * @param cpu the CPU that recorded it
 * @param task the task that is switched out, woken or moved; {@link Task#NONE} for interrupts
 * @param state state in which a task is switched out, such as {@code R}, {@code R+} or {@code S}; empty otherwise
 * @param next the task that is switched in; {@link Task#NONE} unless it is a switch
 * @param target the CPU that a task is woken on or moved to; -1 otherwise
 */
public record SchedEvent(Kind kind, long timeNs, int cpu, Task task, String state, Task next, int target) {

    /** The kinds of events that scheduling is read from. */
    public enum Kind {
        /** {@code sched_switch}. */
        SWITCH("S"),
        /** {@code sched_wakeup}: the task is in the run queue of its CPU. */
        WAKE_UP("W"),
        /** {@code sched_wakeup_new}: the task was created and is in the run queue of its CPU. */
        NEW("N"),
        /** {@code sched_waking}: recorded where the cause is; the task is not in a run queue yet. */
        WAKING("K"),
        /** {@code local_timer_entry}. */
        TIMER_ENTRY("T"),
        /** {@code local_timer_exit}. */
        TIMER_EXIT("t"),
        /** {@code sched_migrate_task}. */
        MIGRATE("M"),
        /** {@code reschedule_entry}: another CPU asks to look at the run queue. */
        RESCHEDULE("R"),
        /** {@code call_function_entry}: another CPU asks to run a function. */
        CALL_FUNCTION("C");

        private final String letter;

        Kind(final String letter) {
            this.letter = letter;
        }

        /** Finds a kind by the letter in the file; nothing for events that are no scheduling. */
        static Optional<Kind> of(final String letter) {
            for (final Kind kind : values()) {
                if (kind.letter.equals(letter)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A task as one event shows it.
     *
     * @param pid its number, 0 for the idle task of a CPU
     * @param comm its name at that moment
     * @param priority the kernel's {@code prio}: -1 DEADLINE, 0 to 99 real-time (99 less the user's priority), 100 to
     *     139 fair (120 for nice 0)
     */
    public record Task(int pid, String comm, int priority) {

        /** No task. */
        public static final Task NONE = new Task(-1, "", 120);

        /** Returns whether this is the idle task of a CPU. */
        public boolean isIdle() {
            return pid == 0;
        }
    }

    /** Returns whether the task that is switched out has ended. */
    public boolean ends() {
        return kind == Kind.SWITCH && (state.startsWith("Z") || state.startsWith("X"));
    }

    /** Returns whether the task that is switched out stays runnable: it was preempted, throttled or yielded. */
    public boolean isPreempted() {
        return kind == Kind.SWITCH && state.startsWith("R");
    }

    /** Returns the same event at another time in ns. */
    SchedEvent at(final long otherNs) {
        return new SchedEvent(kind, otherNs, cpu, task, state, next, target);
    }
}
