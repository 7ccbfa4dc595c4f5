package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"
)

func kafkaGo(ctx context.Context, read settings) error {
	mechanism, err := kafkaGoMechanism(read)
	if err != nil {
		return err
	}
	transport := &kafka.Transport{SASL: mechanism}
	writer := &kafka.Writer{
		Addr: kafka.TCP(read["bootstrap"]), Topic: topic, Transport: transport,
		BatchTimeout: time.Millisecond, RequiredAcks: kafka.RequireAll, MaxAttempts: 1,
	}
	for _, value := range values {
		if err := writer.WriteMessages(ctx, kafka.Message{Value: []byte(value)}); err != nil {
			return fmt.Errorf("produce: %w", err)
		}
	}
	if err := writer.Close(); err != nil {
		return err
	}
	if err := kafkaGoConsume(ctx, read, mechanism); err != nil {
		return fmt.Errorf("consume: %w", err)
	}
	return kafkaGoList(ctx, &kafka.Client{Addr: writer.Addr, Transport: transport})
}

func kafkaGoConsume(ctx context.Context, read settings, mechanism sasl.Mechanism) error {
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{read["bootstrap"]}, Topic: topic, GroupID: "kafka-go",
		StartOffset: kafka.FirstOffset, MaxWait: 100 * time.Millisecond,
		Dialer: &kafka.Dialer{SASLMechanism: mechanism, DualStack: true},
	})
	for range values {
		message, err := reader.ReadMessage(ctx)
		if err != nil {
			return err
		}
		fmt.Println("record", message.Offset, string(message.Value))
	}
	return reader.Close()
}

func kafkaGoList(ctx context.Context, client *kafka.Client) error {
	answer, err := client.Metadata(ctx, &kafka.MetadataRequest{})
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	names := []string{}
	for _, each := range answer.Topics {
		if !each.Internal {
			names = append(names, each.Name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Println("topic", name)
	}
	return nil
}

func kafkaGoMechanism(read settings) (sasl.Mechanism, error) {
	switch read["mechanism"] {
	case "PLAIN":
		return plain.Mechanism{Username: read["user"], Password: read["password"]}, nil
	case "SCRAM-SHA-256":
		return scram.Mechanism(scram.SHA256, read["user"], read["password"])
	case "SCRAM-SHA-512":
		return scram.Mechanism(scram.SHA512, read["user"], read["password"])
	}
	return nil, fmt.Errorf("kafka-go is given no mechanism %q", read["mechanism"])
}
