// A producer and a consumer of kafka-clients, as applications use them.
//
//   Clients PROPERTIES round-trip TOPIC GROUP [KEY=VALUE...]
//     sends the records of standard input, reads as many back as the group's only member and
//     prints them.
//   Clients PROPERTIES keep-up TOPIC TIMES [KEY=VALUE...]
//     sends and reads records until producer and consumer have both authenticated themselves
//     again TIMES times on connections that stay; prints how many records went through, then how
//     many connections each client made and how many re-authentications failed.
//   Clients PROPERTIES send TOPIC [KEY=VALUE...]
//     sends one record and says where it went; a failure's stack trace goes to standard error.
//
// KEY=VALUE are more settings for both clients. Records are the lines that tests/src/records.rs
// describes.

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public final class Clients {
    /** How long anything may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BRIEFLY = Duration.ofMillis(100);

    public static void main(String[] words) throws Exception {
        Properties settings = new Properties();
        try (Reader reader = new FileReader(words[0])) {
            settings.load(reader);
        }
        boolean two = !words[1].equals("send");
        for (int at = two ? 4 : 3; at < words.length; at++) {
            String[] pair = words[at].split("=", 2);
            settings.setProperty(pair[0], pair[1]);
        }
        switch (words[1]) {
            case "round-trip":
                roundTrip(settings, words[2], words[3]);
                break;
            case "keep-up":
                keepUp(settings, words[2], Integer.parseInt(words[3]));
                break;
            case "send":
                send(settings, words[2]);
                break;
            default:
                throw new IllegalArgumentException(words[1]);
        }
    }

    private static void roundTrip(Properties settings, String topic, String group)
            throws Exception {
        List<String> lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))
                .lines().collect(Collectors.toList());
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (String line : lines) {
                sent.add(producer.send(parse(topic, line)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
        StringBuilder received = new StringBuilder();
        int count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings, group)) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (count < lines.size() && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(BRIEFLY)) {
                    received.append(line(record)).append('\n');
                    count++;
                }
            }
            consumer.commitSync(PATIENCE);
        }
        System.out.print(received);
        System.out.flush();
    }

    private static void keepUp(Properties settings, String topic, int times) throws Exception {
        int sent = 0;
        int received = 0;
        try (KafkaProducer<byte[], byte[]> producer = producer(settings);
                KafkaConsumer<byte[], byte[]> consumer = consumer(settings, "keeps-up")) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + PATIENCE.toNanos();
            // Both go on with all they have: who idles does not authenticate again.
            while (System.nanoTime() < end && (received < sent || sent == 0
                    || again(producer.metrics()) < times || again(consumer.metrics()) < times)) {
                byte[] value = Integer.toString(sent).getBytes(StandardCharsets.US_ASCII);
                producer.send(new ProducerRecord<>(topic, value)).get();
                sent++;
                received += consumer.poll(BRIEFLY).count();
            }
            System.out.println(sent + " " + received);
            for (Map<MetricName, ? extends Metric> it
                    : List.of(producer.metrics(), consumer.metrics())) {
                System.out.println((int) total(it, "connection-creation-total") + " "
                    + (int) total(it, "failed-reauthentication-total"));
            }
        }
    }

    private static void send(Properties settings, String topic) {
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            byte[] value = {'x'};
            RecordMetadata where = producer.send(new ProducerRecord<>(topic, value)).get();
            System.out.println("sent: " + where);
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static double again(Map<MetricName, ? extends Metric> metrics) {
        return total(metrics, "successful-reauthentication-total");
    }

    /** The metric of the whole client; there are others of the name for each connection. */
    private static double total(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
            .filter(it -> it.getKey().name().equals(name))
            .filter(it -> it.getKey().group().equals("producer-metrics")
                || it.getKey().group().equals("consumer-metrics"))
            .mapToDouble(it -> (Double) it.getValue().metricValue())
            .findFirst().orElseThrow();
    }

    private static KafkaProducer<byte[], byte[]> producer(Properties settings) {
        return new KafkaProducer<>(
            settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Properties settings, String group) {
        Properties own = new Properties();
        own.putAll(settings);
        own.setProperty("group.id", group);
        own.setProperty("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(
            own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static ProducerRecord<byte[], byte[]> parse(String topic, String line) {
        String[] words = line.split(" ", -1);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
            topic, Integer.valueOf(words[0]), octets(words[1]), octets(words[2]));
        for (int at = 3; at < words.length; at++) {
            String[] header = words[at].split("=", 2);
            record.headers().add(header[0], octets(header[1]));
        }
        return record;
    }

    private static String line(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder line = new StringBuilder();
        line.append(record.partition());
        line.append(' ').append(digits(record.key()));
        line.append(' ').append(digits(record.value()));
        for (Header header : record.headers()) {
            line.append(' ').append(header.key()).append('=').append(digits(header.value()));
        }
        return line.toString();
    }

    private static byte[] octets(String digits) {
        return digits.equals("-") ? null : HexFormat.of().parseHex(digits);
    }

    private static String digits(byte[] octets) {
        return octets == null ? "-" : HexFormat.of().formatHex(octets);
    }
}
