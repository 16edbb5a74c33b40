package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks for a JDK where there is no build that selects one: in what the environment names, and where installers put them. */
public final class JdkSearch {
    /** {@code JAVA_HOME}, and those that build servers set: {@code JAVA_HOME_25_X64}, {@code JAVA25_HOME}. */
    private static final Pattern VARIABLE = Pattern.compile("JAVA_HOME.*|JAVA_?\\d+_HOME|JDK_HOME|JDK_?\\d+_HOME");
    /** A line of the file {@code release} that every JDK has. */
    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    private JdkSearch() {}

    /**
     * The homes that are looked at.
     *
     * @param environment variables
     * @return folders, some of which may hold no JDK
     */
    public static List<Path> places(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (VARIABLE.matcher(name).matches() && !value.isBlank()) {
                places.add(Path.of(value));
            }
        });
        Path home = Path.of(System.getProperty("user.home"));
        for (Path folder : List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"), Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of("C:\\Program Files\\Java"), Path.of("C:\\Program Files\\Eclipse Adoptium"), home.resolve(".sdkman/candidates/java"),
                home.resolve(".jdks"))) {
            places.addAll(inside(folder));
        }
        return places;
    }

    private static List<Path> inside(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().flatMap(entry -> Stream.of(entry, entry.resolve("Contents/Home"))).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Chooses the oldest that will do, since that is the one that was tested.
     *
     * @param needed the oldest feature version that will do
     * @param homes folders to look at; the first of a version counts
     * @return its launcher
     */
    public static Optional<Path> find(int needed, List<Path> homes) {
        return homes.stream().filter(home -> version(home) >= needed && Files.isExecutable(launcher(home)))
                .min(Comparator.comparingInt(JdkSearch::version)).map(JdkSearch::launcher);
    }

    private static Path launcher(Path home) {
        Path launcher = home.resolve("bin/java");
        return Files.exists(launcher) ? launcher : home.resolve("bin/java.exe");
    }

    /** 0 for what is no JDK. */
    private static int version(Path home) {
        try {
            Matcher release = RELEASE.matcher(Files.readString(home.resolve("release"), StandardCharsets.UTF_8));
            return release.find() ? Integer.parseInt(release.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
