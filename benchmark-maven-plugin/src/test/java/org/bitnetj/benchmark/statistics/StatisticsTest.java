package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statistic against a literal that R 4.2.2 worked out; the R command stands beside it, with a, b and p as here. */
class StatisticsTest {
    private static final double[] A = {100.2, 101.5, 99.8, 100.9, 102.0};
    private static final double[] B = {104.1, 103.2, 105.6, 104.4, 103.9, 104.8};
    private static final double[] P = {103.0, 104.5, 101.9, 104.9, 104.6};
    private static final double[] U = {1.1, 2.2, 3.3, 4.4, 0.7};
    private static final double[] V = {2.5, 3.5, 4.5, 5.5, 6.5, 0.9};
    private static final double[] D = {0.5, 1.2, -0.3, 0.8, 0.9, -0.1};
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Offset<Double> CLOSE = within(1e-8);

    private static double[] logs(double... values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    private static List<List<Double>> forks(double... means) {
        return DoubleStream.of(means).mapToObj(List::of).toList();
    }

    @Test
    void welch() {
        // t.test(log(b), log(a)): stderr, parameter, p.value, exp(conf.int)
        Effect effect = Effect.welch(logs(A), logs(B));
        assertThat(effect.theta()).isCloseTo(0.0336656753447633, EXACT);
        assertThat(effect.standardError()).isCloseTo(0.0051289744809461, EXACT);
        assertThat(effect.degreesOfFreedom()).isCloseTo(8.09812953229296, CLOSE);
        assertThat(effect.pTwoSided()).isCloseTo(0.000166633140410758, CLOSE);
        assertThat(effect.lower(0.95)).isCloseTo(1.02210388905009, CLOSE);
        assertThat(effect.upper(0.95)).isCloseTo(1.0465177367341, CLOSE);
    }

    @Test
    void againstAMargin() {
        // t.test(log(b), log(a), mu=log(1.03), alternative="greater"), and mu=log(1.05), alternative="less"
        Effect effect = Effect.welch(logs(A), logs(B));
        assertThat(effect.pAbove(Math.log(1.03))).isCloseTo(0.223073708879844, CLOSE);
        assertThat(effect.pBelow(Math.log(1.05))).isCloseTo(0.00910645379206814, CLOSE);
        assertThat(effect.negated().pBelow(-Math.log(1.03))).isCloseTo(0.223073708879844, CLOSE);
    }

    @Test
    void pairs() {
        // t.test(log(p), log(a), paired=TRUE)
        Effect effect = Effect.paired(logs(A), logs(P));
        assertThat(effect.theta()).isCloseTo(0.0283122311604792, EXACT);
        assertThat(effect.standardError()).isCloseTo(0.00299001307112233, EXACT);
        assertThat(effect.degreesOfFreedom()).isEqualTo(4);
        assertThat(effect.pTwoSided()).isCloseTo(0.00069394700077602, CLOSE);
        assertThat(effect.lower(0.95)).isCloseTo(1.02021217870815, CLOSE);
        assertThat(effect.upper(0.95)).isCloseTo(1.03729238091491, CLOSE);
        assertThatThrownBy(() -> Effect.paired(A, B)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("5 and 6");
    }

    @Test
    void oneForkAndConstantForksHaveNoTest() {
        for (Effect effect : List.of(Effect.welch(logs(1), logs(2, 3)), Effect.paired(logs(1), logs(2)),
                Effect.welch(logs(1, 1), logs(2, 2)), Effect.paired(logs(1, 2), logs(2, 4)))) {
            assertThat(effect.hasUncertainty()).isFalse();
            assertThat(List.of(effect.pAbove(0), effect.pBelow(0), effect.pTwoSided(), effect.lower(0.95), effect.upper(0.95)))
                    .containsOnly(Double.NaN);
        }
        assertThat(Effect.welch(logs(1), logs(2, 2)).ratio()).isCloseTo(2, EXACT);
    }

    @Test
    void benjaminiHochberg() {
        // p.adjust(c(0.01,0.04,0.03,0.005,0.20,0.04,0.9), method="BH")
        assertThat(BenjaminiHochberg.adjust(new double[]{0.01, 0.04, 0.03, 0.005, 0.20, 0.04, 0.9}))
                .containsExactly(new double[]{0.035, 0.056, 0.056, 0.035, 0.233333333333333, 0.056, 0.9}, EXACT);
        assertThat(BenjaminiHochberg.adjust(new double[]{Double.NaN, 0.02, 0.04})).containsExactly(Double.NaN, 0.04, 0.04);
        assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
    }

    @Test
    void mannWhitneyIsExactAlsoWithTies() {
        // wilcox.test(b, a, exact=TRUE)$p.value
        assertThat(RankTests.mannWhitney(A, B)).isCloseTo(0.00432900432900433, EXACT);
        // wilcox.test(u, v, exact=TRUE)$p.value
        assertThat(RankTests.mannWhitney(V, U)).isCloseTo(0.177489177489177, EXACT);
        // r<-rank(c(1,2,2,3,2,3,3,4,5)); s<-apply(combn(9,4),2,function(i) sum(r[i])); mean(abs(s-20)>=abs(sum(r[1:4])-20)-1e-9)
        assertThat(RankTests.mannWhitney(new double[]{2, 3, 3, 4, 5}, new double[]{1, 2, 2, 3})).isCloseTo(0.111111111111111, EXACT);
        assertThat(RankTests.mannWhitney(new double[0], A)).isNaN();
    }

    @Test
    void permutations() {
        // x<-c(u,v); s<-apply(combn(11,5),2,function(i) mean(x[i])-mean(x[-i])); mean(abs(s)>=abs(mean(u)-mean(v))-1e-9)
        assertThat(RankTests.permutation(V, U)).isCloseTo(0.181818181818182, EXACT);
        // the same with a[1:4] and b[1:4]
        assertThat(RankTests.permutation(Arrays.copyOf(A, 4), Arrays.copyOf(B, 4))).isCloseTo(0.0285714285714286, EXACT);
        assertThat(RankTests.permutation(new double[30], new double[30])).isNaN();
        // g<-as.matrix(expand.grid(rep(list(c(-1,1)),6))); mean(abs(g%*%d)>=abs(sum(d))-1e-9)
        assertThat(RankTests.signFlip(D)).isCloseTo(0.125, EXACT);
        assertThat(RankTests.signFlip(new double[18])).isNaN();
    }

    @Test
    void hodgesLehmann() {
        // wilcox.test(v, u, conf.int=TRUE, exact=TRUE)$estimate; wilcox.test(d, conf.int=TRUE, exact=TRUE)$estimate
        assertThat(HodgesLehmann.shift(U, V)).isCloseTo(1.6, EXACT);
        assertThat(HodgesLehmann.shift(D)).isCloseTo(0.5, EXACT);
    }

    @ParameterizedTest
    // m<-function(F,sf,si,I) (qt(.975,2*F-2)+qt(.8,2*F-2))*sqrt(2*(sf^2+si^2/I)/F)
    @CsvSource({"5, 0.01, 0.0221348725269017", "10, 0.01, 0.0145155327159559", "20, 0.01, 0.00996129065434092",
        "5, 0.02, 0.0414105546477906", "10, 0.02, 0.0271560751048076", "20, 0.02, 0.0186358683793085"})
    void minimumDetectableEffect(int forks, double forkDeviation, double expected) {
        assertThat(Power.minimumDetectableEffect(forkDeviation, 0.01, 5, forks)).isCloseTo(expected, CLOSE);
    }

    @Test
    void minimumDetectableEffectIsAGoodApproximation() {
        // power.t.test(n=10, sd=1, sig.level=0.05, power=0.8)$delta, which uses the noncentral t: 1.32494563914455
        assertThat(Power.minimumDetectableEffect(1, 0, 1, 10)).isCloseTo(1.32494563914455, within(0.015));
        assertThat(Power.minimumDetectableEffect(Double.NaN, 3)).isNaN();
    }

    @Test
    void forksNeeded() {
        // for(F in 2:1000) if((qt(.975,2*F-2)+qt(.8,2*F-2))*sd*sqrt(2/F)<=e) return(F)
        assertThat(Power.forksToDetect(0.02, 0.03)).hasValue(9);
        assertThat(Power.forksToDetect(0.01, 0.03)).hasValue(4);
        assertThat(Power.forksToDetect(0.05, 0.01)).hasValue(394);
        assertThat(Power.forksToDetect(0.05, 0.001)).isEmpty();
        // for(F in 2:1000) if((qt(1-al,F-1)+qt(.8,F-1))*sd/sqrt(F)<=e) return(F)
        assertThat(Power.pairsToDecide(0.02, -0.01, 0.05)).hasValue(27);
        assertThat(Power.pairsToDecide(0.02, 0.01, 0.0221)).hasValue(35);
        // as above with vb<-be^2, vc<-sd^2/F and df<-(vb+vc)^2/(vb^2/(bn-1)+vc^2/(F-1))
        assertThat(Power.forksToDecide(0.02 / Math.sqrt(10), 10, 0.02, 0.02, 0.05)).hasValue(21);
        assertThat(Power.forksToDecide(0.02 / Math.sqrt(5), 5, 0.02, 0.02, 0.05)).isEmpty();
    }

    @Test
    void varianceComponents() {
        // y<-log(...); g<-factor(rep(1:3,each=4)); an<-anova(lm(y~g)); MSresidual; (MSg-MSresidual)/4
        VarianceComponents components = VarianceComponents.of(List.of(List.of(10.1, 10.3, 9.9, 10.2), List.of(11.0, 11.2, 10.9, 11.1),
                List.of(10.4, 10.6, 10.5, 10.2)));
        assertThat(components.iteration()).isCloseTo(0.000231007773966665, EXACT);
        assertThat(components.fork()).isCloseTo(0.00192579645486148, EXACT);
        // ceiling(sqrt(3000/100*0.000231007773966665/0.00192579645486148))
        assertThat(components.optimalIterations(100, 3000, 50)).isEqualTo(2);
        assertThat(new VarianceComponents(4, 1).optimalIterations(1, 9, 50)).isEqualTo(6);
        assertThat(new VarianceComponents(4, 0).optimalIterations(1, 9, 50)).isEqualTo(50);
        assertThat(new VarianceComponents(1, 100).optimalIterations(1, 1, 50)).isEqualTo(1);
        assertThatThrownBy(() -> VarianceComponents.of(List.of(List.of(1.0, 2.0), List.of(1.0)))).hasMessageContaining("[2, 1]");
    }

    @Test
    void fiellerInterval() {
        // h<-function(x) qt(.975,length(x)-1)*sd(x)/sqrt(length(x)); A<-mean(a)^2-h(a)^2; B<-mean(b)^2-h(b)^2
        // r<-sqrt((mean(a)*mean(b))^2-A*B); (mean(a)*mean(b)+c(-r,r))/A
        RatioInterval interval = RatioInterval.of(A, B, 0.95);
        assertThat(interval.ratio()).isCloseTo(1.03423209093312, EXACT);
        assertThat(interval.lower()).isCloseTo(1.02004192459688, CLOSE);
        assertThat(interval.upper()).isCloseTo(1.04867830554117, CLOSE);
        assertThat(RatioInterval.of(new double[]{1, 100}, B, 0.95).lower()).isNaN();
        assertThat(RatioInterval.of(new double[]{1}, B, 0.95).upper()).isNaN();
    }

    @Test
    void whatJmhWouldSay() {
        // mean(x)+c(-1,1)*qt(.9995,length(x)-1)*sd(x)/sqrt(length(x)) for a and b
        assertThat(JmhIntervals.interval(forks(A))).containsExactly(new double[]{97.3994779516767, 104.360522048323}, CLOSE);
        assertThat(JmhIntervals.interval(forks(B))).containsExactly(new double[]{102.036865903859, 106.629800762807}, CLOSE);
        assertThat(JmhIntervals.read(forks(A), forks(B))).isEqualTo(JmhIntervals.Reading.SAME);
        assertThat(JmhIntervals.read(forks(A), forks(200, 201, 202))).isEqualTo(JmhIntervals.Reading.DIFFERENT);
        assertThat(JmhIntervals.read(forks(1), forks(2, 2))).isEqualTo(JmhIntervals.Reading.NONE);
    }

    @ParameterizedTest
    // Jennison and Turnbull, Group sequential methods (2000), table 2.1: Pocock's constants, two-sided 0.05 and 0.01; here 2*(1-pnorm(constant))
    @CsvSource({"1, 0.05, 1.960", "2, 0.05, 2.178", "3, 0.05, 2.289", "4, 0.05, 2.361", "5, 0.05, 2.413", "10, 0.05, 2.555",
        "3, 0.10, 1.992", "3, 0.01, 2.873", "5, 0.01, 2.986"})
    void pocock(int looks, double alpha, double constant) {
        double tail = 2 * (1 - new org.apache.commons.math3.distribution.NormalDistribution().cumulativeProbability(constant));
        assertThat(AlphaSpending.pocock(looks, alpha)).isCloseTo(tail, within(0.0015 * tail + 1e-6));
    }

    @Test
    void pocockOfThreeLooks() {
        assertThat(AlphaSpending.pocock(3, 0.05)).isCloseTo(0.0221, within(0.00005));
        assertThatThrownBy(() -> AlphaSpending.pocock(0, 0.05)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"2, 0.05", "3, 0.05", "3, 0.01"})
    void oneSidedTestsAtTheTwoSidedLevelAreOnTheSafeSide(int looks, double alpha) {
        assertThat(AlphaSpending.pocock(looks, alpha)).isLessThan(AlphaSpending.pocock(looks, 2 * alpha) / 2)
                .isGreaterThan(0.9 * AlphaSpending.pocock(looks, 2 * alpha) / 2);
    }

    /**
     * Looked at from another side than the quadrature of the code: random walks of three equal steps, each look a two-sided test of the standardised
     * sum at the level in question. Standard error at 400,000 walks: 0.00034.
     */
    @Test
    void pocockBySimulation() {
        java.util.Random random = new java.util.Random(20_260_301);
        double constant = new org.apache.commons.math3.distribution.NormalDistribution().inverseCumulativeProbability(1 - 0.0221 / 2);
        assertThat(constant).isCloseTo(2.289, within(0.0005));
        int walks = 400_000;
        int crossed = 0;
        for (int walk = 0; walk < walks; walk++) {
            double sum = 0;
            boolean out = false;
            for (int look = 1; look <= 3; look++) {
                sum += random.nextGaussian();
                out |= Math.abs(sum) / Math.sqrt(look) > constant;
            }
            crossed += out ? 1 : 0;
        }
        assertThat((double) crossed / walks).isCloseTo(0.05, within(4 * 0.00034));
    }

    @Test
    void predictionInterval() {
        // s<-log(c(...)); predict(lm(s~1), newdata=data.frame(z=1), interval="prediction", level=.95)
        PredictionInterval interval = PredictionInterval.of(logs(10, 10.2, 9.9, 10.1, 10.05, 9.95, 10.15, 10.0, 9.85), 0.95);
        assertThat(interval.lower()).isCloseTo(2.2768960422176, CLOSE);
        assertThat(interval.upper()).isCloseTo(2.33259694302984, CLOSE);
        assertThat(interval.contains(Math.log(10.1))).isTrue();
        assertThat(interval.contains(Math.log(10.4))).isFalse();
        assertThatThrownBy(() -> PredictionInterval.of(logs(1, 2), 0.95)).hasMessageContaining("8 sessions");
    }

    @Test
    void energyStatistic() {
        // m*n/(m+n)*(2*mean(abs(outer(x,y,"-")))-sum(abs(outer(x,x,"-")))/(m*(m-1))-sum(abs(outer(y,y,"-")))/(n*(n-1))) for a and b
        assertThat(ChangePoints.energy(A, B)).isCloseTo(13, CLOSE);
    }

    @Test
    void changePointsAreFoundAndNoneInNoise() {
        double[] steps = {10, 10.1, 9.9, 10.05, 10, 9.95, 10.1, 11, 11.1, 10.9, 11.05, 11, 10.95, 11.1, 12.5, 12.6, 12.4, 12.55, 12.45,
            12.6};
        assertThat(ChangePoints.of(steps, 0.05, 42)).containsExactly(7, 14);
        double[] noise = new java.util.Random(7).doubles(40).toArray();
        assertThat(ChangePoints.of(noise, 0.01, 42)).isEmpty();
        assertThat(ChangePoints.of(new double[]{1, 2, 3, 4, 5, 6, 7}, 0.05, 42)).isEmpty();
    }

    @Test
    void bimodalForks() {
        // split<-function(x) { x<-sort(x); min(sapply(2:(length(x)-2), function(k) SS(x[1:k])+SS(x[(k+1):n])))/SS(x) }
        double[] two = {1, 1.1, 0.9, 2, 2.1, 1.95};
        double[] one = {10.1, 10.4, 9.9, 10.2, 10.3, 9.7, 10.0, 10.15};
        assertThat(Bimodality.shareLeft(two)).isCloseTo(0.0200158, within(1e-6));
        assertThat(Bimodality.shareLeft(one)).isCloseTo(0.2971902, within(1e-6));
        assertThat(Bimodality.isBimodal(two)).isTrue();
        assertThat(Bimodality.isBimodal(one)).isFalse();
        assertThat(Bimodality.isBimodal(new double[]{1, 1, 9, 9})).isFalse();
        assertThat(Bimodality.isBimodal(new double[]{3, 3, 3, 3, 3})).isFalse();
    }

    @Test
    void fences() {
        // quantile(c(1,2,3,4,5,6,20), c(.25,.75)): 2.5 and 5.5, so the fences are -2 and 10
        // and of c(9,-1,2.5,3,4,5,5.5): 2.75 and 5.25, so they are -1 and 9
        assertThat(Fences.outside(new double[]{20, 1, 2, 3, 4, 5, 6})).containsExactly(0);
        assertThat(Fences.outside(new double[]{9, -1, 2.5, 3, 4, 5, 5.5})).isEmpty();
        assertThat(Fences.outside(new double[0])).isEmpty();
    }

    @Test
    void bytesAreJudgedBySize() {
        assertThat(NearExact.judge(forks(1000, 1000), forks(1016, 1016))).isEqualTo(MarginVerdict.NOT_REGRESSED);
        assertThat(NearExact.judge(forks(1000, 1000), forks(1017, 1017))).isEqualTo(MarginVerdict.REGRESSED);
        assertThat(NearExact.judge(forks(10000), forks(10100))).isEqualTo(MarginVerdict.NOT_REGRESSED);
        assertThat(NearExact.judge(forks(10000), forks(10101))).isEqualTo(MarginVerdict.REGRESSED);
        assertThat(NearExact.judge(forks(10000), forks(9899))).isEqualTo(MarginVerdict.IMPROVED);
        assertThat(NearExact.judge(forks(0), forks(0))).isEqualTo(MarginVerdict.NOT_REGRESSED);
    }

    @Test
    void rulersMove() {
        assertThat(Rulers.movement(List.of(100.0, 102.0, 110.0))).isCloseTo(110.0 / 102 - 1, EXACT);
        assertThat(Rulers.movement(List.of(80.0, 100.0, 101.0))).isCloseTo(0.25, EXACT);
        assertThat(Rulers.movement(List.of(80.0))).isZero();
    }

    @Test
    void forkMeansRefuseWhatNoScoreCanBe() {
        for (double bad : new double[]{0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ForkMeans.logs(List.of(List.of(1.0, bad)))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(bad));
        }
        assertThat(ForkMeans.of(List.of(List.of(1.0, 3.0), List.of(), List.of(5.0)))).containsExactly(2, 5);
    }
}
