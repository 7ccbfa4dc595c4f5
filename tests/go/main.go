// One Go client of Kafka against a bed: produces records, reads them back, lists the topics; or
// gokrb5 against its password server.
//
// clients SUBCOMMAND SETTINGS, where SETTINGS is a file of `name=value` lines; each line of the
// output is a fact, and a failure is the client's own text on standard error with status 1.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	topic    = "orders"
	patience = 30 * time.Second
)

var values = []string{"one", "two", "three"}

type settings map[string]string

var clients = map[string]func(context.Context, settings) error{
	"franz-go": franzGo,
	"sarama":   saramaClient,
	"kafka-go": kafkaGo,
	"kpasswd":  changePassword,
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 2 {
		return fmt.Errorf("usage: clients franz-go|sarama|kafka-go|kpasswd SETTINGS")
	}
	client, known := clients[arguments[0]]
	if !known {
		return fmt.Errorf("no client %q", arguments[0])
	}
	read, err := readSettings(arguments[1])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return client(ctx, read)
}

func readSettings(path string) (settings, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	read := settings{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), "=")
		read[name] = value
	}
	return read, lines.Err()
}
