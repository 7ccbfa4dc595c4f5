// Consumer groups of KIP-848 with kafka-clients: two members share a topic, one leaves, another one
// goes on where they stopped, and an administrator looks at the group and deletes it.
//
//   Groups PROPERTIES
//
// Works on the topic "orders" of four partitions, and prints a line for each thing that it found.

import java.io.FileReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public final class Groups {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BRIEFLY = Duration.ofMillis(50);
    private static final String TOPIC = "orders";
    private static final String GROUP = "readers";

    private static Properties settings;

    public static void main(String[] words) throws Exception {
        settings = new Properties();
        try (Reader reader = new FileReader(words[0])) {
            settings.load(reader);
        }
        send("a");
        try (Admin admin = Admin.create(settings)) {
            shareAndLeave(admin);
            send("c");
            Set<String> rest = new TreeSet<>();
            try (KafkaConsumer<byte[], byte[]> third = consumer()) {
                third.subscribe(new SubscriptionPattern("ord.*"));
                poll(third, null, rest, () -> rest.size() == 4);
                System.out.println("the third goes on " + rest);
                third.commitSync(PATIENCE);
            }
            admin.deleteConsumerGroupOffsets(GROUP, Set.of(new TopicPartition(TOPIC, 0)))
                .all().get();
            System.out.println("offsets left "
                + admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get()
                    .size());
            admin.deleteConsumerGroups(List.of(GROUP)).all().get();
            System.out.println("groups left " + admin.listGroups().all().get().size());
        }
    }

    private static void shareAndLeave(Admin admin) throws Exception {
        Set<String> read = new TreeSet<>();
        try (KafkaConsumer<byte[], byte[]> first = consumer()) {
            first.subscribe(List.of(TOPIC));
            poll(first, null, read, () -> read.size() == 4);
            // Whoever gets a partition goes on after this.
            first.commitSync(PATIENCE);
            read.clear();
            try (KafkaConsumer<byte[], byte[]> second = consumer()) {
                second.subscribe(List.of(TOPIC));
                poll(first, second, read, () ->
                    first.assignment().size() == 2 && second.assignment().size() == 2);
                send("b");
                poll(first, second, read, () -> read.size() == 4);
                Set<TopicPartition> both = new HashSet<>(first.assignment());
                both.addAll(second.assignment());
                System.out.println("two share " + both.size() + " and read " + read);
                ConsumerGroupDescription described = describe(admin);
                System.out.println("described " + described.type() + " "
                    + described.groupState() + " " + described.members().size() + " "
                    + described.partitionAssignor());
                System.out.println("no deletion " + failure(admin.deleteConsumerGroups(
                    List.of(GROUP)).all()));
                System.out.println("no deletion " + failure(admin.deleteConsumerGroupOffsets(
                    GROUP, Set.of(new TopicPartition(TOPIC, 0))).all()));
                first.commitSync(PATIENCE);
                second.commitSync(PATIENCE);
            }
            poll(first, null, read, () -> first.assignment().size() == 4);
            System.out.println("the first has all again");
        }
    }

    private static ConsumerGroupDescription describe(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(GROUP)).describedGroups().get(GROUP).get();
    }

    private static String failure(KafkaFuture<?> future) throws InterruptedException {
        try {
            future.get();
            return "but it went well";
        } catch (ExecutionException failure) {
            return failure.getCause().getClass().getSimpleName();
        }
    }

    /** Polls one or both until the condition holds, and gathers what they read. */
    private static void poll(KafkaConsumer<byte[], byte[]> first,
            KafkaConsumer<byte[], byte[]> second, Set<String> read, BooleanSupplier enough) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("read " + read + ", first " + first.assignment());
            }
            for (ConsumerRecord<byte[], byte[]> record : first.poll(BRIEFLY)) {
                read.add(new String(record.value(), StandardCharsets.US_ASCII));
            }
            if (second != null) {
                for (ConsumerRecord<byte[], byte[]> record : second.poll(BRIEFLY)) {
                    read.add(new String(record.value(), StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private static void send(String prefix) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < 4; partition++) {
                byte[] value = (prefix + partition).getBytes(StandardCharsets.US_ASCII);
                producer.send(new ProducerRecord<>(TOPIC, partition, null, value)).get();
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Properties own = new Properties();
        own.putAll(settings);
        own.setProperty("group.id", GROUP);
        own.setProperty("group.protocol", "consumer");
        own.setProperty("enable.auto.commit", "false");
        own.setProperty("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(
            own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
