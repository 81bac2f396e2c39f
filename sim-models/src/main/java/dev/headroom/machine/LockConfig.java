package dev.headroom.machine;

import java.util.Locale;

/**
 * A mutex that tasks of a machine share.
 *
 * @param name its name, unique on the machine
 * @param protocol what happens to the priority of its holder
 */
public record LockConfig(String name, Protocol protocol) {

    /** The protocols of {@code pthread_mutexattr_setprotocol} that are modelled. */
    public enum Protocol {
        /** {@code PTHREAD_PRIO_NONE}: the holder keeps its priority. */
        NONE,
        /** {@code PTHREAD_PRIO_INHERIT}: the holder runs with the priority of its most urgent waiter. */
        PI;

        /** Returns the name used in documents, such as {@code pi}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
