package dev.headroom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nl.tudelft.simulation.naming.context.event.InitialEventContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a broken tree lets a run go on for ever
class ReplicationsTest {

    private final List<String> trace = new ArrayList<>();

    /** Adds a timer that writes "name@time" into the trace, and arms it. */
    private Timer tracing(Timeline timeline, Phase phase, String name, long dueNs) {
        Timer timer = timeline.addTimer(phase, name, nowNs -> trace.add(name + "@" + nowNs));
        timer.arm(dueNs);
        return timer;
    }

    @Test
    void timersFireInTheOrderOfTheirTimes() {
        Replications.run(100, timeline -> {
            tracing(timeline, Phase.TICK, "late", 30);
            tracing(timeline, Phase.TICK, "early", 10);
            tracing(timeline, Phase.TICK, "middle", 20);
        });
        assertThat(trace).containsExactly("early@10", "middle@20", "late@30");
    }

    @Test
    void atOneInstantPhasesGoInDeclaredOrderWhateverTheOrderOfAddition() {
        Replications.run(100, timeline -> {
            Phase[] phases = Phase.values();
            for (int i = phases.length - 1; i >= 0; i--) {
                tracing(timeline, phases[i], phases[i].name(), 50);
            }
        });
        assertThat(trace)
                .containsExactly(
                        "COMPLETION@50",
                        "BUDGET@50",
                        "INTERRUPT@50",
                        "TICK@50",
                        "ENVIRONMENT@50",
                        "BALANCE@50",
                        "SAMPLE@50");
    }

    @Test
    void withinAPhaseTheOrderOfAdditionDecidesNotTheOrderOfArming() {
        Replications.run(100, timeline -> {
            Timer first = timeline.addTimer(Phase.TICK, "first", nowNs -> trace.add("first"));
            Timer second = timeline.addTimer(Phase.TICK, "second", nowNs -> trace.add("second"));
            Timer third = timeline.addTimer(Phase.TICK, "third", nowNs -> trace.add("third"));
            third.arm(5);
            second.arm(5);
            first.arm(5);
        });
        assertThat(trace).containsExactly("first", "second", "third");
    }

    @Test
    void anEarlierPhaseArmedForTheSameInstantStillFiresBeforeALaterOne() {
        Replications.run(100, timeline -> {
            Timer completion = timeline.addTimer(Phase.COMPLETION, "completion", nowNs -> trace.add("completion"));
            timeline.addTimer(Phase.TICK, "tick", nowNs -> {
                        trace.add("tick");
                        completion.arm(nowNs);
                    })
                    .arm(7);
            tracing(timeline, Phase.SAMPLE, "sample", 7);
        });
        assertThat(trace).containsExactly("tick", "completion", "sample@7");
    }

    @Test
    void armingAnArmedTimerMovesIt() {
        Replications.run(100, timeline -> {
            Timer later = tracing(timeline, Phase.TICK, "later", 10);
            Timer sooner = tracing(timeline, Phase.TICK, "sooner", 90);
            later.arm(60);
            timeline.addTimer(Phase.TICK, "mover", nowNs -> sooner.arm(21)).arm(20);
        });
        assertThat(trace).containsExactly("sooner@21", "later@60");
    }

