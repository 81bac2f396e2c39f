package dev.headroom.machine;

import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.workload.Activity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The named causes of latency in one machine, numbered densely so that a ledger is an array. */
final class Causes {

    private final Map<String, Integer> idOfName = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();

    final int timerInterrupt = id("timer interrupt and wake-up");
    final int contextSwitch = id("context switch");
    final int goToSleep = id("going to sleep of the thread before");
    final int idleExit = id("idle exit");
    final int domainIdleExit = id("idle exit, domain bookkeeping");
    final int pushable = id("wake-up of a migratable thread");
    final int remoteWakeUp = id("wake-up from another CPU");
    final int tick = id("scheduler tick");
    final int diskInterrupt = id("disk interrupt");
    final int writeBack = id("write-back by a kernel thread");
    final int housekeeping = id("kernel housekeeping");
    final int daemon = id("daemons outside the shield");
    final int stall = id("machine stall");
    final int pendingInterrupt = id("waiting for an interrupt to be taken");
    final int ownWork = id("its own work");
    final int timerSlack = id("timer slack");
    final int timerDelivery = id("timer delivery by the hypervisor");

    private final int reservationUsedUp = id("throttled (reservation used up)");
    private final int quotaUsedUp = id("throttled (quota used up)");
    private final int realTimeThrottling = id("real-time throttling");

    private int[] idleStates = {};
    private final int[] refillAfter = new int[Activity.values().length];
    private final int[] smtLossTo = new int[Activity.values().length];

    Causes() {
        for (final Activity activity : Activity.values()) {
            final String what = activity.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            refillAfter[activity.ordinal()] = id("cache refill after " + what);
            smtLossTo[activity.ordinal()] = id("SMT loss to " + what);
        }
    }

    int refillAfter(final Activity activity) {
        return refillAfter[activity.ordinal()];
    }

    int smtLossTo(final Activity activity) {
        return smtLossTo[activity.ordinal()];
    }

    /** Leaving an idle state; {@link #register} has numbered it. */
    int idleState(final int state) {
        return idleStates[state];
    }

    /** Why a task of a policy that is throttled may not run. */
    int throttled(final SchedulingPolicy policy) {
        if (policy == SchedulingPolicy.DEADLINE) {
            return reservationUsedUp;
        }
        return policy.isRealTime() ? realTimeThrottling : quotaUsedUp;
    }

    /** A lock that a task holds. */
    int waitingFor(final String lock, final String holder) {
        return id("waiting for lock " + lock + " held by " + holder);
    }

    /** Numbers the causes that the tasks of a machine bring with them; ledgers are as long as there are causes. */
    void register(final MachineConfig config) {
        for (final TaskConfig task : config.tasks()) {
            running(task.label());
            sectionOf(task.label());
        }
        KernelThreads.register(config, this);
        idleStates = config.settings().idle().states().stream()
                .mapToInt(state -> id("leaving idle state " + state.name()))
                .toArray();
        for (final LockConfig lock : config.locks()) {
            for (final TaskConfig task : config.tasks()) {
                if (task.takes(lock.name())) {
                    waitingFor(lock.name(), task.name());
                }
            }
        }
    }

    int running(final String label) {
        return id("running " + label);
    }

    int sectionOf(final String label) {
        return id("non-preemptible section of " + label);
    }

    /** Returns the number of a cause, a new one for a new name. */
    int id(final String name) {
        return idOfName.computeIfAbsent(name, key -> {
            names.add(key);
            return names.size() - 1;
        });
    }

    int count() {
        return names.size();
    }

    String name(final int id) {
        return names.get(id);
    }
}
