package org.bitnetj.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.harness.selftest.InjectedSlowdown;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Selection;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.BuildFacts;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.Receipt;

/**
 * Runs a benchmark with a known answer through the whole pipeline: two arms of the same classes side by side, one of which has to do 0, 5 or 20 % more
 * work. Same JVM, same flags, same policy as the module's own runs.
 */
public final class SelfTest {
    private static final String CLASSES = InjectedSlowdown.class.getPackageName().replace('.', '/');
    private static final List<String> LISTS = List.of("META-INF/BenchmarkList", "META-INF/CompilerHints");
    /** JMH and what it needs, as Maven names the files. */
    private static final List<String> JMH = List.of("jmh-core-", "jopt-simple-", "commons-math3-");
    /** The operation is small, and compiled long before. */
    private static final Duration WARMUP = Duration.ofMillis(500);

    private final BenchmarkRequest request;
    private final Console console;

    /**
     * Prepares.
     *
     * @param request what the user would ask for in a run; effort, policy, JVM and seed are taken from it
     * @param console where to tell how it goes
     */
    public SelfTest(BenchmarkRequest request, Console console) {
        this.request = request;
        this.console = console;
    }

    /**
     * Runs, and writes {@code selftest.json} into the output folder, beside the folder {@code selftest} with receipt and logs.
     *
     * @return what came out
     * @throws InterruptedException when this thread is interrupted
     */
    public SelfTestReport run() throws InterruptedException {
        Path folder = request.outputFolder().resolve("selftest");
        List<Path> classPath = new ArrayList<>();
        classPath.add(unpack(folder.resolve("classes")));
        classPath.addAll(jmh());
        Effort effort = new Effort(Math.max(2, request.effort().forks()), request.effort().iterations(), request.effort().iterationTime(),
                1,
                WARMUP);
        BenchmarkRequest own = new BenchmarkRequest(module(classPath), request.java(), request.profile(), effort, request.budget(),
                new Selection(List.of(), List.of()), request.seed(), with(request.jvmArgs(), true), List.of(), request.timeout(),
                request.probeTimeout(), policy(), request.baselineFolder(),
                new BenchmarkRequest.Base("the same work without the injected slowdown", classPath, List.of(inject(false)), null), folder,
                request.gateName(), request.routes(), request.toolVersion(), facts());
        BenchmarkRun run = new BenchmarkRun(own, console);
        Receipt receipt = run.run();
        if (!receipt.failures().isEmpty() || !receipt.status().equals(Receipt.COMPLETE)) {
            throw new Breakage("the selftest could not be measured: " + receipt.failures().stream().findFirst()
                    .map(failure -> failure.benchmark() + ": " + failure.message()).orElse("the run is partial") + "; see " + folder);
        }
        if (!receipt.plan().leftOut().isEmpty()) {
            throw new Breakage("the budget " + receipt.plan().budget() + " is too small for the selftest; raise benchmark.budget");
        }
        SelfTestReport report = SelfTestReport.of(receipt, request.profile());
        write(request.outputFolder().resolve("selftest.json"), report);
        return report;
    }

    private BenchmarkRequest.Module module(List<Path> classPath) {
        return new BenchmarkRequest.Module("org.bitnetj:benchmark-selftest", request.toolVersion(), request.module().folder(),
                classPath.subList(0, 1), classPath, request.module().jmhVersion());
    }

    /** The user's margin and level; what else may fail or be waived in the module has no part in this. */
    private Policy policy() {
        return new Policy(request.policy().margin(), request.policy().alpha(), 1, true, false, true, true, true, true, List.of(), true);
    }

    /** Whether the module's tests pass is of no matter here. */
    private BuildFacts facts() {
        return new BuildFacts(request.module().folder(), List.of(), List.of(), List.of(), "the selftest brings its own benchmark",
                Instant.now(), request.build().baseBranch(), false);
    }

    private static List<String> with(List<String> arguments, boolean slower) {
        List<String> all = new ArrayList<>(arguments);
        all.add(inject(slower));
        return List.copyOf(all);
    }

    private static String inject(boolean slower) {
        return "-D" + InjectedSlowdown.INJECT + "=" + slower;
    }

    private List<Path> jmh() {
        List<Path> jars = request.module().classPath().stream()
                .filter(entry -> JMH.stream().anyMatch(String.valueOf(entry.getFileName())::startsWith)).toList();
        if (jars.stream().noneMatch(jar -> jar.getFileName().toString().startsWith(JMH.get(0)))) {
            throw new Breakage("the selftest measures with the module's own JMH, and there is none on its test class path: "
                    + "add org.openjdk.jmh:jmh-core with scope test");
        }
        return jars;
    }

    /** The benchmark's classes and lists, out of the plugin, into a folder of their own: no other run is to see them. */
    private static Path unpack(Path folder) {
        try {
            Path own = Path.of(InjectedSlowdown.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(own)) {
                copy(own, folder);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(own)) {
                    copy(jar.getPath("/"), folder);
                }
            }
            return folder;
        } catch (IOException | URISyntaxException e) {
            throw new Breakage("can not write the benchmark of the selftest to " + folder + " (" + e + "); make the folder writable", e);
        }
    }

    private static void copy(Path root, Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> classes = Files.walk(root.resolve(CLASSES))) {
            classes.filter(file -> file.toString().endsWith(".class")).forEach(files::add);
        }
        LISTS.forEach(list -> files.add(root.resolve(list)));
        for (Path file : files) {
            Path target = folder.resolve(root.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.write(target, Files.readAllBytes(file));
        }
    }

    private static void write(Path file, SelfTestReport report) {
        try {
            AtomicFile.write(file, report.json());
        } catch (IOException e) {
            throw new Breakage("can not write " + file + " (" + e + "); make the folder writable", e);
        }
    }
}
