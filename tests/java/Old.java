// What clients from Kafka 0.9 to 3.9 do with a broker: one sends records, one reads them in a group
// and tells what it read, a record a line.
//
//   Old PROPERTIES TOPIC COUNT

import java.io.FileReader;
import java.io.Reader;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

public final class Old {
    public static void main(String[] words) throws Exception {
        Properties settings = new Properties();
        try (Reader reader = new FileReader(words[0])) {
            settings.load(reader);
        }
        for (String side : new String[] {"key", "value"}) {
            String text = "org.apache.kafka.common.serialization.String";
            settings.put(side + ".serializer", text + "Serializer");
            settings.put(side + ".deserializer", text + "Deserializer");
        }
        settings.put("group.id", "old");
        settings.put("auto.offset.reset", "earliest");
        int count = Integer.parseInt(words[2]);
        send(settings, words[1], count);
        System.out.println("sent");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(Arrays.asList(words[1]));
            long patience = System.currentTimeMillis() + 60_000;
            for (int read = 0; read < count && System.currentTimeMillis() < patience;) {
                ConsumerRecords<String, String> records = consumer.poll(1_000L);
                for (ConsumerRecord<String, String> record : records) {
                    System.out.println(record.offset() + " " + record.key() + " " + record.value());
                    read++;
                }
            }
            consumer.commitSync();
        }
        System.exit(0);
    }

    private static void send(Properties settings, String topic, int count) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            Future<RecordMetadata> last = null;
            for (int number = 0; number < count; number++) {
                String value = "v" + number;
                last = producer.send(new ProducerRecord<>(topic, 0, "k" + number, value));
            }
            last.get();
        }
    }
}
