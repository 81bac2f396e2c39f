package dev.headroom.machine;

import static dev.headroom.machine.Machines.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.topology.Topology;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.StressKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the workers of stress end up: by rule, and as measured. */
class PlacementTest {

    private static final Topology BM = Topology.regular(2, 4, 2, true);
    private static final CpuSet BM_SHIELD = CpuSet.of(0, 2, 4, 6, 8, 10, 12, 14);

    private static Machines.Builder bareMetal() {
        return new Machines.Builder(BM).costs(Machines.freeOfCost());
    }

    private static CpuSet busyCpus(final RunResult result) {
        CpuSet busy = CpuSet.none();
        for (final RunResult.CpuUse use : result.cpus()) {
            if ((use.userNs() + use.kernelNs()) * 100.0 > 5.0 * result.durationNs()) {
                busy = busy.or(CpuSet.of(use.cpu()));
            }
        }
        return busy;
    }

    @Test
    void withoutBalancingEverythingStaysWhereItWasStarted() {
        // Started in the shield, on its first CPU; no CPU has a domain.
        final MachineConfig config = bareMetal()
                .cpuset("user", BM_SHIELD, false)
                .stressRounds(8, "user")
                .build();
        final RunResult result = MachineRun.run(config, 1, 1000 * MS);
        assertThat(busyCpus(result)).isEqualTo(CpuSet.of(0));
        assertThat(result.cpus().get(0).idleNs()).isZero();
        for (int cpu = 1; cpu < 16; cpu++) {
            // Disk interrupts go to CPU 0 here, and nothing else happens.
            assertThat(result.cpus().get(cpu).idleNs()).isEqualTo(result.durationNs());
        }
    }

    @Test
    void withBalancingTheLoadSpreadsOverAllCpusOfTheShieldAndNoOther() {
        final MachineConfig config = bareMetal()
                .balanced()
                .cpuset("user", BM_SHIELD, true)
                .stressRounds(8, "user")
                .build();
        final RunResult result = MachineRun.run(config, 1, 1000 * MS);
        assertThat(busyCpus(result)).isEqualTo(BM_SHIELD);
        for (int cpu = 1; cpu < 16; cpu += 2) {
            assertThat(result.cpus().get(cpu).userNs() + result.cpus().get(cpu).kernelNs())
                    .isZero();
        }
    }

    /** Where 32 children of a process on CPU 0 of an idle machine go, in the order of their creation. */
    private static List<Integer> forks() {
        final Bench bench = Bench.run(bareMetal().balanced().stressRounds(8, "").build(), 1, script -> {});
        assertThat(bench.scheduler.forkedTo()).hasSize(32);
        return List.copyOf(bench.scheduler.forkedTo().values());
    }

    @Test
    void whileCpusAreFreeForksAlternateBetweenSockets() {
        // With equal load the child goes to the other group if that is not more than 12.5 % fuller, which it is
        // after it: 0 : 0 to socket 1, 0 : 1 to socket 0, and so on until 8 : 8.
        final List<Integer> cpus = forks();
        for (int i = 0; i < 16; i += 2) {
            assertThat(BM.socket(cpus.get(i)) + BM.socket(cpus.get(i + 1)))
                    .as("children %s and %s", i, i + 1)
                    .isEqualTo(1);
        }
    }

    @Test
    void theFirstEightForksTakeACoreEachAndTheFirstSixteenACpuEach() {
        final List<Integer> cpus = forks();
        assertThat(cpus.subList(0, 8).stream().map(BM::core)).doesNotHaveDuplicates();
        assertThat(cpus.subList(0, 16)).doesNotHaveDuplicates();
    }

    @Test
    void whenAllCpusAreTakenForksGoOnToFillThemEvenly() {
        // A group that is up to 12.5 % fuller is still good enough, so the sockets get 15 to 17 of 32.
        final List<Integer> cpus = forks();
        assertThat(cpus.stream().filter(cpu -> BM.socket(cpu) == 0).count()).isBetween(15L, 17L);
        for (int cpu = 0; cpu < 16; cpu++) {
            assertThat(cpus.stream().filter(Integer.valueOf(cpu)::equals).count())
                    .as("CPU %s", cpu)
                    .isBetween(1L, 3L);
        }
    }

