package org.bitnetj.benchmark.fork;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.bitnetj.benchmark.harness.Harness;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;

/**
 * The class path of child JVMs as one small jar: it holds the harness, and its manifest points to the module's class path. The command line stays
 * short however long that path is, and as its entries are percent-encoded URLs, spaces and non-ASCII folders need no further care. JMH hands the
 * same jar on to its forks.
 */
final class ChildPath {
    private static final String HARNESS = Harness.class.getPackageName().replace('.', '/');

    private ChildPath() {}

    static void write(Path file, ClassPath classPath) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.entries()
                .stream()
                .map(entry -> entry.toUri().toASCIIString())
                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            copyHarness(jar);
        } catch (IOException | URISyntaxException e) {
            throw new Breakage("can not write " + file + ", the class path of the benchmark JVMs: " + e, e);
        }
    }

    /** The plugin runs from its jar, or from target/classes when an earlier module of the same build is the plugin. */
    private static void copyHarness(JarOutputStream jar) throws IOException, URISyntaxException {
        Path own = Path.of(Harness.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(own)) {
            copyFolder(own.resolve(HARNESS), jar);
        } else {
            try (FileSystem content = FileSystems.newFileSystem(own)) {
                copyFolder(content.getPath(HARNESS), jar);
            }
        }
    }

    private static void copyFolder(Path folder, JarOutputStream jar) throws IOException {
        List<Path> classes;
        try (Stream<Path> files = Files.list(folder)) {
            classes = files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
        for (Path file : classes) {
            jar.putNextEntry(new ZipEntry(HARNESS + "/" + file.getFileName()));
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(jar);
            }
            jar.closeEntry();
        }
    }
}
