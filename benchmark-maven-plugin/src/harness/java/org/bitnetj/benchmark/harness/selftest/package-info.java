/** A benchmark with a known answer, which the goal selftest runs through the whole pipeline; no other run has it on its class path. */
package org.bitnetj.benchmark.harness.selftest;
