package dev.headroom.machine;

import dev.headroom.cost.CostName;
import dev.headroom.engine.Phase;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.random.RandomStream;
import dev.headroom.random.RandomStreams;
import java.util.function.LongConsumer;

/** What disturbs a machine whatever runs on it: housekeeping of each CPU, daemons, stalls; Poisson processes. */
final class Disturbances {

    private final Machine machine;
    private final MachineConfig config;
    private final Timeline timeline;
    private final RandomStreams random;

    Disturbances(
            final Machine machine, final MachineConfig config, final Timeline timeline, final RandomStreams random) {
        this.machine = machine;
        this.config = config;
        this.timeline = timeline;
        this.random = random;
    }

    /** Starts them all. */
    void start() {
        for (int id = 0; id < machine.cpus(); id++) {
            if (config.settings().offline().contains(id)) {
                continue;
            }
            final Cpu cpu = machine.cpu(id);
            final Interrupt interrupt = new Interrupt(Interrupt.Kind.HOUSEKEEPING, null);
            disturb(
                    random.stream("housekeeping/" + id),
                    CostName.HOUSEKEEPING_RATE,
                    "housekeeping",
                    nowNs -> cpu.interrupt(interrupt, nowNs));
        }
        final RandomStream daemons = random.stream("daemon-cpus");
        final Interrupt daemon = new Interrupt(Interrupt.Kind.DAEMON, null);
        disturb(
                random.stream("daemons"),
                CostName.DAEMON_RATE,
                "daemon",
                nowNs -> machine.cpu(machine.daemonCpu(daemons)).interrupt(daemon, nowNs));
        startStalls();
    }

    private void startStalls() {
        final Timer resume = timeline.addTimer(Phase.ENVIRONMENT, "end of stall", nowNs -> {
            for (int id = 0; id < machine.cpus(); id++) {
                machine.cpu(id).resume(nowNs);
            }
        });
        disturb(random.stream("stalls"), CostName.STALL_RATE, "stall", nowNs -> {
            if (!resume.isArmed()) {
                for (int id = 0; id < machine.cpus(); id++) {
                    machine.cpu(id).pause(nowNs);
                }
                resume.arm(nowNs + Math.max(1, machine.costs.draw(CostName.STALL)));
            }
        });
    }

    private void disturb(final RandomStream times, final CostName rate, final String name, final LongConsumer effect) {
        final double perNs = config.costs().mean(rate) / 1e9;
        if (perNs <= 0) {
            return;
        }
        final Timer[] self = new Timer[1];
        self[0] = timeline.addTimer(Phase.ENVIRONMENT, name, nowNs -> {
            self[0].arm(nowNs + 1 + (long) (times.nextExponential() / perNs));
            effect.accept(nowNs);
        });
        self[0].arm(1 + (long) (times.nextExponential() / perNs));
    }
}
