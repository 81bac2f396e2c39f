package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.workload.Activity;

/** What the kernel paths of a machine are made of: draws the costs and names their causes. */
final class PathParts {

    private final Machine machine;
    private final Causes causes;
    private final MachineCosts costs;

    PathParts(final Machine machine) {
        this.machine = machine;
        causes = machine.causes;
        costs = machine.costs;
    }

    /** A CPU leaves idle. */
    void idleExit(final KernelPath path, final Cpu cpu, final long nowNs) {
        if (machine.idleStates.exist()) {
            final int left = machine.idleStates.leave(cpu.id(), machine.siblingBusy(cpu.id()), nowNs);
            if (left != IdleGovernor.POLL) {
                path.addFixed(causes.idleState(left), machine.idleStates.exitNs(left));
            }
        }
        path.add(causes.idleExit, costs.draw(CostName.IDLE_EXIT));
        if (machine.scheduler.isBalanced(cpu.id())) {
            path.add(causes.domainIdleExit, costs.draw(CostName.DOMAIN_IDLE_EXIT));
        }
    }

    /** An interrupt is handled. */
    void interrupt(final KernelPath path, final Interrupt.Kind kind) {
        switch (kind) {
            case TIMER, BUDGET -> path.add(causes.timerInterrupt, costs.draw(CostName.TIMER_INTERRUPT));
            case DISK -> path.add(causes.diskInterrupt, costs.draw(machine.diskInterruptCost()));
            case WRITE_BACK -> path.add(causes.writeBack, costs.draw(CostName.WRITE_BACK));
            case TICK -> path.add(causes.tick, costs.draw(CostName.TICK));
            case RESCHEDULE -> path.add(causes.remoteWakeUp, costs.draw(CostName.REMOTE_WAKE_UP));
            case HOUSEKEEPING -> path.add(causes.housekeeping, costs.draw(CostName.HOUSEKEEPING));
            case DAEMON -> path.add(causes.daemon, costs.draw(CostName.DAEMON));
        }
    }

    /** A CPU goes over to another task. */
    void contextSwitch(final KernelPath path) {
        path.add(causes.contextSwitch, costs.draw(CostName.CONTEXT_SWITCH));
    }

    /** A task goes to sleep. */
    void goingToSleep(final KernelPath path) {
        path.add(causes.goToSleep, costs.draw(CostName.GO_TO_SLEEP));
    }

    /**
     * What the wake-up path of a measured thread loses to caches, to the other hyperthread and to its freedom to move.
     */
    void wakeUp(final KernelPath path, final MachineTask woken, final MachineTask previous, final int cpu) {
        if (previous != null) {
            final CostName refill = MachineCosts.refillAfter(previous.activity);
            path.add(causes.refillAfter(previous.activity), costs.draw(refill));
        }
        final Activity beside = machine.siblingActivity(cpu);
        woken.switchedIn(previous == null ? Activity.IDLE : previous.activity, beside);
        final CostName loss = MachineCosts.smtLossTo(beside);
        if (loss != null) {
            path.add(causes.smtLossTo(beside), costs.draw(loss));
        }
        if (woken.sched.isMigratable()) {
            path.add(causes.pushable, costs.draw(CostName.PUSHABLE_WAKE_UP));
        }
    }
}
