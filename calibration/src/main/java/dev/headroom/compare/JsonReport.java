package dev.headroom.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;

/** Writes a report as the document {@link ValidationReport#FORMAT}, members in a fixed order. */
final class JsonReport {

    private final ValidationReport report;

    JsonReport(final ValidationReport report) {
        this.report = report;
    }

    String text() {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            // The default indenter would end lines as the machine does.
            final DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            document(json);
        } catch (final IOException e) {
            throw new UncheckedIOException("a string cannot fail", e);
        }
        return text.append('\n').toString();
    }

    private void document(final JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", ValidationReport.FORMAT);
        json.writeArrayFieldStart("cases");
        for (final CaseComparison compared : report.cases()) {
            caseObject(json, compared);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("summary");
        tally(json, report.summary());
        json.writeObjectFieldStart("held_out");
        tally(json, report.summary(false));
        json.writeEndObject();
        json.writeObjectFieldStart("used_for_fit");
        tally(json, report.summary(true));
        json.writeEndObject();
        json.writeEndObject();
        json.writeArrayFieldStart("groups");
        for (final Group group : report.groups()) {
            group(json, group);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void caseObject(final JsonGenerator json, final CaseComparison compared) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", compared.facts().id());
        json.writeStringField("profile", compared.prediction().profile());
        json.writeNumberField("seed", compared.prediction().seed());
        measured(json, compared);
        json.writeObjectFieldStart("predicted");
        for (final Map.Entry<String, PredictedQuantity> member :
                compared.prediction().quantities().entrySet()) {
            json.writeObjectFieldStart(member.getKey());
            quantity(json, "value", member.getValue().value());
            quantity(json, "low", member.getValue().low());
            quantity(json, "high", member.getValue().high());
            json.writeEndObject();
        }
        json.writeEndObject();
        ratios(json, "log_ratio", compared.logRatios());
        json.writeStringField("verdict", compared.verdict().label());
        json.writeStringField("why", compared.why());
        json.writeBooleanField("used_for_fit", compared.facts().usedForFit());
        json.writeObjectFieldStart("outcomes");
        for (final Map.Entry<String, Outcome> member : compared.outcomes().entrySet()) {
            json.writeStringField(member.getKey(), member.getValue().label());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Known figures, and after them what is known of the others, in a member of its own. */
    private static void measured(final JsonGenerator json, final CaseComparison compared) throws IOException {
        json.writeObjectFieldStart("measured");
        if (compared.samples().isPresent()) {
            json.writeNumberField("samples", compared.samples().getAsLong());
        }
        boolean ranges = false;
        for (final Map.Entry<String, MeasuredQuantity> member :
                compared.measured().entrySet()) {
            ranges |= member.getValue().value().isEmpty();
            if (member.getValue().value().isPresent()) {
                quantity(json, member.getKey(), member.getValue().value().getAsDouble());
            }
        }
        json.writeEndObject();
        if (ranges) {
            json.writeObjectFieldStart("measured_range");
            for (final Map.Entry<String, MeasuredQuantity> member :
                    compared.measured().entrySet()) {
                range(json, member.getKey(), member.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void range(final JsonGenerator json, final String name, final MeasuredQuantity measured)
            throws IOException {
        if (measured.value().isEmpty()) {
            json.writeObjectFieldStart(name);
            quantity(json, "low", measured.low());
            if (Double.isFinite(measured.high())) {
                quantity(json, "high", measured.high());
            }
            json.writeEndObject();
        }
    }

    private static void tally(final JsonGenerator json, final Tally tally) throws IOException {
        json.writeNumberField("agree", tally.agree());
        json.writeNumberField("disagree", tally.disagree());
        json.writeNumberField("inconclusive", tally.inconclusive());
        json.writeNumberField("not_modelled", tally.notModelled());
        ratios(json, "median_abs_log_ratio", tally.medianAbsLogRatio());
        if (tally.maxInside().isPresent()) {
            json.writeFieldName("max_inside_share");
            json.writeNumber(Numbers.ratio(tally.maxInside().getAsDouble()));
        }
    }

    private static void group(final JsonGenerator json, final Group group) throws IOException {
        json.writeStartObject();
        json.writeStringField("environment", group.environment());
        json.writeStringField("kernel", group.kernel());
        json.writeBooleanField("used_for_fit", group.usedForFit());
        json.writeNumberField("n", group.tally().cases());
        tally(json, group.tally());
        ratios(json, "repeat_spread", group.repeatSpread());
        ratios(json, "baseline_median_abs_log_ratio", group.baseline());
        json.writeEndObject();
    }

    private static void ratios(final JsonGenerator json, final String name, final SortedMap<String, Double> ratios)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (final Map.Entry<String, Double> member : ratios.entrySet()) {
            json.writeFieldName(member.getKey());
            json.writeNumber(Numbers.ratio(member.getValue()));
        }
        json.writeEndObject();
    }

    private static void quantity(final JsonGenerator json, final String name, final double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(Numbers.quantity(value));
    }
}
