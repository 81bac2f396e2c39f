package dev.headroom.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of this checkout: what is kept under version control, without what builds and tools leave behind. */
final class Checkout {

    /** The modules, lowest first. A module may import from those before it and from nothing after it. */
    static final List<String> MODULES = List.of("sim-core", "sim-models", "calibration", "scenarios");

    private static final Set<String> LEFT_BEHIND =
            Set.of(".git", ".headroom", ".idea", ".vscode", ".settings", "target", "node_modules");

    private Checkout() {}

    /** Returns the directory of the root pom, found by walking up from the working directory. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("scenarios/pom.xml"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("run the tests from inside a checkout of Headroom");
            }
        }
        return directory;
    }

    /** Returns all files whose path relative to the root is wanted, in order of path. */
    static List<Path> files(Predicate<String> wanted) {
        Path root = root();
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    boolean skipped =
                            LEFT_BEHIND.contains(directory.getFileName().toString());
                    return skipped && !directory.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (wanted.test(relative(file))) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    /** Returns all Java sources, of products and tests. */
    static List<Path> javaFiles() {
        return files(path -> path.endsWith(".java") && path.contains("/src/"));
    }

    /** Returns the Java sources of one module's product. */
    static List<Path> productFiles(String module) {
        return files(path -> path.startsWith(module + "/src/main/java/") && path.endsWith(".java"));
    }

    /** Returns the path relative to the root with slashes on any system. */
    static String relative(Path file) {
        return root().relativize(file).toString().replace('\\', '/');
    }

    /** Returns the text of a file. */
    static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
