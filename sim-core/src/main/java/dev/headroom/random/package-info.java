/**
 * Random numbers: one named stream per cause, the distributions that models are written in, and their compiled form for
 * the hot path.
 *
 * <p>Results are byte-identical on every JDK from 17 on. For that reason nothing here calls {@link java.lang.Math}'s
 * logarithm, exponential or power, whose last bit a JDK is free to choose; commons-math3's {@code FastMath} is plain
 * Java and gives the same bits everywhere.
 */
package dev.headroom.random;