    @Test
    void aDisarmedTimerDoesNotFire() {
        Replications.run(100, timeline -> {
            Timer beforeStart = tracing(timeline, Phase.TICK, "never", 10);
            beforeStart.disarm();
            assertThat(beforeStart.isArmed()).isFalse();
            assertThat(beforeStart.dueNs()).isEqualTo(Timer.NEVER_NS);
            Timer whileRunning = tracing(timeline, Phase.TICK, "nor this", 30);
            timeline.addTimer(Phase.TICK, "canceller", nowNs -> {
                        whileRunning.disarm();
                        whileRunning.disarm();
                    })
                    .arm(20);
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void aTimerIsDisarmedWhenItFiresAndMayArmItselfAgain() {
        Replications.run(100, timeline -> {
            Timer[] self = new Timer[1];
            self[0] = timeline.addTimer(Phase.TICK, "tick", nowNs -> {
                assertThat(self[0].isArmed()).isFalse();
                trace.add("tick@" + nowNs);
                self[0].arm(nowNs + 40);
                assertThat(self[0].dueNs()).isEqualTo(nowNs + 40);
            });
            self[0].arm(0);
        });
        assertThat(trace).containsExactly("tick@0", "tick@40", "tick@80");
    }

    @Test
    void aTimerThatArmsAndDisarmsItselfWhileFiringStaysDisarmed() {
        Replications.run(100, timeline -> {
            Timer[] self = new Timer[1];
            self[0] = timeline.addTimer(Phase.TICK, "tick", nowNs -> {
                trace.add("tick@" + nowNs);
                self[0].arm(nowNs + 1);
                self[0].disarm();
            });
            self[0].arm(3);
            tracing(timeline, Phase.TICK, "other", 50);
        });
        assertThat(trace).containsExactly("tick@3", "other@50");
    }

    @Test
    void theClockStandsAtTheDueTimeDuringAnEventAndAtTheEndAfterwards() {
        Timeline[] seen = new Timeline[1];
        RunOutcome outcome = Replications.run(100, timeline -> {
            seen[0] = timeline;
            assertThat(timeline.nowNs()).isZero();
            assertThat(timeline.endNs()).isEqualTo(100);
            timeline.addTimer(Phase.TICK, "look", nowNs -> trace.add(nowNs + "=" + timeline.nowNs()))
                    .arm(42);
        });
        assertThat(trace).containsExactly("42=42");
        assertThat(seen[0].nowNs()).isEqualTo(100);
        assertThat(outcome).isEqualTo(new RunOutcome(100, 1, false));
    }

    @Test
    void whatIsDueAtTheEndTimeStillFiresAndWhatIsDueLaterDoesNot() {
        Replications.run(100, timeline -> {
            Timer again = timeline.addTimer(Phase.SAMPLE, "again", nowNs -> trace.add("again@" + nowNs));
            timeline.addTimer(Phase.TICK, "end", nowNs -> {
                        trace.add("end@" + nowNs);
                        again.arm(nowNs);
                    })
                    .arm(100);
            tracing(timeline, Phase.TICK, "beyond", 101);
        });
        assertThat(trace).containsExactly("end@100", "again@100");
    }

    @Test
    void stopEndsTheReplicationAfterTheCurrentEvent() {
        RunOutcome outcome = Replications.run(100, timeline -> {
            timeline.addTimer(Phase.BUDGET, "stopper", nowNs -> {
                        timeline.stop();
                        trace.add("stopper finishes");
                    })
                    .arm(40);
            tracing(timeline, Phase.TICK, "same instant", 40);
        });
        assertThat(trace).containsExactly("stopper finishes");
        assertThat(outcome).isEqualTo(new RunOutcome(40, 1, true));
    }

    @Test
    void stopWhileTheModelIsBuiltMeansThatNothingFires() {
        RunOutcome outcome = Replications.run(100, timeline -> {
            tracing(timeline, Phase.TICK, "tick", 0);
            timeline.stop();
        });
        assertThat(trace).isEmpty();
        assertThat(outcome).isEqualTo(new RunOutcome(0, 0, true));
    }

    @Test
    void armingInThePastIsRefusedAndTheMessageNamesTheTimer() {
        assertThatThrownBy(() -> Replications.run(100, timeline -> {
                    Timer tick = timeline.addTimer(Phase.TICK, "cpu 3 tick", nowNs -> {});
                    timeline.addTimer(Phase.TICK, "arms", nowNs -> tick.arm(nowNs - 1))
                            .arm(20);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer 'cpu 3 tick' cannot be armed for 19 ns, before now, 20 ns");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Timer.NEVER_NS, Long.MAX_VALUE, Long.MIN_VALUE})
    void armingOutsideTheRangeOfTimesIsRefused(long dueNs) {
        Replications.run(100, timeline -> {
            Timer timer = timeline.addTimer(Phase.TICK, "tick", nowNs -> {});
            timer.arm(12);
            assertThatThrownBy(() -> timer.arm(dueNs)).isInstanceOf(IllegalArgumentException.class);
            assertThat(timer.dueNs()).as("a refused call changes nothing").isEqualTo(12);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Timer.NEVER_NS})
    void anEndTimeOutOfRangeIsRefused(long endNs) {
        assertThatThrownBy(() -> Replications.run(endNs, timeline -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTimerCanBeAddedOnceTheRunHasStarted() {
        assertThatThrownBy(() -> Replications.run(
                        100,
                        timeline -> timeline.addTimer(
                                        Phase.TICK,
                                        "adds",
                                        nowNs -> timeline.addTimer(Phase.TICK, "too late", then -> {}))
                                .arm(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'too late'");
    }

    @Test
    void whatAnEventThrowsReachesTheCallerWithThePlaceAttached() {
        IllegalStateException thrown = new IllegalStateException("broken");
        assertThatThrownBy(() -> Replications.run(
                        100,
                        timeline -> timeline.addTimer(Phase.TICK, "cpu 3 tick", nowNs -> {
                                    throw thrown;
                                })
                                .arm(17)))
                .isSameAs(thrown)
                .hasSuppressedException(new EventFailure("timer 'cpu 3 tick' at 17 ns"));
    }

    @Test
    void evenAnErrorReachesTheCaller() {
        AssertionError error = new AssertionError("invariant");
        assertThatThrownBy(() -> Replications.run(100, timeline -> {
                    timeline.addTimer(Phase.TICK, "fails", nowNs -> {
                                throw error;
                            })
                            .arm(17);
                    tracing(timeline, Phase.TICK, "afterwards", 17);
                }))
                .isSameAs(error);
        assertThat(trace).as("nothing runs on in a broken model").isEmpty();
    }

    @Test
    void whatTheModelThrowsWhileItIsBuiltReachesTheCaller() {
        assertThatThrownBy(() -> Replications.run(100, timeline -> {
                    throw new UnsupportedOperationException("no such CPU");
                }))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no such CPU");
    }

    @Test
    void aReplicationRunsOnTheThreadOfTheCallerAndStartsNoOther() {
        Thread caller = Thread.currentThread();
        Replications.run(
                100,
                timeline -> timeline.addTimer(Phase.TICK, "tick", nowNs -> {
                            assertThat(Thread.currentThread()).isSameAs(caller);
                            assertThat(Thread.getAllStackTraces().keySet())
                                    .extracting(Thread::getName)
                                    .doesNotContain("replication");
                            trace.add("checked");
                        })
                        .arm(1));
        assertThat(trace).containsExactly("checked");
    }

    @Test
    void aReplicationLeavesNothingInDsolsContexts() throws Exception {
        var root = InitialEventContext.instantiate("root");
        int before = root.keySet().size();
        for (int i = 0; i < 10; i++) {
            Replications.run(100, timeline -> tracing(timeline, Phase.TICK, "tick", 1));
        }
        assertThat(root.keySet()).hasSize(before);
    }

    @Test
    void aTimerOfAFinishedReplicationCannotDisturbAnother() {
        Timer[] stale = new Timer[1];
        Replications.run(100, timeline -> stale[0] = tracing(timeline, Phase.TICK, "stale", 200));
        Replications.run(
                300,
                timeline -> timeline.addTimer(Phase.TICK, "tick", nowNs -> stale[0].arm(150))
                        .arm(1));
        assertThat(trace).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1000})
    void anyNumberOfTimersFiresInOrder(int timerCount) {
        RunOutcome outcome = Replications.run(1_000, timeline -> {
            for (int i = 0; i < timerCount; i++) {
                tracing(timeline, Phase.TICK, "t" + i, timerCount - i);
            }
        });
        List<String> expected = new ArrayList<>();
        for (int i = timerCount - 1; i >= 0; i--) {
            expected.add("t" + i + "@" + (timerCount - i));
        }
        assertThat(trace).isEqualTo(expected);
        assertThat(outcome.eventCount()).isEqualTo(timerCount);
    }

    @Test
    void replicationsSideBySideGiveTheSameTracesAsAlone() throws Exception {
        List<List<Long>> alone = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            alone.add(randomTrace(seed));
        }
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                List<Callable<List<Long>>> tasks = new ArrayList<>();
                for (int seed = 0; seed < 8; seed++) {
                    int taskSeed = seed;
                    tasks.add(() -> randomTrace(taskSeed));
                }
                List<List<Long>> together = new ArrayList<>();
                for (Future<List<Long>> future : pool.invokeAll(tasks)) {
                    together.add(future.get());
                }
                assertThat(together).isEqualTo(alone);
            }
        } finally {
            pool.shutdown();
        }
        assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
    }

    /** Twenty timers that arm each other at random; returns time and number of each event. */
    private static List<Long> randomTrace(int seed) {
        List<Long> result = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        Replications.run(2_000, timeline -> {
            Timer[] timers = new Timer[20];
            for (int i = 0; i < timers.length; i++) {
                long number = i;
                timers[i] = timeline.addTimer(Phase.values()[i % 7], "t" + i, nowNs -> {
                    result.add(nowNs);
                    result.add(number);
                    timers[(int) number].arm(nowNs + 1 + random.nextInt(10));
                    timers[random.nextInt(timers.length)].arm(nowNs + random.nextInt(10));
                });
                timers[i].arm(random.nextInt(10));
            }
        });
        return result;
    }

    @Test
    void manySimulatorsCanBeMadeAtTheSameTime() {
        assertThatCode(() -> {
                    ExecutorService pool = Executors.newFixedThreadPool(4);
                    try {
                        List<Callable<RunOutcome>> tasks = new ArrayList<>();
                        for (int i = 0; i < 400; i++) {
                            tasks.add(() -> Replications.run(
                                    10,
                                    timeline -> timeline.addTimer(Phase.TICK, "tick", nowNs -> {})
                                            .arm(10)));
                        }
                        for (Future<RunOutcome> future : pool.invokeAll(tasks)) {
                            assertThat(future.get()).isEqualTo(new RunOutcome(10, 1, false));
                        }
                    } finally {
                        pool.shutdown();
                    }
                })
                .doesNotThrowAnyException();
    }
}
