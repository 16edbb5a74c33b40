package org.bitnetj.benchmark.mojo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;

/**
 * Class paths of released artifacts, found by Maven's own resolver. An artifact with benchmarks inside brings its whole class path; one without takes the
 * place of the module's own classes, or of the dependency of the module that it is another version of, under the module's benchmarks.
 */
final class ReleasedArtifacts {
    private static final String BENCHMARKS = "META-INF/BenchmarkList";
    private static final String JMH = "org/openjdk/jmh/runner/Runner.class";
    private static final Set<String> RUNTIME = Set.of("compile", "runtime", "");
    private static final Set<String> TEST = Set.of("compile", "runtime", "provided", "system", "test", "");
    private static final int NAMED_VERSIONS = 8;

    private final RepositorySystem system;
    private final DefaultRepositorySystemSession session;
    private final List<RemoteRepository> repositories;
    private final ModuleClassPath module;
    private final Consumer<String> console;

    /**
     * Prepares.
     *
     * @param system Maven's resolver
     * @param session settings, local repository, offline or not
     * @param repositories where artifacts are looked for
     * @param module what a plain artifact becomes part of
     * @param console where to tell what is left out
     */
    ReleasedArtifacts(RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories, ModuleClassPath module,
            Consumer<String> console) {
        this.system = system;
        // a release is what a repository has, and not what this very build has just compiled
        this.session = new DefaultRepositorySystemSession(session).setWorkspaceReader(null);
        this.repositories = repositories;
        this.module = module;
        this.console = console;
    }

    /**
     * A released artifact, ready to be measured.
     *
     * @param name group and artifact
     * @param version the version that was found
     * @param coordinates all of them
     * @param classPath its class path
     * @param jmhVersion version of JMH among its dependencies; null where it is the module's
     */
    record Release(String name, String version, String coordinates, List<Path> classPath, String jmhVersion) {}

    /** Whether a user means an artifact: no name of a commit has a colon. */
    static boolean areCoordinates(String text) {
        return text.contains(":");
    }

    /**
     * Resolves.
     *
     * @param parameter what the user set, for messages
     * @param coordinates {@code group:artifact[:type[:classifier]]:version}
     * @return the artifact
     */
    Release find(String parameter, String coordinates) {
        Artifact asked = parse(parameter, coordinates);
        Artifact artifact = resolve(parameter, asked);
        ArtifactDescriptorResult descriptor = describe(parameter, artifact);
        List<ModuleClassPath.Entry> own = new ArrayList<>(List.of(entry(artifact)));
        boolean benchmarks = new ClassPath(List.of(artifact.getFile().toPath())).has(BENCHMARKS);
        if (benchmarks) {
            addMain(artifact, own);
        }
        own.addAll(dependencies(parameter, artifact, descriptor, benchmarks ? TEST : RUNTIME));
        List<Path> classPath = benchmarks ? withJmh(parameter, coordinates, own) : inModule(parameter, coordinates, own);
        String jmh = descriptor.getDependencies()
                .stream()
                .map(Dependency::getArtifact)
                .filter(one -> one.getGroupId().equals("org.openjdk.jmh") && one.getArtifactId().equals("jmh-core"))
                .map(Artifact::getVersion)
                .findFirst()
                .orElse(null);
        String classifier = artifact.getClassifier().isEmpty() ? "" : artifact.getClassifier() + ":";
        String name = artifact.getGroupId() + ":" + artifact.getArtifactId();
        return new Release(name, artifact.getVersion(), name + ":" + classifier + artifact.getVersion(), classPath, jmh);
    }

    static Artifact parse(String parameter, String coordinates) {
        try {
            return new DefaultArtifact(coordinates.strip());
        } catch (IllegalArgumentException e) {
            throw new Breakage(parameter + " is neither a commit nor an artifact: " + coordinates
                    + "; write a branch, tag or commit, or group:artifact:version (group:artifact:jar:classifier:version)", e);
        }
    }

    private Artifact resolve(String parameter, Artifact asked) {
        try {
            return system.resolveArtifact(session, new ArtifactRequest(asked, repositories, null)).getArtifact();
        } catch (ArtifactResolutionException e) {
            throw new Breakage(parameter + " " + asked + " is not there: " + e.getMessage() + advice(asked), e);
        }
    }

