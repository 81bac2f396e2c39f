package dev.headroom.sched.linux.realtime;

import static dev.headroom.sched.linux.Kernels.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sched.linux.core.RealTimeThrottling;
import dev.headroom.sched.linux.core.TaskGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealTimeGroupsTest {

    private static TaskGroup group(final String name, final int parent, final long runtimeMs, final long periodMs) {
        return new TaskGroup(name, parent, 1024, TaskGroup.UNLIMITED_NS, 100 * MS, 0, runtimeMs * MS, periodMs * MS);
    }

    private static List<String> refusals(final List<Integer> withTasks, final TaskGroup... groups) {
        return RealTimeGroups.refusals(List.of(groups), withTasks, RealTimeThrottling.DEFAULT);
    }

    @Test
    void sharesThatFitIntoEachOtherAreAccepted() {
        assertThat(refusals(
                        List.of(2),
                        group("/a", 0, 600, 1000),
                        group("/a/b", 1, 30, 100),
                        group("/a/c", 1, 60, 200),
                        group("/d", 0, 350, 1000)))
                .isEmpty();
    }

    @Test
    void theChildrenOfAGroupCannotHaveMoreThanIt() {
        assertThat(refusals(List.of(), group("/a", 0, 500, 1000), group("/a/b", 1, 30, 100), group("/a/c", 1, 60, 200)))
                .containsExactly("the groups below /a want 0.6000 of the time together, and it has 0.5000");
    }

    @Test
    void theGroupsOfTheRootCannotHaveMoreThanTheMachineGives() {
        assertThat(refusals(List.of(), group("/a", 0, 500, 1000), group("/b", 0, 500, 1000)))
                .containsExactly(
                        "the groups of the root want 1.0000 of the time together, and the machine gives 0.9500");
    }

    @Test
    void aRunTimeCannotBeLongerThanItsPeriod() {
        assertThat(refusals(List.of(), group("/a", 0, 60, 50)))
                .contains("group /a wants 60000000 ns in every 50000000 ns");
    }

    @Test
    void aGroupWithRealTimeTasksNeedsARunTime() {
        assertThat(refusals(List.of(1), group("/a", 0, 0, 1000)))
                .containsExactly("group /a has real-time tasks and a real-time run time of 0");
    }
}
