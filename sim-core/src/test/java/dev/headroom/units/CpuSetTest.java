package dev.headroom.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

    @Test
    void aLinuxListNamesCpusAndRanges() {
        assertThat(CpuSet.parse("0,2-5").toArray()).containsExactly(0, 2, 3, 4, 5);
        assertThat(CpuSet.parse(" 4095 , 7 \n").toArray()).containsExactly(7, 4095);
        assertThat(CpuSet.parse("\n")).isEqualTo(CpuSet.none());
    }

    @Test
    void theListIsWrittenInAscendingRanges() {
        assertThat(CpuSet.of(5, 3, 0, 4, 2, 5)).hasToString("0,2-5");
        assertThat(CpuSet.range(62, 65)).hasToString("62-65");
        assertThat(CpuSet.of(1, 2)).hasToString("1-2");
        assertThat(CpuSet.none()).hasToString("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "1,,2", "5-2", "4096", "1-4096", "+1", "99999999999", "1 2", "0x3", "٣"})
    void whatIsNoListIsRefusedWithTheText(final String text) {
        assertThatThrownBy(() -> CpuSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a CPU list")
                .hasMessageContaining("such as 0,2-5");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> CpuSet.of(-1)).hasMessageContaining("CPU -1 is not between 0 and 4095");
        assertThatThrownBy(() -> CpuSet.of(4096)).hasMessageContaining("CPU 4096");
        assertThatThrownBy(() -> CpuSet.range(3, 2)).hasMessageContaining("3-2 is reversed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f | 0-3",
                "0x5 | 0,2",
                "1,00000000 | 32",
                "ff,00000001 | 0,32-39",
                "8000000000000000 | 63",
                "1,80000000,00000001 | 0,63-64"
            })
    void aHexadecimalMaskHasOneBitPerCpu(final String mask, final String list) {
        assertThat(CpuSet.parseMask(mask)).isEqualTo(CpuSet.parse(list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "1,123456789", ",1", "-1"})
    void whatIsNoMaskIsRefused(final String mask) {
        assertThatThrownBy(() -> CpuSet.parseMask(mask))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a CPU mask");
    }

    @Test
    void aMaskBeyondTheLastCpuIsRefused() {
        // 1024 digits are 4096 CPUs; one more digit is CPU 4096.
        assertThatThrownBy(() -> CpuSet.parseMask("1" + "0".repeat(1024))).hasMessageContaining("CPU 4096");
        assertThat(CpuSet.parseMask("8" + "0".repeat(1023)).last()).isEqualTo(4095);
    }

    @Test
    void questionsAboutImpossibleCpusAreAnsweredNo() {
        final CpuSet all = CpuSet.range(0, 4095);
        assertThat(all.contains(-1)).isFalse();
        assertThat(all.contains(4096)).isFalse();
        assertThat(all.contains(Integer.MIN_VALUE)).isFalse();
        assertThat(all.next(4095)).isEqualTo(-1);
        assertThat(all.next(Integer.MAX_VALUE)).isEqualTo(-1);
        assertThat(CpuSet.none().first()).isEqualTo(-1);
        assertThat(CpuSet.none().last()).isEqualTo(-1);
    }

    @Property
    void theAlgebraIsThatOfSets(@ForAll("cpus") final Set<Integer> a, @ForAll("cpus") final Set<Integer> b) {
        final CpuSet setA = cpuSet(a);
        final CpuSet setB = cpuSet(b);
        final TreeSet<Integer> and = new TreeSet<>(a);
        and.retainAll(b);
        final TreeSet<Integer> or = new TreeSet<>(a);
        or.addAll(b);
        final TreeSet<Integer> minus = new TreeSet<>(a);
        minus.removeAll(b);
        assertThat(list(setA.and(setB))).containsExactlyElementsOf(and);
        assertThat(list(setA.or(setB))).containsExactlyElementsOf(or);
        assertThat(list(setA.minus(setB))).containsExactlyElementsOf(minus);
        assertThat(setA.intersects(setB)).isEqualTo(!and.isEmpty());
        assertThat(setA.containsAll(setB)).isEqualTo(a.containsAll(b));
        // Value semantics however a set came about: (A or B) minus (A minus B) is B.
        assertThat(setA.or(setB).minus(setA.minus(setB))).isEqualTo(setB).hasSameHashCodeAs(setB);
    }

    @Property
    void questionsAreAnsweredAsByATreeSet(@ForAll("cpus") final Set<Integer> cpus, @ForAll("cpu") final int cpu) {
        final TreeSet<Integer> expected = new TreeSet<>(cpus);
        final CpuSet set = cpuSet(cpus);
        assertThat(set.contains(cpu)).isEqualTo(expected.contains(cpu));
        final Integer higher = expected.higher(cpu);
        assertThat(set.next(cpu)).isEqualTo(higher == null ? -1 : higher);
        assertThat(set.size()).isEqualTo(expected.size());
        assertThat(set.isEmpty()).isEqualTo(expected.isEmpty());
        assertThat(set.first()).isEqualTo(expected.isEmpty() ? -1 : expected.first());
        assertThat(set.last()).isEqualTo(expected.isEmpty() ? -1 : expected.last());
        assertThat(set.toArray())
                .containsExactly(expected.stream().mapToInt(i -> i).toArray());
    }

    @Property
    void whatIsWrittenReadsBack(@ForAll("cpus") final Set<Integer> cpus) {
        final CpuSet set = cpuSet(cpus);
        assertThat(CpuSet.parse(set.toString())).isEqualTo(set);
    }

    @Provide
    Arbitrary<Integer> cpu() {
        return Arbitraries.integers().between(0, CpuSet.CPU_COUNT_MAX - 1);
    }

    @Provide
    Arbitrary<Set<Integer>> cpus() {
        // Small numbers make runs and words that touch; large ones the ends of the range.
        return Arbitraries.oneOf(Arbitraries.integers().between(0, 140), cpu())
                .set()
                .ofMaxSize(80);
    }

    private static CpuSet cpuSet(final Set<Integer> cpus) {
        return CpuSet.of(cpus.stream().mapToInt(i -> i).toArray());
    }

    private static List<Integer> list(final CpuSet set) {
        final List<Integer> members = new ArrayList<>();
        set.forEach(members::add);
        return members;
    }
}
