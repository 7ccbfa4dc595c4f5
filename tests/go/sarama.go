package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/IBM/sarama"
	"github.com/xdg-go/scram"
)

func saramaClient(ctx context.Context, read settings) error {
	config := sarama.NewConfig()
	config.Version = sarama.V3_6_0_0
	config.Metadata.Retry.Max = 1
	config.Producer.Return.Successes = true
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	config.Net.SASL.Enable = true
	switch read["mechanism"] {
	case "GSSAPI":
		config.Net.SASL.Mechanism = sarama.SASLTypeGSSAPI
		config.Net.SASL.GSSAPI = sarama.GSSAPIConfig{
			AuthType:           sarama.KRB5_KEYTAB_AUTH,
			KerberosConfigPath: read["krb5.conf"],
			KeyTabPath:         read["keytab"],
			ServiceName:        read["service"],
			Username:           read["user"],
			Realm:              read["realm"],
			DisablePAFXFAST:    true,
		}
	case "PLAIN":
		config.Net.SASL.Mechanism = sarama.SASLTypePlaintext
		config.Net.SASL.User = read["user"]
		config.Net.SASL.Password = read["password"]
	case "SCRAM-SHA-256", "SCRAM-SHA-512":
		config.Net.SASL.Mechanism = sarama.SASLMechanism(read["mechanism"])
		config.Net.SASL.User = read["user"]
		config.Net.SASL.Password = read["password"]
		config.Net.SASL.SCRAMClientGeneratorFunc = func() sarama.SCRAMClient {
			return &conversation{hash: scramHashes[read["mechanism"]]}
		}
	default:
		return fmt.Errorf("sarama is given no mechanism %q", read["mechanism"])
	}
	client, err := sarama.NewClient([]string{read["bootstrap"]}, config)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := saramaProduce(client); err != nil {
		return fmt.Errorf("produce: %w", err)
	}
	group, err := sarama.NewConsumerGroupFromClient("sarama", client)
	if err != nil {
		return err
	}
	reading, done := context.WithCancel(ctx)
	if err := group.Consume(reading, []string{topic}, &printer{done: done}); err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	if err := group.Close(); err != nil {
		return err
	}
	topics, err := client.Topics()
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	slices.Sort(topics)
	for _, name := range topics {
		fmt.Println("topic", name)
	}
	return nil
}

func saramaProduce(client sarama.Client) error {
	producer, err := sarama.NewSyncProducerFromClient(client)
	if err != nil {
		return err
	}
	for _, value := range values {
		message := &sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder(value)}
		if _, _, err := producer.SendMessage(message); err != nil {
			return err
		}
	}
	return producer.Close()
}

// printer prints as many records as were sent, then ends the membership.
type printer struct {
	done context.CancelFunc
}

func (*printer) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (*printer) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (p *printer) ConsumeClaim(
	session sarama.ConsumerGroupSession,
	claim sarama.ConsumerGroupClaim,
) error {
	got := 0
	for message := range claim.Messages() {
		fmt.Println("record", message.Offset, string(message.Value))
		session.MarkMessage(message, "")
		if got++; got == len(values) {
			session.Commit()
			p.done()
		}
	}
	return nil
}

var scramHashes = map[string]scram.HashGeneratorFcn{
	"SCRAM-SHA-256": scram.SHA256,
	"SCRAM-SHA-512": scram.SHA512,
}

// conversation is SCRAM for Sarama, which asks for somebody else's.
type conversation struct {
	*scram.ClientConversation
	hash scram.HashGeneratorFcn
}

func (c *conversation) Begin(user, password, authzid string) error {
	client, err := c.hash.NewClient(user, password, authzid)
	if err != nil {
		return err
	}
	c.ClientConversation = client.NewConversation()
	return nil
}
