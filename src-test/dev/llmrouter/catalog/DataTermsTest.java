package dev.llmrouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class DataTermsTest {

    @Provide
    Arbitrary<DataTerms> terms() {
        Arbitrary<String> region = Arbitraries.of("eu", "eu-west", "eu-west-1", "EU.fr", "us", "us_east", "in-process");
        return Combinators.combine(
                        region.injectNull(0.2),
                        Arbitraries.of("none", "12h", "7d", "30d")
                                .map(Retention::parse)
                                .injectNull(0.2),
                        Arbitraries.of(true, false).injectNull(0.2),
                        Arbitraries.of("fp8", "bf16").injectNull(0.2))
                .as(DataTerms::new);
    }

    @Provide
    Arbitrary<String> wider() {
        return Arbitraries.of("eu", "EU", "eu-west", "eu-west-1", "us", "u", "eu-we", "eu-west-10", "fr", "in-process");
    }

    @Property
    void aRegionIsWithinThoseItBeginsWith(
            @ForAll @Size(min = 1, max = 4) List<@AlphaChars @StringLength(min = 1, max = 4) String> steps,
            @ForAll("separators") String separator) {
        DataTerms terms = DataTerms.in(String.join(separator, steps));
        for (int i = 1; i <= steps.size(); i++) {
            assertThat(terms.isIn(String.join(separator, steps.subList(0, i)))).isTrue();
        }
        assertThat(terms.isIn(String.join(separator, steps) + "x")).isFalse();
        assertThat(DataTerms.in(String.join(separator, steps) + "x").isIn(String.join(separator, steps)))
                .isFalse();
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of("-", ".", "/", "_", " ");
    }

    @Property
    void whatIsWithinAPartIsWithinTheWhole(@ForAll("wider") String part, @ForAll("wider") String whole) {
        Assume.that(!part.equals("in-process"));
        DataTerms within = DataTerms.in(part + "-more");
        assertThat(within.isIn(part)).isTrue();
        if (DataTerms.in(part).isIn(whole)) {
            assertThat(within.isIn(whole)).isTrue();
        }
    }

    @Example
    void nothingIsSomewhereAsFarAsNobodyKnows() {
        assertThat(DataTerms.UNKNOWN.isIn("eu")).isFalse();
        assertThat(DataTerms.in("eu").isIn("eu-west-1")).isFalse();
        assertThat(DataTerms.IN_PROCESS.isIn("eu")).isTrue();
        assertThat(DataTerms.in("eu").isIn("in-process")).isFalse();
    }

    @Property
    void whatHoldsOfAllHoldsOfEach(
            @ForAll @Size(min = 1, max = 4) List<@net.jqwik.api.From("terms") DataTerms> all,
            @ForAll("wider") String region) {
        DataTerms together = DataTerms.ofAll(all);
        for (DataTerms one : all) {
            assertThat(!together.isIn(region) || one.isIn(region)).isTrue();
            Retention most = together.dataRetention();
            assertThat(most == null
                            || (one.dataRetention() != null
                                    && one.dataRetention().isWithin(most)))
                    .isTrue();
            assertThat(!Boolean.FALSE.equals(together.training()) || Boolean.FALSE.equals(one.training()))
                    .isTrue();
            assertThat(together.quantization() == null
                            || together.quantization().equals(one.quantization()))
                    .isTrue();
        }
    }

    @Property
    void ofOneOnlyAreItsOwn(@ForAll("terms") DataTerms terms) {
        assertThat(DataTerms.ofAll(List.of(terms))).isEqualTo(terms);
        assertThat(DataTerms.ofAll(List.of())).isEqualTo(DataTerms.UNKNOWN);
    }

    @Property
    void whatIsSaidWinsOverWhatIsOtherwiseKnown(@ForAll("terms") DataTerms said, @ForAll("terms") DataTerms otherwise) {
        DataTerms both = said.orElse(otherwise);
        assertThat(both.region()).isEqualTo(said.region() == null ? otherwise.region() : said.region());
        assertThat(both.training()).isEqualTo(said.training() == null ? otherwise.training() : said.training());
    }

    @Example
    void aRetentionIsWrittenAsItIsRead() {
        for (String written : List.of("none", "1h", "36h", "30d")) {
            assertThat(Retention.parse(written)).hasToString(written);
        }
        assertThat(Retention.parse("0d")).isEqualTo(Retention.NONE);
        assertThat(Retention.parse("48h")).isEqualTo(Retention.parse("2d")).hasToString("2d");
        assertThat(Retention.parse("23h").isWithin(Retention.parse("1d"))).isTrue();
        assertThat(Retention.parse("25h").isWithin(Retention.parse("1d"))).isFalse();
        for (String odd : List.of("", "forever", "30", "30 d", "-1d", "None", "30m", "1234567d")) {
            assertThatThrownBy(() -> Retention.parse(odd)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
