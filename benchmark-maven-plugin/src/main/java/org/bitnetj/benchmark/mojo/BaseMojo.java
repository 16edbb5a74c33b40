package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.BenchmarkRequest;
import org.bitnetj.benchmark.BenchmarkRun;
import org.bitnetj.benchmark.precondition.BaseTree;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.eclipse.aether.RepositorySystem;

/**
 * What goals have in common that can measure a base beside the module: another commit or a released artifact ({@code base}), other classes
 * ({@code baseClassPath}), the same classes on a JVM with other arguments ({@code baseJvmArgs}), or a combination.
 */
abstract class BaseMojo extends MeasuringMojo {
    /**
     * Branch, tag or commit that is checked out into a temporary worktree and built with the profiles of this build; or coordinates of a released
     * artifact, {@code group:artifact[:jar:classifier]:version}. One with benchmarks inside is measured by these; another one takes the place of the
     * module's own classes, or of the dependency that it is a version of, under the module's benchmarks.
     */
    @Parameter(property = "benchmark.base")
    private String base;

    /** Jars or folders, separated as in a class path, that take the place of the module's own classes (target/classes) in the base. */
    @Parameter(property = "benchmark.baseClassPath")
    private String baseClassPath;

    /** Arguments of the base's JVMs, separated by blanks, beyond those of both arms. */
    @Parameter(property = "benchmark.baseJvmArgs")
    private String baseJvmArgs;

    @Inject
    private RepositorySystem repositorySystem;

    BaseMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    final boolean hasBase() {
        return base != null || baseClassPath != null || baseJvmArgs != null;
    }

    /** The kernel suite comes as an artifact: there are no sources to build another commit of, and no classes to replace. */
    final void refuseOtherClasses() {
        if (base != null || baseClassPath != null) {
            throw new Breakage("the kernel suite can be measured against itself with benchmark.baseJvmArgs, but not with "
                    + (base != null ? "benchmark.base" : "benchmark.baseClassPath") + "; leave it out, or measure a module");
        }
    }

    /** Whether the base comes from a repository. */
    final boolean hasReleasedBase() {
        return base != null && ReleasedArtifacts.areCoordinates(base);
    }

    /** Measures both arms, and reports; the receipt stays in the output folder. */
    final void compare(BenchmarkRequest request) throws MojoFailureException, InterruptedException {
        if (base == null) {
            measure(request, request.module().classPath(), request.module().released() == null ? "the same commit" : "the same artifact",
                    null);
        } else if (hasReleasedBase()) {
            if (baseClassPath != null) {
                throw new Breakage("benchmark.base " + base + " and benchmark.baseClassPath both take the place of the module's classes: "
                        + "set one of them");
            }
            ReleasedArtifacts.Release release = released("benchmark.base", base);
            measure(request, release.classPath(), release.coordinates(), null);
        } else {
            try (BaseTree tree = BaseTree.checkOut(project().getBasedir().toPath(), base)) {
                String label = base + " (" + tree.commit().substring(0, 12) + ")";
                getLog().info("building the base " + label);
                List<Path> built = ownClassPath().stream().map(tree::counterpart).toList();
                measure(request, replaceOwn(built, tree), label, build(tree, ownClassPath(), label));
            }
        }
    }

    private List<Path> ownClassPath() {
        return measuredModule().classPath();
    }

    /** An artifact out of the repositories of this project. */
    final ReleasedArtifacts.Release released(String parameter, String coordinates) {
        Path classes = Path.of(project().getBuild().getOutputDirectory());
        Map<Path, String> keys = new HashMap<>(Map.of(classes, module()));
        for (Artifact artifact : project().getArtifacts()) {
            if (artifact.getFile() != null) {
                keys.put(artifact.getFile().toPath(),
                        ModuleClassPath.key(artifact.getGroupId(), artifact.getArtifactId(), artifact.getClassifier()));
            }
        }
        ModuleClassPath own = new ModuleClassPath(
                ownClassPath().stream().map(file -> new ModuleClassPath.Entry(file, keys.get(file))).toList());
        return new ReleasedArtifacts(repositorySystem, session().getRepositorySession(), project().getRemoteProjectRepositories(), own,
                getLog()::warn).find(parameter, coordinates);
    }

    private void measure(BenchmarkRequest request, List<Path> classPath, String label, String problem)
            throws MojoFailureException, InterruptedException {
        if (problem != null) {
            getLog().warn(problem + "; the candidate is measured all the same");
        }
        List<String> arguments = baseJvmArgs == null || baseJvmArgs.isBlank() ? List.of() : List.of(baseJvmArgs.strip().split("\\s+"));
        String name = label + (baseClassPath == null ? "" : ", other classes") + (arguments.isEmpty() ? "" : ", " + baseJvmArgs.strip());
        BenchmarkRun run = new BenchmarkRun(request.against(new BenchmarkRequest.Base(name, classPath, arguments, problem)), console());
        Receipt receipt = run.run();
        report(receipt, run.receiptPath().toString());
    }

    private List<Path> replaceOwn(List<Path> classPath, BaseTree tree) {
        if (baseClassPath == null) {
            return classPath;
        }
        Path classes = Path.of(project().getBuild().getOutputDirectory());
        Path own = tree == null ? classes : tree.counterpart(classes);
        List<Path> others = Arrays.stream(baseClassPath.split(File.pathSeparator)).map(entry -> project().getBasedir().toPath()
                .resolve(entry)).toList();
        for (Path entry : others) {
            if (!Files.exists(entry)) {
                throw new Breakage("benchmark.baseClassPath names " + entry + ", which does not exist");
            }
        }
        List<Path> replaced = new ArrayList<>();
        classPath.forEach(entry -> {
            if (entry.equals(own)) {
                replaced.addAll(others);
            } else {
                replaced.add(entry);
            }
        });
        return replaced;
    }

    /** Builds what the module's class path points to; jars of other modules need the phase package. */
    private String build(BaseTree tree, List<Path> classPath, String label) throws InterruptedException {
        MavenSession session = session();
        boolean jars = classPath.stream().anyMatch(entry -> !tree.counterpart(entry).equals(entry) && entry.toString().endsWith(".jar"));
        Path top = Path.of(session.getExecutionRootDirectory());
        List<String> command = new ArrayList<>(List.of(maven(), "-B", "-ntp", "-DskipTests", "-Dbenchmark.skip=true"));
        if (session.isOffline()) {
            command.add("-o");
        }
        File settings = session.getRequest().getUserSettingsFile();
        if (settings != null && settings.exists()) {
            command.addAll(List.of("-s", settings.getPath()));
        }
        command.add("-Dmaven.repo.local=" + session.getLocalRepository().getBasedir());
        List<String> profiles = session.getRequest().getActiveProfiles();
        if (!profiles.isEmpty()) {
            command.add("-P" + String.join(",", profiles));
        }
        Path folder = project().getBasedir().toPath();
        if (!folder.equals(top)) {
            command.addAll(List.of("-pl", top.relativize(folder).toString(), "-am"));
        }
        command.add(jars ? "package" : "test-compile");
        try {
            Path log = Files.createDirectories(outputFolder()).resolve("base-build.txt");
            String problem = tree.build(top, command, log);
            return problem == null ? null : "the base " + label + " can not be measured: " + problem;
        } catch (IOException e) {
            throw new Breakage("can not write to " + outputFolder() + ": " + e.getMessage(), e);
        }
    }

    private static String maven() {
        String home = System.getProperty("maven.home");
        String name = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
        return home == null ? name : Path.of(home, "bin", name).toString();
    }
}
