/**
 * Benchmarks: JMH ones of kernels, codecs and the engine in memory, beside plain loops over the
 * same memory; and the programs that are run side by side with other software.
 */
package org.hyperslab.bench;
