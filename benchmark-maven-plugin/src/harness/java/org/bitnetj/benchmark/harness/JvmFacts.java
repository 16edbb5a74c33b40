package org.bitnetj.benchmark.harness;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

import org.openjdk.jmh.runner.CompilerHints;
import org.openjdk.jmh.util.Version;

/** What this JVM, which was started with the arguments of the benchmark forks, says about itself. */
final class JvmFacts {
    private JvmFacts() {}

    static JsonLine line() {
        JsonLine line = JsonLine.event("environment")
                .put("vendor", System.getProperty("java.vendor"))
                .put("version", System.getProperty("java.runtime.version"))
                .put("vm", System.getProperty("java.vm.name"))
                .put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments())
                .put("gc", collectors())
                .put("availableProcessors", Runtime.getRuntime().availableProcessors())
                .put("maxHeapBytes", Runtime.getRuntime().maxMemory())
                .put("blackHole", blackHole())
                .put("jmh", Version.getPlainVersion());
        Integer vectorSize = maxVectorSize();
        return vectorSize == null ? line : line.put("maxVectorSize", vectorSize);
    }

    private static String collectors() {
        List<String> names = ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName).sorted().toList();
        return String.join(", ", names);
    }

    /** JMH says the mode only in the text it prints. */
    private static String blackHole() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CompilerHints.printHints(new PrintStream(text, true, StandardCharsets.UTF_8));
        String prefix = "# Blackhole mode: ";
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).replaceAll(" \\(.*", ""))
                .findFirst()
                .orElse("unknown");
    }

    /** HotSpot's widest vector in bytes; null on a JVM that has no such flag, which is then absent from the receipt. */
    private static Integer maxVectorSize() {
        try {
            Object flag = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName("com.sun.management:type=HotSpotDiagnostic"), "getVMOption", new Object[]{"MaxVectorSize"},
                            new String[]{String.class.getName()});
            return Integer.valueOf((String) ((CompositeData) flag).get("value"));
        } catch (JMException e) {
            System.err.println("this JVM does not tell its MaxVectorSize: " + e);
            return null;
        }
    }
}
