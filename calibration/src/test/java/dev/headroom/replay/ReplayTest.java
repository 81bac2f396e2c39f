package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.format.schedtrace.SchedEvent;
import dev.headroom.format.schedtrace.SchedTrace;
import dev.headroom.format.schedtrace.TraceJob;
import dev.headroom.sched.SchedAttributes;
import dev.headroom.sched.SchedTask;
import dev.headroom.sched.Scheduler;
import dev.headroom.units.CpuSet;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace small enough to be followed by hand: a FIFO task that wakes every 10 ms, and a fair one that always runs. */
class ReplayTest {

    /**
     * The tick lies at 3 ms, every 4 ms, and takes 10 us. Task f (pid 11) wakes in a timer interrupt of 8 us, is
     * switched in 7 us after it, and runs 1 ms.
     */
    private static final String[] TRACE = {
        "0\t0\tS\tsh\t1\t120\tS\th\t12\t120",
        "3000000\t0\tT",
        "3010000\t0\tt",
        "5000000\t0\tT",
        "5002000\t0\tK\tf\t11\t9\t0",
        "5004000\t0\tW\tf\t11\t9\t0",
        "5008000\t0\tt",
        "5015000\t0\tS\th\t12\t120\tR\tf\t11\t9",
        "6015000\t0\tS\tf\t11\t9\tS\th\t12\t120",
        "7000000\t0\tT",
        "7010000\t0\tt",
        "11000000\t0\tT",
        "11010000\t0\tt",
        "15000000\t0\tT",
        "15002000\t0\tK\tf\t11\t9\t0",
        "15004000\t0\tW\tf\t11\t9\t0",
        "15010000\t0\tt",
        "15017000\t0\tS\th\t12\t120\tR\tf\t11\t9",
        "16017000\t0\tS\tf\t11\t9\tS\th\t12\t120",
        "20000000\t0\tS\th\t12\t120\tX\tswapper/0\t0\t120",
    };

    @TempDir
    Path parent;

    private Path folder;

    @BeforeEach
    void record() throws IOException {
        folder = Files.createDirectory(parent.resolve("oracle-cfs-6.1-small"));
        Files.writeString(
                folder.resolve("kernel.txt"),
                "/sys/kernel/debug/sched/preempt: none (voluntary) full\n/proc/version: Linux version 6.1.0 (gcc)\n");
        Files.writeString(
                folder.resolve("small.json"),
                "{\"tasks\": {\"f\": {\"policy\": \"SCHED_FIFO\", \"priority\": 90}, \"h\": {}}}");
        Files.write(folder.resolve("trace.tsv"), List.of(TRACE));
    }

    private GivenLoad load() {
        return ProgramExtractor.extract(SchedTrace.read(folder.resolve("trace.tsv")), TraceJob.read(folder));
    }

