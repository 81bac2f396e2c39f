package dev.headroom.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cost.Certificate;
import dev.headroom.cost.CostName;
import dev.headroom.document.DocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {

    static List<String> shippedIds() {
        return Profiles.shippedIds();
    }

    @Test
    void fiveEnvironmentsAreShipped() {
        assertThat(Profiles.shippedIds()).contains("bm-std", "bm-prt", "c5-std", "c5-prt", "c5-rtapp");
    }

    @ParameterizedTest
    @MethodSource("shippedIds")
    void aShippedProfileIsWrittenByteForByteAsItWasRead(final String id) throws IOException {
        final String text = text(id);

        final Profile profile = ProfileReader.read(id, text.getBytes(StandardCharsets.UTF_8));

        assertThat(profile.id()).isEqualTo(id);
        assertThat(ProfileWriter.write(profile)).isEqualTo(text);
    }

    @Test
    void theCpusOfBareMetalAlternateBetweenSocketsAndEightApartShareACore() {
        final Profile profile = Profiles.shipped("bm-prt");

        assertThat(profile.topology().value().cpus()).isEqualTo(16);
        assertThat(profile.topology().value().sibling(3)).isEqualTo(11);
        assertThat(profile.topology().value().socket(3)).isEqualTo(1);
    }

    @Test
    void everyKindOfDistributionSurvivesARoundTrip() throws IOException {
        final String mixture = "{\"kind\": \"mixture\", \"components\": [{\"weight\": 0.25, \"value\": "
                + "{\"kind\": \"pareto\", \"min\": 10, \"alpha\": 1.5, \"max\": 2000}}, {\"weight\": 0.75, \"value\": "
                + "{\"kind\": \"empirical\", \"points\": [{\"p\": 0, \"value\": 1}, {\"p\": 1, \"value\": 9}]}}]}";
        final String exponential = "{\"kind\": \"exponential\", \"mean\": 12.5}";
        final String uniform = "{\"kind\": \"uniform\", \"min\": 1, \"max\": 2}";
        final String text = withValue(
                withValue(withValue(text("c5-prt"), CostName.TICK, mixture), CostName.STALL, exponential),
                CostName.DAEMON,
                uniform);

        final String once = ProfileWriter.write(read(text));

        assertThat(once.replaceAll("\\s", "")).contains(mixture.replaceAll("\\s", ""), exponential.replace(" ", ""));
        assertThat(ProfileWriter.write(read(once))).isEqualTo(once);
    }

    @Test
    void replicationsTakeTheBestFitFirstAndThenTheAlternativesInTurn() throws IOException {
        final Profile profile = read(withAlternatives("[{\"tick\": {\"kind\": \"constant\", \"value\": 7}}, {}]"));

        assertThat(profile.costsOf(0)).isSameAs(profile.costs());
        assertThat(profile.costsOf(1).mean(CostName.TICK)).isEqualTo(7);
        // What an alternative does not name is as in the best fit.
        assertThat(profile.costsOf(1).mean(CostName.IDLE_EXIT))
                .isEqualTo(profile.costs().mean(CostName.IDLE_EXIT));
        assertThat(profile.costsOf(3)).isSameAs(profile.costs());
        assertThat(ProfileWriter.write(read(ProfileWriter.write(profile)))).isEqualTo(ProfileWriter.write(profile));
    }

    @Test
    void aMistypedCostOfAnAlternativeIsNamed() throws IOException {
        assertMistake(
                withAlternatives("[{\"tik\": {\"kind\": \"constant\", \"value\": 7}}]"),
                "alternatives[0].tik: unknown key; did you mean 'tick'?");
    }

    private static String withAlternatives(final String alternatives) throws IOException {
        return ProfileWriter.write(read(text("c5-prt")).withAlternatives(List.of()))
                .replaceFirst("\"measured\"", "\"alternatives\": " + alternatives + ",\n  \"measured\"");
    }

    @Test
    void aMeasuredLoopIsKeptAndHasAUnitAndACertificate() throws IOException {
        final String loop = "\"loop\": {\"unit\": \"ns\", \"value\": {\"kind\": \"constant\", \"value\": 9700000},"
                + " \"source\": \"a guess\", \"date\": \"2019-05\", \"assumed\": true}";
        final String text = text("c5-prt").replaceFirst("\"measured\"", loop + ",\n  \"measured\"");

        final Profile profile = read(text);

        assertThat(profile.loop().orElseThrow().value().meanNs()).isEqualTo(9_700_000);
        assertThat(profile.assumed()).contains("loop");
        assertThat(read(ProfileWriter.write(profile)).loop()).isEqualTo(profile.loop());
        assertThat(profile.withAlternatives(List.of()).loop()).isPresent();
        assertThat(read(text("c5-prt")).loop()).isEmpty();
        assertMistake(
                text.replace("\"loop\": {\"unit\": \"ns\"", "\"loop\": {\"unit\": \"us\""),
                "loop.unit: 'us' is not the unit of this cost; write ns");
    }

    @Test
    void anAbsentCostIsNamed() throws IOException {
        assertMistake(
                text("c5-prt").replaceFirst("(?s)\"tick\": \\{.*?\\n    \\},", ""),
                "costs: lacks the key 'tick'; write for example \"tick\": {\"unit\": \"ns\"");
    }

    @Test
    void aMistypedCostIsNamedWithItsLineAndTheNearestKnownOne() throws IOException {
        final String text = text("c5-prt").replace("\"context-switch\"", "\"contxt-switch\"");
        final int line = (int) text.substring(0, text.indexOf("contxt")).lines().count();

        assertMistake(text, ":" + line + ": costs.contxt-switch: unknown key; did you mean 'context-switch'?");
    }

    @Test
    void aWrongUnitIsRefused() throws IOException {
        assertMistake(
                flattened(text("c5-prt"), CostName.TICK)
                        .replace("\"tick\": {\"unit\": \"ns\"", "\"tick\": {\"unit\": \"us\""),
                "costs.tick.unit: 'us' is not the unit of this cost; write ns");
    }

    @Test
    void impossibleParametersAreRefused() throws IOException {
        assertMistake(
                withValue(text("c5-prt"), CostName.TICK, "{\"kind\": \"uniform\", \"min\": 5, \"max\": 2}"),
                "costs.tick.value: ");
        assertMistake(
                withValue(text("c5-prt"), CostName.TICK, "{\"kind\": \"lognormal\", \"median\": -5, \"sigma\": 1}"),
                "costs.tick.value.median: -5 is out of range");
        assertMistake(
                withValue(text("c5-prt"), CostName.TICK, "{\"kind\": \"lognorm\"}"),
                "costs.tick.value.kind: 'lognorm' is unknown; did you mean 'lognormal'? the kinds of distribution are");
    }

    @Test
    void anotherVersionOfTheFormatIsRefused() throws IOException {
        assertMistake(
                text("c5-prt").replace("headroom-profile/1", "headroom-profile/2"),
                "format: this version does not read 'headroom-profile/2'; it reads headroom-profile/1");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsLine() {
        assertMistake("{\n  \"format\": oops\n}\n", "profile.json:2: is not well-formed");
    }

    @Test
    void equalProfilesHaveEqualDigestsAndOthersHaveNot() {
        assertThat(Profiles.shipped("c5-prt").digest())
                .isEqualTo(Profiles.shipped("c5-prt").digest())
                .isNotEqualTo(Profiles.shipped("c5-std").digest());
    }

    private static void assertMistake(final String text, final String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("profile.json")
                .hasMessageContaining(message);
    }

    private static String withValue(final String text, final CostName cost, final String value) {
        final String head = "\"" + cost.key() + "\": {\"unit\": \"ns\", \"value\": ";
        final String flat = flattened(text, cost);
        final int start = flat.indexOf(head) + head.length();
        final int end = flat.indexOf(", \"source\"", start);
        return flat.substring(0, start) + value + flat.substring(end);
    }

    /** Puts the entry of a cost into one line, however the writer laid it out. */
    private static String flattened(final String text, final CostName cost) {
        final int start = text.indexOf("\"" + cost.key() + "\": {");
        final int end = text.indexOf("\"assumed\"", start);
        return text.substring(0, start)
                + text.substring(start, end).replaceAll("\\{\\s+", "{").replaceAll(",\\s+", ", ")
                + text.substring(end);
    }

    private static Profile read(final String text) {
        return ProfileReader.read("profile.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(final String id) throws IOException {
        try (InputStream in = Profiles.class.getResourceAsStream(id + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Nothing in wake-up latencies determines these, or only a sum of two of them. */
    private static final Set<CostName> NOT_FITTED = Set.of(
            CostName.TIMER_DELIVERY,
            CostName.TIMER_INTERRUPT,
            CostName.CONTEXT_SWITCH,
            CostName.GO_TO_SLEEP,
            CostName.REMOTE_WAKE_UP,
            CostName.TICK,
            CostName.DISK_INTERRUPT,
            CostName.DISK_BURST,
            CostName.SYNC_BURST,
            CostName.STALL,
            CostName.STALL_RATE,
            CostName.SMT_THROUGHPUT);

    static List<String> fittedToHoferIds() {
        return List.of("bm-std", "bm-prt", "c5-std", "c5-prt");
    }

    @Test
    void theCostsOfTheRecordedMachineComeFromItsCasesAloneOrFromItsBasicCosts() {
        Profiles.shipped("vm2").costs().costs().forEach((name, cost) -> {
            final String source = cost.certificate().source();
            if (cost.certificate().assumed()) {
                assertThat(source).as(name.key()).startsWith("assumed");
            } else if (source.contains("cases")) {
                assertThat(source).as(name.key()).contains("01-cyc-fifo80-pin1-alone, 03-cyc-other-pin1-alone:");
            } else {
                assertThat(source).as(name.key()).startsWith("basic-costs.txt of the recorded machine");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("fittedToHoferIds")
    void everyFittedCostOfAShippedProfileNamesTheMeasurementsItWasFittedTo(final String id) {
        Profiles.shipped(id).costs().costs().forEach((name, cost) -> {
            final Certificate certificate = cost.certificate();
            assertThat(certificate.date()).as(name.key()).matches("\\d{4}-\\d{2}(-\\d{2})?");
            if (NOT_FITTED.contains(name)) {
                assertThat(certificate.assumed()).as(name.key()).isTrue();
                assertThat(certificate.source()).as(name.key()).isNotBlank();
            } else if (!certificate.assumed()) {
                assertThat(certificate.source())
                        .as(name.key())
                        .contains("flhofer/real-time-containers 921b8ce6", id)
                        .doesNotContain("prior");
            } else {
                assertThat(certificate.source()).as(name.key()).startsWith("assumed");
            }
        });
    }

    @Test
    void theIndexOfShippedProfilesMatchesTheFiles() throws IOException {
        final Path folder = Path.of("src", "main", "resources", "dev", "headroom", "profile");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .map(name -> name.replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(Profiles.shippedIds());
        }
    }
}
