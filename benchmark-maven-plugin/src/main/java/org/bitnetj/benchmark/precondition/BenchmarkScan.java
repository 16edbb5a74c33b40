package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the module's class path holds, read as files: no user class is ever loaded here.
 *
 * @param jmhPresent JMH is on the class path
 * @param listPresent META-INF/BenchmarkList, which JMH's annotation processor writes, is on the class path
 * @param annotatedClasses classes of this module that carry {@code @Benchmark}
 * @param javaVersion the newest Java version that one of the module's classes needs; 0 when it has no classes
 */
public record BenchmarkScan(boolean jmhPresent, boolean listPresent, List<String> annotatedClasses, int javaVersion) {
    private static final byte[] ANNOTATION = "Lorg/openjdk/jmh/annotations/Benchmark;".getBytes(StandardCharsets.US_ASCII);
    /** Class files of Java n have major version 44 + n. */
    private static final int MAJOR_OF_JAVA_0 = 44;

    /**
     * Looks through the module's own folders and its class path.
     *
     * @param ownFolders target/classes and target/test-classes; missing ones are passed over
     * @param classPath the test class path
     * @return what is there
     */
    public static BenchmarkScan of(List<Path> ownFolders, ClassPath classPath) {
        List<String> annotated = new ArrayList<>();
        int newest = 0;
        for (Path folder : ownFolders) {
            for (Path file : classFiles(folder)) {
                byte[] code = read(file);
                newest = Math.max(newest, javaVersion(code));
                if (contains(code, ANNOTATION)) {
                    String name = folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
                    annotated.add(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
        return new BenchmarkScan(classPath.has("org/openjdk/jmh/runner/Runner.class"), classPath.has("META-INF/BenchmarkList"),
                List.copyOf(annotated), newest);
    }

    /**
     * Says how to switch on the annotation processor.
     *
     * @param jmhVersion the version of JMH that the module uses
     * @return what to add to the pom
     */
    public String processorAdvice(String jmhVersion) {
        return """
                JMH's annotation processor did not run: %s has @Benchmark methods, but the class path has no META-INF/BenchmarkList. \
                Since JDK 23 the compiler runs only the processors that it is told of. Add this to the pom's <build><plugins>, \
                and run mvn clean verify:

                  <plugin>
                    <groupId>org.apache.maven.plugins</groupId>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <configuration>
                      <annotationProcessorPaths>
                        <path>
                          <groupId>org.openjdk.jmh</groupId>
                          <artifactId>jmh-generator-annprocess</artifactId>
                          <version>%s</version>
                        </path>
                      </annotationProcessorPaths>
                    </configuration>
                  </plugin>
                """.formatted(String.join(", ", annotatedClasses), jmhVersion);
    }

    private static List<Path> classFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can not list the classes in " + folder, e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can not read " + file, e);
        }
    }

    private static int javaVersion(byte[] code) {
        return code.length < 8 ? 0 : (((code[6] & 0xff) << 8) | (code[7] & 0xff)) - MAJOR_OF_JAVA_0;
    }

    private static boolean contains(byte[] code, byte[] wanted) {
        for (int start = 0; start <= code.length - wanted.length; start++) {
            int i = 0;
            while (i < wanted.length && code[start + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
