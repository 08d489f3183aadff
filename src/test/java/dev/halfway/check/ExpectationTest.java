package dev.halfway.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
    private static final String REPORT = """
            {"verdict": "one-way-loss", "exitCode": 1,
             "losses": [
               {"from": "a", "to": "b", "typeP": "tcp-data", "role": "either", "initiator": "a", "sent": 20, "lost": 9},
               {"from": "a", "to": "b", "typeP": "tcp-data", "role": "either", "initiator": "b", "sent": 30, "lost": 0},
               {"from": "b", "to": "a", "typeP": "tcp-ack", "role": "either", "initiator": "a", "sent": 20, "lost": 0}],
             "appeared": [],
             "findings": [
               {"kind": "one-way-loss", "grade": "certain", "sentence": "9 data segments leave a; see 10.0.0.1", "from": "a",
                "to": "b", "typeP": ["tcp-data", "tcp-fin"], "place": "between-taps",
                "decidedBy": {"feature": "size", "value": "above 1400", "p": 0.001},
                "cause": {"name": "MTU black hole", "grade": "certain"}}]}""";
    private static final String LINE = """
            {"host": "a", "frame": 12, "from": "a", "to": "b", "typeP": "tcp-data", "fate": "lost", "matches": []}""";

    private static List<String> differences(String expected) throws IOException {
        return new Expectation(JsonTree.object(expected))
                .differences(found()).stream().map(Difference::toString).toList();
    }

    private static Found found() throws IOException {
        return new Found(JsonTree.object(REPORT), List.of(JsonTree.object(LINE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'verdict': 'one-way-loss', 'exitCode': 1}",
                "{'losses': [{'from': 'a', 'to': 'b', 'initiator': 'a', 'lost': 9}]}",
                "{'losses': [{'from': 'a', 'lost': {'min': 9, 'max': 9}}, {'from': 'a', 'lost': {'max': 10}}]}",
                "{'losses': [{'from': 'a', 'lost': {'min': 1}}]}",
                "{'findings': [{'typeP': ['tcp-fin'], 'decidedBy': {'feature': 'size'}, 'cause': {'name': 'MTU black hole'}}]}",
                "{'findings': [{'kind': 'one-way-loss', 'mentions': ['10.0.0.1', '9 data']}], 'causes': ['MTU black hole']}",
                "{'packets': [{'host': 'a', 'frame': 12, 'fate': 'lost'}]}",
            })
    void shouldHold(String expected) throws IOException {
        assertEquals(List.of(), differences(expected.replace('\'', '"')));
    }

    @Test
    void shouldNameWhatIsExpectedAndWhatIsFound() throws IOException {
        assertEquals(
                List.of("verdict: expected \"no-loss\", found \"one-way-loss\"", "exitCode: expected 0, found 1"),
                differences("{\"verdict\": \"no-loss\", \"exitCode\": 0}"));
        assertEquals(
                List.of("losses a -> b tcp-data by a: lost: expected 8, found 9"),
                differences(
                        "{\"losses\": [{\"from\": \"a\", \"to\": \"b\", \"typeP\": \"tcp-data\", \"initiator\": \"a\", \"sent\": 20, \"lost\": 8}]}"));
        assertEquals(
                List.of("losses a -> b by a: lost: expected 10 to 12, found 9"),
                differences(
                        "{\"losses\": [{\"from\": \"a\", \"to\": \"b\", \"initiator\": \"a\", \"lost\": {\"min\": 10, \"max\": 12}}]}"));
        assertEquals(
                List.of("packets a frame 12: fate: expected \"delivered\", found \"lost\""),
                differences("{\"packets\": [{\"host\": \"a\", \"frame\": 12, \"fate\": \"delivered\"}]}"));
        assertEquals(
                List.of(
                        "verdit: expected \"one-way-loss\", found no such key; there are verdict, exitCode, losses, appeared, findings"),
                differences("{\"verdit\": \"one-way-loss\"}"));
    }

    @Test
    void shouldNameEachPartOfAFindingThatDiffers() throws IOException {
        String expected = """
                {"findings": [{"kind": "one-way-loss", "from": "a", "to": "b", "typeP": ["tcp-syn"], "grade": "likely",
                  "place": "host:a", "decidedBy": {"feature": "time"}, "cause": {"name": "MTU black hole"},
                  "mentions": ["10.0.0.2"]}]}""";
        assertEquals(
                List.of(
                        "findings one-way-loss a -> b MTU black hole: typeP: expected \"tcp-syn\" among others, found"
                                + " [\"tcp-data\", \"tcp-fin\"]",
                        "findings one-way-loss a -> b MTU black hole: grade: expected \"likely\", found \"certain\"",
                        "findings one-way-loss a -> b MTU black hole: place: expected \"host:a\", found \"between-taps\"",
                        "findings one-way-loss a -> b MTU black hole: decidedBy.feature: expected \"time\", found \"size\"",
                        "findings one-way-loss a -> b MTU black hole: mentions: expected \"10.0.0.2\", found it nowhere in"
                                + " 9 data segments leave a; see 10.0.0.1"),
                differences(expected));
    }

    @Test
    void shouldTellOfWhatIsNotThereAtAll() throws IOException {
        assertEquals(
                List.of(
                        "losses b -> a tcp-syn: expected {\"from\": \"b\", \"to\": \"a\", \"typeP\": \"tcp-syn\", \"lost\": 0},"
                                + " found none such among: b -> a tcp-ack as either by a"),
                differences("{\"losses\": [{\"from\": \"b\", \"to\": \"a\", \"typeP\": \"tcp-syn\", \"lost\": 0}]}"));
        assertEquals(
                List.of(
                        "packets a frame 13: expected {\"host\": \"a\", \"frame\": 13, \"fate\": \"lost\"}, found no such"
                                + " packet among those that are analysed"),
                differences("{\"packets\": [{\"host\": \"a\", \"frame\": 13, \"fate\": \"lost\"}]}"));
        assertEquals(
                List.of("appeared a -> b: expected {\"from\": \"a\", \"to\": \"b\", \"count\": 1}, found none such"),
                differences("{\"appeared\": [{\"from\": \"a\", \"to\": \"b\", \"count\": 1}]}"));
    }

    @Test
    void shouldAllowNoOtherCauseToBeCertain() throws IOException {
        List<String> differences = differences("{\"findings\": [], \"causes\": [\"ACL\"]}");
        assertEquals(1, differences.size());
        assertTrue(
                differences.get(0).contains("expected only [\"ACL\"], found \"MTU black hole\""),
                differences.toString());
    }

    @Test
    void shouldUpdateWhatIsPinnedAndNothingElse() throws IOException {
        String expected = """
                {
                  "args": [],
                  "verdict": "no-loss",
                  "losses": [
                    {"from": "a", "to": "b", "initiator": "a", "sent": {"min": 18, "max": 22}, "lost": {"min": 0, "max": 4}},
                    {"from": "b", "to": "a", "typeP": "tcp-syn", "lost": 1}
                  ],
                  "findings": [
                    {"kind": "one-way-loss", "grade": "likely", "typeP": ["tcp-syn"], "mentions": ["a"], "cause": {"name": "ACL"}}
                  ],
                  "packets": [
                    {"host": "a", "frame": 12, "fate": "delivered"}
                  ]
                }
                """;
        Expectation before = new Expectation(JsonTree.object(expected));
        Map<String, Object> updated = before.updated(found());
        assertEquals("""
                {
                  "args": [],
                  "verdict": "one-way-loss",
                  "losses": [
                    {"from": "a", "to": "b", "initiator": "a", "sent": {"min": 18, "max": 22}, "lost": {"min": 7, "max": 11}},
                    {"from": "b", "to": "a", "typeP": "tcp-syn", "lost": 1}
                  ],
                  "findings": [
                    {"kind": "one-way-loss", "grade": "certain", "typeP": ["tcp-data", "tcp-fin"], "mentions": ["a"], "cause": {"name": "MTU black hole"}}
                  ],
                  "packets": [
                    {"host": "a", "frame": 12, "fate": "lost"}
                  ]
                }
                """, JsonTree.file(updated));
        List<Difference> left = new Expectation(updated).differences(found());
        assertEquals(1, left.size());
        assertEquals("losses b -> a tcp-syn", left.get(0).where());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"args\": \"-v\"}",
                "{\"findings\": {}}",
                "{\"packets\": [{\"host\": \"a\"}]}",
                "{\"findings\": [{\"mentions\": \"a\"}]}"
            })
    void shouldRefuseValuesOfTheWrongKind(String expected) throws IOException {
        Map<String, Object> tree = JsonTree.object(expected);
        assertThrows(IllegalArgumentException.class, () -> new Expectation(tree));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"a\": null}",
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1} x",
                "{\"a\": 99999999999999999999}",
                "{"
            })
    void shouldRefuseWhatIsNoObject(String text) {
        assertThrows(IOException.class, () -> JsonTree.object(text));
    }
}
