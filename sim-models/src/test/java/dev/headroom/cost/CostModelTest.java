package dev.headroom.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.random.Constant;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostModelTest {

    private static final Certificate CERTIFICATE = new Certificate("chosen for tests", "2026-01-01", true);

    private static Map<CostName, Cost> complete() {
        final Map<CostName, Cost> costs = new EnumMap<>(CostName.class);
        for (final CostName name : CostName.values()) {
            costs.put(name, new Cost(new Constant(name.ordinal()), CERTIFICATE));
        }
        return costs;
    }

    @Test
    void anAbsentCostIsNamed() {
        final Map<CostName, Cost> costs = complete();
        costs.remove(CostName.GO_TO_SLEEP);
        assertThatThrownBy(() -> new CostModel("c5-prt", costs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("profile c5-prt lacks the cost 'go-to-sleep'");
    }

    @Test
    void aReplacedCostLeavesTheOriginalAlone() {
        final CostModel model = new CostModel("a", complete());
        final CostModel changed = model.with(Map.of(CostName.TICK, new Cost(new Constant(77), CERTIFICATE)));
        assertThat(changed.mean(CostName.TICK)).isEqualTo(77);
        assertThat(model.mean(CostName.TICK)).isEqualTo(CostName.TICK.ordinal());
        assertThat(changed.mean(CostName.STALL)).isEqualTo(model.mean(CostName.STALL));
        assertThat(changed.sampler(CostName.TICK)).isSameAs(changed.sampler(CostName.TICK));
    }

    @Test
    void theModelKeepsItsOwnCopy() {
        final Map<CostName, Cost> costs = complete();
        final CostModel model = new CostModel("a", costs);
        costs.clear();
        assertThat(model.costs()).hasSize(CostName.values().length);
        assertThatThrownBy(() -> model.costs().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void everyKeyLeadsBackToItsName() {
        for (final CostName name : CostName.values()) {
            assertThat(CostName.ofKey(name.key())).isEqualTo(name);
            assertThat(name.key()).matches("[a-z]+(-[a-z]+)*");
        }
        assertThatThrownBy(() -> CostName.ofKey("TICK")).hasMessage("there is no cost 'TICK'");
    }

    @Test
    void aCertificateNeedsASourceAndADate() {
        assertThatThrownBy(() -> new Certificate(" ", "2026-01-01", true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Certificate("source", "", false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cost(null, CERTIFICATE)).isInstanceOf(NullPointerException.class);
    }
}
