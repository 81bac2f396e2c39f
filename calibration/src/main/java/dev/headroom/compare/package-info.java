/**
 * Predicted against measured: verdict per case, groups of cases, and the report as JSON and text.
 *
 * <p>Predictions arrive finished; this package runs no model. {@link dev.headroom.compare.CaseComparison} holds the
 * definition of the verdict, {@link dev.headroom.compare.Tolerances} what is fixed before a run, and
 * {@link dev.headroom.compare.ValidationReport} the document {@code headroom-validation/1}, whose format is this
 * project's own.
 */
package dev.headroom.compare;
