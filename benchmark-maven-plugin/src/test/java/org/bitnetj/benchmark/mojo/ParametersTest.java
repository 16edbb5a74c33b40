package org.bitnetj.benchmark.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.precondition.Breakage;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    @Test
    void argumentsComeInOrder() {
        assertThat(Parameters.jvmArgs(List.of("-Xmx1g"), " -Xms1g  -ea ", List.of("my."),
                properties("my.b", "system", "other", "x", "bitnet.a", "1"),
                properties("my.b", "user", "my.a", "2 3")))
                .containsExactly("-Xmx1g", "-Xms1g", "-ea", "-Dbitnet.a=1", "-Dmy.a=2 3", "-Dmy.b=user");
        assertThat(Parameters.jvmArgs(null, null, null, new Properties(), new Properties())).isEmpty();
    }

    @Test
    void mistakesNameTheParameter() {
        assertThatThrownBy(() -> Parameters.profile("fast")).isInstanceOf(Breakage.class).hasMessageContaining("benchmark.profile")
                .hasMessageContaining("smoke");
        assertThatThrownBy(() -> Parameters.duration("benchmark.budget", "90")).isInstanceOf(Breakage.class)
                .hasMessageStartingWith("benchmark.budget is not a duration: 90")
                .hasMessageContaining("PT90S");
        assertThatThrownBy(() -> Parameters.duration("benchmark.budget", "PT0S")).hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> Parameters.duration("benchmark.budget", "PT-1S")).hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> Parameters.positive("benchmark.forks", 0, 3)).hasMessage("benchmark.forks must be at least 1, not 0");
        assertThatThrownBy(() -> Parameters.patterns("benchmark.includes", List.of("a", "("))).hasMessageContaining("benchmark.includes");
        assertThatThrownBy(() -> Parameters.seed(null, "many")).hasMessageContaining("BITNET_SEED").hasMessageContaining("many");
    }

    @Test
    void defaultsAndGivenValues() {
        assertThat(Parameters.profile("smoke")).isEqualTo(Profile.SMOKE);
        assertThat(Parameters.duration("x", "PT1M")).isEqualTo(Duration.ofMinutes(1));
        assertThat(Parameters.positive("x", null, 3)).isEqualTo(3);
        assertThat(Parameters.positive("x", 1, 3)).isEqualTo(1);
        assertThat(Parameters.seed(null, null)).isEqualTo(42);
        assertThat(Parameters.seed(null, "7")).isEqualTo(7);
        assertThat(Parameters.seed(1L, "7")).isEqualTo(1);
    }
}
