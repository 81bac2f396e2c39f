/**
 * The rules of the house as tests: layers, sizes, documentation.
 *
 * <p>Each rule is a checker that takes its input as an argument: the tests hold the project to it and also show, on a
 * small bad input, that it can fail.
 */
package dev.headroom.house;