    private static TaskProgram program(final GivenLoad load, final String name) {
        return load.programs().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void interruptsAndThePathToAPreemptionAreNoDemand() {
        final GivenLoad load = load();
        assertThat(load.costs().preemptionNs()).isEqualTo(7000);
        final TaskProgram fifo = program(load, "f");
        assertThat(fifo.attributes().priority()).isEqualTo(90);
        assertThat(fifo.stretches().subList(0, 2))
                .extracting(Stretch::demandNs)
                .containsExactly(1_000_000L, 1_000_000L);
        // h: 5015 us less 10 of the tick, 8 of the timer, 7 of the path; 9002 less 20, 10, 7; 3983 us.
        assertThat(program(load, "h").stretches().get(0).demandNs()).isEqualTo(4_990_000L + 8_965_000L + 3_983_000L);
    }

    @Test
    void aTaskThatIsFirstSeenBeingWokenWasWhereItIsWokenFrom() throws IOException {
        final Path hogs = threeHogsOnTwoCpus();
        final List<String> lines = new ArrayList<>(Files.readAllLines(hogs.resolve("trace.tsv")));
        lines.add("700000000\t0\tK\tk\t14\t120\t1");
        lines.add("700004000\t0\tM\tk\t14\t120\t1\t0");
        lines.add("700008000\t0\tW\tk\t14\t120\t0");
        lines.add("710000000\t0\tK\tk\t14\t120\t0");
        Files.write(hogs.resolve("trace.tsv"), lines);
        final GivenLoad load =
                ProgramExtractor.extract(SchedTrace.read(hogs.resolve("trace.tsv")), TraceJob.read(hogs));
        assertThat(program(load, "k").firstCpu()).isEqualTo(1);
        assertThat(program(load, "c").firstCpu()).isEqualTo(-1);
    }

    @Test
    void aTimerInterruptOffTheGridIsNoTick() {
        assertThat(load().events())
                .filteredOn(event -> event.kind() == GivenEvent.Kind.INTERRUPT)
                .extracting(GivenEvent::atNs, GivenEvent::ns)
                .containsExactly(org.assertj.core.api.Assertions.tuple(5_000_000L, 8_000L));
        // At 15 ms tick and wake-up share an interrupt.
        assertThat(load().events())
                .filteredOn(event -> event.kind() == GivenEvent.Kind.TICK)
                .extracting(GivenEvent::atNs)
                .containsExactly(3_000_000L, 7_000_000L, 11_000_000L, 15_000_000L);
    }

    @Test
    void theReplaySwitchesWhenTheTraceDid() {
        final SchedTrace measured = SchedTrace.read(folder.resolve("trace.tsv"));
        final SchedTrace replayed = replay(load(), TraceJob.read(folder));
        assertThat(switches(replayed)).isEqualTo(switches(measured));
    }

    /**
     * Two CPUs whose ticks lie at 3 ms, every 4 ms, and take 10 us. Two tasks of nice 0 take turns on the first, the
     * switch 9 us after the tick; one of nice 10 runs on the second.
     */
    private Path threeHogsOnTwoCpus() throws IOException {
        final Path hogs = Files.createDirectory(parent.resolve("hogs"));
        Files.writeString(hogs.resolve("kernel.txt"), "/proc/version: Linux version 6.12.0 (gcc)\n");
        Files.writeString(hogs.resolve("hogs.json"), "{\"tasks\": {\"a\": {}, \"b\": {}, \"c\": {\"priority\": 10}}}");
        Files.writeString(
                hogs.resolve("job.json"), "{\"job\": \"hogs\", \"cpus\": 2, \"hz\": 250, \"rt_app\": [\"hogs.json\"]}");
        final List<String> lines = new ArrayList<>(
                List.of("0\t0\tS\tswapper/0\t0\t120\tR\ta\t11\t120", "0\t1\tS\tswapper/1\t0\t120\tR\tc\t13\t130"));
        for (int tick = 0; tick < 150; tick++) {
            final long atNs = 3_000_000L + 4_000_000L * tick;
            for (int cpu = 0; cpu < 2; cpu++) {
                lines.add(atNs + "\t" + cpu + "\tT");
            }
            for (int cpu = 0; cpu < 2; cpu++) {
                lines.add(atNs + 10_000 + "\t" + cpu + "\tt");
            }
            final String[] order = tick % 2 == 0 ? new String[] {"a\t11", "b\t12"} : new String[] {"b\t12", "a\t11"};
            lines.add(atNs + 19_000 + "\t0\tS\t" + order[0] + "\t120\tR\t" + order[1] + "\t120");
        }
        Files.write(hogs.resolve("trace.tsv"), lines);
        return hogs;
    }

    @Test
    void aTaskThatGaveWayAtATickIsHotForTheCpuThatBalancesAtTheSameTick() throws IOException {
        final Path hogs = threeHogsOnTwoCpus();
        final TraceJob job = TraceJob.read(hogs);
        final SchedTrace measured = SchedTrace.read(hogs.resolve("trace.tsv"));
        final GivenLoad load = ProgramExtractor.extract(measured, job);
        final SchedTrace replayed =
                ReplayMachine.run(load, () -> JobReplay.scheduler(job, measured, load.cpus(), false));
        final List<Long> movedMs = replayed.events().stream()
                .filter(event -> event.kind() == SchedEvent.Kind.MIGRATE)
                .map(event -> event.timeNs() / 1_000_000)
                .toList();
        // The second CPU looks at 27 and 87 ms, when its task has not used it for long enough to be called busy; then
        // at
        // 147, 175 and 203 ms. A task counts 1024, the imbalance is (2048 - 110) / 2: it fits after one failure, but
        // the
        // one that waits ran 7 us ago, and warm caches count until two failures.
        assertThat(movedMs).first().isEqualTo(203L);
    }

    @Test
    void noTimeIsLostWhereTheStartUpEnds() throws IOException {
        final Path hogs = threeHogsOnTwoCpus();
        final TraceJob job = TraceJob.read(hogs);
        final SchedTrace measured = SchedTrace.read(hogs.resolve("trace.tsv"));
        final GivenLoad load = ProgramExtractor.extract(measured, job);
        final Scheduler inner = JobReplay.scheduler(job, measured, load.cpus(), false);
        final long[] chargedNs = new long[load.cpus()];
        final List<Long> atTicksNs = new ArrayList<>();
        final Scheduler watched = (Scheduler) Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("account")) {
                        chargedNs[(int) arguments[0]] += (long) arguments[2];
                    } else if (method.getName().equals("tick") && arguments[0].equals(1)) {
                        atTicksNs.add((long) arguments[1] - chargedNs[1]);
                    }
                    return method.invoke(inner, arguments);
                });
        ReplayMachine.run(load, () -> watched);
        // The start-up ends at 27.019 ms, 14 us after the middle of a tick. The second CPU always runs something.
        assertThat(atTicksNs).hasSizeGreaterThan(20).containsOnly(0L);
    }

    @Test
    void aTaskThatBlocksWhileItIsWokenIsWokenThen() throws IOException {
        final Path two = threeHogsOnTwoCpus();
        Files.write(
                two.resolve("trace.tsv"),
                List.of(
                        "0\t0\tS\tswapper/0\t0\t120\tR\ta\t11\t120",
                        "0\t1\tS\tswapper/1\t0\t120\tR\tc\t13\t130",
                        "23000000\t0\tT",
                        "23010000\t0\tt",
                        "40000000\t1\tK\ta\t11\t120\t0",
                        "40005000\t0\tS\ta\t11\t120\tS\tswapper/0\t0\t120",
                        "40012000\t0\tW\ta\t11\t120\t0",
                        "40019000\t0\tS\tswapper/0\t0\t120\tR\ta\t11\t120",
                        "50000000\t0\tS\ta\t11\t120\tX\tswapper/0\t0\t120"));
        final SchedTrace measured = SchedTrace.read(two.resolve("trace.tsv"));
        final TraceJob job = TraceJob.read(two);
        final GivenLoad load = ProgramExtractor.extract(measured, job);
        final SchedTrace replayed =
                ReplayMachine.run(load, () -> JobReplay.scheduler(job, measured, load.cpus(), false));
        assertThat(switches(replayed)).startsWith("40005000 11 0", "40019000 0 11");
    }

    @Test
    void aTaskThatHasToldItsParentIsNotPreempted() {
        final Stretch stretch = new Stretch();
        stretch.execute(100_000);
        final TaskProgram program = new TaskProgram(
                1, "t", SchedAttributes.other(0), CpuSet.of(0), 0, false, -1, List.of(stretch, new Stretch()), null);
        final ReplayTask task = new ReplayTask(program, null);
        task.executed(80_000);
        assertThat(task.goesOnWithin(15_000)).isFalse();
        stretch.ends();
        assertThat(task.goesOnWithin(15_000)).isTrue();
        assertThat(task.endsHere()).isTrue();
    }

    @Test
    void aStayInTheKernelGoesOnBehindAWakeUpThatTakesLong() {
        final Stretch stretch = new Stretch();
        stretch.execute(100_000);
        stretch.add(new Step(10_000, Step.Kind.WAKE, 2, 20_000, null));
        stretch.add(new Step(35_000, Step.Kind.WAKE, 3, 8000, null));
        final TaskProgram program = new TaskProgram(
                1, "t", SchedAttributes.other(0), CpuSet.of(0), 0, false, -1, List.of(stretch, new Stretch()), null);
        final ReplayTask task = new ReplayTask(program, null);
        task.executed(10_000);
        assertThat(task.takeStep()).isNotNull();
        assertThat(task.goesOnWithin(15_000)).isTrue();
        assertThat(task.goesOnWithin(5000)).isFalse();
    }

    @Test
    void aTaskComesAtTheTimeThatItsWakeUpRead() {
        final SchedTrace trace = SchedTrace.read(folder.resolve("trace.tsv"));
        final TraceJob job = TraceJob.read(folder);
        final List<Long> comesNs = new ArrayList<>();
        final Scheduler real = JobReplay.scheduler(job, trace, 1, false);
        final Scheduler noting = (Scheduler) Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("enqueue")
                            && ((SchedTask) arguments[0]).name().equals("f")) {
                        comesNs.add((long) arguments[3]);
                    }
                    return method.invoke(real, arguments);
                });
        ReplayMachine.run(load(), () -> noting);
        assertThat(comesNs).containsExactly(5_002_000L, 15_002_000L);
    }

    @Test
    void whoIsSwitchedOffFirstRanFromTheStart() {
        assertThat(load().startUp())
                .filteredOn(event -> event.pid() == 1)
                .extracting(GivenEvent::atNs, GivenEvent::kind)
                .containsExactly(org.assertj.core.api.Assertions.tuple(0L, GivenEvent.Kind.SWITCH));
    }

    @Test
    void silentInterruptsASecondApartEndThePeriodsOfRealTimeTasks() throws IOException {
        final List<String> lines = new ArrayList<>();
        for (long tickUs = 3_000; tickUs < 3_400_000; tickUs += 4_000) {
            lines.add(tickUs * 1000 + "\t0\tT");
            lines.add(tickUs * 1000 + 10_000 + "\t0\tt");
            if (tickUs % 1_000_000 == 759_000) {
                lines.add(tickUs * 1000 + 475_000 + "\t0\tT");
                lines.add(tickUs * 1000 + 482_000 + "\t0\tt");
            }
        }
        final Path path = folder.resolve("long.tsv");
        Files.write(path, lines);
        final QuotaPeriods periods = new QuotaPeriods(SchedTrace.read(path), TraceJob.read(folder), 1);
        // Times count from the first event, at 3 ms.
        assertThat(periods.realTimeEndNs(1_000_000_000)).hasValue(756_475_000);
        assertThat(periods.realTimeEndNs(700_000_000)).isEmpty();
    }

    private SchedTrace replay(final GivenLoad load, final TraceJob job) {
        return ReplayMachine.run(
                load, () -> JobReplay.scheduler(job, SchedTrace.read(folder.resolve("trace.tsv")), load.cpus(), false));
    }

    @Test
    void aWakeUpThatPreemptsIsTheLastTimeThatTheSchedulerReadItsClock() {
        // h runs from 0 until f is woken at 5.002 ms; f is charged from there on until its block begins 7 us and 2 us,
        // in which it is taken out of its queue, before the switch at 6.015 ms. At 15 ms a tick follows the wake-up,
        // and reads the clock again at 15.005 ms, its middle.
        final String[] expected = {"h 5002000", "f 1004000", "h 8999000", "f 1003000"};
        final SchedTrace trace = SchedTrace.read(folder.resolve("trace.tsv"));
        final TraceJob job = TraceJob.read(folder);
        final Accounts replayed = new Accounts(JobReplay.scheduler(job, trace, 1, false));
        ReplayMachine.run(load(), replayed::scheduler);
        assertThat(replayed.charges().subList(0, 4)).containsExactly(expected);

        final Accounts guided = new Accounts(JobReplay.scheduler(job, trace, 1, false));
        ReplayMachine.guide(ProgramExtractor.extractDecisions(trace, job), guided::scheduler);
        assertThat(guided.charges().subList(0, 4)).containsExactly(expected);
    }

    /** What tasks are charged with, one after the other. */
    private static final class Accounts {

        private final List<String> names = new ArrayList<>();
        private final List<Long> sumsNs = new ArrayList<>();
        private final Scheduler scheduler;

        Accounts(final Scheduler real) {
            scheduler = (Scheduler) Proxy.newProxyInstance(
                    Scheduler.class.getClassLoader(), new Class<?>[] {Scheduler.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("account")) {
                            add(((SchedTask) arguments[1]).name(), (long) arguments[2]);
                        }
                        return method.invoke(real, arguments);
                    });
        }

        private void add(final String name, final long ranNs) {
            final int last = names.size() - 1;
            if (last >= 0 && names.get(last).equals(name)) {
                sumsNs.set(last, sumsNs.get(last) + ranNs);
            } else {
                names.add(name);
                sumsNs.add(ranNs);
            }
        }

        Scheduler scheduler() {
            return scheduler;
        }

        List<String> charges() {
            return IntStream.range(0, names.size())
                    .mapToObj(i -> names.get(i) + " " + sumsNs.get(i))
                    .toList();
        }
    }

    private static List<String> switches(final SchedTrace trace) {
        return trace.events().stream()
                // The first one is given: the start-up ends with it.
                .filter(event -> event.kind() == SchedEvent.Kind.SWITCH && event.timeNs() > 0)
                .map(event -> event.timeNs() + " " + event.task().pid() + " "
                        + event.next().pid())
                .toList();
    }
}
