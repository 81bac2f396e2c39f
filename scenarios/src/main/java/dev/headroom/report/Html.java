package dev.headroom.report;

/** Pieces of a page. */
final class Html {

    /** How many colours the style has for curves and causes. */
    static final int COLOURS = 8;

    /** Colours that people with the usual defects of colour vision tell apart (M. Okabe, K. Ito, 2008). */
    private static final String[] PALETTE = {
        "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8c8c8c"
    };

    private static final String RULES = """
            body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:1000px;margin:2em auto;padding:0 1.2em}
            h1{font-size:1.7em;margin-bottom:.2em}h2{font-size:1.2em;margin-top:2em;border-bottom:1px solid #d0d7de}
            .answer{font-size:1.15em;padding:.7em 1em;border-left:5px solid #8c8c8c;background:#f6f8fa}
            .met{border-color:#009e73}.missed{border-color:#d55e00}.open{border-color:#e69f00}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.86em;width:100%}
            th,td{padding:.25em .5em;text-align:right;border-bottom:1px solid #eaeef2;white-space:nowrap}
            th:first-child,td:first-child{text-align:left}.scroll{overflow-x:auto}
            svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:#57606a}
            .grid{stroke:#e3e7eb}.limit{stroke:#d0021b;stroke-dasharray:5 4}.curve{fill:none;stroke-width:2}
            .legend span{margin-right:1.4em;white-space:nowrap}.key{display:inline-block;width:1em;height:.7em;
            margin-right:.4em}.small{color:#57606a;font-size:.86em}
            .bar{display:flex;height:22px;margin:.2em 0 .6em}.bar i{display:block;min-width:1px}
            """;

    private Html() {}

    /** Returns a text with the characters that mean something in HTML written out. */
    static String escaped(final String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Returns the style sheet. */
    static String style() {
        final StringBuilder rules = new StringBuilder(RULES);
        for (int i = 0; i < COLOURS; i++) {
            rules.append(".c")
                    .append(i)
                    .append("{stroke:")
                    .append(PALETTE[i])
                    .append("}.b")
                    .append(i);
            rules.append("{background:").append(PALETTE[i]).append("}\n");
        }
        return rules.toString();
    }

    /** Returns an entry of a legend. */
    static String key(final int colour, final String words) {
        return "<span><i class=\"key b" + colour % COLOURS + "\"></i>" + escaped(words) + "</span>\n";
    }
}
