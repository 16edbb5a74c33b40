package org.bitnetj.benchmark.mojo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The test class path of a module, and what it becomes when a released artifact takes the place of one of its entries.
 *
 * @param entries in order
 */
record ModuleClassPath(List<Entry> entries) {
    /**
     * One entry.
     *
     * @param file folder or jar
     * @param key group, artifact and classifier, with colons between; null where the entry is no artifact, as for test classes
     */
    record Entry(Path file, String key) {}

    static String key(String group, String artifact, String classifier) {
        return group + ":" + artifact + (classifier == null || classifier.isEmpty() ? "" : ":" + classifier);
    }

    /**
     * Puts an artifact where the module has another version of it: its own classes, or a dependency. What the artifact depends on comes with it, and
     * takes the place of the module's version; all else stays.
     *
     * @param released the artifact, followed by what it depends on
     * @return the class path; empty when nothing in it is that artifact
     */
    Optional<List<Path>> with(List<Entry> released) {
        String replaced = released.get(0).key();
        if (entries.stream().noneMatch(entry -> replaced.equals(entry.key()))) {
            return Optional.empty();
        }
        Set<String> brought = released.stream().map(Entry::key).collect(Collectors.toSet());
        List<Path> files = new ArrayList<>();
        for (Entry entry : entries) {
            if (replaced.equals(entry.key())) {
                released.forEach(one -> files.add(one.file()));
            } else if (entry.key() == null || !brought.contains(entry.key())) {
                files.add(entry.file());
            }
        }
        return Optional.of(List.copyOf(files));
    }

    /** The module's own JMH, and what that depends on by the names that Maven gives to files. */
    List<Path> jmh() {
        Set<String> parts = Set.of("org.openjdk.jmh:jmh-core", "net.sf.jopt-simple:jopt-simple", "org.apache.commons:commons-math3");
        List<Path> files = entries.stream().filter(entry -> entry.key() != null && parts.contains(entry.key())).map(Entry::file).toList();
        return entries.stream().anyMatch(entry -> "org.openjdk.jmh:jmh-core".equals(entry.key())) ? files : List.of();
    }
}
