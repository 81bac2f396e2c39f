/**
 * Plans: what a user proposes. A plan document is read strictly and resolves to a machine for every variant.
 *
 * <p>All keys, units and defaults are in {@code docs/how-to-plan.md}.
 */
package dev.headroom.plan;
