package main

import (
	"context"
	"fmt"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/kerberos"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

func franzGo(ctx context.Context, read settings) error {
	mechanism, err := franzMechanism(read)
	if err != nil {
		return err
	}
	cl, err := kgo.NewClient(
		kgo.SeedBrokers(read["bootstrap"]),
		kgo.SASL(mechanism),
		kgo.ConsumeTopics(topic),
		kgo.ConsumerGroup("franz-go"),
		kgo.DisableAutoCommit(),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		// A refusal is told at once and not tried again until the context ends.
		kgo.RequestRetries(1),
		kgo.RecordRetries(1),
	)
	if err != nil {
		return err
	}
	defer cl.Close()
	for _, value := range values {
		record := &kgo.Record{Topic: topic, Value: []byte(value)}
		if err := cl.ProduceSync(ctx, record).FirstErr(); err != nil {
			return fmt.Errorf("produce: %w", err)
		}
	}
	if err := franzConsume(ctx, cl); err != nil {
		return err
	}
	answer, err := kmsg.NewPtrMetadataRequest().RequestWith(ctx, cl)
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	for _, each := range answer.Topics {
		if !each.IsInternal {
			fmt.Println("topic", *each.Topic)
		}
	}
	return nil
}

func franzConsume(ctx context.Context, cl *kgo.Client) error {
	for got := 0; got < len(values); {
		fetches := cl.PollFetches(ctx)
		if errs := fetches.Errors(); len(errs) > 0 {
			return fmt.Errorf("consume: %w", errs[0].Err)
		}
		fetches.EachRecord(func(record *kgo.Record) {
			fmt.Println("record", record.Offset, string(record.Value))
			got++
		})
	}
	return cl.CommitUncommittedOffsets(ctx)
}

func franzMechanism(read settings) (sasl.Mechanism, error) {
	user, password := read["user"], read["password"]
	switch read["mechanism"] {
	case "GSSAPI":
		krb, err := kerberosClient(read)
		if err != nil {
			return nil, err
		}
		return kerberos.Auth{Client: krb, Service: read["service"]}.AsMechanism(), nil
	case "PLAIN":
		return plain.Auth{User: user, Pass: password}.AsMechanism(), nil
	case "SCRAM-SHA-256":
		return scram.Auth{User: user, Pass: password}.AsSha256Mechanism(), nil
	case "SCRAM-SHA-512":
		return scram.Auth{User: user, Pass: password}.AsSha512Mechanism(), nil
	}
	return nil, fmt.Errorf("franz-go is given no mechanism %q", read["mechanism"])
}

func kerberosClient(read settings) (*client.Client, error) {
	conf, err := config.Load(read["krb5.conf"])
	if err != nil {
		return nil, err
	}
	keys, err := keytab.Load(read["keytab"])
	if err != nil {
		return nil, err
	}
	noFast := client.DisablePAFXFAST(true)
	return client.NewWithKeytab(read["user"], read["realm"], keys, conf, noFast), nil
}