    @Test
    void forksInAShieldOfOneSocketTakeItsCoresInTurn() {
        final Bench bench = Bench.run(
                bareMetal()
                        .balanced()
                        .cpuset("user", BM_SHIELD, true)
                        .stressRounds(8, "user")
                        .build(),
                1,
                script -> {});
        final List<Integer> cpus = List.copyOf(bench.scheduler.forkedTo().values());
        for (int round = 0; round < 8; round++) {
            assertThat(cpus.subList(4 * round, 4 * round + 4).stream().map(BM::core))
                    .as("round %s", round)
                    .containsExactlyInAnyOrder(0, 2, 4, 6);
        }
        for (int cpu = 0; cpu < 16; cpu += 2) {
            assertThat(cpus.stream().filter(Integer.valueOf(cpu)::equals)).hasSize(4);
        }
    }

    @Test
    void aPinnedWorkerStaysThoughItsCpuIsFullAndOthersAreIdle() {
        final Machines.Builder machine = bareMetal().balanced();
        for (int i = 0; i < 4; i++) {
            machine.stress("hog" + i, StressKind.CPU, CpuSet.of(3));
        }
        assertThat(busyCpus(MachineRun.run(machine.build(), 1, 1000 * MS))).isEqualTo(CpuSet.of(3));
    }

    static Stream<Arguments> measured() throws IOException {
        final List<Arguments> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                PlacementTest.class.getResourceAsStream("/measured/placement.tsv"), StandardCharsets.UTF_8))) {
            reader.lines().skip(1).forEach(line -> {
                final String[] fields = line.split("\t");
                rows.add(Arguments.of(fields[0], fields[1], fields[4]));
            });
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("measured")
    void theBusyCpusAreThoseOfTheMeasurement(final String set, final String condition, final String busy) {
        CpuSet expected = CpuSet.none();
        if (!busy.equals("-")) {
            for (final String cpu : busy.split(" ")) {
                expected = expected.or(CpuSet.of(Integer.parseInt(cpu.split(":")[0])));
            }
        }
        for (int seed = 1; seed <= 3; seed++) {
            final RunResult result = MachineRun.run(machine(set, condition), seed, 1000 * MS);
            assertThat(busyCpus(result)).as("seed %s", seed).isEqualTo(expected);
        }
    }

    /** As measured: shield with "Iso", balancing off with "NoBal", stress with "Load" but not with "NoLoad". */
    private static MachineConfig machine(final String set, final String condition) {
        final boolean large = set.startsWith("BM");
        final boolean shielded = condition.startsWith("Iso");
        final boolean balanced = !condition.contains("NoBal");
        final Machines.Builder machine = new Machines.Builder(large ? BM : Topology.regular(1, 2, 2, false))
                .costs(Machines.freeOfCost())
                .cyclictest(CpuSet.range(0, large ? 15 : 3));
        if (balanced) {
            machine.balanced();
        }
        if (shielded) {
            machine.cpuset("user", large ? BM_SHIELD : CpuSet.range(1, 3), balanced);
        }
        if (condition.endsWith("Load") && !condition.endsWith("NoLoad")) {
            machine.stressRounds(large ? 8 : 3, shielded ? "user" : "");
        }
        return machine.build();
    }

    @Test
    void theMeasuredPlacementsCoverLoadAndIdleSharedAndShielded() throws IOException {
        final Map<String, Long> perSet = measured()
                .map(row -> (String) row.get()[0])
                .collect(java.util.stream.Collectors.groupingBy(set -> set, java.util.stream.Collectors.counting()));
        assertThat(perSet).isEqualTo(Map.of("BM-Prt", 7L, "BM-Std", 6L, "C5-Prt", 5L, "C5-Std", 7L));
    }
}
