package dev.headroom.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Events a microsecond (millions a second) in the hold model: DSOL as it comes beside the three kinds of event of the
 * engine.
 *
 * <p>All four run on DSOL's worker thread. Starting and stopping it costs about a millisecond, so an invocation
 * executes enough events to take a hundred or so; the faster kinds get more of them.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class HoldBenchmark {

    private static final int STOCK_EVENTS = 200_000;
    private static final int LAMBDA_EVENTS = 1_000_000;
    private static final int REUSABLE_EVENTS = 1_000_000;
    private static final int TIMER_EVENTS = 4_000_000;

    /** Size of the model and what happens in an event. */
    @State(Scope.Benchmark)
    public static class Size {

        /** Number of entries that are pending at any time. */
        @Param({"10", "1000", "100000"})
        int pending;

        /** Whether each event also takes an entry back and schedules it anew. */
        @Param({"false", "true"})
        boolean cancel;

        HoldModel make(BiFunction<Integer, Boolean, HoldModel> kind) {
            return kind.apply(pending, cancel);
        }
    }

    /** A model of some kind for the length of a trial. */
    @State(Scope.Benchmark)
    public abstract static class Hold {

        private final BiFunction<Integer, Boolean, HoldModel> kind;
        HoldModel model;

        Hold(BiFunction<Integer, Boolean, HoldModel> kind) {
            this.kind = kind;
        }

        /** Builds the model. */
        @Setup(Level.Trial)
        public void build(Size size) {
            model = size.make(kind);
        }

        /** Lets the simulator's thread end. */
        @TearDown(Level.Trial)
        public void close() {
            model.close();
        }
    }

    /** DSOL's simulator. */
    public static class Stock extends Hold {
        /** Makes the state. */
        public Stock() {
            super(StockHold::new);
        }
    }

    /** Our simulator with lambda events. */
    public static class Lambdas extends Hold {
        /** Makes the state. */
        public Lambdas() {
            super(HeadroomHold.Lambdas::new);
        }
    }

    /** Our simulator with reusable events. */
    public static class Reusables extends Hold {
        /** Makes the state. */
        public Reusables() {
            super(HeadroomHold.Reusables::new);
        }
    }

    /** Our simulator with slot timers. */
    public static class Timers extends Hold {
        /** Makes the state. */
        public Timers() {
            super(HeadroomHold.Timers::new);
        }
    }

    /** DSOL as it comes, lambda events. */
    @Benchmark
    @OperationsPerInvocation(STOCK_EVENTS)
    public void stock(Stock state) {
        state.model.hold(STOCK_EVENTS);
    }

    /** The lambda form of DSOL's interface on our simulator. */
    @Benchmark
    @OperationsPerInvocation(LAMBDA_EVENTS)
    public void lambdas(Lambdas state) {
        state.model.hold(LAMBDA_EVENTS);
    }

    /** Reusable events on our simulator. */
    @Benchmark
    @OperationsPerInvocation(REUSABLE_EVENTS)
    public void reusables(Reusables state) {
        state.model.hold(REUSABLE_EVENTS);
    }

    /** Slot timers. */
    @Benchmark
    @OperationsPerInvocation(TIMER_EVENTS)
    public void timers(Timers state) {
        state.model.hold(TIMER_EVENTS);
    }
}
