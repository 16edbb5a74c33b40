package org.bitnetj.kernels.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** The system properties of this library. One that is not among them is a slip of the pen, which would otherwise do nothing without a word. */
public final class KnownProperties {
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    private static final String PREFIX = "bitnet.";
    private static final AtomicBoolean LOOKED = new AtomicBoolean();

    /** What users set; all are in the documentation. */
    static final Set<String> OF_USERS = Set.of("bitnet.backend", "bitnet.kernel.gemm", "bitnet.kernel.gemv", "bitnet.largepages",
            "bitnet.opencl.arithmetic", "bitnet.opencl.cache", "bitnet.opencl.debug", "bitnet.opencl.device", "bitnet.opencl.gemm",
            "bitnet.opencl.gemv", "bitnet.opencl.library", "bitnet.opencl.model", "bitnet.opencl.output", "bitnet.opencl.quantize",
            "bitnet.opencl.slices", "bitnet.opencl.tuning", "bitnet.prepared", "bitnet.threads", "bitnet.tuning", "bitnet.vector.bits",
            "bitnet.warmup");

    /** What the command line and the benchmarks set for themselves. */
    static final Set<String> OF_PROGRAMS = Set.of("bitnet.cli.startedAgain", "bitnet.probe.models", "bitnet.seed");

    private KnownProperties() {}

    /** Warns of each that is set and unknown; once a process. */
    public static void warnOfOthers() {
        if (LOOKED.compareAndSet(false, true)) {
            warnings(System.getProperties().stringPropertyNames()).forEach(warning -> LOG.log(Level.WARNING, warning));
        }
    }

    /** A sentence for each that is unknown. */
    static List<String> warnings(Collection<String> set) {
        return new TreeSet<>(set).stream()
                .filter(name -> name.startsWith(PREFIX) && !OF_USERS.contains(name) && !OF_PROGRAMS.contains(name))
                .map(name -> "-D" + name + " does nothing: bitnetj has no such property"
                        + Spelling
                                .nearest(name.substring(PREFIX.length()),
                                        OF_USERS.stream().map(known -> known.substring(PREFIX.length())).toList())
                                .map(near -> "; did you mean " + PREFIX + near + "?").orElse(""))
                .toList();
    }
}
