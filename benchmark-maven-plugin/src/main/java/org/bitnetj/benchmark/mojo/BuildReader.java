package org.bitnetj.benchmark.mojo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.project.MavenProject;
import org.bitnetj.benchmark.precondition.BuildFacts;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/** Reads from Maven what preconditions need to know of the build. */
final class BuildReader {
    private static final Set<String> SKIPS = Set.of("skip", "skipTests", "skipExec", "skipITs");
    /** Parameters that turn a check into a report. */
    private static final Set<String> STOPS = Set.of("failOnViolation", "failOnError");

    private final MavenSession session;
    private final MavenProject project;
    private final MojoExecution own;
    private final LifecycleExecutor lifecycle;

    BuildReader(MavenSession session, MavenProject project, MojoExecution own, LifecycleExecutor lifecycle) {
        this.session = session;
        this.project = project;
        this.own = own;
        this.lifecycle = lifecycle;
    }

    BuildFacts read(String baseBranch, boolean failOnStale) {
        Path target = Path.of(project.getBuild().getDirectory());
        boolean noTestClasses = "true".equals(property("maven.test.skip")) || "".equals(property("maven.test.skip"));
        List<BuildFacts.Sources> sources = List.of(
                new BuildFacts.Sources(roots(project.getCompileSourceRoots(), target), Path.of(project.getBuild().getOutputDirectory()),
                        null),
                new BuildFacts.Sources(roots(project.getTestCompileSourceRoots(), target),
                        Path.of(project.getBuild().getTestOutputDirectory()), noTestClasses ? "maven.test.skip" : null));
        List<BuildFacts.GoalRun> before = new ArrayList<>();
        String unknownBecause = null;
        try {
            before.addAll(before());
        } catch (PlanUnknown e) {
            unknownBecause = e.getMessage();
        }
        return new BuildFacts(project.getBasedir().toPath(), sources,
                List.of(target.resolve("surefire-reports"), target.resolve("failsafe-reports")), before, unknownBecause,
                session.getStartTime().toInstant(), baseBranch, failOnStale);
    }

    /** What the build generates into its own folder is as new as the build, and says nothing. */
    private static List<Path> roots(List<String> roots, Path target) {
        return roots.stream().map(Path::of).filter(root -> !root.startsWith(target)).toList();
    }

    private String property(String name) {
        String ofUser = session.getUserProperties().getProperty(name);
        return ofUser == null ? project.getProperties().getProperty(name) : ofUser;
    }

    /** The plan that Maven follows for this module, up to this very goal. */
    private List<BuildFacts.GoalRun> before() throws PlanUnknown {
        List<BuildFacts.GoalRun> before = new ArrayList<>();
        for (MojoExecution step : plan()) {
            if (isOwn(step)) {
                return before;
            }
            before.add(goalRun(step));
        }
        throw new PlanUnknown("Maven's plan for this build does not show this goal, so what ran before is not known", null);
    }

    // The method declares a dozen exceptions of Maven's own; whatever it is, the answer is the same.
    private List<MojoExecution> plan() throws PlanUnknown {
        try {
            return lifecycle.calculateExecutionPlan(session, session.getGoals().toArray(String[]::new)).getMojoExecutions();
        } catch (Exception e) {
            throw new PlanUnknown("Maven does not tell what ran before: " + e.getMessage(), e);
        }
    }

    private boolean isOwn(MojoExecution step) {
        return step.getArtifactId().equals(own.getArtifactId()) && step.getGroupId().equals(own.getGroupId())
                && step.getGoal().equals(own.getGoal()) && step.getExecutionId().equals(own.getExecutionId());
    }

    private BuildFacts.GoalRun goalRun(MojoExecution step) {
        PluginParameterExpressionEvaluator evaluator = new PluginParameterExpressionEvaluator(session, step);
        boolean skipped = SKIPS.stream().anyMatch(name -> "true".equals(value(evaluator, step, name)));
        boolean strict = step.getArtifactId().equals("maven-compiler-plugin")
                ? takesWarningsForErrors(evaluator, step)
                : STOPS.stream().noneMatch(name -> "false".equals(value(evaluator, step, name)));
        return new BuildFacts.GoalRun(step.getArtifactId(), step.getVersion(), step.getGoal(), skipped, strict);
    }

    private static boolean takesWarningsForErrors(PluginParameterExpressionEvaluator evaluator, MojoExecution step) {
        if ("true".equals(value(evaluator, step, "failOnWarning"))) {
            return true;
        }
        Xpp3Dom arguments = step.getConfiguration() == null ? null : step.getConfiguration().getChild("compilerArgs");
        if (arguments == null) {
            return false;
        }
        for (Xpp3Dom argument : arguments.getChildren()) {
            if ("-Werror".equals(argument.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** The value of a parameter as the goal sees it; null when it has none. */
    private static String value(PluginParameterExpressionEvaluator evaluator, MojoExecution step, String parameter) {
        Xpp3Dom configured = step.getConfiguration() == null ? null : step.getConfiguration().getChild(parameter);
        if (configured == null) {
            return null;
        }
        try {
            Object value = configured.getValue() == null ? null : evaluator.evaluate(configured.getValue());
            if (value == null && configured.getAttribute("default-value") != null) {
                value = evaluator.evaluate(configured.getAttribute("default-value"));
            }
            return value == null ? null : value.toString();
        } catch (ExpressionEvaluationException e) {
            return null;
        }
    }

    /** Why the plan is not known. */
    private static final class PlanUnknown extends Exception {
        private static final long serialVersionUID = 1L;

        PlanUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
