package dev.headroom.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What every scheduler must hold, whatever its policy: a subclass per scheduler makes it.
 *
 * <p>A random machine plays random sequences of fork, wake-up, block, yield, tick, balance, push, pick, change of
 * policy and timers the way the machine model calls them. {@link CheckedScheduler} checks affinity, single residency
 * and accounting in every call, {@link ConformanceDriver} work conservation, lost tasks, urgency of classes and
 * budgets.
 */
public abstract class SchedulerConformance {

    /** Makes the scheduler under test. */
    protected abstract Scheduler create(Topology topology, List<CpuSet> partitions);

    /** The policies that tasks may have. */
    protected List<SchedulingPolicy> policies() {
        return List.of(SchedulingPolicy.values());
    }

    /** The number of control groups below the root. */
    protected int groups() {
        return 0;
    }

    /** Whether CPUs may go off-line and come back. */
    protected boolean plugsCpus() {
        return false;
    }

    /** Whether a fair task may run before a more urgent one. */
    protected boolean servesFairTasks() {
        return false;
    }

    @Property(tries = 400)
    void aRandomSequenceOfCallsKeepsAllRules(@ForAll final long seed) {
        play(seed);
    }

    @Property(tries = 40)
    void theSameCallsGetTheSameAnswers(@ForAll final long seed) {
        assertThat(trace(seed)).isEqualTo(trace(seed));
    }

    /** Plays the calls of a seed and checks the rules. */
    protected final void play(final long seed) {
        final ConformanceDriver driver = new ConformanceDriver(seed, this);
        driver.play(300);
        driver.drain();
    }

    private List<CheckedScheduler.Switch> trace(final long seed) {
        final ConformanceDriver driver = new ConformanceDriver(seed, this);
        driver.play(300);
        return driver.switches();
    }
}
