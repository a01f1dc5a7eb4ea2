package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Statement is a statement that the program sent, with the number of tasks in its plan: statements that the coordinator
// of a Citus cluster sends to shards. It is 0 if the statement uses only tables of the coordinator.
type Statement struct {
	Text  string
	Tasks int
}

// Plans finds out what statements the program sends, with another instance of it, for whose connections PostgreSQL logs
// all plans (auto_explain). The server must have a JSON log (log_destination=jsonlog, logging_collector=on).
type Plans struct {
	lab     *Lab
	program *Program
}

// Plans starts the other instance. Close ends it.
func (l *Lab) Plans() (*Plans, error) {
	at, err := url.Parse(l.url)
	if err != nil {
		return nil, err
	}
	values := at.Query()
	values.Set("session_preload_libraries", "auto_explain")
	values.Set("auto_explain.log_min_duration", "0")
	at.RawQuery = values.Encode()
	environ := append(l.environ[:len(l.environ):len(l.environ)], "DATABASE_URL="+at.String())
	p, err := Launch("clientele", l.binary, nil, environ, os.Stderr)
	if err != nil {
		return nil, err
	}
	return &Plans{l, p}, nil
}

// Close ends the other instance.
func (p *Plans) Close() error { return p.program.Stop() }

// repeats is how often Of sends a request. Statements that are sent less often are not part of the request.
const repeats = 3

// Of returns the statements of requests that build returns, in order.
func (p *Plans) Of(ctx context.Context, build func() []byte) ([]Statement, error) {
	send := func() error {
		text, err := Once(ctx, p.program.Addr, build())
		if err == nil && strings.HasPrefix(string(text), `{"errors"`) {
			err = fmt.Errorf("%.300s", text)
		}
		return err
	}
	if err := send(); err != nil { // fills caches
		return nil, err
	}
	from, err := p.mark(ctx, 0)
	if err != nil {
		return nil, err
	}
	for range repeats {
		if err := send(); err != nil {
			return nil, err
		}
	}
	if _, err := p.mark(ctx, from); err != nil {
		return nil, err
	}
	return p.read(ctx, from)
}

// mark writes a line to the log, waits until it is there, and returns the size of the log.
func (p *Plans) mark(ctx context.Context, from int64) (size int64, err error) {
	text := fmt.Sprintf("mark %d", time.Now().UnixNano())
	if _, err := p.lab.Admin.ExecContext(ctx, "DO $$ BEGIN RAISE LOG '"+text+"'; END $$"); err != nil {
		return 0, err
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		log, err := p.log(ctx, from)
		if err != nil {
			return 0, err
		}
		if strings.Contains(log, text) {
			return from + int64(len(log)), nil
		}
		<-tick.C
	}
	return 0, fmt.Errorf("the server's log does not contain %q", text)
}

// log returns the server's log from a position on.
func (p *Plans) log(ctx context.Context, from int64) (text string, err error) {
	err = p.lab.Admin.QueryRowContext(ctx,
		"SELECT convert_from(pg_read_binary_file(pg_current_logfile('jsonlog'), $1, 1 << 28), 'UTF8')", from).Scan(&text)
	return text, err
}

// explained matches what auto_explain logs.
var (
	explained = regexp.MustCompile(`(?s)^duration: .*? ms  plan:\nQuery Text: (.*)`)
	taskCount = regexp.MustCompile(`Task Count: (\d+)`)
)

// read returns the statements in the log from a position on that were sent with every request.
func (p *Plans) read(ctx context.Context, from int64) ([]Statement, error) {
	log, err := p.log(ctx, from)
	if err != nil {
		return nil, err
	}
	var order []string
	count, tasks := map[string]int{}, map[string]int{}
	for line := range strings.Lines(log) {
		var entry struct {
			Message string
			Name    string `json:"dbname"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			continue // the last line may be incomplete
		}
		found := explained.FindStringSubmatch(entry.Message)
		if found == nil {
			continue
		}
		text, plan, _ := strings.Cut(found[1], "  (cost=")
		text = text[:max(0, strings.LastIndexByte(text, '\n'))] // the plan's first line
		if count[text] == 0 {
			order = append(order, text)
		}
		count[text]++
		sum := 0
		for _, t := range taskCount.FindAllStringSubmatch(plan, -1) {
			n, _ := strconv.Atoi(t[1])
			sum += n
		}
		tasks[text] = max(tasks[text], sum)
	}
	var all []Statement
	for _, text := range order {
		if count[text] >= repeats {
			all = append(all, Statement{text, tasks[text]})
		}
	}
	return all, nil
}
