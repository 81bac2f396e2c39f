package dev.headroom.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.machine.TaskConfig;
import dev.headroom.machine.TaskResult;
import dev.headroom.plan.Objective;
import dev.headroom.plan.Objective.Measure;
import dev.headroom.sched.SchedulingPolicy;
import dev.headroom.stats.LatencyHistogram;
import dev.headroom.units.CpuSet;
import dev.headroom.workload.PeriodicWorkload;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;

    @Test
    void theBoundForNoViolationInThreeThousandIsTheRuleOfThree() {
        // 3 / 3000 = 0.001; exactly 1 - 0.05^(1/3000) = 0.000998.
        assertThat(Judge.upperBound(0, 3000)).isCloseTo(0.000998, within(1e-6));
    }

    @Test
    void theBoundForOneViolationInAHundredIsThatOfClopperAndPearson() {
        // Solves (1-p)^100 + 100 p (1-p)^99 = 0.05; tables give 0.0466.
        assertThat(Judge.upperBound(1, 100)).isCloseTo(0.0466, within(1e-4));
    }

    @Test
    void everyActivationViolatingLeavesNothingToHopeFor() {
        assertThat(Judge.upperBound(7, 7)).isEqualTo(1);
    }

    @Test
    void noViolationInEnoughActivationsMeetsTheObjective() {
        // 1 - 0.999 = 0.001 needs ln 0.05 / ln 0.999 = 2994.2 activations.
        assertThat(judge(limit(0.999), 2995, 0).verdict()).isEqualTo(Verdict.MET);
    }

    @Test
    void noViolationInTooFewActivationsLeavesTheObjectiveOpenAndSaysHowMuchIsNeeded() {
        final Judgement judgement = judge(limit(0.999), 1000, 0);

        assertThat(judgement.verdict()).isEqualTo(Verdict.OPEN);
        // 1000 activations took 1 s, so 2994.2 take 2.9942 s.
        assertThat(judgement.neededNs()).isBetween(2_994 * MS, 2_995 * MS);
    }

    @Test
    void moreViolationsThanAllowedMissTheObjective() {
        assertThat(judge(limit(0.999), 1000, 2).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void asManyViolationsAsAllowedDoNotShowThatTheObjectiveIsMet() {
        assertThat(judge(limit(0.99), 1000, 10).verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void deadlineMissesAreCounted() {
        final Objective one = new Objective("c", Measure.DEADLINE_MISSES, 0, 0, 1);

        assertThat(judge(one, 100, 1).verdict()).isEqualTo(Verdict.MET);
        assertThat(judge(one, 100, 2).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void aTaskThatNeverRanMissesEveryObjective() {
        assertThat(judge(limit(0.9), 0, 0).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void anObjectiveOfOtherContainersIsNotJudged() {
        assertThat(task(new Objective("other-*", Measure.LATENCY, MS, 0.9, 0), 10, 0)
                        .objectives())
                .isEmpty();
    }

    private static Objective limit(final double probability) {
        return new Objective("c", Measure.LATENCY, MS, probability, 0);
    }

    private static Judgement judge(final Objective objective, final long activations, final long violations) {
        return Judge.judge(task(objective, activations, violations), SECOND).get(0);
    }

    /** A task whose violations are 2 ms late and miss their deadline, the others 0.5 ms; the limit is 1 ms. */
    private static TaskPrediction task(final Objective objective, final long activations, final long violations) {
        final TaskConfig config = new TaskConfig(
                "c/t", "c", PeriodicWorkload.cyclictest(MS), SchedulingPolicy.FIFO, 80, 1024, "", CpuSet.of(0));
        final LatencyHistogram latency = new LatencyHistogram();
        latency.record(MS / 2, activations - violations);
        latency.record(2 * MS, violations);
        final TaskPrediction task = new TaskPrediction(config, List.of(objective));
        task.add(new TaskResult(
                "c/t",
                "c",
                activations,
                0,
                latency,
                latency,
                latency,
                latency,
                violations,
                violations,
                List.of(),
                List.of(),
                List.of()));
        return task;
    }
}
