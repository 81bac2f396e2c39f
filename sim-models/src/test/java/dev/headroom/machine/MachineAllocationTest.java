package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.headroom.observe.SchedulingObserver;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import dev.headroom.workload.StressKind;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a longer run allocates beyond a shorter one of the same machine. */
class MachineAllocationTest {

    private static final long SHORT_NS = 1000 * MS;
    private static final long LONG_NS = 21_000 * MS;

    /** 200 000 activations more; less than one small object in ten of them is the compiler's noise and histograms. */
    private static final double BYTES_PER_ACTIVATION_MAX = 2;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MachineConfig machine = Machines.cores(1)
            .fifo("cyclictest", 80, PeriodicWorkload.cyclictest(MS / 10), CpuSet.of(0))
            .stress("hog", StressKind.CPU, CpuSet.of(0))
            .build();

    @Test
    void aMachineThatNobodyObservesAllocatesNothingPerActivation() {
        assertThat(bytesPerActivation(null)).isLessThan(BYTES_PER_ACTIVATION_MAX);
    }

    @Test
    void theMeasurementFindsWhatTellingAllocates() {
        // Who preempted the hog is put into words once per activation.
        assertThat(bytesPerActivation(new SchedulingObserver() {})).isGreaterThan(16);
    }

    private double bytesPerActivation(final SchedulingObserver observer) {
        MachineRun.run(machine, 1, LONG_NS, observer); // classes are loaded and most code is compiled
        final long shorter = bytes(SHORT_NS, observer);
        return (double) (bytes(LONG_NS, observer) - shorter) / ((LONG_NS - SHORT_NS) / (MS / 10));
    }

    private long bytes(final long durationNs, final SchedulingObserver observer) {
        final long before = threads.getCurrentThreadAllocatedBytes();
        MachineRun.run(machine, 1, durationNs, observer);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
