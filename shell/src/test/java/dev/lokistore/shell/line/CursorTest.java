package dev.lokistore.shell.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorTest {
    // start is shown as what lies before it
    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', textBlock = """
        ^^ @ COMMAND [] typed= before=
        du @ COMMAND [] typed=du before=
        ^du ^ @ ARGUMENT [du] typed= before=du_
        du --by te @ ARGUMENT [du --by] typed=te before=du_--by_
        info; ta @ COMMAND [] typed=ta before=info;_
        du | he @ COMMAND [] typed=he before=du_|_ filter
        du | head -n @ ARGUMENT [head] typed=-n before=du_|_head_ filter
        du > re @ FILE [] typed=re before=du_>_
        ^du >> ^ @ FILE [] typed= before=du_>>_
        run 'my fi @ ARGUMENT [run] typed=my fi before=run_ quote='
        run my\\ fi @ ARGUMENT [run] typed=my fi before=run_
        run "my fi @ ARGUMENT [run] typed=my fi before=run_ quote="
        ^cat {^ @ LABEL [cat] typed= before=cat_{
        cat {ap @ LABEL [cat] typed=ap before=cat_{
        ^cat {app="web", ^ @ LABEL [cat] typed= before=cat_{app="web",_
        cat {app="web", na @ LABEL [cat] typed=na before=cat_{app="web",_
        cat {app= @ VALUE [cat] typed= before=cat_{app= quote=" label=app
        cat {app=~"we @ VALUE [cat] typed=we before=cat_{app=~ quote=" label=app
        cat {a="b",app=`we @ VALUE [cat] typed=we before=cat_{a="b",app= quote=` label=app
        cd team-a/2026-11-20/{app="we @ VALUE [cd] typed=we before=cd_team-a/2026-11-20/{app= quote=" label=app
        cat {app="web" @ NOTHING [cat] typed= before=cat_{app="web"
        cat {app="web"} @ NOTHING [cat] typed= before=cat_{app="web"}
        ^cat {app="web"} ^ @ ARGUMENT [cat {app="web"}] typed= before=cat_{app="web"}_
        cat {app="web"} |= "err @ NOTHING [cat] typed= before=cat_{app="web"}_|=_"err
        cat {app="web"} | gr @ COMMAND [] typed=gr before=cat_{app="web"}_|_ filter
        cat {app @ LABEL [cat] typed=app before=cat_{
        ^cat {app ^ @ NOTHING [cat] typed= before=cat_{app_
        du # com @ NOTHING [du] typed= before=du_#_com
        """)
    void whatIsBeingTypedIsKnown(String text, String expected) {
        Cursor cursor = Cursor.at(text);

        String words = cursor.words().stream().map(Word::text).collect(Collectors.joining(" "));
        assertThat(cursor.role() + " [" + words + "] typed=" + cursor.typed() + " before="
                        + text.substring(0, cursor.start()).replace(' ', '_')
                        + (cursor.quote() == 0 ? "" : " quote=" + cursor.quote())
                        + (cursor.label() == null ? "" : " label=" + cursor.label())
                        + (cursor.filter() ? " filter" : ""))
                .isEqualTo(expected);
    }

    @Test
    void nothingThatIsTypedIsAnError() {
        String alphabet = "a {}\"'`\\|=!~>;#,()\n-/";
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            String line = random.ints(random.nextInt(30), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining());
            Cursor cursor = Cursor.at(line);
            assertThat(cursor.start()).as("seed %d: %s", seed, line).isBetween(0, line.length());
        }
    }
}
