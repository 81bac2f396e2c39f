package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.LambdaSimEvent;
import nl.tudelft.simulation.dsol.formalisms.eventscheduling.SimEventInterface;
import org.junit.jupiter.api.Test;

class EventHeapTest {

    private final EventHeap heap = new EventHeap();

    @Test
    void anEmptyHeapHasNoFirstEvent() {
        assertThat(heap.first()).isNull();
        assertThat(heap.removeFirst()).isNull();
        assertThat(heap.firstNs()).isEqualTo(EventHeap.NONE_NS);
        assertThat(heap.isEmpty()).isTrue();
    }

    @Test
    void timeGoesBeforePriorityAndPriorityBeforeTheOrderOfScheduling() {
        ReusableEvent late = pending(10, 20);
        ReusableEvent normal = pending(5, 10);
        ReusableEvent urgent = pending(9, 10);
        ReusableEvent secondNormal = pending(5, 10);
        assertThat(drained()).containsExactly(urgent, normal, secondNormal, late);
    }

    @Test
    void aMovedEventGoesBehindItsEquals() {
        ReusableEvent first = pending(5, 10);
        ReusableEvent second = pending(5, 10);
        heap.schedule(first, 10);
        assertThat(drained()).containsExactly(second, first);
    }

    @Test
    void foreignEventsComeOutAsThemselves() {
        SimEventInterface<Long> foreign = new LambdaSimEvent<>(5L, () -> {});
        heap.add(foreign);
        heap.add(foreign);
        assertThat(heap.size()).as("adding twice is adding once").isEqualTo(1);
        assertThat(heap.contains(foreign)).isTrue();
        assertThat(heap.first()).isSameAs(foreign);
        assertThat(heap.removeFirst()).isSameAs(foreign);
        assertThat(heap.contains(foreign)).isFalse();
        assertThat(heap.remove(foreign)).isFalse();
    }

    @Test
    void aForeignEventCanBeRemovedAndAddedAgain() {
        SimEventInterface<Long> foreign = new LambdaSimEvent<>(5L, () -> {});
        heap.add(foreign);
        assertThat(heap.remove(foreign)).isTrue();
        assertThat(heap.isEmpty()).isTrue();
        heap.add(foreign);
        assertThat(drained()).containsExactly(foreign);
    }

    @Test
    void theIteratorGoesInTheOrderOfExecutionAndRemovesNothing() {
        ReusableEvent third = pending(5, 30);
        ReusableEvent first = pending(5, 10);
        ReusableEvent second = pending(1, 10);
        assertThat(heap).containsExactly(first, second, third);
        assertThat(heap.size()).isEqualTo(3);
    }

    @Test
    void clearLetsGoOfEveryEvent() {
        ReusableEvent event = pending(5, 10);
        heap.clear();
        assertThat(event.isPending()).isFalse();
        assertThat(heap.contains(event)).isFalse();
        assertThat(heap.remove(event)).isFalse();
    }

    @Test
    void anEventIsPendingInOneHeapOnly() {
        ReusableEvent event = pending(5, 10);
        EventHeap other = new EventHeap();
        assertThatThrownBy(() -> other.schedule(event, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pending in another simulator");
        assertThat(other.remove(event)).isFalse();
        assertThat(heap.contains(event)).isTrue();
    }

    @Test
    void aPriorityOutsideDsolsRangeIsRefused() {
        assertThatThrownBy(() -> new ReusableEvent((short) 12, () -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReusableEvent((short) -1, () -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    /** Random adds, moves, removals; the yardstick is a list that is searched from end to end. */
    @Property(tries = 200)
    void theFirstIsWhatASearchThroughAllEventsFinds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EventHeap tested = new EventHeap();
        List<ReusableEvent> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(new ReusableEvent((short) random.nextInt(12), () -> {}));
        }
        Comparator<SimEventInterface<Long>> order = Comparator.naturalOrder();
        for (int step = 0; step < 600; step++) {
            ReusableEvent event = all.get(random.nextInt(all.size()));
            switch (random.nextInt(5)) {
                case 0 -> {
                    boolean wasPending = event.isPending();
                    assertThat(tested.remove(event)).isEqualTo(wasPending);
                }
                case 1 -> {
                    SimEventInterface<Long> expected = all.stream()
                            .filter(ReusableEvent::isPending)
                            .min(order)
                            .orElse(null);
                    assertThat(tested.removeFirst()).isSameAs(expected);
                }
                default -> tested.schedule(event, random.nextInt(8));
            }
            assertThat(tested.size()).isEqualTo((int)
                    all.stream().filter(ReusableEvent::isPending).count());
        }
    }

    private ReusableEvent pending(int priority, long timeNs) {
        ReusableEvent event = new ReusableEvent((short) priority, () -> {});
        heap.schedule(event, timeNs);
        return event;
    }

    private List<SimEventInterface<Long>> drained() {
        List<SimEventInterface<Long>> result = new ArrayList<>();
        while (!heap.isEmpty()) {
            result.add(heap.removeFirst());
        }
        return result;
    }
}
