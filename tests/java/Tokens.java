// The life of a delegation token as a user of kafka-clients sees it.
//
// Arguments: bootstrap servers, the properties of the owner, the properties of somebody else. Each
// line of output is a result, or an exception as it prints itself.

import java.io.FileReader;
import java.io.Reader;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ExpireDelegationTokenOptions;
import org.apache.kafka.common.security.token.delegation.DelegationToken;

public final class Tokens {
    public static void main(String[] arguments) throws Exception {
        Properties owner = read(arguments[1]);
        Properties other = read(arguments[2]);
        try (Admin admin = Admin.create(owner)) {
            DelegationToken token = admin.createDelegationToken().delegationToken().get();
            System.out.println("token created, owner " + token.tokenInfo().ownerAsString());
            Properties byToken = byToken(arguments[0], token);
            tell(() -> topics(byToken));
            tell(() -> create(byToken));
            tell(() -> renew(other, token.hmac()));
            tell(() -> renew(owner, new byte[64]));
            ExpireDelegationTokenOptions soon =
                new ExpireDelegationTokenOptions().expiryTimePeriodMs(1);
            long ends = admin.expireDelegationToken(token.hmac(), soon).expiryTimestamp().get();
            while (System.currentTimeMillis() <= ends) {
                Thread.onSpinWait();
            }
            tell(() -> renew(owner, token.hmac()));
            tell(() -> topics(byToken));
        }
    }

    private static Properties read(String path) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = new FileReader(path)) {
            properties.load(reader);
        }
        return properties;
    }

    private static Properties byToken(String bootstrap, DelegationToken token) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("security.protocol", "SASL_PLAINTEXT");
        properties.put("sasl.mechanism", "SCRAM-SHA-256");
        properties.put("default.api.timeout.ms", "3000");
        properties.put("request.timeout.ms", "2000");
        properties.put("sasl.jaas.config", String.format(
            "org.apache.kafka.common.security.scram.ScramLoginModule required "
                + "username=\"%s\" password=\"%s\" tokenauth=\"true\";",
            token.tokenInfo().tokenId(), token.hmacAsBase64String()));
        return properties;
    }

    private static Object topics(Properties properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            return "result: " + admin.listTopics().names().get();
        }
    }

    private static Object create(Properties properties) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            return admin.createDelegationToken().delegationToken().get();
        }
    }

    private static Object renew(Properties properties, byte[] hmac) throws Exception {
        try (Admin admin = Admin.create(properties)) {
            return admin.renewDelegationToken(hmac).expiryTimestamp().get();
        }
    }

    private static void tell(Callable<Object> step) throws Exception {
        try {
            System.out.println(step.call());
        } catch (ExecutionException failure) {
            System.out.println(failure);
        }
    }
}
