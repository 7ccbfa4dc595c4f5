// Judges the Kafka codec by the message classes of a kafka-clients jar.
//
//   cargo run -p kerbside-kafka-wire --example dump_corpus |
//       java -cp kafka-clients-4.4.0.jar:slf4j-api-1.7.36.jar CodecJudge.java
//
// The lines are described in harness/wire/examples/dump_corpus.rs. Versions that the jar does not
// have are passed over. Prints each disagreement and a summary; the exit status is 1 when there
// was any disagreement, or nothing to judge.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

public final class CodecJudge {
    private int judged;
    private int passedOver;
    private int wrong;

    public static void main(String[] arguments) throws Exception {
        CodecJudge judge = new CodecJudge();
        InputStreamReader input = new InputStreamReader(System.in, StandardCharsets.US_ASCII);
        try (BufferedReader lines = new BufferedReader(input)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                judge.line(line);
            }
        }
        System.out.printf("%d judged, %d passed over, %d wrong%n",
            judge.judged, judge.passedOver, judge.wrong);
        System.exit(judge.wrong == 0 && judge.judged > 0 ? 0 : 1);
    }

    private void line(String line) {
        String[] words = line.split(" ");
        short version = Short.parseShort(words[3]);
        ApiMessage fresh = fresh(words[1], words[2]);
        if (fresh == null) {
            passedOver++;
            return;
        }
        if (lacks(fresh, version)) {
            passedOver++;
            return;
        }
        String said = words[4];
        String found;
        try {
            switch (words[0]) {
                case "default":
                    found = write(fresh, version);
                    break;
                case "same":
                    found = write(read(fresh, version, words[4]), version);
                    break;
                case "other":
                    short target = Short.parseShort(words[5]);
                    if (lacks(fresh, target)) {
                        passedOver++;
                        return;
                    }
                    said = words[6];
                    found = rewrite(read(fresh, version, words[4]), target);
                    break;
                default:
                    found = "no such line";
            }
        } catch (RuntimeException refusal) {
            found = refusal.toString();
        }
        judged++;
        if (!found.equals(said)) {
            wrong++;
            System.out.printf("%s: Kafka has %s%n", line, found);
        }
    }

    /** An empty message, or null where the jar does not have it. */
    private static ApiMessage fresh(String name, String side) {
        try {
            switch (side) {
                case "request":
                    return ApiMessageType.fromApiKey(Short.parseShort(name)).newRequest();
                case "response":
                    return ApiMessageType.fromApiKey(Short.parseShort(name)).newResponse();
                case "header":
                    name += "Data";
                    break;
                default:
            }
            Class<?> type = Class.forName("org.apache.kafka.common.message." + name);
            return (ApiMessage) type.getDeclaredConstructor().newInstance();
        } catch (UnsupportedVersionException | ReflectiveOperationException absent) {
            return null;
        }
    }

    private static boolean lacks(ApiMessage message, short version) {
        return version < message.lowestSupportedVersion()
            || version > message.highestSupportedVersion();
    }

    private static ApiMessage read(ApiMessage fresh, short version, String hex) {
        byte[] bytes = hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        fresh.read(new ByteBufferAccessor(buffer), version);
        if (buffer.hasRemaining()) {
            throw new IllegalStateException(buffer.remaining() + " octets are left over");
        }
        return fresh;
    }

    private static String rewrite(ApiMessage message, short version) {
        try {
            return write(message, version);
        } catch (UnsupportedVersionException | NullPointerException refusal) {
            // The generated classes say null where null is not allowed by a NullPointerException.
            return "refused";
        }
    }

    private static String write(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(buffer), cache, version);
        buffer.flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
    }
}
