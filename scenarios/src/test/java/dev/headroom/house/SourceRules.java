package dev.headroom.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Size and documentation of one Java source, as the compiler's own parser sees it. */
final class SourceRules {

    static final int MOST_LINES_OF_FILE = 500;
    static final int MOST_LINES_OF_METHOD = 60;
    static final int MOST_COLUMNS = 120;

    private SourceRules() {}

    /** Returns one sentence per broken rule; {@code path} is used in the sentences only. */
    static List<String> problems(String path, String text) {
        List<String> problems = new ArrayList<>();
        List<String> lines = text.lines().toList();
        if (lines.size() > MOST_LINES_OF_FILE) {
            problems.add("%s has %d lines, at most %d are allowed".formatted(path, lines.size(), MOST_LINES_OF_FILE));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int columns = line.codePointCount(0, line.length());
            if (columns > MOST_COLUMNS) {
                problems.add(
                        "%s:%d has %d columns, at most %d are allowed".formatted(path, i + 1, columns, MOST_COLUMNS));
            }
        }
        problems.addAll(problemsOfTree(path, text));
        return problems;
    }

    private static List<String> problemsOfTree(String path, String text) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostics, List.of("-proc:none"), null, List.of(new Source(text)));
        Scanner scanner = new Scanner(path, DocTrees.instance(task));
        try {
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        diagnostics.getDiagnostics().forEach(problem -> scanner.problems.add(path + " does not parse: " + problem));
        return scanner.problems;
    }

    /** A source held in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Source.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Walks over a tree; the argument says whether members of the enclosing type are public without saying so. */
    private static final class Scanner extends TreePathScanner<Void, Boolean> {
        private final List<String> problems = new ArrayList<>();
        private final String path;
        private final DocTrees trees;

        Scanner(String path, DocTrees trees) {
            this.path = path;
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Boolean implicitlyPublic) {
            boolean isPublic =
                    implicitlyPublic || type.getModifiers().getFlags().contains(Modifier.PUBLIC);
            if (isPublic && trees.getDocComment(getCurrentPath()) == null) {
                problems.add(
                        "%s:%d: public type %s has no Javadoc".formatted(path, firstLine(type), type.getSimpleName()));
            }
            for (Tree member : type.getMembers()) {
                if (member instanceof BlockTree block) {
                    checkLength(block, "an initializer");
                }
            }
            boolean hasPublicMembers =
                    type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
            return super.visitClass(type, isPublic && hasPublicMembers);
        }

        @Override
        public Void visitMethod(MethodTree method, Boolean implicitlyPublic) {
            checkLength(method, "method " + method.getName());
            return super.visitMethod(method, false);
        }

        private void checkLength(Tree tree, String what) {
            long lines = lastLine(tree) - firstLine(tree) + 1;
            if (lines > MOST_LINES_OF_METHOD) {
                problems.add("%s:%d: %s has %d lines, at most %d are allowed"
                        .formatted(path, firstLine(tree), what, lines, MOST_LINES_OF_METHOD));
            }
        }

        private long firstLine(Tree tree) {
            return lineAt(trees.getSourcePositions().getStartPosition(unit(), tree));
        }

        private long lastLine(Tree tree) {
            return lineAt(trees.getSourcePositions().getEndPosition(unit(), tree));
        }

        private long lineAt(long position) {
            return unit().getLineMap().getLineNumber(position);
        }

        private CompilationUnitTree unit() {
            return getCurrentPath().getCompilationUnit();
        }
    }
}
