/** What people and automation read, derived from a receipt alone; the end of the flow. */
package org.bitnetj.benchmark.view;
