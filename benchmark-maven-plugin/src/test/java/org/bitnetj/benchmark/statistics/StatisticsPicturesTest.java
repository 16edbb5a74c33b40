package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

/**
 * The pictures of the site's page on statistics, drawn from what the code itself makes of simulated forks, so that page and code can not part. One that
 * differs from the file in src/site/resources/images is left in target/images, to be looked at and taken over.
 */
class StatisticsPicturesTest {
    private static final Path IMAGES = Path.of("").toAbsolutePath().getParent().resolve("src/site/resources/images");
    private static final int RUNS = 4000;
    private static final double FORK = 0.02;
    private static final double ITERATION = 0.01;
    private static final int FORKS = 5;
    private static final int ITERATIONS = 20;
    private static final int WIDTH = 720;
    private static final int LEFT = 300;
    private static final int ROW = 34;

    /** One fork: its own level, the iterations around it, and what the machine has drifted by until then. */
    private static List<Double> fork(Random random, double factor, double deviation) {
        double level = 100 * factor * Math.exp(random.nextGaussian() * deviation);
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < ITERATIONS; i++) {
            scores.add(level * Math.exp(random.nextGaussian() * ITERATION));
        }
        return scores;
    }

    private static List<List<Double>> singles(List<List<Double>> forks) {
        return forks.stream().flatMap(List::stream).map(List::of).toList();
    }

    /** How often a difference is found where none is, in percent. */
    private static Map<String, Double> falseAlarms() {
        Random random = new Random(2013);
        int[] wrong = new int[5];
        for (int run = 0; run < RUNS; run++) {
            List<List<Double>> a = new ArrayList<>();
            List<List<Double>> b = new ArrayList<>();
            List<List<Double>> first = new ArrayList<>();
            List<List<Double>> second = new ArrayList<>();
            List<List<Double>> left = new ArrayList<>();
            List<List<Double>> right = new ArrayList<>();
            for (int i = 0; i < FORKS; i++) {
                a.add(fork(random, 1, FORK));
                b.add(fork(random, 1, FORK));
                // a machine that becomes 6 % slower over the ten forks of a run: one arm after the other, or in pairs whose order is drawn
                first.add(fork(random, 1 + 0.06 * i / (2 * FORKS), FORK / 4));
                second.add(fork(random, 1 + 0.06 * (i + FORKS) / (2 * FORKS), FORK / 4));
                int swap = random.nextInt(2);
                left.add(fork(random, 1 + 0.06 * (2 * i + swap) / (2 * FORKS), FORK / 4));
                right.add(fork(random, 1 + 0.06 * (2 * i + 1 - swap) / (2 * FORKS), FORK / 4));
            }
            wrong[0] += differ(Effect.welch(ForkMeans.logs(singles(a)), ForkMeans.logs(singles(b))));
            wrong[1] += JmhIntervals.read(a, b) == JmhIntervals.Reading.DIFFERENT ? 1 : 0;
            wrong[2] += differ(Effect.welch(ForkMeans.logs(a), ForkMeans.logs(b)));
            wrong[3] += differ(Effect.welch(ForkMeans.logs(first), ForkMeans.logs(second)));
            wrong[4] += differ(Effect.paired(ForkMeans.logs(left), ForkMeans.logs(right)));
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        List<String> names = List.of("all iterations in one t test", "JMH's 99.9 % intervals apart", "t test on fork means",
                "drift of 6 %: one arm after the other", "drift of 6 %: pairs of forks");
        for (int i = 0; i < wrong.length; i++) {
            shares.put(names.get(i), 100.0 * wrong[i] / RUNS);
        }
        return shares;
    }

    private static int differ(Effect effect) {
        return effect.pTwoSided() < 0.05 ? 1 : 0;
    }

    private static final class Svg {
        private final StringBuilder text = new StringBuilder();

        Svg(int height, String title) {
            add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" "
                    + "font-family=\"sans-serif\" font-size=\"14\">%n", WIDTH, height, WIDTH, height);
            add("<title>%s</title>%n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", title, WIDTH, height);
        }

        void add(String format, Object... values) {
            text.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
        }

        void label(double x, double y, String anchor, String colour, String label) {
            add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n", x, y, anchor, colour, label);
        }

        void line(double x1, double y1, double x2, double y2, String style) {
            add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n", x1, y1, x2, y2, style);
        }

        void check(String name) throws IOException {
            String svg = text + "</svg>\n";
            Path file = IMAGES.resolve(name);
            if (!Files.exists(file) || !Files.readString(file).equals(svg)) {
                Files.writeString(Files.createDirectories(Path.of("target", "images")).resolve(name), svg);
            }
            assertThat(file).as("target/images/" + name + " is what the code makes of it now").exists().hasContent(svg);
        }
    }

    @Test
    void falseAlarmsOfTheUsualReadings() throws IOException {
        Map<String, Double> shares = falseAlarms();
        assertThat(shares.get("t test on fork means")).isBetween(3.0, 7.0);
        assertThat(shares.get("drift of 6 %: pairs of forks")).isBetween(3.0, 7.0);
        assertThat(shares.get("all iterations in one t test")).isGreaterThan(50);
        Svg svg = new Svg(60 + ROW * shares.size(), "How often a difference is found where there is none");
        double scale = (WIDTH - LEFT - 70) / 100.0;
        int y = 20;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            boolean sound = share.getValue() < 7;
            svg.label(LEFT - 12, y + 16, "end", "#222", share.getKey());
            svg.add("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"22\" fill=\"%s\"/>%n", LEFT, y, share.getValue() * scale,
                    sound ? "#2a7f4f" : "#b5402f");
            svg.label(LEFT + share.getValue() * scale + 8, y + 16, "start", "#222", Math.round(share.getValue()) + " %");
            y += ROW;
        }
        svg.line(LEFT + 5 * scale, 10, LEFT + 5 * scale, y, "stroke=\"#222\" stroke-dasharray=\"4 3\"");
        svg.label(LEFT + 5 * scale, y + 18, "middle", "#222", "5 %: the level that was asked for");
        svg.check("false-alarms.svg");
    }

    /** Examples, judged by the code: change, noise of forks, and number of forks. */
    private static List<Comparison> examples() {
        double[][] examples = {{1.12, 0.01, 6}, {0.995, 0.01, 6}, {0.88, 0.01, 6}, {1.03, 0.03, 6}, {1.015, 0.03, 24}};
        List<Comparison> comparisons = new ArrayList<>();
        for (double[] example : examples) {
            Random random = new Random(1977);
            List<List<Double>> a = new ArrayList<>();
            List<List<Double>> b = new ArrayList<>();
            for (int i = 0; i < example[2]; i++) {
                a.add(fork(random, 1, example[1]));
                b.add(fork(random, example[0], example[1]));
            }
            comparisons.add(Comparison.of(a, b, false, Design.PAIRED));
        }
        return comparisons;
    }

    @Test
    void verdictsAgainstTheMargin() throws IOException {
        List<Comparison> examples = examples();
        List<MarginTest.Judgement> judgements = MarginTest.judge(examples, 0.03, 0.05);
        assertThat(judgements).extracting(MarginTest.Judgement::verdict).containsExactly(MarginVerdict.REGRESSED,
                MarginVerdict.NOT_REGRESSED, MarginVerdict.IMPROVED, MarginVerdict.INCONCLUSIVE, MarginVerdict.NOT_REGRESSED);
        Svg svg = new Svg(80 + ROW * examples.size(), "Intervals of the change, the margin, and the verdicts");
        double middle = LEFT + 190;
        double scale = 1200;
        int bottom = 20 + ROW * examples.size();
        svg.add("<rect x=\"%.1f\" y=\"10\" width=\"%.1f\" height=\"%d\" fill=\"#e8ecef\"/>%n", middle - 0.03 * scale, 0.06 * scale,
                bottom - 10);
        svg.line(middle, 10, middle, bottom, "stroke=\"#888\"");
        svg.line(middle + 0.03 * scale, 10, middle + 0.03 * scale, bottom, "stroke=\"#b5402f\" stroke-dasharray=\"4 3\"");
        int y = 20;
        for (int i = 0; i < examples.size(); i++) {
            Effect effect = examples.get(i).effect();
            MarginVerdict verdict = judgements.get(i).verdict();
            String colour = switch (verdict) {
                case REGRESSED -> "#b5402f";
                case INCONCLUSIVE, INCOMPARABLE -> "#7a6a1f";
                case IMPROVED, NOT_REGRESSED -> "#2a7f4f";
            };
            svg.label(LEFT - 12, y + 16, "end", "#222", verdict + ", " + examples.get(i).candidateForks() + " forks");
            svg.line(middle + (effect.lower(0.95) - 1) * scale, y + 11, middle + (effect.upper(0.95) - 1) * scale, y + 11,
                    "stroke=\"" + colour + "\" stroke-width=\"3\"");
            svg.add("<circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\"/>%n", middle + (effect.ratio() - 1) * scale, y + 11, colour);
            y += ROW;
        }
        svg.label(middle, bottom + 18, "middle", "#222", "0");
        svg.label(middle + 0.03 * scale, bottom + 18, "start", "#b5402f", "+3 %: the margin");
        svg.label(middle - 0.1 * scale, bottom + 18, "middle", "#222", "−10 %");
        svg.label(middle + 0.15 * scale, bottom + 18, "middle", "#222", "+15 %");
        svg.label(middle, bottom + 42, "middle", "#222", "time of an operation against the baseline, 95 % interval; right is slower");
        svg.check("verdicts.svg");
    }
}
