package dev.headroom.profile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How measuring threads were kept apart from everything else, in the cumulative steps of the measurements. */
public enum Isolation {
    /** No cpuset. */
    NONE("no shield"),
    /** A cpuset for the measurement; daemons outside. */
    SHIELD("a shield"),
    /** As {@link #SHIELD}, load balancing off in the root and in the shield. */
    SHIELD_NO_BALANCE("a shield without load balancing"),
    /** As {@link #SHIELD_NO_BALANCE}, all device interrupts moved away. */
    SHIELD_NO_BALANCE_IRQ("a shield without load balancing, interrupts moved away");

    private final String words;

    Isolation(final String words) {
        this.words = words;
    }

    /** Returns the isolation as part of a sentence. */
    public String words() {
        return words;
    }

    /** Returns the name used in documents, such as {@code shield-no-balance}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the names used in documents, in order. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Isolation::key).toList();
    }
}
