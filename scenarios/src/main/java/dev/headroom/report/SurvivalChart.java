package dev.headroom.report;

import dev.headroom.stats.LatencyHistogram;
import dev.headroom.units.Durations;
import java.util.List;

/** Draws the share of values longer than x over x, both axes logarithmic, as SVG: the tail is what a user buys. */
final class SurvivalChart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 36;
    private static final int TOP = 16;
    private static final int BOTTOM = 46;
    private static final int FINE_DECADES_MAX = 2;
    private static final double LEAST_NS = 1000;

    /**
     * A curve.
     *
     * @param name for the legend
     * @param values what is drawn; not empty
     */
    record Curve(String name, LatencyHistogram values) {}

    private final List<Curve> curves;
    private final List<Long> limitsNs;
    private final int fromDecade;
    private final int toDecade;
    private final int decadesDown;
    private final StringBuilder svg = new StringBuilder();

    private SurvivalChart(final List<Curve> curves, final List<Long> limitsNs) {
        this.curves = curves;
        this.limitsNs = limitsNs;
        double leastNs = Double.MAX_VALUE;
        double mostNs = LEAST_NS;
        long most = 10;
        for (final Curve curve : curves) {
            leastNs = Math.min(leastNs, Math.max(LEAST_NS, curve.values().minNs()));
            mostNs = Math.max(mostNs, curve.values().maxNs());
            most = Math.max(most, curve.values().count());
        }
        this.fromDecade = (int) Math.floor(log10(leastNs));
        this.toDecade = Math.max(fromDecade + 1, (int) Math.ceil(log10(mostNs)));
        this.decadesDown = (int) Math.ceil(log10(most));
    }

    /**
     * Draws curves.
     *
     * @param title for those who cannot see it
     * @param curves at least one
     * @param limitsNs limits of objectives in ns, drawn as far as they lie within the axis
     * @return an {@code svg} element
     */
    static String draw(final String title, final List<Curve> curves, final List<Long> limitsNs) {
        return new SurvivalChart(curves, limitsNs).svg(title);
    }

    private String svg(final String title) {
        svg.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\">\n<title>");
        svg.append(Html.escaped(title)).append("</title>\n");
        axes();
        for (int i = 0; i < curves.size(); i++) {
            curve(curves.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (int decade = fromDecade; decade <= toDecade; decade++) {
            final double ns = StrictMath.pow(10, decade);
            tick(ns);
            if (toDecade - fromDecade <= FINE_DECADES_MAX && decade < toDecade) {
                tick(2 * ns);
                tick(5 * ns);
            }
        }
        limitsNs.stream()
                .filter(ns -> log10(ns) >= fromDecade && log10(ns) <= toDecade)
                .forEach(this::limit);
        for (int down = 0; down <= decadesDown; down++) {
            final double share = StrictMath.pow(10, -down);
            line("grid", LEFT, y(share), WIDTH - RIGHT, y(share));
            text(LEFT - 8, y(share) + 4, "end", down == 0 ? "all" : "1 in 10" + superscript(down));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "longer than");
    }

    /** Steps: the share above a value falls where the histogram has counts. */
    private void curve(final Curve curve, final int index) {
        final StringBuilder points = new StringBuilder();
        final double all = curve.values().count();
        final long[] left = {curve.values().count()};
        curve.values().forEachBucket((lowNs, highNs, count) -> {
            points.append(point(highNs, left[0] / all));
            left[0] -= count;
            if (left[0] > 0) {
                points.append(point(highNs, left[0] / all));
            }
        });
        svg.append("<polyline class=\"curve c").append(index % Html.COLOURS).append("\" points=\"");
        svg.append(points.toString().strip()).append("\"><title>").append(Html.escaped(curve.name()));
        svg.append("</title></polyline>\n");
    }

    private String point(final double ns, final double share) {
        return Numbers.fixed(x(ns), 1) + "," + Numbers.fixed(y(share), 1) + " ";
    }

    private double x(final double ns) {
        final double part = (log10(Math.max(ns, LEAST_NS)) - fromDecade) / (toDecade - fromDecade);
        return LEFT + part * (WIDTH - LEFT - RIGHT);
    }

    private double y(final double share) {
        return TOP + Math.min(1, -log10(share) / decadesDown) * (HEIGHT - TOP - BOTTOM);
    }

    private void tick(final double ns) {
        line("grid", x(ns), TOP, x(ns), HEIGHT - BOTTOM);
        text(x(ns), HEIGHT - BOTTOM + 18, "middle", Durations.format(Math.round(ns)));
    }

    private void limit(final long ns) {
        line("limit", x(ns), TOP, x(ns), HEIGHT - BOTTOM);
        text(x(ns) - 5, HEIGHT - BOTTOM - 8, "end", "limit " + Durations.format(ns));
    }

    private void line(final String style, final double x1, final double y1, final double x2, final double y2) {
        svg.append("<line class=\"")
                .append(style)
                .append("\" x1=\"")
                .append(Numbers.fixed(x1, 1))
                .append("\" y1=\"");
        svg.append(Numbers.fixed(y1, 1))
                .append("\" x2=\"")
                .append(Numbers.fixed(x2, 1))
                .append("\" y2=\"");
        svg.append(Numbers.fixed(y2, 1)).append("\"/>\n");
    }

    private void text(final double x, final double y, final String anchor, final String words) {
        svg.append("<text x=\"").append(Numbers.fixed(x, 1)).append("\" y=\"").append(Numbers.fixed(y, 1));
        svg.append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(words)
                .append("</text>\n");
    }

    private static String superscript(final int number) {
        return "<tspan dy=\"-5\" font-size=\"9\">" + number + "</tspan>";
    }

    private static double log10(final double number) {
        return StrictMath.log10(number);
    }
}
