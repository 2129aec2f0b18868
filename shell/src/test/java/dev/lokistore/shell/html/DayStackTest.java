package dev.lokistore.shell.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.shell.html.Bars.Series;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DayStackTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-19");

    private final DayStack stack = new DayStack();

    @Test
    void theLargestSeriesComeFirstAndTheRestIsOne() {
        for (int i = 1; i <= 10; i++) {
            stack.add("tenant-" + i, DAY, i);
        }

        Bars bars = stack.bars("label", "tenants");

        assertThat(bars.series())
                .extracting(Series::name)
                .containsExactly(
                        "tenant-10", "tenant-9", "tenant-8", "tenant-7", "tenant-6", "tenant-5", "4 other tenants");
        assertThat(bars.series().get(6).rest()).isTrue();
        assertThat(bars.series().get(6).values()).containsExactly(10L);
    }

    @Test
    void aSeventhSeriesKeepsItsName() {
        for (int i = 1; i <= 7; i++) {
            stack.add("tenant-" + i, DAY, i);
        }

        assertThat(stack.bars("label", "tenants").series())
                .extracting(Series::name)
                .endsWith("tenant-1");
    }

    @Test
    void daysWithoutBytesHaveTheirPlaceButNotDecades() {
        stack.add("a", DAY, 1);
        stack.add("b", DAY.plusDays(2), 2);
        stack.add("a", LocalDate.of(2106, 1, 1), 3);

        Bars bars = stack.bars("label", "tenants");

        assertThat(bars.positions()).containsExactly("2026-11-19", "2026-11-20", "2026-11-21", "2106-01-01");
        assertThat(bars.series().get(0).values()).containsExactly(1L, 0L, 0L, 3L);
        assertThat(bars.axis()).isEqualTo("Day");
    }

    @Test
    void manyDaysBecomeMonths() {
        for (int i = 0; i < 1000; i++) {
            stack.add("a", DAY.plusDays(i), 1);
        }

        Bars bars = stack.bars("label", "tenants");

        assertThat(bars.axis()).isEqualTo("Month");
        assertThat(bars.positions()).hasSize(34).startsWith("2026-11", "2026-12");
        assertThat(bars.series().get(0).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1000);
    }

    @Test
    void placesAloneAreNothing() {
        stack.place(DAY);

        assertThat(stack.isEmpty()).isTrue();
        assertThat(stack.bars("label", "rules").series()).isEmpty();
    }
}
