// A producer of kafka-clients that meets brokers in many ways, in one JVM.
//
// Each line of standard input is a name and a properties file. A record goes to the topic `orders`
// as each file says; the line `NAME sent` follows, or `NAME failed` with the classes and messages
// of all causes.

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Meet {
    public static void main(String[] words) throws Exception {
        List<String> lines = new BufferedReader(new InputStreamReader(System.in))
            .lines().collect(Collectors.toList());
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            Properties settings = new Properties();
            try (Reader reader = new FileReader(parts[1])) {
                settings.load(reader);
            }
            settings.putIfAbsent("max.block.ms", "20000");
            System.out.println(parts[0] + " " + meet(settings, parts[0]));
        }
        System.exit(0);
    }

    private static String meet(Properties settings, String name) throws Exception {
        StringSerializer text = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            producer.send(new ProducerRecord<>("orders", name)).get();
            return "sent";
        } catch (ExecutionException failure) {
            return told(failure.getCause());
        } catch (RuntimeException failure) {
            return told(failure);
        }
    }

    private static String told(Throwable failure) {
        StringBuilder text = new StringBuilder("failed");
        for (Throwable at = failure; at != null; at = at.getCause()) {
            text.append(" <- ").append(at.getClass().getSimpleName())
                .append(": ").append(String.valueOf(at.getMessage()).replace('\n', ' '));
        }
        return text.toString();
    }
}