    private String advice(Artifact asked) {
        if (session.isOffline()) {
            return "; this build is offline: run it once without -o, or name a version that was downloaded before" + known(asked);
        }
        return known(asked).isEmpty()
                ? "; no version of it is known here: correct the name, or add its repository to the pom"
                : known(asked);
    }

    private String known(Artifact asked) {
        try {
            Artifact any = asked.setVersion("[0,)");
            List<String> versions = system.resolveVersionRange(session, new VersionRangeRequest(any, repositories, null))
                    .getVersions()
                    .stream()
                    .map(Object::toString)
                    .collect(Collectors.toCollection(ArrayList::new));
            List<String> last = versions.subList(Math.max(0, versions.size() - NAMED_VERSIONS), versions.size());
            return last.isEmpty() ? "" : "; versions known here: " + String.join(", ", last);
        } catch (VersionRangeResolutionException e) {
            return "";
        }
    }

    private ArtifactDescriptorResult describe(String parameter, Artifact artifact) {
        try {
            return system.readArtifactDescriptor(session, new ArtifactDescriptorRequest(artifact, repositories, null));
        } catch (RepositoryException e) {
            throw new Breakage(parameter + " " + artifact + ": its pom can not be read: " + e.getMessage(), e);
        }
    }

    /** A jar of tests or benchmarks measures what is in the main jar, which its pom does not name as a dependency. */
    private void addMain(Artifact artifact, List<ModuleClassPath.Entry> own) {
        if (artifact.getClassifier().isEmpty()) {
            return;
        }
        Artifact main = new DefaultArtifact(artifact.getGroupId(), artifact.getArtifactId(), "jar", artifact.getVersion());
        try {
            ArtifactResult result = system.resolveArtifact(session, new ArtifactRequest(main, repositories, null));
            own.add(entry(result.getArtifact()));
        } catch (ArtifactResolutionException e) {
            console.accept(artifact + " is measured without " + main + ", which is not there: " + e.getMessage());
        }
    }

    /** As Maven does it for a module: the pom's own dependencies of those scopes, and what they need. */
    private List<ModuleClassPath.Entry> dependencies(String parameter, Artifact artifact, ArtifactDescriptorResult descriptor,
            Set<String> scopes) {
        CollectRequest collect = new CollectRequest();
        collect.setRootArtifact(artifact);
        collect.setDependencies(descriptor.getDependencies().stream().filter(one -> scopes.contains(one.getScope())).toList());
        collect.setManagedDependencies(descriptor.getManagedDependencies());
        List<RemoteRepository> all = new ArrayList<>(repositories);
        all.addAll(system.newResolutionRepositories(session, descriptor.getRepositories()));
        collect.setRepositories(all);
        try {
            return system.resolveDependencies(session, new DependencyRequest(collect, (node, parents) -> node.getDependency() != null
                    && scopes.contains(node.getDependency().getScope())))
                    .getArtifactResults()
                    .stream()
                    .map(result -> entry(result.getArtifact()))
                    .toList();
        } catch (RepositoryException e) {
            throw new Breakage(parameter + " " + artifact + ": what it depends on is not all there: " + e.getMessage()
                    + (session.isOffline() ? "; this build is offline: run it once without -o" : ""), e);
        }
    }

    private static ModuleClassPath.Entry entry(Artifact artifact) {
        return new ModuleClassPath.Entry(artifact.getFile().toPath(),
                ModuleClassPath.key(artifact.getGroupId(), artifact.getArtifactId(), artifact.getClassifier()));
    }

    private List<Path> withJmh(String parameter, String coordinates, List<ModuleClassPath.Entry> own) {
        List<Path> classPath = new ArrayList<>(own.stream().map(ModuleClassPath.Entry::file).toList());
        if (!new ClassPath(classPath).has(JMH)) {
            if (module.jmh().isEmpty()) {
                throw new Breakage(parameter + " " + coordinates + " has benchmarks, but neither it nor this module depends on JMH: add "
                        + "org.openjdk.jmh:jmh-core with scope test to this module");
            }
            classPath.addAll(module.jmh());
        }
        return List.copyOf(classPath);
    }

    private List<Path> inModule(String parameter, String coordinates, List<ModuleClassPath.Entry> own) {
        return module.with(own).orElseThrow(() -> new Breakage(parameter + " " + coordinates + " has no benchmarks inside (no " + BENCHMARKS
                + "), and it is neither this module nor one of its dependencies, so that nothing could be measured: name a version of either, "
                + "or the jar with the benchmarks (group:artifact:jar:classifier:version)"));
    }
}
