package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.BenchmarkRequest;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** The benchmarks of bitnet-kernels as an artifact: what is measured where there is no project, or none of one's own is meant. */
final class KernelSuite {
    /** Name of the module that its receipts are of. */
    static final String MODULE = "org.bitnetj:bitnet-kernels";

    private static final String JMH = "jmh-core";

    private final RepositorySystem repository;
    private final RepositorySystemSession session;
    private final List<RemoteRepository> remotes;

    KernelSuite(RepositorySystem repository, RepositorySystemSession session, List<RemoteRepository> remotes) {
        this.repository = repository;
        this.session = session;
        this.remotes = remotes;
    }

    /**
     * Takes it from the local repository or the remote ones.
     *
     * @param version of the suite
     * @param folder in which the forks run
     * @return its jar as the module's own classes, and all that these need
     */
    BenchmarkRequest.Module module(String version, Path folder) {
        Artifact suite = new DefaultArtifact("org.bitnetj", "bitnet-kernels", "benchmarks", "jar", version);
        try {
            Path jar = path(repository.resolveArtifact(session, new ArtifactRequest(suite, remotes, null)).getArtifact());
            List<Artifact> needed = dependencies(SuiteSettings.of(new ClassPath(List.of(jar))));
            String jmh = needed.stream().filter(artifact -> artifact.getArtifactId().equals(JMH)).map(Artifact::getVersion).findFirst()
                    .orElse(null);
            return new BenchmarkRequest.Module(MODULE, version, folder, List.of(jar),
                    Stream.concat(Stream.of(jar), needed.stream().map(KernelSuite::path)).toList(), jmh,
                    MODULE + ":benchmarks:" + version);
        } catch (ArtifactResolutionException | DependencyResolutionException e) {
            throw new Breakage(
                    "the kernel suite " + suite + " can not be resolved: " + e.getMessage().strip()
                            + ". It is published beside this plugin; "
                            + "looked for in " + places() + (session.isOffline() ? ", and Maven is offline: run once without -o" : "")
                            + ". Correct the repositories in settings.xml; a version of your own is there after mvn install in its sources",
                    e);
        }
    }

    private List<Artifact> dependencies(SuiteSettings settings) throws DependencyResolutionException {
        List<Dependency> wanted = new ArrayList<>();
        settings.dependencies().forEach(name -> wanted.add(new Dependency(new DefaultArtifact(name), "runtime")));
        CollectRequest collect = new CollectRequest(wanted, null, remotes);
        return repository.resolveDependencies(session, new DependencyRequest(collect, null)).getArtifactResults().stream()
                .map(result -> result.getArtifact()).toList();
    }

    private static Path path(Artifact artifact) {
        File file = artifact.getFile();
        return file.toPath();
    }

    private String places() {
        return Stream
                .concat(Stream.of(session.getLocalRepository().getBasedir().toString()), remotes.stream().map(RemoteRepository::getUrl))
                .distinct().collect(Collectors.joining(", "));
    }
}
