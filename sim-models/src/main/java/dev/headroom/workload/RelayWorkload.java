package dev.headroom.workload;

import dev.headroom.random.Distribution;

/**
 * A thread that sleeps until it gets a message, works on it and passes it on: one side of a pipe, a stage of a
 * pipeline, a client of a server. Threads that pass on to each other form a ring, in which messages circulate for ever.
 *
 * <p>Messages for a thread that is awake wait for it, without limit; it sleeps when there are none.
 *
 * @param next name of the task that gets the message
 * @param work CPU time of one message at full speed in ns
 * @param messages how many messages the thread has at the start
 */
public record RelayWorkload(String next, Distribution work, int messages) implements Workload {

    /** Refuses a negative number of messages. */
    public RelayWorkload {
        if (messages < 0) {
            throw new IllegalArgumentException(messages + " messages are impossible");
        }
    }
}
