package dev.headroom.machine;

import dev.headroom.engine.Phase;
import dev.headroom.engine.Timeline;
import dev.headroom.engine.Timer;
import dev.headroom.machine.FrequencyConfig.Governor;
import dev.headroom.topology.Topology;

/**
 * The frequencies of the cores, as shares of the highest.
 *
 * <p>Design. With {@code schedutil} a CPU asks for a frequency whenever its run queue or its averages have changed: the
 * highest while a real-time task can run, else a quarter above what its fair tasks use on average and its reservations
 * may use. A core runs at what the more demanding one of its hyperthreads asks for. It gets there after the transition,
 * and within the rate limit after a change nothing changes.
 *
 * <p>Deviations. Any share is a frequency; there is no table. Time is not scaled by frequency where use is averaged, as
 * on x86 before Linux 5.7. Waiting for a device does not boost. No {@code uclamp}. The change costs no CPU time: as
 * with drivers that switch fast, not through a thread. What the hardware decides by itself is not modelled.
 *
 * <p>Source: {@code kernel/sched/cpufreq_schedutil.c} of Linux 4.17 to 6.6, read for the rules.
 */
final class Frequencies {

    private static final double HEADROOM = 1.25;

    private final FrequencyConfig config;
    private final Machine machine;
    private final Topology topology;
    private final double[] asked;
    private final long[] changedNs;
    private final Timer[] transitions;

    Frequencies(final FrequencyConfig config, final Machine machine, final Topology topology, final Timeline timeline) {
        this.config = config;
        this.machine = machine;
        this.topology = topology;
        final int governed = config.governor() == Governor.SCHEDUTIL ? topology.cpus() : 0;
        asked = new double[governed];
        changedNs = new long[governed];
        transitions = new Timer[governed];
        for (int i = 0; i < governed; i++) {
            final int cpu = i;
            asked[cpu] = config.first();
            changedNs[cpu] = -config.rateLimitNs();
            transitions[cpu] =
                    timeline.addTimer(Phase.ENVIRONMENT, "cpu " + cpu + " frequency", nowNs -> reached(cpu, nowNs));
        }
    }

    /** What is to be run on a CPU may have changed. */
    void update(final int cpu, final long nowNs) {
        if (asked.length == 0 || nowNs - changedNs[cpu] < config.rateLimitNs()) {
            return;
        }
        final double wanted =
                Math.max(config.lowest(), Math.min(1, HEADROOM * machine.scheduler.utilisation(cpu, nowNs)));
        if (wanted != asked[cpu]) {
            asked[cpu] = wanted;
            changedNs[cpu] = nowNs;
            transitions[cpu].arm(nowNs + config.transitionNs());
        }
    }

    private void reached(final int cpu, final long nowNs) {
        final int sibling = topology.sibling(cpu);
        final double frequency = sibling < 0 ? asked[cpu] : Math.max(asked[cpu], asked[sibling]);
        machine.cpu(cpu).frequencyChanged(frequency, nowNs);
        if (sibling >= 0) {
            machine.cpu(sibling).frequencyChanged(frequency, nowNs);
        }
    }
}
