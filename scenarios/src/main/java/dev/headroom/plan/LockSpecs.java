package dev.headroom.plan;

import dev.headroom.document.DocumentNode;
import dev.headroom.machine.LockConfig;
import dev.headroom.machine.LockConfig.Protocol;
import dev.headroom.random.Constant;
import dev.headroom.random.Distribution;
import dev.headroom.units.Durations;
import dev.headroom.workload.CriticalSection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The locks of a plan, and the order in which its tasks take them.
 *
 * <p>Tasks that take two locks in different orders can wait for each other for ever; such plans are refused, variants
 * included.
 */
final class LockSpecs {

    private static final int LOCKS_MAX = 1000;
    private static final int SECTIONS_MAX = 100;
    private static final List<String> PROTOCOLS =
            Arrays.stream(Protocol.values()).map(Protocol::key).toList();

    private final List<LockConfig> locks = new ArrayList<>();
    /** For each lock those that some task takes while it holds it, with the name of that task. */
    private final Map<String, Map<String, String>> takenUnder = new LinkedHashMap<>();

    /** Reads the list of locks; without one there are none. */
    static LockSpecs read(final Optional<DocumentNode> list) {
        final LockSpecs specs = new LockSpecs();
        list.ifPresent(given -> given.list(1, LOCKS_MAX).forEach(specs::add));
        return specs;
    }

    private void add(final DocumentNode node) {
        node.mapping("name", "protocol");
        final DocumentNode nameNode = node.required("name", "name: bus");
        final String name = ContainerReader.name(nameNode);
        if (locks.stream().anyMatch(other -> other.name().equals(name))) {
            throw nameNode.mistake("a second lock '" + name + "'", "give every lock a name of its own");
        }
        final DocumentNode protocol = node.required("protocol", "protocol: pi");
        locks.add(new LockConfig(name, Protocol.values()[protocol.word(PROTOCOLS, "protocols of locks")]));
    }

    /** Returns the locks in the order of the document. */
    List<LockConfig> configs() {
        return List.copyOf(locks);
    }

    /**
     * Reads the critical sections of a task.
     *
     * @param task its name
     * @param list the list
     * @param work CPU time of a job; where it is constant the sections must lie within it
     * @return the sections by their begin
     */
    List<CriticalSection> sections(final String task, final DocumentNode list, final Distribution work) {
        final List<String> names = locks.stream().map(LockConfig::name).toList();
        final List<CriticalSection> sections = new ArrayList<>();
        for (final DocumentNode item : list.list(1, SECTIONS_MAX)) {
            item.mapping("lock", "at", "length");
            final DocumentNode lock = item.required("lock", "lock: bus");
            if (names.isEmpty()) {
                throw lock.mistake("the plan has no locks", "add locks: [{name: " + lock.text() + ", protocol: pi}]");
            }
            lock.word(names, "locks");
            final CriticalSection section = new CriticalSection(
                    lock.text(),
                    item.optional("at")
                            .map(at -> at.durationNs(0, PlanReader.LONGEST_NS))
                            .orElse(0L),
                    item.required("length", "length: 1ms").durationNs(1, PlanReader.LONGEST_NS));
            if (work instanceof Constant constant && section.endNs() > constant.meanNs()) {
                throw item.mistake(
                        "ends at " + Durations.exact(section.endNs()) + " of a job of "
                                + Durations.exact((long) constant.meanNs()),
                        "let it end within the work of the job");
            }
            sections.forEach(other -> order(task, item, other, section));
            sections.add(section);
        }
        sections.sort(Comparator.comparingLong(CriticalSection::atNs));
        return sections;
    }

    private void order(
            final String task, final DocumentNode item, final CriticalSection one, final CriticalSection other) {
        final CriticalSection first = one.atNs() <= other.atNs() ? one : other;
        final CriticalSection second = first == one ? other : one;
        if (second.atNs() >= first.endNs()) {
            return;
        }
        if (first.lock().equals(second.lock())) {
            throw item.mistake("takes the lock '" + first.lock() + "' while it holds it", "let sections not overlap");
        }
        final String rival = reached(second.lock(), first.lock(), new HashSet<>());
        if (rival != null) {
            throw item.mistake(
                    "takes '" + second.lock() + "' under '" + first.lock() + "', and " + rival
                            + " takes them the other way round; they can wait for each other for ever",
                    "take locks in the same order everywhere");
        }
        takenUnder.computeIfAbsent(first.lock(), lock -> new LinkedHashMap<>()).putIfAbsent(second.lock(), task);
    }

    /** The task that takes a first lock on the way to the other one, or null if none does. */
    private String reached(final String from, final String to, final Set<String> visited) {
        for (final Map.Entry<String, String> edge :
                takenUnder.getOrDefault(from, Map.of()).entrySet()) {
            if (edge.getKey().equals(to) || visited.add(edge.getKey()) && reached(edge.getKey(), to, visited) != null) {
                return edge.getValue();
            }
        }
        return null;
    }
}
