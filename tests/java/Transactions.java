// Transactions of kafka-clients: a producer, a consumer of committed records, a copier that sends
// offsets with its records, and a second producer of the same transactional id.
//
//   Transactions PROPERTIES
//
// Works on the topics "orders" and "copies", of one partition each, and prints a line for each
// thing that it found.

import java.io.FileReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public final class Transactions {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BRIEFLY = Duration.ofMillis(100);
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private static final Properties SETTINGS = new Properties();

    public static void main(String[] words) throws Exception {
        try (Reader reader = new FileReader(words[0])) {
            SETTINGS.load(reader);
        }
        try (KafkaProducer<byte[], byte[]> producer = producer("orders-writer")) {
            producer.initTransactions();
            transaction(producer, "orders", true, "a", "b", "c");
            transaction(producer, "orders", false, "lost", "lost too");
            transaction(producer, "orders", true, "d");
            // Without records at all.
            producer.beginTransaction();
            producer.commitTransaction();
            System.out.println("committed " + values("orders", "read_committed", 4));
            System.out.println("all " + values("orders", "read_uncommitted", 6));
        }
        copy();
        fence(false, "e");
        fence(true, "f");
        System.out.println("orders " + values("orders", "read_committed", 6));
    }

    /** Copies the orders, first in a transaction that is aborted, then in one that is committed. */
    private static void copy() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer("copier");
                KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            producer.initTransactions();
            consumer.subscribe(List.of("orders"));
            List<ConsumerRecord<byte[], byte[]>> orders = poll(consumer, 4);
            for (boolean commit : new boolean[] {false, true}) {
                producer.beginTransaction();
                for (ConsumerRecord<byte[], byte[]> order : orders) {
                    producer.send(new ProducerRecord<>("copies", order.value()));
                }
                OffsetAndMetadata next = new OffsetAndMetadata(consumer.position(ORDERS));
                producer.sendOffsetsToTransaction(Map.of(ORDERS, next), consumer.groupMetadata());
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
                OffsetAndMetadata found = consumer.committed(Set.of(ORDERS)).get(ORDERS);
                boolean same = found != null && found.offset() == next.offset();
                System.out.println((commit ? "commit" : "abort") + " moves the group: " + same);
            }
        }
        System.out.println("copies " + values("copies", "read_committed", 4));
    }

    /** A second producer takes the transactional id over while the first has a transaction. */
    private static void fence(boolean late, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> first = producer("orders-writer")) {
            first.initTransactions();
            first.beginTransaction();
            first.send(record("orders", "of the first")).get();
            try (KafkaProducer<byte[], byte[]> second = producer("orders-writer")) {
                second.initTransactions();
                transaction(second, "orders", true, value);
            }
            if (late) {
                first.send(record("orders", "late"));
            }
            first.commitTransaction();
            System.out.println("nobody is fenced");
        } catch (Exception fenced) {
            System.out.println("fenced " + fenced.getClass().getSimpleName());
        }
    }

    private static void transaction(
            KafkaProducer<byte[], byte[]> producer, String topic, boolean commit, String... values)
            throws Exception {
        producer.beginTransaction();
        for (String value : values) {
            producer.send(record(topic, value));
        }
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    /** The values of a topic from the beginning to its end, which are as many as expected. */
    private static List<String> values(String topic, String isolation, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : poll(consumer, count)) {
                values.add(new String(record.value(), StandardCharsets.US_ASCII));
            }
            // Nothing comes after them.
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            long stop = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end && System.nanoTime() < stop) {
                consumer.poll(BRIEFLY).forEach(it ->
                    values.add(new String(it.value(), StandardCharsets.US_ASCII)));
            }
            return values;
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> poll(
            KafkaConsumer<byte[], byte[]> consumer, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (records.size() < count && System.nanoTime() < end) {
            consumer.poll(BRIEFLY).forEach(records::add);
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static KafkaProducer<byte[], byte[]> producer(String id) {
        Properties own = new Properties();
        own.putAll(SETTINGS);
        own.setProperty("transactional.id", id);
        return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Properties own = new Properties();
        own.putAll(SETTINGS);
        own.setProperty("group.id", "copiers");
        own.setProperty("auto.offset.reset", "earliest");
        own.setProperty("enable.auto.commit", "false");
        own.setProperty("isolation.level", isolation);
        return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
