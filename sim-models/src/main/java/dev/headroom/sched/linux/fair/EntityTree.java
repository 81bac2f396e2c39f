package dev.headroom.sched.linux.fair;

import java.util.Arrays;

/**
 * The waiting entities of a queue in their order; equals in order of arrival.
 *
 * <p>Design. A sorted array instead of the kernel's red-black tree: queues are short, and the order is the same.
 */
final class EntityTree {

    private FairEntity[] entities = new FairEntity[4];
    private int size;

    int size() {
        return size;
    }

    FairEntity get(final int index) {
        return entities[index];
    }

    /** Returns the first one, null if there is none. */
    FairEntity first() {
        return size == 0 ? null : entities[0];
    }

    /** Inserts an entity behind all that do not come after it. */
    void insert(final FairEntity entity, final long orderNs) {
        if (size == entities.length) {
            entities = Arrays.copyOf(entities, 2 * size);
        }
        entity.orderNs = orderNs;
        final int place = place(orderNs + 1);
        System.arraycopy(entities, place, entities, place + 1, size - place);
        entities[place] = entity;
        size++;
    }

    void remove(final FairEntity entity) {
        int place = place(entity.orderNs);
        while (place < size && entities[place] != entity) {
            place++;
        }
        if (place == size) {
            throw new IllegalStateException("task " + entity.task + " does not wait where it is said to wait");
        }
        size--;
        System.arraycopy(entities, place + 1, entities, place, size - place);
        entities[size] = null;
    }

    /** The first index whose order is not before this one. */
    private int place(final long orderNs) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (entities[middle].orderNs < orderNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
