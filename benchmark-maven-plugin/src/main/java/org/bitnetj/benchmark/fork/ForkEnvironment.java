package org.bitnetj.benchmark.fork;

import java.util.List;

/**
 * What a JVM that was started like the forks says about itself.
 *
 * @param vendor vendor of the JVM
 * @param version its full version
 * @param vm its name
 * @param flags its arguments
 * @param gc names of its garbage collectors
 * @param availableProcessors processors that it may use
 * @param maxHeapBytes its heap limit
 * @param blackHole JMH's black-hole mode
 * @param jmh version of JMH
 * @param maxVectorSize HotSpot's widest vector in bytes; null when the JVM does not tell
 */
public record ForkEnvironment(String vendor, String version, String vm, List<String> flags, String gc, int availableProcessors,
        long maxHeapBytes,
        String blackHole, String jmh, Integer maxVectorSize) {}
