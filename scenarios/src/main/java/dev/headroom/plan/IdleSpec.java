package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.IdleConfig;
import dev.headroom.units.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a plan says about idle states.
 *
 * @param states the list, or the word that there are none
 * @param limit the longest exit latency that is allowed
 */
record IdleSpec(Optional<DocumentNode> states, Optional<DocumentNode> limit) {

    static final String STATES = "idle-states";
    static final String LIMIT = "idle-latency-limit";

    /** Says nothing: CPUs poll. */
    static final IdleSpec POLLING = new IdleSpec(Optional.empty(), Optional.empty());

    private static final long LONGEST_NS = Durations.SECOND_NS;

    /**
     * Reads the keys about idle states of a machine.
     *
     * @param machine the mapping
     * @param base what holds for absent keys
     */
    static IdleSpec read(final DocumentNode machine, final IdleSpec base) {
        return new IdleSpec(
                machine.optional(STATES).or(base::states),
                machine.optional(LIMIT).or(base::limit));
    }

    /** Returns the idle states. */
    IdleConfig config() {
        return new IdleConfig(
                states.map(IdleSpec::list).orElse(List.of()),
                limit.map(node -> node.durationNs(0, LONGEST_NS)).orElse(IdleConfig.NO_LIMIT_NS));
    }

    private static List<IdleConfig.State> list(final DocumentNode node) {
        if (node.isText()) {
            node.word(List.of("none"), "words for idle states, besides a list,");
            return List.of();
        }
        final List<IdleConfig.State> states = new ArrayList<>();
        for (final DocumentNode item : node.list(1, IdleConfig.MOST_STATES)) {
            final IdleConfig.State state = state(item);
            if (!states.isEmpty()) {
                requireDeeper(state, states.get(states.size() - 1), item);
            }
            if (states.stream().anyMatch(other -> other.name().equals(state.name()))) {
                throw item.mistake(
                        "a second idle state '" + state.name() + "'", "give every idle state a name of its own");
            }
            states.add(state);
        }
        return states;
    }

    private static IdleConfig.State state(final DocumentNode item) {
        item.mapping("name", "latency", "residency");
        return new IdleConfig.State(
                item.required("name", "name: C6").text(),
                item.required("latency", "latency: 133us").durationNs(0, LONGEST_NS),
                item.required("residency", "residency: 600us").durationNs(0, LONGEST_NS));
    }

    private static void requireDeeper(
            final IdleConfig.State state, final IdleConfig.State before, final DocumentNode item) {
        if (state.exitNs() < before.exitNs() || state.residencyNs() < before.residencyNs()) {
            throw item.mistake(
                    "is shallower than " + before.name() + ", which stands before it",
                    "list idle states by rising latency and residency");
        }
    }
}
