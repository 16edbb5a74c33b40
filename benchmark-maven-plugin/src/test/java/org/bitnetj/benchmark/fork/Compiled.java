package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles a benchmark class with JMH's annotation processor, as a user's build does. */
final class Compiled {
    private Compiled() {}

    /** The class path of the compiled class: its folder and JMH. */
    static List<Path> classPath(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve(name + ".java");
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Files.writeString(file, source);
        String path = System.getProperty("java.class.path");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", path, "-processorpath", path, "--release", "17", file.toString());
        assertThat(status).as("javac of the benchmarks to test with").isZero();
        Stream<Path> jmh = Arrays.stream(path.split(File.pathSeparator)).map(Path::of).filter(jar -> {
            String jarName = String.valueOf(jar.getFileName());
            return jarName.startsWith("jmh-core") || jarName.startsWith("jopt-simple") || jarName.startsWith("commons-math3");
        });
        return Stream.concat(Stream.of(classes), jmh).toList();
    }
}
