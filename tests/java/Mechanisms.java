// kafka-clients with PLAIN and SCRAM: what an administrator does with credentials, a producer that
// authenticates again, and what clients are told who are refused. Each step is told on a line.
//
//   Mechanisms BOOTSTRAP
//
// alice has the password `secret` for every mechanism.

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Mechanisms {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static String bootstrap;

    public static void main(String[] words) throws Exception {
        bootstrap = words[0];
        try (Admin admin = Admin.create(settings("PLAIN", "alice", "secret"))) {
            administer(admin);
            produce();
            delete(admin, "carol", ScramMechanism.SCRAM_SHA_512).get();
            System.out.println("deleted");
        }
        refused("PLAIN", "alice", "wrong");
        refused("SCRAM-SHA-512", "alice", "wrong");
        refused("SCRAM-SHA-512", "carol", "carol-secret");
    }

    private static Properties settings(String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.Plain" : "scram.Scram";
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("security.protocol", "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", mechanism);
        settings.put("sasl.jaas.config", String.format(
            "org.apache.kafka.common.security.%sLoginModule required"
                + " username=\"%s\" password=\"%s\";",
            module, user, password));
        return settings;
    }

    private static void administer(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic("made", 1, (short) 1))).all().get();
        put(admin, "carol", 8192).get();
        Map<String, UserScramCredentialsDescription> all =
            admin.describeUserScramCredentials().all().get();
        for (String user : all.keySet().stream().sorted().toList()) {
            for (ScramCredentialInfo info : all.get(user).credentialInfos()) {
                System.out.println(user + " " + info.mechanism() + " " + info.iterations());
            }
        }
        told(put(admin, "dave", 4095));
        told(put(admin, "dave", 16385));
        told(delete(admin, "dave", ScramMechanism.SCRAM_SHA_256));
        told(admin.describeUserScramCredentials(List.of("dave")).description("dave"));
    }

    private static KafkaFuture<Void> put(Admin admin, String user, int iterations) {
        ScramMechanism mechanism = ScramMechanism.SCRAM_SHA_512;
        ScramCredentialInfo info = new ScramCredentialInfo(mechanism, iterations);
        return admin.alterUserScramCredentials(List.of(
            new UserScramCredentialUpsertion(user, info, user + "-secret"))).all();
    }

    private static KafkaFuture<Void> delete(Admin admin, String user, ScramMechanism mechanism) {
        return admin.alterUserScramCredentials(List.of(
            new UserScramCredentialDeletion(user, mechanism))).all();
    }

    /** Sends a record at a time until the producer has authenticated itself again. */
    private static void produce() throws Exception {
        Properties settings = settings("SCRAM-SHA-512", "carol", "carol-secret");
        StringSerializer text = new StringSerializer();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
            while (total(producer.metrics(), "successful-reauthentication-total") < 1) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("never authenticated again");
                }
                producer.send(new ProducerRecord<>("made", "from carol")).get();
                Thread.sleep(20);
            }
            System.out.println("failed again "
                + (long) total(producer.metrics(), "failed-reauthentication-total"));
        }
    }

    private static double total(Map<MetricName, ? extends Metric> metrics, String name) {
        return metrics.entrySet().stream()
            .filter(it -> it.getKey().name().equals(name))
            .filter(it -> it.getKey().group().equals("producer-metrics"))
            .mapToDouble(it -> (Double) it.getValue().metricValue()).sum();
    }

    private static void refused(String mechanism, String user, String password) throws Exception {
        try (Admin admin = Admin.create(settings(mechanism, user, password))) {
            told(admin.describeCluster().clusterId());
        }
    }

    private static void told(KafkaFuture<?> future) throws Exception {
        try {
            System.out.println("not refused: " + future.get());
        } catch (ExecutionException error) {
            Throwable cause = error.getCause();
            System.out.println(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }
}
